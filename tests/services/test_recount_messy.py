"""What Overview, Failures, Reliability and Report show of messy projects, against a recount by plain SQL."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from lib.model import Person, TraceFilter
from lib.services import findings, reporting
from lib.services.findings.analysis import Analysis
from lib.services.findings.failing_steps import first_steps
from lib.services.findings.modes import NOT_GROUPED
from lib.stats import double_reading
from lib.stats.agreement import LEAST_DOUBLE
from lib.stats.prevalence import Estimate
from lib.store.batches import batches
from lib.store.counts import agreement, counts
from lib.store.projects import people, projects
from lib.words import failures as failure_words
from lib.words import guide
from lib.words import population as population_words
from tests.messy import discovery as by_hand_discovery
from tests.messy import project as messy
from tests.messy.recount import Rate, Recount, Says

SIDES = ("random", "targeted", "undrawn")
SHORT, LONG = (1, 2, 3), range(4, 24)


@pytest.fixture
def dana(sqlite: str) -> Person:
    return people.local_person("Dana")


@pytest.fixture
def path(sqlite: str) -> Iterator[str]:
    yield sqlite.removeprefix("sqlite:///")


@pytest.mark.parametrize("number", SHORT)
def test_every_figure_of_a_messy_project_is_what_counting_by_hand_gives(
    dana: Person, path: str, number: int
) -> None:
    recount(dana, path, number)


@pytest.mark.slow
@pytest.mark.parametrize("number", LONG)
def test_every_figure_of_more_messy_projects(dana: Person, path: str, number: int) -> None:
    recount(dana, path, number)


def recount(dana: Person, path: str, number: int) -> None:
    """Make the project of this number and compare every figure the pages show of it."""
    made = messy.make(dana, projects.create(dana, "Messy"), number)
    project_id = made.project.id
    on = Recount(path, project_id)
    funnel(project_id, on, set(on.traces), whole=True)
    funnel(project_id, on, on.real(), whole=False)
    whole = findings.of(project_id)
    failures(whole, on, on.real())
    saturation(whole, on, on.real())
    slices(whole, on, on.real())
    for version in "123":
        some = {serial for serial in on.real() if on.traces[serial]["version"] == version}
        failures(findings.of(project_id, TraceFilter(versions=(version,))), on, some)
    reliability(project_id, on)
    lists(project_id, on)
    report(dana, made, whole, on)


def funnel(project_id: int, on: Recount, every: set[int], *, whole: bool) -> None:
    """Overview: the six stations, of real traces; what is left to do, of all."""
    read = on.judged(every)
    failed = {serial for serial in read if on.failed(serial)}
    noted = {serial for serial in failed if on.notes[serial]}
    stations = [
        len(every),
        len({serial for batch in on.batches for serial, _ in batch.items} & every),
        len(read),
        len(failed),
        len(noted),
        sum(not on.loose_notes(serial) for serial in noted),
    ]
    told = counts.failure_counts(project_id, whole=whole)
    assert told.funnel == counts.funnel(project_id, whole=whole)
    assert [figure.number for figure in guide.figures(told.funnel)] == stations
    assert told.funnel.deferred == sum(on.verdict.get(serial) == "defer" for serial in every)
    assert (told.funnel.made, told.funnel.left_out) == (len(every - on.real()), len(set(on.traces) - every))
    assert told.funnel.ungrouped_notes == sum(on.loose_notes(serial) for serial in failed)
    assert told.funnel.uncounted_notes == sum(len(on.notes[s]) for s in (set(on.verdict) & every) - failed)
    assert told.unlabelled == sum(not on.is_labelled(serial) for serial in failed)
    for row in told.modes:
        assert row.mode
        mode = row.mode.id
        for side in SIDES:
            mine = {s for s in read if mode in on.modes(s) and on.side(s) == side}
            assert getattr(row.traces, side) == len(mine)
        open_ones = {s for s in failed if mode not in on.modes(s) and not on.lacks(s, mode)}
        assert row.unknown + row.recode == len(open_ones)
        within = {one for one in on.parent if one == mode or on.is_under(one, mode)}
        assert row.notes == sum(n["failure_mode_id"] in within for s in failed for n in on.notes[s])


def failures(of: Analysis, on: Recount, every: set[int]) -> None:
    """Failures: counts, shares with both ends, and the numbers of its sentences."""
    read = on.judged(every)
    assert set(of.findings.serials.tolist()) == every
    assert of.findings.read == len(read)
    assert of.findings.deferred == sum(on.verdict.get(s) == "defer" for s in every)
    assert of.findings.chosen == len(on.chosen & every)
    assert of.findings.random == len(by_hand_discovery.picks_of(on, every))
    assert {row.key for row in of.modes} - {NOT_GROUPED} == {str(mode) for mode in on.parent}
    for row in of.modes:

        def has(serial: int, key: str = row.key) -> bool:
            return on.is_loose(serial) if key == NOT_GROUPED else int(key) in on.modes(serial)

        positive(of, row.sides, row.estimate, on, every, has)
        if row.mode:
            failed = {s for s in read if on.failed(s)}
            lacking = {s for s in failed if row.mode.id in on.modes(s) or on.lacks(s, row.mode.id)}
            assert row.unknown == len(failed - lacking)
    sides, estimate = of.overall
    positive(of, sides, estimate, on, every, on.failed)
    said = failure_words.overall(of)
    assert said.startswith(f"**{sum(map(on.failed, read))} of {len(read)}** traces read failed")
    for number in covered(on, every) if of.findings.random else ():
        assert len(of.findings.covered) == number
    assert (f"{len(every):,} trace" in population_words.population(project_of(of), of)) == bool(every)


def project_of(of: Analysis):  # type: ignore[no-untyped-def]
    """Return the project of an analysis."""
    return next(one for one in projects.visible_to(people.local_person("Dana")) if one.id == of.project_id)


def covered(on: Recount, every: set[int]) -> list[int]:
    """Return of how many traces the rates speak, with those whose review was taken back."""
    gone = set().union(*(batch.then for batch in on.batches)) - set(on.verdict)
    return [len(set().union(*(one.members for one in on.strata(every))) | (gone & every))]


def positive(
    of: Analysis, sides: dict[str, int], told: Estimate, on: Recount, every: set[int], has: Says
) -> None:
    """Compare the counts and the rate of the traces that ``has`` says yes to."""
    read = {serial for serial in on.judged(every) if has(serial)}
    assert sides == {side: sum(on.side(s) == side for s in read) for side in SIDES}
    near(told, on.rate(every, has))


def near(told: Estimate, by_hand: Rate) -> None:
    """Assert that two rates are the same; picks drawn twice may widen one, by no more than they could."""
    assert (told.value is None) == (by_hand.value is None)
    if told.value is None:
        return
    assert told.value == pytest.approx(by_hand.value)
    if by_hand.widest == (by_hand.low, by_hand.high):
        assert (told.low, told.high) == pytest.approx((by_hand.low, by_hand.high))
    assert by_hand.widest[0] - 1e-9 <= told.low <= by_hand.low + 1e-9
    assert by_hand.high - 1e-9 <= told.high <= by_hand.widest[1] + 1e-9


def slices(of: Analysis, on: Recount, every: set[int]) -> None:
    """Where, Who and Together: the same traces told apart by step, by field, by what comes with it."""
    read = on.judged(every)
    steps = first_steps(of.findings, of.material.failed)
    noted = {s: on.notes[s][0]["step"] for s in read if on.failed(s) and on.notes[s]}
    assert steps == {on.traces[s]["id"]: step for s, step in noted.items() if step is not None}
    spoken_of = set(of.findings.covered.tolist())
    for part in of.groups("channel", of.material.failed, 12):
        mine = {s for s in spoken_of if json.loads(on.traces[s]["metadata"])["channel"] == part.key}
        assert set(part.of.serials.tolist()) == mine
        assert part.found == sum(map(on.failed, on.judged(mine)))
        near(part.estimate, on.rate(mine, on.failed))
    for pair in of.pairs:
        sets = [{s for s in read if one.id in on.modes(s)} for one in (pair.a, pair.b)]
        both, either = len(sets[0] & sets[1]), len(sets[0] | sets[1])
        assert (pair.in_a, pair.in_b, pair.both) == (len(sets[0]), len(sets[1]), both)
        assert pair.jaccard == pytest.approx(both / either)


def saturation(of: Analysis, on: Recount, every: set[int]) -> None:
    """Saturation: what the random picks showed, and what is known from elsewhere."""
    plain, informed = by_hand_discovery.discovery(on, every)
    for told, by_hand in ((of.discovery.plain, plain), (of.discovery.informed, informed)):
        assert told.traces == by_hand.traces
        assert sorted(told.frequencies) == by_hand.frequencies
        assert sorted(told.fresh) == by_hand.fresh
        assert (told.unique, told.elsewhere) == (by_hand.unique, by_hand.elsewhere)
        assert told.unseen_probability()[0] == pytest.approx(by_hand.unique / by_hand.traces)
        rich = told.richness()
        assert (rich.chao2, rich.chao2_corrected, rich.low, rich.high) == pytest.approx(
            by_hand_discovery.chao2(by_hand)
        )
    own = set().union(*(on.own(serial) for serial in on.judged(every)))
    assert (of.discovery.listed, of.discovery.reviewed) == (len(own), len(on.judged(every)))


def reliability(project_id: int, on: Recount) -> None:
    """Reliability: counts, alpha and its interval, kappa of each pair."""
    said = by_hand_discovery.readings(on, set(on.traces))
    found = agreement.readings(project_id)
    told = double_reading.figures(found)
    at_random = {serial for serial in said if on.side(serial) == "random"}
    assert (told.traces, told.random) == (len(said), len(at_random))
    kept = {s: one for s, one in said.items() if s in at_random or len(at_random) < LEAST_DOUBLE}
    assert told.only_random == (len(at_random) >= LEAST_DOUBLE)
    verdicts = [[one.failed for one in of] for of in kept.values()]
    coded = [[one.modes for one in of if one.modes is not None] for of in kept.values()]
    coded = [of for of in coded if len(of) > 1]
    for score, units, distance in (
        (told.verdict, verdicts, by_hand_discovery.differ),
        (told.modes, coded, by_hand_discovery.masi),
    ):
        assert (score.same, score.of) == (sum(len(set(unit)) == 1 for unit in units), len(units))
        assert score.alpha == pytest.approx(by_hand_discovery.alpha(units, distance))
        if score.low is not None and len(units) >= LEAST_DOUBLE:
            around = by_hand_discovery.resampled(units, distance, 300)
            assert (score.low, score.high) == pytest.approx(around, abs=0.15)
    steps = [
        abs(a.step - b.step)
        for of in kept.values()
        for place, a in enumerate(of)
        for b in of[place + 1 :]
        if a.failed and b.failed and a.step is not None and b.step is not None
    ]
    assert (told.steps.exact, told.steps.near, told.steps.of) == (
        steps.count(0),
        sum(gap <= 1 for gap in steps),
        len(steps),
    )
    for first, second, many in double_reading.pairs(found):
        both = [
            {one.person: one.failed for one in of}
            for of in said.values()
            if {first, second} <= {one.person for one in of}
        ]
        pairs = [(one[first], one[second]) for one in both]
        table = double_reading.by_verdict(found, first, second)
        assert many == len(pairs)
        assert (table.both, table.only_first, table.only_second) == (
            pairs.count((True, True)),
            pairs.count((True, False)),
            pairs.count((False, True)),
        )
        assert table.kappa == pytest.approx(by_hand_discovery.kappa(pairs))


def lists(project_id: int, on: Recount) -> None:
    """Sampling and the report: each batch with what was read of it, archived ones too."""
    told = batches.summaries(project_id, archived=True)
    assert [one.id for one in reversed(told)] == [batch.id for batch in on.batches]
    for one, batch in zip(reversed(told), on.batches, strict=True):
        items = [on.verdict.get(serial) for serial, _ in batch.items]
        assert (one.size, one.random) == (len(items), sum(is_random for _, is_random in batch.items))
        assert (one.passed, one.failed, one.deferred) == tuple(map(items.count, ("pass", "fail", "defer")))
        assert (one.frame, one.already_read) == (len(batch.frame), len(batch.then))


def report(dana: Person, made: messy.Messy, whole: Analysis, on: Recount) -> None:
    """The report says the same figures in words."""
    told = reporting.gather(dana, made.project, whole, "http://example.test/report", datetime.now(UTC))
    read = len(on.judged(on.real()))
    names = {row["id"]: row["name"] for row in on.sql("select id, name from failure_modes")}
    for line in told.modes:
        [mode] = [one for one in on.parent if names[one] == line.name]
        having = sum(mode in on.modes(serial) for serial in on.judged(on.real()))
        assert line.found == f"{having} of {read}"
        share = on.rate(on.real(), lambda s, one=mode: one in on.modes(s))
        assert line.share.startswith("–" if share.value is None else said(share.value))
    assert len(told.batches) == sum(
        any(serial in on.verdict for serial, _ in batch.items)
        for batch in on.batches
        if batch.id != made.batches[1]
    )


def said(value: float) -> str:
    """Return a share as a report begins it, but for whether it has a decimal."""
    hundred = value * 100
    return f"{hundred:.0f}" if hundred >= 0.95 or hundred < 0.05 else f"{hundred:.1f}"
