"""Little grammars: a template such as ``[Hi|Hey], is {unit} [still |]free?`` stands for many sentences.

``[a|b|]`` is a choice (choices nest), ``{name}`` a fact, filled in after the choices are made.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from random import Random

_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SPACES = re.compile(r"[ ]{2,}")
_ON_TOMORROW = re.compile(r"\b[Oo]n (tomorrow|today)\b")
_SPACE_BEFORE = re.compile(r"[ ]+([,.;:!?])(?=\s|$)")
_SENTENCE_START = re.compile(r"(^|[.!?¶]\s+|\n)(?!https?:)([a-zà-ÿ])")


def expand(rng: Random, template: str, facts: Mapping[str, object]) -> str:
    """Return one sentence of the template's language, with its facts filled in."""
    text = template
    while (found := _CHOICE.search(text)) is not None:
        text = text[: found.start()] + rng.choice(found.group(1).split("|")) + text[found.end() :]
    return tidy(text.format_map(facts))


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text: a long list that stays readable in the source."""
    return tuple(text.split())


def listed(value: object) -> str:
    """Return a list as it is written in a sentence: ``a, b and c``."""
    items = [str(item) for item in entries(value)]
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def entries(value: object) -> list[object]:
    """Return the entries of a policy's value, which may be one or several."""
    return list(value) if isinstance(value, list) else [value]


def clipped(text: str, most: int = 48) -> str:
    """Return the beginning of a text, cut at a word."""
    return text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]}..."


def tidy(text: str) -> str:
    """Return the text without the double spaces that empty choices leave behind."""
    text = _ON_TOMORROW.sub(r"\1", _SPACES.sub(" ", text))
    return _SPACE_BEFORE.sub(r"\1", text).strip()


def capitalised(text: str) -> str:
    """Return the text with a capital at the start of each sentence."""
    return _SENTENCE_START.sub(lambda found: found.group(1) + found.group(2).upper(), text)
