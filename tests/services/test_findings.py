"""What the Failures page shows, against a recount trace by trace from the raw tables, on both databases."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from lib.model import Draw, Note, Origin, Person, Project, Step, StepKind, TraceFilter, Verdict
from lib.services import demo_project, drawing
from lib.services.findings import failing_steps, subgroups
from lib.services.findings import material as reading
from lib.services.findings.modes import NOT_GROUPED, by_mode, discovery, open_codes, overall
from lib.services.findings.population import Findings, findings
from lib.services.findings.together import together
from lib.store.batches import batches, designs
from lib.store.counts import evidence
from lib.store.projects import people
from lib.store.reviews import reviews
from lib.store.taxonomy import past as taxonomy_past
from lib.store.taxonomy import taxonomy
from lib.store.traces import populations
from tests import seed
from tests.recount import Recount

REAL = (Origin.REAL,)


def found_in(
    project: Project, wanted: TraceFilter | None = None, origins: tuple[Origin, ...] = REAL
) -> Findings:
    serials = designs.population(project.id, wanted or TraceFilter(), origins)
    return findings(reading.material(project.id), serials)


def draw_batch(
    who: Person, project: Project, ids: list[int], at_random: list[bool], frame: list[int] | None = None
) -> int:
    """Store a batch of these picks, drawn from everything there is unless from ``frame``."""
    many = len(ids)
    every = designs.population(project.id, TraceFilter(), tuple(Origin)).tolist()
    return batches.create(
        who,
        project.id,
        "Batch",
        Draw(tuple(ids), ("why",) * many, tuple(at_random), (None,) * many, (None,) * many),
        strategy="smart mix",
        seed=1,
        parameters={},
        population="all",
        frame=frame or every,
    )


def read_some(dana: Person, project: Project, number: int) -> None:
    """Three mixed batches read in part and out of order, some traces alike, some invented, some deferred."""
    dice = random.Random(number)
    steps = (Step(1, StepKind.USER, "the same for several"),)
    made = []
    for place in range(70):
        item = seed.trace(f"t{place:02d}", version=dice.choice(["1", "2"]))
        if place % 9 == 0:
            item = replace(item, steps=steps)
        made.append(replace(item, origin=Origin.SYNTHETIC) if place % 10 == 7 else item)
    ids = seed.store(dana, project.id, made)
    unread = list(ids)
    notes = []
    for _ in range(3):
        picks = dice.sample(unread, 15)
        sides = [dice.random() < 0.5 for _ in picks]
        batch = draw_batch(dana, project, picks, sides)
        for trace_id in picks[: dice.randint(10, 15)]:
            if dice.random() < 0.05:
                continue
            verdict = dice.choice([Verdict.PASS] * 4 + [Verdict.FAIL] * 4 + [Verdict.DEFER])
            given = [Note(f"note {n}", 4, "9:00") for n in range(dice.choice([0, 1, 1, 2]))]
            review = reviews.submit(
                dana, project.id, trace_id, verdict, given if verdict is Verdict.FAIL else [], batch_id=batch
            )
            notes += [note.id for note in review.notes if note.id]
            unread.remove(trace_id)
    dice.shuffle(notes)
    third = len(notes) // 3
    taxonomy.create_mode(dana, project.id, "Wrong day", "", notes[:third])
    taxonomy.create_mode(dana, project.id, "No hand-off", "", notes[third : 2 * third])


def agree(of: Findings, by_hand: Recount) -> None:
    """Assert that every count and every rate of these findings is what counting by hand gives."""
    population = set(of.serials.tolist())
    judged = by_hand.judged(population)
    assert of.read == len(judged)
    for row in by_mode(of):
        positive = (
            (lambda s: s in by_hand.loose)
            if row.key == NOT_GROUPED
            else (lambda s, mode=int(row.key): mode in by_hand.modes.get(s, ()))
        )
        for side, number in row.sides.items():
            assert number == sum(positive(s) and by_hand.side(s) == side for s in judged)
        check(of, by_hand, population, row.estimate, positive)
    sides, estimate = overall(of)
    assert sum(sides.values()) == sum(by_hand.verdict[s] == "fail" for s in judged)
    check(of, by_hand, population, estimate, lambda s: by_hand.verdict.get(s) == "fail")


def check(of: Findings, by_hand: Recount, population: set[int], estimate, positive) -> None:  # type: ignore[no-untyped-def]
    expected = by_hand.estimate(population, positive)
    assert len(of.covered) == len(population)
    if expected is None:
        assert estimate.value is None
        return
    assert of.random == expected[3]
    if of.shows_bounds or of.material.units < len(of.material.read):
        # Deferred picks and identical traces only widen the interval.
        assert estimate.value == pytest.approx(expected[0])
        assert estimate.high - estimate.low >= expected[2] - expected[1] - 1e-9
    else:
        assert (estimate.value, estimate.low, estimate.high) == pytest.approx(expected[:3])


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_every_figure_is_what_counting_by_hand_gives(dana: Person, project: Project, number: int) -> None:
    read_some(dana, project, number)
    by_hand = Recount(project.id, dana)
    agree(found_in(project), by_hand)
    agree(found_in(project, origins=(Origin.SYNTHETIC,)), by_hand)
    agree(found_in(project, TraceFilter(versions=("2",))), by_hand)


def test_every_figure_of_the_finished_demo(sqlite: str) -> None:
    who = people.local_person("Dana")
    project = demo_project.load(who, finished=True)
    of, by_hand = found_in(project, origins=(Origin.DEMO,)), Recount(project.id, who)
    agree(of, by_hand)
    assert not of.shows_bounds and of.random == 98
    on = discovery(of)
    random_ones = [s for s in by_hand.judged(set(of.serials.tolist())) if by_hand.side(s) == "random"]
    sets = [
        {str(mode) for mode in by_hand.modes[s]} | ({f"loose {s}"} if s in by_hand.loose else set())
        for s in random_ones
    ]
    assert on.plain.traces == len(sets)
    counts = [sum(code in found for found in sets) for code in set().union(*sets)]
    assert sorted(on.plain.frequencies) == sorted(counts)
    assert found_in(project).read == 0, "invented traces are no traffic"


def test_picks_read_out_of_order_count_once_the_gap_is_read(dana: Person, project: Project) -> None:
    ids = seed.store(dana, project.id, [seed.trace(f"t{n}") for n in range(20)])
    draw_batch(dana, project, ids[:6], [True] * 6)
    for place in (0, 1, 3, 4):
        reviews.submit(dana, project.id, ids[place], Verdict.PASS)
    assert found_in(project).random == 2 and found_in(project).read == 4
    reviews.submit(dana, project.id, ids[2], Verdict.DEFER)
    of = found_in(project)
    assert (of.random, of.missing, of.deferred, of.read) == (4, 1, 1, 4)
    assert of.shows_bounds
    _, estimate = overall(of)
    assert estimate.value == 0 and estimate.high > 1 / 20


def test_traces_imported_later_are_outside_until_drawn_from(dana: Person, project: Project) -> None:
    ids = seed.store(dana, project.id, [seed.trace(f"a{n}") for n in range(50)])
    draw_batch(dana, project, ids[:40], [True] * 40)
    for trace_id in ids[:40]:
        reviews.submit(dana, project.id, trace_id, Verdict.FAIL)
    later = seed.store(dana, project.id, [seed.trace(f"b{n}") for n in range(30)])
    of = found_in(project)
    assert (len(of.serials), len(of.covered), of.random) == (80, 50, 40)
    draw_batch(dana, project, later[:5], [True] * 5)
    for trace_id in later[:5]:
        reviews.submit(dana, project.id, trace_id, Verdict.PASS)
    assert len(found_in(project).covered) == 50, "five random picks of an import say nothing of it"
    draw_batch(dana, project, later[5:], [True] * 25)
    for trace_id in later[5:]:
        reviews.submit(dana, project.id, trace_id, Verdict.PASS)
    of = found_in(project)
    assert (len(of.covered), of.random) == (80, 70)


def test_a_review_taken_back_leaves_a_later_draw_what_it_measures(dana: Person, project: Project) -> None:
    ids = seed.store(dana, project.id, [seed.trace(f"t{n}") for n in range(20)])
    review = reviews.submit(dana, project.id, ids[0], Verdict.FAIL)
    draw_batch(dana, project, ids[1:11], [True] * 10, frame=list(range(2, 21)))
    for place in range(1, 11):
        reviews.submit(dana, project.id, ids[place], Verdict.FAIL if place < 6 else Verdict.PASS)
    assert overall(found_in(project))[1].value == pytest.approx((1 + 19 / 2) / 20)
    reviews.undo(dana, project.id, ids[0], revision=review.revision)
    of = found_in(project)
    assert (of.random, len(of.covered), of.read) == (10, 20, 10)
    assert overall(of)[1].value == pytest.approx(0.5)


def test_a_filtered_batch_measures_what_passes_its_filter(dana: Person, project: Project) -> None:
    made = [seed.trace(f"t{n}", version=str(n % 2)) for n in range(40)]
    ids = seed.store(dana, project.id, made)
    ones = [place for place in range(40) if place % 2]
    draw_batch(dana, project, [ids[p] for p in ones], [True] * 20, frame=[p + 1 for p in ones])
    for place in ones:
        reviews.submit(dana, project.id, ids[place], Verdict.FAIL if place < 20 else Verdict.PASS)
    assert overall(found_in(project, TraceFilter(versions=("1",))))[1].value == pytest.approx(0.5)
    whole = found_in(project)
    assert len(whole.covered) == 20 and overall(whole)[1].value == pytest.approx(0.5)
    assert overall(found_in(project, TraceFilter(versions=("0",))))[1].value is None
    part = whole.within(designs.population(project.id, TraceFilter(versions=("1",)), REAL))
    assert overall(part)[1].value == pytest.approx(0.5)


def test_targeted_reading_alone_gives_counts_only_and_strata_give_a_rate(
    dana: Person, project: Project
) -> None:
    ids = seed.store(dana, project.id, [seed.trace(f"t{n}") for n in range(100)])
    draw_batch(dana, project, ids[:10], [False] * 10)
    for trace_id in ids[:10]:
        reviews.submit(dana, project.id, trace_id, Verdict.FAIL)
    of = found_in(project)
    assert of.random == 0 and overall(of)[1].value is None and overall(of)[0]["targeted"] == 10
    picks = tuple(ids[20:30] + ids[40:50])
    strata = Draw(picks, ("why",) * 20, (False,) * 20, (1.0,) * 10 + (0.125,) * 10, ("a",) * 10 + ("b",) * 10)
    batches.create(
        dana,
        project.id,
        "By group",
        strata,
        strategy="stratified",
        seed=1,
        parameters={},
        population="all",
        frame=[n + 1 for n in range(10, 100)],
    )
    for place, trace_id in enumerate(picks):
        reviews.submit(dana, project.id, trace_id, Verdict.FAIL if place < 5 else Verdict.PASS)
    of = found_in(project)
    assert of.strata == "By group" and of.random == 20
    # Ten known to fail, and of the 90 others a ninth, of which half fail.
    assert overall(of)[1].value == pytest.approx(0.1 + 0.9 * (1 / 9 * 0.5))


def test_a_stratified_batch_gives_what_its_stored_probabilities_give(dana: Person, project: Project) -> None:
    items = [seed.trace(f"t{n}", metadata={"channel": ("sms", "chat")[n % 7 == 0]}) for n in range(90)]
    ids = seed.store(dana, project.id, items)
    plan = drawing.Plan(drawing.Strategy.STRATIFIED, 21, 3, fields=("channel",))
    drawing.draw(dana, project.id, plan, "By channel", population="all")
    [drawn] = designs.draws(project.id)
    for serial in drawn.serials.tolist():
        fails = serial % 3 == 0
        reviews.submit(dana, project.id, ids[serial - 1], Verdict.FAIL if fails else Verdict.PASS)
    of = found_in(project)
    horvitz_thompson = (1 / drawn.probability[drawn.serials % 3 == 0]).sum() / 90
    assert of.strata == "By channel" and len(set(drawn.probability)) == 2
    assert overall(of)[1].value == pytest.approx(horvitz_thompson)


def test_what_targeted_picks_found_is_known_to_later_random_ones_only(dana: Person, project: Project) -> None:
    ids = seed.store(dana, project.id, [seed.trace(f"t{n}") for n in range(60)])
    notes = {}

    def say(place: int, failing: bool, batch: int) -> None:
        given = [Note(f"note {place}")] if failing else []
        verdict = Verdict.FAIL if failing else Verdict.PASS
        review = reviews.submit(dana, project.id, ids[place], verdict, given, batch_id=batch)
        notes[place] = review.notes[0].id if failing else None

    first = draw_batch(dana, project, ids[:4], [True, True, False, False])
    for place, failing in enumerate([True, False, True, False]):
        say(place, failing, first)
    second = draw_batch(dana, project, ids[4:8], [True, True, False, False])
    for place, failing in enumerate([True, False, True, False], start=4):
        say(place, failing, second)
    # Random 0 and targeted 6, drawn after it, show A; random 4 and targeted 2, drawn before it, show B.
    taxonomy.create_mode(dana, project.id, "A", "", [notes[0], notes[6]])
    taxonomy.create_mode(dana, project.id, "B", "", [notes[2], notes[4]])
    found = discovery(found_in(project))
    assert (found.plain.unique, found.informed.unique) == (2, 1)
    assert found.reviewed == 8
    # A level below, all four were worded anew; then 4, and 0 after 6, in words that are known or are not yet.
    said = evidence.noted([trace.review_id for trace in found_in(project).material.read])
    assert sorted(text for texts in said.values() for text in texts) == [
        "note 0",
        "note 2",
        "note 4",
        "note 6",
    ]
    assert open_codes(found_in(project), said).unique == 2
    alike = {"note 2": "Taken slot", "note 4": " taken  SLOT", "note 0": "No fee", "note 6": "no fee"}
    same = {review: [alike[text] for text in texts] for review, texts in said.items()}
    assert open_codes(found_in(project), same).unique == 1


def test_evidence_is_in_the_order_asked_for_with_its_steps(dana: Person, project: Project) -> None:
    ids = seed.store(dana, project.id, [seed.trace("a"), seed.trace("b")])
    made = [
        reviews.submit(dana, project.id, trace_id, Verdict.FAIL, [Note("early", 3), Note("late", 4, "9:00")])
        for trace_id in ids
    ]
    shown = evidence.shown(dana, project.id, [made[1].id, made[0].id, 999])
    assert [one.external_id for one in shown] == ["b", "a"]
    assert [(note.text, note.step, note.quote) for note in shown[0].notes] == [
        ("early", 3, None),
        ("late", 4, "9:00"),
    ]
    at = evidence.steps_at(dana, project.id, {ids[0]: 3, ids[1]: 1})
    step, before = at[ids[0]]
    assert (step.kind, step.tool, before.kind if before else None) == (
        StepKind.TOOL,
        "check_calendar",
        StepKind.USER,
    )
    assert at[ids[1]][1] is None
    assert evidence.steps_at(dana, project.id, {ids[0]: 99}) == {}


def test_a_project_without_traces_has_no_figures(dana: Person, project: Project) -> None:
    of = found_in(project)
    assert (of.read, of.random, len(of.covered)) == (0, 0, 0)
    assert overall(of)[1].value is None and by_mode(of) == [] and discovery(of).plain.traces == 0
    assert np.array_equal(of.serials, [])


def test_parts_of_a_population_are_counted_by_themselves(dana: Person, project: Project) -> None:
    # The last minute of one week, and the first of the two after it.
    weeks_begin = (datetime(2026, 6, 8, tzinfo=UTC), datetime(2026, 6, 15, tzinfo=UTC))
    moments = (weeks_begin[0] - timedelta(minutes=1), *weeks_begin)
    made = [
        seed.trace(
            f"t{n:02d}",
            version=str(n % 2),
            happened_at=moments[n % 3],
            metadata={"channel": "ab"[n % 2]},
        )
        for n in range(60)
    ]
    ids = seed.store(dana, project.id, made)
    first = draw_batch(dana, project, ids[:24], [True] * 24)
    for place in range(24):
        verdict = Verdict.FAIL if place % 2 else Verdict.PASS
        reviews.submit(dana, project.id, ids[place], verdict, batch_id=first)
    second = draw_batch(dana, project, ids[30:40], [True] * 10)
    for place in range(30, 40):
        reviews.submit(dana, project.id, ids[place], Verdict.PASS, batch_id=second)
    of = found_in(project)
    failed = of.material.failed
    for values in (
        populations.field(project.id, of.material.base, "channel"),
        populations.field(project.id, of.material.base, populations.VERSION),
    ):
        split = subgroups.by_value(of, values, failed, 12)
        assert [(len(one.of.serials), one.of.read, one.found) for one in split] == [(30, 17, 0), (30, 17, 12)]
        assert not split[0].is_small, "ten random picks or more are compared"
        expected = overall(found_in(project, TraceFilter(versions=("1",))))[1]
        assert split[1].estimate == expected
    weeks = subgroups.by_week(of, failed)
    assert [one.name for one in weeks] == ["1 Jun", "8 Jun", "15 Jun"]
    assert sum(one.found for one in weeks) == 12 and sum(one.of.read for one in weeks) == 34
    drawn = subgroups.by_batch(of, failed)
    assert [(one.found, one.estimate.random) for one in drawn] == [(12, 24), (0, 10)]
    assert drawn[0].estimate.value == pytest.approx(0.5)
    # Twelve of sixty are known to fail when the second is drawn, and it finds none in the rest.
    assert drawn[1].estimate.value == pytest.approx(12 / 60)
    zero, one = (found_in(project, TraceFilter(versions=(name,))) for name in "01")
    [change] = subgroups.changes(zero, one, [failed])
    assert change.first.value == 0 and change.difference.value == change.second.value and change.is_clear
    [back] = subgroups.changes(one, zero, [failed])
    assert back.difference.value == -(change.difference.value or 0)


def test_where_traces_first_failed(dana: Person, project: Project) -> None:
    ids = seed.store(dana, project.id, [seed.trace(f"t{n}") for n in range(6)])
    for place, step in enumerate((4, 4, 3, 1, None)):
        reviews.submit(dana, project.id, ids[place], Verdict.FAIL, [Note("wrong", step), Note("later", 2)])
    reviews.submit(dana, project.id, ids[5], Verdict.PASS)
    of = found_in(project)
    steps = failing_steps.first_steps(of, of.material.failed)
    assert steps == dict(zip(ids, (4, 4, 3, 1), strict=False))
    at = evidence.steps_at(dana, project.id, steps)

    def named(found: list[failing_steps.Location]) -> list[tuple[str, int]]:
        return [(one.name, of.count(one.which)) for one in found]

    assert named(failing_steps.locations(of, at, failing_steps.By.KIND)) == [
        ("Assistant", 2),
        ("System", 1),
        ("Tool", 1),
    ]
    assert named(failing_steps.locations(of, at, failing_steps.By.TOOL)) == [("check_calendar", 1)]
    assert named(failing_steps.locations(of, at, failing_steps.By.NUMBER)) == [
        ("Step 1", 1),
        ("Step 3", 1),
        ("Step 4", 2),
    ]
    assert named(failing_steps.moves(of, at)) == [
        ("Tool check_calendar → Assistant", 2),
        ("Beginning → System", 1),
        ("User → Tool check_calendar", 1),
    ]


def test_pairs_are_of_traces_read_and_judged_on_random_ones(dana: Person, project: Project) -> None:
    ids = seed.store(dana, project.id, [seed.trace(f"t{n}") for n in range(80)])
    notes: dict[str, list[int]] = {"a": [], "b": []}
    draw_batch(dana, project, ids[:50], [place < 40 for place in range(50)])
    for place in range(50):
        marks = [mark for mark, every in (("a", 4), ("b", 8)) if place % every == 0]
        verdict = Verdict.FAIL if marks else Verdict.PASS
        review = reviews.submit(dana, project.id, ids[place], verdict, [Note(mark) for mark in marks])
        for mark, note in zip(marks, review.notes, strict=True):
            notes[mark].append(note.id or 0)
    for mark, some in notes.items():
        taxonomy.create_mode(dana, project.id, mark, "", some)
    [pair] = together(found_in(project))
    assert (pair.a.name, pair.b.name, pair.in_a, pair.in_b, pair.both) == ("a", "b", 13, 7, 7)
    assert pair.jaccard == pytest.approx(7 / 13)
    assert pair.lift == pytest.approx(4) and pair.p is not None and pair.p < 0.001
    assert together(found_in(project, TraceFilter(versions=("none",)))) == []


def test_an_earlier_taxonomy_counts_the_notes_as_they_were_grouped(dana: Person, project: Project) -> None:
    ids = seed.store(dana, project.id, [seed.trace(f"t{n}") for n in range(10)])
    draw_batch(dana, project, ids, [True] * 10)
    notes = []
    for place, trace_id in enumerate(ids):
        given = [Note(f"note {place}")] if place < 6 else []
        verdict = Verdict.FAIL if given else Verdict.PASS
        notes += [note.id or 0 for note in reviews.submit(dana, project.id, trace_id, verdict, given).notes]
    a = taxonomy.create_mode(dana, project.id, "A", "", notes[:2])
    b = taxonomy.create_mode(dana, project.id, "B", "", notes[2:5])
    taxonomy_past.name_now(dana, project.id, "First")
    [named] = taxonomy_past.snapshots(project.id)
    taxonomy.assign(dana, project.id, notes[2:6], a.id)
    serials = designs.population(project.id, TraceFilter(), REAL)

    def counted(of: Findings) -> dict[str, int]:
        return {row.name: row.traces for row in by_mode(of)}

    assert counted(findings(reading.material(project.id), serials)) == {"A": 6, "B": 0}
    # What is in no mode today was in one then.
    taxonomy.assign(dana, project.id, notes[:1], None)
    assert counted(findings(reading.material(project.id), serials)) == {"A": 5, "B": 0, "Not grouped": 1}
    then = findings(reading.material(project.id, named.event_id), serials)
    assert counted(then) == {"A": 2, "B": 3, "Not grouped": 1}
    assert by_mode(then)[0].mode == replace(b) and overall(then)[1].value == pytest.approx(0.6)


def test_the_latest_failure_is_that_of_the_trace_that_happened_last(dana: Person, project: Project) -> None:
    at = {"old": datetime(2026, 6, 1, tzinfo=UTC), "new": datetime(2026, 6, 2, tzinfo=UTC)}
    names = ("new", "untimed", "old")
    ids = seed.store(dana, project.id, [seed.trace(name, happened_at=at.get(name)) for name in names])
    for name, trace_id in zip(names, ids, strict=True):
        [note] = reviews.submit(dana, project.id, trace_id, Verdict.FAIL, [Note(name)]).notes
        taxonomy.create_mode(dana, project.id, name, "", [note.id or 0])
    latest = sorted(by_mode(found_in(project)), key=lambda row: -row.last)
    # A trace of which nobody said when it happened stands by when it was read: now.
    assert [row.name for row in latest] == ["untimed", "new", "old"]


def test_a_round_is_what_its_batches_measure(dana: Person, project: Project) -> None:
    first = seed.store(dana, project.id, [seed.trace(f"a{n}") for n in range(20)])
    draw_batch(dana, project, first[:10], [True] * 10)
    for place in range(10):
        note = [Note("wrong")] if place < 5 else []
        reviews.submit(dana, project.id, first[place], Verdict.FAIL if note else Verdict.PASS, note)
    assert subgroups.by_round(found_in(project), []) == []
    taxonomy.create_mode(dana, project.id, "A")
    taxonomy_past.name_now(dana, project.id, "Round 1")
    ends = [(one.name, one.at) for one in taxonomy_past.snapshots(project.id)]
    later = seed.store(dana, project.id, [seed.trace(f"b{n}") for n in range(20)])
    frame = list(range(21, 41))
    draw_batch(dana, project, later[:8], [True] * 8, frame=frame)
    for trace_id in later[:8]:
        reviews.submit(dana, project.id, trace_id, Verdict.PASS)
    one, two = subgroups.by_round(found_in(project), ends)
    assert (one.name, len(one.of.serials), one.of.random, one.estimate.value) == ("Round 1", 20, 10, 0.5)
    later = (two.name, len(two.of.serials), two.of.random, two.estimate.value)
    assert later == ("what came after Round 1", 20, 8, 0)
