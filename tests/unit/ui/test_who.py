"""Whose address a sign-in provider vouches for."""

from __future__ import annotations

import pytest

from lib.ui.shell.who import verified_address

TENANT = "https://login.example.com/tenant/v2.0"


@pytest.mark.parametrize(
    ("verified", "counts"),
    [
        (True, True),
        # Apple and Amazon Cognito write it so.
        ("true", True),
        (False, False),
        ("false", False),
        ("", False),
        ("yes", False),
        (1, False),
        ([True], False),
        ({"email": True}, False),
    ],
)
def test_only_true_counts_whoever_says_it(verified: object, counts: bool) -> None:
    claims = {"email": "Sam@example.com", "email_verified": verified, "iss": TENANT}
    assert verified_address(claims, frozenset()) == ("sam@example.com" if counts else None)
    assert verified_address(claims, frozenset({TENANT})) == ("sam@example.com" if counts else None)


@pytest.mark.parametrize("said", [{}, {"email_verified": None}])
def test_silence_counts_from_a_trusted_issuer_alone(said: dict[str, object]) -> None:
    claims = {"email": "sam@example.com", "iss": TENANT, **said}
    assert verified_address(claims, frozenset({TENANT})) == "sam@example.com"
    for others in (frozenset[str](), frozenset({TENANT + "/"}), frozenset({""})):
        assert verified_address(claims, others) is None
        assert verified_address({"email": "sam@example.com", **said}, others) is None


@pytest.mark.parametrize(
    "email", [None, "", "sam", "sam\u2060@example.com", "\uff53am@example.com", "s am@example.com"]
)
def test_what_only_looks_like_an_address_is_nobodys(email: str | None) -> None:
    assert verified_address({"email": email, "email_verified": True}, frozenset()) is None
