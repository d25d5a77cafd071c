"""Every figure of the Failures page again, trace by trace from the raw tables: slow, easy to check by eye."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt
from typing import Any

import sqlalchemy as sa

from lib.model import Person
from lib.store import engine
from lib.store.rules import bitmap
from lib.store.schema import tables


def rows(table: sa.Table) -> list[sa.Row[Any]]:
    """Return all rows of a table by id."""
    with engine.reading() as connection:
        return list(connection.execute(sa.select(table).order_by(table.c.id)))


class Recount:
    """The project's traces with their counted verdicts and modes, as plain dictionaries by serial."""

    def __init__(self, project_id: int, lead: Person) -> None:
        self.traces = {row.serial: row for row in rows(tables.traces) if row.project_id == project_id}
        self.serial = {row.id: serial for serial, row in self.traces.items()}
        self.batches = [row for row in rows(tables.batches) if row.project_id == project_id]
        self.items = sorted(rows(tables.batch_items), key=lambda item: item.position)
        given = [r for r in rows(tables.reviews) if r.project_id == project_id and r.verdict is not None]
        # Of one trace the lead's review counts, else the earliest; the unread follow the earliest alike.
        counted = {}
        for review in sorted(given, key=lambda r: (r.person_id != lead.id, r.created_at, r.id)):
            counted.setdefault(self.serial[review.trace_id], review)
        self.verdict: dict[int, str] = {}
        self.review: dict[int, Any] = {}
        for serial, trace in self.traces.items():
            found = [r for s, r in counted.items() if _same(self.traces[s], trace)]
            found.sort(key=lambda r: (r.verdict == "defer", r.created_at, r.id))
            if found:
                self.review[serial] = counted.get(serial, found[0])
                self.verdict[serial] = self.review[serial].verdict
        self.read = set(counted)
        self.modes: dict[int, set[int]] = {serial: set() for serial in self.review}
        self.loose: set[int] = set()
        parent = {row.id: row.parent_id for row in rows(tables.failure_modes)}
        written = rows(tables.notes)
        for serial, review in self.review.items():
            mine = [n for n in written if n.review_id == review.id and n.removed_at is None]
            if review.verdict != "fail":
                continue
            for note in mine:
                mode = note.failure_mode_id
                if mode is None:
                    self.loose.add(serial)
                while mode is not None:
                    self.modes[serial].add(mode)
                    mode = parent[mode]
            if not mine:
                self.loose.add(serial)

    def judged(self, population: set[int]) -> list[int]:
        """Return the traces read that say pass or fail."""
        return [s for s in self.told(population) if s in self.read]

    def told(self, population: set[int]) -> list[int]:
        """Return the traces that are known to pass or fail, read or identical to one that was."""
        return [s for s in sorted(population) if self.verdict.get(s) in ("pass", "fail")]

    def side(self, serial: int) -> str:
        """Return how this trace was picked."""
        trace = self.review[serial].trace_id
        mine = [item.random for item in self.items if item.trace_id == trace]
        return "random" if any(mine) else "targeted" if mine else "undrawn"

    def estimate(
        self, population: set[int], positive: Callable[[int], bool]
    ) -> tuple[float, float, float, int] | None:
        """Return value, low, high and how many random picks, by the design; None without any."""
        kept = {s for s in population if self.verdict.get(s) != "defer"}
        draws: list[tuple[set[int], list[list[int]]]] = []
        for batch in self.batches:
            frame, then = bitmap.unpack(batch.frame), bitmap.unpack(batch.reviewed)
            then = {s for s in self.review if any(_same(self.traces[s], self.traces[t]) for t in then)}
            if any(s not in frame and s not in then for s in kept):
                continue
            picks = []
            for item in self.items:
                if item.batch_id != batch.id or not item.random:
                    continue
                serial = self.serial[item.trace_id]
                if serial not in self.verdict:
                    break
                alike = [s for s in kept if _same(self.traces[s], self.traces[serial])]
                if serial not in then and alike and alike not in picks:
                    picks.append(alike)
            if not picks:
                continue
            # Nothing but the picks of the one before was read in between: both are one.
            if draws and not (kept & then) - draws[-1][0] - {s for pick in draws[-1][1] for s in pick}:
                draws[-1][1].extend(pick for pick in picks if pick not in draws[-1][1])
            else:
                draws.append((kept & then, picks))
        size, segments = len(kept), []
        for then, picks in draws:
            share = sum(positive(s) for p in picks for s in p) / sum(len(p) for p in picks)
            segments.append(
                (sum(positive(s) for s in then), size - len(then), len(picks), len(picks) * share)
            )
        total = sum(r for _, _, r, _ in segments)
        if not total:
            return None
        judged = self.told(kept)
        least = sum(positive(s) for s in judged) / size
        most = 1 - sum(not positive(s) for s in judged) / size
        value = sum(r / total * (k + u * x / r) / size for k, u, r, x in segments)
        known = sum(r / total * k / size for k, _, r, _ in segments)
        scale = sum(r / total * u / size for _, u, r, _ in segments)
        value = min(max(value, least), most)
        low, high = _wilson(sum(x for *_, x in segments), total)
        low, high = min(known + scale * low, value), max(known + scale * high, value)
        own = [(r / total * u) ** 2 / r for _, u, r, _ in segments]
        open_share = sum(a * (1 - r / u) for a, (_, u, r, _) in zip(own, segments, strict=True)) / sum(own)
        left = open_share if len(judged) < size else 0.0
        least, most = _wilson(value * size, size)
        return (
            value,
            max(0.0, value - sqrt((value - low) ** 2 * left + (value - least) ** 2)),
            min(1.0, value + sqrt((high - value) ** 2 * left + (most - value) ** 2)),
            len({pick[0] for _, picks in draws for pick in picks}),
        )


def _same(one: Any, other: Any) -> bool:
    return (one.normalised_hash, one.origin) == (other.normalised_hash, other.origin)


def _wilson(x: float, n: float) -> tuple[float, float]:
    z = 1.959963984540054
    centre = (x + z * z / 2) / (n + z * z)
    half = z * sqrt(n) / (n + z * z) * sqrt(x / n * (1 - x / n) + z * z / (4 * n))
    return max(0.0, centre - half), min(1.0, centre + half)
