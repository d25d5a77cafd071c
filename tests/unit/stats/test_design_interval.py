"""The interval "of these N traces" knows no chance beyond them: no rate of traffic is told with it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from lib.stats import prevalence

ROOT = Path(__file__).resolve().parents[3]
ROOMS = ("pages", "lib/ui", "lib/words", "lib/charts", "lib/report", "lib/services", "lib/cli", "lib/stats")
MADE_BY = prevalence.estimate.__name__
FROM = prevalence.__name__


def asks_for_it(source: str) -> bool:
    """Return whether this Python takes ``prevalence.estimate`` by its own name, or by that of its module."""
    modules = set[str]()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            names = {alias.name for alias in node.names}
            if node.module == FROM and names & {MADE_BY, "*"}:
                return True
            if f"{node.module}.prevalence" == FROM:
                modules |= {alias.asname or alias.name for alias in node.names if alias.name == "prevalence"}
        elif isinstance(node, ast.Import):
            modules |= {alias.asname or alias.name for alias in node.names if alias.name == FROM}
    return any(
        isinstance(node, ast.Attribute) and node.attr == MADE_BY and ast.unparse(node.value) in modules
        for node in ast.walk(ast.parse(source))
    )


@pytest.mark.parametrize("room", ROOMS)
def test_no_page_sentence_or_chart_takes_the_interval_of_these_traces(room: str) -> None:
    files = [path for path in (ROOT / room).rglob("*.py") if path != Path(prevalence.__file__).resolve()]
    assert files
    found = [str(path.relative_to(ROOT)) for path in files if asks_for_it(path.read_text("utf-8"))]
    assert found == [], "a rate of traffic is prevalence.traffic (docs/numbers.md)"


@pytest.mark.parametrize(
    "source",
    [
        f"from {FROM} import {MADE_BY}",
        f"from {FROM} import wilson, {MADE_BY} as of_these",
        f"from lib.stats import prevalence\nprevalence.{MADE_BY}([], 1, 0, 0)",
        f"from lib.stats import prevalence as p\nf = p.{MADE_BY}",
        f"import {FROM}\n{FROM}.{MADE_BY}([], 1, 0, 0)",
        f"from {FROM} import *",
    ],
)
def test_every_way_to_take_it_is_seen(source: str) -> None:
    assert asks_for_it(source)
    assert not asks_for_it(source.replace(MADE_BY, "traffic").replace("*", "traffic"))
