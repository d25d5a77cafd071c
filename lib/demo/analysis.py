"""A finished analysis of the demo: what an expert would have read, judged, noted and grouped."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from lib.demo import failures
from lib.demo.failures import DemoTrace, PlantedFailure
from lib.demo.grammar import expand
from lib.demo.notes import NOTES, QUIBBLES, TAXONOMY

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


class AnalysisNote(NamedTuple):
    """One observation: its words, the step it speaks of and the text copied from there."""

    text: str
    step: int
    quote: str


class AnalysisReview(NamedTuple):
    """The verdict on one trace (``pass``, ``fail`` or ``defer``); the first note is the first failure."""

    trace_id: str
    verdict: str
    seconds: float
    notes: tuple[AnalysisNote, ...]


class AnalysisMode(NamedTuple):
    """One failure mode of the expert's taxonomy, with the notes grouped in it.

    A note is referred to by trace id and its place among the notes of that trace's review, from 0.
    """

    name: str
    definition: str
    notes: tuple[tuple[str, int], ...]


class FinishedAnalysis(NamedTuple):
    """Everything needed to load the demo as an analysis already done.

    ``random_ids`` were drawn uniformly and stand in the order in which they were read;
    ``targeted_ids`` were read after them, worst feedback first; ``reviews`` follow that order.
    """

    random_ids: list[str]
    targeted_ids: list[str]
    reviews: list[AnalysisReview]
    taxonomy: list[AnalysisMode]


def finished_analysis(traces: list[DemoTrace]) -> FinishedAnalysis:
    """Return the same finished analysis of the same traces everywhere."""
    rng = Random("finished analysis")
    chosen = rng.sample(traces, min(_RANDOM, 2 * len(traces) // 3))
    taken = {_id(trace) for trace in chosen}
    unhappy = [
        trace for trace in traces if trace.record.get("feedback") == "down" and _id(trace) not in taken
    ]
    targeted = rng.sample(unhappy, min(_TARGETED, len(unhappy)))
    reviews: list[AnalysisReview] = []
    grouped: dict[str, list[tuple[str, int]]] = {name: [] for name, _, _ in TAXONOMY}
    written: set[str] = set()
    for trace in [*chosen, *targeted]:
        verdict, seen = _judge(rng, trace)
        notes = tuple(_note(rng, trace, failure, written) for failure in seen)
        if verdict == "fail" and not seen:
            notes = (_quibble(rng, trace, written),)
        for number, failure in enumerate(seen):
            name = next((name for name, _, modes in TAXONOMY if failure.mode in modes), None)
            if name is not None:
                grouped[name].append((_id(trace), number))
        reviews.append(AnalysisReview(_id(trace), verdict, _seconds(rng, trace, notes), notes))
    # The last ones read have not been sorted in yet.
    loose = [ref for refs in grouped.values() for ref in refs[3:]][-25:]
    for left in rng.sample(loose, min(_LEFT_OVER, len(loose))):
        for refs in grouped.values():
            if left in refs:
                refs.remove(left)
    taxonomy = [
        AnalysisMode(name, definition, tuple(grouped[name]))
        for name, definition, _ in TAXONOMY
        if grouped[name]
    ]
    return FinishedAnalysis(
        [_id(trace) for trace in chosen], [_id(trace) for trace in targeted], reviews, taxonomy
    )


def _id(trace: DemoTrace) -> str:
    return str(trace.record["id"])


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


def _note(rng: Random, trace: DemoTrace, failure: PlantedFailure, written: set[str]) -> AnalysisNote:
    text = _worded(rng, NOTES[failure.mode], {**_setting(trace), **failure.facts}, written)
    return AnalysisNote(text, failure.step, failure.quote)


def _quibble(rng: Random, trace: DemoTrace, written: set[str]) -> AnalysisNote:
    messages = trace.record["messages"]
    assert isinstance(messages, list)
    step = 0
    last = (0, "")
    for message in messages:
        if message["role"] == "tool":
            continue
        if message["content"]:
            step += 1
            if message["role"] == "assistant":
                last = (step, str(message["content"]))
        step += len(message.get("tool_calls", ()))
    return AnalysisNote(_worded(rng, QUIBBLES, _setting(trace), written), *last)


def _worded(rng: Random, templates: Sequence[str], facts: dict[str, str], written: set[str]) -> str:
    for _ in range(20):
        text = expand(rng, rng.choice(templates), facts)
        if rng.random() < 0.2:
            text = text[0].upper() + text[1:]
        if text not in written:
            break
    written.add(text)
    return text


def _setting(trace: DemoTrace) -> dict[str, str]:
    """Return what a reader knows of the conversation; the person's name only where a tool was given it."""
    channel = {"sms": "text", "voice": "voice", "chat": "chat"}[str(trace.record["channel"])]
    return {"place": str(trace.record["property"]), "channel": channel, "first": "the customer"}


def _seconds(rng: Random, trace: DemoTrace, notes: tuple[AnalysisNote, ...]) -> float:
    """Return reading and writing time: this expert reads fast and types a note in ten seconds."""
    messages = trace.record["messages"]
    assert isinstance(messages, list)
    length = sum(len(str(message["content"] or "")) for message in messages[1:])
    reading = 5 + length / 130
    return round(min(240.0, (reading + 9 * len(notes)) * rng.lognormvariate(0, 0.3)), 1)
