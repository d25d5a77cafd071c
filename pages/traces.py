"""Traces: the dataset, brought in and browsed."""

import pandas as pd
import streamlit as st

from lib.model import Feedback, FeedbackOrigin, Role, Trace, Verdict
from lib.store.counts import evidence
from lib.store.traces import traces
from lib.store.traces.metadata_fields import as_text
from lib.store.traces.traces import Line, Sort
from lib.ui.importing import import_panel
from lib.ui.shell import address, grid, links, shell
from lib.ui.shell.grid import Column
from lib.ui.shell.shell import Visit
from lib.ui.trace import trace_filters, trace_said, trace_view
from lib.words.text import count, shorten, when

_SIZE = 50
_TALLEST = 520
_BROWSE, _IMPORT = "Browse", "Import"
_MOST_TAGS = 2
_IN_FRONT = ("name", "preview", "feedback", "verdict")
_ORDERED_BY = {Sort.STEPS: "steps", Sort.TOOLS: "tools", Sort.SLOWEST: "latency", Sort.COSTLIEST: "cost"}
_VERDICTS = {Verdict.PASS: "✓ pass", Verdict.FAIL: "✗ fail", Verdict.DEFER: "◷ deferred", None: "not read"}
_HIDDEN = "yours to read"


def _frame(lines: tuple[Line, ...], tags: list[str]) -> pd.DataFrame:
    rows = [
        {
            "id": line.id,
            "name": line.external_id,
            "preview": line.preview,
            "feedback": _feedback(line.feedback),
            "verdict": _HIDDEN if line.hidden else _VERDICTS[line.verdict],
            "version": line.version or "",
            **{f"tag{place}": as_text(line.metadata.get(name, "")) for place, name in enumerate(tags)},
            "steps": f"{line.steps:,}",
            "tools": f"{line.tool_calls:,}",
            "latency": "" if line.latency_seconds is None else f"{line.latency_seconds:,.1f} s",
            "cost": "" if line.cost_usd is None else f"${line.cost_usd:,.4f}",
            "time": when(line.happened_at).removesuffix(" UTC") if line.happened_at else "",
        }
        for line in lines
    ]
    return pd.DataFrame(rows)


def _columns(frame: pd.DataFrame, tags: list[str], sort: Sort | None) -> list[Column]:
    told_apart = [Column(f"tag{place}", name, 85) for place, name in enumerate(tags)]
    every = [
        Column("name", "Id", 130),
        Column("preview", "First message", 205, grows=True),
        Column("feedback", "Feedback", 125),
        Column("verdict", "Verdict", 92),
        *told_apart[:1],
        Column("steps", "Steps", 72, is_number=True),
        Column("time", "Time (UTC)", 138),
        *told_apart[1:],
        Column("tools", "Tool calls", 95, is_number=True),
        Column("version", "Version", 85),
        Column("latency", "Latency", 90, is_number=True),
        Column("cost", "Cost", 90, is_number=True),
    ]
    # What the list is ordered by is in sight on a narrow screen too.
    shown_by = _ORDERED_BY.get(sort) if sort else None
    every.sort(key=lambda column: 0 if column.field in _IN_FRONT else 1 if column.field == shown_by else 2)
    return [column for column in every if frame[column.field].astype(bool).any()]


def _feedback(given: Feedback | None) -> str:
    if given is None:
        return ""
    sign = "+" if given.value > 0 else "−" if given.value < 0 else "0"
    if given.origin is FeedbackOrigin.THUMB:
        return f"{sign} thumbs {'up' if given.value > 0 else 'down'}" if given.value else "0 no thumb"
    return f"{sign} {given.origin} {shorten(given.raw, 12)}"


@st.fragment
def _browse() -> None:
    visit = shell.require(Role.VIEWER)
    project = visit.project.id
    _show_opened(visit)
    wanted = trace_filters.choose(project, prefix="browse")
    counter, bar, order = st.columns([3, 5, 3], vertical_alignment="center")
    sort = order.selectbox(
        "Order",
        list(Sort),
        format_func=str.capitalize,
        key=f"browse_{project}_sort",
        label_visibility="collapsed",
    )
    # Another filter or order starts again at its first page.
    pager = f"browse_{project}_page_{wanted!r}_{sort}"
    number = int(st.session_state.get(pager, 1))
    page = traces.page(visit.person, project, wanted, sort or Sort.NEWEST, number, _SIZE)
    if not page.lines:
        st.info("No trace passes this filter. Take a condition away to see more.")
        st.button("Clear filters", type="primary", on_click=_clear)
        return
    first = (number - 1) * _SIZE + 1
    counter.markdown(f"**{first:,} to {first + len(page.lines) - 1:,}** of {count(page.total, 'trace')}")
    known = traces.metadata_values(project)
    # A channel or a property tells traces apart better than a yes or no.
    tags = sorted(known, key=lambda name: len(known[name]) <= 2)[:_MOST_TAGS]
    frame = _frame(page.lines, tags)
    picked = grid.show(frame, _columns(frame, tags, sort), key="traces_grid", tallest=_TALLEST)
    if page.total > _SIZE:
        st.pagination(-(-page.total // _SIZE), key=pager)
    with bar.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Open the trace", type="primary", disabled=picked is None, on_click=_open, args=(picked or 0,)
        )
        if picked is None:
            st.caption("Pick a row, then open it.")
        else:
            st.text(shorten(next(line.external_id for line in page.lines if line.id == picked), 40))


def _open(trace_id: int) -> None:
    shell.require(Role.VIEWER)
    st.query_params["trace"] = str(trace_id)


def _clear() -> None:
    visit = shell.require(Role.VIEWER)
    trace_filters.clear(visit.project.id, prefix="browse")


def _close() -> None:
    shell.require(Role.VIEWER)
    st.query_params.pop("trace", None)
    st.query_params.pop("step", None)
    st.query_params.pop("note", None)


def _show_opened(visit: Visit) -> None:
    if not st.query_params.get("trace", ""):
        return
    asked = address.number("trace")
    found = traces.body(visit.person, visit.project.id, asked) if asked is not None else None
    if found is None:
        st.warning("This project has no such trace. It may belong to another project.")
    else:
        _dialog(found)


@st.dialog("Trace", width="large", on_dismiss=_close)
def _dialog(trace: Trace) -> None:
    visit = shell.require(Role.VIEWER)
    if visit.project.role.covers(Role.ANNOTATOR):
        links.button("Annotate this trace", "annotate", visit.project, trace=trace.id)
    step = address.number("step")
    # A dialog is drawn anew by itself: whose work may be seen is asked each time.
    said = evidence.of_trace(visit.person, visit.project.id, trace.id or 0)
    trace_said.show(said)
    trace_view.show(
        trace,
        visit.project.display,
        key=f"opened_{trace.id}",
        step=step,
        quote=trace_said.quoted(said, step, address.number("note")),
        mark=trace_said.mark(said, step),
    )


visit = shell.enter(Role.VIEWER)
st.title("Traces")
trace_view.prepare()
may_import = visit.project.role.covers(Role.ENGINEER)
if traces.total(visit.project.id):
    view = _BROWSE
    if may_import:
        key = f"traces_view_{visit.project.id}"
        # An import that has just ended made the first traces: its report comes before they are browsed.
        view = st.radio(
            "View",
            [_BROWSE, _IMPORT],
            index=1 if import_panel.has_news(visit) else 0,
            key=key,
            horizontal=True,
            label_visibility="collapsed",
        )
    if view == _BROWSE:
        _browse()
    else:
        import_panel.show(visit)
elif may_import:
    st.write(
        "This page shows the traces of your application: whole interactions, as they happened. "
        "There are none yet. Bring in a file and see how it will be read before anything is stored."
    )
    import_panel.show(visit)
else:
    st.write("There are no traces in this project yet. An engineer of the project can bring them in here.")
