"""The page to forward: what fails, how sure that is, and what cannot be said, as one file."""

from dataclasses import replace
from datetime import UTC, datetime

import streamlit as st

from lib.model import Role
from lib.report import document as report_document
from lib.report.document import Report
from lib.services import reporting
from lib.ui.findings import scope as scopes
from lib.ui.findings.scope import Scope
from lib.ui.overview import next_step
from lib.ui.report import charts as report_charts
from lib.ui.report import preview as report_preview
from lib.ui.shell import shell


@st.cache_data(max_entries=20, show_spinner="Making the report …")
def gathered(key: object, person_id: int, address: str, _scope: Scope) -> Report:
    """Return what the report says. ``key``, person and address are all it depends on, but for the time."""
    who, project = _scope.visit.person, _scope.visit.project
    return reporting.gather(who, project, _scope.analysis, address, datetime.now(UTC))


visit = shell.enter(Role.VIEWER)
st.title("Report")
words, narrowing = st.columns([6, 1], vertical_alignment="center")
words.write("One page to forward: a file that needs nothing else, and in which nothing runs.")
with narrowing:
    scope = scopes.choose(visit)
if scope.analysis.findings.read == 0:
    st.write(
        "It will say which failures are the most common, how sure that is, with an example of each, what was "
        "read, and what cannot be said. Nothing has been read yet."
    )
    next_step.show(visit, "report")
else:
    now = datetime.now(UTC)
    # It is made now, however long what it says has been known.
    report = replace(gathered(scope.key, visit.person.id, st.context.url or "", scope), made=now)
    page, text = report_document.html(report), report_document.markdown(report)
    name = f"faultline-report-{now:%Y-%m-%d}"
    with st.container(horizontal=True, vertical_alignment="center"):
        # "ignore", here and elsewhere: a run after one download would take away what the next one is to send.
        st.download_button(
            "Download HTML", page, f"{name}.html", "text/html", type="primary", on_click="ignore"
        )
        st.download_button("Download Markdown", text, f"{name}.md", "text/markdown", on_click="ignore")
        st.markdown(":small[For a PDF, open the HTML in a browser and print it. Links lead back here.]")
    report_preview.show(page)
    report_charts.show(scope)
