"""What an address asks for and is not there: said, where Streamlit shows something else without a word."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import streamlit as st

from lib.words.addresses import unknown
from lib.words.text import md_escape


def say(name: str, offered: Collection[str], what: str) -> None:
    """Say so where the address asks by ``name`` for what is not ``offered``; before its widget is drawn.

    The widget then corrects the address: it is said once.
    """
    missing = [one for one in st.query_params.get_all(name) if one and one not in offered]
    if missing:
        st.info(unknown(what, [md_escape(one) for one in missing]))


def say_date(name: str) -> None:
    """Say so where what the address asks for by ``name`` is no day; before its widget is drawn."""
    asked = st.query_params.get(name, "")
    try:
        date.fromisoformat(asked or "2000-01-01")
    except ValueError:
        st.info(unknown("day", [md_escape(asked)]))
