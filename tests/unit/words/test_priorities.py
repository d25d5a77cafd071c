"""What is to be mended first goes by severity times the low end of the share."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from lib.words.priorities import fix_first
from tests.unit.words.test_rates import mode


def analysis(*given: tuple[str, int | None, float]) -> Any:
    found = []
    for name, severity, low in given:
        row = mode(name, 10, low + 0.1, low, low + 0.2)
        assert row.mode
        found.append(replace(row, mode=replace(row.mode, severity=severity)))
    return SimpleNamespace(found=found, share_of="traffic")


def test_the_grave_one_leads_the_common_one() -> None:
    said = fix_first(analysis(("A", 1, 0.3), ("B", 4, 0.1), ("C", None, 0.5)))
    assert said.startswith("**Fix first: B.** Severity 4 of 4")
    assert "20\u00a0% (10 to 30\u00a0%) of traffic" in said
    assert said.endswith("1 failure mode without a severity is left out.")


def test_what_may_be_chance_does_not_lead() -> None:
    assert fix_first(analysis(("A", 2, 0.1), ("B", 4, 0.001))).startswith("**Fix first: A.**")


def test_without_severities_they_are_asked_for_and_without_a_share_nothing_is_said() -> None:
    assert "Say how grave each failure mode is" in fix_first(analysis(("A", None, 0.3)))
    assert fix_first(analysis()) == ""
