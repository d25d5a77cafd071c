"""What looks the same is the same."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.spelling import clean_address, clean_name, name_key

# Zero width, word joiner, byte order mark, soft hyphen, marks of direction, fillers, tags, NUL; a note
# without a head, a letter selector, a Khitan filler, the place of an object, private characters.
UNSEEN = (
    "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202e\u2066\u2069\u3164\u034f\ufe0f\U000e0041\x00"
    "\U0001d159\U0001bc9d\U00016fe4\ufffc\ue000\U000f0000"
)


@pytest.mark.parametrize("sign", UNSEEN)
def test_what_cannot_be_seen_is_dropped(sign: str) -> None:
    assert clean_address(f"{sign}sam{sign}@example.com{sign}") == "sam@example.com"
    assert clean_name(f"{sign}Wrong{sign} date{sign}") == "Wrong date"
    assert clean_name(sign) == clean_address(sign) == name_key(sign) == ""


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (" Sam@Example.COM\n", "sam@example.com"),
        ("sam\u00a0@example.com", "sam@example.com"),
        ("\uff53am\uff20example.com", "sam@example.com"),
        ("mu\u0308ller@example.com", "m\u00fcller@example.com"),
        ("Stra\u00dfe@example.com", "strasse@example.com"),
    ],
)
def test_an_address_is_what_it_is_compared_as(written: str, meant: str) -> None:
    assert clean_address(written) == meant


def test_a_name_keeps_its_letters_and_its_case() -> None:
    assert clean_name("  Cafe\u0301\u00a0 \n Nr.\u00b9 ") == "Caf\u00e9 Nr.\u00b9"
    assert name_key("CAFE\u0301") == name_key("caf\u00e9") == name_key("Caf\u00e9\u200b")


@pytest.mark.parametrize(
    "twin",
    [
        "\uff30rice \uff0d it\uff07s off",
        "PRICE \u2011 it\u2019s off",
        "Price \u2212 it\u02bcs off",
        "price \u2013\u3000it's o\ufb00",
        "\U0001d40fri\ufe0fce \u2010 it\u2018s \ue000off",
    ],
)
def test_names_that_look_alike_are_compared_as_one_and_shown_as_written(twin: str) -> None:
    assert name_key(twin) == name_key("Price - it's off")
    assert clean_name(twin) != clean_name("Price - it's off")


@given(st.text())
def test_cleaning_once_is_enough(text: str) -> None:
    for clean in (clean_name, clean_address, name_key):
        assert clean(clean(text)) == clean(text)
    assert unicodedata.is_normalized("NFC", clean_name(text))
    assert unicodedata.is_normalized("NFKC", clean_address(text))
