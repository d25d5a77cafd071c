"""What the counts are said to mean: no claim they do not bear, and always one thing to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lib.model import FailureMode, Role
from lib.store.batches import BatchSummary
from lib.store.counts import FailureCounts, Funnel, ModeCount, Picked
from lib.store.events import Happening
from lib.ui import guide

NOW = datetime(2026, 6, 12, 15, tzinfo=UTC)
NOTHING = Funnel(0, 0, 0, 0, Picked(), 0, 0, 0, 0, 0, 0)


def funnel(**changed: object) -> Funnel:
    return replace(NOTHING, **changed)  # type: ignore[arg-type]


def batch(size: int, read: int, name: str = "June random") -> BatchSummary:
    return BatchSummary(
        1, name, "random", {}, 1, "all", size, 0, "Dana", NOW, None, size, size, 0, read, 0, 0
    )


IMPORTED = funnel(traces=500)
DRAWN = funnel(traces=500, drawn=100)
BEGUN = funnel(traces=500, drawn=100, read=Picked(45), failed=10, noted=10, ungrouped_notes=12)
LADEN = replace(BEGUN, ungrouped_notes=31)
DONE = funnel(traces=500, drawn=100, read=Picked(100), failed=30, noted=30, grouped=29, ungrouped_notes=1)
GROUPED = replace(DONE, grouped=30, ungrouped_notes=0)
SHORT = replace(GROUPED, drawn=50, read=Picked(50))
CASUAL = funnel(traces=500, read=Picked(undrawn=9), failed=6, noted=6, ungrouped_notes=6)

STATES = [
    (NOTHING, [], "traces"),
    (IMPORTED, [], "sampling"),
    (CASUAL, [], "axial"),
    (replace(CASUAL, ungrouped_notes=4), [], "sampling"),
    (DRAWN, [batch(100, 0)], "annotate"),
    (BEGUN, [batch(100, 45)], "annotate"),
    (LADEN, [batch(100, 45)], "axial"),
    (DONE, [batch(100, 100)], "axial"),
    (GROUPED, [batch(100, 100)], "failures"),
    (SHORT, [batch(50, 50)], "sampling"),
    (replace(SHORT, traces=50), [batch(50, 50)], "failures"),
]


@pytest.mark.parametrize(("now", "batches", "page"), STATES)
def test_each_state_has_its_next_step(now: Funnel, batches: list[BatchSummary], page: str) -> None:
    step = guide.next_step(now, batches, Role.ADMIN)
    assert step.page == page and step.label and step.why


SILENT = replace(DONE, noted=28)


def test_a_failed_trace_without_a_note_is_opened_before_notes_are_grouped() -> None:
    step = guide.next_step(SILENT, [batch(100, 100)], Role.ANNOTATOR, without_note=7)
    assert (step.page, step.params) == ("annotate", {"trace": 7})
    assert step.why.startswith("2 failed traces") and step.label


def test_a_trace_whose_note_somebody_else_has_to_write_is_nobodys_next_step() -> None:
    assert guide.next_step(SILENT, [batch(100, 100)], Role.ANNOTATOR).page == "axial"


def test_reading_goes_on_before_a_note_is_added() -> None:
    step = guide.next_step(replace(BEGUN, noted=9), [batch(100, 45)], Role.ANNOTATOR, without_note=7)
    assert (step.page, step.params) == ("annotate", {})


def test_a_viewer_is_told_of_it_and_looks_at_the_failures() -> None:
    step = guide.next_step(SILENT, [batch(100, 100)], Role.VIEWER)
    assert step.page == "failures" and step.why.startswith("2 failed traces") and not step.params


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (SILENT, ["30 of 100 traces", "1 note is", "2 traces have"]),
        (DONE, ["30 of 100 traces", "1 note is"]),
        (GROUPED, ["30 of 100 traces", "all"]),
    ],
)
def test_the_standing_counts_what_the_next_steps_count(now: Funnel, said: list[str]) -> None:
    standing = guide.standing(now)
    assert all(part in standing for part in said)
    assert ("no note" in standing) == (now is SILENT)


OPEN_TO = {
    Role.VIEWER: {"", "traces", "failures"},
    Role.ANNOTATOR: {"", "traces", "failures", "annotate", "axial"},
}


@pytest.mark.parametrize("role", list(OPEN_TO))
@pytest.mark.parametrize(("now", "batches", "page"), STATES)
def test_nobody_is_sent_where_they_may_not_go(
    role: Role, now: Funnel, batches: list[BatchSummary], page: str
) -> None:
    step = guide.next_step(now, batches, role)
    assert step.page in OPEN_TO[role] and step.why
    assert bool(step.label) == bool(step.page)
    if now.traces == 0:
        assert step.page == "", "there is nothing to look at in an empty project"


def test_the_oldest_unfinished_batch_is_read_first_and_its_name_is_only_text() -> None:
    newest_first = [batch(10, 0, "Second"), batch(100, 45, "![x](http://evil)"), batch(5, 5, "Done")]
    why = guide.next_step(BEGUN, newest_first, Role.ADMIN).why
    assert "55" in why and "65" in why and "![x](" not in why


def counts(
    read: int, *traces: int, loose: int = 0, failed: int | None = None, random: int | None = None
) -> FailureCounts:
    """Modes A, B, C ... noted in so many traces, all random picks unless ``random`` read are fewer."""
    failed = sum(traces) + loose if failed is None else failed
    modes = [ModeCount(FailureMode(n, chr(65 + n)), Picked(many), many) for n, many in enumerate(traces)]
    part = read if random is None else random
    whole = funnel(traces=999, read=Picked(part, read - part), failed=failed, noted=sum(traces) + loose)
    return FailureCounts(whole, tuple(modes), ModeCount(None, Picked(loose), loose))


def names(said: str) -> list[str]:
    return [part for part in said.split("**")[1::2]]


def test_enough_reading_and_a_clear_lead_is_called_most_common() -> None:
    said = guide.headline(counts(100, 22, 19))
    assert names(said) == ["A"] and "22 of 100" in said and "most common" in said


def test_the_headline_says_how_it_stands_by_how_traces_were_picked() -> None:
    found = counts(128, 40, 19, random=98)
    mode = replace(found.modes[0], traces=Picked(31, 9))
    said = guide.headline(replace(found, modes=(mode, *found.modes[1:])))
    assert "31 of 98 random" in said and "9 of 30 targeted" in said and "not drawn" not in said
    assert "all random" in guide.headline(counts(128, 40, 19))
    few = counts(9, 4, 1, random=6)
    assert "4 of 6 random" in guide.headline(few) and "0 of 3 targeted" in guide.headline(few)


def test_few_traces_are_not_called_an_order() -> None:
    said = guide.headline(counts(5, 2, 1))
    assert "most common" not in said and "So far" in said and "2 of 5" in said


@pytest.mark.parametrize(("traces", "named"), [((9, 9), 2), ((9, 9, 9), 3), ((9, 9, 9, 9, 1), 0)])
def test_a_tie_names_no_single_mode(traces: tuple[int, ...], named: int) -> None:
    said = guide.headline(counts(100, *traces))
    assert "most common" not in said and len(names(said)) == named and "9 traces" in said


def test_notes_not_grouped_that_could_change_the_order_make_it_so_far() -> None:
    assert "most common" in guide.headline(counts(100, 22, 19, loose=3))
    assert "most common" not in guide.headline(counts(100, 22, 19, loose=4))


def test_a_lead_that_targeted_picks_alone_make_is_told() -> None:
    found = counts(100, 22, 15, random=60)
    modes = (
        replace(found.modes[0], traces=Picked(2, 20)),
        replace(found.modes[1], traces=Picked(14, 1)),
    )
    said = guide.headline(replace(found, modes=modes))
    assert names(said) == ["A", "B"] and "22 of 100" in said and "14 of 60" in said


def test_a_parent_does_not_outdo_its_children_with_their_own_traces() -> None:
    found = counts(100, 22, 19)
    child = replace(found.modes[0], mode=FailureMode(8, "Child", parent_id=0))
    assert names(guide.headline(replace(found, modes=(child, *found.modes)))) == ["A"]


@pytest.mark.parametrize(
    "found", [counts(0), counts(50), counts(50, failed=6), counts(50, loose=6), counts(50, 0, loose=6)]
)
def test_without_a_noted_mode_none_is_named(found: FailureCounts) -> None:
    said = guide.headline(found)
    assert said and names(said) == [] and "%" not in said


def test_a_name_is_only_text() -> None:
    found = counts(100, 22)
    hostile = replace(found.modes[0], mode=FailureMode(1, "![x](http://evil) **b**"))
    assert "![x](" not in guide.headline(replace(found, modes=(hostile,)))


def test_the_population_names_every_kind_of_pick_and_what_does_not_count() -> None:
    said = guide.population(funnel(traces=1200, read=Picked(60, 40, 2), deferred=3, made_read=5, drawn=110))
    for number in ("1,200", "102", "60", "40", "2 not drawn", "3 deferred", "5 of those"):
        assert number in said
    assert "deferred" not in guide.population(funnel(traces=9, read=Picked(9)))


def test_what_is_unknown_is_said() -> None:
    found = counts(100, 20, loose=5, failed=29)
    found = replace(found, funnel=replace(found.funnel, uncounted_notes=7))
    said = guide.caveats(found)
    assert all(number in said for number in ("4 failed", "5 failed", "7 notes"))


def test_the_same_thing_done_again_and_again_is_one_line() -> None:
    def did(person: str, action: str, minutes: int, **refs: object) -> Happening:
        return Happening(person, action, refs, NOW - timedelta(minutes=minutes))

    done = [
        *(did("Dana", "review.submitted", n) for n in range(42)),
        did("Sam", "import.started", 60),
        did("Sam", "batch.drawn", 120, size=100),
        did("*Eve*", "project.created", 60 * 24 * 30),
    ]
    lines = guide.activity(done, NOW, cut=False)
    assert len(lines) == 3
    assert lines[0].startswith("Dana") and "42" in lines[0]
    assert "100" in lines[1] and "2 h" in lines[1]
    assert "*Eve*" not in lines[2]
    assert len(guide.activity(done, NOW, cut=False, most=1)) == 1


def test_a_run_that_goes_on_before_what_was_looked_at_claims_no_total() -> None:
    done = [Happening("Dana", "review.submitted", {}, NOW)] * 3
    [line] = guide.activity(done, NOW, cut=True)
    assert "at least 3" in line
    assert "at least" not in guide.activity(done, NOW, cut=False)[0]


def test_two_days_of_reading_are_two_lines() -> None:
    days = (NOW, NOW - timedelta(days=1))
    done = [Happening("Dana", "review.submitted", {}, day) for day in days for _ in range(3)]
    assert len(guide.activity(done, NOW, cut=False)) == 2
