"""Find within a trace, and similar traces beside it."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from lib.model import Display, Person, Project, Step, StepKind, Trace
from lib.services import vectorising
from tests import seed
from tests.browser import bare
from tests.server import Server

FILLER = "Nothing of note is said here. " * 300
DEEP = {"a": {"b": {"c": {"d": ["x", {"e": 'a "needle" in JSON'}]}}}}
TRACE = Trace(
    "t-1",
    (
        Step(1, StepKind.SYSTEM, "A needle in the prompt."),
        Step(2, StepKind.USER, "Where is the Needle? Not in the haystack."),
        Step(3, StepKind.ASSISTANT, "It is a **need**le, as I said."),
        Step(
            4, StepKind.TOOL, name="look", arguments='{"for": "needle"}', result=json.dumps(DEEP) + " " * 500
        ),
        Step(5, StepKind.ASSISTANT, FILLER + "the needle at the end of a long text"),
        Step(6, StepKind.USER, "bye"),
    ),
    extra={"other": {"deeper": {"still": "needle"}}},
)
HITS = 7
FOLDED = 3


def hits(page: Page, name: str = "fl-hit") -> list[str]:
    found: list[str] = page.evaluate(
        f"() => [...(CSS.highlights.get('{name}') ?? [])].map((range) => range.toString())"
    )
    return found


def search(page: Page, words: str) -> None:
    page.keyboard.press("/")
    box = page.get_by_label("Find in this trace")
    expect(box).to_be_focused()
    expect(box).to_be_in_viewport(ratio=1)
    box.fill(words)


def test_every_hit_is_counted_and_the_folded_ones_are_opened(on_bare: Page) -> None:
    bare.draw(on_bare, TRACE)
    search(on_bare, "needle")
    says = on_bare.locator(".fl-find-says")
    # The first in sight: the prompt is folded, as others are, and typing opens nothing.
    expect(says).to_have_text(f"2 of {HITS}, {FOLDED} in folded parts")
    expect(on_bare.get_by_text("A needle in the prompt.")).to_be_hidden()
    assert [hit.lower() for hit in hits(on_bare)] == ["needle"] * HITS
    for number in (*range(2, HITS + 1), 1):
        expect(says).to_contain_text(f"{number} of {HITS}")
        # Brought into sight, whatever it was folded in.
        on_bare.wait_for_function(
            "() => { const [now] = CSS.highlights.get('fl-hit-now'); const at = now.getBoundingClientRect();"
            " return at.height > 0 && at.top >= 0 && at.bottom <= 700 }"
        )
        on_bare.keyboard.press("Enter")
    # By then all are open.
    expect(says).to_have_text(f"2 of {HITS}")
    for number in (1, HITS):
        on_bare.keyboard.press("Shift+Enter")
        expect(says).to_have_text(f"{number} of {HITS}")
    on_bare.get_by_role("button", name="Next hit").click()
    expect(says).to_have_text(f"1 of {HITS}")


def test_nothing_is_opened_that_holds_no_hit(on_bare: Page) -> None:
    bare.draw(on_bare, TRACE)
    search(on_bare, "haystack")
    expect(on_bare.locator(".fl-find-says")).to_have_text("1 of 1")
    expect(on_bare.locator("details[open]")).to_have_count(0)
    expect(on_bare.get_by_role("button", name="Show all")).to_be_visible()
    on_bare.get_by_label("Find in this trace").fill("no such thing")
    expect(on_bare.locator(".fl-find-says")).to_have_text("no hit")
    expect(on_bare.get_by_role("button", name="Next hit")).to_be_disabled()


@pytest.mark.parametrize("words", ["said.", "(", "a  **", "[", "\\d", "Where   is"])
def test_signs_are_looked_for_as_they_are(on_bare: Page, words: str) -> None:
    text = "said. ( a  ** [ \\d Where is"
    bare.draw(on_bare, Trace("t", (Step(1, StepKind.USER, text),)), Display("plain"))
    search(on_bare, words)
    expect(on_bare.locator(".fl-find-says")).to_have_text("1 of 1")


def test_it_is_shut_by_escape_and_starts_anew_with_another_trace(on_bare: Page) -> None:
    bare.draw(on_bare, TRACE)
    search(on_bare, "needle")
    expect(on_bare.locator(".fl-find-says")).to_have_text(f"2 of {HITS}, {FOLDED} in folded parts")
    on_bare.get_by_role("button", name="Show raw text").click()
    expect(on_bare.locator(".fl-find-says")).to_contain_text(" of ")
    on_bare.get_by_label("Find in this trace").press("Escape")
    expect(on_bare.get_by_label("Find in this trace")).to_be_hidden()
    assert hits(on_bare) == hits(on_bare, "fl-hit-now") == []
    search(on_bare, "needle")
    bare.show(on_bare, Trace("t-2", TRACE.steps[:2]))
    expect(on_bare.get_by_label("Find in this trace")).to_be_hidden()
    assert hits(on_bare) == []


FAR = Trace(
    "t-1",
    (
        Step(1, StepKind.SYSTEM, "A needle in the prompt. " + "More of the prompt.\n\n" * 60),
        *(Step(n, StepKind.USER, "Nothing of note.\n\n" * 8) for n in range(2, 12)),
        Step(12, StepKind.ASSISTANT, "The needle, and a thread."),
        Step(13, StepKind.USER, "And a thimble in \n\n" + FILLER + "a long text"),
    ),
)


def scrolled(page: Page) -> float:
    found: float = page.evaluate("document.querySelector('.fl-trace').scrollTop")
    return found


def test_a_prompt_that_alone_held_the_hit_is_folded_again_and_one_is_back(on_bare: Page) -> None:
    bare.draw(on_bare, FAR)
    on_bare.evaluate("document.querySelector('.fl-trace').scrollTop = 400")
    search(on_bare, "needle in")
    expect(on_bare.locator(".fl-find-says")).to_have_text("1 of 1")
    expect(on_bare.get_by_text("A needle in the prompt.")).to_be_in_viewport()
    # Typed on, so that the prompt holds no hit any more, it is folded at once.
    on_bare.get_by_label("Find in this trace").fill("thread")
    expect(on_bare.get_by_text("A needle in the prompt.")).to_be_hidden()
    on_bare.get_by_label("Find in this trace").fill("needle in")
    expect(on_bare.get_by_text("A needle in the prompt.")).to_be_in_viewport()
    on_bare.keyboard.press("Escape")
    expect(on_bare.locator("details[open]")).to_have_count(0)
    assert scrolled(on_bare) == 400


def test_what_find_opened_on_the_way_is_folded_and_the_hit_one_is_at_stays_in_sight(on_bare: Page) -> None:
    bare.draw(on_bare, FAR)
    search(on_bare, "needle")
    says = on_bare.locator(".fl-find-says")
    expect(says).to_have_text("2 of 2, 1 in folded parts")
    on_bare.keyboard.press("Enter")
    expect(on_bare.get_by_text("A needle in the prompt.")).to_be_in_viewport()
    on_bare.keyboard.press("Enter")
    expect(says).to_have_text("2 of 2")
    expect(on_bare.get_by_text("The needle, and")).to_be_in_viewport()
    on_bare.keyboard.press("Escape")
    expect(on_bare.locator("details[open]")).to_have_count(0)
    expect(on_bare.get_by_text("The needle, and")).to_be_in_viewport()
    # Where one is at the hit in the prompt, it stays open.
    search(on_bare, "needle")
    expect(says).to_have_text("2 of 2, 1 in folded parts")
    on_bare.keyboard.press("Shift+Enter")
    expect(on_bare.get_by_text("A needle in the prompt.")).to_be_in_viewport()
    on_bare.get_by_role("button", name="Close find").click()
    expect(on_bare.get_by_text("A needle in the prompt.")).to_be_in_viewport()


def test_a_long_text_shown_for_a_hit_is_short_again_and_one_opened_by_hand_stays(on_bare: Page) -> None:
    bare.draw(on_bare, FAR)
    search(on_bare, "a long text")
    expect(on_bare.locator(".fl-find-says")).to_have_text("1 of 1")
    on_bare.get_by_label("Find in this trace").fill("thread")
    expect(on_bare.get_by_text("and a thread.")).to_be_in_viewport()
    on_bare.keyboard.press("Escape")
    expect(on_bare.get_by_role("button", name="Show all")).to_be_visible()
    on_bare.locator(".fl-prompt > summary").click()
    search(on_bare, "needle in")
    expect(on_bare.locator(".fl-find-says")).to_have_text("1 of 1")
    on_bare.keyboard.press("Escape")
    expect(on_bare.locator("details[open]")).to_have_count(1)


def test_what_was_typed_right_before_escape_is_not_looked_for_after_it(on_bare: Page) -> None:
    bare.draw(on_bare, FAR)
    search(on_bare, "needle in")
    on_bare.keyboard.press("Escape")
    # As long as find waits for more letters, and once more.
    on_bare.evaluate("() => new Promise((done) => setTimeout(done, 2 * FIND_WAITS))")
    expect(on_bare.locator("details[open]")).to_have_count(0)
    assert hits(on_bare) == []


def test_what_is_typed_on_after_words_were_marked_is_looked_for_and_no_key_of_the_page(on_bare: Page) -> None:
    bare.draw(on_bare, TRACE)
    # As Streamlit listens for the keys of its buttons: anywhere but in a text.
    on_bare.evaluate(
        "() => { globalThis.acted = []; document.addEventListener('keydown', ({ key, target }) => "
        "{ if (!target.matches('input')) globalThis.acted.push(key) }) }"
    )
    search(on_bare, "needle")
    on_bare.get_by_text("Not in the haystack").dblclick()
    on_bare.keyboard.type("1u")
    expect(on_bare.get_by_label("Find in this trace")).to_have_value("needle1u")
    on_bare.get_by_text("Not in the haystack").dblclick()
    on_bare.keyboard.press("Escape")
    expect(on_bare.get_by_label("Find in this trace")).to_be_hidden()
    assert on_bare.evaluate("globalThis.acted") == ["/"]


def similar_ids(page: Page) -> list[str]:
    return page.locator(".fl-similar-id").all_inner_texts()


def some_alike(me: Person, project: Project) -> list[int]:
    said = [
        "the boiler is cold and leaks",
        "my boiler leaks and is cold",
        "when is the gym open",
        "parking for a van",
    ]
    found = [Trace(f"t-{n}", (Step(1, StepKind.USER, text),)) for n, text in enumerate(said, start=1)]
    return seed.store(me, project.id, found)


def test_similar_traces_are_listed_beside_one_that_is_being_read(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    ids = some_alike(me, own_project)
    seed.batch(me, own_project.id, ids)
    on_page.goto(f"{server.url}/annotate?project={own_project.id}&trace={ids[0]}")
    expect(on_page.locator(".fl-id")).to_have_text("t-1")
    on_page.keyboard.type("nwords not to be lost")
    on_page.keyboard.press("Escape")
    on_page.get_by_role("button", name="Similar traces").click()
    expect(on_page.locator(".fl-similar-id").first).to_have_text("t-2")
    expect(on_page.locator(".fl-similar")).to_contain_text("all 3 other traces")
    expect(on_page.get_by_label("What went wrong first?")).to_have_value("words not to be lost")
    with on_page.expect_popup() as opened:
        on_page.locator(".fl-similar-id").first.click()
    expect(opened.value.get_by_role("dialog").locator(".fl-id")).to_have_text("t-2", timeout=30_000)
    assert parse_qs(urlsplit(opened.value.url).query)["trace"] == [str(ids[1])]
    # Here too, and `/` opens find in the dialog.
    opened.value.get_by_role("button", name="Similar traces").click()
    expect(opened.value.locator(".fl-similar-id").first).to_have_text("t-1")
    opened.value.keyboard.press("/")
    expect(opened.value.get_by_label("Find in this trace")).to_be_focused()
    expect(opened.value.get_by_label("Find in this trace")).to_be_in_viewport(ratio=1)
    opened.value.keyboard.type("boiler")
    opened.value.get_by_role("dialog").locator("[data-step='1'] .fl-said").click()
    opened.value.keyboard.press("Escape")
    expect(opened.value.get_by_label("Find in this trace")).to_be_hidden()
    opened.value.keyboard.press("Escape")
    expect(opened.value.locator(".fl-similar")).to_be_hidden()
    expect(opened.value.get_by_role("dialog")).to_be_visible()
    opened.value.close()
    on_page.keyboard.press("ArrowRight")
    expect(on_page.locator(".fl-id")).to_have_text("t-2")
    expect(on_page.locator(".fl-similar")).to_be_hidden()


def test_no_key_of_find_acts_on_the_verdict(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    ids = some_alike(me, own_project)
    seed.batch(me, own_project.id, ids)
    vectorising.run(own_project.id, lambda _share, _message: True)
    on_page.goto(f"{server.url}/annotate?project={own_project.id}&trace={ids[0]}")
    expect(on_page.locator(".fl-id")).to_have_text("t-1")
    on_page.keyboard.press("/")
    on_page.keyboard.type("12du[]?boiler")
    for key in ("Enter", "Shift+Enter", "Escape"):
        on_page.keyboard.press(key)
    expect(on_page.get_by_label("Find in this trace")).to_be_hidden()
    expect(on_page.locator(".fl-id")).to_have_text("t-1")
    expect(on_page.locator(".fl-count").first).to_have_text("✓ 0 pass")
    on_page.keyboard.press("1")
    expect(on_page.locator(".fl-id")).to_have_text("t-2")
