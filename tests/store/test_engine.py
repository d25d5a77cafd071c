"""Migrations and transactions, on both databases."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from lib.store import engine
from lib.store.schema import derived_tables, tables
from lib.store.schema.tables import people
from tests.postgres import Postgres

ROOT = Path(__file__).resolve().parents[2]
MIGRATE = "import sys; from lib.store import engine; engine.use(sys.argv[1]); engine.migrate()"


@pytest.fixture(params=["sqlite", "postgresql"])
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database nothing was ever done to."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'bare.db'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.fresh(migrated=False)


def test_five_processes_starting_at_once_all_find_the_schema(bare: str) -> None:
    started = [
        subprocess.Popen([sys.executable, "-c", MIGRATE, bare], cwd=ROOT, stderr=subprocess.PIPE)
        for _ in range(5)
    ]
    errors = [process.communicate(timeout=60)[1].decode() for process in started]
    assert [process.returncode for process in started] == [0] * 5, errors
    engine.use(bare)
    with engine.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(people)) == 0


def test_the_migrations_make_exactly_the_tables_of_the_code(db: str) -> None:
    with engine.reading() as connection:
        difference = compare_metadata(MigrationContext.configure(connection), tables.metadata)
    assert difference == []
    assert derived_tables.metadata is tables.metadata


def test_a_database_from_a_newer_version_is_refused(db: str) -> None:
    with engine.writing() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(RuntimeError, match="newer"):
        engine.migrate()


def test_a_failed_write_leaves_nothing(db: str) -> None:
    with pytest.raises(ZeroDivisionError), engine.writing() as connection:
        engine.insert(connection, people, {"name": "Half"})
        raise ZeroDivisionError
    with engine.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(people)) == 0


def test_sqlite_in_memory_is_refused() -> None:
    with pytest.raises(ValueError, match="file"):
        engine.use("sqlite://")


def test_a_read_sees_one_state_of_the_database(db: str) -> None:
    count = sa.select(sa.func.count()).select_from(people)
    with engine.reading() as reader:
        before = reader.scalar(count)
        with engine.writing() as writer:
            engine.insert(writer, people, {"name": "Late"})
        assert reader.scalar(count) == before
    with engine.reading() as reader:
        assert reader.scalar(count) == before + 1


def modes(folder: Path) -> dict[str, int]:
    return {each.name: stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()}


def test_a_database_is_for_nobody_else_from_the_first_moment(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"
    before = os.umask(0)
    try:
        engine.use(f"sqlite:///{folder / 'faultline.db'}")
        engine.migrate()
        with engine.writing() as connection:
            engine.insert(connection, people, {"name": "Dana"})
            found = modes(folder)
    finally:
        os.umask(before)
        engine.engine().dispose()
    assert found == dict.fromkeys(["faultline.db", "faultline.db-wal", "faultline.db-shm"], 0o600)
    assert [stat.S_IMODE(each.stat().st_mode) for each in (folder, folder.parent)] == [0o700, 0o700]


def test_a_database_others_could_read_is_closed_to_them_and_so_are_its_copies(tmp_path: Path) -> None:
    file = tmp_path / "faultline.db"
    engine.use(f"sqlite:///{file}")
    engine.migrate()
    with engine.engine().connect() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
        connection.commit()
    engine.engine().dispose()
    old = tmp_path / "faultline.db.before-0000"
    old.touch()
    for each in tmp_path.iterdir():
        each.chmod(0o664)
    before = os.umask(0)
    try:
        engine.use(f"sqlite:///{file}")
        engine._back_up("0001")
    finally:
        os.umask(before)
        engine.engine().dispose()
    assert set(modes(tmp_path).values()) == {0o600}
    assert {file.name, old.name, "faultline.db.before-0001"} <= set(modes(tmp_path))
