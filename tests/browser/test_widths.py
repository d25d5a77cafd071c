"""Every page in windows from a phone's to a large screen's: all can be read, nothing scrolls sideways."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from lib.model import Note, Person, Project, TraceFilter, Verdict
from lib.sampling import random
from lib.sampling.population import Population
from lib.services import demo_project
from lib.store import engine
from lib.store.projects import people, projects
from lib.store.reviews import reviews
from lib.store.taxonomy import taxonomy
from lib.store.traces import traces
from tests import seed
from tests.browser.accessible import accessible
from tests.browser.in_sight import READY, SIZES, problems, resize
from tests.browser.labels import legible
from tests.browser.sidebar import at_rest, turn_to
from tests.server import ROOT, Server

PAGES = sorted({path.stem for path in (ROOT / "pages").glob("*.py")} - {"overview"})
MAIN, CHART = "[data-testid=stMain]", "[data-testid=stVegaLiteChart]"
DARK = "rgb(20, 24, 29)"
"""As ``.streamlit/config.toml`` has it."""
SOME_SIZES = ("phone", "small", "usual")
OTHER_VIEWS = [
    *(("failures", f"&tab={tab}", "") for tab in ("Where", "Who", "Together", "Change", "Saturation")),
    *(("axial", "", view) for view in ("Table", "Suggestions", "Codebook", "History")),
    ("traces", "", "Import"),
]


@pytest.fixture(scope="module")
def who(server: Server) -> Iterator[Person]:
    made = engine.use(server.database_url)
    yield people.local_person("Dana")
    made.dispose()


@pytest.fixture(scope="module")
def analysed(who: Person) -> Project:
    """The finished demo, with a batch that is still to be read."""
    project = demo_project.load(who, finished=True)
    drawn = random.draw(
        Population.of_ids([row[0] for row in traces.matching(project.id, TraceFilter(drawn=False))]),
        20,
        seed=3,
    )
    seed.batch(who, project.id, drawn.trace_ids, drawn)
    return project


@pytest.fixture(scope="module")
def crowded(who: Person) -> Project:
    """Forty failure modes with long names, some without a space, several of them in every trace."""
    project = projects.create(who, "Donaudampfschifffahrtsgesellschaft" * 2)
    ids = seed.store(who, project.id, [seed.trace(f"lease-{n:04d}") for n in range(61)])
    seed.batch(who, project.id, ids)
    noted = [Note("offered a taken slot", 4), Note("no hand-off", 2), Note("made up a fee", 4)]
    made = [reviews.submit(who, project.id, one, Verdict.FAIL, noted) for one in ids[1:]]
    notes = [note.id or 0 for review in made for note in review.notes]
    for place in range(40):
        name = "Told the caller what no calendar says " if place % 2 else "Donaudampfschifffahrtsgesellschaft"
        taxonomy.create_mode(who, project.id, f"{name * 2}{place}", name * 5, notes[place::40])
    return project


@pytest.fixture(scope="module")
def empty(who: Person) -> Project:
    return projects.create(who, "Nothing here yet")


def opened(page: Page, url: str, ready: str = "h1") -> None:
    page.goto(url)
    expect(page.locator(ready).first).to_be_visible(timeout=60_000)
    at_rest(page)


def look(page: Page, name: str, *, thorough: bool) -> list[str]:
    """Return what is wrong in some sizes.

    ``thorough`` looks at all, asks for accessibility in each, and once more for that of dark colours.
    """
    wrong: list[str] = []
    for size in SIZES if thorough else SOME_SIZES:
        resize(page, size)
        wrong += [f"{name}, {size}: {problem}" for problem in problems(page)]
        if thorough or size == "phone":
            accessible(page, MAIN)
        legible(page)
    if thorough:
        page.emulate_media(color_scheme="dark")
        expect(page.get_by_test_id("stApp")).to_have_css("background-color", DARK)
        accessible(page, MAIN)
        page.emulate_media(color_scheme="light")
    return wrong


@pytest.mark.parametrize(
    ("thorough", "has_traces"),
    [
        (False, True),
        pytest.param(True, True, marks=pytest.mark.slow),
        pytest.param(True, False, marks=pytest.mark.slow),
    ],
)
def test_all_words_of_every_page_can_be_read_in_every_window(
    on_page: Page, server: Server, analysed: Project, empty: Project, thorough: bool, has_traces: bool
) -> None:
    project = analysed if has_traces else empty
    opened(on_page, f"{server.url}/?project={project.id}")
    wrong = look(on_page, "overview", thorough=thorough)
    for name in PAGES:
        turn_to(on_page, name)
        ready = READY.get(name, "h1") if has_traces else "h1"
        expect(on_page.locator(ready).first).to_be_visible(timeout=60_000)
        wrong += look(on_page, name, thorough=thorough)
    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "query", "view"), OTHER_VIEWS)
def test_all_words_of_the_other_views_can_be_read(
    on_page: Page, server: Server, analysed: Project, name: str, query: str, view: str
) -> None:
    opened(on_page, f"{server.url}/{name}?project={analysed.id}{query}")
    if view:
        on_page.locator("label").filter(has_text=re.compile(f"^{view}$")).click()
        at_rest(on_page)
    wrong = look(on_page, f"{name} {query}{view}", thorough=True)
    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "query"),
    [(name, "") for name in ("", "annotate", "axial", "failures", "label", "report", "settings")]
    + [("failures", "&tab=Together")],
)
def test_forty_failure_modes_with_long_names_can_be_read(
    on_page: Page, server: Server, crowded: Project, name: str, query: str
) -> None:
    opened(on_page, f"{server.url}/{name}?project={crowded.id}{query}", READY.get(name, "h1"))
    wrong = look(on_page, f"{name} {query}", thorough=True)
    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
def test_on_a_phone_columns_lie_close_names_have_room_and_charts_are_no_boxes_to_scroll_in(
    on_page: Page, server: Server, analysed: Project, crowded: Project
) -> None:
    resize(on_page, "phone")
    opened(on_page, f"{server.url}/sampling?project={analysed.id}", "ul .name")
    for name in on_page.locator("ul .name").all():
        assert name.evaluate("one => one.offsetWidth") > 300
    turn_to(on_page, "reliability")
    names = on_page.locator("[data-testid=stMarkdownContainer] > table td:first-child")
    assert names.first.evaluate("one => one.offsetWidth") > 120
    turn_to(on_page, "axial")
    on_page.locator("label").filter(has_text=re.compile("^Suggestions$")).click()
    at_rest(on_page)
    left, right = (on_page.get_by_test_id("stColumn").nth(place).bounding_box() for place in (0, 1))
    assert left and right
    assert 0 <= right["y"] - left["y"] - left["height"] < 25
    opened(
        on_page, f"{server.url}/failures?project={crowded.id}&tab=Together", "[data-testid=stVegaLiteChart]"
    )
    chart = on_page.locator("[data-testid=stVegaLiteChart]").first
    around = chart.evaluate("""(one) => {
        let found = 0;
        for (let at = one.parentElement; at && at.dataset.testid !== "stMain"; at = at.parentElement)
            found += at.scrollHeight > at.clientHeight + 1 && getComputedStyle(at).overflowY === "auto";
        return found;
    }""")
    assert around == 0


def test_the_sidebar_folds_below_1100_pixels_and_stays_as_somebody_put_it(
    on_page: Page, server: Server, empty: Project
) -> None:
    sidebar = on_page.get_by_test_id("stSidebar")
    resize(on_page, "small")
    opened(on_page, f"{server.url}/reliability?project={empty.id}")
    expect(sidebar).to_have_attribute("data-collapsed", "true")
    resize(on_page, "usual")
    expect(sidebar).to_have_attribute("data-collapsed", "false")
    resize(on_page, "150 %")
    expect(sidebar).to_have_attribute("data-collapsed", "true")
    on_page.get_by_role("button", name="Expand sidebar").click()
    expect(sidebar).to_have_attribute("data-collapsed", "false")
    on_page.reload()
    expect(sidebar).to_have_attribute("data-collapsed", "false")
    at_rest(on_page)
    sidebar.get_by_role("link", name="Report").click()
    expect(on_page.get_by_role("heading", name="Report")).to_be_visible()
    expect(sidebar).to_have_attribute("data-collapsed", "false")
    resize(on_page, "phone")
    expect(sidebar).to_have_attribute("data-collapsed", "true")
    on_page.get_by_role("button", name="Expand sidebar").click()
    sidebar.get_by_role("link", name="Failures").click()
    expect(on_page.get_by_role("heading", name="Failures")).to_be_visible()
    expect(sidebar).to_have_attribute("data-collapsed", "true")


def test_on_a_phone_the_trace_has_the_screen_and_the_verdict_is_at_its_foot(
    on_page: Page, server: Server, analysed: Project
) -> None:
    resize(on_page, "phone")
    opened(on_page, f"{server.url}/annotate?project={analysed.id}", ".fl-step")
    rail = on_page.get_by_role("region", name="Verdict")
    for step in (0, 1):
        expect(on_page.locator(".fl-step .fl-role").nth(step)).to_be_in_viewport(ratio=1)
    assert height(on_page, ".fl-rail") < SIZES["phone"][1] / 3
    buttons = rail.locator(".fl-verdict, .fl-save")
    expect(buttons).to_have_count(4)
    for button in buttons.all():
        expect(button).to_be_in_viewport(ratio=1)
        box = button.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 44
    assert on_page.locator(".fl-kbd:visible, .fl-keys:visible").count() == 0
    on_page.locator(".fl-step").last.scroll_into_view_if_needed()
    expect(buttons.first).to_be_in_viewport(ratio=1)


def test_on_a_phone_a_note_is_written_above_the_keyboard(
    on_page: Page, server: Server, who: Person, own_project: Project
) -> None:
    ids = seed.store(who, own_project.id, [seed.trace(f"lease-{n:04d}") for n in range(2)])
    seed.batch(who, own_project.id, ids)
    resize(on_page, "phone")
    opened(on_page, f"{server.url}/annotate?project={own_project.id}", ".fl-step")
    box = on_page.get_by_label("What went wrong first?")
    box.click()
    on_page.set_viewport_size({"width": 390, "height": 450})
    box.press_sequentially("offered a taken slot, and then went on as if nothing had happened at all")
    expect(box).to_be_in_viewport(ratio=1)
    save = on_page.get_by_role("button", name="Save and next")
    expect(save).to_be_in_viewport(ratio=1)
    assert height(on_page, ".fl-rail") < 300
    save.click()
    expect(on_page.locator(".fl-id")).to_have_text("lease-0001")
    expect(on_page.locator(".fl-reader")).to_have_attribute("data-waiting", "0")


def test_a_label_pass_shows_many_failure_modes_and_its_button(
    on_page: Page, server: Server, analysed: Project
) -> None:
    opened(on_page, f"{server.url}/label?project={analysed.id}", ".fl-tick")
    confirm = on_page.get_by_role("button", name="Confirm and next")
    for size, at_least in (("usual", 8), ("phone", 2)):
        resize(on_page, size)
        assert problems(on_page) == [], size
        expect(confirm).to_be_in_viewport(ratio=1)
        assert in_sight(confirm), size
        shown = [tick for tick in on_page.locator(".fl-tick-name").all() if in_sight(tick)]
        assert len(shown) >= at_least, size


def in_sight(there: Locator) -> bool:
    """Return whether nothing lies over the last line of it."""
    return bool(
        there.evaluate("""(one) => {
            const { left, bottom } = one.getBoundingClientRect();
            return one.contains(document.elementFromPoint(left + 9, bottom - 3));
        }""")
    )


def height(page: Page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    assert box
    return box["height"]


def test_the_report_can_be_read_on_a_phone(
    on_page: Page, server: Server, analysed: Project, tmp_path: Path
) -> None:
    opened(on_page, f"{server.url}/report?project={analysed.id}", READY["report"])
    with on_page.expect_download() as taken:
        on_page.get_by_role("button", name="Download HTML").click()
    taken.value.save_as(tmp_path / "report.html")
    on_page.goto(f"file://{tmp_path / 'report.html'}")
    for size in SIZES:
        resize(on_page, size)
        assert problems(on_page) == [], size
        for chart in on_page.locator("img").all():
            shrunk = chart.evaluate(
                "async one => { await one.decode(); return one.naturalWidth / one.width; }"
            )
            assert shrunk < 1.35, f"the letters of a chart are too small: {size}"
