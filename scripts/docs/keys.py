"""The keys of every screen, read from the lists in the code that binds them."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from lib.words import keys as listed
from scripts.docs.markdown import code, table

Keys = list[tuple[list[str], str]]
"""Keys as they stand on the keyboard, and what they do."""


def in_script(name: str) -> Callable[[str], Keys]:
    """Return how to read the list that a script calls ``name``: ``[[["Ctrl", "↵"], "save"], ...]``."""

    def read(text: str) -> Keys:
        found = re.search(rf"^const {name} = (\[.*?\]);$", text, re.DOTALL | re.MULTILINE)
        if not found:
            raise ValueError(f"There is no list {name}.")
        read_out = json.loads(re.sub(r",(\s*\])", r"\1", found[1]))
        return [(list(keys), str(words)) for keys, words, *_ in read_out]

    return read


def in_list(screen: str) -> Callable[[str], Keys]:
    """Return how to read the keys of a screen that are listed in lib/words/keys.py."""
    return lambda _: [(list(key.signs), key.words) for key in listed.KEYS[screen]]


def in_python(text: str) -> Keys:
    """Return the keys of Streamlit's buttons by label, and those that are worked out by ``# key U: ...``."""
    found = [(re.split(r"\s+", each[1]), each[2]) for each in re.finditer(r"# key ([^:]+): (.+)", text)]
    calls = [call for call in ast.walk(ast.parse(text)) if isinstance(call, ast.Call)]
    worked_out = 0
    for call in calls:
        for given in call.keywords:
            if given.arg == "shortcut" and isinstance(given.value, ast.Constant):
                found.append(
                    (str(given.value.value).upper().replace("CTRL+ENTER", "Ctrl ↵").split(), _label(call))
                )
            worked_out += given.arg == "shortcut" and not isinstance(given.value, ast.Constant)
    if worked_out != len(re.findall(r"# key ", text)):
        raise ValueError("A key that is worked out needs a comment `# key K: what it does`.")
    return found


def _label(call: ast.Call) -> str:
    """The label of a button, up to where it is worked out."""
    label = call.args[0]
    parts = label.values if isinstance(label, ast.JoinedStr) else [label]
    first = parts[0]
    if not isinstance(first, ast.Constant):
        raise ValueError(f"The button in line {call.lineno} has a key, but no label that can be read.")
    return str(first.value).rstrip(": ").lower()


SCREENS: dict[str, dict[str, Callable[[str], Keys]]] = {
    "Annotate": {
        "lib/words/keys.py": in_list("annotate"),
        "lib/ui/annotate/finished.py": in_python,
    },
    "Axial coding, the board": {"lib/words/keys.py": in_list("board")},
    "Label pass": {"lib/words/keys.py": in_list("label")},
    "Check older traces": {"lib/ui/drift/question.py": in_python},
    "Adjudicate": {
        "lib/ui/reliability/adjudication_form.py": in_python,
        "pages/adjudicate.py": in_python,
    },
    "Reliability, reading again": {"lib/ui/drift/read_again.py": in_python},
    "Find, wherever a trace is shown": {"lib/ui/trace/trace_find.js": in_script("FIND_KEYS")},
}
"""The files that hold a screen's keys, and how each is read."""

_FROM_THE_LIST = {"lib/ui/annotate", "lib/ui/axial", "lib/ui/label"}
"""Rooms whose scripts take the keys of lib/words/keys.py."""


def block(root: Path) -> str:
    """Return the keys of every screen. Raises ``ValueError`` where a list is missing or cannot be read."""
    files = {file for each in SCREENS.values() for file in each}
    rooms = {str(Path(file).parent) for file in files} | _FROM_THE_LIST
    for file in binding(root):
        if (file.endswith(".js") and str(Path(file).parent) in rooms) or file in files:
            continue
        raise ValueError(f"{file} takes keys, but is in no list of {__name__}.")
    return "\n\n".join(
        f"## {screen}\n\n{_source(files)}\n\n{_screen(root, files)}" for screen, files in SCREENS.items()
    )


def binding(root: Path) -> Iterator[str]:
    """Files that bind keys of a whole page: buttons with a shortcut, scripts that listen to the document."""
    for file in sorted([*(root / "pages").rglob("*.py"), *(root / "lib/ui").rglob("*.*")]):
        marks = {".py": "shortcut=", ".js": 'document.addEventListener("keydown"'}
        if file.suffix in marks and marks[file.suffix] in file.read_text("utf-8"):
            yield str(file.relative_to(root))


def _source(files: Iterable[str]) -> str:
    return f"From {', '.join(map(code, files))}."


def _screen(root: Path, files: dict[str, Callable[[str], Keys]]) -> str:
    rows = []
    for file, read in files.items():
        try:
            found = read((root / file).read_text("utf-8"))
        except (OSError, ValueError) as problem:
            raise ValueError(f"The keys in {file} cannot be read: {problem}") from problem
        rows += [[" ".join(f"<kbd>{key}</kbd>" for key in keys), words] for keys, words in found]
    return table(["Key", "What it does"], rows)
