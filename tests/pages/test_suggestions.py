"""Suggestions: what is shown before anything is sent, and answers that are refused or used."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from lib.model import Group, Grouping, Note, Person, Project, Verdict
from lib.store import jobs as stored_jobs
from lib.store.reviews import reviews
from lib.store.taxonomy import proposals, taxonomy
from lib.ui.axial import suggest_ways
from tests import seed
from tests.unit.assist.model_service import answer

TEXTS = ["wrong price", "price is wrong", "no hand-off", "never a hand-off", "odd"]


@pytest.fixture
def notes(me: Person, mine: Project) -> list[int]:
    """Five notes on five traces."""
    ids = []
    names = [seed.trace(f"lease-{number}") for number in range(len(TEXTS))]
    for trace_id, text in zip(seed.store(me, mine.id, names), TEXTS, strict=True):
        made = reviews.submit(me, mine.id, trace_id, Verdict.FAIL, [Note(text, 4, "9:00 is free")])
        ids += [note.id for note in made.notes if note.id is not None]
    return ids


def opened(app: AppTest, way: str) -> AppTest:
    """The view, with this way to ask."""
    app.run()
    app.switch_page("pages/axial.py").run()
    app.session_state["suggest_way"] = way
    app.radio(key="axial_view").set_value("Suggestions").run()
    assert not app.exception
    return app


def button(app: AppTest, start: str) -> object:
    """The one button whose label begins so."""
    [found] = [button for button in app.button if button.label.startswith(start)]
    return found


def shown(app: AppTest) -> str:
    """All the words on the page."""
    return " ".join(str(item.value) for item in [*app.markdown, *app.caption, *app.warning, *app.error])


def test_an_answer_that_is_refused_stays_to_be_mended_and_a_good_one_is_used(
    app: AppTest, me: Person, mine: Project, notes: list[int]
) -> None:
    opened(app, suggest_ways.PASTE)
    [sent] = [code.value for code in app.code]
    assert all(f'"id": {note}' in sent for note in notes)
    bad = answer([("Price", notes[:2], []), ("Price", notes[2:], [])])
    app.text_area(key="suggest_answer").set_value(bad)
    button(app, "Check and use").click().run()  # type: ignore[attr-defined]
    assert "same name" in shown(app) and app.text_area(key="suggest_answer").value == bad
    app.text_area(key="suggest_answer").set_value(answer([("Price", notes[:2], [])], notes[2:]))
    button(app, "Check and use").click().run()  # type: ignore[attr-defined]
    assert not app.error and app.text_area(key="suggest_answer").value == ""
    app.checkbox[1].uncheck().run()
    button(app, "Accept 1 note").click().run()  # type: ignore[attr-defined]
    assert not app.exception
    [mode] = taxonomy.modes(mine.id)
    board = {note.id: note.mode_id for note in taxonomy.notes_board(me, mine.id).notes}
    assert mode.name == "Price"
    assert sorted(board[note] or 0 for note in notes) == [0, 0, 0, 0, mode.id]


def test_without_a_model_it_says_how_to_get_one(app: AppTest, notes: list[int]) -> None:
    opened(app, suggest_ways.MODEL)
    assert "No model is configured" in shown(app)
    assert not [button for button in app.button if button.label.startswith("Send")]


def test_with_a_model_it_shows_what_goes_where_and_warns_when_little_was_read(
    app: AppTest, me: Person, mine: Project, notes: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAULTLINE_LLM", "https://user:secret@models.example.com/v1")
    monkeypatch.setenv("FAULTLINE_LLM_MODEL", "a-model")
    opened(app, suggest_ways.MODEL)
    words = shown(app)
    assert "5 notes" in words and "models\\.example\\.com" in words and "tokens" in words
    assert "5 of the 30 traces" in words and "secret" not in words
    assert button(app, "Send 5 notes")
    assert stored_jobs.going(mine.id) == [], "nothing is sent before the button"


def test_an_unstable_note_and_a_taken_name_are_said(
    app: AppTest, me: Person, mine: Project, notes: list[int]
) -> None:
    mode = taxonomy.create_mode(me, mine.id, "Price", note_ids=[notes[4]])
    groups = (Group("Price", "", tuple(notes[:2])), Group("Hand-off", "", tuple(notes[2:4])))
    found = Grouping(groups, agreement=0.9, together=0.6, stability={notes[0]: 0.2, notes[1]: 0.9})
    proposals.save(me, mine.id, proposals.MODEL, found, model="m", sent={"passes": 3})
    opened(app, suggest_ways.HERE)
    words = shown(app)
    assert "90%" in words.replace("\\", "") and words.count("most other passes") == 1
    button(app, "Accept 2 notes").click().run()  # type: ignore[attr-defined]
    assert "already a failure mode" in shown(app) and len(taxonomy.modes(mine.id)) == 1
    button(app, "Put in").click().run()  # type: ignore[attr-defined]
    board = {note.id: note.mode_id for note in taxonomy.notes_board(me, mine.id).notes}
    assert board[notes[0]] == board[notes[1]] == mode.id and board[notes[2]] is None
