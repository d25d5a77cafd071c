"""A PostgreSQL server for the tests: started on a free port, in a folder of its own, stopped at the end."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg
import pytest

from lib.store import engine

_FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"


@dataclass
class Postgres:
    """A running server. ``fresh`` makes a migrated, empty database on it."""

    port: int
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def url(self, database: str) -> str:
        """Return the URL of a database on this server."""
        return f"postgresql://faultline@127.0.0.1:{self.port}/{database}"

    def fresh(self, *, migrated: bool = True) -> str:
        """Return the URL of a new, empty database."""
        name = f"test_{next(self.numbers)}"
        template = "template_faultline" if migrated else "template1"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")  # type: ignore[arg-type]
        return self.url(name)

    @classmethod
    @contextmanager
    def started(cls) -> Iterator[Postgres]:
        """Start a server and stop it at the end. Skips, or fails in CI, where PostgreSQL is not installed."""
        initdb, postgres = _binary("initdb"), _binary("postgres")
        folder = Path(tempfile.mkdtemp(prefix="faultline-pg-"))
        as_user = _drop_root(folder)
        data = folder / "data"
        subprocess.run(
            [*as_user, initdb, "-D", str(data), "-U", "faultline", "-A", "trust", "-E", "UTF8", "--no-sync"],
            check=True,
            capture_output=True,
            cwd=folder,
        )
        port = _free_port()
        running = subprocess.Popen(
            [*as_user, postgres, "-D", str(data), "-p", str(port), "-k", str(folder), *_FAST.split()],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            cwd=folder,
        )
        try:
            assert running.stderr is not None
            for line in running.stderr:
                if "ready to accept connections" in line:
                    break
            else:
                raise RuntimeError("PostgreSQL did not start")
            os.set_blocking(running.stderr.fileno(), False)
            server = cls(port)
            with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
                connection.execute("CREATE DATABASE template_faultline")
            engine.use(server.url("template_faultline"))
            engine.migrate()
            engine.engine().dispose()
            yield server
        finally:
            # At once, writing nothing more: nobody wants what is in it.
            running.send_signal(signal.SIGQUIT)
            running.wait()
            # Hundreds of databases have a hundred thousand files: they may go while others are tested.
            subprocess.Popen(["rm", "-rf", str(folder)], start_new_session=True)


def _binary(name: str) -> str:
    found = shutil.which(name)
    if found and name != "postgres":
        return found
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
    folders += [Path("/opt/homebrew/bin"), Path("/usr/local/bin"), Path("/opt/homebrew/opt/postgresql/bin")]
    for folder in reversed(folders):
        if (folder / name).exists():
            return str(folder / name)
    if found:
        return found
    message = (
        f"PostgreSQL's {name} is not installed: `make test-system` installs it, or names what to install"
    )
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


def _drop_root(folder: Path) -> list[str]:
    # PostgreSQL refuses to run as root.
    if os.geteuid() != 0:
        return []
    shutil.chown(folder, "nobody")
    return ["setpriv", "--reuid=nobody", "--clear-groups", "--"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
