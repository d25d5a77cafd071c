"""Of which traces a rate speaks, and what may be said because of it. Pure: counts in, words out.

One rule holds wherever a rate is told: traces that no draw could have picked, as those of a later import,
are named as not sampled.
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

    ``outrun`` is the rule of ``Findings``; ``since``: all of the others were imported after the last draw.
    ``kind`` is "" for real traces, else what they are.
    """

    covered: int
    read: int
    outside: int
    outrun: bool = False
    since: bool = False
    kind: str = ""

    @property
    def share_of(self) -> str:
        """What a rate is a share of, in a few words."""
        if self.outrun:
            return f"the {self._covered} drawn from"
        return f"{self.kind} traces like these" if self.kind else "traffic"

    @property
    def briefly(self) -> str:
        """The same on a page that has said what kind of traces they are."""
        return self.share_of.removeprefix(f"{self.kind} ") if self.kind else self.share_of

    @property
    def like(self) -> str:
        """What the traces are like that a forecast speaks of, after "traces like"."""
        return f"the {self.covered:,} drawn from" if self.outrun else "these"

    @property
    def in_full(self) -> str:
        """The same with what is outside of it, as the end of a sentence."""
        return self.share_of + self.beside

    @property
    def beside(self) -> str:
        """What is outside of it, after what the share is of; "" where that is little."""
        return f"; {self._outside}" if self.outrun else ""

    @property
    def outside_of_it(self) -> str:
        """A sentence that says how many traces are not sampled; "" where they are few."""
        return f"{self._outside[:1].upper()}{self._outside[1:]}." if self.outrun else ""

    @property
    def _covered(self) -> str:
        return count(self.covered, f"{self.kind} trace".strip())

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
        outrun=of.is_outrun,
        since=since,
        kind=kind,
    )


def named(names: list[str], most: int = 3) -> str:
    """Return names as a sentence lists them: ``A, B and C``; of more than ``most`` only how many."""
    if len(names) > most:
        return f"{len(names)} of them"
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
