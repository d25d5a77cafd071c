"""The Failures page in each state a project can be in, for those who may only look."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from streamlit.testing.v1 import AppTest

from lib.model import Note, Person, Project, Role, Verdict
from lib.store import people, reviews, taxonomy
from tests import seed
from tests.pages.test_shell import as_person


def read(who: Person, project: Project, failing: int, passing: int = 0) -> tuple[list[int], list[int]]:
    """Import and read so many traces, one note each failure; return the ids of traces and notes."""
    ids = seed.store(who, project.id, [seed.trace(f"t{n:03d}") for n in range(failing + passing)])
    notes: list[int] = []
    for place, trace_id in enumerate(ids):
        given = [Note(f"note {place}", 4, "9:00 is free")] if place < failing else []
        verdict = Verdict.FAIL if place < failing else Verdict.PASS
        made = reviews.submit(who, project.id, trace_id, verdict, given)
        notes += [note.id for note in made.notes if note.id is not None]
    return ids, notes


def opened(app: AppTest, project: Project, **params: str) -> AppTest:
    for name, value in {"project": str(project.id), **params}.items():
        app.query_params[name] = value
    app.run()
    app.switch_page("pages/failures.py").run()
    assert not app.exception
    return app


def charts(app: AppTest) -> int:
    return len(app.get("vega_lite_chart"))


def words(app: AppTest) -> str:
    return "\n".join(str(each.value) for each in [*app.main.markdown, *app.main.caption])


def labels(app: AppTest) -> Sequence[str]:
    return [button.label for button in app.main.button]


def test_nothing_read_shows_no_chart_and_one_thing_to_do(app: AppTest, me: Person, mine: Project) -> None:
    opened(app, mine)
    assert charts(app) == 0 and len(labels(app)) == 1
    seed.store(me, mine.id, [seed.trace("a")])
    opened(app, mine)
    assert charts(app) == 0 and len(labels(app)) == 1


def test_read_but_nothing_failed(app: AppTest, me: Person, mine: Project) -> None:
    read(me, mine, 0, 6)
    opened(app, mine)
    assert charts(app) == 0 and "6 traces" in words(app)


def test_an_empty_page_leads_on_as_the_overview_does(app: AppTest, me: Person, mine: Project) -> None:
    ids = seed.store(me, mine.id, [seed.trace("a"), seed.trace("b")])
    assert labels(opened(app, mine)) == ["Draw traces"]
    seed.batch(me, mine.id, ids)
    assert labels(opened(app, mine)) == ["Start reading"]
    reviews.submit(me, mine.id, ids[0], Verdict.PASS)
    assert labels(opened(app, mine)) == ["Read on"]
    reviews.submit(me, mine.id, ids[1], Verdict.PASS)
    assert labels(opened(app, mine)) == [], "the next step would be this page"


def test_a_failed_trace_without_a_note_is_linked_for_who_can_write_it(
    hosted: AppTest, me: Person, mine: Project
) -> None:
    read(me, mine, 4)
    people.set_role(me, mine.id, "sam@example.com", Role.ANNOTATOR)
    people.set_role(me, mine.id, "vic@example.com", Role.VIEWER)
    sam = people.signed_in("sam@example.com", "Sam", is_admin=False)
    extra = seed.store(me, mine.id, [seed.trace("late")])[0]
    reviews.submit(sam, mine.id, extra, Verdict.FAIL, [])
    linked = []
    for who in ("sam@example.com", "vic@example.com"):
        opened(as_person(hosted, who), mine)
        assert "1 failed trace without a note" in words(hosted)
        linked.append([link.proto.query_string for link in hosted.main.get("page_link")])
    assert linked == [[f"project={mine.id}&trace={extra}"], []]


def test_notes_not_grouped_have_a_bar_and_a_way_to_group_them(
    app: AppTest, me: Person, mine: Project
) -> None:
    read(me, mine, 4, 1)
    opened(app, mine)
    assert charts(app) == 1 and len(labels(app)) == 1
    opened(app, mine, pick="none")
    assert "**Not grouped** · 4 traces" in words(app)


def test_a_link_to_a_failure_mode_opens_its_evidence(app: AppTest, me: Person, mine: Project) -> None:
    _, notes = read(me, mine, 30, 10)
    made = taxonomy.create_mode(me, mine.id, "Ignored the calendar", "Said another time.", notes[:25])
    opened(app, mine, pick=str(made.id))
    assert "**Ignored the calendar**" in words(app) and "25 of 40" in words(app)
    assert "25 traces" in words(app)
    assert labels(app) == ["Previous", "Next"]
    assert app.main.button[0].disabled
    app.main.button[1].click().run()
    assert not app.exception and app.main.button[1].disabled and not app.main.button[0].disabled


@pytest.mark.parametrize("mode", ["999", "x", "-1", ""])
def test_a_link_to_no_failure_mode_shows_the_page(app: AppTest, me: Person, mine: Project, mode: str) -> None:
    read(me, mine, 4)
    opened(app, mine, pick=mode)
    assert charts(app) == 1


def test_a_viewer_reads_the_counts_and_is_not_asked_to_group(
    hosted: AppTest, me: Person, mine: Project
) -> None:
    read(me, mine, 4)
    people.set_role(me, mine.id, "vic@example.com", Role.VIEWER)
    opened(as_person(hosted, "vic@example.com"), mine, pick="none")
    assert charts(hosted) == 1 and "**Not grouped** · 4 traces" in words(hosted) and labels(hosted) == []
