"""The rooms of lib/, as their own docstrings and files tell of them."""

from __future__ import annotations

import ast
from pathlib import Path

from scripts.docs.markdown import code, table

SHOWN = (".py", ".js", ".ts", ".css", ".html", ".md", ".svg")


def block(root: Path) -> str:
    """Return a table of the rooms: what each is for, and its files.

    Raises ``ValueError`` where a folder with code has no docstring to say what it is for.
    """
    files = [[code(f"lib/{file.name}"), _said(file), ""] for file in sorted((root / "lib").glob("[!_]*.py"))]
    rooms = [
        [code(f"{room.relative_to(root)}/"), _said(room / "__init__.py"), _files(room)]
        for room in _rooms(root / "lib")
    ]
    return table(["Room", "What it is for", "Its files"], files + rooms)


def _rooms(folder: Path) -> list[Path]:
    """The folders with code below this one, each before those in it."""
    found = []
    for room in sorted(path for path in folder.iterdir() if path.is_dir() and path.name != "__pycache__"):
        if any(file.suffix in SHOWN for file in room.iterdir()):
            found.append(room)
        found += _rooms(room)
    return found


def _said(file: Path) -> str:
    """The first paragraph of a module's docstring."""
    if file.parent.name in UNSAID and not file.exists():
        return UNSAID[file.parent.name]
    said = ast.get_docstring(ast.parse(file.read_text("utf-8"))) if file.exists() else None
    if not said:
        raise ValueError(f"{file} has no docstring, so docs/architecture.md cannot say what it is for.")
    return said.split("\n\n")[0]


UNSAID = {
    "migrations": "How a database of an older version comes to the schema: alembic's environment.",
    "versions": "One file a migration, in their order.",
    "renderers": "How the steps of a trace are drawn: one file a way, which Settings then offers.",
}
"""Folders that are no packages."""


def _files(room: Path) -> str:
    """The files of a room by name; those that differ in their ending alone once."""
    endings: dict[str, list[str]] = {}
    for file in sorted(room.iterdir()):
        if file.suffix in SHOWN and file.name != "__init__.py":
            endings.setdefault(file.stem, []).append(file.suffix)
    names = [stem if kinds == [".py"] else f"{stem}{', '.join(kinds)}" for stem, kinds in endings.items()]
    return " · ".join(names)
