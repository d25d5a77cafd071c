"""What an import of a 500 MB file costs: rows a second, memory, the longest write transaction.

    python -m bench.import_speed [--megabytes 500] [--file FILE]

Imports into its own SQLite file in a temporary folder, or into the empty database named by DATABASE_URL.
The import runs in a process of its own, so that its memory is measured alone.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bench.browse_speed import made
from lib.model import StepKind, Trace
from lib.services import importing
from lib.store import engine
from lib.store.projects import people, projects

_ROLES = {StepKind.SYSTEM: "system", StepKind.USER: "user", StepKind.ASSISTANT: "assistant"}


def write_file(path: Path, megabytes: int) -> int:
    """Write traces as JSON lines until the file has this size; return how many."""
    rows = 0
    with path.open("w", encoding="utf-8") as file:
        for trace in made(10_000_000):
            file.write(json.dumps(_record(trace)) + "\n")
            rows += 1
            if file.tell() >= megabytes * 1_000_000:
                return rows
    return rows


def _record(trace: Trace) -> dict[str, Any]:
    messages: list[dict[str, Any]] = []
    for step in trace.steps:
        if step.kind is StepKind.TOOL:
            call = {"id": f"c{step.number}", "function": {"name": step.name, "arguments": step.arguments}}
            messages.append({"role": "assistant", "content": None, "tool_calls": [call]})
            messages.append({"role": "tool", "tool_call_id": f"c{step.number}", "content": step.result})
        else:
            messages.append({"role": _ROLES[step.kind], "content": step.text})
    return {
        "id": trace.external_id,
        "messages": messages,
        "thumb": trace.feedback.raw if trace.feedback else None,
        "timestamp": trace.happened_at.isoformat() if trace.happened_at else None,
        "metadata": dict(trace.metadata),
    }


def child(path: Path) -> None:
    """Import the file and print what it took."""
    held: list[float] = []
    began_at: dict[int, float] = {}

    def begun(connection: sa.Connection) -> None:
        began_at[id(connection)] = time.perf_counter()

    def over(connection: sa.Connection) -> None:
        if connection.get_execution_options().get("faultline_write"):
            held.append(time.perf_counter() - began_at[id(connection)])

    engine.migrate()
    sa.event.listen(sa.Engine, "begin", begun)
    sa.event.listen(sa.Engine, "commit", over)
    who = people.local_person("Bench")
    project = projects.create(who, "Import bench")
    began = time.perf_counter()
    report = importing.run(who, project.id, path)
    took = time.perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 if sys.platform == "darwin" else 1024)
    print(f"database                    {engine.engine().dialect.name}")
    print(f"file                        {path.stat().st_size / 1e6:.0f} MB, {report.rows_read:,} rows")
    print(f"imported                    {report.imported:,}, rejected {report.rejected:,}")
    print(f"time                        {took:.0f} s, {report.rows_read / took:,.0f} rows/s, both passes")
    print(f"largest memory              {memory:.0f} MiB")
    print(f"longest write transaction   {max(held) * 1000:.0f} ms, of {len(held)}")


def main() -> None:
    """Write the file and import it in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=500)
    parser.add_argument("--file", type=Path)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.child:
        child(wanted.file)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = wanted.file or Path(folder) / "traces.jsonl"
        if wanted.file is None:
            write_file(path, wanted.megabytes)
        url = os.environ.get("DATABASE_URL") or f"sqlite:///{Path(folder) / 'bench.db'}"
        command = [sys.executable, "-m", "bench.import_speed", "--child", "--file", str(path)]
        subprocess.run(command, check=True, env={**os.environ, "DATABASE_URL": url})


if __name__ == "__main__":
    main()
