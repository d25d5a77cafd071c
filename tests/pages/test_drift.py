"""Looking again: the earlier verdict is shown, kept or changed, and how many changed is said."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from lib.model import Note, Person, Project, Verdict
from lib.store.counts import coding
from lib.store.recoding import criteria_drift, drift_lists
from lib.store.recoding.criteria_drift import Flips
from lib.store.reviews import reviews
from lib.store.taxonomy import taxonomy
from tests import seed
from tests.pages import widgets
from tests.store.recoding.test_stray_looks import made_old


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
            drawn = [each.type for each in page.main if each.type in ("text_area", "warning", "button")]
            assert drawn[:3] == ["text_area", "warning", "button"], "it stands below the field it means"
            page.text_area[0].set_value("promised a call").run()
            press(page, "Fails for another reason")
        assert not page.exception
    assert sorted(seen) == ["fail", "pass", "pass"]
    assert criteria_drift.flips(mine.id) == {mode: Flips(looked=3, to_fail=1, has=1)}
    assert "Of 3 traces looked at again, 1 changed from pass to fail" in text(page)
    found = coding.coded(mine.id)
    assert sorted(one.verdict.value for one in found.traces) == ["fail", "fail", "pass"]
    press(page, next(b.label for b in page.button if b.key == "undo"))
    assert not page.exception
    assert criteria_drift.flips(mine.id)[mode].looked == 2
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
    assert criteria_drift.flips(mine.id) == {}


def test_each_list_keeps_its_own_traces_and_its_undo_names_what_it_takes_back(
    page: AppTest, me: Person, mine: Project, mode: int
) -> None:
    other = taxonomy.create_mode(me, mine.id, "Rude *tone*").id
    label = next(b.label for b in page.button if b.label.startswith("Still"))
    press(page, label)
    widgets.of(page.selectbox, "drift_mode").set_value(other).run()
    assert page.query_params["mode"] == str(other)
    assert "3 traces left" in text(page)
    assert not [button for button in page.button if button.key == "undo"]
    press(page, next(b.label for b in page.button if b.label.startswith("Still")))
    widgets.of(page.selectbox, "drift_mode").set_value(mode).run()
    [undo] = [button for button in page.button if button.key == "undo"]
    assert undo.label.startswith("Undo: ") and undo.label.endswith(" for Wrong price")
    undo.click().run()
    assert not page.exception
    assert criteria_drift.flips(mine.id) == {other: Flips(looked=1)}
    assert page.query_params["mode"] == str(mode)


def test_a_failure_mode_that_ended_is_said_to_be_gone(
    page: AppTest, me: Person, mine: Project, mode: int
) -> None:
    other = taxonomy.create_mode(me, mine.id, "Rude").id
    taxonomy.retire(me, mine.id, mode)
    page.switch_page("pages/drift.py")
    page.query_params["mode"] = str(mode)
    page.run()
    assert "no longer there" in page.info[0].value
    assert page.query_params["mode"] == str(other)


def test_answers_the_old_page_may_have_stored_for_another_mode_are_settled_by_who_gave_them(
    page: AppTest, me: Person, mine: Project, mode: int
) -> None:
    newer = taxonomy.create_mode(me, mine.id, "Rude").id
    for one in (mode, mode, newer, newer, newer):
        seen = drift_lists.candidates(me, mine.id, one)[0]
        criteria_drift.look(me, mine.id, seen, one, seen.verdict)
    made_old()
    page.switch_page("pages/drift.py").run()
    assert "3 answers of yours may be stored for another failure mode" in text(page)
    assert "Not known is whether you saw the question change" in text(page)
    assert text(page).count("right after 2 answers for “Wrong price”") == 3
    assert criteria_drift.flips(mine.id)[newer].looked == 3
    next(b for b in page.button if b.label == "Right").click().run()
    assert "2 answers of yours" in text(page)
    next(b for b in page.button if b.label == "Take back").click().run()
    assert "1 answer of yours" in text(page)
    press(page, "Take it back")
    assert not page.exception
    assert "of yours" not in text(page)
    assert criteria_drift.flips(mine.id) == {mode: Flips(looked=2), newer: Flips(looked=1)}
    assert len(drift_lists.candidates(me, mine.id, newer)) == 2
