"""A very long trace in parts: every step in one of them, none too much to be sent at once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lib.model import Display, Step, StepKind, Trace
from lib.ui.trace import long_trace, trace_view


def steps_of(sizes: list[int]) -> tuple[Step, ...]:
    return tuple(Step(n, StepKind.USER, "x" * size) for n, size in enumerate(sizes, start=1))


@given(st.lists(st.sampled_from([0, 10, 3_000, 70_000]), min_size=301, max_size=400))
def test_every_step_is_in_one_part_and_no_part_is_too_much(sizes: list[int]) -> None:
    steps = steps_of(sizes)
    first = long_trace.starts(steps)
    assert first is not None
    parts = [long_trace.part(steps, first, place) for place in range(len(first))]
    assert tuple(step for part in parts for step in part) == steps
    for place, part in enumerate(parts):
        assert 1 <= len(part) <= 40
        assert len(part) == 1 or sum(len(step.text) for step in part) <= 60_000
        assert {long_trace.place_of(first, step.number) for step in part} == {place}
    assert long_trace.part(steps, first, len(first)) == long_trace.part(steps, first, -1) == ()
    assert len(long_trace.plain(steps, first)["lines"]) == len(first)


def test_a_usual_trace_is_sent_whole_and_a_very_long_one_from_its_first_steps() -> None:
    usual = trace_view.plain(Trace("t", steps_of([500] * 300)), Display())
    assert usual["long"] is None
    assert len(usual["steps"]) == 300
    for sizes in ([10] * 10_000, [1_000] * 299 + [900_000]):
        sent = trace_view.plain(Trace("t", steps_of(sizes)), Display())
        assert sent["long"]["total"] == len(sizes)
        assert [step["n"] for step in sent["steps"]] == list(range(1, 41))


def test_the_steps_around_the_one_that_is_linked_to_are_sent_too() -> None:
    sent = trace_view.plain(Trace("t", steps_of([10] * 10_000)), Display(), step=7_000)
    assert [step["n"] for step in sent["steps"]] == [*range(1, 41), *range(6_961, 7_001)]
