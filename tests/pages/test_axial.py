"""Axial coding without the board: the table does everything the board does."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from lib.model import Note, Person, Project, Role, Verdict
from lib.store.projects import people
from lib.store.reviews import reviews
from lib.store.taxonomy import taxonomy
from tests import seed
from tests.pages import widgets


@pytest.fixture
def notes(me: Person, mine: Project) -> list[int]:
    """Three notes on three traces, newest first as the page lists them."""
    names = [seed.trace(f"lease-{number}") for number in range(3)]
    for number, trace_id in enumerate(seed.store(me, mine.id, names)):
        reviews.submit(me, mine.id, trace_id, Verdict.FAIL, [Note(f"note {number}", 4)])
    return [note.id for note in taxonomy.notes_board(me, mine.id).notes]


@pytest.fixture
def table(app: AppTest, notes: list[int]) -> AppTest:
    """The page, showing the table."""
    app.run()
    app.switch_page("pages/axial.py").run()
    app.radio(key="axial_view").set_value("Table").run()
    assert not app.exception
    return app


def tick(app: AppTest, *rows: int) -> None:
    """Select these rows of the table."""
    app.session_state[app.dataframe[0].key] = {"selection": {"rows": list(rows), "columns": []}}
    app.run()


def press(app: AppTest, label: str) -> AppTest:
    """Press the last button of this label."""
    [*_, button] = [button for button in app.button if button.label == label]
    return button.click().run()


def placed(me: Person, project: Project) -> dict[int, str]:
    """The name of the mode each note is stored in, or ''."""
    names = {mode.id: mode.name for mode in taxonomy.modes(project.id)}
    return {note.id: names.get(note.mode_id or 0, "") for note in taxonomy.notes_board(me, project.id).notes}


def test_ticked_notes_go_into_a_new_mode(table: AppTest, me: Person, mine: Project, notes: list[int]) -> None:
    tick(table, 0, 2)
    press(table, "New failure mode")
    table.text_input[0].set_value("Wrong price")
    press(table, "Make failure mode")
    assert not table.exception
    assert placed(me, mine) == {notes[0]: "Wrong price", notes[1]: "", notes[2]: "Wrong price"}


def test_ticked_notes_are_moved_taken_out_and_the_move_undone(
    table: AppTest, me: Person, mine: Project, notes: list[int]
) -> None:
    made = taxonomy.create_mode(me, mine.id, "Wrong price")
    table.run()
    tick(table, 1)
    widgets.of(table.selectbox, "axial_target").set_value(made.id)
    press(table, "Assign")
    assert placed(me, mine) == {notes[0]: "", notes[1]: "Wrong price", notes[2]: ""}
    tick(table, 1)
    widgets.of(table.selectbox, "axial_target").select_index(1)
    press(table, "Assign")
    assert placed(me, mine) == dict.fromkeys(notes, "")
    table.button(key="axial_undo").click().run()
    assert placed(me, mine) == {notes[0]: "", notes[1]: "Wrong price", notes[2]: ""}
    assert not table.exception


def test_a_note_moved_meanwhile_is_not_overwritten(
    table: AppTest, me: Person, mine: Project, notes: list[int]
) -> None:
    [one, two] = [taxonomy.create_mode(me, mine.id, name) for name in ("One", "Two")]
    table.run()
    tick(table, 0)
    taxonomy.assign(me, mine.id, notes[:1], two.id)
    widgets.of(table.selectbox, "axial_target").set_value(one.id)
    press(table, "Assign")
    assert len(table.warning) == 1
    assert placed(me, mine)[notes[0]] == "Two"


def test_a_mode_is_renamed_merged_and_removed(
    table: AppTest, me: Person, mine: Project, notes: list[int]
) -> None:
    [one, two] = [taxonomy.create_mode(me, mine.id, name, "", notes[:1]) for name in ("One", "Two")]
    table.run()
    widgets.of(table.selectbox, "axial_target").set_value(one.id).run()
    press(table, "Edit")
    table.text_input[0].set_value("two")
    press(table, "Save")
    assert len(table.error) == 1
    table.text_input[0].set_value("Uno")
    table.text_area[0].set_value("The first.")
    press(table, "Save")
    assert [(mode.name, mode.definition) for mode in taxonomy.modes(mine.id)] == [
        ("Uno", "The first."),
        ("Two", ""),
    ]
    widgets.of(table.selectbox, "axial_target").set_value(two.id).run()
    press(table, "Merge")
    [into] = [box for box in table.selectbox if box.label == "Into"]
    into.set_value(one.id).run()
    press(table, "Merge")
    assert placed(me, mine) == {notes[0]: "Uno", notes[1]: "", notes[2]: ""}
    table.run()
    widgets.of(table.selectbox, "axial_target").set_value(one.id).run()
    press(table, "Retire")
    assert any("ends; it had 1 trace" in text.value for text in table.markdown)
    press(table, "Retire")
    assert taxonomy.modes(mine.id) == []
    assert placed(me, mine) == dict.fromkeys(notes, "")
    assert not table.exception


def test_a_mode_is_split_by_its_ticked_notes_after_the_effect_is_told(
    table: AppTest, me: Person, mine: Project, notes: list[int]
) -> None:
    mode = taxonomy.create_mode(me, mine.id, "Wrong amount", "", notes)
    table.run()
    tick(table, 0, 1)
    widgets.of(table.selectbox, "axial_target").set_value(mode.id).run()
    press(table, "Split")
    told = [text.value for text in table.markdown if "The new failure mode" in text.value]
    assert ["3 to 1 trace" in told[0], "2 traces (2 notes)" in told[0]] == [True, True]
    table.text_input(key="mode_name_split").set_value("Wrong fee")
    press(table, "Split")
    assert placed(me, mine) == dict(zip(notes, ["Wrong fee", "Wrong fee", "Wrong amount"], strict=True))
    assert not table.exception


def test_a_mode_gets_its_codebook_fields(table: AppTest, me: Person, mine: Project, notes: list[int]) -> None:
    money = taxonomy.create_mode(me, mine.id, "Money")
    mode = taxonomy.create_mode(me, mine.id, "Wrong amount", "", notes)
    table.run()
    widgets.of(table.selectbox, "axial_target").set_value(mode.id).run()
    press(table, "Edit")
    table.text_area(key=f"mode_when_to_use_{mode.id}").set_value("Any amount.")
    widgets.of(table.selectbox, f"mode_severity_{mode.id}").set_value(3)
    widgets.of(table.selectbox, f"mode_status_{mode.id}").set_value("fixed")
    widgets.of(table.multiselect, f"mode_examples_{mode.id}").set_value([notes[1]])
    widgets.of(table.selectbox, f"mode_parent_id_{mode.id}").set_value(money.id).run()
    assert any("0 to 3 traces" in text.value for text in table.markdown)
    press(table, "Save")
    [_, now] = taxonomy.modes(mine.id)
    assert (now.when_to_use, now.severity, now.status.value) == ("Any amount.", 3, "fixed")
    assert (now.examples, now.parent_id) == ((notes[1],), money.id)
    assert not table.exception


def view(app: AppTest, name: str) -> AppTest:
    """Show another view of the page."""
    return app.radio(key="axial_view").set_value(name).run()


def test_the_codebook_says_what_each_mode_means_with_its_counts(
    table: AppTest, me: Person, mine: Project, notes: list[int]
) -> None:
    mode = taxonomy.create_mode(me, mine.id, "Wrong *price*", "States another price.", notes[:2])
    said = {"when_to_use": "Any amount.", "severity": 4, "examples": [notes[0], notes[2]]}
    taxonomy.edit_mode(me, mine.id, mode.id, **said)
    view(table, "Codebook")
    [book] = [text.value for text in table.markdown if text.value.startswith("## Codebook")]
    assert "### Wrong \\*price\\*" in book
    assert "2 of 3 traces read · 2 notes" in book
    assert "States another price" in book and "**When to use:** Any amount" in book and "Critical" in book
    assert book.count("> note") == 1  # the other pinned note is not in it now
    assert not table.exception


def test_a_named_state_is_compared_restored_and_that_undone(
    table: AppTest, me: Person, mine: Project, notes: list[int]
) -> None:
    taxonomy.create_mode(me, mine.id, "One", "", notes[:2])
    view(table, "History")
    table.text_input(key="states_name").set_value("Round 1")
    press(table, "Keep")
    [one] = taxonomy.modes(mine.id)
    taxonomy.edit_mode(me, mine.id, one.id, name="Uno")
    taxonomy.create_mode(me, mine.id, "Two", "", notes[1:])
    table.run()
    lines = [text.value for text in table.markdown]
    assert any("split “One” into “One” and “Two”" in line or "new: “Two”" in line for line in lines)
    assert any("renamed “One” to “Uno”" in line for line in lines)
    press(table, "Restore the earlier state …")
    press(table, "Restore")
    assert placed(me, mine) == {notes[0]: "One", notes[1]: "One", notes[2]: ""}
    table.button(key="axial_undo").click().run()
    assert placed(me, mine) == {notes[0]: "Uno", notes[1]: "Two", notes[2]: "Two"}
    assert not table.exception


def test_an_earlier_change_is_undone_and_an_ended_mode_restored_from_the_history(
    table: AppTest, me: Person, mine: Project, notes: list[int]
) -> None:
    one = taxonomy.create_mode(me, mine.id, "One", "", notes[:1])
    taxonomy.retire(me, mine.id, one.id)
    taxonomy.create_mode(me, mine.id, "Two", "", notes[1:])
    view(table, "History")
    press(table, "Restore …")
    press(table, "Restore")
    assert placed(me, mine) == dict(zip(notes, ["One", "Two", "Two"], strict=True))
    made = next(each.id for each in taxonomy.history(me, mine.id) if each.new_name == "Two")
    table.run()
    widgets.of(table.selectbox, "states_change").set_value(made).run()
    press(table, "Undo …")
    press(table, "Undo")
    assert placed(me, mine) == dict(zip(notes, ["One", "", ""], strict=True))
    assert not table.exception


def test_the_quality_panel_counts_and_opens_the_merge(
    table: AppTest, me: Person, mine: Project, notes: list[int]
) -> None:
    taxonomy.create_mode(me, mine.id, "Wrong price", "", notes[:1])
    taxonomy.create_mode(me, mine.id, "Wrong prices", "Said.", notes[1:2])
    table.run()
    lines = [text.value for text in table.markdown]
    assert any("1 of 3 notes are not grouped" in line for line in lines)
    assert any("nearly the same name" in line for line in lines)
    press(table, "Merge …")
    [into] = [box for box in table.selectbox if box.label == "Into"]
    assert into.options == ["Wrong price"]
    assert not table.exception


def test_a_viewer_is_kept_out(hosted: AppTest, me: Person, mine: Project, notes: list[int]) -> None:
    people.set_role(me, mine.id, "vic@example.com", Role.VIEWER)
    hosted.user = {"is_logged_in": True, "email": "vic@example.com", "name": "Vic", "email_verified": True}
    hosted.run()
    hosted.switch_page("pages/axial.py").run()
    assert hosted.title[0].value == "Not open to you"
    assert [text.value for text in hosted.markdown if "not grouped" in text.value] == []


def test_who_mends_a_mode_is_said_in_its_dialog_and_a_wrong_link_told(
    table: AppTest, me: Person, mine: Project, notes: list[int]
) -> None:
    mode = taxonomy.create_mode(me, mine.id, "Wrong amount", "", notes)
    table.run()
    widgets.of(table.selectbox, "axial_target").set_value(mode.id).run()
    press(table, "Edit")
    table.text_input(key=f"mode_owner_{mode.id}").set_value("Dana")
    table.text_input(key=f"mode_link_{mode.id}").set_value("javascript:alert(1)")
    table.text_input(key=f"mode_fixed_in_{mode.id}").set_value("2.0").run()
    press(table, "Save")
    assert ["Fixed" in error.value for error in table.error] == [True]
    widgets.of(table.selectbox, f"mode_status_{mode.id}").set_value("fixed").run()
    press(table, "Save")
    assert ["begins with http" in error.value for error in table.error] == [True]
    assert taxonomy.modes(mine.id) == [mode]
    table.text_input(key=f"mode_link_{mode.id}").set_value("https://example.com/1")
    press(table, "Save")
    [now] = taxonomy.modes(mine.id)
    assert (now.owner, now.link, now.fixed_in) == ("Dana", "https://example.com/1", "2.0")
    # Open again, it is fixed in no version: what stands in the field is no mistake then.
    press(table, "Edit")
    widgets.of(table.selectbox, f"mode_status_{mode.id}").set_value("active").run()
    press(table, "Save")
    assert [(one.status.value, one.fixed_in) for one in taxonomy.modes(mine.id)] == [("active", "")]
    assert not table.exception
