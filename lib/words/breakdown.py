"""One failure told apart in words: by the place where it began, by a field, by what comes with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lib.stats.designs import FEW
from lib.stats.ties import largest
from lib.words.figures import percent, rate
from lib.words.rates import Reach, named
from lib.words.text import count, md_escape

if TYPE_CHECKING:
    from lib.services.findings.analysis import Failure
    from lib.services.findings.failing_steps import Location
    from lib.services.findings.population import Findings
    from lib.services.findings.subgroups import Subgroup
    from lib.services.findings.together import Pair


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


def who(parts: Sequence[Subgroup], failure: Failure, field: str, reach: Reach) -> str:
    """Return which group is apart from which, if any is; or why groups are not compared."""
    by = f"{md_escape(failure.name)} by {md_escape(field)}"
    if reach.mostly_read:
        return f"{by}, counts only. {reach.not_compared('Groups')}"
    told = [
        part
        for part in parts
        if part.estimate.value is not None and not part.is_small and not part.of.is_mostly_read
    ]
    if len(told) < 2:
        return f"{by}. Too few random traces are read to compare groups: a group needs {FEW} of its own."
    worst, *tied = largest(told, lambda part: part.estimate.value or 0)
    if tied:
        names = named([f"**{md_escape(part.name)}**" for part in (worst, *tied)])
        share = percent(worst.estimate.value or 0)
        return f"{by}: no group stands out. The largest estimated share is {share}, for {names}."
    others = [part for part in told if part is not worst]
    apart = [part for part in others if part.estimate.high < worst.estimate.low]
    where = f"where {md_escape(field)} is **{md_escape(worst.name)}**"
    if not apart:
        return (
            f"{by}: no group stands out. The largest estimated share is {where}: {rate(worst.estimate)}. Its "
            "interval overlaps all others: that may be chance."
        )
    rest = named([f"{rate(part.estimate)} for {md_escape(part.name)}" for part in apart])
    if len(apart) > 3:
        rest = f"at most {percent(max(part.estimate.high for part in apart))} for {len(apart)} others"
    how, also = ("most", "") if apart == others else ("more", " The other intervals overlap its own.")
    name = md_escape(failure.name)
    return f"{name} is {how} common {where}: an estimated {rate(worst.estimate)}, against {rest}.{also}"


def of_groups(parts: Sequence[Subgroup], of: Findings, reach: Reach) -> list[str]:
    """Return what a reader has to know of groups that were read too little, or nearly whole."""
    if of.random == 0 or reach.mostly_read:
        return []
    small = [part for part in parts if part.is_small and not part.of.is_mostly_read]
    whole = [part for part in parts if part.of.is_mostly_read]
    said = []
    if whole:
        said.append(
            f"{count(len(whole), 'group')} of which more than half was read: counts only, since a share "
            "would be of those traces alone."
        )
    if small:
        said.append(
            f"{count(len(small), 'group')} with fewer than {FEW} random traces read: their intervals are "
            "wide, so take them for hints. With many groups, some stand out by chance alone."
        )
    return said


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
