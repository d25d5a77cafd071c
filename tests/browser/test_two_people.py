"""Two people signed in at once: a batch with an overlap, each blind to the other, and a decision."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from lib.model import Role, Verdict
from lib.store import adjudication, coding, people, projects
from tests import seed
from tests.browser.accessible import accessible
from tests.browser.test_sign_in import hosted as hosted
from tests.server import Server
from tests.sign_in import sign_in

NOTE = "offered 9:00, the calendar says 10:30"


def test_one_batch_is_divided_read_blind_and_decided(hosted: Server, on_page: Page, browser: Browser) -> None:
    dana = people.local_person("Dana")
    project = projects.create(dana, "Support assistant")
    ids = seed.store(dana, project.id, [seed.trace(f"t-{number}") for number in range(1, 6)])
    batch = seed.batch(dana, project.id, ids)
    for name in ("ada", "sam"):
        people.set_role(dana, project.id, f"{name}@example.com", Role.ANNOTATOR)
    people.set_lead(dana, project.id, None)
    ada, sam = on_page, browser.new_context(viewport={"width": 1280, "height": 800}).new_page()

    def goes(page: Page, where: str) -> None:
        page.goto(f"{hosted.url}/{where}project={project.id}")

    for page, name in ((ada, "ada"), (sam, "sam")):
        goes(page, "?")
        sign_in(page, name)
        expect(page.get_by_test_id("stSidebar").get_by_role("combobox")).to_have_value("Support assistant")

    goes(ada, "sampling?")
    ada.get_by_role("button", name="Assign").click()
    dialog = ada.get_by_role("dialog")
    dialog.get_by_text("Divided, with an overlap").click()
    dialog.get_by_role("button", name="Remove Dana").click()
    expect(dialog.get_by_text("ada@example.com 3, sam@example.com 3; 1 of the 5")).to_be_visible()
    dialog.get_by_role("button", name="Hand out").click()
    expect(dialog).to_have_count(0)

    goes(sam, f"annotate?batch={batch}&")
    expect(sam.locator(".fl-id")).to_have_text("t-1")
    sam.keyboard.press("2")
    sam.keyboard.type(NOTE)
    sam.keyboard.press("Control+Enter")
    expect(sam.get_by_text("✗ 1 fail")).to_be_visible()

    goes(ada, "axial?")
    expect(ada.get_by_text("hidden until you have read their traces")).to_be_visible()
    expect(ada.get_by_text(NOTE)).to_have_count(0)
    goes(ada, "adjudicate?")
    expect(ada.get_by_text("No trace has been read by two people yet")).to_be_visible()
    goes(ada, f"annotate?batch={batch}&")
    expect(ada.locator(".fl-id")).to_have_text("t-1")
    ada.keyboard.press("1")
    expect(ada.get_by_text("✓ 1 pass")).to_be_visible()

    goes(ada, "adjudicate?")
    expect(ada.get_by_text(NOTE)).to_be_visible()
    expect(ada.get_by_text("0 of 1 decided")).to_be_visible()
    for scheme in ("light", "dark"):
        ada.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        accessible(ada, "[data-testid=stMain]")
    ada.keyboard.press("1")
    expect(ada.get_by_text("The one trace on which readers differ is decided")).to_be_visible()
    assert adjudication.decided(project.id) == {ids[0]}
    [trace] = coding.coded(project.id).traces
    assert (trace.verdict, seed.readers(project.id)) == (Verdict.FAIL, {"ada@example.com"})
    sam.context.close()
