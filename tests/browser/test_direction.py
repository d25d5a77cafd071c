"""Words written from right to left run so wherever a trace or a person says them; code and JSON never do."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from lib.model import Note, Person, Project, Step, StepKind, Verdict
from lib.store.reviews import reviews
from lib.store.taxonomy import taxonomy
from tests import seed
from tests.browser import bare
from tests.browser.test_annotate import batch, note_box, start
from tests.browser.test_renderers import a_trace
from tests.server import Server

ASKED, ANSWERED = "مرحبا، أين طلبي رقم 123؟", "طلبك SKU-44 في الطريق إليك."
# Where the first and the last letter of a text stand on the screen.
ENDS = """element => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT), nodes = [];
  while (walker.nextNode()) if (walker.currentNode.data.trim()) nodes.push(walker.currentNode);
  const at = (node, offset) => {
    const range = document.createRange();
    range.setStart(node, offset); range.setEnd(node, offset + 1);
    return range.getBoundingClientRect().left;
  };
  const first = nodes[0], last = nodes.at(-1);
  return [at(first, first.data.search(/\\S/)), at(last, last.data.trimEnd().length - 1)];
}"""


def runs_to_the_left(element: Locator) -> bool:
    first, last = element.evaluate(ENDS)
    return bool(first > last)


@pytest.mark.parametrize("kind", [StepKind.USER, StepKind.ASSISTANT, StepKind.RETRIEVAL])
@pytest.mark.parametrize("text", [ASKED, ANSWERED])
def test_a_message_runs_the_way_it_is_written(on_bare: Page, kind: StepKind, text: str) -> None:
    bare.draw(on_bare, a_trace(Step(0, kind, text), Step(0, kind, "SKU-44 is on its way.")))
    said = on_bare.locator(".fl-said")
    assert runs_to_the_left(said.nth(0))
    assert not runs_to_the_left(said.nth(1))


def test_markdown_runs_line_by_line_and_its_code_from_left_to_right(on_bare: Page) -> None:
    code, table = f"```\nx = '{ASKED}'\n```", f"| {ASKED} |\n|---|\n| {ANSWERED} |"
    text = f"# {ASKED}\n\n* {ANSWERED}\n* Yes.\n\n> {ASKED}\n\n{table}\n\n{code}\n"
    bare.draw(on_bare, a_trace(Step(0, StepKind.ASSISTANT, text)))
    for place in ("p.fl-md-h", "li >> nth=0", "blockquote", "th", "td"):
        assert runs_to_the_left(on_bare.locator(f".fl-md {place}")), place
    points = on_bare.locator(".fl-md ul")
    assert points.evaluate("list => getComputedStyle(list).direction") == "rtl"
    assert not runs_to_the_left(on_bare.locator(".fl-md li").nth(1))
    assert not runs_to_the_left(on_bare.locator(".fl-code"))


def test_a_call_and_json_run_from_left_to_right_and_their_words_as_they_are_written(on_bare: Page) -> None:
    call = Step(0, StepKind.TOOL, name="find", arguments=f'{{"text": "{ASKED}"}}', result=ANSWERED)
    bare.draw(on_bare, a_trace(call, Step(0, StepKind.OTHER, f'{{"text": "{ANSWERED}"}}')))
    assert not runs_to_the_left(on_bare.locator(".fl-call-line"))
    assert runs_to_the_left(on_bare.locator(".fl-result bdi"))
    assert not runs_to_the_left(on_bare.locator(".fl-json-leaf"))
    assert runs_to_the_left(on_bare.locator(".fl-json-leaf .fl-str"))


def test_notes_and_quotes_run_the_way_they_are_written(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    steps = (Step(1, StepKind.USER, ASKED), Step(2, StepKind.ASSISTANT, ANSWERED))
    ids = seed.store(me, own_project.id, [seed.trace("t-1", steps=steps), seed.trace("t-2", steps=steps)])
    batch(me, own_project, ids)
    review = reviews.submit(me, own_project.id, ids[1], Verdict.FAIL, [Note(ANSWERED, 2, ANSWERED)])
    taxonomy.create_mode(me, own_project.id, ASKED, ANSWERED, [review.notes[0].id or 0])
    start(on_page, server, own_project, f"&trace={ids[1]}")
    expect(note_box(on_page)).to_have_value(ANSWERED)
    assert note_box(on_page).evaluate("box => getComputedStyle(box).direction") == "rtl"
    assert runs_to_the_left(on_page.locator(".fl-at bdi"))
    note_box(on_page).fill("late")
    assert note_box(on_page).evaluate("box => getComputedStyle(box).direction") == "ltr"
    on_page.goto(f"{server.url}/axial?project={own_project.id}")
    assert runs_to_the_left(on_page.locator(".card p").first)
    assert runs_to_the_left(on_page.locator(".column .definition").last)
    on_page.get_by_text("Codebook", exact=True).click()
    shown = on_page.get_by_test_id("stMarkdownContainer").locator("p", has_text=ANSWERED).first
    expect(shown).to_be_visible()
    assert runs_to_the_left(shown)
