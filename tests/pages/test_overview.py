"""The Overview page: the six figures, and one next step that the person may take."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from lib.model import Note, Person, Project, Role, Verdict
from lib.services import demo_project
from lib.store.projects import people, projects
from lib.store.reviews import reviews
from lib.store.taxonomy import taxonomy
from tests import seed
from tests.pages.test_shell import as_person


def figures(app: AppTest) -> list[str]:
    assert not app.exception
    return [metric.value for metric in app.metric]


def next_step(app: AppTest) -> list[str]:
    """The label of the button that leads on: the one that is not in a figure's card."""
    return [button.label for button in app.main.button if button.proto.type == "primary"]


def links(app: AppTest) -> list[str]:
    """The pages the figures lead to."""
    return [str(button.key).split("_")[1] for button in app.main.button if button.proto.type == "tertiary"]


def test_an_empty_project_has_one_thing_to_do(app: AppTest, me: Person, mine: Project) -> None:
    app.run()
    assert figures(app) == ["0"] * 6
    assert next_step(app) == ["Import traces"]
    assert links(app) == []


def test_the_figures_are_those_of_the_project(app: AppTest, me: Person, mine: Project) -> None:
    ids = seed.store(me, mine.id, [seed.trace(f"t{n}") for n in range(12)])
    for trace_id in ids[:6]:
        reviews.submit(me, mine.id, trace_id, Verdict.PASS)
    reviews.submit(me, mine.id, ids[6], Verdict.FAIL)
    noted = [
        reviews.submit(me, mine.id, trace_id, Verdict.FAIL, [Note("wrong price")]).notes[0].id
        for trace_id in ids[7:10]
    ]
    reviews.submit(me, mine.id, ids[10], Verdict.DEFER)
    taxonomy.create_mode(me, mine.id, "Wrong price", "", [note for note in noted[:2] if note])
    app.run()
    assert figures(app) == ["12", "0", "10", "4", "3", "2"]
    reviews.submit(me, mine.id, ids[11], Verdict.PASS)
    app.run()
    assert figures(app) == ["12", "0", "11", "4", "3", "2"]


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ANNOTATOR, Role.ENGINEER])
def test_everyone_sees_the_figures_and_links_only_to_pages_open_to_them(
    hosted: AppTest, me: Person, mine: Project, role: Role
) -> None:
    [one] = seed.store(me, mine.id, [seed.trace("a")])
    reviews.submit(me, mine.id, one, Verdict.FAIL, [Note("wrong price")])
    people.set_role(me, mine.id, "vic@example.com", role)
    as_person(hosted, "vic@example.com").run()
    assert figures(hosted)[0] == "1"
    led = links(hosted)
    assert ("sampling" in led) == role.covers(Role.ENGINEER)
    assert ("annotate" in led) == ("axial" in led) == role.covers(Role.ANNOTATOR)
    assert {"traces", "failures"} <= set(led)


def test_a_failed_trace_without_a_note_is_the_next_step(app: AppTest, me: Person, mine: Project) -> None:
    ids = seed.store(me, mine.id, [seed.trace(f"t{n}") for n in range(3)])
    seed.batch(me, mine.id, ids)
    reviews.submit(me, mine.id, ids[0], Verdict.FAIL, [Note("wrong price")])
    reviews.submit(me, mine.id, ids[1], Verdict.PASS)
    reviews.submit(me, mine.id, ids[2], Verdict.FAIL)
    app.run()
    [step] = next_step(app)
    said = "\n".join(each.value for each in app.main.markdown)
    assert "1 note is not grouped yet, 1 trace has no note" in said and "1 failed trace has no note:" in said
    assert step == "Write the note"


def test_a_demo_says_that_it_is_one(app: AppTest, me: Person) -> None:
    projects.create(me, "Real")
    demo = projects.create(me, "Shown", is_demo=True)
    said = []
    for asked in (demo.id, projects.by_name(me, "Real").id):  # type: ignore[union-attr]
        app.query_params["project"] = str(asked)
        app.run()
        said.append(any("invented" in each.value for each in app.main.markdown))
    assert said == [True, False]


def test_what_is_known_is_what_the_failures_page_says(app: AppTest, me: Person) -> None:
    demo = demo_project.load(me, finished=True)
    app.query_params["project"] = str(demo.id)
    app.run()
    known = next(block.value for block in app.markdown if "is the most common failure" in block.value)
    app.switch_page("pages/failures.py").run()
    assert f"## {known}" in [block.value.replace("\n\n", " ") for block in app.markdown]


def test_what_came_back_and_what_waits_for_whom_is_told_in_a_few_lines(
    app: AppTest, me: Person, mine: Project
) -> None:
    ids = seed.store(me, mine.id, [seed.trace(f"t{n:02d}", version="2") for n in range(8)])
    notes = [
        reviews.submit(me, mine.id, trace_id, Verdict.FAIL, [Note("wrong")]).notes[0].id or 0
        for trace_id in ids
    ]
    app.run()
    assert not any("Waits for" in text.value for text in app.main.markdown), "nothing is grouped yet"
    owners = ["*Dana*", "Robin", "Sam", "", "", "", "", ""]
    for place, owner in enumerate(owners):
        mode = taxonomy.create_mode(me, mine.id, f"Mode {place}", "", notes[place : place + 1])
        taxonomy.edit_mode(me, mine.id, mode.id, owner=owner)
    taxonomy.edit_mode(me, mine.id, mode.id, status="fixed", fixed_in="2")
    app.run()
    assert not app.exception
    [card] = [text.value for text in app.main.markdown if "Waits for" in text.value]
    assert card.split("  \n") == [
        "**Came back, or never left:** Mode 7 (fixed in 2, found in 1 of 8 traces read since).",
        "**Waits for \\*Dana\\*:** Mode 0.",
        "**Waits for Robin:** Mode 1. 1 other has some too.",
        "**Waits for nobody yet:** Mode 3, Mode 4, Mode 5, 1 more.",
    ]
    assert any("Labels: one person has read everything" in text.value for text in app.main.markdown)
