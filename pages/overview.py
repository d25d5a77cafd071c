"""Where the project is, what is known of its failures, and the one next step."""

from datetime import UTC, datetime

import streamlit as st

from lib.model import Role
from lib.store.rules import events
from lib.ui.findings import fix_first, readers
from lib.ui.findings import scope as scopes
from lib.ui.overview import mending_card, next_step
from lib.ui.shell import links, local_time, shell
from lib.ui.trace import unfinished
from lib.words import failures as failure_words
from lib.words import guide
from lib.words import saturation as saturation_words

LOOKED_BACK = 400

visit = shell.enter(Role.VIEWER)
project = visit.project
st.title("Overview")
funnel = next_step.standing(project.id, events.version(project.id))
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
    if project.role.covers(Role.ANNOTATOR):
        unfinished.show(visit)
    done = events.recent(project.id, LOOKED_BACK)
    lines = guide.activity(done, datetime.now(UTC), cut=len(done) == LOOKED_BACK, zone=local_time.zone())
    if lines:
        st.header("Recent activity")
        st.markdown("  \n".join(lines))
with known:
    scope = scopes.whole(visit)
    analysis = scope.analysis
    if analysis.findings.read:
        st.header("What is known so far")
        st.markdown(failure_words.headline(analysis))
        found, reach = analysis.discovery, analysis.reach
        said = saturation_words.status(found, reach).sentence
        beside = (
            saturation_words.expected(found, reach),
            saturation_words.not_grouped(found, analysis.findings),
            saturation_words.not_labelled(analysis.findings),
        )
        st.markdown(" ".join(filter(None, (said, *beside))))
        fix_first.say(scope)
        readers.say(scope)
        mending_card.show(scope)
        links.quiet("Every failure mode", "failures", project)
