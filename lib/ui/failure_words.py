"""What the Failures page says in sentences: what is most common, why there is no rate, what is not known."""

from __future__ import annotations

from lib.findings.modes import ModeFinding
from lib.findings.population import DEFERRED_AT_MOST, Findings
from lib.stats.prevalence import Estimate, half_width
from lib.ui import drift_words
from lib.ui.failure_scope import Scope
from lib.ui.figures import percent, rate
from lib.ui.text import count, md_escape

FEW = 30
"""Below so many traces, read or random, the order of the failure modes is mostly chance: the words say so."""

_TYPICAL = 0.12


def headline(scope: Scope) -> str:
    """Return the one sentence: which failure is the most common, how often found, how common in all.

    It names a single mode only where its interval is apart from the next one's; where rates overlap it says
    so and speaks of what was found.
    """
    of, rows = scope.findings(), scope.modes()
    read = count(of.read, "trace") + " read"
    failed = of.count(of.material.failed)
    opening = f"So far, in {read}," if of.read < FEW else f"In {read},"
    if of.read == 0:
        return "No traces read yet."
    if failed == 0:
        return f"{opening} none failed."
    top = [row for row in rows if row.mode and row.mode.parent_id is None and row.traces]
    if not top:
        return f"{opening} {failed:,} failed; {_ungrouped(of)} yet."
    if of.random < FEW:
        return _by_count(opening, read, top, of)
    ranked = sorted(top, key=lambda row: -(row.estimate.value or 0))
    first, *others = ranked
    name = f"**{md_escape(first.name)}**"
    found = f"found in {first.traces:,} of {read}, an estimated {_bold(first)} of {scope.traffic}"
    close = [row for row in others if row.estimate.high > first.estimate.low]
    loose = of.count(of.material.loose)
    if not close and loose > first.traces - max((row.traces for row in others), default=0):
        return (
            f"{name} is the most common failure so far: {found}. {loose:,} failed traces are not grouped yet."
        )
    if not close:
        return f"{name} is the most common failure: {found}."
    if close[0].traces == first.traces and close[0].estimate.value == first.estimate.value:
        other = f"**{md_escape(close[0].name)}**"
        return f"{name} and {other} are the most common failures so far: each {found}."
    other = (
        f"**{md_escape(close[0].name)}** could be as common"
        if len(close) == 1
        else f"{len(close)} others could be as common"
    )
    return f"{name} is the most common failure so far: {found}. {other}: their intervals overlap."


def _bold(row: ModeFinding) -> str:
    share, _, rest = rate(row.estimate).partition(" (")
    return f"**{share}** ({rest}"


def _by_count(opening: str, read: str, top: list[ModeFinding], of: Findings) -> str:
    most = max(row.traces for row in top)
    names = [f"**{md_escape(row.name)}**" for row in top if row.traces == most]
    if len(names) > 1:
        level = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) <= 3 else f"{len(names)} of them"
        return f"{opening} no failure mode stands out: {level} were found in {count(most, 'trace')} each."
    if of.read < FEW:
        return f"{opening} {names[0]} was found most often: in {most:,} of {of.read:,}."
    return f"{names[0]} is the failure found most often: in {most:,} of {read}."


def _ungrouped(of: Findings) -> str:
    noted = bool(of.material.read.notes[~of.material.deferred].any())
    return "none of the notes is grouped" if noted else "none has a note"


def overall(scope: Scope) -> str:
    """Return how many of the traces read failed and the estimated share, for the card."""
    of = scope.findings()
    sides, estimate = scope.overall()
    said = f"**{sum(sides.values()):,} of {of.read:,}** traces read failed"
    if estimate.value is None:
        return said + "."
    share, _, rest = rate(estimate).partition(" (")
    return f"{said}; an estimated **{share}** ({rest} of {scope.traffic}."


def basis(scope: Scope) -> list[str]:
    """Return what the rates rest on, or why there are none, and all that a reader has to know of them."""
    of = scope.findings()
    said = []
    if of.strata:
        said.append(
            f"Rates rest on the groups of the batch “{md_escape(of.strata)}”, each weighed by its size: "
            "no random trace outside of groups was read."
        )
    elif of.random == 0:
        said.append(_no_rate(of))
    else:
        said.append(
            f"Percentages rest on {count(of.random, 'random trace')} and heed how each batch was drawn; "
            "counts are of everything read. Where intervals overlap, the order is not certain."
        )
        if len(of.covered) < len(of.serials):
            said.append(
                f"They speak of {len(of.covered):,} of the {len(of.serials):,} traces: the others came after "
                "the random picks were drawn, or were outside of their filter. Draw at random again to cover "
                "them."
            )
        if of.sample.shares_groups:
            said.append("Several random traces come from one user or session; intervals are widened for it.")
        if of.shows_bounds:
            said.append(
                f"{count(of.missing, 'random trace')} deferred, more than {percent(DEFERRED_AT_MOST)}: the "
                "intervals reach from all of them passing to all failing."
            )
        gaps = of.sides(~of.material.deferred)["random"] - of.random
        if gaps > 0 and not of.material.coding.traces.multiplicity.max(initial=1) > 1:
            said.append(
                f"{count(gaps, 'random pick')} read ahead of others in the batch "
                f"{'counts' if gaps == 1 else 'count'} in the bars only, until the gap is read."
            )
    rates = [row.estimate for row in scope.modes() if row.mode] + [scope.overall()[1]]
    if any(map(_held_up, rates)):
        said.append(
            "An estimate that is the lower end of its own interval is held up by what is known: so many "
            "failing traces were already found that the share cannot be lower, though the random ones alone "
            "suggest less."
        )
    return said + _unknown(of) + list(filter(None, [drift_words.in_all(scope.flips())]))


def _held_up(of: Estimate) -> bool:
    """Whether an estimate was raised to what is certain, so that nothing of its interval is below it."""
    return of.value is not None and 0 < of.value <= of.low + 1e-9 and of.high > of.value + 1e-9


def _no_rate(of: Findings) -> str:
    fifty, hundred = (f"± {half_width(_TYPICAL, n) * 100:.0f} points" for n in (50, 100))
    hand = "hand-picked" if of.read else "not read yet"
    return (
        f"Counts only. These {count(of.read, 'trace')} were {hand}, so no percentage of traffic can be "
        f"computed. Review 50 random traces to get one ({fifty} at {percent(_TYPICAL)}), 100 for {hundred}."
    )


def _unknown(of: Findings) -> list[str]:
    failed = of.count(of.material.failed)
    labelled = of.count(of.material.labelled & of.material.failed)
    said = []
    if failed > labelled:
        said.append(
            f"Counts are of failures *noted*: {failed - labelled:,} of {failed:,} failed traces are not yet "
            "labelled for every failure mode; a reader notes the first failure and perhaps not the others."
        )
    silent = of.count(of.material.silent)
    if silent:
        said.append(f"{count(silent, 'failed trace')} without a note: what went wrong there is unknown.")
    loose = of.count(of.material.loose) - silent
    if loose:
        said.append(f"{count(loose, 'failed trace')} with notes not grouped yet may belong to any of these.")
    uncounted = int(of.material.read.notes[(of.weight > 0) & ~of.material.failed].sum())
    if uncounted:
        said.append(f"{count(uncounted, 'note')} on traces that passed or were deferred, not counted.")
    return said


def found(row: ModeFinding, scope: Scope) -> str:
    """Return one failure mode's figures: ``found in 22 of 100 traces read; estimated 16 % (9 to 26 %)``."""
    read = scope.findings().read
    said = f"found in {row.traces:,} of {count(read, 'trace')} read"
    if row.estimate.value is not None:
        said += f"; estimated {rate(row.estimate)} of {scope.traffic}"
    if row.unknown:
        said += f"; {row.unknown:,} failed traces not labelled for it"
    return said
