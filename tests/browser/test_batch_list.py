"""The batches on the Sampling page: design, assigning, archiving and back, and on to the reading."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from lib.model import Draw, Person, Project, Role, Verdict
from lib.store.batches import assignments, batches
from lib.store.projects import people
from lib.store.reviews import reviews
from tests import seed
from tests.browser.accessible import accessible
from tests.server import Server

HOSTILE = "June <b>random</b> ![x](http://127.0.0.1:9/x.png)"


@pytest.fixture
def ids(me: Person, own_project: Project) -> list[int]:
    return seed.store(me, own_project.id, [seed.trace(f"t{number:02d}") for number in range(26)])


@pytest.fixture
def made(me: Person, own_project: Project, ids: list[int]) -> list[int]:
    """Twelve batches of two traces; the oldest one is read, by one pass and one fail."""
    made = [seed.batch(me, own_project.id, ids[start : start + 2]) for start in range(0, 24, 2)]
    reviews.submit(me, own_project.id, ids[0], Verdict.PASS, batch_id=made[0])
    reviews.submit(me, own_project.id, ids[1], Verdict.FAIL, batch_id=made[0])
    return made


def row(page: Page, batch_id: int) -> Locator:
    return page.locator(f'li[data-batch="{batch_id}"]')


def opened(page: Page, server: Server, project: Project) -> Locator:
    """The rows of the list, once the page stands."""
    page.goto(f"{server.url}/sampling?project={project.id}")
    rows = page.locator("li[data-batch]")
    expect(rows.first).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Draw")).first).to_be_visible()
    return rows


def standing(project: Project) -> list[int]:
    return [batch.id for batch in batches.summaries(project.id)]


def test_ten_are_shown_and_the_older_ones_on_request(
    on_page: Page, server: Server, own_project: Project, made: list[int]
) -> None:
    rows = opened(on_page, server, own_project)
    expect(rows).to_have_count(10)
    on_page.get_by_role("button", name="Show older").press("Enter")
    expect(rows).to_have_count(12)
    expect(row(on_page, made[0])).to_contain_text("2 of 2 traces read")
    expect(row(on_page, made[0])).to_contain_text("1 pass")
    design = row(on_page, made[0]).get_by_role("button", name="Design")
    expect(row(on_page, made[0]).get_by_text("What it can support")).to_be_hidden()
    design.press("Enter")
    expect(row(on_page, made[0]).get_by_text("What it can support")).to_be_visible()
    expect(design).to_have_attribute("aria-expanded", "true")


def test_an_archived_batch_leaves_and_comes_back(
    on_page: Page, server: Server, own_project: Project, made: list[int]
) -> None:
    rows = opened(on_page, server, own_project)
    row(on_page, made[-1]).get_by_role("button", name="Archive").click()
    expect(row(on_page, made[-1])).to_have_count(0)
    assert made[-1] not in standing(own_project)
    on_page.get_by_role("button", name="Undo").click()
    expect(row(on_page, made[-1])).to_have_count(1)
    assert made[-1] in standing(own_project)
    row(on_page, made[-2]).get_by_role("button", name="Archive").click()
    expect(row(on_page, made[-2])).to_have_count(0)
    on_page.reload()
    expect(rows.first).to_be_visible()
    expect(row(on_page, made[-2])).to_have_count(0)
    on_page.get_by_role("button", name="Show archived").click()
    row(on_page, made[-2]).get_by_role("button", name="Bring back").click()
    expect(row(on_page, made[-2]).get_by_role("link")).to_have_count(1)
    assert made[-2] in standing(own_project)


def test_reading_on_opens_the_batch_without_loading_the_app_again(
    on_page: Page, server: Server, own_project: Project, made: list[int]
) -> None:
    opened(on_page, server, own_project)
    on_page.evaluate("window.same = true")
    row(on_page, made[-1]).get_by_role("link").click()
    expect(on_page).to_have_url(re.compile(rf"/annotate\?project={own_project.id}&batch={made[-1]}\b"))
    expect(on_page.get_by_text("t22").first).to_be_visible()
    assert on_page.evaluate("window.same")


def test_a_batch_is_handed_to_someone_and_the_others_see_who_has_it(
    on_page: Page, server: Server, me: Person, own_project: Project, made: list[int]
) -> None:
    ann = people.signed_in("ann@example.com", "Ann", is_admin=False)
    people.set_role(me, own_project.id, "ann@example.com", Role.ANNOTATOR)
    opened(on_page, server, own_project)
    row(on_page, made[-1]).get_by_role("button", name="Assign").click()
    dialog = on_page.get_by_role("dialog")
    dialog.get_by_text("Divided", exact=True).click()
    dialog.get_by_role("button", name="Remove Dana").click()
    expect(dialog.get_by_text(f"{ann.name} 2.")).to_be_visible()
    dialog.get_by_role("button", name="Hand out").click()
    expect(dialog).to_have_count(0)
    expect(row(on_page, made[-1])).to_contain_text(f"{ann.name} 0 of 2")
    [share] = assignments.shares(own_project.id)[made[-1]].shares
    assert (share.person, share.assigned) == (ann.name, 2)
    on_page.goto(f"{server.url}/annotate?project={own_project.id}&batch={made[-1]}")
    expect(on_page.get_by_text(f"{ann.name} 0 of 2")).to_be_visible()


def test_a_name_is_shown_as_it_was_typed(
    on_page: Page, server: Server, me: Person, own_project: Project, ids: list[int]
) -> None:
    picks = Draw((ids[0],), ("why",), (True,), (1.0,), (None,))
    batches.create(
        me,
        own_project.id,
        HOSTILE,
        picks,
        strategy="random",
        seed=1,
        parameters={"by": HOSTILE},
        population=HOSTILE,
        frame=[1],
    )
    asked: list[str] = []
    on_page.on("request", lambda request: asked.append(request.url))
    rows = opened(on_page, server, own_project)
    expect(rows.first).to_contain_text(HOSTILE)
    rows.first.get_by_role("button", name="Archive").click()
    expect(on_page.get_by_text(f"“{HOSTILE}” is archived")).to_be_visible()
    assert not [url for url in asked if "127.0.0.1:9" in url]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_in_the_list_is_out_of_reach(
    on_page: Page, server: Server, own_project: Project, made: list[int], scheme: str
) -> None:
    on_page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    opened(on_page, server, own_project)
    on_page.get_by_role("button", name="Show older").click()
    row(on_page, made[0]).get_by_role("button", name="Design").click()
    accessible(on_page, "[class*='st-key-batch_list']")
    wide = on_page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not wide
