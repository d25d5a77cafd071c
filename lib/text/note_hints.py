"""Gentle hints about a note as it is written: too vague to group later, a guess at the cause, or said before.

A note of open coding says what happened in plain words, not why: causes are guessed, and words are grouped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

VAGUE = "vague"
DIAGNOSIS = "diagnosis"

_SHORTEST = 3
_ALIKE = 0.85
_EMPTY_WORDS = """
    a an and answer at bad be bit broke broken did didn't does doesn't error fail failed failure
    fails good got great ideal in incorrect is isn't issue it its just kind kinda looks mess message
    meh model nice no not of off ok okay output poor poorly quite really reply response result seems
    so some somehow something that the there this to too trace useless very was wasn't weird well
    went what work works wrong awful terrible weak bot agent assistant problem problems unhelpful
    helpful
"""
_EMPTY = frozenset(_EMPTY_WORDS.split())
_MIND = (
    r"misunderst(?:ood|ands?|anding)|misread(?:s|ing)?|misinterpret(?:s|ed|ing)?|hallucinat(?:es?|ed|ing|ions?)"
    r"|confus(?:ed|es|ion)|(?:did not|didn't|does not|doesn't|could not|couldn't|failed to|fails to) "
    r"(?:understand|comprehend|get what|reason|pay attention)|got confused|forgot|thought that"
    r"|lacks? (?:context|knowledge|understanding)|reasoning (?:error|failure|problem)|context window"
)
_DIAGNOSIS = re.compile(rf"\b(?:{_MIND})\b", re.IGNORECASE)
_WORD = re.compile(r"[\w']+")
_NOT = frozenset(("not", "no", "never", "without", "cannot", "didn't", "doesn't", "don't", "wasn't", "isn't"))


def about(text: str) -> str | None:
    """Return ``VAGUE`` for a note that says no more than that something is wrong, ``DIAGNOSIS`` for one that
    says what went on in the model instead of what it did, else None.

    A diagnosis that also says what was seen, by figures or quoted words, is none.
    """
    said = _words(text)
    if not said:
        return None
    if all(word in _EMPTY for word in said):
        return VAGUE
    seen = any(any(sign.isdigit() for sign in word) for word in said) or re.search(r"[“\"«].+[”\"»]", text)
    return DIAGNOSIS if not seen and _DIAGNOSIS.search(text.replace("’", "'")) else None


def telling(text: str) -> str:
    """Return the words of the text that say more than that something is wrong, in lower case."""
    return " ".join(word for word in _words(text) if word not in _EMPTY)


def same_before(text: str, known: Sequence[str]) -> int | None:
    """Return the place of the text among ``known`` that is nearest to this one and says the same in slightly
    other words; None where there is none, or where one is the very same.

    Alike is a ratio of matching characters (Ratcliff and Obershelp, ``difflib``) of at least 0.85, letter
    case, punctuation and the order of words aside, with the same numbers and the same words of denial: the
    one changes a fact, the other the meaning.
    """
    said = _words(text)
    if len(said) < _SHORTEST or text in known:
        return None
    matcher, sorted_matcher = SequenceMatcher(autojunk=False), SequenceMatcher(autojunk=False)
    matcher.set_seq2(" ".join(said))
    sorted_matcher.set_seq2(" ".join(sorted(said)))
    best: tuple[float, int] | None = None
    facts = _facts(said)
    for place, other in enumerate(known):
        words = _words(other)
        if len(words) < _SHORTEST or _facts(words) != facts:
            continue
        ratio = max(_ratio(matcher, " ".join(words)), _ratio(sorted_matcher, " ".join(sorted(words))))
        if ratio >= _ALIKE and (best is None or ratio > best[0]):
            best = ratio, place
    return best[1] if best else None


def _ratio(matcher: SequenceMatcher[str], other: str) -> float:
    matcher.set_seq1(other)
    # The two quick ones are upper bounds.
    if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE:
        return 0.0
    return matcher.ratio()


def _words(text: str) -> list[str]:
    return _WORD.findall(text.replace("’", "'").casefold())


def _facts(words: Sequence[str]) -> Mapping[str, int]:
    telling = [word for word in words if word in _NOT or any(sign.isdigit() for sign in word)]
    return {word: telling.count(word) for word in telling}
