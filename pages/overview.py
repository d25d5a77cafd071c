"""Where the project is, what is known of its failures, and the one next step."""

from datetime import UTC, datetime

import streamlit as st

from lib.model import Role
from lib.store.rules import events
from lib.ui.failures import failure_scope, saturation_card
from lib.ui.overview import next_step
from lib.ui.shell import links, shell
from lib.words import failures as failure_words
from lib.words import guide

LOOKED_BACK = 400

visit = shell.enter(Role.VIEWER)
project = visit.project
st.title("Overview")
funnel, *_ = next_step.counted(visit.person, project.id, events.version(project.id))
st.markdown(f"## {guide.standing(funnel)}")
if project.is_demo:
    st.markdown(":small[A demo: these conversations and the failures in them are invented.]")

for column, figure in zip(st.columns(6, gap="small"), guide.figures(funnel), strict=True):
    with column.container(border=True, height="stretch", gap="xxsmall", vertical_alignment="distribute"):
        with st.container(gap="xxsmall"):
            st.metric(figure.name, f"{figure.number:,}")
            st.markdown(f":small[{figure.words}]")
        if figure.page and project.role.covers(figure.needs):
            links.quiet(figure.label, figure.page, project)

now, known = st.columns(2, gap="large")
with now:
    st.header("Next step")
    next_step.show(visit, "overview")
    done = events.recent(project.id, LOOKED_BACK)
    lines = guide.activity(done, datetime.now(UTC), cut=len(done) == LOOKED_BACK)
    if lines:
        st.header("Recent activity")
        st.markdown("  \n".join(lines))
with known:
    scope = failure_scope.whole(visit)
    if scope.findings().read:
        st.header("What is known so far")
        st.markdown(failure_words.headline(scope))
        found = saturation_card.of_scope(scope)
        said = saturation_card.status(found, scope.reach()).sentence
        st.markdown(f"{said} {saturation_card.expected(found, scope.reach())}")
        links.quiet("Every failure mode", "failures", project)
