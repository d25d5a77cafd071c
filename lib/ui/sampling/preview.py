"""The right side of the Sampling page: what would be drawn, before it is drawn."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from lib.charts import theme
from lib.model import Person, Role, TraceFilter
from lib.services import drawing, trace_map
from lib.services.drawing import CLUSTER, FEEDBACK, STRATUM, NotPossible, Plan, Preview, Strategy
from lib.services.trace_map import TraceMap
from lib.store.traces import populations, traces
from lib.store.traces.populations import Line
from lib.ui.sampling import picks
from lib.ui.shell import component, links, shell
from lib.ui.shell.shell import Visit
from lib.ui.trace import trace_view
from lib.words import sampling as sampling_words
from lib.words.text import count, md_escape, shorten

_OPENED = "sampling_opened"
_CLOSED = "sampling_closed"
_TALLEST = 470
_ENTRIES, _SECONDS = 40, 900


@st.cache_data(max_entries=_ENTRIES, ttl=_SECONDS, show_spinner="Trying the draw …")
def previewed(project_id: int, version: int, plan: Plan) -> Preview | str:
    """Return what the plan would draw at this version of the project, or why it cannot."""
    try:
        return drawing.preview(project_id, plan)
    except NotPossible as reason:
        return str(reason)


@st.cache_data(max_entries=_ENTRIES, ttl=_SECONDS, show_spinner=False)
def _mapped(
    who: Person, project_id: int, version: int, wanted: TraceFilter, picked: tuple[int, ...]
) -> TraceMap | None:
    return trace_map.build(who, project_id, wanted, picked)


@st.cache_data(max_entries=_ENTRIES, ttl=_SECONDS, show_spinner=False)
def _map_chart(found: TraceMap, colour: str) -> dict[str, Any]:
    from lib.charts import sampling as sampling_charts

    drawn = sampling_charts.trace_map(found.points, found.density, colour)
    spec: dict[str, Any] = drawn.to_dict(validate=False)
    return spec


@st.cache_data(max_entries=_ENTRIES, ttl=_SECONDS, show_spinner=False)
def _examples(project_id: int, version: int) -> list[trace_map.Example]:
    return trace_map.examples(project_id)


@st.cache_data(max_entries=_ENTRIES, ttl=_SECONDS, show_spinner=False)
def _lines(project_id: int, serials: tuple[int, ...]) -> dict[int, Line]:
    return populations.lines(project_id, serials)


def show(visit: Visit, plan: Plan, version: int, found: Preview) -> None:
    """Draw the words and, by choice, the composition, the map, the clusters or the picks."""
    st.markdown(sampling_words.in_words(found, plan))
    with st.expander("The statistics"):
        st.markdown(sampling_words.behind(found) or "Nothing is claimed of the other traces.")
        _remarks(found, plan)
    with st.expander("Look at what would be drawn"):
        views = {"Composition": _composition, "Map": _map, "Clusters": _clusters, "Picks": _picks}
        view = st.radio(
            "Show", list(views), key="sampling_view", horizontal=True, label_visibility="collapsed"
        )
        views[view](visit, plan, version, found)
    _open_trace(visit)


def _remarks(found: Preview, plan: Plan) -> None:
    if said := sampling_words.remarks(found, plan):
        st.caption(said)
    if found.learnt is None:
        return
    st.caption(sampling_words.of_model(found))
    if found.learnt.warning:
        st.warning(found.learnt.warning)


def _composition(visit: Visit, plan: Plan, version: int, found: Preview) -> None:
    names = {STRATUM: "By group", CLUSTER: "By cluster", FEEDBACK: "By feedback"}
    offered = [name for name in (STRATUM, CLUSTER, FEEDBACK) if name in found.groups]
    first = FEEDBACK if plan.strategy is Strategy.FEEDBACK and FEEDBACK in offered else None
    if not offered:
        st.caption(
            "There is nothing to group these traces by yet: no feedback, and their texts are not compared."
        )
        return
    by = st.radio(
        "Group by",
        offered,
        format_func=lambda name: names[name],
        index=offered.index(first) if first else 0,
        key=f"sampling_by_{plan.strategy}_{len(offered)}",
        horizontal=True,
        label_visibility="collapsed",
    )
    from lib.charts import sampling as sampling_charts

    groups = found.groups[by]
    rows = pd.DataFrame(
        {
            "name": [one.name for one in groups],
            "units": [one.units for one in groups],
            "picked": [one.picked for one in groups],
        }
    )
    st.caption("Bars: picked, of the unread traces there are. Line: what a draw in proportion would pick.")
    with st.container(height=_TALLEST if len(rows) > 18 else "content", border=False):
        st.vega_lite_chart(
            sampling_charts.composition(rows).to_dict(validate=False),
            alt="Traces picked in each group, against a draw in proportion",
        )


def _map(visit: Visit, plan: Plan, version: int, found: Preview) -> None:
    drawn = _mapped(visit.person, visit.project.id, version, plan.wanted, found.draw.trace_ids)
    if drawn is None or not len(drawn.points):
        st.caption("The map appears once the texts of the traces have been compared.")
        return
    colour = st.radio("Colour by", ["cluster", "feedback", "verdict"], key="sampling_colour", horizontal=True)
    st.vega_lite_chart(
        _map_chart(drawn, colour),
        on_select=_open_point,
        key=_key("map"),
        alt="Map of the traces; the clusters and the picks are also listed",
    )
    st.caption(sampling_words.of_map(drawn))


def _clusters(visit: Visit, plan: Plan, version: int, found: Preview) -> None:
    examples = _examples(visit.project.id, version)
    if not examples:
        st.caption("Clusters appear once the texts of the traces have been compared.")
        return
    st.caption(
        "Groups of similar texts, named by their words: a draft, with blurred borders. Typical traces:"
    )
    picked = {group.name: group.picked for group in found.groups.get(CLUSTER, ())}
    with st.container(height=_TALLEST, border=False):
        st.markdown("\n".join(_about(visit, one, picked.get(one.name, 0)) for one in examples))


def _about(visit: Visit, one: trace_map.Example, picked: int) -> str:
    typical = [_link(visit, line.id, line.preview or line.external_id) for line in one.typical]
    title = f"- **{md_escape(one.name)}** · {count(one.size, 'trace')}, {picked:,} picked"
    return "\n".join([title, *(f"    - {link}" for link in typical)])


def _link(visit: Visit, trace_id: int, words: str) -> str:
    where = urlencode({"project": visit.project.id, "trace": trace_id})
    return f"[{md_escape(shorten(words, 90))}](traces?{where})"


def _picks(visit: Visit, plan: Plan, version: int, found: Preview) -> None:
    lines = _lines(visit.project.id, tuple(found.serials))
    picked = picks.show(found, lines, key=_key("picks"), tallest=_TALLEST - 60)
    if picked is not None:
        st.session_state[_OPENED] = picked


def _key(name: str) -> str:
    return f"sampling_{name}_{st.session_state.get(_CLOSED, 0)}"


def _open_point() -> None:
    shell.require(Role.ENGINEER)
    selected = (component.event(_key("map"), "selection") or {}).get(theme.OPENED)
    if selected:
        st.session_state[_OPENED] = int(selected[0]["id"])


def _close() -> None:
    shell.require(Role.ENGINEER)
    st.session_state.pop(_OPENED, None)
    # A new one: what is drawn keeps its selection, and the same trace could not be opened twice.
    st.session_state[_CLOSED] = st.session_state.get(_CLOSED, 0) + 1


def _open_trace(visit: Visit) -> None:
    opened = st.session_state.get(_OPENED)
    if opened is not None:
        found = traces.body(visit.person, visit.project.id, opened)
        if found is not None:
            _dialog(found)


@st.dialog("Trace", width="large", on_dismiss=_close)
def _dialog(trace: Any) -> None:
    visit = shell.require(Role.ENGINEER)
    links.button("Annotate this trace", "annotate", visit.project, trace=trace.id)
    trace_view.show(trace, visit.project.display, key=f"sampled_{trace.id}")
