"""From a bar, or from its row by keyboard, to the quotes behind it and on to the trace."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from lib.model import Draw, Note, Person, Project, Verdict
from lib.store.projects import people
from lib.store.reviews import reviews
from lib.store.taxonomy import taxonomy
from lib.store.traces import traces as stored
from tests import seed
from tests.browser.accessible import accessible
from tests.browser.labels import legible
from tests.server import Server

HOSTILE = "Wrong <b>price</b> ![x](http://127.0.0.1:9/x.png)"


@pytest.fixture
def project(me: Person, own_project: Project) -> Project:
    """Twelve traces read: five noted as one failure mode, three as another, one not grouped."""
    made = own_project
    ids = seed.store(me, made.id, [seed.trace(f"lease-{n:04d}") for n in range(12)])
    some = tuple(ids[:8])
    sides = tuple(place % 2 == 0 for place in range(8))
    seed.batch(me, made.id, some, Draw(some, ("why",) * 8, sides, (None,) * 8, (None,) * 8))
    notes = []
    for place, trace_id in enumerate(ids[:9]):
        given = [Note(f"offered a taken slot, {place}", 4, "<img src=x onerror=alert(1)>")]
        notes.append(reviews.submit(me, made.id, trace_id, Verdict.FAIL, given).notes[0].id or 0)
    for trace_id in ids[9:]:
        reviews.submit(me, made.id, trace_id, Verdict.PASS)
    taxonomy.create_mode(me, made.id, "Ignored the calendar", "Offered a taken slot.", notes[:5])
    taxonomy.create_mode(me, made.id, HOSTILE, "", notes[5:8])
    return made


def rows(page: Page) -> Locator:
    """The chart's rows: what takes a click."""
    return page.locator("tr[data-key]")


def linked(page: Page) -> Locator:
    return page.get_by_role("link", name=re.compile(r"^lease-\d+$"))


def traces(first: int, last: int) -> list[str]:
    return [f"lease-{number:04d}" for number in range(first, last)]


def test_the_first_sight_has_its_curve_and_no_chart_engine_is_loaded(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    ids = seed.store(me, own_project.id, [seed.trace(f"lease-{n}") for n in range(30)])
    seed.batch(me, own_project.id, ids)
    for trace_id in ids[1:]:
        reviews.submit(me, own_project.id, trace_id, Verdict.PASS)
    [note] = reviews.submit(me, own_project.id, ids[0], Verdict.FAIL, [Note("a taken slot")]).notes
    taxonomy.create_mode(me, own_project.id, "Ignored the calendar", "", [note.id or 0])
    asked: list[str] = []
    on_page.on("request", lambda request: asked.append(request.url))
    on_page.goto(f"{server.url}/failures?project={own_project.id}")
    expect(rows(on_page).first).to_be_visible()
    curve = on_page.get_by_role("img", name="Failure modes found by traces read")
    expect(curve).to_be_visible()
    assert curve.evaluate("img => img.decode().then(() => img.naturalWidth)") > 0
    assert not [url for url in asked if "vega" in url.lower()]
    on_page.get_by_role("tab", name="Saturation").click()
    expect(on_page.get_by_test_id("stVegaLiteChart").locator("svg, canvas").first).to_be_visible()
    assert [url for url in asked if "vega" in url.lower()]


def test_a_click_on_a_bar_lists_exactly_its_traces_and_each_opens(
    on_page: Page, server: Server, project: Project
) -> None:
    on_page.goto(f"{server.url}/failures?project={project.id}")
    expect(rows(on_page)).to_have_count(3)
    rows(on_page).nth(1).click()
    expect(linked(on_page)).to_have_text(traces(5, 8))
    rows(on_page).nth(2).click()
    expect(linked(on_page)).to_have_text(traces(8, 9))
    rows(on_page).nth(0).click()
    expect(linked(on_page)).to_have_text(traces(0, 5))
    expect(on_page.get_by_text("<img src=x onerror=alert(1)>").first).to_be_visible()
    linked(on_page).nth(2).click()
    trace_id = id_of(project, "lease-0002")
    expect(on_page).to_have_url(re.compile(rf"/traces\?project={project.id}&trace={trace_id}\b"))
    expect(on_page).to_have_url(re.compile(r"&step=4\b"))
    opened = on_page.get_by_role("dialog")
    expect(opened.locator('[data-step="4"]')).to_contain_text(
        "First failed here: Ignored the calendar · offered a taken slot, 2"
    )
    expect(opened.get_by_text("lease-0002").first).to_be_visible()
    expect(opened.get_by_role("button", name="Annotate this trace")).to_be_visible()


def test_a_trace_opens_at_the_quote_of_the_failure_mode_that_was_asked_for(
    on_page: Page, server: Server, me: Person, own_project: Project
) -> None:
    [trace_id] = seed.store(me, own_project.id, [seed.trace("lease-0000")])
    quotes = ["9:00 is free", "put you down"]
    given = [Note(f"wrong {place}", 4, quote) for place, quote in enumerate(quotes)]
    made = reviews.submit(me, own_project.id, trace_id, Verdict.FAIL, given)
    for note in made.notes:
        taxonomy.create_mode(me, own_project.id, note.text, "", [note.id or 0])
    for place, quote in enumerate(quotes):
        on_page.goto(f"{server.url}/failures?project={own_project.id}")
        expect(rows(on_page)).to_have_count(2)
        rows(on_page).nth(place).click()
        expect(on_page.get_by_text(f"“{quote}”")).to_be_visible()
        linked(on_page).click()
        expect(on_page.get_by_role("dialog").locator('[data-step="4"]')).to_be_visible(timeout=40_000)
        tinted = "() => [...(CSS.highlights.get('fl-quote') ?? [])].map((range) => range.toString())"
        for _ in range(25):
            if found := on_page.evaluate(tinted):
                break
            on_page.wait_for_timeout(200)
        assert found == [quote]


def id_of(project: Project, name: str) -> int:
    return stored.find(people.local_person("Dana"), project.id, name) or 0


@pytest.mark.parametrize("by_key", [False, True])
def test_what_a_pick_shows_is_in_sight_and_a_shared_link_begins_at_the_top(
    on_page: Page, server: Server, project: Project, by_key: bool
) -> None:
    on_page.set_viewport_size({"width": 1280, "height": 560})
    on_page.goto(f"{server.url}/failures?project={project.id}")
    expect(rows(on_page)).to_have_count(3)
    hint = on_page.get_by_text("Pick a row")
    table = on_page.get_by_text("The numbers, as a table")
    assert top(hint) < top(table)
    if by_key:
        on_page.get_by_role("button", name="Ignored the calendar").press("Enter")
    else:
        rows(on_page).nth(0).click()
    expect(linked(on_page)).to_have_text(traces(0, 5))
    expect(linked(on_page).first).to_be_in_viewport()
    expect(on_page.get_by_text("Ignored the calendar · 5 traces")).to_be_in_viewport()
    expect(rows(on_page).first).to_be_in_viewport(ratio=1)
    assert top(linked(on_page).first) < top(table)
    on_page.reload()
    expect(linked(on_page)).to_have_text(traces(0, 5))
    expect(on_page.get_by_role("heading", name="Failures", exact=True)).to_be_in_viewport()


def top(there: Locator) -> float:
    box = there.bounding_box()
    assert box
    return box["y"]


def test_a_row_does_the_same_by_keyboard(on_page: Page, server: Server, project: Project) -> None:
    asked: list[str] = []
    on_page.on("request", lambda request: asked.append(request.url))
    on_page.goto(f"{server.url}/failures?project={project.id}")
    expect(rows(on_page)).to_have_count(3)
    on_page.get_by_role("button", name="Ignored the calendar").focus()
    on_page.keyboard.press("Tab")
    on_page.keyboard.press("Enter")
    expect(linked(on_page)).to_have_text(traces(5, 8))
    pressed = on_page.get_by_role("button", name=HOSTILE)
    expect(pressed).to_have_attribute("aria-pressed", "true")
    expect(pressed).to_be_focused()
    # Mouse and keys pick the same: a click on the row that was picked before must count again.
    rows(on_page).nth(0).click()
    expect(linked(on_page)).to_have_text(traces(0, 5))
    pressed.press("Enter")
    expect(linked(on_page)).to_have_text(traces(5, 8))
    rows(on_page).nth(0).click()
    expect(linked(on_page)).to_have_text(traces(0, 5))
    on_page.get_by_role("button", name="Ignored the calendar").press("Enter")
    expect(linked(on_page)).to_have_count(0)
    assert not [url for url in asked if ":9/" in url]


def test_a_link_to_a_failure_mode_survives_a_reload(on_page: Page, server: Server, project: Project) -> None:
    on_page.goto(f"{server.url}/failures?project={project.id}")
    rows(on_page).nth(1).click()
    expect(linked(on_page)).to_have_text(traces(5, 8))
    expect(on_page).to_have_url(re.compile(r"pick=\d+"))
    on_page.reload()
    expect(linked(on_page)).to_have_text(traces(5, 8))
    expect(on_page.get_by_role("button", name=HOSTILE)).to_have_attribute("aria-pressed", "true")


def test_a_failed_trace_without_a_note_is_opened_from_the_overview_and_from_here(
    on_page: Page, server: Server, me: Person, project: Project
) -> None:
    trace_id = seed.store(me, project.id, [seed.trace("late")])[0]
    reviews.submit(me, project.id, trace_id, Verdict.FAIL)
    to_annotate = re.compile(rf"/annotate\?project={project.id}&trace={trace_id}\b")
    on_page.goto(f"{server.url}/?project={project.id}")
    on_page.get_by_role("button", name="Write the note").click()
    expect(on_page).to_have_url(to_annotate)
    on_page.goto(f"{server.url}/failures?project={project.id}")
    on_page.get_by_role("link", name="Write the missing note").click()
    expect(on_page).to_have_url(to_annotate)
    expect(on_page.get_by_text("late").first).to_be_visible()


def test_the_table_holds_the_numbers_of_the_chart(on_page: Page, server: Server, project: Project) -> None:
    on_page.goto(f"{server.url}/failures?project={project.id}")
    expect(rows(on_page)).to_have_count(3)
    charted = [
        (row.get_by_role("button").inner_text(), row.get_by_role("cell").first.inner_text())
        for row in rows(on_page).all()
    ]
    told = [row.get_by_role("cell").first.get_attribute("title") for row in rows(on_page).all()]
    assert told == ["3 random, 2 targeted", "1 random, 2 targeted", "1 not drawn"]
    on_page.get_by_text("The numbers, as a table").click()
    lines = on_page.get_by_label("The numbers").locator("tbody tr")
    expect(lines).to_have_count(3)
    cells = [line.get_by_role("cell").all_inner_texts() for line in lines.all()]
    names = [line.get_by_role("rowheader").inner_text() for line in lines.all()]
    assert charted == [(name, cell[1]) for name, cell in zip(names, cells, strict=True)]
    assert [cell[1:5] for cell in cells] == [
        ["5 of 12", "3", "2", "0"],
        ["3 of 12", "1", "2", "0"],
        ["1 of 12", "0", "0", "1"],
    ]
    for kind, begins in (("CSV", b"\xef\xbb\xbfFailure mode,"), ("SVG", b"<svg"), ("PNG", b"\x89PNG")):
        with on_page.expect_download() as taken:
            on_page.get_by_role("button", name=f"Download {kind}").click()
        assert taken.value.suggested_filename == f"how-often.{kind.lower()}"
        held = taken.value.path().read_bytes()
        assert held.startswith(begins)
        if kind == "SVG":
            assert f"{project.name}: 12 traces" in held.decode() and "Made with Faultline on" in held.decode()


LONG = "Donaudampfschifffahrtsgesellschaft"


@pytest.fixture
def forty(me: Person, own_project: Project) -> Project:
    """Forty failure modes with names without a space that differ in their last letters; one of 26 traces."""
    ids = seed.store(me, own_project.id, [seed.trace(f"lease-{n:04d}") for n in range(65)])
    seed.batch(me, own_project.id, ids)
    made = [reviews.submit(me, own_project.id, one, Verdict.FAIL, [Note("wrong", 4)]) for one in ids]
    notes = [review.notes[0].id or 0 for review in made]
    taxonomy.create_mode(me, own_project.id, "Told the caller what no calendar says " * 2, "", notes[:26])
    for place in range(39):
        taxonomy.create_mode(me, own_project.id, f"{LONG * 2}{place}", "", notes[26 + place : 27 + place])
    return own_project


def test_forty_modes_with_long_names_are_told_apart_and_nothing_is_cut(
    on_page: Page, server: Server, forty: Project
) -> None:
    on_page.goto(f"{server.url}/failures?project={forty.id}")
    expect(rows(on_page)).to_have_count(40)
    buttons = rows(on_page).get_by_role("button")
    assert len(set(buttons.all_inner_texts())) == 40
    assert buttons.nth(20).get_attribute("title") == buttons.nth(20).inner_text()
    on_page.get_by_text("The numbers, as a table").click()
    numbers = on_page.get_by_label("The numbers")
    expect(numbers.locator("tbody tr")).to_have_count(40)
    for width in (390, 1000, 1280, 1920):
        on_page.set_viewport_size({"width": width, "height": 800})
        legible(on_page)
        assert numbers.evaluate("one => one.scrollWidth <= one.clientWidth"), f"its shares are cut at {width}"


def test_the_axis_and_the_picked_row_stay_in_sight_however_many_rows_and_quotes(
    on_page: Page, server: Server, forty: Project
) -> None:
    on_page.set_viewport_size({"width": 1280, "height": 800})
    on_page.goto(f"{server.url}/failures?project={forty.id}")
    last = rows(on_page).last
    last.evaluate("row => { row.closest('[role=region]').scrollTop = 10_000 }")
    axis = on_page.get_by_role("columnheader", name=re.compile("Share of", re.IGNORECASE)).first
    expect(axis).to_be_in_viewport(ratio=1)
    for row, traces_shown in ((last, 1), (rows(on_page).first, 20)):
        row.get_by_role("button").press("Enter")
        expect(linked(on_page)).to_have_count(traces_shown)
        expect(row).to_have_class("picked")
        for seen in (row, axis, linked(on_page).first, on_page.get_by_text(re.compile(r"· \d+ traces?$"))):
            expect(seen).to_be_in_viewport(ratio=0.95)
    linked(on_page).last.scroll_into_view_if_needed()
    expect(rows(on_page).first).to_be_in_viewport(ratio=1)


def test_every_tab_is_legible_in_the_dark(on_page: Page, server: Server, project: Project) -> None:
    on_page.emulate_media(color_scheme="dark")
    for tab in ("How often", "Where", "Change"):
        on_page.goto(f"{server.url}/failures?project={project.id}&tab={tab.replace(' ', '+')}")
        expect(on_page.get_by_role("tab", name=tab, selected=True)).to_be_visible()
        expect(on_page.get_by_role("radiogroup").first).to_be_visible()
        expect(on_page.locator("[data-stale=true]")).to_have_count(0)
        accessible(on_page, "[data-testid=stMain]")
