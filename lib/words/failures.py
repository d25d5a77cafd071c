"""What the Failures page says in sentences: what is most common, why there is no rate, what is not known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from lib.stats.designs import DEFERRED_AT_MOST, Why
from lib.stats.prevalence import half_width
from lib.stats.ties import largest
from lib.words import criteria_drift as drift_words
from lib.words.figures import bold, percent, rate
from lib.words.rates import Reach, named
from lib.words.text import count, md_escape

if TYPE_CHECKING:
    from lib.services.findings.analysis import Analysis
    from lib.services.findings.modes import ModeFinding
    from lib.services.findings.population import Findings
    from lib.stats.ranks import Chances

FEW = 30
"""Below so many traces, read or random, the order of the failure modes is mostly chance: the words say so."""

SURE = 0.95
"""What leads in as many of the redraws is the most common."""

_TYPICAL = 0.12
_ADVISED = (50, 100)


def headline(analysis: Analysis) -> str:
    """Return ``heading`` and what goes with it as one text."""
    return " ".join(filter(None, heading(analysis)))


def heading(analysis: Analysis) -> tuple[str, str]:
    """Return the one sentence, which failure is the most common and how common it is, and what goes with it.

    It names a single mode only where its interval is apart from the next one's; where rates overlap it says
    so and speaks of what was found.
    """
    of = analysis.findings
    read = count(of.read, "trace") + " read"
    failed = of.count(of.material.failed)
    opening = f"So far, in {read}," if of.read < FEW else f"In {read},"
    top = analysis.top
    if of.read == 0:
        said = "No traces read yet."
    elif failed == 0:
        most = analysis.overall[1]
        said = f"{opening} none failed"
        said += f": at most {percent(most.high)} of {analysis.share_of} do." if of.random >= FEW else "."
    elif not top:
        said = f"{opening} {failed:,} failed; {_ungrouped(of)} yet."
    elif of.random < FEW:
        said = _by_count(opening, read, top, of)
    else:
        loose = of.count(of.material.loose)
        return most_common(opening, read, top, analysis.reach.in_full, lambda: analysis.redraws, loose)
    return said, analysis.reach.outside_of_it


def most_common(
    opening: str,
    read: str,
    top: list[ModeFinding],
    share_of: str,
    redraws: Callable[[], Mapping[str, Chances]],
    loose: int = 0,
) -> tuple[str, str]:
    """Return which of these failure modes is the most common, by its share of ``share_of``, and the rest.

    One alone, and only where its interval is apart from the others', or where it leads both by its share and
    by its count, and then with how often it does so in ``redraws`` of the random traces, asked for only
    there. ``loose`` failed traces are not grouped yet.
    """
    by_share = largest(top, lambda row: row.estimate.value or 0)
    by_count = largest(top, lambda row: row.traces)
    first, *tied = by_share
    others = [row for row in top if row is not first]
    close = [row for row in others if row.estimate.high > first.estimate.low]
    about, found = (
        f"an estimated {bold(first.estimate)} of {share_of}",
        f"Found in {first.traces:,} of {read}.",
    )
    if not close and not tied:
        said = f"{_name(first)} is the most common failure"
        if by_count != [first]:
            said += " by its share"
        if loose and loose > first.traces - max((row.traces for row in others), default=0):
            return f"{said} so far: {about}.", f"{found} {_loose(loose)} not grouped yet."
        return f"{said}: {about}.", found
    if by_share == by_count == [first]:
        told = redraws().get(first.key)
        if told is None:
            return f"{_name(first)} is the most common failure so far: {about}.", found
        lead = told.first
        is_sure = "is the most common failure" + ("" if lead >= SURE else " so far")
        often = f"{100 * lead:.0f} of 100 redraws of the random traces"
        return f"{_name(first)} {is_sure}: {about}.", f"{found} It comes first in {often}."
    level = f"{opening} no failure mode stands out:"
    alike = len({rate(row.estimate) for row in by_share}) == 1
    share = bold(first.estimate) if alike else f"**{percent(first.estimate.value or 0)}**"
    often, shares = (named([_name(row) for row in rows]) for rows in (by_count, by_share))
    if by_share == by_count:
        each = f"in {count(first.traces, 'trace')} each, an estimated {share} of {share_of}"
        return f"{level} {shares} were found {each}.", ""
    return (
        f"{level} {often} {'was' if len(by_count) == 1 else 'were'} found most often, in "
        f"{count(by_count[0].traces, 'trace')}; the largest estimated share is {share} of {share_of}, for "
        f"{shares}.",
        "",
    )


def _loose(loose: int) -> str:
    return f"{count(loose, 'failed trace')} {'is' if loose == 1 else 'are'}"


def _name(row: ModeFinding) -> str:
    return f"**{md_escape(row.name)}**"


def _by_count(opening: str, read: str, top: list[ModeFinding], of: Findings) -> str:
    first, *tied = largest(top, lambda row: row.traces)
    most = first.traces
    if tied:
        level = named([_name(row) for row in (first, *tied)])
        return f"{opening} no failure mode stands out: {level} were found in {count(most, 'trace')} each."
    if of.read < FEW:
        return f"{opening} {_name(first)} was found most often: in {most:,} of {of.read:,}."
    return f"{_name(first)} is the failure found most often: in {most:,} of {read}."


def _ungrouped(of: Findings) -> str:
    noted = bool(of.material.read.notes[~of.material.deferred].any())
    return "none of the notes is grouped" if noted else "none has a note"


def overall(analysis: Analysis) -> str:
    """Return how many of the traces read failed and the estimated share, for the card."""
    of = analysis.findings
    sides, estimate = analysis.overall
    said = f"**{sum(sides.values()):,} of {of.read:,}** traces read failed"
    if estimate.value is None:
        return f"{said}. {analysis.reach.outside_of_it}".strip()
    return f"{said}; an estimated {bold(estimate)} of {analysis.reach.briefly}{analysis.reach.beside}."


def basis(analysis: Analysis) -> list[str]:
    """Return what the rates rest on, or why there are none, and all that a reader has to know of them."""
    return how_sure(analysis) + special(analysis)


def how_sure(analysis: Analysis) -> list[str]:
    """Return how the shares are to be read, the same of every project; nothing where there is no share."""
    of = analysis.findings
    if not of.random or of.strata:
        return []
    return [
        f"Percentages rest on {count(of.random, 'random trace')} and heed how each batch was drawn.",
        "The range behind each holds the true share 19 times in 20. Where ranges overlap, the order is not "
        "certain.",
        "Counts are of everything read, also of what was picked for a reason: they are no share of all.",
    ]


def special(analysis: Analysis) -> list[str]:
    """Return what is special about these shares and counts, or why there are none."""
    of = analysis.findings
    said = []
    if of.strata:
        said.append(
            f"Rates rest on the groups of the batch “{md_escape(of.strata)}”, each weighed by its size: "
            "no random trace outside of groups was read."
        )
    elif of.random == 0:
        said.append(_no_rate(of, analysis.reach))
    else:
        if len(of.outside):
            every = len(of.serials) - of.chosen
            said.append(
                f"They speak of {len(of.covered):,} of the {every:,} traces: the others came after the "
                "random picks were drawn, or were outside of their filter. Draw at random again to "
                "cover them."
            )
        if of.shares_groups:
            said.append("Several random traces come from one user or session; intervals are widened for it.")
        if of.shows_bounds:
            said.append(
                f"{count(of.missing, 'random trace')} deferred, more than {percent(DEFERRED_AT_MOST)}: the "
                "intervals reach from all of them passing to all failing."
            )
        if of.chosen:
            said.append(f"{count(of.chosen, 'trace')} imported for a reason: in the counts alone.")
        said += _uncounted(of)
    return said + _unknown(of) + list(filter(None, [drift_words.in_all(analysis.flips)]))


_NOT_COUNTED = {
    Why.GAP: ("read ahead of others in the batch", "in the bars only, until the gap is read"),
    Why.TWICE: ("drawn or read before", "once"),
    Why.OUTSIDE: ("outside of the traces that the percentages speak of", "in the bars only"),
}


def _uncounted(of: Findings) -> list[str]:
    said = []
    for why, (which, how) in _NOT_COUNTED.items():
        if many := of.uncounted.get(why, 0):
            said.append(f"{count(many, 'random pick')} {which} {'counts' if many == 1 else 'count'} {how}.")
    return said


def _no_rate(of: Findings, reach: Reach) -> str:
    none = f"no percentage of {reach.share_of} can be computed"
    if why := _uncounted(of):
        said = f"Counts only: {none}. {' '.join(why)}"
        if Why.GAP in of.uncounted:
            return said
    else:
        hand = "hand-picked" if of.read else "not read yet"
        said = f"Counts only. These {count(of.read, 'trace')} were {hand}, so {none}."
    left = len(of.serials) - of.read - of.deferred - of.copies
    fifty, hundred = (f"± {half_width(_TYPICAL, n) * 100:.0f} points" for n in _ADVISED)
    review = "Review" if left >= _ADVISED[0] else "Import more and review"
    return (
        f"{said} {review} {_ADVISED[0]} random traces to get one ({fifty} at {percent(_TYPICAL)}), "
        f"{_ADVISED[1]} for {hundred}."
    )


def _unknown(of: Findings) -> list[str]:
    failed = of.count(of.material.failed)
    labelled = of.count(of.material.labelled & of.material.failed)
    said = []
    if failed > labelled:
        which = f"{failed - labelled:,} of {failed:,} failed traces are not yet"
        if not labelled and failed > 1:
            which = f"none of the {failed:,} failed traces is yet"
        said.append(
            f"Counts are of failures *noted*: {which} labelled for every failure mode; a reader notes the "
            "first failure and perhaps not the others."
        )
    silent = of.count(of.material.silent)
    if silent:
        said.append(f"{count(silent, 'failed trace')} without a note: what went wrong there is unknown.")
    loose = of.count(of.material.loose) - silent
    if loose:
        said.append(f"{count(loose, 'failed trace')} with notes not grouped yet may belong to any of these.")
    uncounted = int(of.material.read.notes[of.inside & ~of.material.failed].sum())
    if uncounted:
        said.append(f"{count(uncounted, 'note')} on traces that passed or were deferred, not counted.")
    return said


def never_found(never: Sequence[ModeFinding]) -> str:
    """Return which failure modes are left out of the chart, as no trace that counts has them; "" for none."""
    if not never:
        return ""
    names = named([_name(row) for row in never])
    return (
        f"Left out: {names}. No trace that counts has {'it' if len(never) == 1 else 'them'}, and not every "
        "failed trace was looked at for that. Notes on traces that passed and notes overruled count nowhere."
    )


def axes(analysis: Analysis) -> tuple[str, str]:
    """Return the titles of the two axes of the chart of failure modes: counts, and shares."""
    return (
        f"traces found in, of {analysis.findings.read:,} read",
        f"share of {analysis.reach.briefly}, 95\u00a0%",
    )


DISCOVERY = "Failure modes found by random traces read; broken: expected; with a 95\u00a0% band"


def picture(analysis: Analysis) -> str:
    """Return what the chart of failure modes shows, above it in a picture."""
    return f"Traces per failure mode and its estimated share of {analysis.share_of}"


def found(row: ModeFinding, analysis: Analysis) -> str:
    """Return one failure mode's figures: ``found in 22 of 100 traces read; estimated 16 % (9 to 26 %)``."""
    read = analysis.findings.read
    said = f"found in {row.traces:,} of {count(read, 'trace')} read"
    if row.estimate.value is not None:
        said += f"; estimated {rate(row.estimate)} of {analysis.share_of}"
    if row.unknown:
        said += f"; {row.unknown:,} failed traces not labelled for it"
    return said
