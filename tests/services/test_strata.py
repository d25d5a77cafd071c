"""Imports as strata: what a rate speaks of once traces came in later, as a part of more, or for a reason."""

from __future__ import annotations

import pytest

from lib.model import Intake, IntakeKind, Person, Project, TraceFilter, Verdict
from lib.services import findings as analyses
from lib.services.findings import material as reading
from lib.services.findings.population import Findings, findings
from lib.stats.designs import Why
from lib.store.batches import designs
from lib.store.reviews import reviews
from lib.store.traces import traces
from lib.words import failures
from tests import seed
from tests.services.test_findings import REAL, draw_batch

WHOLE = Intake()


def brought(dana: Person, project: Project, name: str, many: int, intake: Intake = WHOLE) -> list[int]:
    return seed.store(dana, project.id, [seed.trace(f"{name}{n:04d}") for n in range(many)], intake)


def drawn(dana: Person, project: Project, ids: list[int], frame: list[int], failing: int) -> None:
    """Draw these at random from ``frame``, and read them: the first so many failed."""
    serials = {trace_id: serial for trace_id, serial, _ in traces.matching(project.id, TraceFilter())}
    draw_batch(dana, project, ids, [True] * len(ids), [serials[trace_id] for trace_id in frame])
    for place, trace_id in enumerate(ids):
        reviews.submit(dana, project.id, trace_id, Verdict.FAIL if place < failing else Verdict.PASS)


def found(project: Project) -> Findings:
    return findings(reading.material(project.id), designs.population(project.id, TraceFilter(), REAL))


def figures(of: Findings) -> tuple[float, float, float]:
    rate = of.rate(of.material.failed)
    assert rate.value is not None
    return rate.value, rate.low, rate.high


def test_each_import_is_estimated_by_its_own_draws(dana: Person, project: Project) -> None:
    first = brought(dana, project, "a", 600)
    drawn(dana, project, first[:110], first, 7)
    second = brought(dana, project, "b", 300)
    drawn(dana, project, second[:50], second, 2)
    of = found(project)
    assert figures(of) == pytest.approx((0.055758, 0.030874, 0.106107), abs=1e-6)
    assert (of.random, len(of.covered), of.is_outrun) == (160, 900, False)


def test_reading_more_after_an_import_makes_no_estimate_worse(dana: Person, project: Project) -> None:
    first = brought(dana, project, "a", 600)
    drawn(dana, project, first[:110], first, 7)
    before = figures(found(project))
    second = brought(dana, project, "b", 900)
    after = found(project)
    assert figures(after) == before, "the newer ones are said not to be sampled, and change nothing"
    assert (len(after.covered), len(after.outside), after.is_outrun) == (600, 900, True)
    drawn(dana, project, [*second[:28], *first[110:112]], [*first[110:], *second], 2)
    value, low, high = figures(found(project))
    assert 0.01 < low < value < high < 0.3, "two of thirty, most of them new"


def test_a_small_import_nobody_has_sampled_widens_the_interval(dana: Person, project: Project) -> None:
    first = brought(dana, project, "a", 400)
    drawn(dana, project, first[:60], first, 6)
    second = brought(dana, project, "b", 400)
    drawn(dana, project, second[:60], second, 6)
    value, low, high = figures(found(project))
    brought(dana, project, "c", 30)
    of = found(project)
    known = 800 / 830
    assert figures(of) == pytest.approx((value, low * known, high * known + 1 - known), abs=1e-6)
    assert not of.is_outrun


def test_a_random_part_weighs_as_much_as_what_it_was_taken_from(dana: Person, project: Project) -> None:
    large = brought(dana, project, "a", 100, Intake(IntakeKind.SAMPLE, 10_000))
    small = brought(dana, project, "b", 100, Intake(IntakeKind.SAMPLE, 1_000))
    drawn(dana, project, [*large[:50], *small[:50]], [*large, *small], 0)
    for trace_id in small[:50]:
        reviews.submit(dana, project.id, trace_id, Verdict.FAIL)
    value, *_ = figures(found(project))
    assert value == pytest.approx(1 / 11, abs=1e-6), "all of the small one fail, a tenth of the large"


def test_what_was_picked_for_a_reason_enters_no_rate(dana: Person, project: Project) -> None:
    some = brought(dana, project, "a", 200)
    drawn(dana, project, some[:40], some, 4)
    before = figures(found(project))
    bad = brought(dana, project, "complaint", 50, Intake(IntakeKind.PICKED))
    for trace_id in bad:
        reviews.submit(dana, project.id, trace_id, Verdict.FAIL)
    of = found(project)
    assert figures(of) == before
    assert (of.read, of.chosen, len(of.outside), of.unsampled) == (90, 50, 0, 0)
    assert analyses.of(project.id).reach.share_of == "traffic"


def test_why_a_random_pick_does_not_count(dana: Person, project: Project) -> None:
    some = brought(dana, project, "a", 60)
    draw_batch(dana, project, some[:20], [True] * 20)
    for place in [*range(10), 12, 13]:
        verdict = Verdict.DEFER if place == 3 else Verdict.PASS
        reviews.submit(dana, project.id, some[place], verdict)
    draw_batch(dana, project, some[:2] + some[30:34], [True] * 6)
    for trace_id in some[30:34]:
        reviews.submit(dana, project.id, trace_id, Verdict.PASS)
    assert found(project).uncounted == {Why.GAP: 2, Why.DEFERRED: 1, Why.TWICE: 2}


def test_who_has_left_the_first_random_trace_out_is_not_told_that_they_were_picked_by_hand(
    dana: Person, project: Project
) -> None:
    some = brought(dana, project, "a", 60)
    draw_batch(dana, project, some, [True] * 60)
    for trace_id in some[1:]:
        reviews.submit(dana, project.id, trace_id, Verdict.PASS)
    said = " ".join(failures.special(analyses.of(project.id)))
    assert "no percentage of traffic can be computed" in said
    assert "59 random picks read ahead of others in the batch" in said
    assert "hand-picked" not in said


def test_a_random_part_has_to_say_of_how_many() -> None:
    for kind, total in ((IntakeKind.SAMPLE, None), (IntakeKind.WHOLE, 5), (IntakeKind.SAMPLE, 0)):
        with pytest.raises(ValueError, match="random part"):
            Intake(kind, total)
