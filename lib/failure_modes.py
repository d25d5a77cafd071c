"""The nouns of axial coding, as plain values: failure modes, their labels, and a taxonomy of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class ModeStatus(StrEnum):
    """Where a failure mode stands. Active (open), fixed and accepted ones count; the others have ended."""

    ACTIVE = "active"
    FIXED = "fixed"
    ACCEPTED = "accepted"
    RETIRED = "retired"
    MERGED = "merged"

    @property
    def stands(self) -> bool:
        """Whether notes can be in it and charts count it."""
        return self in (ModeStatus.ACTIVE, ModeStatus.FIXED, ModeStatus.ACCEPTED)


SEVERITY = {
    1: "Minor: a blemish, the user still gets what they came for",
    2: "Moderate: the user has to ask again or correct it",
    3: "Serious: the user does not get what they came for",
    4: "Critical: someone is harmed, money is lost or a rule is broken",
}
"""The scale of a failure mode's severity, in words."""


COLOURS = 20
"""How many colours there are for failure modes. With more modes than these, some share one."""


@dataclass(frozen=True, slots=True)
class FailureMode:
    """One category of the taxonomy: an axial code. ``colour`` is its fixed place in the palette.

    ``severity`` is 1 to 4 as in ``SEVERITY``, or None where nobody said; ``examples`` are the ids of the
    notes pinned as its examples. ``owner`` is who mends it, ``link`` the web address of its ticket and
    ``fixed_in`` the version it is said to be fixed in; each "" where nobody said.
    """

    id: int
    name: str
    definition: str = ""
    colour: int = 0
    parent_id: int | None = None
    when_to_use: str = ""
    when_not_to_use: str = ""
    severity: int | None = None
    status: ModeStatus = ModeStatus.ACTIVE
    examples: tuple[int, ...] = ()
    owner: str = ""
    link: str = ""
    fixed_in: str = ""


class LabelValue(StrEnum):
    """What was said of a trace and a failure mode. ``RECODE``: yes before a split, to be decided again."""

    YES = "yes"
    NO = "no"
    RECODE = "to re-code"


class LabelSource(StrEnum):
    """How a label came about. A note in the failure mode needs none: it says yes by itself."""

    TICK = "tick in the label pass"
    TAG = "quick tag"
    SUGGESTION = "accepted suggestion"
    SPLIT = "split"
    MERGE = "merge"


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """The failure modes that stood right after one change, and where each note was.

    ``placed`` maps the id of every note that was in a mode to that mode; notes missing there were not
    grouped, or not written yet. ``event_id`` is 0 for the time before the first change.
    """

    event_id: int
    modes: tuple[FailureMode, ...]
    placed: Mapping[int, int]
