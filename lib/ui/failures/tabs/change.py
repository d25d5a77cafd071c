"""Change: two versions, periods or rounds side by side, and the course of one failure over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.charts import failures as failure_charts
from lib.charts import theme
from lib.model import Role
from lib.services.findings.modes import ModeFinding
from lib.services.findings.population import Findings
from lib.services.findings.subgroups import Changed, Part, by_batch, by_round, by_week, changes
from lib.stats.planning import meets
from lib.stats.prevalence import Estimate
from lib.store.taxonomy import past as taxonomy_past
from lib.store.traces import traces
from lib.ui.failures import mode_picker
from lib.ui.failures.failure_scope import Scope
from lib.ui.shell import chart_with_table, shell
from lib.ui.shell.pick_table import Row
from lib.ui.trace import evidence
from lib.words import rates as rate_words
from lib.words.figures import percent, points, rate
from lib.words.text import count, md_escape

_VERSIONS, _PERIODS, _ROUNDS = "Versions", "Before and after", "Rounds"
_WEEKS, _BATCHES = "By week", "By batch"
_WHAT = {_PERIODS: "Periods", _WEEKS: "Weeks", _BATCHES: "Batches"}


@dataclass(frozen=True, eq=False)
class Side:
    """One of the two that are compared; ``whose`` are its traces: ``of version 2``, ``before 1 Jun 2026``."""

    name: str
    whose: str
    of: Findings


def show(scope: Scope) -> None:
    """Draw the tab."""
    offered = [_PERIODS, _WEEKS, _BATCHES]
    if len(traces.versions(scope.visit.project.id)) > 1:
        offered.insert(0, _VERSIONS)
    if taxonomy_past.snapshots(scope.visit.project.id):
        offered.insert(-2, _ROUNDS)
    how = st.radio(
        "Compare",
        offered,
        key="compare",
        horizontal=True,
        on_change=_changed,
        label_visibility="collapsed",
        bind="query-params",
    )
    if how in (_WEEKS, _BATCHES):
        _course(scope, str(how))
        return
    choose = {_VERSIONS: _versions, _PERIODS: _periods, _ROUNDS: _rounds}[str(how)]
    sides = choose(scope)
    if sides:
        _compare(scope, str(how), *sides)


def _changed() -> None:
    shell.require(Role.VIEWER)
    chart_with_table.pick(None)
    chart_with_table.anew()


def _versions(scope: Scope) -> tuple[Side, Side] | None:
    known = traces.versions(scope.visit.project.id)
    first, second = _two(known, "version")
    if first == second:
        st.write("Choose two different versions to compare.")
        return None
    return of_version(scope, first), of_version(scope, second)


def _two(offered: list[str], what: str) -> tuple[str, str]:
    """Two of them, at first the last two. Both stand in the URL."""
    chosen = [
        column.selectbox(label, offered, place, key=key, on_change=_changed, bind="query-params")
        for column, label, place, key in zip(
            st.columns(2),
            ("From", "To"),
            (max(0, len(offered) - 2), len(offered) - 1),
            (f"from_{what}", f"to_{what}"),
            strict=True,
        )
    ]
    return chosen[0], chosen[1]


def of_version(scope: Scope, version: str) -> Side:
    """Return the traces of this version as one side."""
    return Side(f"version {version}", f"of version {version}", scope.part(versions=(version,)).findings())


def _periods(scope: Scope) -> tuple[Side, Side] | None:
    span = scope.span()
    if span.first is None or span.last is None:
        st.write("These traces have no time.")
        return None
    middle = (span.first + (span.last - span.first) / 2).date()
    day = st.date_input(
        "Changed on",
        middle,
        min_value=span.first.date(),
        max_value=span.last.date(),
        key="changed_on",
        on_change=_changed,
        bind="query-params",
    )
    at = datetime.combine(day, time(), UTC)
    name = f"{day.day} {day:%b %Y}"
    return (
        Side(f"before {name}", f"before {name}", scope.part(until=at).findings()),
        Side(f"from {name}", f"from {name}", scope.part(since=at).findings()),
    )


def _rounds(scope: Scope) -> tuple[Side, Side] | None:
    ends = [(one.name, one.at) for one in reversed(taxonomy_past.snapshots(scope.visit.project.id))]
    found = {part.name: part.of for part in by_round(scope.findings(), ends)}
    if len(found) < 2:
        st.write(
            "A round ends where the taxonomy is given a name, and holds the batches drawn until then. Two "
            f"rounds with random traces read are needed; there {'is one' if found else 'is none'}."
        )
        return None
    names = list(found)
    first, second = _two(names, "round")
    if first == second:
        st.write("Choose two different rounds to compare.")
        return None
    st.markdown(
        ":small[Both by the same failure modes; each of the traces that its batches were drawn from.]"
    )
    return Side(first, f"of {first}", found[first]), Side(second, f"of {second}", found[second])


def not_compared(scope: Scope, how: str, first: Side, second: Side) -> str:
    """Return why these two are not compared, or "" where they are; ``how`` is what they are."""
    on, kind = scope.findings().material, scope.reach().kind
    sides = [(rate_words.reach(side.of, kind=kind), md_escape(side.whose)) for side in (first, second)]
    found = next((one for one in [(scope.reach(), ""), *sides] if one[0].mostly_read), None)
    if found is None:
        return ""
    counts = " and ".join(
        f"{side.of.count(on.failed):,} of {count(side.of.read, 'trace')} read {md_escape(side.whose)}"
        for side in (first, second)
    )
    return f"{found[0].not_compared(_WHAT.get(how, how), found[1])} Failing: {counts}."


def _compare(scope: Scope, how: str, first: Side, second: Side) -> None:
    if why := not_compared(scope, how, first, second):
        st.markdown(why)
        return
    for side in (first, second):
        if side.of.random == 0:
            st.write(
                f"No random trace of {md_escape(side.name)} was read, so nothing can be said of how common "
                f"failures are there. {count(side.of.read, 'trace')} of it read."
            )
            return
    overall, modes = compared(scope, first, second)
    st.markdown(sentence(first, second, overall, modes))
    if modes:
        picked = next((row for row, _ in modes if row.key == chart_with_table.picked()), None)
        with _differences(first, second, modes):
            _both_sides(scope, first, second, picked)
    for line in (*partial(first, second), *unseen(first, second, modes)):
        st.markdown(f":small[{line}]")


def _both_sides(scope: Scope, first: Side, second: Side, picked: ModeFinding | None) -> None:
    if picked is None:
        st.markdown(":small[Click a row to read the traces on both sides.]")
        return
    which = scope.findings().material.positive(int(picked.key))
    evidence.show(
        scope.visit,
        second.of.reviews(which) + first.of.reviews(which),
        title=f"{picked.name}: {second.name}, then {first.name}",
        of=f"change {picked.key}",
        modes=mode_picker.below(scope, int(picked.key)),
    )


def compared(scope: Scope, first: Side, second: Side) -> tuple[Changed, list[tuple[ModeFinding, Changed]]]:
    """Return how the share of failing traces and that of each failure mode differ, the largest first."""
    rows = [row for row in scope.modes() if row.mode]
    on = scope.findings().material
    masks = [on.failed, *(on.positive(int(row.key)) for row in rows)]
    found = changes(first.of, second.of, masks)
    modes = list(zip(rows, found[1:], strict=True))
    modes.sort(key=lambda pair: -abs(pair[1].difference.value or 0))
    return found[0], modes


def sentence(first: Side, second: Side, overall: Changed, modes: list[tuple[ModeFinding, Changed]]) -> str:
    """Return what changed most beyond chance, and what that rests on."""
    clear = [(row, one) for row, one in modes if one.is_clear]
    span = f"From {md_escape(first.name)} to {md_escape(second.name)}"
    if clear:
        row, one = clear[0]
        word = "fell" if (one.difference.value or 0) < 0 else "rose"
        more = f"; {count(len(clear) - 1, 'other')} changed too" if len(clear) > 1 else ""
        said = f"{span}, **{md_escape(row.name)}** {word}: {points(one.difference)}{more}."
    else:
        said = f"{span}, no failure mode changed by more than chance could explain."
    return (
        f"{said} Failing traces: {rate(overall.first)} to {rate(overall.second)}. Rests on "
        f"{first.of.random:,} and {count(second.of.random, 'random trace')}."
    )


def _differences(first: Side, second: Side, modes: list[tuple[ModeFinding, Changed]]) -> DeltaGenerator:
    frame = pd.DataFrame(
        [
            {
                "key": row.key,
                "name": row.name,
                "colour": theme.mode_colour(row.mode.colour if row.mode else None),
                "value": one.difference.value,
                "low": one.difference.low,
                "high": one.difference.high,
                "said": points(one.difference),
                "clear": one.is_clear,
            }
            for row, one in modes
        ]
    )
    title = f"change in share, {second.name} against {first.name}, 95 %; filled: more than chance"
    table = [
        Row(
            row.key,
            row.name,
            (
                rate(one.first),
                rate(one.second),
                points(one.difference),
                "–" if one.p is None else f"{one.p:.3f}",
            ),
        )
        for row, one in modes
    ]
    return chart_with_table.show(
        failure_charts.differences(frame, title, chart_with_table.starts_with()).to_dict(),
        [
            "Failure mode",
            first.name.capitalize(),
            second.name.capitalize(),
            "Difference, 95 %",
            "p, adjusted",
        ],
        table,
        name="change",
        alt="Change in the share of each failure mode",
        height=failure_charts.height(len(modes)),
    )


def partial(first: Side, second: Side) -> list[str]:
    """Return for each side of which not all traces could be sampled how many the comparison speaks of."""
    reaches = [(side, rate_words.reach(side.of)) for side in (first, second)]
    return [
        f"This speaks of {reach.covered:,} of the {count(len(side.of.serials), 'trace')} "
        f"{md_escape(side.whose)}: the others are not sampled enough yet."
        for side, reach in reaches
        if reach.outrun
    ]


def unseen(first: Side, second: Side, modes: list[tuple[ModeFinding, Changed]]) -> list[str]:
    """Return for each failure mode seen on one side alone what the other side still allows."""
    said = []
    for row, one in modes:
        for side, seen, other in ((second, one.second, one.first), (first, one.first, one.second)):
            if seen.positives == 0 and other.positives > 0:
                said.append(
                    f"{md_escape(row.name)} was not seen in {count(side.of.random, 'random trace')} of "
                    f"{md_escape(side.name)}; that still allows up to {percent(meets(side.of.random))}."
                )
    return said


def _course(scope: Scope, how: str) -> None:
    failure = mode_picker.choose(scope)
    of = scope.findings()
    parts = by_week(of, failure.which) if how == _WEEKS else by_batch(of, failure.which)
    if scope.reach().mostly_read:
        st.markdown(scope.reach().not_compared(_WHAT[how]))
        return
    # A week of which most was read says something of that week's traces alone.
    parts = [replace(part, estimate=_open(part)) for part in parts]
    told = [part for part in parts if part.estimate.value is not None]
    if not told:
        st.write(_no_course(how, parts))
        return
    what = "week" if how == _WEEKS else "batch"
    st.markdown(
        f"**{md_escape(failure.name)}**, share of {scope.share_of} by {what}, 95 %. A dot is a {what} of "
        "which random traces were read; where intervals overlap, the difference may be chance."
    )
    frame = pd.DataFrame(
        [
            {
                "key": part.key,
                "period": part.name,
                "value": part.estimate.value,
                "low": part.estimate.low,
                "high": part.estimate.high,
                "said": f"{part.name}: {rate(part.estimate)}, {part.estimate.random:,.0f} random",
            }
            for part in told
        ]
    )
    beneath = chart_with_table.show(
        failure_charts.trend(
            frame, f"share of {scope.share_of}", failure.colour, chart_with_table.starts_with()
        ).to_dict(),
        [what.capitalize(), "Found in, of those read", "Random traces", f"Share of {scope.share_of}, 95 %"],
        course(parts),
        name="course",
        alt=f"{failure.name} by {what}",
        height=400,
    )
    if whole := sum(part.of.is_mostly_read for part in parts):
        st.markdown(
            f":small[{count(whole, 'week')} of which more than half was read: without a dot, since it would "
            "be of those traces alone.]"
        )
    picked = next((part for part in parts if part.key == chart_with_table.picked()), None)
    with beneath:
        if picked is None:
            st.markdown(f":small[Click a dot to read the traces of that {what}.]")
            return
        evidence.show(
            scope.visit,
            _behind(picked, failure.which),
            title=f"{failure.name}, {picked.name}",
            of=f"course {failure.key} {picked.key}",
            modes=failure.modes,
        )


def course(parts: Sequence[Part]) -> list[Row]:
    """Return the rows of the table of weeks or batches.

    Each is out of how many it was found: of a batch its random picks, of a week all of it that was read.
    """
    return [
        Row(
            part.key,
            part.name,
            (
                f"{part.found:,} of {part.of.random if part.key.startswith('batch ') else part.of.read:,}",
                f"{part.estimate.random:,.0f}",
                rate(part.estimate),
            ),
        )
        for part in parts
    ]


def _open(part: Part) -> Estimate:
    return replace(part.estimate, value=None) if part.of.is_mostly_read else part.estimate


def _no_course(how: str, parts: Sequence[Part]) -> str:
    if any(part.of.is_mostly_read and part.of.random for part in parts):
        return (
            "More than half of each week that random traces were read of was read: a share would be of those "
            "traces alone, so weeks are not compared."
        )
    return "No random trace with a time was read." if how == _WEEKS else "No random trace was read."


def _behind(part: Part, which: Any) -> list[int]:
    if not part.key.startswith("batch "):
        return part.of.reviews(which)
    picked = np.zeros(len(which), dtype=np.bool_)
    picked[part.of.sample.runs[0].picks] = True
    return part.of.reviews(which & picked)
