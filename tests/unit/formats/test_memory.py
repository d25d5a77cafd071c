"""Reading streams: memory does not grow with the file."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

_READ = """
import sys, tracemalloc
from pathlib import Path
from lib.formats.reading import rows
tracemalloc.start()
count = sum(1 for row in rows(Path(sys.argv[1])) if row.error is None)
print(count, tracemalloc.get_traced_memory()[1] // 1_000_000)
"""
ROOT = Path(__file__).parents[3]
MEGABYTES = 60
BOUND = 25


@pytest.mark.parametrize("kind", ["lines", "array", "wrapped", "csv"])
def test_sixty_megabytes_are_read_in_constant_memory(tmp_path: Path, kind: str) -> None:
    text = "All work and no play. " * 900
    record = json.dumps({"id": "x", "messages": [{"role": "user", "content": text}]})
    count = MEGABYTES * 1_000_000 // len(record)
    before, row, between, after = {
        "lines": ("", record, "\n", "\n"),
        "array": ("[", record, ",", "]"),
        "wrapped": ('{"data": [', record, ",", "]}"),
        "csv": ("id,what\n", f'1,"{text}"', "\n", "\n"),
    }[kind]
    path = tmp_path / "big"
    with path.open("w") as file:
        file.write(before)
        for number in range(count):
            file.write(row if number == 0 else between + row)
        file.write(after)
    done = subprocess.run(
        [sys.executable, "-c", _READ, str(path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    read, peak = map(int, done.stdout.split())
    assert read == count
    assert peak < BOUND
