"""What a change to the taxonomy would do, told before it is done."""

from __future__ import annotations

import streamlit as st

from lib.store.taxonomy import taxonomy
from lib.store.taxonomy.operations import Op
from lib.store.taxonomy.taxonomy import Effect, Tally
from lib.ui.shell.shell import Visit
from lib.words.text import count, md_escape

_SHOWN = 12


def show(visit: Visit, change: Op) -> bool:
    """Write the change in counts, or why it cannot be. Return whether it can."""
    try:
        told = taxonomy.preview(visit.person, visit.project.id, change)
    except (ValueError, LookupError, taxonomy.Changed) as problem:
        st.warning(md_escape(str(problem)))
        return False
    lines = [f"- {_line(effect)}" for effect in told.effects[:_SHOWN]]
    if len(told.effects) > _SHOWN:
        lines.append(f"- and {count(len(told.effects) - _SHOWN, 'other failure mode')}")
    if lines:
        st.markdown("\n".join(lines))
    else:
        st.caption("No count changes.")
    if told.recode:
        st.caption(
            f"{count(told.recode, 'trace')} that had it will wait in the label pass to be decided again "
            "where no note says which part it has."
        )
    return True


def _line(effect: Effect) -> str:
    name = f"**{md_escape(effect.name)}**"
    before, after = effect.before, effect.after
    if before is None and after is not None:
        return f"{name} begins with {_said(effect, after)}"
    if after is None and before is not None:
        return f"{name} ends; it had {_said(effect, before)}"
    assert before is not None and after is not None
    if effect.mode_id is None:
        return f"{name}: {before.notes:,} to {count(after.notes, 'note')}"
    return (
        f"{name}: {before.traces:,} to {count(after.traces, 'trace')}, "
        f"{before.notes:,} to {count(after.notes, 'note')}"
    )


def _said(effect: Effect, tally: Tally) -> str:
    notes = count(tally.notes, "note")
    return notes if effect.mode_id is None else f"{count(tally.traces, 'trace')} ({notes})"
