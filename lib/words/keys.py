"""The keys of the screens worked by keys: what each does, and which a person may choose another for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from unicodedata import category

SCREENS = {"annotate": "Annotate", "board": "Axial coding, the board", "label": "Label pass"}


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it stands on the keyboard (or several that do the same), and what it does.

    ``brief`` is the same in two words, where the screen has room for no more.
    """

    signs: tuple[str, ...]
    words: str
    changes: bool = False
    brief: str = ""


def _key(sign: str, words: str, brief: str = "") -> Key:
    """A key that a person may choose another for."""
    return Key((sign,), words, True, brief)


_SCROLL = (
    Key(("Space",), "scroll the trace"),
    Key(("Page ↓", "Page ↑"), "scroll the trace down, up"),
    Key(("Home", "End"), "the beginning of the trace, its end"),
)

KEYS: Mapping[str, tuple[Key, ...]] = {
    "annotate": (
        _key("1", "pass, and on to the next"),
        _key("2", "fail, and write why"),
        _key("D", "defer, and on to the next"),
        _key("N", "write the note"),
        Key(("Esc",), "close what lies open: find, similar traces, this list; then leave the note"),
        Key(("Ctrl", "↵"), "save, and on to the next"),
        _key("←", "previous trace, nothing is saved but the draft"),
        _key("→", "next trace"),
        _key("G", "next unread trace"),
        _key("[", "the failing step is one up, of those of the assistant and tools"),
        _key("]", "the failing step is one down, of those of the assistant and tools"),
        _key("W", "use the words of the note that says the same"),
        Key(("⇧", "1…9"), "put the note into that failure mode, with quick tags on"),
        _key("U", "take back the last verdict"),
        *_SCROLL,
        _key("/", "find in the trace"),
        _key("?", "list of all keys"),
    ),
    "board": (
        Key(("click", "Space"), "select"),
        Key(("Shift",), "select a range"),
        Key(("Ctrl A",), "select the column"),
        Key(("Esc",), "select none, then show all"),
        Key(("↑ ↓ ← →",), "walk"),
        Key(("Home", "End"), "to an end of the column"),
        Key(("Enter",), "open the trace; in a dialog, save"),
        Key(("Shift Enter",), "in a dialog, begin a new line"),
        Key(("1–9",), "move to a mode"),
        _key("0", "take out"),
        _key("T", "to any mode"),
        _key("N", "new mode"),
        _key("S", "split off"),
        _key("E", "edit the mode you stand in"),
        _key("M", "merge the mode you stand in"),
        _key("P", "pin a note as an example of its mode"),
        _key("F", "put it where it fits best"),
        _key("L", "notes like this one first"),
        _key("/", "search; then Enter or ↓ to what it found"),
        Key(("Ctrl Z",), "undo"),
        Key(("Ctrl Shift Z", "Ctrl Y"), "redo"),
    ),
    "label": (
        Key(("1", "…", "9"), "tick that failure mode, or take the tick away", brief="tick"),
        _key("F", "find a failure mode, where there are more than nine", "find a mode"),
        _key("←", "previous trace", "previous"),
        _key("→", "next trace", "next"),
        Key(("↵",), "confirm, and on to the next; in the box that finds, tick the first found"),
        _key("U", "take back the last confirmation"),
        Key(("Esc",), "close what lies open: find, similar traces; then leave the box that finds"),
        *_SCROLL,
        _key("/", "find in the trace"),
    ),
}
"""The one list of them: the screens show it, docs/keys.md is made of it, and Settings changes it."""

_DIGITS = frozenset("123456789")


def script(screen: str, name: str) -> str:
    """Return the keys of a screen as a constant for its script: ``[[signs, words, brief], ...]``."""
    return f"const {name} = {json.dumps([[key.signs, key.words, key.brief] for key in KEYS[screen]])};"


def changeable(screen: str) -> dict[str, str]:
    """Return what the keys of a screen do that a person may choose others for, by their usual sign."""
    return {key.signs[0]: key.words for key in KEYS[screen] if key.changes}


def shown(key: str) -> str:
    """Return how a key stands on a keyboard: of a letter the capital, where it is one letter too."""
    return key.upper() if len(key.upper()) == 1 else key


def read(screen: str, given: Mapping[str, str]) -> dict[str, str]:
    """Return the keys somebody wants in place of the usual ones, by usual sign: letters small.

    Raises ``ValueError``, in words, for what is no single sign, is taken, or has a meaning of its own there.
    """
    usual = changeable(screen)
    small = {sign: text.strip().lower() for sign, text in given.items() if sign in usual and text.strip()}
    chosen = {sign: text for sign, text in small.items() if text != sign.lower()}
    taken = _DIGITS if screen != "annotate" else frozenset()
    for text in chosen.values():
        # Neither an accent alone nor a capital without a small letter of one sign is struck as a key.
        if len(text) != 1 or not text.isprintable() or category(text).startswith("M"):
            raise ValueError(f"“{text}” is not one letter, digit or sign.")
        if text in taken:
            raise ValueError(f"“{text}” stands for a failure mode there.")
    does: dict[str, str] = {}
    for sign, words in usual.items():
        key = chosen.get(sign, sign.lower())
        if key in does:
            raise ValueError(f"“{shown(key)}” would do two things: {does[key]}, and {words}.")
        does[key] = words
    return chosen
