"""What every test may use: the real data where it is present, and a database of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from lib.model import Person, Project
from lib.store import engine
from lib.store.projects import people, projects
from tests.postgres import Postgres

# How long one example takes says nothing on a busy machine.
settings.register_profile("faultline", deadline=None)
settings.load_profile("faultline")

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data"


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--golden-update`` writes tests/golden anew instead of comparing with it."""
    parser.addoption("--golden-update", action="store_true", help="write tests/golden as it is made now")


@pytest.fixture(scope="session")
def shared_data() -> Callable[[str], Path]:
    """Return the path of a real data file, or skip the test where the data is absent."""

    def find(name: str) -> Path:
        path = SHARED / name
        if not path.exists():
            pytest.skip(f"real traces are absent: ../shared/data/{name}")
        return path

    return find


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server of this test run's own."""
    with Postgres.started() as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy from."""
    path = tmp_path_factory.mktemp("template") / "faultline.db"
    engine.use(f"sqlite:///{path}")
    engine.migrate()
    with engine.engine().connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.engine().dispose()
    return path


@pytest.fixture
def sqlite(sqlite_template: Path, tmp_path: Path) -> Iterator[str]:
    """An empty database in a file of its own; the engine of this process points at it. The URL."""
    path = tmp_path / "faultline.db"
    path.write_bytes(sqlite_template.read_bytes())
    yield from _using(f"sqlite:///{path}")


@pytest.fixture(params=["sqlite", "postgresql"])
def db(request: pytest.FixtureRequest) -> Iterator[str]:
    """As ``sqlite``, and then again on a real PostgreSQL: what every test of the store runs against."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite")
    else:
        server: Postgres = request.getfixturevalue("postgres")
        yield from _using(server.fresh())


def _using(url: str) -> Iterator[str]:
    made = engine.use(url)
    yield url
    made.dispose()


@pytest.fixture
def dana(db: str) -> Person:
    """The one local person, who may do everything."""
    return people.local_person("Dana")


@pytest.fixture
def project(dana: Person) -> Project:
    """An empty project of Dana's."""
    return projects.create(dana, "Leasing assistant")
