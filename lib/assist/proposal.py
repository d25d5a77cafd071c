"""What a helper proposes: notes in groups, each note once, before a person has accepted any of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Note:
    """A note as a helper gets it: its words, and the words of the trace it quotes ("" without)."""

    id: int
    text: str
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of one note that show what a group is about."""

    note_id: int
    text: str


@dataclass(frozen=True, slots=True)
class Group:
    """Notes that a helper puts together, under a name. ``words`` tell them from the other groups."""

    name: str
    definition: str
    note_ids: tuple[int, ...]
    quotes: tuple[Quote, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grouping:
    """Groups, and the notes left over: together every note that was given, each exactly once."""

    groups: tuple[Group, ...]
    left_over: tuple[int, ...] = ()

    def labels(self, note_ids: Sequence[int]) -> list[int]:
        """Return a number per note, the same for notes of a group; each note left over has its own."""
        place = {note: number for number, group in enumerate(self.groups) for note in group.note_ids}
        return [place.get(note, -1 - number) for number, note in enumerate(note_ids)]


class Provider(Protocol):
    """Whatever proposes groups."""

    def propose(self, notes: Sequence[Note]) -> Grouping:
        """Return every note in one group or left over. Raises ``ValueError`` with a reason in words."""
