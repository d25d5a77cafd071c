"""What is said of a rate: of which traces it is, when it compares nothing, and who is named as the most."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.failure_modes import FailureMode
from lib.services.findings.modes import ModeFinding
from lib.services.findings.together import Pair
from lib.stats.prevalence import Estimate
from lib.stats.ranks import Chances
from lib.stats.saturation import Incidence, Level, status
from lib.stats.ties import largest
from lib.words import breakdown
from lib.words.failures import most_common
from lib.words.rates import Reach, named

OPEN = Reach(600, 100, 0)
READ = Reach(90, 90, 0)
OUTRUN = Reach(600, 100, 6_000, outrun=True, since=True)


@pytest.mark.parametrize(
    ("reach", "share_of", "in_full"),
    [
        (OPEN, "traffic", "traffic"),
        (READ, "traffic", "traffic"),
        (
            OUTRUN,
            "the 600 traces drawn from",
            "the 600 traces drawn from; the 6,000 imported since are not sampled yet",
        ),
        (
            Reach(600, 500, 60, outrun=True),
            "the 600 traces drawn from",
            "the 600 traces drawn from; the other 60 are not sampled enough yet",
        ),
        (
            Reach(600, 100, 0, kind="invented"),
            "invented traces like these",
            "invented traces like these",
        ),
    ],
)  # fmt: skip
def test_a_rate_says_of_which_traces_it_is(reach: Reach, share_of: str, in_full: str) -> None:
    assert (reach.share_of, reach.in_full) == (share_of, in_full)


def test_only_what_no_draw_reached_is_said_to_be_outside() -> None:
    assert OPEN.outside_of_it == READ.outside_of_it == ""
    assert OUTRUN.outside_of_it == "The 6,000 imported since are not sampled yet."


def test_the_light_is_not_green_while_many_traces_are_not_sampled() -> None:
    nothing_new = Incidence(300, (40, 30), (40, 30), 0)
    assert status(nothing_new, 300).level is Level.SATURATED
    found = status(nothing_new, 300, OUTRUN.like, OUTRUN.outside_of_it)
    assert found.level is Level.OUTRUN
    assert found.sentence == (
        "About 0 in 100 traces like the 600 drawn from would show a failure not listed yet; the rate is "
        "below 1 in 100 (95\u00a0% confidence). The 6,000 imported since are not sampled yet."
    )
    for traces, unique in ((29, 0), (100, 9)):
        some = status(Incidence(traces, (9,), (9,), unique), 300, outside=OUTRUN.outside_of_it)
        assert some.level in (Level.TOO_FEW, Level.FINDING)
        assert some.sentence.endswith("not sampled yet.")


@given(st.lists(st.floats(0, 1) | st.integers(0, 3)))
def test_the_largest_are_those_that_nothing_exceeds(numbers: list[float]) -> None:
    found = largest(numbers, float)
    assert bool(found) == bool(numbers)
    assert all(max(numbers) - one <= 1e-9 for one in found)
    assert len(found) == sum(max(numbers) - one <= 1e-9 for one in numbers)


def test_names_as_a_sentence_lists_them() -> None:
    assert [named([*"ABCD"][:n]) for n in (1, 2, 3, 4)] == ["A", "A and B", "A, B and C", "4 of them"]


def mode(name: str, traces: int, value: float, low: float, high: float) -> ModeFinding:
    sides = {"random": traces, "targeted": 0, "undrawn": 0}
    known = Estimate(value, low, high, traces, 100, 100)
    return ModeFinding(FailureMode(ord(name), name), sides, known, 0, 0.0)


def said(*rows: ModeFinding, loose: int = 0, first_in: float = 0.62) -> str:
    redraws = {"65": Chances(first_in, 1.0)}
    told = most_common(
        "In 100 traces read,", "100 traces read", list(rows), "traffic", lambda: redraws, loose
    )
    return " ".join(filter(None, told))


def test_one_is_the_most_common_where_its_interval_is_apart() -> None:
    a, b = mode("A", 40, 0.4, 0.31, 0.5), mode("B", 10, 0.1, 0.05, 0.18)
    assert said(b, a) == (
        "**A** is the most common failure: an estimated **40\u00a0%** (31 to 50\u00a0%) of traffic. "
        "Found in 40 of 100 traces read."
    )
    assert "is the most common failure so far:" in said(a, b, loose=31)
    assert "so far" not in said(a, b, loose=30)


def test_found_less_often_it_is_so_by_its_share_alone() -> None:
    a, b = mode("A", 10, 0.4, 0.31, 0.5), mode("B", 40, 0.1, 0.05, 0.18)
    assert said(a, b).startswith("**A** is the most common failure by its share: an estimated")


def test_ahead_by_both_it_leads_and_the_others_may_be_as_common() -> None:
    a, b, c = (mode(name, n, n / 100, n / 200, n / 50) for name, n in zip("ABC", (12, 11, 10), strict=True))
    assert said(a, b).endswith("It comes first in 62 of 100 redraws of the random traces.")
    assert said(c, b, a).startswith("**A** is the most common failure so far")
    assert said(a, b, first_in=0.98).startswith("**A** is the most common failure: an")
    assert said(a, b, first_in=0.98).endswith("first in 98 of 100 redraws of the random traces.")


def test_without_random_traces_to_draw_again_nothing_is_said_of_redraws() -> None:
    rows = [mode(name, n, n / 100, n / 200, n / 50) for name, n in (("A", 12), ("B", 11))]
    told = " ".join(most_common("In 100 traces read,", "100 traces read", rows, "traffic", dict))
    assert told.startswith("**A** is the most common failure so far") and "redraws" not in told


@pytest.mark.parametrize("width", [0.05, 0.0])
def test_a_tie_is_not_the_most_common(width: float) -> None:
    some = [mode(name, 12, 0.12, 0.12 - width, 0.12 + width) for name in "ABCDE"]
    for many in (2, 3, 4, 5):
        told = said(*some[:many])
        assert "most common" not in told and "no failure mode stands out" in told
    between = "(7 to 17\u00a0%)" if width else "(12 to 12\u00a0%)"
    assert said(*some[:2]) == (
        "In 100 traces read, no failure mode stands out: **A** and **B** were found in 12 traces each, an "
        f"estimated **12\u00a0%** {between} of traffic."
    )
    assert "4 of them were found in 12 traces each" in said(*some[:4])


def test_who_leads_by_count_alone_or_by_share_alone_is_not_the_most_common() -> None:
    a, b = mode("A", 10, 0.14, 0.08, 0.2), mode("B", 12, 0.12, 0.07, 0.19)
    assert said(a, b) == (
        "In 100 traces read, no failure mode stands out: **B** was found most often, in 12 traces; the "
        "largest estimated share is **14\u00a0%** (8 to 20\u00a0%) of traffic, for **A**."
    )
    c = mode("C", 12, 0.12, 0.07, 0.19)
    assert "**B** and **C** were found most often, in 12 traces" in said(a, b, c)
    level = mode("D", 9, 0.14, 0.05, 0.3)
    assert said(a, b, level).endswith(
        "the largest estimated share is **14\u00a0%** of traffic, for **A** and **D**."
    )


def pair(a: str, b: str, both: int) -> Pair:
    return Pair(FailureMode(ord(a), a), FailureMode(ord(b), b), 20, 20, both, 0.1, None, None)


def test_pairs_level_with_each_other_do_not_come_together_most_often() -> None:
    one, two, three = pair("A", "B", 3), pair("A", "C", 3), pair("B", "C", 3)
    assert breakdown.together([one, pair("B", "C", 2)], 40) == (
        "**A** and **B** come together most often: in 3 traces of 40 read."
    )
    assert breakdown.together([one, two], 40) == (
        "No pair stands out: **A** and **B**, as **A** and **C**, come together in 3 traces of 40 read, and "
        "no other pair in more."
    )
    assert "3 pairs each come together in 3 traces" in breakdown.together([one, two, three], 40)
