"""Every figure again, trace by trace from the raw tables. Nothing of lib: own SQL, own formulas, no arrays.

Slow and obvious on purpose. The formulas are those of docs/numbers.md, written a second time.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import Any

Says = Callable[[int], bool]


@dataclass
class Batch:
    """A batch: its picks in order, whether each was random, what it was drawn from, what was read then."""

    id: int
    items: list[tuple[int, bool]]
    frame: set[int]
    then: set[int]
    at: str
    picks: list[int] = field(default_factory=list)


@dataclass
class Stratum:
    """Traces that the same draws reached: their weight, and of each draw what was read before and picked."""

    weight: float
    members: set[int]
    draws: list[Batch]


@dataclass
class Rate:
    """A rate with its ends; ``widest`` are those of a third as many picks, where some were drawn twice.

    Whatever joins the two drawings of a pick may widen an interval so far, and never make it narrower.
    """

    value: float | None
    low: float = 0.0
    high: float = 1.0
    widest: tuple[float, float] = (0.0, 1.0)


class Recount:
    """A project's published traces by serial, and what counts of what was said of them."""

    def __init__(self, path: str, project: int) -> None:
        self.database = sqlite3.connect(path)
        self.database.row_factory = sqlite3.Row
        self.project = project
        self.traces = {
            row["serial"]: row
            for row in self.sql(
                "select t.*, i.intake, i.intake_total from traces t join imports i on i.id = t.import_id "
                "where t.project_id = ? and i.published_at is not null",
                project,
            )
        }
        self.serial = {row["id"]: serial for serial, row in self.traces.items()}
        self.chosen = {serial for serial, row in self.traces.items() if row["intake"] == "picked"}
        self.parent = {
            row["id"]: row["parent_id"]
            for row in self.sql(
                "select * from failure_modes where project_id = ? and status in ('active', 'fixed')", project
            )
        }
        self.review = self.counted()
        self.verdict = {serial: row["verdict"] for serial, row in self.review.items()}
        self.notes: dict[int, list[sqlite3.Row]] = {serial: [] for serial in self.review}
        self.labels: dict[int, dict[int, str]] = {serial: {} for serial in self.review}
        for serial, review in self.review.items():
            written = "select * from notes where review_id = ? and removed_at is null order by position"
            self.notes[serial] = self.sql(written, review["id"])
            for row in self.sql("select * from labels where review_id = ?", review["id"]):
                self.labels[serial][row["failure_mode_id"]] = row["value"]
        self.batches = self.drawn()

    def sql(self, query: str, *given: Any) -> list[sqlite3.Row]:
        """Return the rows of a query."""
        return self.database.execute(query, given).fetchall()

    def counted(self) -> dict[int, sqlite3.Row]:
        """Return the review that counts of each trace: the decision, else the lead's, else the earliest."""
        [lead] = self.sql("select lead_id from projects where id = ?", self.project)
        could = self.sql(
            "select * from reviews where project_id = ? and verdict is not null and confirms = 0 "
            "and purpose in ('first', 'drift', 'adjudication')",
            self.project,
        )
        newest: dict[tuple[int, int, bool], sqlite3.Row] = {}
        begun: dict[tuple[int, int, bool], str] = {}
        for row in sorted(could, key=lambda r: (r["purpose"] == "drift", r["number"])):
            whose = (row["trace_id"], row["person_id"], row["purpose"] == "adjudication")
            newest[whose] = row
            begun[whose] = min(begun.get(whose, row["created_at"]), row["created_at"])
        found: dict[int, sqlite3.Row] = {}
        order = sorted(newest, key=lambda w: (not w[2], w[1] != lead["lead_id"], begun[w], newest[w]["id"]))
        for whose in order:
            if whose[0] in self.serial:
                found.setdefault(self.serial[whose[0]], newest[whose])
        return found

    def drawn(self) -> list[Batch]:
        """Return every batch in the order of drawing, archived ones too."""
        found = []
        for row in self.sql(
            "select * from batches where project_id = ? order by created_at, id", self.project
        ):
            items = [
                (self.serial[item["trace_id"]], bool(item["random"]))
                for item in self.sql(
                    "select * from batch_items where batch_id = ? order by position", row["id"]
                )
            ]
            then = serials(row["reviewed"])
            batch = Batch(row["id"], items, serials(row["frame"]), then, row["created_at"])
            for serial, is_random in items:
                if is_random:
                    if serial not in self.verdict:
                        break
                    if serial not in then:
                        batch.picks.append(serial)
            found.append(batch)
        return found

    # What a trace read is found to have.

    def judged(self, every: set[int]) -> set[int]:
        """Return those that passed or failed."""
        return {serial for serial in every if self.verdict.get(serial) in ("pass", "fail")}

    def failed(self, serial: int) -> bool:
        """Return whether it failed."""
        return self.verdict.get(serial) == "fail"

    def own(self, serial: int) -> set[int]:
        """Return the failure modes a failed trace is in by a note or a yes."""
        if not self.failed(serial):
            return set()
        by_note = {note["failure_mode_id"] for note in self.notes[serial]}
        by_tick = {mode for mode, value in self.labels[serial].items() if value == "yes"}
        return (by_note | by_tick) & set(self.parent)

    def modes(self, serial: int) -> set[int]:
        """Return the same with all modes above them."""
        found = set()
        for mode in self.own(serial):
            above: int | None = mode
            while above is not None:
                found.add(above)
                above = self.parent.get(above)
        return found

    def lacks(self, serial: int, mode: int) -> bool:
        """Return whether a failed trace is known to lack a mode and all below it."""
        below = {one for one in self.parent if one == mode or self.is_under(one, mode)}
        said = self.labels[serial]
        return all(said.get(one) == "no" and one not in self.own(serial) for one in below)

    def is_under(self, mode: int, upper: int) -> bool:
        """Return whether a mode lies below another."""
        above = self.parent.get(mode)
        return above is not None and (above == upper or self.is_under(above, upper))

    def is_labelled(self, serial: int) -> bool:
        """Return whether a yes or a no is known of every mode by itself."""
        said = self.labels[serial]
        return all(mode in self.own(serial) or said.get(mode) == "no" for mode in self.parent)

    def loose_notes(self, serial: int) -> int:
        """Return how many of its notes are in no standing mode."""
        return sum(note["failure_mode_id"] not in self.parent for note in self.notes[serial])

    def is_loose(self, serial: int) -> bool:
        """Return whether what a failed trace shows is not known in full."""
        silent = not self.notes[serial] and not self.own(serial) if self.failed(serial) else False
        return self.failed(serial) and (self.loose_notes(serial) > 0 or silent)

    def side(self, serial: int) -> str:
        """Return how it was picked."""
        sides = [is_random for batch in self.batches for item, is_random in batch.items if item == serial]
        return "random" if any(sides) else "targeted" if sides else "undrawn"

    def real(self) -> set[int]:
        """Return the real traces."""
        return {serial for serial, row in self.traces.items() if row["origin"] == "real"}

    # Rates: section 4.2, 10.1 and 10.2.

    def strata(self, every: set[int]) -> list[Stratum]:
        """Return the parts that rates rest on."""
        gone = set().union(*(batch.then for batch in self.batches)) - set(self.verdict)
        kept = every - gone - self.chosen
        draws = [batch for batch in self.batches if batch.picks]
        found: dict[tuple[Any, ...], Stratum] = {}
        for number in sorted({self.traces[serial]["import_id"] for serial in kept}):
            of_import = [row for row in self.traces.values() if row["import_id"] == number]
            members = {serial for serial in kept if self.traces[serial]["import_id"] == number}
            reaching = [batch for batch in draws if members <= batch.frame | (batch.then & set(self.verdict))]
            total = of_import[0]["intake_total"]
            each = total / len(of_import) if total else 1.0
            key = (*(batch.id for batch in reaching), each)
            one = found.setdefault(key, Stratum(0.0, set(), reaching))
            one.weight += each * len(members)
            one.members |= members
        every_one = list(found.values())
        if len(every_one) == 1:
            return every_one
        known = [one for one in every_one if len(self.picks(one, deferred=False)) >= 10]
        if not known:
            known = [max(every_one, key=lambda one: len(self.picks(one, deferred=False)))]
        enough = sum(one.weight for one in known) >= 0.95 * sum(one.weight for one in every_one)
        return every_one if enough and len(known) > 1 else known

    def picks(self, of: Stratum, *, deferred: bool) -> list[int]:
        """Return the random picks of a stratum, each once, in their order."""
        found = [serial for batch in of.draws for serial in batch.picks if serial in of.members]
        return [s for s in dict.fromkeys(found) if deferred or self.verdict[s] != "defer"]

    def is_bounded(self, strata: Sequence[Stratum]) -> bool:
        """Return whether more than a twentieth of the random picks was deferred."""
        wide, narrow = (sum(len(self.picks(one, deferred=d)) for one in strata) for d in (True, False))
        return wide - narrow > 0.05 * wide

    def rate(self, every: set[int], positive: Says) -> Rate:
        """Return the rate of the traffic that these traces are a sample of."""
        strata = self.strata(every)
        told = [self.rate_of(one, positive, bounded=self.is_bounded(strata)) for one in strata]
        if len(told) == 1:
            return told[0]
        whole = sum(one.weight for one in strata)
        known = [
            (one.weight / whole, rate)
            for one, rate in zip(strata, told, strict=True)
            if len(self.picks(one, deferred=False)) >= 10
        ]
        if not known:
            return Rate(None)
        total = sum(weight for weight, _ in known)
        value = sum(weight * (rate.value or 0) for weight, rate in known) / total
        ends = []
        for side in (lambda rate: (rate.low, rate.high), lambda rate: rate.widest):
            down = sqrt(sum((w * ((rate.value or 0) - side(rate)[0])) ** 2 for w, rate in known)) / total
            up = sqrt(sum((w * (side(rate)[1] - (rate.value or 0))) ** 2 for w, rate in known)) / total
            low, high = max(0.0, value - down), min(1.0, value + up)
            if total >= 0.95:
                low, high = low * total, high * total + 1 - total
            ends.append((low, high))
        return Rate(value, *ends[0], ends[1])

    def rate_of(self, of: Stratum, positive: Says, *, bounded: bool) -> Rate:
        """Return the rate of one stratum; with ``bounded`` its ends leave open what was deferred."""
        found = self.traffic(of, positive, deferred=False)
        if not bounded or found.value is None:
            return found
        is_deferred = {s for s in of.members if self.verdict.get(s) == "defer"}
        least = self.traffic(of, lambda s: positive(s) and s not in is_deferred, deferred=True)
        most = self.traffic(of, lambda s: positive(s) or s in is_deferred, deferred=True)
        widest = (
            min(least.widest[0], found.widest[0], found.value),
            max(most.widest[1], found.widest[1], found.value),
        )
        return Rate(found.value, min(least.low, found.value), max(most.high, found.value), widest)

    def traffic(self, of: Stratum, positive: Says, *, deferred: bool) -> Rate:
        """Return 10.1 for one stratum, deferred traces among those read or left out altogether."""
        members = {s for s in of.members if deferred or self.verdict.get(s) != "defer"}
        read = {s for s in members if s in self.verdict}
        segments: list[tuple[set[int], list[int]]] = []
        for batch in of.draws:
            picks = [serial for serial in batch.picks if serial in members]
            before = batch.then & read
            if not picks:
                continue
            if segments and not before - segments[-1][0] - set(segments[-1][1]):
                segments[-1][1].extend(one for one in picks if one not in segments[-1][1])
            else:
                segments.append((before, picks))
        size, drawn = len(members), sum(len(picks) for _, picks in segments)
        if not drawn:
            return Rate(None)
        parts = [
            (sum(map(positive, before)), size - len(before), len(picks), sum(map(positive, picks)))
            for before, picks in segments
        ]
        value = sum(r / drawn * (k + u * x / r) / size for k, u, r, x in parts)
        least = sum(map(positive, read)) / size
        most = 1 - sum(not positive(s) for s in read) / size
        value = min(max(value, least), most)
        a = [(r / drawn * u) ** 2 / r for _, u, r, _ in parts]
        phi = sum(each * (1 - r / u) for each, (_, u, r, _) in zip(a, parts, strict=True)) / sum(a)
        if len(read) == size:
            phi = 0.0
        ends = []
        for worth in (1.0, 1 / 3):
            low, high = wilson(sum(x for *_, x in parts) / drawn, drawn * worth)
            known = sum(r / drawn * k for k, _, r, _ in parts) / size
            scale = sum(r / drawn * u for _, u, r, _ in parts) / size
            low, high = min(known + scale * low, value), max(known + scale * high, value)
            of_all = wilson(value, size * worth)
            ends.append(
                (
                    max(0.0, value - sqrt((value - low) ** 2 * phi + (value - of_all[0]) ** 2)),
                    min(1.0, value + sqrt((high - value) ** 2 * phi + (of_all[1] - value) ** 2)),
                )
            )
        twice = drawn > len({one for _, picks in segments for one in picks})
        return Rate(value, *ends[0], ends[1] if twice else ends[0])

    def content(self, review_id: int) -> dict[str, Any]:
        """Return what was first submitted of a review."""
        query = "select content from review_revisions where review_id = ? and is_first_submission = 1"
        found: dict[str, Any] = json.loads(self.sql(query, review_id)[0]["content"])
        return found


def serials(bitmap: bytes) -> set[int]:
    """Return the places of the bits that are set, the lowest of each byte first."""
    raw = zlib.decompress(bitmap)
    return {8 * place + bit for place, byte in enumerate(raw) for bit in range(8) if byte >> bit & 1}


def wilson(share: float, n: float) -> tuple[float, float]:
    """Return Wilson's 95 % interval for a share of n."""
    z = 1.959963984540054
    centre = (share * n + z * z / 2) / (n + z * z)
    half = z * sqrt(n) / (n + z * z) * sqrt(share * (1 - share) + z * z / (4 * n))
    return max(0.0, centre - half), min(1.0, centre + half)
