"""Groups proposed by whatever a person asked: the answer they pasted back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lib.assist.proposal import Note
from lib.assist.validate import proven
from lib.model import Grouping


@dataclass(frozen=True, slots=True)
class Pasted:
    """The provider for people without a key."""

    answer: str

    def propose(self, notes: Sequence[Note]) -> Grouping:
        """As in ``Provider``."""
        return proven(self.answer, notes)
