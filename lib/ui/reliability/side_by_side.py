"""The traces whose readers differ, with what each of them said, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from lib.model import Note, Project, Verdict
from lib.stats.double_reading import Differs
from lib.store.counts.agreement import Discussed, Side

_HERE = Path(__file__).parent
WHAT = {
    Differs.VERDICT: "Failed or not",
    Differs.MODES: "Another failure mode",
    Differs.STEP: "Another first failing step",
}
SIGNS = {Verdict.PASS: "✓ pass", Verdict.FAIL: "✗ fail", Verdict.DEFER: "◷ deferred"}

_list = st.components.v2.component(
    "faultline_discussion",
    html="<ol></ol>",
    css=(_HERE / "side_by_side.css").read_text("utf-8"),
    js=(_HERE / "side_by_side.js").read_text("utf-8"),
)


def show(items: Sequence[tuple[Discussed, Differs]], project: Project, *, key: str) -> None:
    """Draw the traces in this order, each with a link to it and one column per reader."""
    _list(key=key, data={"items": [_plain(item, differs, project.id) for item, differs in items]})


def _plain(item: Discussed, differs: Differs, project_id: int) -> dict[str, object]:
    return {
        "trace": item.external_id,
        "href": f"traces?{urlencode({'project': project_id, 'trace': item.trace_id})}",
        "differs": WHAT[differs],
        "sides": [_side(side) for side in item.sides],
    }


def _side(side: Side) -> dict[str, object]:
    return {
        "person": side.person,
        "verdict": side.verdict.value,
        "said": SIGNS[side.verdict],
        "notes": [_note(note) for note in side.notes],
    }


def _note(note: Note) -> str:
    return note.text if note.step is None else f"Step {note.step}: {note.text}"
