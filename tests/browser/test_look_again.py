"""Check older traces, as its user: a failure mode is born, what was read before is read again."""

from __future__ import annotations

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from lib.model import Note, Person, Project, Step, StepKind, Trace, Verdict
from lib.store.counts import coding
from lib.store.recoding import criteria_drift
from lib.store.reviews import reviews
from lib.store.rules import events
from lib.store.taxonomy import taxonomy
from tests import seed
from tests.server import Server


def asking(name: str, question: str) -> Trace:
    """A trace in which this was asked."""
    steps = (Step(1, StepKind.USER, question), Step(2, StepKind.ASSISTANT, "That is 40 dollars a month."))
    return seed.trace(name, steps=steps)


def on_trace(page: Page, name: str) -> None:
    """Wait until the server has brought this trace."""
    expect(page.locator(".fl-id")).to_have_text(name)


def test_what_was_read_before_a_mode_was_born_is_looked_at_again_and_flips_are_counted(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    taxonomy.create_mode(me, own_project.id, "Rude")
    questions = {
        "t-tour": "May I come for a tour on Friday?",
        "t-like": "What is the parking fee for a motorbike?",
        "t-dogs": "Are dogs welcome?",
        "t-fails": "What is the parking fee for a second car?",
    }
    ids = seed.store(me, own_project.id, [asking(*each) for each in questions.items()])
    for trace_id in ids[:3]:
        reviews.submit(me, own_project.id, trace_id, Verdict.PASS, [])
    reviews.submit(me, own_project.id, ids[3], Verdict.FAIL, [Note("wrong parking fee", 2)])

    page = on_page
    received: list[int] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda data: received.append(len(data))))
    page.goto(f"{server.url}/axial?project={own_project.id}")
    page.get_by_role("option").filter(has_text="wrong parking fee").click()
    page.keyboard.press("n")
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.type("Wrong fee")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Check older traces: Wrong fee").click()

    on_trace(page, "t-like")
    expect(page.get_by_text("3 traces left, the most alike first")).to_be_visible()
    expect(page.get_by_text("You read this as a pass")).to_be_visible()
    assert Axe().run(page).violations_count == 0
    page.get_by_role("button", name="Later").click()
    expect(page.locator(".fl-id")).not_to_have_text("t-like")
    received.clear()
    page.keyboard.press("1")
    expect(page.get_by_text("2 traces left")).to_be_visible()
    assert max(received) < 15_000  # not the component's code again
    page.keyboard.press("1")
    on_trace(page, "t-like")
    page.keyboard.press("2")
    expect(page.get_by_text("Nothing is left to look at again for this failure mode.")).to_be_visible()
    flipped = "Of 3 traces looked at again, 1 changed from pass to fail; 1 has this failure."
    expect(page.get_by_text(flipped)).to_be_visible()
    found = {each.external_id: each.verdict for each in coding.coded(own_project.id).traces}
    failed = {name for name, verdict in found.items() if verdict is Verdict.FAIL}
    assert failed == {"t-like", "t-fails"}

    page.goto(f"{server.url}/axial?project={own_project.id}")
    page.get_by_text("Codebook", exact=True).click()
    expect(page.get_by_text(flipped)).to_be_visible()
    page.goto(f"{server.url}/failures?project={own_project.id}")
    expect(page.get_by_text(re.compile("Of 3 looks again, .* 1 changed pass to fail"))).to_be_visible()
    page.goto(f"{server.url}/drift?project={own_project.id}")
    expect(page.get_by_role("button", name="Undo: t-like for Wrong fee")).to_be_visible()
    page.keyboard.press("u")
    on_trace(page, "t-like")
    assert {each.verdict for each in coding.coded(own_project.id).traces if each.external_id == "t-like"} == {
        Verdict.PASS
    }


def test_on_a_phone_the_question_is_in_sight_without_its_keys(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    [one] = seed.store(me, own_project.id, [asking("t-dog", "Are dogs welcome?")])
    reviews.submit(me, own_project.id, one, Verdict.PASS, [])
    taxonomy.create_mode(me, own_project.id, "Wrong fee")
    on_page.goto(f"{server.url}/drift?project={own_project.id}")
    later = on_page.get_by_role("button", name="Later")
    expect(later.locator("kbd")).to_be_visible()
    on_page.set_viewport_size({"width": 390, "height": 844})
    expect(later).to_be_in_viewport(ratio=1)
    expect(later.locator("kbd")).to_be_hidden()
    expect(on_page.locator(".fl-view .fl-kbd").first).to_be_hidden()
    question, trace = (one.bounding_box() for one in (later, on_page.locator(".fl-step").first))
    assert question and trace and question["y"] < trace["y"]


def answered(project: Project) -> list[int]:
    """The failure mode each look again was stored for, in their order."""
    looks = [each for each in events.recent(project.id, 100) if each.action == criteria_drift.LOOKED]
    return [int(str(each.refs["mode"])) for each in reversed(looks)]


def test_each_answer_is_stored_for_the_failure_mode_in_the_box(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    names = [f"t-{letter}" for letter in "abcdefgh"]
    made = [asking(name, f"Are dogs welcome at {name}?") for name in names]
    for trace_id in seed.store(me, own_project.id, made):
        reviews.submit(me, own_project.id, trace_id, Verdict.PASS, [])
    older = taxonomy.create_mode(me, own_project.id, "Rude").id
    newer = taxonomy.create_mode(me, own_project.id, "Wrong fee").id
    page = on_page
    box = page.get_by_role("combobox", name="Failure mode")
    page.goto(f"{server.url}/drift?project={own_project.id}")
    expect(box).to_have_value("Wrong fee · 8 read before")
    box.click()
    page.get_by_role("option", name="Rude · 8 read before").click()
    for left in range(8, 3, -1):
        expect(page.get_by_text(f"{left} traces left")).to_be_visible()
        expect(box).to_have_value(f"Rude · {left} read before")
        expect(page.locator("strong", has_text="Rude")).to_be_visible()
        page.keyboard.press("1")
    expect(page.get_by_text("3 traces left")).to_be_visible()
    assert answered(own_project) == [older] * 5
    # Another person renames the mode meanwhile: it stays chosen, by its new name once the lists are read.
    taxonomy.edit_mode(me, own_project.id, older, name="Curt")
    page.get_by_role("button", name="Later").click()
    page.keyboard.press("1")
    expect(page.get_by_text("2 traces left")).to_be_visible()
    page.keyboard.press("u")
    expect(box).to_have_value("Curt · 3 read before")
    assert answered(own_project) == [older] * 6
    # The other list is as it was.
    box.click()
    page.get_by_role("option", name="Wrong fee · 8 read before").click()
    expect(page.get_by_text("8 traces left")).to_be_visible()
    page.keyboard.press("1")
    expect(page.get_by_text("7 traces left")).to_be_visible()
    page.keyboard.press("1")
    expect(page.get_by_text("6 traces left")).to_be_visible()
    expect(box).to_have_value("Wrong fee · 6 read before")
    assert answered(own_project) == [older] * 6 + [newer] * 2
