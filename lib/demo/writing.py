"""How readers of the demo write: their notes, and the time these take."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from lib.demo.failures import DemoTrace, PlantedFailure
from lib.demo.grammar import expand
from lib.demo.notes import NOTES, QUIBBLES


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


def trace_id(trace: DemoTrace) -> str:
    """Return the id the trace has in its file."""
    return str(trace.record["id"])


def note_on(rng: Random, trace: DemoTrace, failure: PlantedFailure, written: set[str]) -> AnalysisNote:
    """Return a note on a planted failure, in words not ``written`` before."""
    text = _worded(rng, NOTES[failure.mode], {**_setting(trace), **failure.facts}, written)
    return AnalysisNote(text, failure.step, failure.quote)


def quibble(rng: Random, trace: DemoTrace, written: set[str]) -> AnalysisNote:
    """Return a remark on the last answer of a trace in which no rule was broken."""
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


def seconds(rng: Random, trace: DemoTrace, notes: tuple[AnalysisNote, ...]) -> float:
    """Return reading and writing time: this expert reads fast and types a note in ten seconds."""
    messages = trace.record["messages"]
    assert isinstance(messages, list)
    length = sum(len(str(message["content"] or "")) for message in messages[1:])
    reading = 5 + length / 130
    return round(min(240.0, (reading + 9 * len(notes)) * rng.lognormvariate(0, 0.3)), 1)
