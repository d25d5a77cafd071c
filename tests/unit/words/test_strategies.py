"""A strategy has one name: on its card, in a batch, among what each brought, and in every text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lib.model import Strategy, StrategyYield
from lib.ui.sampling import strategy_cards
from lib.words import batches, yields
from tests.server import ROOT

OTHER_NAMES = re.compile(r"feedback[- ]sorted|feedback, worst first|by feedback first", re.IGNORECASE)


@pytest.mark.parametrize("strategy", list(Strategy))
def test_a_card_and_a_row_of_the_numbers_name_it_alike(strategy: Strategy) -> None:
    brought = StrategyYield(strategy.value, False, *([1] * 5))
    named = strategy_cards.title(strategy)
    assert named.lower() == batches.strategy(strategy.value)
    assert yields.label(brought, [brought]) == named
    assert strategy in strategy_cards.CARDS


@pytest.mark.parametrize("folder", ["lib", "pages", "docs", "bench", "README.md", "tests/golden"])
def test_no_text_calls_one_by_another_name(folder: str) -> None:
    start = ROOT / folder
    files = [start] if start.is_file() else [path for path in start.rglob("*") if path.is_file()]
    texts = [path for path in files if path.suffix in {".py", ".md", ".js", ".html"}]
    assert texts
    assert [str(path) for path in texts if OTHER_NAMES.search(Path(path).read_text("utf-8"))] == []
