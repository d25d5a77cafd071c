"""The command line: what it prints, and the exit codes scripts rely on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lib import config
from lib.cli import main as cli
from lib.model import Role
from lib.store.projects import people, projects
from lib.store.traces import traces
from tests.server import ROOT

GOOD = {"id": "a", "messages": [{"role": "user", "content": "Hello?"}]}


@pytest.fixture(autouse=True)
def _local(sqlite: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    _settings(monkeypatch, tmp_path, "")
    yield
    config.current.cache_clear()


def _settings(monkeypatch: pytest.MonkeyPatch, folder: Path, secrets: str) -> None:
    (folder / "secrets.toml").write_text(secrets)
    monkeypatch.setenv("STREAMLIT_SECRETS_FILES", str(folder / "secrets.toml"))
    config.current.cache_clear()


def _file(folder: Path, *rows: object) -> str:
    path = folder / "traces.jsonl"
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows))
    return str(path)


def _total(name: str) -> int:
    found = projects.by_name(people.local_person("x"), name)
    return traces.total(found.id) if found else 0


def test_a_good_file_is_imported_into_a_project_made_for_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["import", _file(tmp_path, GOOD), "--project", "Leasing"]) == cli.GOOD
    assert cli.main(["import", _file(tmp_path, GOOD), "--project", "leasing"]) == cli.GOOD
    out = capsys.readouterr().out
    assert "1 imported" in out and "1 already there" in out
    assert _total("Leasing") == 1
    cli.main(["projects"])
    assert capsys.readouterr().out == "Leasing: 1 trace\n"


def test_rejected_and_changed_rows_show_in_the_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["import", _file(tmp_path, GOOD, "{no"), "--project", "Leasing"]) == cli.SOME_REJECTED
    assert "Line 2:" in capsys.readouterr().out
    changed = {**GOOD, "extra": 1}
    assert cli.main(["import", _file(tmp_path, changed), "--project", "Leasing"]) == cli.SOME_REJECTED
    assert _total("Leasing") == 1


@pytest.mark.parametrize("rows", [(GOOD, "{no"), ("{no",), ({"x": 1},), ()])
def test_where_nothing_is_imported_the_code_says_so(tmp_path: Path, rows: tuple[object, ...]) -> None:
    assert cli.main(["import", _file(tmp_path, *rows), "--project", "Leasing", "--strict"]) == cli.NOTHING
    assert cli.main(["import", str(tmp_path / "none"), "--project", "Leasing"]) == cli.NOTHING
    assert _total("Leasing") == 0


def test_with_sign_in_it_asks_who_imports_and_what_they_may(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    boss = people.local_person("Dana")
    project = projects.create(boss, "Leasing")
    for email, role in (("eve@example.com", Role.ENGINEER), ("ann@example.com", Role.ANNOTATOR)):
        people.set_role(boss, project.id, email, role)
    _settings(monkeypatch, tmp_path, '[auth]\nclient_id = "x"\n')
    command = ["import", _file(tmp_path, GOOD), "--project", "Leasing"]
    for who in ([], ["--as", "nobody@example.com"], ["--as", "ann@example.com"]):
        assert cli.main([*command, *who]) == cli.NOTHING
    assert _total("Leasing") == 0
    assert cli.main([*command[:-1], "New one", "--as", "eve@example.com"]) == cli.NOTHING
    assert cli.main([*command, "--as", "Eve@example.com"]) == cli.GOOD


def test_it_runs_as_a_program(tmp_path: Path, sqlite: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "lib.cli", "import", _file(tmp_path, GOOD), "--project", "Leasing"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": sqlite},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert _total("Leasing") == 1
