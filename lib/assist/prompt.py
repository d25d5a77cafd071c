"""The text that asks a model, or a person with one, to group notes. Its words are in prompt.md."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

from lib.assist.proposal import Known, Note

_FILE = Path(__file__).with_name("prompt.md")


@cache
def instructions() -> str:
    """Return the text of prompt.md."""
    return _FILE.read_text(encoding="utf-8").strip()


@cache
def version() -> str:
    """Return 12 hex digits that change with the text of prompt.md."""
    return sha256(instructions().encode()).hexdigest()[:12]


def data(notes: Sequence[Note], known: Sequence[Known] = ()) -> str:
    """Return the notes and the failure modes there are, between tags that no text inside can close."""
    modes = [{"name": mode.name, "definition": mode.definition} for mode in known]
    said = [
        {"id": note.id, "note": note.text} | ({"quote": note.quote} if note.quote else {}) for note in notes
    ]
    return f"{_tagged('failure_modes', modes)}\n\n{_tagged('notes', said)}"


def whole(notes: Sequence[Note], known: Sequence[Known] = ()) -> str:
    """Return everything as one text, to be pasted into a chat."""
    return f"{instructions()}\n\n{data(notes, known)}"


def _tagged(tag: str, rows: Sequence[object]) -> str:
    lines = [json.dumps(row, ensure_ascii=False).replace("<", "\\u003c") for row in rows]
    return "\n".join([f"<{tag}>", *lines, f"</{tag}>"])
