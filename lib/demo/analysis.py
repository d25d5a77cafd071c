"""A finished analysis of the demo: what an expert would have read, judged, noted and grouped."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from types import MappingProxyType
from typing import NamedTuple

from lib.demo import failures
from lib.demo.failures import DemoTrace, PlantedFailure
from lib.demo.notes import CARE, SEVERITY, TAXONOMY
from lib.demo.second_reader import SecondReading, second_reading
from lib.demo.writing import AnalysisNote as AnalysisNote
from lib.demo.writing import AnalysisReview as AnalysisReview
from lib.demo.writing import note_on, quibble, seconds, trace_id

_RANDOM, _TARGETED = 100, 30

# How often the expert overlooks a trace whose only failures are these; elsewhere very rarely.
_EASY_TO_MISS = {
    failures.MOVE_IN: 0.06,
    failures.MARKUP: 0.08,
    failures.CALLBACK: 0.10,
    failures.AMENITY: 0.06,
}
_DEFERRED = 0.03
_QUIBBLE = 0.025
_LEFT_OVER = 4


class AnalysisMode(NamedTuple):
    """One failure mode of the expert's taxonomy, with the notes grouped in it.

    A note is referred to by trace id and its place among the notes of that trace's review, from 0.
    ``care`` is who mends it, its link and its state, by the fields of a failure mode.
    """

    name: str
    definition: str
    notes: tuple[tuple[str, int], ...]
    severity: int | None = None
    care: Mapping[str, str] = MappingProxyType({})


class FinishedAnalysis(NamedTuple):
    """Everything needed to load the demo as an analysis already done.

    ``random_ids`` were drawn uniformly and stand in the order in which they were read;
    ``targeted_ids`` were read after them, worst feedback first; ``reviews`` follow that order.
    ``second`` is what others, and the expert on a second look, said of some of the same traces.
    """

    random_ids: list[str]
    targeted_ids: list[str]
    reviews: list[AnalysisReview]
    taxonomy: list[AnalysisMode]
    second: SecondReading


def finished_analysis(traces: list[DemoTrace]) -> FinishedAnalysis:
    """Return the same finished analysis of the same traces everywhere."""
    rng = Random("finished analysis")
    chosen = rng.sample(traces, min(_RANDOM, 2 * len(traces) // 3))
    taken = {trace_id(trace) for trace in chosen}
    unhappy = [
        trace for trace in traces if trace.record.get("feedback") == "down" and trace_id(trace) not in taken
    ]
    targeted = rng.sample(unhappy, min(_TARGETED, len(unhappy)))
    reviews: list[AnalysisReview] = []
    grouped: dict[str, list[tuple[str, int]]] = {name: [] for name, _, _ in TAXONOMY}
    written: set[str] = set()
    for trace in [*chosen, *targeted]:
        verdict, seen = _judge(rng, trace)
        notes = tuple(note_on(rng, trace, failure, written) for failure in seen)
        if verdict == "fail" and not seen:
            notes = (quibble(rng, trace, written),)
        for number, failure in enumerate(seen):
            name = next((name for name, _, modes in TAXONOMY if failure.mode in modes), None)
            if name is not None:
                grouped[name].append((trace_id(trace), number))
        reviews.append(AnalysisReview(trace_id(trace), verdict, seconds(rng, trace, notes), notes))
    # The last ones read have not been sorted in yet.
    loose = [ref for refs in grouped.values() for ref in refs[3:]][-25:]
    for left in rng.sample(loose, min(_LEFT_OVER, len(loose))):
        for refs in grouped.values():
            if left in refs:
                refs.remove(left)
    taxonomy = [
        AnalysisMode(
            name, definition, tuple(grouped[name]), max(SEVERITY[key] for key in keys), CARE.get(name, {})
        )
        for name, definition, keys in TAXONOMY
        if grouped[name]
    ]
    random_ids = [trace_id(trace) for trace in chosen]
    by_id = {trace_id(trace): trace for trace in chosen + targeted}
    second = second_reading(by_id, random_ids, reviews, written)
    return FinishedAnalysis(random_ids, [trace_id(trace) for trace in targeted], reviews, taxonomy, second)


def _judge(rng: Random, trace: DemoTrace) -> tuple[str, list[PlantedFailure]]:
    """Return the verdict and the failures the expert writes down, the first one first."""
    if rng.random() < _DEFERRED:
        return "defer", []
    if not trace.failures:
        return ("fail" if rng.random() < _QUIBBLE else "pass"), []
    missed = min(_EASY_TO_MISS.get(mode, 0.01) for mode in trace.modes)
    if rng.random() < missed:
        return "pass", []
    first, *others = trace.failures
    if others and others[0].step == first.step and rng.random() < 0.35:
        first, others = others[0], [first, *others[1:]]
    seen = [first]
    for share in (0.65, 0.4):
        if others and rng.random() < share:
            seen.append(others.pop(0))
    return "fail", seen
