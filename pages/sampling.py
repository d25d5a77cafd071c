"""Sampling: choose what to read next."""

import secrets

import streamlit as st

from lib.model import Role, TraceFilter
from lib.sampling import random
from lib.sampling.population import Population
from lib.store import batches, traces
from lib.ui import go, shell
from lib.ui.text import count, md_escape, when

_DRAWN = "drawn_batch"


def _draw(wanted: TraceFilter, population: str) -> None:
    visit = shell.require(Role.ENGINEER)
    found = traces.matching(visit.project.id, wanted)
    size, seed = int(st.session_state["draw_size"]), int(st.session_state["draw_seed"])
    drawn = random.draw(Population.of_ids([trace_id for trace_id, _, _ in found]), size, seed)
    made = batches.create(
        visit.person,
        visit.project.id,
        st.session_state["draw_name"].strip() or f"Random {len(drawn.trace_ids)}",
        drawn,
        strategy="random",
        seed=seed,
        parameters={"size": size, "exclude_drawn": wanted.drawn is False},
        population=population,
        frame=[serial for _, serial, _ in found],
    )
    st.session_state[_DRAWN] = made
    # A second draw with the same seed would only repeat the first.
    st.session_state["draw_seed"] = secrets.randbelow(1_000_000)


visit = shell.enter(Role.ENGINEER)
st.title("Sampling")
everything = traces.total(visit.project.id)
if not everything:
    st.write("Here you choose which traces are read next. There are none in this project yet.")
    go.button("Bring traces in", "traces", visit.project)
    st.stop()

st.write(
    "A random batch is where every number starts: whatever is drawn at random stands for the rest. "
    "Begin with 100; that is enough to meet, with 95 % certainty, any failure that hits 3 in 100 traces."
)
st.session_state.setdefault("draw_seed", secrets.randbelow(1_000_000))
settings, preview = st.columns([3, 2], gap="large")
with settings:
    st.text_input("Name of the batch", key="draw_name", placeholder="June random")
    size, seed = st.columns(2)
    size.number_input("Traces to draw", min_value=1, max_value=5_000, value=100, key="draw_size")
    seed.number_input(
        "Seed",
        min_value=0,
        step=1,
        key="draw_seed",
        help="The same seed on the same traces draws the same batch again.",
    )
    exclude = st.checkbox("Leave out what was drawn before", value=True, key="draw_exclude")
wanted = TraceFilter(drawn=False if exclude else None)
available = traces.total(visit.project.id, wanted)
population = f"{count(available, 'trace')}{' not drawn before' if exclude else ''}"
picked = min(int(st.session_state["draw_size"]), available)
with preview.container(border=True):
    st.markdown("**What would be drawn**")
    st.write(f"{count(picked, 'trace')} at random from {population}, of {everything:,} in the project.")
    st.button(
        f"Draw {count(picked, 'trace')}",
        type="primary",
        disabled=not picked,
        on_click=_draw,
        args=(wanted, population),
    )

st.header("Batches")
summaries = batches.summaries(visit.project.id)
if not summaries:
    st.write("None drawn yet.")
for batch in summaries:
    with st.container(border=True):
        title, state, onward = st.columns([5, 4, 2], vertical_alignment="center")
        title.markdown(f"**{md_escape(batch.name)}**")
        title.caption(
            f"{batch.strategy}, seed {batch.seed}, from {md_escape(batch.population)} · "
            f"drawn by {md_escape(batch.drawn_by)}, {when(batch.created_at)}"
        )
        state.progress(batch.read / batch.size, text=f"{batch.read} of {count(batch.size, 'trace')} read")
        with onward:
            go.link(
                "Read on" if batch.read < batch.size else "Look again", "annotate", visit.project, batch=batch.id
            )
