"""Who is here: the one person of this machine, or whoever the sign-in provider vouches for."""

from __future__ import annotations

import getpass
import unicodedata
from collections.abc import Mapping
from typing import Any

import streamlit as st

from lib import config
from lib.model import Person
from lib.serving import own_address
from lib.spelling import clean_address
from lib.store.projects import people
from lib.ui.shell import calm_page, sign_in

_VERIFIED = (True, "true")
"""As the standard has it, and as Apple and Amazon Cognito may write it."""


def person() -> Person:
    """Return who is here. Does not return where Faultline cannot know it: the reason is shown instead."""
    settings = config.current()
    _stop_strangers(settings)
    if settings.has_auth:
        return _signed_in(settings)
    return people.local_person(getpass.getuser())


def verified_address(claims: Mapping[str, Any], trusted_issuers: frozenset[str]) -> str | None:
    """Return the e-mail address the sign-in provider vouches for, as it is compared; None where it does not.

    An issuer that says nothing of whether it is verified has to be one of the trusted ones.
    """
    email = str(claims.get("email") or "").strip()
    address = clean_address(email)
    # One with unseen or look-alike characters is another mailbox than the one it would be compared as.
    if "@" not in address or unicodedata.normalize("NFC", email).casefold() != address:
        return None
    verified = claims.get("email_verified")
    if verified is None:
        return address if str(claims.get("iss") or "") in trusted_issuers - {""} else None
    return address if isinstance(verified, bool | str) and verified in _VERIFIED else None


def _stop_strangers(settings: config.Config) -> None:
    # server.py has refused them already; this is for Streamlit started on app.py alone.
    seen = st.context.headers
    # Without a connection there are none: where tests run a page.
    if len(seen) and not own_address.is_own(seen.get_all("host"), seen.get_all("origin"), settings):
        st.error(f"{own_address.REFUSED} {own_address.what_to_do(settings)}")
        st.stop()
    is_open = st.get_option("server.address") not in own_address.LOCAL
    if is_open and not settings.has_auth and not settings.allow_open_server:
        st.error(
            "Faultline is reachable from other machines but has no sign-in, so it shows nothing. "
            "Add an [auth] section to .streamlit/secrets.toml, or start it with --server.address=localhost."
        )
        st.stop()


def _signed_in(settings: config.Config) -> Person:
    user: Any = st.user
    if not getattr(user, "is_logged_in", False):
        sign_in.show()
        st.stop()
    claims = user.to_dict()
    email = verified_address(claims, settings.trusted_issuers)
    if email is None:
        _unverified(claims)
        st.stop()
    name = str(claims.get("name") or email)
    return people.signed_in(email, name, is_admin=email in settings.admins)


def _unverified(claims: Mapping[str, Any]) -> None:
    why = (
        "Your sign-in provider does not say that this address is yours. Verify it there, then sign out here "
        "and in again."
    )
    with calm_page.calm_page("Your e-mail address is not verified", why):
        if claims.get("email"):
            st.code(str(claims["email"]), language=None, width="content")
        sign_in.out(is_alone=True)
        with st.expander("For whoever runs Faultline", width=calm_page.WIDTH):
            st.write(
                "Some providers never say that an address is verified. Then name this issuer in "
                "**trusted_issuers**; `.streamlit/secrets.toml.example` says when that is safe."
            )
            if claims.get("iss"):
                st.code(str(claims["iss"]), language=None)
