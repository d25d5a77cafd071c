"""Every bench and every script runs, on something small: none goes stale unseen."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.browser.conftest import chromium
from tests.conftest import ROOT

SMALL = {
    "bench/annotate_latency.py": "--runs 1 --saves 1 --traces 100 --steps 300 --others 1",
    "bench/browse_speed.py": "--traces 300",
    "bench/discovery.py": "--seeds 1 --makes 1 --size 60 --batch 60",
    "bench/grouping.py": "--small",
    "bench/import_speed.py": "--megabytes 1",
    "bench/page_speed.py": "--times 1 --notes 40 --reviews 100 --traces 100",
    "bench/partial_feedback.py": "--seeds 1 --makes 1 --size 60 --batch 60",
    "bench/sampling.py": "--traces 450 --characters 400",
    "scripts/audit.py": "",
    "scripts/screenshots.py": "--target {folder} --pages report",
}
"""What each is given to be done in seconds."""

PARTS = {
    "bench/arriving.py": "bench/page_speed.py",
    "bench/colleagues.py": "bench/annotate_latency.py",
    "bench/counting.py": "bench/annotate_latency.py",
    "bench/floor.py": "bench/annotate_latency.py",
}
"""What another one runs."""

_LIMIT = 600
"""Seconds after which one hangs, on a busy machine too."""

IN_A_BROWSER = ("bench/annotate_latency.py", "bench/page_speed.py", "scripts/screenshots.py")


Running = dict[str, tuple[Path, "Future[str]"]]
"""By name, the folder of one that runs, and what it will have said."""


def command(name: str, folder: Path) -> list[str]:
    """How the file says that it is run: a bench as a module, a script by its path."""
    how = ["-m", name.removesuffix(".py").replace("/", ".")] if name.startswith("bench/") else [name]
    return [sys.executable, *how, *SMALL[name].format(folder=folder).split()]


def run(name: str, folder: Path) -> str:
    """Run it in a process of its own, with an empty folder for what it keeps and no network; what it said."""
    own = {"PYTHONPATH": str(ROOT), "TMPDIR": str(folder)}
    own |= dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), "http://127.0.0.1:9")
    own |= dict.fromkeys(("NO_PROXY", "no_proxy"), "localhost,127.0.0.1")
    kept = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "FAULTLINE_DATA")}
    started = subprocess.Popen(
        command(name, folder),
        cwd=ROOT,
        env={**kept, **own},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        out, err = started.communicate(timeout=_LIMIT)
    except subprocess.TimeoutExpired:
        # With the servers that it started, which would keep the machine busy for all that follows.
        os.killpg(started.pid, signal.SIGKILL)
        out, err = started.communicate()
        pytest.fail(f"{name} was not done within {_LIMIT} seconds\n{out}{err}")
    assert started.returncode == 0, out + err
    return out


@pytest.fixture(scope="module")
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Those that were asked for, two at a time, since each mostly waits."""
    wanted = [
        item.callspec.params["name"]
        for item in request.session.items
        if isinstance(item, pytest.Function) and item.path == Path(__file__) and hasattr(item, "callspec")
    ]
    with ThreadPoolExecutor(2) as pool:
        folders = {name: tmp_path_factory.mktemp("small") for name in wanted}
        yield {name: (folder, pool.submit(run, name, folder)) for name, folder in folders.items()}


def test_each_has_a_small_run() -> None:
    there = {
        str(path.relative_to(ROOT))
        for folder in ("bench", "scripts")
        for path in (ROOT / folder).glob("*.py")
        if path.name != "__init__.py"
    }
    assert there == set(SMALL) | set(PARTS), "give a new one a size at which it is done in seconds"


@pytest.mark.parametrize("name", [name for name in SMALL if name not in IN_A_BROWSER])
def test_it_runs(name: str, running: Running) -> None:
    said = running[name][1].result()
    assert said
    if name == "scripts/audit.py":
        assert said == "The service pip-audit asks cannot be reached from here, so nothing was checked.\n"


@pytest.mark.flaky(reruns=1)
@pytest.mark.parametrize("name", IN_A_BROWSER)
def test_it_runs_in_a_browser(name: str, running: Running, tmp_path: Path) -> None:
    chromium()
    # A second try is a run of its own.
    folder, first = running.pop(name, (tmp_path, None))
    assert first.result() if first else run(name, folder)
    if name == "scripts/screenshots.py":
        pictures = [path.name for path in sorted(folder.glob("*.png"))]
        assert pictures == ["report-dark.png", "report-light.png"]
