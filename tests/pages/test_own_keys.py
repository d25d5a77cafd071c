"""Keys that somebody chooses for themselves: refused where one would do two things, and gone back from."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from lib.model import Person, Project
from lib.store.projects import preferences
from lib.words import keys


def save(app: AppTest, label: str = "Save") -> AppTest:
    return next(each for each in app.button if each.label == label and each.form_id).click().run()


@pytest.fixture
def settings(app: AppTest, mine: Project) -> AppTest:
    app.run()
    return app.switch_page("pages/settings.py").run()


def test_a_key_is_chosen_and_the_usual_ones_come_back(settings: AppTest, me: Person) -> None:
    settings.text_input(key="own_key_annotate_D").set_value("J")
    save(settings)
    assert preferences.of(me).keys == {"annotate": {"D": "j"}}
    assert [one.value for one in settings.success] == ["Saved."]
    save(settings, "All as usual")
    assert preferences.of(me).keys == {}
    assert settings.text_input(key="own_key_annotate_D").value == ""


def test_a_key_that_would_do_two_things_is_refused_and_what_was_stays(settings: AppTest, me: Person) -> None:
    preferences.choose_keys(me, "annotate", {"D": "j"})
    settings.run()
    settings.text_input(key="own_key_annotate_1").set_value("n")
    save(settings)
    assert "“N” would do two things" in settings.error[0].value
    assert "Nothing was changed" in settings.error[0].value
    assert settings.text_input(key="own_key_annotate_1").value == "n"
    assert preferences.of(me).keys == {"annotate": {"D": "j"}}


def test_each_screen_has_keys_of_its_own(settings: AppTest, me: Person) -> None:
    preferences.choose_keys(me, "annotate", {"D": "j"})
    settings.radio[-1].set_value(keys.SCREENS["board"]).run()
    settings.text_input(key="own_key_board_N").set_value("x")
    save(settings)
    assert preferences.of(me).keys == {"annotate": {"D": "j"}, "board": {"N": "x"}}
