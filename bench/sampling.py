"""How long drawing takes in the whole application, and how much memory: vectors, draws and the page itself.

    python -m bench.sampling [--traces 100000] [--characters 5000]

Builds its own SQLite file once, in the temporary folder, and finds it there the next time.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from zlib import crc32

import numpy as np

from lib.model import Feedback, FeedbackOrigin, Person, Role, Step, StepKind, Trace, TraceFilter, Verdict
from lib.services import drawing
from lib.services import jobs as background
from lib.services.drawing import Plan, Strategy
from lib.services.importing import prepared
from lib.store import engine, jobs
from lib.store.jobs import Status
from lib.store.projects import people, projects
from lib.store.reviews import reviews
from lib.store.schema import derived_tables
from lib.store.traces import imports, traces

ROOT = Path(__file__).resolve().parent.parent
TOPICS, WORDS, OWN_WORDS = 40, 30_000, 400
READ = 300


def made(count: int, characters: int, *, seed: int = 1) -> Iterator[Trace]:
    """Yield conversations of about this length: words as rare as in real text, some of the topic's own."""
    chance = np.random.default_rng(seed)
    syllables = [a + b for a in "bcdfghjklmnprstvwz" for b in ("a", "e", "i", "o", "u", "an", "er", "is")]
    words = np.array(["".join(chance.choice(syllables, chance.integers(1, 4))) for _ in range(WORDS)])
    rarity = 1 / np.arange(1, WORDS + 1)
    edges = np.cumsum(rarity / rarity.sum())
    own = chance.integers(200, WORDS, (TOPICS, OWN_WORDS))
    start = datetime(2026, 1, 1, tzinfo=UTC)
    turns, length = 4, characters // 30
    for number in range(count):
        topic = int(chance.integers(TOPICS) * chance.random())
        drawn = np.searchsorted(edges, chance.random(turns * length))
        kept = chance.random(len(drawn)) < 0.15
        drawn[kept] = own[topic, chance.integers(0, OWN_WORDS, int(kept.sum()))]
        said = [" ".join(words[part]) for part in drawn.reshape(turns, length)]
        fails = chance.random() < (0.4 if topic % 7 == 3 else 0.1)
        thumb = (
            (-1.0 if chance.random() < (0.7 if fails else 0.2) else 1.0) if chance.random() < 0.3 else None
        )
        yield Trace(
            external_id=f"trace-{number:07d}",
            steps=(
                Step(1, StepKind.SYSTEM, said[0]),
                Step(2, StepKind.USER, said[1][:300]),
                Step(3, StepKind.TOOL, name=f"tool_{topic % 9}", arguments='{"q": 1}', result=said[2]),
                Step(4, StepKind.ASSISTANT, said[3]),
            ),
            feedback=None if thumb is None else Feedback(thumb, FeedbackOrigin.THUMB, str(thumb)),
            happened_at=start + timedelta(seconds=int(chance.integers(86_400 * 180))),
            version=("2.1", "2.2", "2.3")[number % 3],
            latency_seconds=round(float(chance.exponential(3)), 2),
            cost_usd=round(float(chance.exponential(0.01)), 4),
            metadata={
                "channel": ("sms", "chat", "email")[int(chance.integers(3))],
                "returning": bool(chance.random() < 0.3),
                "user": f"user-{chance.integers(30_000)}",
                "fails": bool(fails),
            },
        )


def fill(who: Person, project_id: int, count: int, characters: int) -> None:
    """Import, publish, and read 300 of them at random."""
    opened = imports.start(who, project_id, "bench")
    coming = made(count, characters)
    while some := list(islice(coming, 500)):
        imports.add(opened, [prepared(trace) for trace in some])
    imports.publish(who, opened, {})
    found = traces.matching(project_id, TraceFilter())
    failing = {one for one, _, _ in traces.matching(project_id, TraceFilter(metadata={"fails": ("true",)}))}
    for place in np.random.default_rng(2).permutation(len(found))[:READ].tolist():
        trace_id = found[place][0]
        reviews.submit(who, project_id, trace_id, Verdict.FAIL if trace_id in failing else Verdict.PASS)


def database(count: int, characters: int) -> str:
    """Return the URL of the database with so many traces, filled where it is not there yet."""
    schema = crc32(
        b"".join(path.read_bytes() for path in sorted(ROOT.glob("lib/store/migrations/versions/*.py")))
    )
    path = Path(tempfile.gettempdir()) / f"faultline-sampling-{count}-{characters}-{schema:x}.db"
    url = f"sqlite:///{path}"
    if not path.exists():
        began = time.perf_counter()
        unfinished = path.with_suffix(".part")
        unfinished.unlink(missing_ok=True)
        engine.use(f"sqlite:///{unfinished}")
        engine.migrate()
        who = people.local_person("Bench")
        fill(who, projects.create(who, "Bench").id, count, characters)
        with engine.engine().connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.engine().dispose()
        unfinished.rename(path)
        print(f"filled in {time.perf_counter() - began:.0f} s")
    engine.use(url)
    engine.migrate()
    return url


def vectors_job(who: Person, project_id: int) -> None:
    """Make all vectors anew, in a process of the job's own, and print how long it took and its memory."""
    with engine.writing() as connection:
        for table in (derived_tables.atlases, derived_tables.vector_blocks, derived_tables.vectorisers):
            connection.execute(table.delete())
    made = jobs.create(who, project_id, background.VECTORS, {}, Role.ENGINEER)
    began = time.perf_counter()
    own = {"DATABASE_URL": engine.engine().url.render_as_string(hide_password=False)}
    command = [sys.executable, "-m", "lib.cli", "work", str(made)]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **own}, check=True)
    took = time.perf_counter() - began
    job = jobs.get(project_id, made)
    assert job is not None and job.status is Status.DONE, job
    report("first vectors and clusters", took, None, "180 s in the background")
    report_memory("memory of that process", resource.RUSAGE_CHILDREN)


def draws(project_id: int) -> None:
    """Print how long each strategy takes: the first draw of a process, and one after it."""
    for name, plan, target in (
        ("random", Plan(Strategy.RANDOM, 100, 7), "1 s"),
        ("feedback, 30 % audit", Plan(Strategy.FEEDBACK, 100, 7, audit=0.3), "1 s"),
        ("stratified", Plan(Strategy.STRATIFIED, 100, 7, fields=("channel",)), "1 s"),
        ("clustered", Plan(Strategy.CLUSTERED, 100, 7), "5 s"),
        ("clustered, most typical", Plan(Strategy.CLUSTERED, 100, 7, centres=True), "5 s"),
        ("smart mix", Plan(Strategy.SMART_MIX, 100, 7), ""),
        ("likely failure", Plan(Strategy.LIKELY_FAILURE, 100, 7, audit=0.3), ""),
        ("outlier by text", Plan(Strategy.OUTLIER, 100, 7, audit=0.3), ""),
    ):
        drawing.forget()
        first = seconds(lambda plan=plan: drawing.redraw(project_id, plan))  # type: ignore[misc]
        again = seconds(lambda plan=plan: drawing.redraw(project_id, plan))  # type: ignore[misc]
        report(f"draw of 100: {name}", first, again, target)
    report_memory("memory of the drawing process", resource.RUSAGE_SELF)


def page(project_id: int) -> None:
    """Print how long the Sampling page takes on the server: a first visit, and a rerun."""
    from streamlit.testing.v1 import AppTest

    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.query_params["project"] = str(project_id)
    app.run()
    drawing.forget()
    app.switch_page("pages/sampling.py")
    first = seconds(app.run)
    again = seconds(app.run)
    assert not app.exception, app.exception
    report("the page, smart mix", first, again, "1 s")
    app.radio(key=f"sampling_{project_id}_strategy").set_value(Strategy.RANDOM)
    report("the page, switched to random", seconds(app.run), seconds(app.run), "1 s")
    app.radio(key="sampling_view").set_value("Map")
    report("the page, switched to the map", seconds(app.run), seconds(app.run), "")
    report_memory("memory of the page's process", resource.RUSAGE_SELF)


def seconds(do: Callable[[], object]) -> float:
    """Return how long this took."""
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


def report(name: str, first: float, again: float | None, target: str) -> None:
    """Print one line."""
    later = "" if again is None else f"{again:.2f} s"
    print(f"{name:34}{first:9.2f} s{later:>11}   {target}", flush=True)


def report_memory(name: str, whose: int) -> None:
    """Print the most memory that was resident at once."""
    print(f"{name:34}{resource.getrusage(whose).ru_maxrss / 2**10:8,.0f} MB{'':11}  2,048 MB", flush=True)


def main() -> None:
    """Build the database where it is not there, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--traces", type=int, default=100_000)
    parser.add_argument("--characters", type=int, default=5_000, help="about how long a trace is")
    parser.add_argument("--keep-vectors", action="store_true", help="do not make them anew")
    wanted = parser.parse_args()
    url = database(wanted.traces, wanted.characters)
    os.environ["DATABASE_URL"] = url
    who = people.local_person("Bench")
    [project] = projects.visible_to(who)
    print(f"{wanted.traces:,} traces of about {wanted.characters:,} characters, {READ} read")
    print(f"{'':34}{'first':>11}{'again':>11}   target for 100,000")
    if not wanted.keep_vectors:
        vectors_job(who, project.id)
    draws(project.id)
    page(project.id)


if __name__ == "__main__":
    main()
