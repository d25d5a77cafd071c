"""What the address of a page says: anybody may have written it."""

from __future__ import annotations

import streamlit as st

_DIGITS = 9
"""No id has more, and a database takes no number of any length."""


def number(name: str) -> int | None:
    """Return the whole number the address has under this name, or None where it has none."""
    value = st.query_params.get(name, "")
    return int(value) if value.isdecimal() and len(value) <= _DIGITS else None
