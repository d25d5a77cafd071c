"""Where words stand in the steps of a trace: what find asks of a trace too long to be held by a browser."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from lib.model import Step

# Between two words there may be what formatted text does not show.
_BETWEEN = r"[\s*_`~]+"
_LONGEST = 200


def hits(steps: Iterable[Step], words: str) -> list[tuple[int, int]]:
    """Return the number of each step that has these words, with how often it has them.

    Signs stand for themselves, case does not matter, and neither does how words are spaced. Words of two
    texts of a step are no hit together. Nothing is found for no words.
    """
    wanted = words.casefold()[:_LONGEST].split()
    if not wanted:
        return []
    pattern = re.compile(_BETWEEN.join(map(re.escape, wanted)))
    counted = ((step.number, sum(_count(text, wanted, pattern) for text in _shown(step))) for step in steps)
    return [(number, count) for number, count in counted if count]


def _count(text: str, wanted: list[str], pattern: re.Pattern[str]) -> int:
    # Of forty million characters a pattern alone would take a second, and this a tenth of one.
    folded = text.casefold()
    if len(wanted) == 1:
        return folded.count(wanted[0])
    return len(pattern.findall(folded)) if all(word in folded for word in wanted) else 0


def _shown(step: Step) -> Iterator[str]:
    """The texts of a step as a screen has them: JSON writes some signs in a way of its own."""
    for text in (step.name, step.arguments, step.text, step.result):
        if text:
            yield _without_escapes(text) if "\\" in text and text.lstrip()[:1] in ("[", "{", '"') else text


def _without_escapes(text: str) -> str:
    try:
        return "\n".join(_leaves(json.loads(text)))
    except (ValueError, RecursionError):
        return text


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield name
            yield from _leaves(part)
    elif isinstance(value, list):
        for part in value:
            yield from _leaves(part)
    else:
        yield value if isinstance(value, str) else json.dumps(value)
