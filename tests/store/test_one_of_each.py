"""The migration that mends twins: what was made twice at once becomes one, and nothing of it is lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from lib.failure_modes import LabelValue
from lib.model import Note, Person, Verdict
from lib.store import engine
from lib.store.projects import people, preferences, projects
from lib.store.reviews import drafts, reviews
from lib.store.reviews import history as review_history
from lib.store.schema import tables
from lib.store.taxonomy import labels, taxonomy
from lib.store.taxonomy import past as taxonomy_past
from tests.postgres import Postgres

MIGRATIONS = Path(engine.__file__).parent / "migrations"
BEGAN = datetime(2026, 3, 1, 9, tzinfo=UTC)


def at(hours: int) -> datetime:
    return BEGAN + timedelta(hours=hours)


@pytest.fixture(params=["sqlite", "postgresql"])
def before(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database as it was before the migration, with twins in it."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'before.db'}"
    else:
        server: Postgres = request.getfixturevalue("postgres")
        url = server.fresh(migrated=False)
    made = engine.use(url)
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    with engine.writing() as connection:
        settings.attributes["connection"] = connection
        command.upgrade(settings, "0008")
        _twins(connection)
    yield url
    made.dispose()


def test_names_that_look_alike_are_told_apart(before: str) -> None:
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    with engine.writing() as connection:
        settings.attributes["connection"] = connection
        command.upgrade(settings, "0009")
        found = sa.MetaData()
        found.reflect(connection)
        modes, named, rooms = (
            found.tables[name] for name in ("failure_modes", "taxonomy_snapshots", "projects")
        )
        # The key of the one is the old key of the other; a retired mode has none and keeps its name.
        for table, key, name, name_key in (
            (rooms, 2, "\uff25\u0301mile", "\uff45\u0301mile"),
            (named, 2, "Round\u2011 1", "round\u2011 1"),
            (named, 1, "Round- 1", "round- 1"),
            (modes, 2, "\uff21lpha", "\uff41lpha"),
            (modes, 3, "\U0001d159Alpha", None),
        ):
            put = table.update().where(table.c.id == key)
            connection.execute(put.values(name=name, name_key=name_key))
    engine.migrate()
    dana = people.local_person("Dana")
    assert [one.name for one in sorted(projects.visible_to(dana), key=lambda one: one.id)] == [
        "Émile",
        "\uff25\u0301mile (3)",
        "émile (2)",
    ]
    assert {one.name for one in taxonomy_past.snapshots(1)} == {"Round- 1", "Round\u2011 1 (2)"}
    assert [(one.id, one.name) for one in taxonomy.modes(1)] == [(1, "Alpha"), (2, "\uff21lpha (2)")]
    newest = taxonomy.history(dana, 1)[0]
    assert (newest.old_name, newest.new_name) == ("alpha (2)", "\uff21lpha (2)")
    with pytest.raises(ValueError, match="already"):
        taxonomy.create_mode(dana, 1, "\uff41lpha\ue000")
    with pytest.raises(ValueError, match="already"):
        projects.create(dana, "\u00c9mile\u00a0(\uff12)")
    with engine.reading() as connection:
        kept = connection.execute(sa.select(tables.failure_modes.c.id, tables.failure_modes.c.name_key))
        assert dict(map(tuple, kept)) == {1: "alpha", 2: "alpha (2)", 3: None}


def _twins(connection: sa.Connection) -> None:
    found = sa.MetaData()
    found.reflect(connection)

    def put(table: str, **row: Any) -> None:
        of = found.tables[table]
        times = {name: value for name, value in row.items() if isinstance(value, datetime)}
        if connection.dialect.name == "sqlite":
            times = {name: value.replace(tzinfo=None) for name, value in times.items()}
        connection.execute(of.insert().values(**{**row, **times}))

    for key in (1, 2, 3):
        given = {2: {"quick_tags": True, "hints": True}, 3: {"quick_tags": False, "hints": False}}.get(key)
        put(
            "people", id=key, name="Dana", is_local=True, is_admin=True, preferences=given, created_at=at(key)
        )
    for key, email in ((4, "Sam@Example.com"), (5, "sam@example.com"), (6, "kim@example.com")):
        put("people", id=key, name=email, email=email, is_local=False, is_admin=key == 5, created_at=at(key))
    for key, name in ((1, "Émile"), (2, "émile"), (3, "émile (2)")):
        lead = 3 if key == 1 else None
        put(
            "projects",
            id=key,
            name=name,
            is_demo=False,
            identity_hashed=False,
            lead_id=lead,
            is_blind=True,
            created_at=at(0),
        )
    for person, role in ((2, "admin"), (4, "engineer"), (5, "annotator"), (6, "viewer")):
        put("memberships", project_id=1, person_id=person, role=role)
    put("imports", id=1, project_id=1, person_id=2, source="f", status="published", heartbeat_at=at(0),
        started_at=at(0), published_at=at(0))  # fmt: skip
    for key in (1, 2, 3):
        put("traces", id=key, project_id=1, import_id=1, serial=key, external_id=f"t{key}", content_hash="",
            normalised_hash=f"{key}", origin="real", steps=0, tool_calls=0, errors=0, characters=0,
            metadata={}, preview="", search_text="")  # fmt: skip
        put("trace_bodies", trace_id=key, steps="[]", extra="{}")
    for key, name in ((1, "Alpha"), (2, "alpha"), (3, "ALPHA")):
        status = "retired" if key == 3 else "active"
        mode = {"name": name, "definition": "", "examples": [], "status": status}
        name_key = None if key == 3 else name
        put("failure_modes", id=key, project_id=1, name_key=name_key, colour=0, created_at=at(0), **mode)
        put("failure_mode_revisions", id=key, mode_id=key, revision=1, at=at(0), **mode)
    for key, name in ((1, "Round 1"), (2, "ROUND 1")):
        put("events", id=key, project_id=1, person_id=2, at=at(1), action="taxonomy.created",
            refs={"notes": [], "modes": [[key, None, 1]], "labels": []})  # fmt: skip
        put(
            "taxonomy_snapshots", id=key, project_id=1, event_id=key, person_id=2, name=name, created_at=at(1)
        )
    # Both read trace 1, at 2 and at 4 o'clock, and the first took it up again at 6.
    _review(put, 1, 1, 2, [(at(4), "fail", [(1, "wrong price", 1)])])
    _review(put, 2, 1, 1, [(at(2), "pass", []), (at(6), "fail", [(2, "no parking", None)])])
    # Of trace 2, one read it; of trace 3, both say the same, and the earlier is the twin's.
    _review(put, 3, 2, 3, [(at(3), "pass", [])])
    _review(put, 4, 3, 1, [(at(5), "fail", [(4, "late", 1)])])
    _review(put, 5, 3, 2, [(at(2), "fail", [(5, "rude", None)])])
    put(
        "labels",
        id=1,
        project_id=1,
        review_id=1,
        failure_mode_id=2,
        value="no",
        source="tick",
        person_id=2,
        at=at(7),
    )
    put(
        "labels",
        id=2,
        project_id=1,
        review_id=2,
        failure_mode_id=2,
        value="yes",
        source="tick",
        person_id=1,
        at=at(6),
    )
    said = ["no", "tick", 2, at(7).isoformat()]
    put("events", id=3, project_id=1, person_id=2, at=at(7), action="label.set",
        refs={"review": 1, "labels": [[1, 2, None, said]]})  # fmt: skip
    put("events", id=4, project_id=1, person_id=1, at=at(6), action="review.revised",
        refs={"review": 2, "trace": 1, "revision": 2})  # fmt: skip
    put("events", id=5, person_id=2, at=at(8), action="preference.chosen", refs={"quick_tags": True})
    put(
        "events",
        id=6,
        project_id=1,
        person_id=1,
        at=at(8),
        action="lead.set",
        refs={"person": 3, "before": 2},
    )
    for person, words in ((1, ["older"]), (3, ["newest", "older"])):
        content = {
            "notes": [{"text": text, "step": None, "quote": None} for text in words],
            "verdict": None,
            "seconds": 1.0,
            "revision": 0,
        }
        put("drafts", person_id=person, trace_id=2, content=content, updated_at=at(person))
    put("batches", id=1, project_id=1, person_id=3, name="b", strategy="random", parameters={}, seed=1,
        population="all", frame=b"", reviewed=b"", created_at=at(0))  # fmt: skip
    put("batch_items", id=1, batch_id=1, trace_id=1, position=1, reason="", random=True)
    for person in (1, 2, 6):
        put("assignments", batch_item_id=1, person_id=person)
    for person in (1, 2):
        put("leases", trace_id=1, person_id=person, window="w", until=at(1))
    if connection.dialect.name == "postgresql":
        for table in found.tables.values():
            if "id" in table.c:
                top = f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), 100)"
                connection.execute(sa.text(top))


def _review(put: Any, key: int, trace: int, person: int, said: list[Any]) -> None:
    first, last = said[0], said[-1]
    put("reviews", id=key, project_id=1, trace_id=trace, person_id=person, purpose="first", number=1,
        verdict=last[1], confirms=False, seconds=10.0, revision=len(said), created_at=first[0],
        updated_at=last[0])  # fmt: skip
    for note, text, mode in last[2]:
        put("notes", id=note, project_id=1, review_id=key, position=1, text=text, is_first_failure=True,
            failure_mode_id=mode)  # fmt: skip
    for revision, (moment, verdict, notes) in enumerate(said, start=1):
        written = [
            {
                "text": text,
                "step": None,
                "quote": None,
                "is_first_failure": True,
                "id": note,
                "failure_mode_id": mode,
            }
            for note, text, mode in notes
        ]
        put("review_revisions", review_id=key, revision=revision, is_first_submission=revision == 1,
            content={"verdict": verdict, "seconds": 10.0, "notes": written}, at=moment)  # fmt: skip


def texts(notes: tuple[Note, ...]) -> list[str]:
    return [note.text for note in notes]


def test_twins_become_one_with_all_that_hung_on_them(before: str) -> None:
    engine.migrate()
    dana = people.local_person("Dana")
    assert dana == Person(1, "Dana", None, True)
    sam = people.by_email(" SAM@example.com")
    assert sam is not None and (sam.id, sam.email, sam.is_admin) == (4, "sam@example.com", True)
    with engine.reading() as connection:
        assert list(connection.scalars(sa.select(tables.people.c.id).order_by(tables.people.c.id))) == [
            1,
            4,
            6,
        ]
        handed = connection.scalars(sa.select(tables.assignments.c.person_id))
        assert sorted(handed) == [1, 6]
    assert preferences.of(dana) == preferences.Preferences(quick_tags=True, hints=True), "the one chosen last"
    roles = {person.id: role.value for person, role in people.members(dana, 1)}
    assert roles == {1: "admin", 4: "engineer", 6: "viewer"}
    assert people.rules(dana, 1).lead_id == 1
    draft = drafts.of(dana, 1, 2)
    assert draft is not None and texts(draft.notes) == ["newest", "older"]


def test_of_two_reviews_the_earliest_is_the_first_submission_and_no_note_is_lost(before: str) -> None:
    engine.migrate()
    dana = people.local_person("Dana")
    mine = reviews.mine(dana, 1, 1)
    assert mine is not None and (mine.id, mine.verdict, mine.revision, mine.seconds) == (
        2,
        Verdict.FAIL,
        4,
        20,
    )
    assert [(note.text, note.is_first_failure, note.failure_mode_id) for note in mine.notes] == [
        ("no parking", True, None),
        ("wrong price", False, 1),
    ]
    past = [(one.verdict, texts(one.notes)) for one in review_history.of(dana, 1, 1)]
    assert past == [
        (Verdict.PASS, []),
        (Verdict.FAIL, ["wrong price"]),
        (Verdict.FAIL, ["no parking"]),
        (Verdict.FAIL, ["no parking", "wrong price"]),
    ]
    with engine.reading() as connection:
        kept = tables.review_revisions.c
        first = sa.select(kept.review_id, kept.revision).where(kept.is_first_submission)
        assert sorted(map(tuple, connection.execute(first))) == [(2, 1), (3, 1), (5, 1)]
        refs = connection.scalar(sa.select(tables.events.c.refs).where(tables.events.c.id == 4))
        assert refs == {"review": 2, "trace": 1, "revision": 3}
    both = reviews.mine(dana, 1, 3)
    assert both is not None and both.id == 5 and texts(both.notes) == ["rude", "late"]
    back = reviews.undo(dana, 1, 1, revision=4)
    assert back is not None and texts(back.notes) == ["no parking"]


def test_a_label_of_a_twin_can_still_be_undone(before: str) -> None:
    engine.migrate()
    dana = people.local_person("Dana")
    with engine.reading() as connection:
        kept = [
            tuple(row)
            for row in connection.execute(sa.select(tables.labels.c.review_id, tables.labels.c.value))
        ]
    assert kept == [(2, "no")], "of two for one mode, the one given last"
    labels.undo(dana, 1, 3)
    assert labels.put(dana, 1, 2, {2: LabelValue.YES}) is not None


def test_names_that_differ_in_case_alone_are_told_apart(before: str) -> None:
    engine.migrate()
    dana = people.local_person("Dana")
    assert [one.name for one in sorted(projects.visible_to(dana), key=lambda one: one.id)] == [
        "Émile",
        "émile (3)",
        "émile (2)",
    ]
    assert {one.name for one in taxonomy_past.snapshots(1)} == {"Round 1", "ROUND 1 (2)"}
    assert [(one.id, one.name) for one in taxonomy.modes(1)] == [(1, "Alpha"), (2, "alpha (2)")]
    newest = taxonomy.history(dana, 1)[0]
    assert (newest.action, newest.old_name, newest.new_name) == ("edited", "alpha", "alpha (2)")
    with pytest.raises(ValueError, match="already"):
        taxonomy.create_mode(dana, 1, "ALPHA")
    with pytest.raises(ValueError, match="already"):
        projects.create(dana, "ÉMILE")


def test_a_database_without_twins_keeps_all_as_it_is(before: str) -> None:
    with engine.writing() as connection:
        for table in reversed(tables.metadata.sorted_tables):
            connection.execute(table.delete())
    engine.migrate()
    dana = people.local_person("Dana")
    assert projects.visible_to(dana) == []
