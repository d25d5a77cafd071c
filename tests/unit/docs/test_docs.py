"""The pages of docs/ say what the code says, and every path they name is there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from scripts import docs
from tests.conftest import ROOT

PAGES = docs.pages(ROOT)
NOT_KEPT = {".streamlit/secrets.toml"}
"""Named, but everybody's own."""

LINK = re.compile(r"\]\((?!https?:|#|mailto:)<?([^)#>\s]+)[^)]*\)")
PATH = re.compile(r"(?<![\w/.<-])((?:lib|pages|tests|docs|scripts|bench|\.streamlit)/[\w./*<>-]*)")
IN_FILE = re.compile(r"`(\w+)(?:\(\))?` (?:in|of) `((?:lib|pages|tests|scripts)/[\w/]+\.(?:py|js))`")
IN_COMMENT = re.compile(r"(?<![\w/.])((?:lib|tests|pages|docs|bench)/[\w/]+\.(?:py|js|css|md))")
MODULE = re.compile(r"(?<![\w/.])((?:lib|pages|scripts)(?:\.[a-z_]\w*)+)(?!\w|\()")


def ids(page: Path) -> str:
    return str(page.relative_to(ROOT))


def is_there(path: str) -> bool:
    """Whether a path is in the repository; ``*`` stands for any name, ``<name>`` for one to be chosen."""
    kept = re.sub(r"[^/]*<.*", "", path).rstrip(".") if "<" in path else path.rstrip(".")
    return path in NOT_KEPT or bool(next(ROOT.glob(kept.rstrip("/")), None))


@pytest.mark.parametrize("file", PAGES, ids=ids)
def test_what_a_page_takes_from_the_code_is_what_the_code_says(file: Path) -> None:
    text = file.read_text("utf-8")
    assert text == docs.filled(text, ROOT), f"{ids(file)} is stale: make docs writes it anew."


def test_every_block_is_on_a_page() -> None:
    shown = [name for page in PAGES for name in docs.named(page.read_text("utf-8"))]
    assert sorted(shown) == sorted(docs.BLOCKS)


@pytest.mark.parametrize("file", PAGES, ids=ids)
def test_links_lead_somewhere(file: Path) -> None:
    gone = [link for link in LINK.findall(file.read_text("utf-8")) if not (file.parent / link).exists()]
    assert gone == []


@pytest.mark.parametrize("file", PAGES, ids=ids)
def test_paths_and_modules_that_are_named_are_there(file: Path) -> None:
    text = file.read_text("utf-8")
    code = re.sub(r"\]\([^)]*\)", "]", text)
    gone = [path for path in PATH.findall(code) if not is_there(path)]
    gone += [name for name in MODULE.findall(code) if not is_module(name)]
    assert gone == []


@pytest.mark.parametrize("file", PAGES, ids=ids)
def test_what_is_said_to_be_in_a_file_is_in_it(file: Path) -> None:
    named = IN_FILE.findall(" ".join(file.read_text("utf-8").split()))
    gone = [
        (name, path)
        for name, path in named
        if not re.search(rf"\b{name}\b", (ROOT / path).read_text("utf-8"))
    ]
    assert gone == []


def is_module(name: str) -> bool:
    """Whether this is a module of ours, or a name in one."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        path = ROOT.joinpath(*parts[:end])
        file = path.with_suffix(".py") if path.with_suffix(".py").exists() else path / "__init__.py"
        if path.is_dir() or file.exists():
            said, rest = file.read_text("utf-8") if file.exists() else "", parts[end:]
            return not rest or bool(re.search(rf"\b{rest[0]}\b", said))
    return False


SOURCES = [
    *(
        path
        for room in ("lib", "pages", "scripts", ".streamlit")
        for path in sorted((ROOT / room).rglob("*.*"))
    ),
    *(ROOT / name for name in ("app.py", "server.py")),
]


def test_comments_name_files_that_are_there() -> None:
    gone = []
    for source in SOURCES:
        if source.suffix in (".py", ".js", ".css", ".toml", ".example"):
            named = IN_COMMENT.findall(source.read_text("utf-8"))
            gone += [f"{ids(source)}: {path}" for path in named if not (ROOT / path).exists()]
    assert gone == []


def test_the_newest_version_of_the_changelog_is_the_one_this_is() -> None:
    versions = re.findall(r"^## (\d\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert versions[0] == tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert versions == sorted(versions, key=lambda one: [int(part) for part in one.split(".")], reverse=True)


def test_the_readme_names_every_room_of_lib() -> None:
    listed = re.findall(r"^lib/(\w+(?:/|\.py)) ", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    rooms = [f"{room.parent.name}/" for room in ROOT.glob("lib/*/__init__.py")]
    assert sorted(listed) == sorted([*rooms, *(file.name for file in ROOT.glob("lib/[!_]*.py"))])
