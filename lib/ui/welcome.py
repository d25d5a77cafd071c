"""What is shown before there is anything to show: sign-in, and the first project."""

from __future__ import annotations

import streamlit as st

from lib.model import Person


def sign_in() -> None:
    """Show the sign-in page."""
    st.title("Faultline")
    st.write("Error analysis for LLM applications. Sign in to go on.")
    st.button("Sign in", type="primary", on_click=st.login)


def show(person: Person) -> None:
    """Show a first-time visitor the one thing to do now."""
    st.title("Welcome to Faultline")
    st.write("Under construction.")
