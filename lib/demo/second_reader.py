"""A second reader of a part of the random picks, and the expert's own second look at some old traces.

They differ from the expert as people do: the second reader is easy on quotes before a move-in date and on
hand-offs, overlooks the second failure more often, and marks a step too early now and then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import NamedTuple

from lib.demo import failures
from lib.demo.failures import DemoTrace, PlantedFailure
from lib.demo.notes import TAXONOMY
from lib.demo.writing import AnalysisNote, AnalysisReview, note_on, quibble, seconds, trace_id

NAME, EMAIL = "Robin", "robin@example.com"

_OVERLAP, _AGAIN = 30, 20
_SEES = {failures.HANDOFF: 0.45, failures.MARKUP: 0.85, failures.MOVE_IN: 0.5}
_SEES_ELSE = 0.95
_SEES_ANOTHER = 0.5
_QUIBBLE = 0.05
_STEP_EARLY = 0.2
_SLOWER = 1.3


class SecondReading(NamedTuple):
    """What the second reader said, and which of their notes belong to which failure mode of the taxonomy.

    A note is referred to by trace id and its place, as in ``AnalysisMode``. ``again`` is what the expert
    said of old traces on reading them once more.
    """

    reviews: list[AnalysisReview]
    grouped: dict[str, list[tuple[str, int]]]
    again: list[AnalysisReview]


def second_reading(
    traces: Mapping[str, DemoTrace],
    random_ids: Sequence[str],
    first: Sequence[AnalysisReview],
    written: set[str],
) -> SecondReading:
    """Return the same second reading of the same traces everywhere: of the first 30 random picks."""
    rng = Random("second reader")
    reviews: list[AnalysisReview] = []
    grouped: dict[str, list[tuple[str, int]]] = {}
    for name in random_ids[:_OVERLAP]:
        trace = traces[name]
        seen = _seen(rng, trace)
        notes = tuple(_earlier(rng, note_on(rng, trace, failure, written)) for failure in seen)
        if not trace.failures and rng.random() < _QUIBBLE:
            notes = (quibble(rng, trace, written),)
        for place, failure in enumerate(seen):
            mode = next((mode for mode, _, planted in TAXONOMY if failure.mode in planted), None)
            if mode is not None:
                grouped.setdefault(mode, []).append((name, place))
        spent = round(_SLOWER * seconds(rng, trace, notes), 1)
        reviews.append(AnalysisReview(name, "fail" if notes else "pass", spent, notes))
    judged = [review for review in first if review.verdict != "defer"]
    old = rng.sample(judged, min(_AGAIN, len(judged)))
    again = [_again(rng, traces[review.trace_id], review, written) for review in old]
    return SecondReading(reviews, grouped, again)


def _seen(rng: Random, trace: DemoTrace) -> list[PlantedFailure]:
    found = [each for each in trace.failures if rng.random() < _SEES.get(each.mode, _SEES_ELSE)]
    return [each for place, each in enumerate(found) if place == 0 or rng.random() < _SEES_ANOTHER]


def _earlier(rng: Random, note: AnalysisNote) -> AnalysisNote:
    """Return the note, now and then at the step before: what the person had asked there."""
    return (
        note._replace(step=note.step - 1, quote="") if rng.random() < _STEP_EARLY and note.step > 1 else note
    )


def _again(rng: Random, trace: DemoTrace, before: AnalysisReview, written: set[str]) -> AnalysisReview:
    overlooked = before.verdict == "pass" and trace.failures and rng.random() < 0.6
    kept = before.verdict == "fail" and trace.failures and rng.random() < 0.94
    notes: tuple[AnalysisNote, ...] = ()
    if overlooked or kept:
        notes = (_earlier(rng, note_on(rng, trace, trace.failures[0], written)),)
    return AnalysisReview(trace_id(trace), "fail" if notes else "pass", seconds(rng, trace, notes), notes)
