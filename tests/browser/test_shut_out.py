"""Taken out of the project, or given another role, while at work: said plainly, with one's words to copy."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from lib.model import Note, Person, Project, Role, Verdict
from lib.store.projects import people, projects
from lib.store.reviews import reviews
from lib.store.taxonomy import taxonomy
from tests import seed
from tests.browser.accessible import accessible
from tests.browser.test_annotate import batch, note_box, shown
from tests.browser.test_sign_in import hosted as hosted
from tests.server import Server
from tests.sign_in import sign_in

SAM = "sam@example.com"


def prepared(page: Page, hosted: Server, where: str) -> tuple[Person, Project, list[int], Person]:
    dana = people.local_person("Dana")
    project = projects.create(dana, "Support assistant")
    ids = seed.store(dana, project.id, [seed.trace(f"t-{number}") for number in range(1, 5)])
    people.set_role(dana, project.id, SAM, Role.ANNOTATOR)
    sam = people.signed_in(SAM, "Sam", is_admin=False)
    batch(dana, project, ids)
    noted = reviews.submit(sam, project.id, ids[0], Verdict.FAIL, [Note("wrong fee quoted")]).notes[0].id
    taxonomy.create_mode(dana, project.id, "Wrong fee", "", [])
    assert noted
    page.goto(f"{hosted.url}/{where}?project={project.id}")
    sign_in(page, "sam")
    return dana, project, ids, sam


def told(page: Page, *words: str) -> None:
    """Check that the page says so, shows nothing else, and offers these words."""
    expect(page.get_by_role("heading", name="Not open to you any more")).to_be_visible()
    expect(page.get_by_test_id("stAlert")).to_have_count(0)
    expect(page.locator(".fl-reader")).to_have_count(0)
    box = page.get_by_label("What was not stored")
    for one in words:
        expect(box).to_have_value(one)
    accessible(page, "[data-testid='stMain']")


def test_who_is_taken_out_while_writing_is_told_and_loses_no_word(hosted: Server, on_page: Page) -> None:
    dana, project, ids, sam = prepared(on_page, hosted, "annotate")
    shown(on_page, "t-2")
    on_page.keyboard.press("2")
    on_page.keyboard.type("offered 9:00")
    people.set_role(dana, project.id, SAM, None)
    on_page.keyboard.press("Control+Enter")
    told(on_page, "t-2: Fail\noffered 9:00")
    expect(on_page.get_by_text("You are not in this project any more.")).to_be_visible()
    # Put back, the words are stored as soon as the screen is there again.
    people.set_role(dana, project.id, SAM, Role.ANNOTATOR)
    on_page.goto(f"{hosted.url}/annotate?project={project.id}")
    expect(on_page.locator(".fl-count").nth(1)).to_have_text("✗ 2 fail")
    found = reviews.mine(sam, project.id, ids[1])
    assert found and [note.text for note in found.notes] == ["offered 9:00"]


def test_another_role_while_writing_is_told_at_the_next_draft(hosted: Server, on_page: Page) -> None:
    dana, project, _, _ = prepared(on_page, hosted, "annotate")
    shown(on_page, "t-2")
    people.set_role(dana, project.id, SAM, Role.VIEWER)
    note_box(on_page).fill("half a sentence")
    told(on_page, "t-2\nhalf a sentence")
    expect(on_page.get_by_text("this needs the role annotator")).to_be_visible()
    # After a new load of the page the words are offered still.
    on_page.reload()
    expect(on_page.get_by_role("heading", name="Not open to you", exact=True)).to_be_visible()
    expect(on_page.get_by_label("What was not stored")).to_have_value("t-2\nhalf a sentence")


def test_the_label_pass_says_so_too(hosted: Server, on_page: Page) -> None:
    dana, project, _, _ = prepared(on_page, hosted, "label")
    expect(on_page.get_by_role("checkbox")).to_have_count(1, timeout=60_000)
    people.set_role(dana, project.id, SAM, Role.VIEWER)
    on_page.keyboard.press("1")
    told(on_page, "t-1: yes to Wrong fee")


def test_the_board_says_so_too(hosted: Server, on_page: Page) -> None:
    dana, project, _, _ = prepared(on_page, hosted, "axial")
    card = on_page.locator(".card")
    card.click(timeout=60_000)
    people.set_role(dana, project.id, SAM, None)
    on_page.keyboard.press("1")
    told(on_page, "“wrong fee quoted” to Wrong fee")
