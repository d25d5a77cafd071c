"""What the first page loads: whoever opens it should not wait for what only other pages need."""

from __future__ import annotations

import ast
import subprocess
import sys

from tests.server import ROOT

SLOW = {"scipy.stats", "sklearn", "altair", "st_aggrid", "lib.services.demo_project"}


def imports(name: str) -> str:
    """Return the lines of a file that import something as it is loaded, without the rest of it."""
    tree = ast.parse((ROOT / name).read_text("utf-8"))
    found = [line for line in tree.body if isinstance(line, ast.Import | ast.ImportFrom)]
    return "\n".join(ast.unparse(line) for line in found if getattr(line, "module", "") != "__future__")


def loaded(statements: str) -> set[str]:
    """Return the modules of a fresh process that has done this."""
    found = subprocess.run(
        [sys.executable, "-c", f"{statements}\nimport sys\nprint(*sorted(sys.modules))"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    return set(found.stdout.split())


def test_the_first_trace_waits_for_no_statistics_and_no_demo() -> None:
    found = loaded(f"{imports('app.py')}\n{imports('pages/annotate.py')}")
    assert "lib.ui.annotate.reader" in found
    assert found.isdisjoint(SLOW)


def test_a_server_has_loaded_what_the_pages_need_before_it_answers() -> None:
    """All but what the first page does without."""
    found = loaded("import server")
    for page in (ROOT / "pages").glob("*.py"):
        for line in ast.parse(page.read_text("utf-8")).body:
            if isinstance(line, ast.ImportFrom) and (line.module or "").startswith("lib."):
                assert line.module in found, f"{page.name} imports {line.module}"
    assert found.isdisjoint(SLOW)


def test_no_collection_of_the_first_page_walks_what_a_server_has_loaded() -> None:
    said = subprocess.run(
        [sys.executable, "-c", "import server, gc; print(gc.isenabled(), gc.get_freeze_count() > 100_000)"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    assert said.stdout.split()[-2:] == ["True", "True"]
