"""What a change to the taxonomy would do, told before it is done."""

from __future__ import annotations

import streamlit as st

from lib.store.taxonomy import taxonomy
from lib.store.taxonomy.operations import Op
from lib.ui.shell.shell import Visit
from lib.words.taxonomy import effect_in_words
from lib.words.text import count, md_escape

_SHOWN = 12


def show(visit: Visit, change: Op) -> bool:
    """Write the change in counts, or why it cannot be. Return whether it can."""
    try:
        told = taxonomy.preview(visit.person, visit.project.id, change)
    except (ValueError, LookupError, taxonomy.Changed) as problem:
        st.warning(md_escape(str(problem)))
        return False
    lines = [f"- {effect_in_words(effect)}" for effect in told.effects[:_SHOWN]]
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
