"""What a failure mode says of itself, as fields of a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from lib.failure_modes import SEVERITY, FailureMode, ModeStatus
from lib.store.taxonomy import taxonomy
from lib.store.taxonomy.taxonomy import Board
from lib.text import web_address
from lib.ui.shell import choice
from lib.words.text import shorten

_STATUS = {
    ModeStatus.ACTIVE.value: "Open: it still happens",
    ModeStatus.FIXED.value: "Fixed: it should not happen any more; it still counts",
    ModeStatus.ACCEPTED.value: "Accepted: nobody will mend it; it still counts",
}
_WRITTEN = ("name", "definition", "when_to_use", "when_not_to_use", "owner", "fixed_in", "link")
_PICKED = ("severity", "status", "parent_id", "examples")


def naming(which: int | str, name: str = "", definition: str = "") -> None:
    """Draw the name and the definition."""
    st.text_input(
        "Name",
        name,
        key=f"mode_name_{which}",
        max_chars=taxonomy.LONGEST_NAME,
        placeholder="Ignored the calendar",
    )
    _text(
        which,
        "definition",
        "Definition",
        definition,
        "One sentence that lets someone else decide the same way: offers or books a time that the calendar "
        "tool did not return.",
    )


def named(which: int | str) -> dict[str, Any]:
    """Return what ``naming`` holds. Raises ``LookupError`` where it is not on the page any more."""
    return {key: _said(key, which) for key in ("name", "definition")}


def codebook(mode: FailureMode, board: Board, versions: Sequence[str]) -> None:
    """Draw everything a failure mode says of itself; ``versions`` are those of the project's traces."""
    naming(mode.id, mode.name, mode.definition)
    _text(mode.id, "when_to_use", "When to use", mode.when_to_use, "Any time stated to a customer.")
    _text(
        mode.id,
        "when_not_to_use",
        "When not to use",
        mode.when_not_to_use,
        "The calendar tool itself failed: see Tool errors.",
    )
    with st.container(horizontal=True):
        _choice(mode, "severity", "Severity", {level: _severity(level) for level in (None, *SEVERITY)})
        _choice(mode, "status", "State", _STATUS)
    _care(mode, versions)
    names = {other.id: other.name for other in board.modes}
    parents = {parent: names[parent] for parent in possible_parents(mode, board.modes)}
    _choice(mode, "parent_id", "Under", {None: "No other failure mode", **parents})
    texts = {note.id: note.quote or note.text for note in board.notes if note.mode_id == mode.id}
    # Pinned notes that are elsewhere now stay pinned: they may come back.
    texts |= {
        note: "a note that is not in this failure mode now" for note in mode.examples if note not in texts
    }
    choice.several(
        "Examples",
        {note: shorten(text, 70) for note, text in texts.items()},
        key=f"mode_examples_{mode.id}",
        first=mode.examples,
        placeholder="Pin notes that show it best",
    )
    st.caption("Examples are real quotes. On the board, P pins the note you stand on.")


def _care(mode: FailureMode, versions: Sequence[str]) -> None:
    """Draw who mends it, where that is followed, and since which version it should not happen any more."""
    with st.container(horizontal=True):
        _line(mode, "owner", "Owner", "Who mends it: a person or a team")
        # Always there: what is written in it outlives a restart of the server, which forgets the state.
        example = f"As traces name it: {versions[-1]}" if versions else "As traces name it"
        _line(mode, "fixed_in", "Fixed in version", example)
    _line(mode, "link", "Link", "https://… to its ticket")


def _line(mode: FailureMode, key: str, label: str, example: str) -> None:
    most = taxonomy.LONGEST_SHORT.get(key, web_address.LONGEST)
    st.text_input(label, getattr(mode, key), key=f"mode_{key}_{mode.id}", max_chars=most, placeholder=example)


def changed(mode: FailureMode) -> dict[str, Any]:
    """Return the fields of ``codebook`` that differ from the mode.

    Raises as ``named`` does, and ``ValueError`` where a version was written for a mode that is not fixed.
    """
    said: dict[str, Any] = {key: _said(key, mode.id) for key in _WRITTEN}
    said |= {key: picked(mode, key) for key in _PICKED}
    if said["status"] != ModeStatus.FIXED.value:
        if said["fixed_in"] not in ("", mode.fixed_in):
            raise ValueError("A version belongs to the state Fixed. Choose that, or empty the version.")
        said["fixed_in"] = ""
    return {key: value for key, value in said.items() if value != as_stored(mode)[key]}


def picked(mode: FailureMode, key: str) -> Any:
    """Return what is chosen in a field of ``codebook``, by its name."""
    return choice.chosen(f"mode_{key}_{mode.id}")


def _said(key: str, which: int | str) -> Any:
    field = f"mode_{key}_{which}"
    if field not in st.session_state:
        raise LookupError("The page was left before this was saved. Nothing was changed.")
    return st.session_state.get(field)


def as_stored(mode: FailureMode) -> dict[str, Any]:
    """Return what the mode says of itself, by the names of its fields."""
    return {
        "name": mode.name,
        "definition": mode.definition,
        "when_to_use": mode.when_to_use,
        "when_not_to_use": mode.when_not_to_use,
        "severity": mode.severity,
        "status": mode.status.value,
        "parent_id": mode.parent_id,
        "examples": list(mode.examples),
        "owner": mode.owner,
        "link": mode.link,
        "fixed_in": mode.fixed_in,
    }


def possible_parents(mode: FailureMode, modes: Sequence[FailureMode]) -> list[int]:
    """Return the modes it could stand under: all but itself and those under it."""
    parents = {each.id: each.parent_id for each in modes}

    def above(mode_id: int | None) -> list[int]:
        return [] if mode_id is None else [mode_id, *above(parents.get(mode_id))]

    return [each.id for each in modes if mode.id not in above(each.id)]


def _severity(value: int | None) -> str:
    return f"{value} {SEVERITY[value]}" if value else "Not said"


def _text(which: int | str, key: str, label: str, value: str, example: str) -> None:
    st.text_area(
        label,
        value,
        key=f"mode_{key}_{which}",
        max_chars=taxonomy.LONGEST_TEXT[key],
        height=80,
        placeholder=example,
    )


def _choice(mode: FailureMode, key: str, label: str, words: Mapping[Any, str]) -> None:
    current = as_stored(mode)[key]
    first = current if current in words else next(iter(words))
    choice.select(label, words, key=f"mode_{key}_{mode.id}", first=first)
