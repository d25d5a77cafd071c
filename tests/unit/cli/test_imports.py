"""What the command line loads: a nightly job should not wait for what draws pages and charts."""

from __future__ import annotations

import subprocess
import sys

from tests.server import ROOT

HEAVY = ("altair", "pandas", "scipy", "sklearn", "streamlit")


def test_a_fresh_process_that_imports_the_command_line_loads_nothing_heavy() -> None:
    # A static graph of imports cannot see those inside of functions, nor those of other packages.
    found = subprocess.run(
        [sys.executable, "-c", "import sys, lib.cli.main; print(*sorted(sys.modules))"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    loaded = set(found.stdout.split())
    assert "lib.cli.import_traces" in loaded
    assert loaded.isdisjoint(HEAVY)
