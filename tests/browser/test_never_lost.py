"""The server is killed in the middle of a stream of saves: nothing it acknowledged is lost."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Page, expect

from lib.model import Person, Project, Verdict
from lib.store import engine
from lib.store.projects import people, projects
from lib.store.reviews import reviews
from tests import seed
from tests.browser.test_annotate import revisions, shown, start
from tests.server import Server

RESTARTED = 60_000


def read_one(page: Page, number: int) -> tuple[Verdict, list[str]]:
    """Save trace ``number`` (from 0) with a verdict and perhaps words of its own; return what was saved."""
    if number % 3 == 2:
        words = f"wrong price on trace {number + 1}"
        page.keyboard.type(f"2{words}")
        page.keyboard.press("Control+Enter")
        return Verdict.FAIL, [words]
    page.keyboard.press("1" if number % 3 else "d")
    return (Verdict.PASS if number % 3 else Verdict.DEFER), []


def acknowledged(page: Page) -> int:
    """How many saves the screen says are stored."""
    said = page.locator(".fl-count").all_inner_texts()
    return sum(int(re.sub(r"\D", "", text)) for text in said)


def kill_and_go_on(page: Page, url: str, folder: Path, saves: int, rounds: int) -> None:
    engine.use(url)
    me = people.local_person("Dana")
    server = Server.on(folder, url)
    try:
        project = projects.create(me, "Never lost")
        ids = seed.store(me, project.id, [seed.trace(f"t-{n}") for n in range(1, saves * rounds + 3)])
        seed.batch(me, project.id, ids)
        start(page, server, project)
        random, said = Random(saves), []
        for _ in range(rounds):
            for _ in range(saves):
                shown(page, f"t-{len(said) + 1}")
                said.append(read_one(page, len(said)))
            page.wait_for_timeout(random.uniform(0, 60))
            server.kill()
            stored = acknowledged(page)
            assert stored >= len(said) - 4, "the stream ran ahead of its acknowledgements"
            check(me, project, ids[:stored], said[:stored])
            server.start()
            expect(page.locator(".fl-reader")).to_have_attribute("data-waiting", "0", timeout=RESTARTED)
            check(me, project, ids[: len(said)], said)
        assert [revisions(trace_id) for trace_id in ids] == [1] * len(said) + [0] * (len(ids) - len(said))
    finally:
        server.stop()


def check(me: Person, project: Project, ids: list[int], said: list[tuple[Verdict, list[str]]]) -> None:
    found = [reviews.mine(me, project.id, trace_id) for trace_id in ids]
    assert [(one.verdict, [note.text for note in one.notes]) if one else None for one in found] == said


def test_a_killed_server_loses_no_verdict_and_no_note(page: Page, sqlite: str, tmp_path: Path) -> None:
    kill_and_go_on(page, sqlite, tmp_path, saves=20, rounds=1)


@pytest.mark.slow
def test_three_kills_in_three_hundred_saves_lose_nothing(page: Page, db: str, tmp_path: Path) -> None:
    kill_and_go_on(page, db, tmp_path, saves=110, rounds=3)
