"""Names and addresses as they are stored and compared: what looks the same is the same."""

from __future__ import annotations

import re
import unicodedata

# Unicode's "default ignorable" characters that are in no category of their own (Hangul fillers, the combining
# grapheme joiner, variation selectors, Khmer and Mongolian signs), and a Braille cell without dots.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]"
)
# Format and control characters, lone surrogates, and what no standard has given a meaning.
_UNSEEN_KINDS = frozenset({"Cc", "Cf", "Cs", "Cn"})


def clean_name(name: str) -> str:
    """Return a name on one line, spaces tidied, without unseen characters, in Unicode's form C."""
    return " ".join(unicodedata.normalize("NFC", _seen(name)).split())


def clean_address(address: str) -> str:
    """Return an e-mail address as it is compared: no spaces or unseen characters, form KC, lower case."""
    before = None
    # Each of the steps can bring back what another took out.
    while address != before:
        before = address
        address = "".join(unicodedata.normalize("NFKC", _seen(address)).casefold().split())
    return address


def name_key(name: str) -> str:
    """Return what two names have in common that count as the same one: case and spelling do not matter."""
    return clean_name(clean_name(name).casefold())


def _seen(text: str) -> str:
    return "".join(letter for letter in _UNSEEN.sub("", text) if _is_seen(letter))


def _is_seen(letter: str) -> bool:
    return letter.isspace() or unicodedata.category(letter) not in _UNSEEN_KINDS
