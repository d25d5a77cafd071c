"""Looks again that the old page stored for another failure mode than was meant, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from lib.model import Person, Project, Role, Verdict
from lib.store import (
    access,
    drift,
    drift_lists,
    engine,
    events,
    people,
    reviews,
    stray_looks,
    tables,
    taxonomy,
)
from lib.store.drift import Flips
from tests.store.test_drift import FAIL, PASS, read, values, verdicts, waiting

NAMES = "abcdefgh"


@pytest.fixture
def modes(dana: Person, project: Project) -> tuple[int, int]:
    """Two modes, made after eight passes were read. The newer one comes first in the box."""
    read(dana, project.id, **dict.fromkeys(NAMES, PASS))
    older, newer = (taxonomy.create_mode(dana, project.id, name).id for name in ("Rude", "Wrong fee"))
    return older, newer


def look(who: Person, project_id: int, mode: int, verdict: Verdict = PASS, has: bool = False) -> int:
    """Answer for the first trace of the list, as the page does."""
    seen = drift_lists.candidates(who, project_id, mode)[0]
    return drift.look(who, project_id, seen, mode, verdict, has=has)


def made_old(**later: timedelta) -> None:
    """Have the events of looks be those of the old page, and ``later`` ones by number so much later."""
    with engine.writing() as connection:
        found = connection.execute(sa.select(tables.events).where(tables.events.c.action == drift.LOOKED))
        for number, row in enumerate(found.all()):
            refs = {name: value for name, value in row.refs.items() if name != "meant"}
            at = row.at + later.get(f"at_{number}", timedelta())
            mine = tables.events.c.id == row.id
            connection.execute(tables.events.update().where(mine).values(refs=refs, at=at))


def doubtful(who: Person, project_id: int) -> list[int]:
    return [one.event_id for one in stray_looks.found(who, project_id)]


def test_what_came_after_the_page_had_moved_by_itself_is_doubtful(
    dana: Person, project: Project, modes: tuple[int, int]
) -> None:
    older, newer = modes
    meant = [look(dana, project.id, older) for _ in range(2)]
    moved = [
        look(dana, project.id, newer, FAIL, has=True),
        *(look(dana, project.id, newer) for _ in range(3)),
    ]
    assert doubtful(dana, project.id) == []  # Each was meant, as the page is now.
    made_old()
    found = stray_looks.found(dana, project.id)
    assert [one.event_id for one in found] == moved and not set(meant) & set(moved)
    first = found[0]
    assert (first.mode, first.after, first.before_it) == ("Wrong fee", "Rude", 2)
    assert (first.before, first.verdict, first.has, first.listed) == (PASS, FAIL, True, True)
    assert first.external_id in NAMES


def test_who_chose_another_mode_after_a_whole_list_did_so_themselves(
    dana: Person, project: Project, modes: tuple[int, int]
) -> None:
    older, newer = modes
    for mode in (newer, newer, newer, older, older):
        look(dana, project.id, mode)
    back = [look(dana, project.id, newer) for _ in range(2)]
    made_old()
    assert doubtful(dana, project.id) == back


def test_where_it_is_not_known_which_came_first_every_change_is_doubtful(
    dana: Person, project: Project, modes: tuple[int, int]
) -> None:
    older, newer = modes
    look(dana, project.id, older)
    others = [look(dana, project.id, mode) for mode in (newer, older, newer)]
    made_old()
    assert doubtful(dana, project.id) == others


def test_another_day_is_another_visit(dana: Person, project: Project, modes: tuple[int, int]) -> None:
    older, newer = modes
    look(dana, project.id, older)
    look(dana, project.id, newer)
    made_old(at_1=timedelta(hours=9))
    assert doubtful(dana, project.id) == []


def test_an_answer_whose_list_did_not_hold_the_trace_is_doubtful_however_it_was_stored(
    dana: Person, project: Project, modes: tuple[int, int]
) -> None:
    _, newer = modes
    [seen] = [
        one for one in drift_lists.candidates(dana, project.id, newer) if one.external_id == "a"
    ]  # fmt: skip
    reviews.submit(dana, project.id, seen.trace_id, PASS, based_on=1)
    assert "a" not in waiting(dana, project.id, newer)
    stored = drift.look(dana, project.id, seen, newer, PASS)
    [found] = stray_looks.found(dana, project.id)
    assert (found.event_id, found.listed, found.after) == (stored, False, None)


def test_nothing_changes_until_its_reader_says_so_and_each_answer_has_an_event(
    dana: Person, project: Project, modes: tuple[int, int]
) -> None:
    older, newer = modes
    for _ in range(2):
        look(dana, project.id, older)
    first, second, third = (look(dana, project.id, newer, FAIL, has=True) for _ in range(3))
    made_old()
    said = verdicts(project.id)
    assert doubtful(dana, project.id) == [first, second, third]
    assert verdicts(project.id) == said
    stray_looks.confirm(dana, project.id, [first])
    assert doubtful(dana, project.id) == [second, third]
    with pytest.raises(stray_looks.Changed):
        stray_looks.confirm(dana, project.id, [first, second])
    assert doubtful(dana, project.id) == [second, third]
    assert stray_looks.take_back(dana, project.id, [second, third]) == []
    assert doubtful(dana, project.id) == []
    assert list(verdicts(project.id).values()).count("fail") == 1
    assert list(values(project.id, newer).values()).count(1) == 1
    assert drift.flips(project.id) == {older: Flips(looked=2), newer: Flips(looked=1, to_fail=1, has=1)}
    told = [
        (one.action, one.refs.get("confirms") or one.refs.get("undoes"))
        for one in events.recent(project.id, 3)
    ]
    assert told == [(drift.TAKEN_BACK, second), (drift.TAKEN_BACK, third), (stray_looks.CONFIRMED, first)]


def test_what_was_changed_since_is_kept_and_said(
    dana: Person, project: Project, modes: tuple[int, int]
) -> None:
    older, newer = modes
    look(dana, project.id, older)
    revised, left = (look(dana, project.id, newer, FAIL, has=True) for _ in range(2))
    made_old()
    trace_id = stray_looks.found(dana, project.id)[0].trace_id
    reviews.submit(dana, project.id, trace_id, FAIL, based_on=1)
    [problem] = stray_looks.take_back(dana, project.id, [revised, left])
    assert "changed since" in problem
    assert doubtful(dana, project.id) == [revised]


def test_only_who_gave_an_answer_is_asked_about_it(
    dana: Person, project: Project, modes: tuple[int, int]
) -> None:
    older, newer = modes
    people.set_role(dana, project.id, "sam@example.com", Role.ANNOTATOR)
    people.set_role(dana, project.id, "vic@example.com", Role.VIEWER)
    sam, vic = (people.signed_in(f"{name}@example.com", name, is_admin=False) for name in ("sam", "vic"))
    look(dana, project.id, older)
    doubt = look(dana, project.id, newer)
    made_old()
    assert doubtful(sam, project.id) == []
    with pytest.raises(stray_looks.Changed):
        stray_looks.confirm(sam, project.id, [doubt])
    assert len(stray_looks.take_back(sam, project.id, [doubt])) == 1
    assert doubtful(dana, project.id) == [doubt]
    for refused in (
        lambda: stray_looks.found(vic, project.id),
        lambda: stray_looks.confirm(vic, project.id, [doubt]),
        lambda: stray_looks.take_back(vic, project.id, [doubt]),
    ):
        with pytest.raises(access.NotAllowed):
            refused()
