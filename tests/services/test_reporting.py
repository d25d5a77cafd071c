"""The report of the demo, made where Streamlit cannot be imported."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from lib.services import demo_project
from lib.store.projects import people
from tests.server import ROOT

WITHOUT_STREAMLIT = """
import sys

class Refused:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("streamlit", "st_aggrid"):
            raise ImportError(f"{name} is not to be imported here")

sys.meta_path.insert(0, Refused())
from lib.cli import main
for kind in ("markdown", "html"):
    asked = ["report", "--project", sys.argv[1], "--format", kind, "--output", f"{sys.argv[2]}.{kind}"]
    assert main.main(asked) == 0
assert "streamlit" not in sys.modules
"""


def test_the_report_of_the_demo_needs_no_streamlit(sqlite: str, tmp_path: Path) -> None:
    demo = demo_project.load(people.local_person("Dana"), finished=True)
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_STREAMLIT, demo.name, str(tmp_path / "report")],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": sqlite, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said = (tmp_path / "report.markdown").read_text("utf-8")
    for figure in (
        "130 read, 2 of them deferred and counted nowhere; 128 judged: 98 random, 30 targeted.",
        "**79 of 128** traces read failed; an estimated **54 %** (44 to 64 %) of traces like these.",
        "| Move-in date not asked first | 40 of 128 | 32 % (23 to 41 %) |",
        "| Empty promise of a call | 3 of 128 | 3 % (1 to 9 %) |",
        "Failing traces: 59 % (45 to 71 %) to 49 % (35 to 63 %). Rests on 51 and 47 random traces.",
        "agree on failed or not in **24 of 29** random traces",
    ):
        assert figure in said
    page = (tmp_path / "report.html").read_text("utf-8")
    assert page.count('"data:image/svg+xml') == 4, "each chart once more, for a phone"
    assert "<td>40 of 128</td><td>32\u00a0% (23 to 41\u00a0%)</td>" in page
    led = set(re.findall(r'<a href="([^"]+)"', page))
    assert led == {f"https://example.com/tickets/{number}" for number in (398, 412)}, (
        "no trace has an address"
    )
    assert "Severity 3 of 4 · Calendar team · fixed in 2.0" in page
    assert "Labels: two people read 29 of the same random traces and say the same of 24" in page
