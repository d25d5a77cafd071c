"""Which keys a person may choose: each does one thing, whatever is asked for."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib.words import keys


@pytest.mark.parametrize("screen", keys.SCREENS)
@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_of_what_is_taken_every_key_does_one_thing(screen: str, data: st.DataObject) -> None:
    usual = keys.changeable(screen)
    asked = data.draw(st.dictionaries(st.sampled_from(list(usual)), st.text(max_size=2), max_size=4))
    try:
        chosen = keys.read(screen, asked)
    except ValueError as refused:
        assert str(refused).endswith(".")
        return
    struck = [chosen.get(sign, sign.lower()) for sign in usual]
    assert len(set(struck)) == len(struck)
    assert all(len(key) == 1 and key == key.lower() for key in chosen.values())


def test_two_keys_may_change_places() -> None:
    assert keys.read("annotate", {"1": "2", "2": "1"}) == {"1": "2", "2": "1"}


@pytest.mark.parametrize(
    ("screen", "asked", "says"),
    [
        ("annotate", {"1": "n"}, "“N” would do two things: pass, and on to the next, and write the note."),
        ("board", {"N": "3"}, "“3” stands for a failure mode there."),
        ("label", {"U": "ab"}, "“ab” is not one letter, digit or sign."),
    ],
)
def test_what_cannot_be_a_key_is_refused_in_words(screen: str, asked: dict[str, str], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        keys.read(screen, asked)


def test_the_usual_key_and_an_empty_box_are_no_choice() -> None:
    assert keys.read("annotate", {"D": "d", "N": " ", "Esc": "x"}) == {}
