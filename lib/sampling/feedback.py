"""Worst feedback first: the draw of the worst rated traces."""

from __future__ import annotations

import numpy as np

from lib.model import Draw, FeedbackOrigin
from lib.sampling.drawing import falling, targeted
from lib.sampling.population import NotPossible, Population

# An unrated trace is more telling than a praised one, less than one that was rated as middling.
_UNRATED = 1e-9


def draw(population: Population, size: int, seed: int) -> Draw:
    """Return the unread, undrawn traces with the worst feedback first.

    Unrated ones come after the middling and before the praised; ties are in random order. No rate can be
    given from such a batch. Raises ``NotPossible`` where no trace of the
    population has feedback.
    """
    frame = population.frame()
    if np.isnan(population.feedback).all():
        raise NotPossible("No trace has feedback to sort by. Choose another strategy.")
    value = np.where(np.isnan(frame.feedback), _UNRATED, frame.feedback)
    open_ones = np.flatnonzero(~frame.waiting)
    best = open_ones[falling(-value[open_ones], seed, "feedback")[:size]]
    why = [reason(frame.feedback[place], population.feedback_origin) for place in best]
    return targeted(population, frame.rows[best], why)


def reason(value: float, origin: FeedbackOrigin | None) -> str:
    """Return what feedback of this value says, in words."""
    if np.isnan(value):
        return "no feedback; nothing with worse feedback was left"
    if origin is FeedbackOrigin.THUMB and value:
        return "thumbs down" if value < 0 else "thumbs up; nothing worse was left"
    name = origin or "feedback"
    word = "low" if value < 0 else "high" if value > 0 else "middling"
    return f"{word} {name}" if value < 0 else f"{word} {name}; nothing worse was left"
