"""Streamlit with every trip to the database counted and timed: ``python -m bench.counting run server.py``.

The counts lie in the file that ``FAULTLINE_COUNTS`` names, where the benchmark reads them while it runs.
"""

from __future__ import annotations

import mmap
import os
import struct
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

_SHAPE = struct.Struct("<qd")


class Counts:
    """How many statements there were, and the seconds they took, shared between two processes."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(_SHAPE.pack(0, 0.0))
        with path.open("r+b") as file:
            self._shared = mmap.mmap(file.fileno(), _SHAPE.size)

    def read(self) -> tuple[int, float]:
        """Return both as they are now."""
        count, seconds = _SHAPE.unpack_from(self._shared)
        return int(count), float(seconds)

    def add(self, count: int, seconds: float) -> None:
        """Add to both."""
        before = self.read()
        _SHAPE.pack_into(self._shared, 0, before[0] + count, before[1] + seconds)


def _count(counts: Counts) -> None:
    from sqlalchemy.engine.default import DefaultDialect

    def timed(act: Callable[..., Any], statements: int) -> Callable[..., Any]:
        def run(*given: Any, **named: Any) -> Any:
            start = time.perf_counter()
            try:
                return act(*given, **named)
            finally:
                counts.add(statements, time.perf_counter() - start)

        return run

    for name, statements in (("do_execute", 1), ("do_executemany", 1), ("do_commit", 0), ("do_rollback", 0)):
        setattr(DefaultDialect, name, timed(getattr(DefaultDialect, name), statements))


if __name__ == "__main__":
    from streamlit.web import cli

    _count(Counts(Path(os.environ["FAULTLINE_COUNTS"])))
    cli.main(prog_name="streamlit")
