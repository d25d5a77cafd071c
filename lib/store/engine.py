"""The one engine of a process: pragmas, read and write transactions, migrations at start-up.

All that differs between SQLite and PostgreSQL is here.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from threading import Lock
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url

from lib import config
from lib.serving import logs
from lib.text.holdable import holdable

# Any fixed number: it names Faultline's migrations among PostgreSQL's advisory locks.
_MIGRATION_LOCK = 7_046_115_221

_sqlite_writers = Lock()
_engine: sa.Engine | None = None


def use(url: str) -> sa.Engine:
    """Make ``url`` the database of this process and return its engine. Does not migrate."""
    global _engine
    if _engine is not None:
        _engine.dispose()
    _engine = _create(url)
    return _engine


def engine() -> sa.Engine:
    """Return the engine of this process, on the configured database unless ``use`` chose another."""
    return _engine if _engine is not None else use(config.current().database_url)


@contextmanager
def reading() -> Iterator[sa.Connection]:
    """A read transaction: one consistent view, no lock."""
    made = engine()
    if made.dialect.name == "postgresql":
        # By default PostgreSQL shows each statement what was committed before it, not before the first.
        made = made.execution_options(isolation_level="REPEATABLE READ")
    with made.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing() -> Iterator[sa.Connection]:
    """A write transaction: committed at the end, undone whole on any error.

    On SQLite it takes the write lock at once, so that what was read first cannot change before the write.
    """
    made = engine().execution_options(faultline_write=True)
    with _turn(made), made.connect() as connection, connection.begin():
        yield connection


def _turn(made: sa.Engine) -> AbstractContextManager[object]:
    # SQLite makes writers sleep and try again, and under load some never get their turn. Between processes
    # there is no other way; the threads of one wait here.
    return _sqlite_writers if made.dialect.name == "sqlite" else nullcontext()


def insert(connection: sa.Connection, table: sa.Table, row: Mapping[str, Any]) -> int:
    """Insert one row and return its id."""
    return int(connection.execute(table.insert().values(row).returning(table.c.id)).scalar_one())


def insert_new(connection: sa.Connection, table: sa.Table, row: Mapping[str, Any]) -> int | None:
    """Insert one row and return its id, or None where a unique key of it is taken.

    Waits for whoever is inserting the same just now: what they wrote can then be read.
    """
    made = _insert(connection, table).values(row).on_conflict_do_nothing()
    found: int | None = connection.execute(made.returning(table.c.id)).scalar()
    return found


def put(connection: sa.Connection, table: sa.Table, row: Mapping[str, Any]) -> None:
    """Insert one row, or where its primary key is taken, write the rest of it over what stands there."""
    key = [column.name for column in table.primary_key]
    made = _insert(connection, table).values(row)
    rest = {name: made.excluded[name] for name in row if name not in key}
    connection.execute(made.on_conflict_do_update(index_elements=key, set_=rest))


def _insert(connection: sa.Connection, table: sa.Table) -> postgresql.Insert | sqlite.Insert:
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def _create(url: str) -> sa.Engine:
    parsed = make_url(url)
    if parsed.drivername in ("postgres", "postgresql"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    # No error may quote what was to be stored: it ends up in a log.
    if parsed.get_backend_name() != "sqlite":
        made = sa.create_engine(
            parsed,
            pool_pre_ping=True,
            pool_size=10,
            max_overflow=20,
            hide_parameters=True,
            json_serializer=_json,
        )
        sa.event.listen(made, "before_cursor_execute", _as_held, retval=True)
        sa.event.listen(made, "handle_error", _without_values)
        return made
    if not parsed.database or parsed.database == ":memory:":
        raise ValueError("Faultline needs an SQLite file: several processes share the database.")
    _keep_to_ourselves(Path(parsed.database))
    made = sa.create_engine(
        parsed, pool_size=10, max_overflow=40, hide_parameters=True, json_serializer=_json
    )
    sa.event.listen(made, "before_cursor_execute", _as_held, retval=True)
    sa.event.listen(made, "connect", _sqlite_connect)
    sa.event.listen(made, "begin", _sqlite_begin)
    return made


def _json(value: Any) -> str:
    return json.dumps(holdable(value))


def _as_held(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> tuple[str, Any]:
    """Take out of what is stored, and asked for, what a paste may hold and no database does.

    Here and not where words come in: they come by every screen, and one that forgot would lose them.
    """
    return statement, holdable(values)


def _without_values(context: sa.engine.ExceptionContext) -> None:
    """Leave of PostgreSQL's message what it is about: the rest quotes rows ("Failing row contains (...)")."""
    error: Any = context.original_exception
    if getattr(error, "sqlstate", None) is None:
        return
    named = (error.diag.table_name, error.diag.column_name, error.diag.constraint_name)
    error.args = (" ".join(filter(None, (type(error).__name__, error.sqlstate, *named))),)
    if context.sqlalchemy_exception is not None:
        context.sqlalchemy_exception.args = error.args


def _keep_to_ourselves(file: Path) -> None:
    """Let nobody else on the machine read the database; SQLite's other files get its permissions."""
    config.private_folder(file.parent)
    if not file.exists():
        file.touch(mode=0o600)
    for each in (
        file,
        file.with_name(f"{file.name}-wal"),
        file.with_name(f"{file.name}-shm"),
        *_backups(file),
    ):
        # Whoever is not its owner, or has it on a disk without permissions, cannot change them.
        with suppress(OSError):
            each.chmod(each.stat().st_mode & 0o700)


def _backups(file: Path) -> list[Path]:
    return [each for each in file.parent.iterdir() if each.name.startswith(f"{file.name}.before-")]


def _sqlite_connect(connection: Any, _record: Any) -> None:
    # Transactions are begun by _sqlite_begin, not by the driver, which would begin them too late.
    connection.isolation_level = None
    cursor = connection.cursor()
    # NORMAL: what is committed outlives a killed process; only a power cut may take the last commits with it.
    for pragma in ("busy_timeout=10000", "journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _sqlite_begin(connection: sa.Connection) -> None:
    write = connection.get_execution_options().get("faultline_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _alembic() -> AlembicConfig:
    made = AlembicConfig()
    made.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return made


def _revision(connection: sa.Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def migrate() -> None:
    """Bring the database to the newest schema. Safe when several processes start at once.

    An SQLite file with an older schema is first copied beside itself. Raises ``logs.Plain`` where the
    database is newer than this version of Faultline.
    """
    script = ScriptDirectory.from_config(_alembic())
    head = script.get_current_head()
    with reading() as connection:
        found = _revision(connection)
    if found == head:
        return
    known = {revision.revision for revision in script.walk_revisions()}
    if found is not None and found not in known:
        raise logs.Plain("This database was made by a newer version of Faultline. Update Faultline.")
    if found is not None:
        _back_up(found)
    with writing() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
        if _revision(connection) == head:
            return
        settings = _alembic()
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")


def _back_up(revision: str) -> None:
    made = engine()
    if made.dialect.name == "sqlite":
        file = Path(str(made.url.database))
        with made.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        copy = file.with_name(f"{file.name}.before-{revision}")
        with file.open("rb") as source, open(copy, "wb", opener=config.private_file) as target:
            shutil.copyfileobj(source, target)
