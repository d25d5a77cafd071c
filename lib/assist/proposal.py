"""What a helper is given and what it gives back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from lib.model import Grouping


@dataclass(frozen=True, slots=True)
class Note:
    """A note as a helper gets it: its words, and the words of the trace it quotes ("" without)."""

    id: int
    text: str
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A failure mode there is already: notes that fit it are put under its name."""

    name: str
    definition: str


class Failed(ValueError):
    """No proposal came about. The message says why, for a person, and holds no key and no text of a note."""


class Stopped(Exception):
    """The work was asked to stop."""


class Provider(Protocol):
    """Whatever proposes groups."""

    def propose(self, notes: Sequence[Note]) -> Grouping:
        """Return every note in one group or left over. Raises ``Failed``."""
