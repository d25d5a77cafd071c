"""What the counts are said to mean: no claim they do not bear, and always one thing to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lib.failure_modes import FailureMode
from lib.model import Role
from lib.store.batches.batches import BatchSummary
from lib.store.counts.counts import Funnel, Picked
from lib.store.rules.events import Happening
from lib.words import guide

NOW = datetime(2026, 6, 12, 15, tzinfo=UTC)
NOTHING = Funnel(0, 0, 0, Picked(), 0, 0, 0, 0, 0, 0)


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


def test_what_a_change_of_the_taxonomy_left_open_comes_before_new_draws_and_the_label_pass_after() -> None:
    few = replace(DONE, read=Picked(50), ungrouped_notes=0, grouped=30)
    enough = replace(few, read=Picked(100))
    mode = FailureMode(7, "Wrong *day*")
    loop = guide.Loop(unlabelled=30, recode=4, again=mode, again_left=12)

    def page(now: Funnel, role: Role, loop: guide.Loop) -> str:
        return guide.next_step(now, [batch(100, 100)], role, loop=loop).page

    assert page(few, Role.ADMIN, loop) == "label"
    first = replace(loop, recode=0)
    assert page(few, Role.ADMIN, first) == "label", "before looking again: it answers for the failed traces"
    step = guide.next_step(few, [batch(100, 100)], Role.ADMIN, loop=replace(first, unlabelled=0))
    assert (step.page, step.params) == ("drift", {"mode": 7})
    assert "12 traces" in step.why and "*day*" not in step.why
    left = guide.Loop(unlabelled=30)
    assert page(few, Role.ADMIN, left) == "sampling"
    assert page(enough, Role.ADMIN, left) == "label"
    assert page(few, Role.ANNOTATOR, left) == "label"
    assert page(few, Role.VIEWER, loop) == "failures"
    assert page(enough, Role.ADMIN, guide.Loop()) == "failures"


def test_many_traces_in_no_draws_frame_are_drawn_from_again() -> None:
    outrun = replace(GROUPED, traces=6_600, drawn=100)
    loop = guide.Loop(unsampled=6_000, unlabelled=5)

    def step(role: Role, now: Funnel = outrun, read: int = 100, loop: guide.Loop = loop) -> guide.NextStep:
        return guide.next_step(now, [batch(100, read)], role, loop=loop)

    told = "no draw has reached 6,000 of 6,600 traces, so nothing is known of them"
    assert step(Role.ENGINEER).page == "sampling" and step(Role.ENGINEER).label == "Draw traces"
    assert step(Role.ENGINEER).why == f"Draw at random again: {told}."
    assert step(Role.ANNOTATOR).page == "label" and step(Role.ANNOTATOR).why.endswith(f"again: {told}.")
    assert step(Role.VIEWER).page == "failures" and step(Role.VIEWER).why.count(told) == 1
    begun = step(Role.ADMIN, read=45)
    assert begun.page == "annotate" and begun.why.endswith(f"Then draw at random again: {told}.")
    assert told not in step(Role.ADMIN, loop=guide.Loop()).why


def test_where_nothing_was_read_at_random_the_next_step_is_to_draw_some_so() -> None:
    hand_picked = funnel(traces=500, drawn=40, read=Picked(targeted=60))
    step = guide.next_step(hand_picked, [batch(40, 40)], Role.ENGINEER)
    assert (step.page, "draw 30 at random" in step.why) == ("sampling", True)
    at_random = funnel(traces=500, drawn=40, read=Picked(random=30, targeted=30))
    assert "at random" not in guide.next_step(at_random, [batch(40, 40)], Role.ENGINEER).why
