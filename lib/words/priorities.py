"""Which failure to mend first, in words: how grave it is, times how common it is at least."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lib.model import SEVERITY
from lib.words.figures import percent, rate
from lib.words.text import count, md_escape

if TYPE_CHECKING:
    from lib.services.findings.analysis import Analysis


def fix_first(analysis: Analysis) -> str:
    """Return the failure mode with the largest severity × low end of its share; "" where no share is known.

    The low end, so that what was seen once by chance does not lead. Where nobody has said how grave the
    failure modes are, that is said instead.
    """
    found = [row for row in analysis.found if row.mode and row.estimate.value is not None]
    if not found:
        return ""
    rated = [(row.mode.severity, row) for row in found if row.mode and row.mode.severity]
    if not rated:
        return (
            "**Fix first:** not known yet. Say how grave each failure mode is: on the board of Axial coding, "
            "Edit, Severity."
        )
    severity, first = max(rated, key=lambda one: one[0] * one[1].estimate.low)
    word = SEVERITY[severity].partition(":")[0].lower()
    said = (
        f"**Fix first: {md_escape(first.name)}.** Severity {severity} of {max(SEVERITY)} ({word}), "
        f"{rate(first.estimate)} of {analysis.share_of}: its severity times the low end of its share, "
        f"{percent(first.estimate.low)}, is the largest."
    )
    if unsaid := len(found) - len(rated):
        verb = "is" if unsaid == 1 else "are"
        said += f" {count(unsaid, 'failure mode')} without a severity {verb} left out."
    return said
