"""Of which traces a rate speaks, and what may be said because of it. Pure: counts in, words out.

Two rules hold wherever a rate is told. Of which most traces were read, its interval is of these traces and
not of the traffic they came from, so nothing is compared by it. And traces that no draw could have picked,
as those of a later import, are named as not sampled.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lib.words.text import count

if TYPE_CHECKING:
    from lib.services.findings.population import Findings


@dataclass(frozen=True, slots=True)
class Reach:
    """The traces that rates speak of: ``covered`` of them, ``read`` of these; ``outside`` are all others.

    ``mostly_read`` and ``outrun`` are the rules of ``Findings``; ``since``: all of the others were imported
    after the last draw. ``kind`` is "" for real traces, else what they are.
    """

    covered: int
    read: int
    outside: int
    mostly_read: bool = False
    outrun: bool = False
    since: bool = False
    kind: str = ""

    @property
    def share_of(self) -> str:
        """What a rate is a share of, in a few words."""
        if self.outrun:
            return f"the {self._covered} drawn from"
        if self.mostly_read:
            return f"these {self._covered}"
        return f"these {self.kind} traces" if self.kind else "traffic"

    @property
    def like(self) -> str:
        """What the traces are like that a forecast speaks of, after "traces like"."""
        return f"the {self.covered:,} drawn from" if self.outrun else "these"

    @property
    def in_full(self) -> str:
        """The same with what is outside of it, as the end of a sentence."""
        return f"{self.share_of}; {self._outside}" if self.outrun else self.share_of

    @property
    def outside_of_it(self) -> str:
        """A sentence that says how many traces are not sampled; "" where they are few."""
        return f"{self._outside[:1].upper()}{self._outside[1:]}." if self.outrun else ""

    @property
    def of_traces_read(self) -> str:
        """A sentence that says of which traces the rates are where most were read; "" elsewhere."""
        if not self.mostly_read:
            return ""
        return (
            f"{self.read:,} of {self._them} were read, more than half: percentages are of these traces, not "
            f"of {self._whence}, and versions, periods, rounds and groups are not compared by them."
        )

    def not_compared(self, what: str, whose: str = "") -> str:
        """Return why ``what`` (versions, groups, ...) are not compared, most traces having been read.

        ``whose`` names the part of which they were, as in "of version 2".
        """
        them = f"the {self._covered} {whose}" if whose else self._them
        return (
            f"{what} are not compared: {self.read:,} of {them} were read, more than half, so an interval "
            f"would speak of these traces and not of {self._whence}. Import more traces and draw some at "
            "random to compare."
        )

    @property
    def _covered(self) -> str:
        return count(self.covered, f"{self.kind} trace".strip())

    @property
    def _them(self) -> str:
        return f"the {self._covered} drawn from" if self.outrun else f"these {self._covered}"

    @property
    def _whence(self) -> str:
        return "what such traces come from" if self.kind else "the traffic they come from"

    @property
    def _outside(self) -> str:
        verb = "is" if self.outside == 1 else "are"
        if self.since:
            return f"the {self.outside:,} imported since {verb} not sampled yet"
        return f"the other {self.outside:,} {verb} not sampled enough yet"


def reach(of: Findings, *, since: bool = False, kind: str = "") -> Reach:
    """Return of which traces the rates of these findings speak."""
    return Reach(
        covered=len(of.covered) if of.random else len(of.serials) - len(of.outside),
        read=of.opened,
        outside=len(of.outside),
        mostly_read=of.is_mostly_read,
        outrun=of.is_outrun,
        since=since,
        kind=kind,
    )


def named(names: list[str], most: int = 3) -> str:
    """Return names as a sentence lists them: ``A, B and C``; of more than ``most`` only how many."""
    if len(names) > most:
        return f"{len(names)} of them"
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
