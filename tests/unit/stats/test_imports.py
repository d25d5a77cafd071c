"""What the statistics bring with them: pages wait for it when they are first opened."""

from __future__ import annotations

import subprocess
import sys

from tests.server import ROOT


def test_the_figures_of_a_page_come_without_all_of_scipys_distributions() -> None:
    # Half of the time that Failures took when it was first opened.
    files = (file.stem for file in (ROOT / "lib" / "stats").glob("[a-z]*.py"))
    imports = "\n".join(f"import lib.stats.{name}" for name in files)
    asked = [sys.executable, "-c", f"import sys\n{imports}\nprint('scipy.stats' in sys.modules)"]
    said = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"
