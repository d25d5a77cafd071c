"""Each renderer on a trace made for it, and all of them on every kind of step."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from lib.model import Display, Step, StepKind, Trace
from lib.ui.trace import trace_view
from tests.browser import bare

PATCH = "--- a/cart.py\n+++ b/cart.py\n@@ -1,2 +1,2 @@\n def total():\n-    return 0\n+    return 1\n"
LETTER = (
    "From: Ann\nSubject: Broken mug\n\nThe mug came broken.\n-- \nAnn\n\n"
    "On Monday the shop wrote:\n> Hello\n> Ann"
)
EVERY_KIND = (
    *(Step(0, kind, f"words of {kind}", name="who") for kind in StepKind if kind is not StepKind.TOOL),
    Step(
        0, StepKind.TOOL, name="look", arguments='{"at": "words of an argument"}', result="words of a result"
    ),
    Step(0, StepKind.TOOL, name="look", arguments="not JSON", result="words of an error", error=True),
    Step(0, StepKind.TOOL, name="nothing"),
    Step(0, StepKind.ASSISTANT),
    Step(0, StepKind.ASSISTANT, "words before a call", arguments="{}", result="{}"),
)


def a_trace(*steps: Step, **fields: object) -> Trace:
    numbered = tuple(
        Step(place, step.kind, step.text, step.name, step.arguments, step.result, step.error)
        for place, step in enumerate(steps, start=1)
    )
    return Trace("t-1", numbered, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", sorted(trace_view.renderers()))
def test_a_renderer_draws_every_kind_of_step_and_loses_no_words(on_bare: Page, name: str) -> None:
    bare.draw(on_bare, a_trace(*EVERY_KIND), Display(name))
    expect(on_bare.locator(".fl-step")).to_have_count(len(EVERY_KIND))
    for folded in on_bare.locator(".fl-steps summary").all():
        folded.click()
    for step in EVERY_KIND:
        for words in filter(None, (step.text, step.result)):
            if words.startswith("words"):
                expect(on_bare.locator(".fl-steps")).to_contain_text(words)


@pytest.mark.parametrize("name", sorted(trace_view.renderers()))
def test_json_nested_without_end_is_shown_as_text(on_bare: Page, name: str) -> None:
    deep = '{"a": [' * 2_000 + '"needle"' + "]}" * 2_000
    steps = (Step(0, StepKind.OTHER, deep), Step(0, StepKind.TOOL, name="f", arguments=deep, result=deep))
    bare.draw(on_bare, a_trace(*steps, extra={"rubric": deep, "other": deep}), Display(name))
    expect(on_bare.locator(".fl-step")).to_have_count(2)
    on_bare.keyboard.press("/")
    on_bare.get_by_label("Find in this trace").fill("needle")
    expect(on_bare.locator(".fl-find-says")).to_contain_text(" of ")


def test_each_renderer_is_told_of_by_its_own_file_alone() -> None:
    folder = Path(trace_view.__file__).parent / "renderers"
    for file in folder.glob("*.js"):
        assert f"renderers.{file.stem} = {{" in file.read_text(), (
            f"{file.name} puts itself in under another name"
        )


def test_a_letter_has_a_heading_and_folds_what_it_quotes(on_bare: Page) -> None:
    bare.draw(on_bare, a_trace(Step(0, StepKind.USER, LETTER)), Display("email"))
    letter = on_bare.locator(".fl-letter")
    expect(letter.locator("dd")).to_have_text(["Ann", "Broken mug"])
    expect(letter.locator(".fl-plain").first).to_have_text("The mug came broken.")
    expect(letter.locator("details")).not_to_have_attribute("open", "")
    letter.locator("summary").click()
    expect(letter).to_contain_text("> Hello")


def test_an_answer_between_quoted_lines_is_not_folded_away(on_bare: Page) -> None:
    text = "> Is it broken?\nYes.\n> Do you want another?\nNo."
    bare.draw(on_bare, a_trace(Step(0, StepKind.USER, text)), Display("email"))
    expect(on_bare.locator(".fl-letter")).to_have_text(text)
    expect(on_bare.locator(".fl-letter details")).to_have_count(0)


def test_passages_are_cards_wherever_they_were_kept(on_bare: Page) -> None:
    passages = [{"title": "Lease", "text": "Sixty days.", "score": 0.5, "page": 7}, {"text": "Thirty days."}]
    trace = a_trace(
        Step(0, StepKind.RETRIEVAL, json.dumps(passages)),
        Step(0, StepKind.TOOL, name="search", arguments="{}", result=json.dumps({"results": passages})),
        extra={"contexts": ["beside the talk"]},
    )
    bare.draw(on_bare, trace, Display("document"))
    expect(on_bare.locator(".fl-passages")).to_have_count(3)
    expect(on_bare.locator("[data-step='1'] .fl-passage")).to_contain_text(["Lease", "Thirty days."])
    expect(on_bare.locator("[data-step='1'] .fl-passage-head").first).to_have_text("1Leasescore 0.5")
    expect(on_bare.locator("[data-step='2'] .fl-passage")).to_have_count(2)
    expect(on_bare.locator(".fl-passage").first).to_contain_text("beside the talk")


def test_a_patch_is_coloured_line_by_line(on_bare: Page) -> None:
    call = Step(
        0, StepKind.TOOL, name="edit", arguments=json.dumps({"file": "cart.py", "patch": PATCH}), result="ok"
    )
    trace = a_trace(
        Step(0, StepKind.ASSISTANT, f"Fixed:\n\n```diff\n{PATCH}```"), Step(0, StepKind.USER, PATCH), call
    )
    bare.draw(on_bare, trace, Display("code"))
    for step in (1, 2, 3):
        diff = on_bare.locator(f"[data-step='{step}'] .fl-diff")
        expect(diff.locator(".fl-came")).to_have_text("+    return 1")
        expect(diff.locator(".fl-went")).to_have_text("-    return 0")
    expect(on_bare.locator("[data-step='3'] .fl-call-line")).to_have_text('edit(file="cart.py")')


def test_raw_text_is_every_character_as_it_came(on_bare: Page) -> None:
    text = '**bold** {"a": 1.0}\n\n\n   spaces'
    bare.draw(on_bare, a_trace(Step(0, StepKind.ASSISTANT, text)))
    on_bare.get_by_role("button", name="Show raw text").click()
    assert on_bare.locator(".fl-said .fl-plain").evaluate("one => one.textContent") == text


def test_the_reference_stays_folded_from_trace_to_trace(on_bare: Page) -> None:
    trace = a_trace(Step(0, StepKind.USER, "hello"), metadata={"expected_output": "Say hello."})
    bare.draw(on_bare, trace)
    panel = on_bare.locator(".fl-reference")
    expect(panel.locator("summary")).to_contain_text("Expected output")
    expect(panel).to_have_attribute("open", "")
    panel.locator("summary").click()
    expect(panel).not_to_have_attribute("open", "")
    bare.show(on_bare, a_trace(Step(0, StepKind.USER, "another"), metadata={"expected_output": "Other."}))
    expect(on_bare.locator(".fl-plain").first).to_have_text("another")
    expect(panel).not_to_have_attribute("open", "")
    on_bare.get_by_role("button", name="See expected output").click()
    expect(panel.get_by_text("Other.")).to_be_visible()
