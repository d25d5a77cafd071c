"""Signing in, and the page that was asked for before: sign-in itself always ends on the first page."""

from __future__ import annotations

import streamlit as st

from lib.ui.shell import calm_page

_JS = """
const KEY = "faultline/asked-for";
const LEFT = "faultline/signed-out";
const names = () => Object.keys(localStorage).filter((name) => name.startsWith("faultline/"));
// Whoever signs out leaves nothing for the next person here. Whose sign-in only ran out comes back to it.
function clear() {
  if (localStorage.getItem(LEFT)) for (const name of names()) localStorage.removeItem(name);
}
function marksSigningOut() {
  addEventListener("click", ({ target }) => {
    try {
      if (target.closest?.(".st-key-sign_out button")) localStorage.setItem(LEFT, "1");
    } catch { /* no storage, nothing kept */ }
  }, true);
  return true;
}
export default function askedFor({ data }) {
  const here = location.pathname + location.search;
  globalThis.faultlineSigningOut ??= marksSigningOut();
  try {
    if (!data.signedIn) {
      clear();
      // The first page is where sign-in leads anyway: to lead there later would undo a step taken since.
      if (here === "/") sessionStorage.removeItem(KEY);
      else sessionStorage.setItem(KEY, here);
      return;
    }
    localStorage.removeItem(LEFT);
    const wanted = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    // A path of this site: one beginning with two slashes would name another host.
    if (wanted && wanted !== here && /^\\/(?!\\/)/.test(wanted)) location.replace(wanted);
  } catch { /* no storage: they land on the first page */ }
}
"""
_component = st.components.v2.component("faultline_asked_for", js=_JS)


def show() -> None:
    """Show the sign-in page, and let this tab remember the address it is at."""
    with calm_page.calm_page(
        "Find out how your LLM application really fails", "Sign in to go on.", "Sign in"
    ):
        st.button("Sign in", type="primary", on_click=st.login)
    _component(key="address_asked_for", data={"signedIn": False})


def out(*, is_alone: bool = False) -> None:
    """Offer to sign out, which also clears what this browser has kept of what has no answer yet."""
    st.button("Sign out", type="primary" if is_alone else "tertiary", key="sign_out", on_click=st.logout)


def go_there() -> None:
    """Lead the tab to what it remembered, once. For the pages behind the sign-in."""
    _component(key="address_asked_for", data={"signedIn": True})
