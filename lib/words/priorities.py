"""Which failure to mend first, in words: how grave it is, times how common at least; and what it hits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lib.failure_modes import SEVERITY
from lib.words import fixes
from lib.words.figures import percent, rate
from lib.words.rates import named
from lib.words.text import count, md_escape

if TYPE_CHECKING:
    from lib.services.findings.analysis import Analysis
    from lib.services.findings.hits import Hits
    from lib.services.findings.modes import ModeFinding

_NAMED = 2
"""So many versions or steps are named, each with its traces."""


def fix_first(analysis: Analysis, first: ModeFinding | None, hits: Hits | None = None) -> str:
    """Return which failure mode to mend ``first``, and what it hits; "" where no share is known.

    Where nobody has said how grave the failure modes are, that is said instead.
    """
    found = [row for row in analysis.found if row.estimate.value is not None]
    if not found:
        return ""
    if first is None or first.severity is None:
        return (
            "**Fix first:** not known yet. Say how grave each failure mode is: on the board of Axial coding, "
            "Edit, Severity."
        )
    word = SEVERITY[first.severity].partition(":")[0].lower()
    said = (
        f"**Fix first: {md_escape(first.name)}.** Severity {first.severity} of {max(SEVERITY)} ({word}), "
        f"{rate(first.estimate)} of {analysis.reach.briefly}: its severity times the low end of its share, "
        f"{percent(first.estimate.low)}, is the largest."
    )
    if first.mode and first.mode.owner:
        said += f" Owner: {md_escape(first.mode.owner)}."
    if first.mode and (state := fixes.state(first.mode)):
        said += f" It is said to be {md_escape(state)}, and is still found."
    if hits:
        said = f"{said} {_hits(hits)}".rstrip()
    if unsaid := sum(row.severity is None for row in found):
        verb = "is" if unsaid == 1 else "are"
        said += f" {count(unsaid, 'failure mode')} without a severity {verb} left out."
    return said


def _hits(hits: Hits) -> str:
    said = []
    most = sorted(hits.versions, key=lambda one: -one[1])[:_NAMED]
    if kept := [one for one in hits.versions if one in most]:
        (name, found, read), *more = kept
        of = [f"{md_escape(name)} in {found:,} of {count(read, 'trace')} read"]
        of += [f"{md_escape(name)} in {found:,} of {read:,}" for name, found, read in more]
        said.append(f"It hits version {named(of)}.")
    if hits.places:
        at = [f"at {md_escape(name)} in {many:,}" for name, many in hits.places[:_NAMED]]
        these = f"{hits.located:,} whose notes name a step"
        if len(hits.places) == 1:
            said.append(f"It first went wrong at {md_escape(hits.places[0][0])} in all {these}.")
        else:
            said.append(f"It first went wrong {named(at)}, of {these}.")
    return " ".join(said)
