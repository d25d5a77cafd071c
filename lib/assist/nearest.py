"""Which of the existing failure modes a note fits, and silence where none stands out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lib.assist.likeness import likeness
from lib.text.note_hints import telling

# In bench/grouping.py these name a mode for half of the notes, and nine of ten of those rightly.
LEAST, LEAD = 0.25, 0.05
_NEAREST = 2
_LISTED = 3
_LEAST_WORDS, _COMMON = 3, 0.1


@dataclass(frozen=True, slots=True)
class Described:
    """A failure mode as notes are compared with it."""

    id: int
    name: str
    definition: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a note fits a failure mode, from 0 to 1."""

    mode_id: int
    likeness: float


def ranked(texts: Sequence[str], modes: Sequence[Described]) -> list[list[Fit]]:
    """Return for each note every failure mode, the best fit first; nothing for a note of one or two words, or
    one that says no more than that something is wrong.

    A fit is the mean likeness to the two most alike of the mode's notes, its name, and its definition, none
    to one with which the note has no more in common than words like "wrong".
    """
    said = [text for text in texts if _says_enough(text)]
    pieces = [
        (column, piece)
        for column, mode in enumerate(modes)
        for piece in dict.fromkeys((mode.name, mode.definition, *mode.notes))
        if telling(piece)
    ]
    if not said or not pieces:
        return [[] for _ in texts]
    compared = [*said, *(piece for _, piece in pieces)]
    common = likeness([telling(text) for text in compared]) >= _COMMON
    alike = np.where(common, likeness(compared), 0.0)[: len(said), len(said) :]
    owner = np.array([column for column, _ in pieces])
    fits = np.zeros((len(said), len(modes)))
    for column in range(len(modes)):
        near = np.sort(alike[:, owner == column], axis=1)[:, -_NEAREST:]
        fits[:, column] = near.mean(axis=1) if near.size else 0.0
    rows = iter(
        [[Fit(modes[c].id, float(row[c])) for c in np.argsort(-row, kind="stable").tolist()] for row in fits]
    )
    return [next(rows) if _says_enough(text) else [] for text in texts]


def confident(fits: Sequence[Fit]) -> Fit | None:
    """Return the first of these, or None where it is a weak fit or another is nearly as good."""
    if not fits or fits[0].likeness < LEAST:
        return None
    second = fits[1].likeness if len(fits) > 1 else 0.0
    return fits[0] if fits[0].likeness - second >= LEAD else None


def listed(fits: Sequence[Fit]) -> list[Fit]:
    """Return the first three of these that are no weak fit, for a person to choose from.

    In ``bench/grouping.py`` there are some for half of the notes; the first is right for 88 % of those.
    """
    return [fit for fit in fits[:_LISTED] if fit.likeness >= LEAST]


def _says_enough(text: str) -> bool:
    return len(text.split()) >= _LEAST_WORDS and bool(telling(text))
