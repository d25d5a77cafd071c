"""A file's beginning, read with a mapping before anything is stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping as Counts
from collections.abc import Sequence
from dataclasses import dataclass

from lib.formats.convert import content_hash, to_trace, unread
from lib.formats.identity import IdentityScan
from lib.formats.reading import Row
from lib.formats.shape import Mapping, Refused
from lib.model import Trace


@dataclass(frozen=True, slots=True)
class Trial:
    """What a mapping makes of some rows: the first trace (None if there is none), the rows that cannot
    be read, each with its line and the reason, how often a mapped value could not be read, and the ids."""

    rows: int
    first: Trace | None
    refused: tuple[tuple[int, str], ...]
    unread: Counts[str, int]
    ids: IdentityScan


def try_out(rows: Sequence[Row], mapping: Mapping) -> Trial:
    """Return what ``mapping`` makes of ``rows``."""
    first: Trace | None = None
    refused: list[tuple[int, str]] = []
    missed: Counter[str] = Counter()
    ids = IdentityScan()
    for row in rows:
        if row.value is None:
            refused.append((row.line, row.error or ""))
            continue
        try:
            trace = to_trace(row.value, mapping)
        except Refused as why:
            refused.append((row.line, str(why)))
            continue
        first = first or trace
        missed.update(unread(row.value, trace, mapping))
        ids.add(trace.external_id, content_hash(trace))
    return Trial(len(rows), first, tuple(refused), missed, ids)
