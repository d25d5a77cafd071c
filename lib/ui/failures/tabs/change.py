"""Change: two versions, periods or rounds side by side, and the course of one failure over time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.charts import row_table
from lib.model import Role
from lib.services.findings import comparison, frames
from lib.services.findings.comparison import Side
from lib.services.findings.modes import ModeFinding
from lib.services.findings.subgroups import Changed, Subgroup, by_batch, by_week
from lib.store.taxonomy import past as taxonomy_past
from lib.store.traces import traces
from lib.ui.failures import mode_picker
from lib.ui.findings import columns
from lib.ui.findings.scope import Scope
from lib.ui.shell import chart_with_table, links, shell, unknown
from lib.ui.shell.chart_with_table import Numbers
from lib.ui.shell.pick_table import Column, Figures, Row
from lib.ui.trace import evidence
from lib.words import changes as change_words
from lib.words import population as population_words
from lib.words.text import capital, md_escape

_VERSIONS, _PERIODS, _ROUNDS = "Versions", "Before and after", "Rounds"
_WEEKS, _BATCHES = "By week", "By batch"


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
        _compare(scope, *sides)


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
    before, after = (
        comparison.of_version(one, scope.narrowed(versions=(one,)).findings) for one in (first, second)
    )
    return before, after


def _two(offered: list[str], what: str) -> tuple[str, str]:
    """Two of them, at first the last two. Both stand in the URL."""
    for key in (f"from_{what}", f"to_{what}"):
        unknown.say(key, offered, what)
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


def _periods(scope: Scope) -> tuple[Side, Side] | None:
    span, middle = scope.analysis.span, comparison.middle(scope.analysis)
    if middle is None or span.first is None or span.last is None:
        st.write("These traces have no time.")
        return None
    day = st.date_input(
        "Changed on",
        middle,
        min_value=span.first.date(),
        max_value=span.last.date(),
        key="changed_on",
        on_change=_changed,
        bind="query-params",
    )
    return comparison.of_day(day, scope.narrowed)


def _rounds(scope: Scope) -> tuple[Side, Side] | None:
    ends = [(one.name, one.at) for one in reversed(taxonomy_past.snapshots(scope.visit.project.id))]
    found = comparison.of_rounds(scope.analysis.findings, ends)
    if len(found) < 2:
        st.write(change_words.too_few_rounds(len(found)))
        return None
    names = list(found)
    first, second = _two(names, "round")
    if first == second:
        st.write("Choose two different rounds to compare.")
        return None
    st.markdown(
        ":small[Both by the same failure modes; each of the traces that its batches were drawn from.]"
    )
    return found[first], found[second]


def _compare(scope: Scope, first: Side, second: Side) -> None:
    if why := change_words.no_random(first, second):
        st.write(why)
        return
    if why := change_words.same_traces(first, second, comparison.shared(first, second)):
        st.markdown(why)
        links.button("Compare the readings", "reliability", scope.visit.project)
        return
    overall, modes = comparison.compared(scope.analysis, first, second)
    st.markdown(change_words.sentence(first, second, overall, modes))
    if modes:
        picked = next((row for row, _ in modes if row.key == chart_with_table.picked()), None)
        with _differences(scope, first, second, modes):
            _both_sides(scope, first, second, picked)
    for line in (*change_words.partial(first, second), *change_words.unseen(first, second, modes)):
        st.markdown(f":small[{line}]")


def _both_sides(scope: Scope, first: Side, second: Side, picked: ModeFinding | None) -> None:
    if picked is None:
        st.markdown(":small[Click a row to read the traces on both sides.]")
        return
    which = scope.analysis.material.positive(int(picked.key))
    evidence.show(
        scope.visit,
        second.of.reviews(which) + first.of.reviews(which),
        title=f"{picked.name}: {second.name}, then {first.name}",
        of=f"change {picked.key}",
        modes=scope.analysis.below(int(picked.key)),
    )


def _differences(
    scope: Scope, first: Side, second: Side, modes: list[tuple[ModeFinding, Changed]]
) -> DeltaGenerator:
    title = f"change in share, {second.name} against {first.name}, 95\u00a0%; filled: more than chance"
    frame = frames.differences(modes)
    names = [capital(side.name) for side in (first, second)]

    def spec() -> dict[str, Any]:
        from lib.charts import failures as failure_charts

        made: dict[str, Any] = failure_charts.differences(frame, title).to_dict(validate=False)
        return made

    numbers = Numbers(
        name="change",
        title=f"Change in the share of each failure mode, {second.name} against {first.name}",
        of=population_words.population(scope.visit.project, scope.analysis),
        columns=[
            *(Column("Failure mode"), *(columns.shares(name, name) for name in names)),
            *(columns.differences("Difference"), Column("p, adjusted")),
        ],
        rows=[_change(row, one) for row, one in modes],
        spec=spec,
    )
    return chart_with_table.show_rows(row_table.differing(frame, title), numbers)


def _change(row: ModeFinding, one: Changed) -> Row:
    p = Figures("–" if one.p is None else f"{one.p:.3f}", (one.p,))
    sides = (columns.share(one.first), columns.share(one.second), columns.difference(one.difference))
    return Row(row.key, row.name, (*sides, p))


def _course(scope: Scope, how: str) -> None:
    failure = mode_picker.choose(scope)
    of, reach = scope.analysis.findings, scope.analysis.reach
    parts = by_week(of, failure.which) if how == _WEEKS else by_batch(of, failure.which)
    told = [part for part in parts if part.estimate.value is not None]
    if not told:
        st.write(change_words.no_course(weeks=how == _WEEKS))
        return
    what = "week" if how == _WEEKS else "batch"
    st.markdown(
        f"**{md_escape(failure.name)}**, share of {reach.share_of} by {what}, 95\u00a0%. A dot is a {what} "
        "of which random traces were read. "
        + ("Where" if how == _WEEKS else "Batches of the same traces differ by chance and by reading; where")
        + " intervals overlap, the difference may be chance."
    )
    from lib.charts import failures as failure_charts

    share, colour = f"share of {reach.share_of}", frames.colour(failure)
    starts = chart_with_table.starts_with()
    numbers = Numbers(
        name="course",
        title=f"{failure.name} by {what}",
        of=population_words.population(scope.visit.project, scope.analysis),
        columns=[
            *(Column(capital(what)), columns.counted("Found in, of those read", "Read")),
            *(Column("Random traces"), columns.shares(capital(share))),
        ],
        rows=course(parts),
        spec=lambda: failure_charts.trend(frames.course(told), share, colour, starts).to_dict(validate=False),
    )
    beneath = chart_with_table.show(numbers)
    picked = next((part for part in parts if part.key == chart_with_table.picked()), None)
    with beneath:
        if picked is None:
            st.markdown(f":small[Click a dot to read the traces of that {what}.]")
            return
        evidence.show(
            scope.visit,
            picked.reviews(failure.which),
            title=f"{failure.name}, {picked.name}",
            of=f"course {failure.key} {picked.key}",
            modes=failure.modes,
        )


def course(parts: Sequence[Subgroup]) -> list[Row]:
    """Return the rows of the table of weeks or batches.

    Each is out of how many it was found: of a batch its random picks, of a week all of it that was read.
    """
    return [
        Row(
            part.key,
            part.name,
            (
                columns.count(part.found, part.out_of),
                Figures(f"{part.estimate.random:,.0f}", (part.estimate.random,)),
                columns.share(part.estimate),
            ),
        )
        for part in parts
    ]
