"""Who mends a failure mode, its link and its state: kept, told, undone, carried along; on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from lib.failure_modes import ModeStatus
from lib.model import Person, Project
from lib.store import engine
from lib.store.taxonomy import past, taxonomy
from lib.store.taxonomy.operations import Merge, Restore, Retire, Split
from lib.words.taxonomy import in_words
from tests.postgres import Postgres
from tests.store.taxonomy.test_taxonomy import noted, stored, undo_newest

MENDED = {"owner": "Dana", "link": "https://example.com/1", "status": "fixed", "fixed_in": "2.0"}
MIGRATIONS = Path(engine.__file__).parent / "migrations"


def said(project: Project) -> dict[str, tuple[str, str, str, str]]:
    modes = taxonomy.modes(project.id)
    return {mode.name: (mode.owner, mode.link, mode.status.value, mode.fixed_in) for mode in modes}


def test_owner_link_and_state_are_one_change_that_is_told_and_undone(dana: Person, project: Project) -> None:
    mode = taxonomy.create_mode(dana, project.id, "Wrong price", note_ids=noted(dana, project.id, traces=2))
    taxonomy.edit_mode(dana, project.id, mode.id, **MENDED | {"owner": "  Dana \u200b "})
    assert said(project) == {"Wrong price": ("Dana", "https://example.com/1", "fixed", "2.0")}
    newest, older = taxonomy.history(dana, project.id)
    assert in_words(newest) == "changed state, version it is fixed in, owner, link of “Wrong price”"
    assert past.taxonomy_at(project.id, older.id).modes == (mode,)
    taxonomy.edit_mode(dana, project.id, mode.id, status="accepted")
    assert said(project) == {"Wrong price": ("Dana", "https://example.com/1", "accepted", "")}
    assert [one.status.stands for one in taxonomy.modes(project.id)] == [True]
    undo_newest(dana, project.id)
    assert said(project) == {"Wrong price": ("Dana", "https://example.com/1", "fixed", "2.0")}
    undo_newest(dana, project.id)
    assert taxonomy.modes(project.id) == [mode]


def test_a_link_that_is_none_is_refused_with_its_reason(dana: Person, project: Project) -> None:
    mode = taxonomy.create_mode(dana, project.id, "Wrong price")
    before = stored(project.id)
    for values, reason in (
        ({"link": "javascript:alert(1)"}, "begins with http"),
        ({"link": "https://dana:secret@example.com"}, "no name or password"),
        ({"owner": "x" * 81}, "owner has 81"),
        ({"fixed_in": "x" * 201, "status": "fixed"}, "version has 201"),
    ):
        with pytest.raises(ValueError, match=reason):
            taxonomy.edit_mode(dana, project.id, mode.id, **{"owner": "Robin"} | values)
    assert stored(project.id) == before


def test_a_merge_keeps_the_targets_own_a_split_and_a_return_what_was_there(
    dana: Person, project: Project
) -> None:
    ids = noted(dana, project.id, traces=4)
    one = taxonomy.create_mode(dana, project.id, "One", note_ids=ids[:2])
    two = taxonomy.create_mode(dana, project.id, "Two", note_ids=ids[2:])
    taxonomy.edit_mode(dana, project.id, one.id, **MENDED)
    taxonomy.edit_mode(dana, project.id, two.id, owner="Robin")
    start, mended = said(project), ("Dana", "https://example.com/1", "fixed", "2.0")
    taxonomy.apply(dana, project.id, Split(one.id, ids[:1], {"name": "Part"}))
    assert said(project) == start | {"Part": mended}
    undo_newest(dana, project.id)
    taxonomy.apply(dana, project.id, Merge(one.id, two.id))
    assert said(project) == {"Two": ("Robin", "", "active", "")}
    taxonomy.apply(dana, project.id, Restore(one.id))
    assert said(project) == start
    taxonomy.apply(dana, project.id, Retire(one.id))
    taxonomy.apply(dana, project.id, Restore(one.id))
    assert said(project) == start


@pytest.fixture(params=["sqlite", "postgresql"])
def before(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database of the schema before, with a project whose failure mode has a revision."""
    server: Postgres | None = (request.param == "postgresql" and request.getfixturevalue("postgres")) or None
    url = server.fresh(migrated=False) if server else f"sqlite:///{tmp_path / 'before.db'}"
    made, settings = engine.use(url), Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    with engine.writing() as connection:
        settings.attributes["connection"] = connection
        command.upgrade(settings, "0011")
        found = sa.MetaData()
        found.reflect(connection)
        at = {"created_at": sa.func.now()}
        project = engine.insert(
            connection,
            found.tables["projects"],
            {"name": "Old", "name_key": "old", "is_demo": False} | at | {"identity_hashed": False},
        )
        mode = {"name": "Wrong price", "definition": "", "status": "fixed", "examples": []}
        own = {"project_id": project, "name_key": "wrong price", "colour": 0}
        kept = engine.insert(connection, found.tables["failure_modes"], mode | own | at)
        revision = {"mode_id": kept, "revision": 1, "at": sa.func.now()}
        engine.insert(connection, found.tables["failure_mode_revisions"], mode | revision)
    yield url
    made.dispose()


def test_modes_from_before_are_kept_without_an_owner(before: str) -> None:
    engine.migrate()
    [mode] = taxonomy.modes(1)
    assert (mode.name, mode.status, mode.owner, mode.link, mode.fixed_in) == (
        "Wrong price",
        ModeStatus.FIXED,
        "",
        "",
        "",
    )
    with engine.reading() as connection:
        kept = sa.text("SELECT owner, link, fixed_in FROM failure_mode_revisions")
        assert [tuple(row) for row in connection.execute(kept)] == [("", "", "")]
