"""A report is made, opened from disk in a browser, and asks nobody for anything."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from lib.model import Note, Person, Project, Verdict
from lib.store.reviews import reviews
from lib.store.taxonomy import taxonomy
from tests import seed
from tests.browser import pdf
from tests.server import Server

HOSTILE = (
    "<script>document.title='ran'</script>"
    "<img src=http://127.0.0.1:9/x.png onerror=\"document.title='ran'\"> ![x](http://127.0.0.1:9/y.png)"
)

_SIX_LINES = """() => {
  const more = document.createElement("p");
  more.innerHTML = "more<br>".repeat(6);
  document.querySelector("h2").before(more);
}"""


def test_the_file_is_whole_inert_and_leads_back(
    on_page: Page, server: Server, me: Person, own_project: Project, tmp_path: Path
) -> None:
    ids = seed.store(me, own_project.id, [seed.trace(f"lease-{n:04d}") for n in range(34)])
    seed.batch(me, own_project.id, ids)
    notes: list[int] = []
    for place, trace_id in enumerate(ids):
        given = [Note(f"{HOSTILE} {place}", 4, HOSTILE)] if place < 9 else []
        verdict = Verdict.FAIL if given else Verdict.PASS
        notes += [note.id or 0 for note in reviews.submit(me, own_project.id, trace_id, verdict, given).notes]
    taxonomy.create_mode(me, own_project.id, HOSTILE[:70], HOSTILE, notes)
    asked: list[str] = []
    on_page.context.on("request", lambda request: asked.append(request.url))
    on_page.goto(f"{server.url}/report?project={own_project.id}")
    preview = on_page.frame_locator("iframe[title=Preview]")
    expect(preview.get_by_role("heading", level=1)).to_contain_text(own_project.name)
    with on_page.expect_download() as download:
        on_page.get_by_role("button", name="Download HTML").click()
    file = tmp_path / "report.html"
    download.value.save_as(file)
    assert not [url for url in asked if ":9/" in url]
    asked.clear()
    opened = on_page.context.new_page()
    opened.goto(file.as_uri())
    expect(opened.get_by_role("rowheader", name=HOSTILE[:40])).to_be_visible()
    expect(opened.get_by_text(f"{HOSTILE} 0", exact=False)).to_be_visible()
    pictures = opened.locator("img")
    expect(pictures).to_have_count(2)
    assert pictures.evaluate_all("all => all.every(one => one.complete && one.naturalWidth > 100)")
    assert opened.evaluate("document.scripts.length") == 0
    expect(opened).to_have_title(re.compile("^Failures of"))
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    with on_page.context.expect_page() as there:
        opened.get_by_role("link", name="lease-0000").click()
    place = f"project={own_project.id}&trace={ids[0]}&step=4&note={notes[0]}"
    expect(there.value).to_have_url(f"{server.url}/traces?{place}")
    expect(there.value.get_by_role("dialog").get_by_text("lease-0000").first).to_be_visible()


def test_printed_it_keeps_each_heading_with_its_chart_and_numbers_its_pages(
    on_page: Page, server: Server, me: Person, own_project: Project, tmp_path: Path
) -> None:
    ids = seed.store(me, own_project.id, [seed.trace(f"lease-{n:04d}") for n in range(40)])
    seed.batch(me, own_project.id, ids)
    for place, trace_id in enumerate(ids):
        given = [Note(f"wrong {place}", 4)] if place < 9 else []
        made = reviews.submit(me, own_project.id, trace_id, Verdict.FAIL if given else Verdict.PASS, given)
        for note in made.notes:
            taxonomy.create_mode(me, own_project.id, f"Mode {place}", "", [note.id or 0])
    on_page.goto(f"{server.url}/report?project={own_project.id}")
    with on_page.expect_download() as download:
        on_page.get_by_role("button", name="Download HTML").click()
    file = tmp_path / "report.html"
    download.value.save_as(file)
    on_page.goto(file.as_uri())
    for _ in range(8):
        printed = pdf.pages(on_page.pdf(prefer_css_page_size=True))
        assert [page for n, page in enumerate(printed, 1) if f"{n}of{len(printed)}" in page] == printed
        [heading] = [page for page in printed if "Wouldreadingmoreshow" in page]
        assert "randomtracesread" in heading, "the curve is on another page than its heading"
        [table] = [page for page in printed if "Thefailures" in page]
        assert "FailuremodeFoundinShareof" in table and "Mode0" in table
        # The same with six more lines before it: somewhere the page ends between the two.
        on_page.evaluate(_SIX_LINES)
