"""What is to be mended first goes by severity times the low end of the share."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from lib.services.findings.hits import Hits, first_to_mend
from lib.words.priorities import fix_first
from lib.words.rates import Reach
from tests.unit.words.test_rates import mode


def analysis(*given: tuple[str, int | None, float]) -> Any:
    found = []
    for name, severity, low in given:
        row = mode(name, 10, low + 0.1, low, low + 0.2)
        assert row.mode
        found.append(replace(row, mode=replace(row.mode, severity=severity)))
    return SimpleNamespace(found=found, reach=Reach(100, 100, 0))


def said_of(*given: tuple[str, int | None, float], hits: Hits | None = None) -> str:
    on = analysis(*given)
    return fix_first(on, first_to_mend(on), hits)


def test_the_grave_one_leads_the_common_one() -> None:
    said = said_of(("A", 1, 0.3), ("B", 4, 0.1), ("C", None, 0.5))
    assert said.startswith("**Fix first: B.** Severity 4 of 4")
    assert "20\u00a0% (10 to 30\u00a0%) of traffic" in said
    assert said.endswith("1 failure mode without a severity is left out.")


def test_what_may_be_chance_does_not_lead() -> None:
    assert said_of(("A", 2, 0.1), ("B", 4, 0.001)).startswith("**Fix first: A.**")


def test_without_severities_they_are_asked_for_and_without_a_share_nothing_is_said() -> None:
    assert "Say how grave each failure mode is" in said_of(("A", None, 0.3))
    assert said_of() == ""


def test_it_names_the_versions_and_steps_it_hits_most_in_the_order_of_versions() -> None:
    hits = Hits(
        (("1.4", 2, 30), ("2.0", 7, 40), ("2.1", 1, 9)),
        (("Tool find_slots", 3), ("Assistant", 2), ("User", 1)),
        6,
    )
    assert (
        "It hits version 1\\.4 in 2 of 30 traces read and 2\\.0 in 7 of 40. It first went wrong at Tool "
        "find\\_slots in 3 and at Assistant in 2, of 6 whose notes name a step."
    ) in said_of(("A", 2, 0.1), hits=hits)
