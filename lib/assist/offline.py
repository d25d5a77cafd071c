"""Groups of notes without a network or a key: those that say the same, under the words of one of them.

It finds the same complaint, not the same cause: what an expert groups by cause it mostly keeps apart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lib.assist.likeness import Likeness, likeness, says_something
from lib.assist.proposal import Failed, Note
from lib.model import Group, Grouping, Quote
from lib.text import note_hints
from lib.text.keyphrases import keyphrases

AT_MOST = 2_000
MOST_GROUPS = 40
LEFT_OVER = -1
# Among few notes it is usual that most stand alone, or that one group holds most.
_FEW = 6
# Tuned on half of the notes of ``bench/grouping.py``: groups nearer to each other than the one are joined,
# those farther than the other are not, and notes told once make at most so many per root of their number.
_ALIKE, _UNLIKE = 0.6, 0.85
_PER_ROOT = 2.4
_NAME = 70
_QUOTES, _WORDS = 2, 4
_LEAST_WORDS = 3
# What stands in brackets or quotes is of one trace, and says little of a group.
_PARTICULAR = re.compile(r"""\([^()]*\)|(?<!\w)(["'“‘]).+?["'”’](?!\w)""")
# Where it happened and that the assistant did it are the same in every note.
_OPENING = re.compile(
    r"^(?:(?:at|in|on|during) (?:step|turn) \d+ ?[,:]? ?)?"
    r"(?:(?:the )?(?:ai )?(?:assistant agent|assistant|agent|bot|chatbot|model) )?",
    re.IGNORECASE,
)
# What follows tells of the one trace; first what follows the likeliest to.
_ENDS = (
    re.compile(r"[.;:!?](?=\s|$)|\s[-–—]\s"),
    re.compile(
        r",?( and)? (which|because|whereas|since|although|however|hence|resulting|due to|according to)\b",
        re.I,
    ),
    re.compile(r",|,? (when|while|where|before|after|despite|even|in order|from)\b", re.I),
)

Labels = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Tree:
    """Notes joined step by step, the most alike first: built once, cut into any number of groups at once.

    ``place`` is for each note its row among the different ones, -1 for a note that says nothing or no more
    than "bad": notes alike but for case, spaces and final stops are one row.
    """

    place: Labels
    alike: Likeness

    @classmethod
    def of(cls, texts: Sequence[str], measure: Callable[[Sequence[str]], Likeness] = likeness) -> Tree:
        """Return the tree over these notes. Raises ``Failed`` for more than 2,000 different ones."""
        keys = [" ".join(text.casefold().split()).strip(" .") for text in texts]
        rows = {key: row for row, key in enumerate(dict.fromkeys(filter(_telling, keys)))}
        if len(rows) > AT_MOST:
            raise Failed(f"These are {len(rows):,} different notes; {AT_MOST:,} is the most at a time.")
        place = np.array([rows.get(key, LEFT_OVER) for key in keys], dtype=np.intp)
        return cls(place, measure(list(rows)))

    @property
    def different(self) -> int:
        """How many different notes there are, which is also the most groups there can be."""
        return len(self.alike)

    @cached_property
    def automatic(self) -> int:
        """The number of groups in which notes are nearest to their own and farthest from the others.

        The highest mean silhouette (Rousseeuw 1987) of all notes, repeated ones too: what is told often is
        likely to be a group. Up to 40, but what is alike stays together, what has hardly anything in common
        apart, and the most for notes told once grows with the square root of their number; of few notes
        up to 6. Of more than twice that, a number that puts most notes in one group only where every number
        does: a few odd notes against all the others tell nothing.
        """
        told = np.bincount(self.place[self.place >= 0], minlength=self.different)
        once = int((told == 1).sum())
        most = max(_FEW, self.different - once + int(_PER_ROOT * np.sqrt(once) + 0.5))
        joins = self._joins[:, 2] if self.different > 1 else np.empty(0)
        most = min(most, 1 + int((joins > _ALIKE).sum()), self.different, MOST_GROUPS)
        best, found = (False, -2.0), min(most, 2)
        for count in range(max(2, min(most, 1 + int((joins > _UNLIKE).sum()))), most + 1):
            rows = self._cut(count)
            if rows.max():
                largest = np.bincount(rows, weights=told).max()
                even = self.different <= 2 * _FEW or 2 * largest <= told.sum()
                score = even, _silhouette(self._apart, rows, told)
                if score > best:
                    best, found = score, count
        return found

    def cut(self, count: int | None = None) -> Labels:
        """Return a group per note, 0 the largest, and -1 for notes that say nothing.

        ``count`` groups, or fewer where joins are tied; without it the automatic number.
        """
        rows = self._cut(self.automatic if count is None else count)
        labels = np.array([rows[row] if row >= 0 else LEFT_OVER for row in self.place], dtype=np.intp)
        sizes = Counter(labels[labels >= 0].tolist())
        order = {label: number for number, (label, _) in enumerate(sizes.most_common())}
        return np.array([order.get(label, LEFT_OVER) for label in labels.tolist()], dtype=np.intp)

    @cached_property
    def _apart(self) -> Likeness:
        return 1.0 - self.alike

    @cached_property
    def _joins(self) -> NDArray[np.float64]:
        from scipy.cluster.hierarchy import linkage
        from scipy.spatial.distance import squareform

        return np.asarray(linkage(squareform(self._apart, checks=False), "average"))

    def _cut(self, count: int) -> Labels:
        from scipy.cluster.hierarchy import fcluster

        if self.different < 2:
            return np.zeros(self.different, dtype=np.intp)
        return np.asarray(fcluster(self._joins, max(1, count), "maxclust") - 1, dtype=np.intp)


def _silhouette(apart: Likeness, rows: Labels, told: Labels) -> float:
    """Return the mean silhouette of notes in groups, each of these rows standing for as many as were told."""
    each = np.arange(len(rows))
    inside = np.zeros((len(rows), rows.max() + 1))
    inside[each, rows] = told
    sizes = inside.sum(axis=0)
    far = apart @ inside
    own = far[each, rows] / np.maximum(sizes[rows] - 1, 1)
    far /= sizes
    far[each, rows] = np.inf
    other = far.min(axis=1)
    score = (other - own) / np.maximum(np.maximum(own, other), 1e-12)
    return float(np.average(np.where(sizes[rows] > 1, score, 0.0), weights=told))


@dataclass(frozen=True, slots=True)
class Offline:
    """The default provider. ``count`` is the number of groups, None to have it chosen."""

    count: int | None = None

    def propose(self, notes: Sequence[Note]) -> Grouping:
        """As in ``Provider``. A note that is like no other is a group of its own."""
        return grouped(notes, Tree.of([note.text for note in notes]), self.count)


def grouped(notes: Sequence[Note], tree: Tree, count: int | None = None) -> Grouping:
    """Return the tree over these notes, cut into groups that have names: see ``Tree.cut``."""
    labels = tree.cut(count)
    groups = int(labels.max(initial=LEFT_OVER)) + 1
    told = [(note.text, label) for note, label in zip(notes, labels.tolist(), strict=True) if label >= 0]
    words = keyphrases([text for text, _ in told], [label for _, label in told], groups, _WORDS)
    taken: set[str] = set()
    made = []
    for label in range(groups):
        members = np.flatnonzero(labels == label)
        central = [notes[row] for row in _central(tree, members)]
        made.append(
            Group(
                name=_free(name_from(central[0].text), taken),
                definition="",
                note_ids=tuple(notes[row].id for row in members.tolist()),
                quotes=tuple(Quote(note.id, note.text) for note in central[:_QUOTES]),
                words=tuple(words[label]),
            )
        )
    left = tuple(note.id for note, label in zip(notes, labels.tolist(), strict=True) if label < 0)
    return Grouping(tuple(made), left)


def name_from(text: str) -> str:
    """Return the first clause of a note as a name, at most 70 characters, without what it quotes.

    Of a longer note also without the step and the assistant it starts with.
    """
    line = " ".join(text.split()).strip(" .")
    bare = " ".join(_PARTICULAR.sub("", line).split()).replace(" ,", ",").strip(" .,:;-")
    line = bare if len(bare.split()) >= _LEAST_WORDS else line
    if len(line) > _NAME:
        line = _OPENING.sub("", line)
    for ends in _ENDS:
        line = _first(ends, line)
    if len(line) > _NAME:
        line = line[: _NAME - 1].rsplit(" ", 1)[0].rstrip(" ,") + "…"
    return line[:1].upper() + line[1:]


def _first(ends: re.Pattern[str], line: str) -> str:
    """The line up to the first of these ends that leaves a few words, where it is too long for a name."""
    if len(line) <= _NAME:
        return line
    starts = (line[: cut.start()] for cut in ends.finditer(line))
    return next((start for start in starts if len(start.split()) > _LEAST_WORDS), line)


def _telling(text: str) -> bool:
    return says_something(text) and note_hints.about(text) != note_hints.VAGUE


def _central(tree: Tree, members: Labels) -> list[int]:
    """Return the notes of a group, differently worded ones first, the nearest to all others foremost."""
    rows = tree.place[members]
    near = tree.alike[np.ix_(rows, rows)].mean(axis=1)
    ordered = members[np.argsort(-near, kind="stable")].tolist()
    first = {int(tree.place[note]): note for note in reversed(ordered)}
    return [note for note in ordered if first[int(tree.place[note])] == note]


def _free(name: str, taken: set[str]) -> str:
    number, free = 2, name
    while free.casefold() in taken:
        free, number = f"{name} ({number})", number + 1
    taken.add(free.casefold())
    return free
