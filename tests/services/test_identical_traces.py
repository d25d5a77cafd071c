"""Identical traces: each that was read counts as it was read, and the unread follow the earliest."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lib.model import Draw, Note, Person, Project, Step, StepKind, TraceFilter, Verdict
from lib.services.findings import analysis as analyses
from lib.services.findings.modes import by_mode, overall
from lib.stats import designs
from lib.stats.designs import Run, Sample
from lib.store.batches import batches
from lib.store.counts import counts
from lib.store.reviews import reviews
from lib.store.taxonomy import taxonomy
from tests import seed

SAME = (Step(1, StepKind.USER, "Is the flat still free?"), Step(2, StepKind.ASSISTANT, "No."))


def alike(name: str, version: str | None = None) -> object:
    return replace(seed.trace(name, version=version), steps=SAME)


@pytest.fixture
def ids(dana: Person, project: Project) -> list[int]:
    return seed.store(dana, project.id, [alike(f"t{n:02d}", str(n % 2 + 1)) for n in range(27)])


def drawn(who: Person, project: Project, ids: list[int], frame: int) -> int:
    many = len(ids)
    draw = Draw(tuple(ids), ("random",) * many, (True,) * many, (many / frame,) * many, (None,) * many)
    about = {"strategy": "random", "seed": 1, "parameters": {}, "population": "all"}
    return batches.create(who, project.id, "Batch", draw, frame=range(1, frame + 1), **about)


def test_one_read_of_many_alike_is_one_read(dana: Person, project: Project, ids: list[int]) -> None:
    reviews.submit(dana, project.id, ids[0], Verdict.FAIL)
    found = counts.funnel(project.id)
    assert (found.read.total, found.failed, found.copies) == (1, 1, 26)
    of = analyses.of(project.id).findings
    assert (of.read, of.count(of.material.failed), of.copies) == (1, 1, 26)


def test_an_own_review_beats_that_of_a_copy(dana: Person, project: Project, ids: list[int]) -> None:
    """Two versions gave the same answer: what is said of one is not said of the other."""
    first = reviews.submit(dana, project.id, ids[0], Verdict.FAIL, [Note("refused a free flat")])
    taxonomy.create_mode(dana, project.id, "Refused", "", [note.id for note in first.notes if note.id])
    reviews.submit(dana, project.id, ids[1], Verdict.PASS)
    of = analyses.of(project.id).findings
    assert (of.read, of.count(of.material.failed)) == (2, 1)
    two = analyses.of(project.id, TraceFilter(versions=("2",))).findings
    assert (two.read, two.count(two.material.failed)) == (1, 0)
    [mode] = by_mode(of)
    assert mode.traces == 1
    counted = counts.failure_counts(project.id)
    assert (counted.funnel.read.total, counted.modes[0].traces.total) == (2, 1)


def test_the_unread_follow_the_earliest(dana: Person, project: Project, ids: list[int]) -> None:
    reviews.submit(dana, project.id, ids[3], Verdict.DEFER)
    reviews.submit(dana, project.id, ids[2], Verdict.PASS)
    reviews.submit(dana, project.id, ids[1], Verdict.FAIL)
    of = analyses.of(project.id).findings
    held = of.material.sizes(of.serials)
    assert dict(zip(of.material.read.serial.tolist(), held.tolist(), strict=True)) == {2: 1, 3: 25, 4: 1}


def test_a_drawn_unit_has_as_many_positives_as_its_traces(dana: Person, project: Project) -> None:
    """A unit of four, one of its traces failing, and sixteen alone, two of them: 3 of 20 read, all known."""
    made = [*(alike(f"a{n}") for n in range(4)), *(seed.trace(f"b{n}") for n in range(16))]
    ids = seed.store(dana, project.id, made)
    drawn(dana, project, [ids[0], *ids[4:]], 20)
    reviews.submit(dana, project.id, ids[0], Verdict.PASS)
    for place, trace_id in enumerate(ids[4:]):
        reviews.submit(dana, project.id, trace_id, Verdict.FAIL if place < 2 else Verdict.PASS)
    before = overall(analyses.of(project.id).findings)[1]
    assert before.value == pytest.approx(2 / 20)
    reviews.submit(dana, project.id, ids[1], Verdict.FAIL)
    of = analyses.of(project.id).findings
    assert overall(of)[1].value == pytest.approx(3 / 20)
    assert (of.random, of.read, of.copies) == (17, 18, 2)
    assert not of.uncounted


@pytest.mark.parametrize("rate", [0.05, 0.15, 0.5])
def test_coverage_where_a_fifth_of_the_units_is_mixed(rate: float) -> None:
    """Units of one to five traces, a fifth of those with several mixed, 90 drawn of 300: the rate is held."""
    dice = np.random.default_rng(7)
    held, rounds = 0, 400
    for _ in range(rounds):
        sizes = dice.choice([1, 1, 1, 2, 3, 5], 300).astype(np.float64)
        share = (dice.random(300) < rate).astype(np.float64)
        mixed = (sizes > 1) & (dice.random(300) < 0.2)
        share[mixed] = dice.binomial(sizes[mixed].astype(int), rate) / sizes[mixed]
        picks = dice.permutation(300)[:90].astype(np.intp)
        weight = np.zeros(300)
        weight[picks] = sizes[picks]
        run = Run(np.zeros(300, dtype=np.bool_), picks)
        sample = Sample(int(sizes.sum()), weight, np.arange(300).astype(np.intp), (run,))
        found = designs.rate(sample, share)
        held += found.low <= rate <= found.high
    assert held / rounds >= 0.93


def test_what_was_judged_differently_is_listed(dana: Person, project: Project, ids: list[int]) -> None:
    reviews.submit(dana, project.id, ids[0], Verdict.FAIL)
    reviews.submit(dana, project.id, ids[4], Verdict.DEFER)
    assert analyses.of(project.id).material.differing == []
    reviews.submit(dana, project.id, ids[1], Verdict.PASS)
    on = analyses.of(project.id).material
    [rows] = on.differing
    assert on.read.trace_id[rows].tolist() == ids[:2]
