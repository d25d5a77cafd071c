"""What a matter for a person is made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter: how it is raised, who should take it, and how the application muddles through.

    ``alone`` are replies that settle it without a person, ``pressed`` what the person answers to them,
    ``still`` further such replies.
    """

    topic: str
    kinds: tuple[str, ...]
    team: str
    reasons: tuple[str, ...]
    raised: tuple[str, ...]
    alone: tuple[str, ...]
    pressed: tuple[str, ...]
    still: tuple[str, ...]
    urgent: bool = False
    weight: int = 10
