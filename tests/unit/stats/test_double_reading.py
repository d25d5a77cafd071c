"""Two readers compared: against small cases anyone can check by eye."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from lib.failure_modes import FailureMode
from lib.model import Reading
from lib.stats import double_reading
from lib.stats.double_reading import Differs

DANA, SAM, ADA = 1, 2, 3
MODES = [FailureMode(1, "Scheduling"), FailureMode(2, "Calendar", parent_id=1), FailureMode(3, "Tone")]


def said(
    trace: int, person: int, *modes: int, failed: bool | None = None, step: int | None = None, **more: bool
) -> Reading:
    found = bool(modes) if failed is None else failed
    return Reading(trace, person, found, step, frozenset(modes), more.get("random", True))


def deferred(trace: int, person: int) -> Reading:
    return Reading(trace, person, None, None, None, True)


def test_a_deferred_or_single_reading_is_no_comparison() -> None:
    found = double_reading.doubly_read([said(1, DANA), deferred(1, SAM), said(2, DANA), said(3, SAM)])
    assert found == {}
    figures = double_reading.figures([])
    assert (figures.traces, figures.verdict.of, figures.verdict.alpha) == (0, 0, None)


def test_the_three_scores_of_a_small_case() -> None:
    figures = double_reading.figures(
        [
            said(1, DANA, 2, step=4),
            said(1, SAM, 2, step=4),
            said(2, DANA, 2, step=4),
            said(2, SAM, 3, step=5),
            said(3, DANA),
            said(3, SAM, 3, step=9),
            said(4, DANA),
            said(4, SAM),
            Reading(5, DANA, True, 2, None, True),
            said(5, SAM, 3, step=7),
        ]
    )
    assert (figures.verdict.same, figures.verdict.of) == (4, 5)
    assert (figures.steps.exact, figures.steps.near, figures.steps.of) == (1, 2, 3)
    assert (figures.modes.same, figures.modes.of, figures.modes_failed) == (2, 4, (1, 3))
    assert figures.unknown == 1


def test_all_alike_has_no_alpha() -> None:
    figures = double_reading.figures([said(trace, who) for trace in range(5) for who in (DANA, SAM)])
    assert figures.verdict.same == figures.verdict.of == 5
    assert figures.verdict.alpha is None and figures.verdict.low is None


def test_random_picks_alone_once_there_are_twenty() -> None:
    def both(traces: range, *, random: bool) -> list[Reading]:
        return [said(trace, who, random=random) for trace in traces for who in (DANA, SAM)]

    few = double_reading.figures(both(range(19), random=True) + both(range(50, 60), random=False))
    enough = double_reading.figures(both(range(20), random=True) + both(range(50, 60), random=False))
    assert (few.only_random, few.verdict.of, few.random) == (False, 29, 19)
    assert (enough.only_random, enough.verdict.of, enough.traces) == (True, 20, 30)


def test_a_failure_mode_by_itself_with_what_was_seen_instead() -> None:
    readings = [
        *(said(trace, DANA, 2) for trace in range(1, 7)),
        said(1, SAM, 2),
        *(said(trace, SAM, 3) for trace in (2, 3, 4)),
        *(said(trace, SAM) for trace in (5, 6)),
        said(7, DANA),
        said(7, SAM),
        said(7, ADA, 3),
    ]
    rows = {row.mode_id: row for row in double_reading.by_mode(readings, MODES, DANA, SAM)}
    calendar, tone = rows[2], rows[3]
    table = calendar.table
    assert (table.both, table.only_first, table.only_second, table.neither) == (1, 5, 0, 1)
    assert (calendar.instead, calendar.times, calendar.unseen) == (3, 3, 2)
    assert calendar.is_low and calendar.seen == 6
    assert rows[1].table == table, "a parent is seen where its child is"
    assert (tone.table.only_second, tone.is_low, tone.is_sparse) == (3, False, True)


def test_failed_or_not_of_two_people_alone() -> None:
    readings = [said(1, DANA, 2), said(1, SAM), said(2, DANA, 2), said(2, SAM, 3), said(2, ADA)]
    readings += [said(3, DANA), said(3, SAM), said(4, DANA, 2), deferred(4, SAM), said(4, ADA)]
    table = double_reading.by_verdict(readings, SAM, DANA)
    assert (table.both, table.only_first, table.only_second, table.neither) == (1, 0, 1, 1)


def test_what_to_discuss_comes_gravest_first() -> None:
    readings = [
        said(1, DANA, 2, step=1),
        said(1, SAM, 2, step=9),
        said(2, DANA, 2),
        said(2, SAM, 3),
        said(3, DANA, 2),
        said(3, SAM),
        said(4, DANA, 2, step=3),
        said(4, SAM, 2, step=4),
        Reading(5, DANA, True, 3, None, True),
        said(5, SAM, 2, step=3),
    ]
    assert double_reading.to_discuss(readings) == [
        (3, Differs.VERDICT),
        (2, Differs.MODES),
        (1, Differs.STEP),
    ]


def test_pairs_of_people_the_most_traces_first() -> None:
    readings = [said(trace, who) for trace in range(3) for who in (SAM, ADA)]
    readings += [said(9, who) for who in (DANA, SAM, ADA)]
    assert double_reading.pairs(readings) == [(SAM, ADA, 4), (DANA, SAM, 1), (DANA, ADA, 1)]


_sets = st.frozensets(st.sampled_from([2, 3, 4]), max_size=3)


@settings(max_examples=50)
@given(st.lists(st.tuples(_sets, _sets), max_size=25))
def test_counts_add_up_whatever_was_said(told: list[tuple[frozenset[int], frozenset[int]]]) -> None:
    modes = [*MODES, FailureMode(4, "Price")]
    readings = [
        said(trace, who, *codes)
        for trace, both in enumerate(told)
        for who, codes in zip((DANA, SAM), both, strict=True)
    ]
    figures = double_reading.figures(readings)
    assert figures.verdict.same == sum(bool(one) == bool(two) for one, two in told)
    assert figures.modes.same == sum(one == two for one, two in told)
    for row in double_reading.by_mode(readings, modes, DANA, SAM):
        assert row.seen + row.table.neither == len(told)
        assert row.unseen <= row.apart and row.times <= row.apart
    shuffled = double_reading.figures(list(reversed(readings)))
    assert shuffled.verdict.same == figures.verdict.same and shuffled.modes.same == figures.modes.same
