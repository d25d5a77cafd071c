"""Names and addresses as they are stored and compared: what looks the same is the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable, Mapping
from typing import TypeVar

_T = TypeVar("_T", bound=Hashable)

# Unicode's "default ignorable" characters that are in no category of their own (Hangul and Khitan fillers,
# the combining grapheme joiner, variation selectors, Khmer and Mongolian signs), a Braille cell without dots,
# a note without a head, and the place of an object that is not there.
_UNSEEN = re.compile(
    "["
    "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\ufffc"
    "\U00016fe4\U0001bc9d\U0001d159\U000e0000-\U000e0fff]"
)
# Format and control characters, lone surrogates, private ones, and what no standard has given a meaning.
_UNSEEN_KINDS = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
# What form KC leaves apart and a reader does not.
_ALIKE = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201b\u2032\u02bc", "'") | dict.fromkeys("\u201c\u201d\u201f\u2033", '"')
)
_MINUS = "\u2212"


def clean_name(name: str) -> str:
    """Return a name on one line, spaces tidied, without unseen characters, in Unicode's form C."""
    return " ".join(unicodedata.normalize("NFC", seen(name)).split())


def clean_address(address: str) -> str:
    """Return an e-mail address as it is compared: no spaces or unseen characters, form KC, lower case."""
    before = None
    # Each of the steps can bring back what another took out.
    while address != before:
        before = address
        address = "".join(unicodedata.normalize("NFKC", seen(address)).casefold().split())
    return address


def name_key(name: str) -> str:
    """Return what two names have in common that count as the same one.

    Neither case nor spelling matters, nor which of several forms of a letter, a dash or a quote is used: for
    comparing only, what is shown stays as ``clean_name`` has it.
    """
    before = None
    while name != before:
        before = name
        name = unicodedata.normalize("NFKC", seen(name)).casefold().translate(_ALIKE)
        name = " ".join("".join("-" if _is_dash(letter) else letter for letter in name).split())
    return name


def seen(text: str) -> str:
    """Return a text without the characters that nobody sees; white space stays."""
    return "".join(filter(is_seen, text))


def is_seen(letter: str) -> bool:
    """Whether a character is white space or shows something."""
    if letter.isspace():
        return True
    return unicodedata.category(letter) not in _UNSEEN_KINDS and _UNSEEN.match(letter) is None


def _is_dash(letter: str) -> bool:
    return letter == _MINUS or unicodedata.category(letter) == "Pd"


def apart(words: Mapping[_T, str]) -> dict[_T, str]:
    """Return the words with a number behind those of a thing that has them as one before it has."""
    told: dict[_T, str] = {}
    taken = set(words.values())
    used: set[str] = set()
    for one, said in words.items():
        number = 1
        named = said
        while named in used or (number > 1 and named in taken):
            number += 1
            named = f"{said} ({number})"
        used.add(named)
        told[one] = named
    return told
