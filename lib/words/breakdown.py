"""One failure told apart in words: by the place where it began, by a field, by what comes with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lib.stats.prevalence import LEAST_IN_STRATUM
from lib.stats.ties import largest
from lib.words.figures import rate
from lib.words.rates import named
from lib.words.text import count, md_escape

if TYPE_CHECKING:
    from lib.services.findings.analysis import Failure
    from lib.services.findings.failing_steps import Location
    from lib.services.findings.population import Findings
    from lib.services.findings.subgroups import Changed, Subgroup
    from lib.services.findings.together import Pair

_BY_CHANCE = 0.05
"""Pairs whose adjusted p is below come together more often than chance would bring."""
_PAIRS = 3


def where(of: Findings, failure: Failure, found: Sequence[Location], known: int, failed: int) -> str:
    """Return where it went wrong first in more of the ``known`` traces than anywhere else, if there is."""
    most, *tied = largest(found, lambda one: of.count(one.which))
    here = of.count(most.which)
    with_it = md_escape(failure.name).lower() if failure.modes is None else md_escape(failure.name)
    these = f"{count(known, 'trace')} with {with_it}"
    if tied:
        places = named([f"**{md_escape(one.name)}**" for one in (most, *tied)])
        said = f"No one place stands out: {places} are each where it first went wrong in {here:,} of {these}."
    else:
        said = f"**{md_escape(most.name)}** is where it first went wrong in {here:,} of {these}."
    if failed > known:
        said += f" {failed - known:,} more failed without a step marked."
    return said


def in_no_tool(of: Findings, failure: Failure, found: Sequence[Location], known: int) -> str:
    """Return how many of the ``known`` traces first failed outside of any tool, the ``found`` places."""
    none = known - sum(of.count(one.which) for one in found)
    with_it = md_escape(failure.name).lower() if failure.modes is None else md_escape(failure.name)
    return f"{none:,} of {count(known, 'trace')} with {with_it} first failed in no tool."


def who(parts: Sequence[Subgroup], apart: Sequence[Changed | None], failure: Failure, field: str) -> str:
    """Return which groups differ from the rest by more than chance, if any; ``apart`` as ``against_rest``."""
    by = f"{md_escape(failure.name)} by {md_escape(field)}"
    told = [(part, one) for part, one in zip(parts, apart, strict=True) if one]
    if len(told) < 2:
        return (
            f"{by}. Too few random traces are read to compare groups: a group needs {LEAST_IN_STRATUM} of "
            "its own."
        )
    clear = [(part, one) for part, one in told if one.is_clear and not part.is_others]
    if not clear:
        return (
            f"{by}: no group stands out. Each of the {len(told)} groups was compared with all others; the "
            "differences may be chance."
        )
    clear.sort(key=lambda pair: -abs(pair[1].difference.value or 0))
    (part, one), *more = clear
    word = "more" if (one.difference.value or 0) > 0 else "less"
    said = (
        f"{md_escape(failure.name)} is {word} common where {md_escape(field)} is **{md_escape(part.name)}**: "
        f"an estimated {rate(one.second)}, against {rate(one.first)} elsewhere."
    )
    if more:
        names = named([f"**{md_escape(part.name)}**" for part, _ in more])
        said += f" {names} {'differs' if len(more) == 1 else 'differ'} from the others too."
    return said


def of_groups(parts: Sequence[Subgroup], of: Findings) -> list[str]:
    """Return what a reader has to know of groups that were read too little."""
    small = [part for part in parts if part.is_small]
    if of.random == 0 or not small:
        return []
    return [
        f"{count(len(small), 'group')} with fewer than {LEAST_IN_STRATUM} random traces read: shown, and "
        "compared with nothing."
    ]


def by_chance(found: Sequence[Pair]) -> str:
    """Return which pairs come together more often than chance would have it; "" where that is not known."""
    known = [pair for pair in found if pair.p is not None]
    sure = [
        f"{md_escape(pair.a.name)} and {md_escape(pair.b.name)}"
        for pair in known
        if (pair.p or 0) < _BY_CHANCE
    ]
    if not known:
        return ""
    if not sure:
        return "Whether any pair comes together more often than chance would bring cannot be told yet."
    more = f", and {count(len(sure) - _PAIRS, 'other pair')}" if len(sure) > _PAIRS else ""
    return f"More often than chance would bring: {'; '.join(sure[:_PAIRS])}{more}."


def together(found: Sequence[Pair], read: int) -> str:
    """Return which two come together in more of the traces read than any others, if there are such."""
    top, *tied = largest(found, lambda pair: pair.both)
    names = [f"**{md_escape(pair.a.name)}** and **{md_escape(pair.b.name)}**" for pair in (top, *tied)]
    if not tied:
        return f"{names[0]} come together most often: in {count(top.both, 'trace')} of {read:,} read."
    pairs = f"{names[0]}, as {names[1]}," if len(names) == 2 else f"{len(names)} pairs each"
    return (
        f"No pair stands out: {pairs} come together in {count(top.both, 'trace')} of {read:,} read, and no "
        "other pair in more."
    )
