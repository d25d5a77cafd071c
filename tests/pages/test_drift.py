"""Looking again: the earlier verdict is shown, kept or changed, and how many changed is said."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from lib.model import Note, Person, Project, Verdict
from lib.store import coding, drift, reviews, taxonomy
from lib.store.drift import Flips
from tests import seed


@pytest.fixture
def mode(me: Person, mine: Project) -> int:
    """A failure mode made after two passes and a fail were read."""
    ids = seed.store(me, mine.id, [seed.trace(name) for name in "abc"])
    for trace_id, verdict in zip(ids, (Verdict.PASS, Verdict.PASS, Verdict.FAIL), strict=True):
        given = [Note("wrong day")] if verdict is Verdict.FAIL else []
        reviews.submit(me, mine.id, trace_id, verdict, given)
    return taxonomy.create_mode(me, mine.id, "Wrong price").id


@pytest.fixture
def page(app: AppTest, mode: int) -> AppTest:
    """The page on that mode."""
    app.run()
    app.switch_page("pages/drift.py")
    app.query_params["mode"] = str(mode)
    return app.run()


def press(app: AppTest, label: str) -> AppTest:
    """Press the button of this label."""
    [button] = [button for button in app.button if button.label == label]
    return button.click().run()


def text(app: AppTest) -> str:
    return " ".join(item.value for item in [*app.markdown, *app.warning])


def test_traces_are_looked_at_one_after_the_other(
    page: AppTest, me: Person, mine: Project, mode: int
) -> None:
    seen = []
    while any(button.label == "Later" for button in page.button):
        seen.append("pass" if any(b.label == "Still a pass" for b in page.button) else "fail")
        if seen[-1] == "fail":
            press(page, "Still fails, and has this failure")
        elif seen.count("pass") == 1:
            press(page, "Still a pass")
        else:
            press(page, "Fails for another reason")
            assert "Say in a few words" in text(page)
            page.text_area[0].set_value("promised a call").run()
            press(page, "Fails for another reason")
        assert not page.exception
    assert sorted(seen) == ["fail", "pass", "pass"]
    assert drift.flips(mine.id) == {mode: Flips(looked=3, to_fail=1, has=1)}
    assert "Of 3 traces looked at again, 1 changed from pass to fail" in text(page)
    found = coding.coded(mine.id)
    assert sorted(one.verdict.value for one in found.traces) == ["fail", "fail", "pass"]
    press(page, next(b.label for b in page.button if b.key == "undo"))
    assert not page.exception
    assert drift.flips(mine.id)[mode].looked == 2
    assert any(button.label == "Later" for button in page.button)


def test_a_look_refused_says_why_and_brings_the_list_as_it_is(
    page: AppTest, me: Person, mine: Project
) -> None:
    for trace in coding.coded(mine.id).traces:
        reviews.submit(me, mine.id, trace.trace_id, Verdict.FAIL, [Note("after all")])
    label = next(b.label for b in page.button if b.label.startswith("Still"))
    press(page, label)
    assert not page.exception
    assert "Nothing was changed" in text(page)
    assert drift.flips(mine.id) == {}
