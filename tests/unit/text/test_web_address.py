"""Only addresses of http and https that lead where they say; each as a link that stays one in markdown."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

import pytest

from lib.text.web_address import LONGEST, checked, server
from lib.words.text import md_link


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("javascript:alert(1)", "begins with"),
        ("data:text/html,x", "begins with"),
        ("//example.com", "begins with"),
        ("example.com", "begins with"),
        ("https:/example.com", "begins with"),
        ("https://", "names no server"),
        ("https://?a", "names no server"),
        ("https://example.com:port", "no web address"),
        ("https://[::1", "no web address"),
        ("https://bank.example@evil.example", "name or password"),
        ("https://example.com/a b", "spaces"),
        ("https://example.com/\u202egnp", "invisible"),
        ('https://example.com/"><img', "quotes"),
        ("https://example.com/" + "a" * LONGEST, "most"),
    ],
)
def test_what_is_no_link_is_refused_with_its_reason(written: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        checked(written)


@pytest.mark.parametrize(
    "address",
    [
        "https://example.com/a(b)c",
        "http://localhost:8080/x_y_z?q=*b*&c=%20#top",
        "https://example.com/$a$:red[b]",
        "https://example.com/ü",
    ],
)
def test_a_link_leads_where_it_was_written_to_and_shows_its_text_as_it_is(address: str) -> None:
    kept = checked(f" {address} ")
    found = re.fullmatch(r"\[a\\\]\\\(b\\\)\\\*c\\\*\]\(<([^<>()*$`\\\s]+)>\)", md_link("a](b)*c*", kept))
    assert found
    assert unquote(found[1]) == unquote(address)
    assert server(kept) == urlsplit(found[1]).netloc


def test_what_is_no_web_address_is_never_a_link() -> None:
    assert md_link("a", "javascript:alert(1)") == "a"
    assert checked("   ") == ""
