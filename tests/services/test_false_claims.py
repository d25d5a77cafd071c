"""Where nothing differs, the tabs Who and Change may claim a difference in one case of twenty, not more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import sqrt

import numpy as np
import pytest
from numpy.typing import NDArray

from lib.services.findings.material import Material
from lib.services.findings.population import findings
from lib.services.findings.subgroups import OTHERS, against_rest, by_value, changes
from lib.store.batches.designs import Drawn
from lib.store.counts.coded_traces import CodedTraces
from lib.store.counts.coding import Coding
from lib.store.traces.populations import Fixed

RATE, TRACES, MODES = 0.3, 400, 6
AT = datetime(2026, 6, 1, tzinfo=UTC)


def material(random: int, targeted: int) -> Material:
    """Two batches of so many random and targeted picks out of all traces, all of them read."""
    serials = np.arange(1, TRACES + 1)
    each = random + targeted
    draws = []
    for number in range(2):
        picks = serials[number * each : (number + 1) * each]
        side = np.arange(each) < random
        before = serials[: number * each]
        nothing = np.full(each, np.nan)
        when = AT + timedelta(days=number)
        draws.append(Drawn(number, "", "", when, serials, before, picks, side, nothing, (None,) * each))
    many = 2 * each
    zeros, names = np.zeros(many, dtype=np.int64), serials.astype(str).astype(object)
    at_random = np.tile(np.arange(each) < random, 2)
    read = CodedTraces(
        review_id=serials[:many],
        trace_id=serials[:many],
        serial=serials[:many],
        external_id=names[:many],
        origin=np.full(many, "real", dtype=object),
        alike=serials[:many] - 1,
        speaks=np.ones(many, dtype=np.bool_),
        verdict=np.full(many, "fail"),
        read_at=np.full(many, np.datetime64("2026-06-03T00:00:00.000000")),
        batch_id=np.repeat([0, 1], each),
        picked=np.where(at_random, "random", "targeted"),
        first_step=zeros,
        notes=zeros,
        loose=zeros,
    )
    empty = np.zeros((many, 0), dtype=np.int8)
    none = np.full(TRACES, None, dtype=object)
    base = Fixed(
        ids=serials,
        serials=serials,
        external_ids=names,
        origins=np.full(TRACES, "real", dtype=object),
        group_keys=none,
        versions=none,
        feedback=np.full(TRACES, np.nan),
        duplicate_of=serials - 1,
        alike=serials - 1,
        imports=np.ones(TRACES, dtype=np.int64),
        numbers={},
        feedback_origins=(),
    )
    coding = Coding(read, (), empty, empty, empty.astype(np.int16))
    moments = np.full(TRACES, np.datetime64("2026-06-01T00:00:00"))
    return Material(1, coding, tuple(draws), base, moments, {})


def failing(dice: np.random.Generator, on: Material, targeted: float) -> NDArray[np.bool_]:
    """Which of the traces read fail: of the random picks ``RATE``, of the targeted ones more."""
    rate = np.where(on.read.picked == "random", RATE, targeted)
    found: NDArray[np.bool_] = dice.random(len(rate)) < rate
    return found


def claims_of_groups(groups: int, repetitions: int, random: int) -> float:
    """Return in which share of so many repetitions the tab Who names any of so many equal groups."""
    dice, on, claimed = np.random.default_rng(3), material(random, 0), 0
    every = findings(on, on.base.serials)
    for _ in range(repetitions):
        values = dice.integers(0, groups, TRACES).astype(str).astype(object)
        which = failing(dice, on, RATE)
        # As the tab: the 12 largest, the others as one, which is never named.
        parts = by_value(every, values, which, 12)
        apart = against_rest(every, parts, which)
        claimed += any(
            one and one.is_clear and part.key != OTHERS for part, one in zip(parts, apart, strict=True)
        )
    return claimed / repetitions


def claims_of_changes(repetitions: int, targeted: int) -> float:
    """Return in which share the tab Change calls any of the failure modes changed between equal halves."""
    dice, on, claimed = np.random.default_rng(4), material(45, targeted), 0
    for _ in range(repetitions):
        first = dice.random(TRACES) < 0.5
        sides = [findings(on, on.base.serials[half]) for half in (first, ~first)]
        wanted = [failing(dice, on, RATE) for _ in range(MODES + 1)]
        claimed += any(one.is_clear for one in changes(*sides, wanted))
    return claimed / repetitions


def at_most(repetitions: int) -> float:
    """Return one in twenty and three standard errors."""
    return 0.05 + 3 * sqrt(0.05 * 0.95 / repetitions)


@pytest.mark.parametrize("groups", [2, 5, 12, 30])
def test_equal_groups_are_told_apart_as_rarely_as_said_in_short(groups: int) -> None:
    assert claims_of_groups(groups, 60, 60) <= at_most(60)


@pytest.mark.slow
@pytest.mark.parametrize("random", [49, 120])
@pytest.mark.parametrize("groups", [2, 5, 12, 30])
def test_equal_groups_are_told_apart_as_rarely_as_said(groups: int, random: int) -> None:
    assert claims_of_groups(groups, 2_000, random) <= at_most(2_000)


def test_equal_halves_are_called_changed_as_rarely_as_said_in_short() -> None:
    assert claims_of_changes(100, 0) <= at_most(100)


@pytest.mark.slow
@pytest.mark.parametrize("targeted", [0, 30])
def test_equal_halves_are_called_changed_as_rarely_as_said(targeted: int) -> None:
    assert claims_of_changes(2_000, targeted) <= at_most(2_000)
