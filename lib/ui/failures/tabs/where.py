"""Where: at which step of a trace things first went wrong, and what was the last step that was still good."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.charts import failures as failure_charts
from lib.model import Role
from lib.services.findings.failing_steps import ARROW, At, By, Place, first_steps, moves, placed, places
from lib.stats.ties import largest
from lib.store.counts import evidence as stored
from lib.ui.failures import mode_picker
from lib.ui.failures.failure_scope import Scope
from lib.ui.failures.mode_picker import Measure
from lib.ui.shell import chart_with_table, shell
from lib.ui.shell.pick_table import Row
from lib.ui.trace import evidence
from lib.words.figures import rate
from lib.words.rates import named
from lib.words.text import count, md_escape

_MOVES = "After what"
_MOST = 10
"""More kinds of steps than this on a side make a heat map that nobody reads."""


def show(scope: Scope) -> None:
    """Draw the tab."""
    failure, by = _choices(scope)
    steps = first_steps(scope.findings(), failure.which)
    at = _steps_at(*scope.key, steps, _who=scope.visit.person)
    failed = scope.findings().count(failure.which)
    if not at:
        st.write(
            f"{count(failed, 'failed trace')}, and no note says at which step. Readers mark the first "
            "failing step on the Annotate page; this tab then shows where things break."
        )
        return
    found = moves(scope.findings(), at) if by == _MOVES else places(scope.findings(), at, By(by))
    if not found:
        st.write("None of these failures is in a tool call.")
        return
    known = placed(scope.findings(), at)
    st.markdown(sentence(scope, failure, found, known, failed))
    beneath = _heat(scope, found) if by == _MOVES else _bars(scope, found, failure, known)
    picked = next((one for one in found if one.key == chart_with_table.picked()), None)
    with beneath:
        if picked is None:
            st.markdown(":small[Click a place to read the traces that first failed there.]")
        else:
            evidence.show(
                scope.visit,
                scope.findings().reviews(picked.which),
                title=picked.name,
                of=f"where {failure.key} {picked.key}",
                modes=failure.modes,
            )


def _choices(scope: Scope) -> tuple[Measure, str]:
    left, right = st.columns([2, 4], vertical_alignment="bottom")
    with left:
        failure = mode_picker.choose(scope)
    with right:
        by = st.radio(
            "By",
            [*By, _MOVES],
            key="place",
            horizontal=True,
            on_change=_changed,
            label_visibility="collapsed",
            bind="query-params",
        )
    return failure, str(by or By.KIND)


def _changed() -> None:
    shell.require(Role.VIEWER)
    chart_with_table.pick(None)
    chart_with_table.anew()


def sentence(scope: Scope, failure: Measure, found: list[Place], known: int, failed: int) -> str:
    """Return where it went wrong first in more of the ``known`` traces than anywhere else, if there is."""
    most, *tied = largest(found, lambda one: scope.findings().count(one.which))
    here = scope.findings().count(most.which)
    with_it = md_escape(failure.name).lower() if failure.modes is None else md_escape(failure.name)
    of = f"{count(known, 'trace')} with {with_it}"
    if tied:
        places = named([f"**{md_escape(one.name)}**" for one in (most, *tied)])
        said = f"No one place stands out: {places} are each where it first went wrong in {here:,} of {of}."
    else:
        said = f"**{md_escape(most.name)}** is where it first went wrong in {here:,} of {of}."
    if failed > known:
        said += f" {failed - known:,} more failed without a step marked."
    return said


@st.cache_data(max_entries=32, show_spinner=False)
def _steps_at(
    project_id: int, version: int, taxonomy: Any, wanted: Any, kept: Any, steps: dict[int, int], *, _who: Any
) -> At:
    return stored.steps_at(_who, project_id, steps)


def exhibited(
    scope: Scope, found: list[Place], failure: Measure, known: int, picked: str | None = None
) -> tuple[dict[str, Any], list[str], list[Row]]:
    """Return the chart of these places, and the column titles and rows of its table."""
    of = scope.findings()
    rows, table = [], []
    for one in found:
        sides, estimate = of.sides(one.which), of.rate(one.which)
        rows.append(
            {
                "key": one.key,
                "name": one.name,
                **sides,
                "traces": sum(sides.values()),
                "of": f"{sum(sides.values()):,} of {known:,}",
                "colour": failure.colour,
                "value": estimate.value,
                "low": estimate.low,
                "high": estimate.high,
                "rate": rate(estimate),
            }
        )
        cells = (f"{sum(sides.values()):,} of {known:,}", f"{sides['random']:,}", f"{sides['targeted']:,}")
        table.append(Row(one.key, one.name, (*cells, rate(estimate))))
    spec = chart_with_table.bars(
        pd.DataFrame(rows),
        f"traces that first failed there, of {known:,}",
        picked,
        rate_title=f"share of {scope.share_of}, 95 %",
        noun="place",
    )
    columns = ["First failed at", "Traces", "Random picks", "Targeted", f"Share of {scope.share_of}, 95 %"]
    return spec, columns, table


def _bars(scope: Scope, found: list[Place], failure: Measure, known: int) -> DeltaGenerator:
    return chart_with_table.show(
        *exhibited(scope, found, failure, known, chart_with_table.starts_with()),
        name="where",
        alt="Traces by first failing step",
        height=failure_charts.height(len(found)),
    )


def _heat(scope: Scope, found: list[Place]) -> DeltaGenerator:
    of = scope.findings()
    cells: list[tuple[Place, str, str, int]] = []
    for one in found:
        before, _, after = one.name.partition(ARROW)
        cells.append((one, before, after, of.count(one.which)))
    downs = _top([(before, number) for _, before, _, number in cells])
    acrosses = _top([(after, number) for _, _, after, number in cells])
    shown = [cell for cell in cells if cell[1] in downs and cell[2] in acrosses]
    shown.sort(key=lambda cell: (downs.index(cell[1]), acrosses.index(cell[2])))
    frame = pd.DataFrame(
        [
            {
                "key": one.key,
                "x": after,
                "y": before,
                "traces": number,
                "tip": f"{before} was good, {after} failed: {count(number, 'trace')}",
            }
            for one, before, after, number in shown
        ]
    )
    spec = failure_charts.heat(
        frame, "first failing step", "last good step", chart_with_table.starts_with()
    ).to_dict()
    table = [Row(one.key, one.name, (f"{number:,}",)) for one, _, _, number in cells]
    return chart_with_table.show(
        spec,
        ["Last good → first failing", "Traces"],
        table,
        name="moves",
        alt="Traces by last good step and first failing step",
        height=34 * len(downs) + 170,
    )


def _top(named: list[tuple[str, int]]) -> list[str]:
    total: dict[str, int] = {}
    for name, number in named:
        total[name] = total.get(name, 0) + number
    return sorted(total, key=lambda name: (-total[name], name))[:_MOST]
