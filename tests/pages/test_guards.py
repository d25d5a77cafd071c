"""No page, fragment or callback without its guard: Streamlit can run each of them without app.py."""

from __future__ import annotations

import ast

import pytest

from tests.server import ROOT

PAGES = sorted((ROOT / "pages").glob("*.py"))
GUARDED = [*PAGES, *sorted((ROOT / "lib" / "ui").rglob("*.py"))]


def _called(node: ast.stmt) -> str:
    """Return the dotted name of the call a statement begins with, or ''."""
    value = getattr(node, "value", None)
    return ast.unparse(value.func) if isinstance(value, ast.Call) else ""


def _callbacks(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg and node.arg.startswith("on_"):
            names |= {name.id for name in [node.value] if isinstance(name, ast.Name)}
    return names


def _callbacks_of_others(tree: ast.Module) -> set[tuple[str, str]]:
    """Return module and name of the callbacks that a file takes from elsewhere: ``on_click=acts.undo``."""
    modules = {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    given = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword) and node.arg and node.arg.startswith("on_")
    ]
    return {
        (modules[value.value.id], value.attr)
        for value in given
        if isinstance(value, ast.Attribute)
        and isinstance(value.value, ast.Name)
        and value.value.id in modules
    }


def _is_fragment(function: ast.FunctionDef) -> bool:
    return any("fragment" in ast.unparse(decorator) for decorator in function.decorator_list)


FROM_ELSEWHERE = {given for path in GUARDED for given in _callbacks_of_others(ast.parse(path.read_text()))}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_begins_with_enter(path: object) -> None:
    tree = ast.parse(path.read_text())  # type: ignore[attr-defined]
    acting = [
        node
        for node in tree.body
        if not isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef)
        and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        and not (isinstance(node, ast.Assign) and not any(isinstance(n, ast.Call) for n in ast.walk(node)))
        and not isinstance(node, ast.AnnAssign)
    ]
    assert _called(acting[0]) == "shell.enter", f"{path} does something before shell.enter"


@pytest.mark.parametrize("path", GUARDED, ids=lambda path: path.stem)
def test_no_state_is_taken_for_granted(path: object) -> None:
    """A callback may come when another page is open already, where its widget is not."""
    read = [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text()))  # type: ignore[attr-defined]
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load)
        if ast.unparse(node.value) == "st.session_state"
    ]
    assert not read, f"{path} reads st.session_state[...] in lines {read}: use .get"


@pytest.mark.parametrize("path", GUARDED, ids=lambda path: path.stem)
def test_fragments_and_callbacks_begin_with_require(path: object) -> None:
    tree = ast.parse(path.read_text())  # type: ignore[attr-defined]
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)  # type: ignore[attr-defined]
    names = _callbacks(tree) | {name for of, name in FROM_ELSEWHERE if of == module}
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        if not (_is_fragment(function) or function.name in names):
            continue
        body = [
            node
            for node in function.body
            if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        ]
        if "no guard:" in (ast.get_docstring(function) or ""):
            continue
        first = _called(body[0])
        assert first in ("shell.require", "require"), f"{function.name} in {path} has no guard"
