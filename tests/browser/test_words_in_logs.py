"""A server whose database refuses what is written: nobody's words end up in its log."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from lib.store.projects import people, projects
from tests import seed
from tests.browser.test_annotate import note_box, shown, start
from tests.refusing import refuse_rows
from tests.server import Server


@pytest.mark.parametrize(
    ("db", "entry"),
    [
        ("sqlite", "app.py"),
        ("postgresql", "server.py"),
        pytest.param("sqlite", "server.py", marks=pytest.mark.slow),
        pytest.param("postgresql", "app.py", marks=pytest.mark.slow),
    ],
    indirect=["db"],
)
def test_a_log_holds_no_words_of_what_was_refused(db: str, tmp_path: Path, page: Page, entry: str) -> None:
    me = people.local_person("Dana")
    project = projects.create(me, "Quiet")
    seed.batch(me, project.id, seed.store(me, project.id, [seed.trace("t-1"), seed.trace("t-2")]))
    for table in ("notes", "projects"):
        refuse_rows(table)
    server = Server.on(tmp_path, db, entry=entry)
    try:
        start(page, server, project)
        shown(page, "t-1")
        page.keyboard.type("2the tenant Marguerite")
        expect(note_box(page)).to_have_value("the tenant Marguerite")
        page.keyboard.press("Control+Enter")
        expect(page.get_by_text("could not store this")).to_be_visible()
        page.goto(f"{server.url}/settings?project={project.id}&tab=Projects")
        page.get_by_label("Name", exact=True).fill("Marguerite's assistant")
        page.get_by_role("button", name="Make project").click()
        box = page.get_by_test_id("stException")
        expect(box).to_be_visible()
        # Streamlit would offer to send the error to a search engine and a chat.
        expect(box.get_by_role("link")).to_have_count(0)
    finally:
        server.stop()
    log = (tmp_path / "server.log").read_text()
    assert "An act of the annotation screen failed" in log
    assert "Uncaught app execution" in log
    assert "IntegrityError: SQLITE_CONSTRAINT_TRIGGER" in log or "RaiseException: P0001" in log
    assert "Marguerite" not in log
