"""What could be better about a taxonomy: things to look at, with their numbers. None of them is an error."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations
from typing import Any

import numpy as np

from lib.failure_modes import FailureMode
from lib.stats.cooccurrence import pairs
from lib.text.alike import tf_idf

CONTAINED, TOGETHER = 0.8, 5
LARGE = 0.4
SAME_NAME = 0.85
_NUMBER = re.compile(r"\d+")
_PARTS = 6
_APART = 0.1
_FEWEST, _LEAST_SHARE = 3, 0.15


@dataclass(frozen=True, slots=True)
class GroupedNote:
    """A note as far as quality needs it: its words, its trace, and the mode it is in."""

    id: int
    text: str
    trace_id: int
    mode_id: int | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two modes that may be one: ``both`` of the ``of`` traces that have the rarer, ``mode_id``, have both.

    For two names that are nearly the same both numbers are 0.
    """

    mode_id: int
    other_id: int
    both: int = 0
    of: int = 0


@dataclass(frozen=True, slots=True)
class Divisible:
    """A mode that may be several: ``held`` of ``grouped`` notes are in it, and fall into ``parts`` groups.

    ``note_ids`` are the notes of the one that stands furthest apart.
    """

    mode_id: int
    held: int
    grouped: int
    parts: int
    note_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Quality:
    """All there is to look at. Modes are given by id, in the order they were made.

    ``several`` of the ``shown`` traces with a failure mode have two or more. ``effective`` is
    ``effective_number`` of the modes under no other, by their traces.
    """

    shown: int
    several: int
    effective: float
    notes: int
    not_grouped: int
    empty: tuple[int, ...]
    single: tuple[int, ...]
    undefined: tuple[int, ...]
    without_example: tuple[int, ...]
    together: tuple[Pair, ...]
    same_name: tuple[Pair, ...]
    apart: tuple[Divisible, ...]


def quality(
    modes: Sequence[FailureMode], notes: Sequence[GroupedNote], traces_of: Mapping[int, Collection[int]]
) -> Quality:
    """Return what there is to look at. ``traces_of`` are the traces of each mode, with its children's."""
    held = defaultdict(list)
    for note in notes:
        held[note.mode_id].append(note)
    inside = {note.id for note in notes if note.mode_id is not None}
    shown, several = _overlap(modes, traces_of)
    return Quality(
        shown=shown,
        several=several,
        effective=effective_number([len(traces_of[mode.id]) for mode in modes if mode.parent_id is None]),
        notes=len(notes),
        not_grouped=len(notes) - len(inside),
        empty=tuple(mode.id for mode in modes if not traces_of[mode.id]),
        single=tuple(mode.id for mode in modes if len(traces_of[mode.id]) == 1),
        undefined=tuple(mode.id for mode in modes if not mode.definition),
        without_example=tuple(
            mode.id for mode in modes if not {note.id for note in held[mode.id]} & set(mode.examples)
        ),
        together=tuple(nearly_always_together(modes, traces_of)),
        same_name=tuple(nearly_same_names(modes)),
        apart=tuple(
            parts for mode in modes if (parts := falls_apart(mode.id, held[mode.id], len(inside))) is not None
        ),
    )


def effective_number(counts: Sequence[int]) -> float:
    """Return how many equally common codes would be as varied as these: exp(H), H the Shannon entropy.

    Hill (1973), order 1. 0 where nothing was counted. 31, 18, 12, 9, 7, 5, 4, 3, 2, 2, 2, 1, 1, 1, 1:
    8.526456.
    """
    found = np.array([count for count in counts if count], dtype=np.float64)
    if not len(found):
        return 0.0
    share = found / found.sum()
    return float(np.exp(-(share * np.log(share)).sum()))


def _modes_of(modes: Sequence[FailureMode], traces_of: Mapping[int, Collection[int]]) -> dict[int, set[int]]:
    """The modes of each trace that has any."""
    held: dict[int, set[int]] = defaultdict(set)
    for mode in modes:
        for trace in traces_of[mode.id]:
            held[trace].add(mode.id)
    return held


def _overlap(modes: Sequence[FailureMode], traces_of: Mapping[int, Collection[int]]) -> tuple[int, int]:
    """How many traces have a mode, and how many have two or more, of which none is above another."""
    held = _modes_of(modes, traces_of)
    above = {mode.id: set(_above(mode, modes)) for mode in modes}
    lowest = [found - {upper for mode in found for upper in above[mode]} for found in held.values()]
    return len(held), sum(len(found) > 1 for found in lowest)


def nearly_always_together(
    modes: Sequence[FailureMode], traces_of: Mapping[int, Collection[int]]
) -> list[Pair]:
    """Return the pairs of which the rarer has at least 80 % of its traces, and 5, in common with the other.

    A mode and one above it are no pair: the upper one has all that the lower has.
    """
    codes = _modes_of(modes, traces_of)
    related = {frozenset((mode.id, above)) for mode in modes for above in _above(mode, modes)}
    found = []
    together: list[Any] = pairs(list(codes.values()), tested=False).to_dict("records")
    for row in together:
        rarer, other, of = (row["a"], row["b"], row["in_a"])
        if row["in_b"] < row["in_a"]:
            rarer, other, of = (row["b"], row["a"], row["in_b"])
        both = row["both"]
        if both >= TOGETHER and both >= CONTAINED * of and frozenset((rarer, other)) not in related:
            found.append(Pair(rarer, other, both, of))
    return found


def nearly_same_names(modes: Sequence[FailureMode]) -> list[Pair]:
    """Return the pairs whose names are the same but for a few letters or the order of their words.

    Names with different numbers in them are meant to differ.
    """
    said = {mode.id: (mode.name.casefold(), " ".join(sorted(mode.name.casefold().split()))) for mode in modes}
    return [
        Pair(other.id, mode.id)
        for mode, other in combinations(modes, 2)
        if _NUMBER.findall(mode.name) == _NUMBER.findall(other.name)
        and any(
            SequenceMatcher(None, one, two, autojunk=False).ratio() >= SAME_NAME
            for one, two in zip(said[mode.id], said[other.id], strict=True)
        )
    ]


def falls_apart(mode_id: int, notes: Sequence[GroupedNote], grouped: int) -> Divisible | None:
    """Return a mode's parts where it holds over 40 % of all grouped notes and they fall into two or more.

    The number of parts is the one of 2 to 6 with the best mean silhouette (cosine, average linkage), if that
    is at least 0.1. The part that stands furthest apart has at least 3 notes and 15 % of the mode's.
    """
    if len(notes) <= LARGE * grouped or len(notes) < 2 * _FEWEST:
        return None
    vectors = np.asarray(tf_idf([note.text for note in notes]).toarray())
    said = np.flatnonzero(vectors.any(axis=1))
    if len(np.unique(vectors[said], axis=0)) < 2 * _FEWEST:
        return None
    labels = _labels(vectors[said])
    if labels is None:
        return None
    sizes = np.bincount(labels)
    large = [part for part, size in enumerate(sizes) if size >= max(_FEWEST, _LEAST_SHARE * len(said))]
    if len(large) < 2:
        return None
    middle = vectors[said].mean(axis=0)
    nearness = {part: float(vectors[said][labels == part].mean(axis=0) @ middle) for part in large}
    furthest = min(large, key=lambda part: (nearness[part], part))
    chosen = tuple(notes[place].id for place in said[labels == furthest])
    return Divisible(mode_id, len(notes), grouped, len(large), chosen)


def _labels(vectors: Any) -> Any:
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import pdist, squareform
    from sklearn.metrics import silhouette_score

    distances = np.clip(pdist(vectors, "cosine"), 0.0, None)
    tree = linkage(distances, "average")
    square = squareform(distances)
    best, found = _APART, None
    for parts in range(2, min(_PARTS, len(vectors) // 2) + 1):
        labels = fcluster(tree, parts, "maxclust") - 1
        if len(np.unique(labels)) < 2:
            continue
        score = silhouette_score(square, labels, metric="precomputed")
        if score > best:
            best, found = score, labels
    return found


def _above(mode: FailureMode, modes: Sequence[FailureMode]) -> list[int]:
    parents = {each.id: each.parent_id for each in modes}
    found, at = [], mode.parent_id
    while at is not None:
        found.append(at)
        at = parents.get(at)
    return found
