"""Where the project is, and the one next step."""

from datetime import UTC, datetime

import streamlit as st

from lib.model import Role
from lib.store import batches, counts, events
from lib.store.batches import BatchSummary
from lib.store.counts import Funnel
from lib.ui import go, guide, shell

LOOKED_BACK = 400


@st.cache_data(max_entries=100, show_spinner=False)
def counted(project_id: int, version: int) -> tuple[Funnel, list[BatchSummary]]:
    """Return the project's funnel and batches, as they were at this version of it."""
    return counts.funnel(project_id), batches.summaries(project_id)


visit = shell.enter(Role.VIEWER)
project = visit.project
st.title("Overview")
funnel, drawn = counted(project.id, events.version(project.id))
st.markdown(f"## {guide.standing(funnel)}")
if project.is_demo:
    st.markdown(":small[A demo: these conversations and the failures in them are invented.]")

for column, figure in zip(st.columns(6, gap="small"), guide.figures(funnel), strict=True):
    with column.container(border=True, height="stretch", gap="xxsmall"):
        st.metric(figure.name, f"{figure.number:,}")
        st.markdown(f":small[{figure.words}]")
        if project.role.covers(figure.needs):
            go.link(figure.label, figure.page, project)

now, lately = st.columns(2, gap="large")
with now:
    st.header("Next step")
    step = guide.next_step(funnel, drawn, project.role)
    st.write(step.why)
    if step.page:
        go.button(step.label, step.page, project)
with lately:
    done = events.recent(project.id, LOOKED_BACK)
    lines = guide.activity(done, datetime.now(UTC), cut=len(done) == LOOKED_BACK)
    if lines:
        st.header("Recent activity")
        st.markdown("  \n".join(lines))
