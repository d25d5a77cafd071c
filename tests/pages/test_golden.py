"""What leaves the app as a file, word for word: the report, the codebook, the tables of the Failures charts.

Made of the finished demo through the pages, as a browser would download it. After a change that is meant,
``make golden`` writes tests/golden anew: read the diff.
"""

from __future__ import annotations

import re
import shutil
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.testing.v1 import AppTest

from lib.model import Person
from lib.services import demo_project
from tests.conftest import ROOT

GOLDEN = ROOT / "tests" / "golden"

LOOKS: dict[str, tuple[str, dict[str, str]]] = {
    "report": ("report", {}),
    "codebook": ("axial", {"axial_view": "Codebook"}),
    "how-often": ("failures", {}),
    "where": ("failures", {"tab": "Where"}),
    "where-after-what": ("failures", {"tab": "Where", "place": "After what"}),
    "who": ("failures", {"tab": "Who"}),
    "together": ("failures", {"tab": "Together"}),
    "change-versions": ("failures", {"tab": "Change"}),
    "change-periods": ("failures", {"tab": "Change", "compare": "Before and after"}),
    "change-weeks": ("failures", {"tab": "Change", "compare": "By week"}),
    "change-batches": ("failures", {"tab": "Change", "compare": "By batch"}),
    "reliability": ("reliability", {}),
    "saturation": ("failures", {"tab": "Saturation"}),
}
"""What is looked at: the page, and what is chosen on it."""


MOMENT = re.compile(r"(Made with Faultline on |as of |”, |; )\d{1,2} [A-Z]\w+ \d{4}(, \d\d\\?:\d\d UTC)?")
"""When the report, a round and a batch were made: all of them while the test runs."""

PICTURE = re.compile(r"(data:image/svg\+xml;base64,)[\w+/=]+")


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Every file that is offered for download, by its name. Pictures are made when asked for."""
    found: dict[str, bytes] = {}
    keep = MemoryMediaFileStorage.load_and_get_id

    def seen(self: MemoryMediaFileStorage, data: Any, mime: str, kind: Any, name: str | None = None) -> str:
        if name:
            found[name] = data
        return keep(self, data, mime, kind, name)

    monkeypatch.setattr(MemoryMediaFileStorage, "load_and_get_id", seen)
    return found


@pytest.mark.usefixtures("app")
def test_what_is_downloaded_is_what_it_was(
    me: Person, offered: dict[str, bytes], request: pytest.FixtureRequest
) -> None:
    project, made = demo_project.load(me, finished=True), dict[str, str]()
    for look, (page, chosen) in LOOKS.items():
        offered.clear()
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
        app.query_params.update({"project": str(project.id), **chosen})
        for key, value in chosen.items():
            app.session_state[key] = value
        # What a folded table offers is made when it is opened.
        for file in GOLDEN.rglob("*.csv"):
            app.session_state[f"folded_table_{file.stem}"] = True
        app.switch_page(f"pages/{page}.py").run()
        assert not app.exception
        assert offered, f"nothing is offered on {look}"
        made |= {f"{look}/{_undated(name)}": _settled(data) for name, data in offered.items()}
    if request.config.getoption("golden_update"):
        _write(made)
    kept = {str(file.relative_to(GOLDEN)): _read(file) for file in GOLDEN.rglob("*.*")}
    assert sorted(made) == sorted(kept)
    for name, text in made.items():
        assert text.splitlines() == kept[name].splitlines(), f"{name} differs. Meant? make golden"
        assert text == kept[name], f"the line ends of {name}"


@pytest.mark.parametrize("file", sorted(GOLDEN.rglob("*.*")), ids=lambda file: file.name)
def test_nothing_of_one_day_version_or_machine_is_kept(file: Path) -> None:
    text, today = _read(file), datetime.now(UTC)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert str(ROOT) not in text and not re.search(r"/(tmp|home|root|var|Users)/", text)
    assert project["version"] not in text
    assert f"{today.day} {today:%b %Y}" not in text and f"{today:%Y-%m-%d}" not in text


def _undated(name: str) -> str:
    return re.sub(r"-\d{4}-\d\d-\d\d", "", name)


def _settled(data: bytes) -> str:
    """A file without what differs from run to run: the moment it was made, and its pictures."""
    return PICTURE.sub(r"\1…", MOMENT.sub(r"\1TODAY", data.decode("utf-8")))


def _read(file: Path) -> str:
    return file.read_bytes().decode("utf-8")  # as bytes, since reading text would change the ends of lines


def _write(made: dict[str, str]) -> None:
    shutil.rmtree(GOLDEN, ignore_errors=True)
    for name, text in made.items():
        (GOLDEN / name).parent.mkdir(parents=True, exist_ok=True)
        (GOLDEN / name).write_bytes(text.encode())
