"""What saturation rests on, and how far readers agree: counted again by hand. Nothing of lib."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import exp, log, sqrt
from random import Random
from typing import Any

from tests.messy.recount import Recount

Code = Any


@dataclass
class Found:
    """Random picks read, in how many each code was found, and what targeted reading left new in them."""

    traces: int
    frequencies: list[int]
    fresh: list[int]
    unique: int
    elsewhere: int


def picks_of(on: Recount, every: set[int]) -> dict[int, int]:
    """Return the random picks that rates rest on, each with the place of the last draw that picked it."""
    strata = on.strata(every)
    of_draw = {
        (batch.id, serial)
        for one in strata
        for batch in one.draws
        for serial in batch.picks
        if serial in one.members and on.verdict[serial] != "defer"
    }
    found: dict[int, int] = {}
    for place, batch in enumerate(on.batches):
        for serial in batch.picks:
            if (batch.id, serial) in of_draw:
                found[serial] = place
    return found


def drawn_in(on: Recount, serial: int) -> int:
    """Return the draw a trace was found by: that it was read in, else its first, else the next one made."""
    read_in = [place for place, batch in enumerate(on.batches) if batch.id == on.review[serial]["batch_id"]]
    holding = [p for p, batch in enumerate(on.batches) if serial in {one for one, _ in batch.items}]
    if read_in or holding:
        return (read_in or holding)[0]
    return sum(batch.at <= on.review[serial]["created_at"] for batch in on.batches)


def discovery(on: Recount, every: set[int]) -> tuple[Found, Found]:
    """Return what the random picks showed: by themselves, and with what was found elsewhere as known."""
    picks = picks_of(on, every)
    codes: dict[int, set[Code]] = {
        serial: {*on.own(serial)} | ({("loose", serial)} if on.is_loose(serial) else set())
        for serial in picks
    }
    many = Counter(code for found in codes.values() for code in found)
    known: dict[Code, int] = {}
    for serial in on.judged(set(on.verdict)) - set(picks):
        for code in on.own(serial):
            known[code] = min(known.get(code, drawn_in(on, serial)), drawn_in(on, serial))

    def is_known(code: Code, serial: int) -> bool:
        return code in known and known[code] <= picks[serial]

    fresh = {code for serial, found in codes.items() for code in found if not is_known(code, serial)}
    unique = [s for s, found in codes.items() if any(many[c] == 1 and not is_known(c, s) for c in found)]
    alone = [s for s, found in codes.items() if any(many[c] == 1 for c in found)]
    plain = Found(len(picks), sorted(many.values()), sorted(many.values()), len(alone), 0)
    told = sorted(many[code] for code in fresh)
    return plain, Found(len(picks), sorted(many.values()), told, len(unique), len(set(known) - set(many)))


def chao2(of: Found) -> tuple[float, float, float, float]:
    """Return Chao2, its corrected form and its log-normal interval (section 1.2)."""
    seen, k = len(of.frequencies) + of.elsewhere, (of.traces - 1) / of.traces
    q1, q2 = of.fresh.count(1), of.fresh.count(2)
    unseen = k * q1 * q1 / (2 * q2) if q2 else k * q1 * (q1 - 1) / 2
    corrected = seen + k * q1 * (q1 - 1) / (2 * (q2 + 1))
    if unseen == 0 and of.fresh:
        d, rare = len(of.fresh), [exp(-one) for one in of.fresh]
        p = sum(rare) / d
        spread = sum(one - one * one for one in rare)
        spread -= sum(one * r for one, r in zip(of.fresh, rare, strict=True)) ** 2 / of.traces
        high = seen - d + (d + 1.959963984540054 * sqrt(max(0, spread))) / (1 - p)
        return seen, corrected, seen, high
    if unseen == 0:
        return seen, corrected, seen, seen
    if q2:
        r = q1 / q2
        spread = q2 * (k * r * r / 2 + k * k * r**3 + k * k * r**4 / 4)
    else:
        spread = (
            k * q1 * (q1 - 1) / 2 + k * k * q1 * (2 * q1 - 1) ** 2 / 4 - k * k * q1**4 / (4 * (seen + unseen))
        )
    wide = exp(1.959963984540054 * sqrt(log(1 + spread / unseen**2)))
    return seen + unseen, corrected, seen + unseen / wide, seen + unseen * wide


# Agreement: section 5.


@dataclass
class Said:
    """What one person submitted first of one trace."""

    person: int
    failed: bool
    step: int | None
    modes: frozenset[int] | None


def readings(on: Recount, every: set[int]) -> dict[int, list[Said]]:
    """Return what was said first of the traces two or more people passed or failed, by serial."""
    found: dict[int, list[Said]] = {}
    for row in on.sql(
        "select * from reviews where project_id = ? and purpose = 'first' and number = 1 "
        "and verdict is not null order by trace_id, id",
        on.project,
    ):
        content = on.content(row["id"])
        if content["verdict"] == "defer" or on.serial[row["trace_id"]] not in every:
            continue
        fails = content["verdict"] == "fail"
        step = content["notes"][0]["step"] if fails and content["notes"] else None
        said = Said(row["person_id"], fails, step, _modes(on, row["id"], content["notes"], fails=fails))
        found.setdefault(on.serial[row["trace_id"]], []).append(said)
    return {serial: said for serial, said in found.items() if len(said) > 1}


def _modes(
    on: Recount, review: int, notes: Sequence[dict[str, Any]], *, fails: bool
) -> frozenset[int] | None:
    if not fails:
        return frozenset()
    at = [
        on.sql("select failure_mode_id as mode from notes where id = ?", one["id"])[0]["mode"]
        for one in notes
    ]
    ticks = {
        row["failure_mode_id"]: row["value"]
        for row in on.sql("select * from labels where review_id = ?", review)
        if row["failure_mode_id"] in on.parent
    }
    found = {mode for mode in at if mode in on.parent} | {mode for mode, v in ticks.items() if v == "yes"}
    no = {mode for mode, value in ticks.items() if value == "no"}
    if ticks and set(on.parent) <= found | no:
        return frozenset(found)
    is_open = any(mode not in on.parent for mode in at) or any(
        value == "to re-code" and mode not in found for mode, value in ticks.items()
    )
    return frozenset(found) if found and not is_open else None


def masi(a: frozenset[int], b: frozenset[int]) -> float:
    """Return one minus Jaccard times 1, 2/3, 1/3 or 0."""
    if a == b:
        return 0.0
    kind = 2 / 3 if a <= b or b <= a else 1 / 3 if a & b else 0
    return 1 - len(a & b) / len(a | b) * kind


def differ(a: object, b: object) -> float:
    """Return whether two values differ."""
    return float(a != b)


def alpha(units: Sequence[Sequence[Any]], distance: Callable[[Any, Any], float]) -> float | None:
    """Return Krippendorff's alpha: one minus the distance within traces over that between any two values."""
    units = [unit for unit in units if len(unit) > 1]
    every = [value for unit in units for value in unit]
    n = len(every)
    if n < 2:
        return None
    within = sum(
        2 * sum(distance(a, b) for a, b in combinations(unit, 2)) / (len(unit) - 1) for unit in units
    )
    between = 2 * sum(distance(a, b) for a, b in combinations(every, 2)) / (n - 1)
    return 1 - within / between if between else None


def resampled(
    units: Sequence[Sequence[Any]], distance: Callable[[Any, Any], float], times: int
) -> tuple[float, float]:
    """Return the middle 95 % of alpha over resampled traces."""
    dice = Random(7)
    told = [alpha(dice.choices(units, k=len(units)), distance) for _ in range(times)]
    found = sorted(one for one in told if one is not None)
    return found[int(0.025 * len(found))], found[int(0.975 * len(found))]


def kappa(pairs: Sequence[tuple[bool, bool]]) -> float | None:
    """Return Cohen's kappa of two readers."""
    n = len(pairs)
    same = sum(a == b for a, b in pairs) / n
    first, second = sum(a for a, _ in pairs) / n, sum(b for _, b in pairs) / n
    chance = first * second + (1 - first) * (1 - second)
    return (same - chance) / (1 - chance) if chance < 1 else None
