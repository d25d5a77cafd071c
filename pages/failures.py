"""How many of the traces read show which failure, and the quotes behind each number."""

from typing import Any

import pandas as pd
import streamlit as st

from lib import charts
from lib.model import Role
from lib.store import counts, events
from lib.store.counts import FailureCounts, ModeCount
from lib.ui import evidence, go, guide, mode_table, next_step, shell
from lib.ui.text import count, md_escape

UNGROUPED = "none"
LOWEST, TALLEST = 320, 520
SIDES = {"random": "Random picks", "targeted": "Targeted", "undrawn": "Not drawn"}


@st.cache_data(max_entries=100, show_spinner=False)
def counted(project_id: int, version: int) -> FailureCounts:
    """Return the project's counts, as they were at this version of it."""
    return counts.failure_counts(project_id)


@st.cache_data(max_entries=100, show_spinner=False)
def drawn(rows: pd.DataFrame, read: int, picked: str | None) -> dict[str, Any]:
    """Return the chart as the browser draws it. Making it takes longer than counting."""
    spec: dict[str, Any] = charts.failure_bars(rows, read, picked).to_dict()
    return spec


def key_of(row: ModeCount) -> str:
    """Return what stands for the row in the URL and in a selection."""
    return str(row.mode.id) if row.mode else UNGROUPED


def name_of(row: ModeCount) -> str:
    """Return the row's name."""
    return row.mode.name if row.mode else "Not grouped"


def shown(found: FailureCounts) -> list[ModeCount]:
    """Return the rows of chart and table: the modes, and the notes in none where there are any."""
    return [*found.modes, *([found.ungrouped] if found.ungrouped.notes else [])]


def frame(rows: list[ModeCount]) -> pd.DataFrame:
    """Return the rows as the chart reads them."""
    return pd.DataFrame(
        [
            {
                "key": key_of(row),
                "name": name_of(row),
                "random": row.traces.random,
                "targeted": row.traces.targeted,
                "undrawn": row.traces.undrawn,
                "traces": row.traces.total,
                "notes": row.notes,
                "grouped": row.mode is not None,
            }
            for row in rows
        ]
    )


def pick(key: str | None) -> None:
    """Keep what is picked in the URL, so that a link reopens it; evidence begins at its first page."""
    st.session_state["evidence_page"] = 1
    if key is None:
        st.query_params.pop("mode", None)
    else:
        st.query_params["mode"] = key


def new_chart() -> None:
    """Make the next chart start with what the URL says: one that is drawn keeps its own selection."""
    st.session_state["charts_drawn"] = st.session_state.get("charts_drawn", 0) + 1
    st.session_state["chart_starts_with"] = st.query_params.get("mode")


def pick_bar() -> None:
    """A bar was clicked, or the selection cleared."""
    shell.require(Role.VIEWER)
    selected = st.session_state[bars_key()]["selection"].get(charts.PICK, [])
    pick(selected[0]["key"] if selected else None)


def pick_row() -> None:
    """A row of the table was pressed: pick it, or nothing where it was picked before."""
    shell.require(Role.VIEWER)
    key = st.session_state["mode_table"]["picked"]
    pick(None if key == st.query_params.get("mode") else key)
    new_chart()


def turn_page(by: int) -> None:
    """The next or previous page of evidence was asked for."""
    shell.require(Role.VIEWER)
    st.session_state["evidence_page"] = st.session_state.get("evidence_page", 1) + by


def bars_key() -> str:
    """Return the key of the chart as it stands now."""
    return f"bars_{st.session_state.get('charts_drawn', 0)}"


@st.fragment
def explore() -> None:
    """The chart, the evidence beside it, and the table: what a pick changes."""
    visit = shell.require(Role.VIEWER)
    found = counted(visit.project.id, events.version(visit.project.id))
    rows = shown(found)
    read = found.funnel.read.total
    picked = next((row for row in rows if key_of(row) == st.query_params.get("mode")), None)
    chosen = key_of(picked) if picked else None
    chart = drawn(frame(rows), read, st.session_state["chart_starts_with"])
    height = min(max(charts.height(len(rows)), LOWEST), TALLEST)
    bars, quotes = st.columns([11, 9], gap="large")
    with bars.container(height=height, border=False):
        st.vega_lite_chart(chart, key=bars_key(), on_select=pick_bar, alt="Traces read per failure mode")
    with quotes.container(height=height, border=False):
        show_evidence(visit, picked)
    st.markdown(f":small[{guide.population(found.funnel)} {guide.caveats(found)}]")
    waiting = next_step.without_note(visit) if found.funnel.failed > found.funnel.noted else None
    if waiting:
        go.link("Write the missing note", "annotate", visit.project, trace=waiting)
    sides = [side for side in SIDES if 0 < getattr(found.funnel.read, side) < read]
    mode_table.show(
        [
            {
                "key": key_of(row),
                "name": name_of(row),
                "definition": row.mode.definition if row.mode else "Notes that are in no failure mode yet.",
                "of": f"{row.traces.total:,} of {read:,}",
                "sides": [
                    f"{getattr(row.traces, side):,} of {getattr(found.funnel.read, side):,}" for side in sides
                ],
                "notes": f"{row.notes:,}",
            }
            for row in rows
        ],
        [SIDES[side] for side in sides],
        chosen,
        key="mode_table",
        on_pick=pick_row,
    )


def show_evidence(visit: shell.Visit, picked: ModeCount | None) -> None:
    """Draw the notes behind the picked row, or how to pick one."""
    if picked is None:
        st.markdown(":small[Click a bar, or a name in the table below, to read the notes behind it.]")
        return
    mode, page = picked.mode, st.session_state.get("evidence_page", 1)
    found = counts.evidence(visit.person, visit.project.id, mode.id if mode else None, page)
    st.markdown(
        f"**{md_escape(name_of(picked))}** · {count(found.traces, 'trace')}, {count(found.notes, 'note')}"
    )
    if mode and mode.definition:
        st.markdown(f":small[{md_escape(mode.definition)}]")
    of = f"{key_of(picked)} {page}"
    evidence.show(found.items, visit.project, of=of, within=mode.name if mode else None)
    last = -(-found.notes // counts.PAGE)
    if last > 1:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button("Previous", on_click=turn_page, args=(-1,), disabled=page <= 1)
            st.button("Next", on_click=turn_page, args=(1,), disabled=page >= last)
            st.markdown(f":small[Page {page} of {last}]")


visit = shell.enter(Role.VIEWER)
st.title("Failures")
found = counted(visit.project.id, events.version(visit.project.id))
st.markdown(f"## {guide.headline(found)}")
if visit.project.is_demo:
    st.markdown(":small[A demo: these conversations and the failures in them are invented.]")
if found.funnel.read.total == 0:
    st.write("This page counts the failures found in traces that were read.")
    next_step.show(visit, "failures")
elif not shown(found):
    st.write("Notes on failed traces are what this page counts. None has been written yet.")
    st.markdown(f":small[{guide.population(found.funnel)}]")
    next_step.show(visit, "failures")
else:
    if not found.modes and visit.project.role.covers(Role.ANNOTATOR):
        go.button("Group the notes", "axial", visit.project)
    new_chart()
    explore()
