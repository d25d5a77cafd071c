"""What became of the rows of a file, in words: for the page and, as plain lines, for the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from lib.model import IntakeKind
from lib.words.text import count

if TYPE_CHECKING:
    from lib.services.importing import Report

_BANDS = {
    "+1": "at +1",
    "above 0": "between 0 and +1",
    "0": "at 0",
    "below 0": "between −1 and 0",
    "-1": "at −1",
    "none": "without",
}


def remarks(report: Report) -> list[str]:
    """Return how the rows of a file were read, a sentence each, as plain text."""
    lines = [report.identity, _feedback_line(report)]
    if report.cleaned:
        lines.append(f"{count(report.cleaned, 'character')} that no database can hold became “�”.")
    lines.append(f"Read as: {report.shape}, in {report.seconds:,.1f} s.")
    return [line for line in lines if line]


def _feedback_line(report: Report) -> str:
    if not set(report.feedback) - {"none"}:
        return "No trace has feedback."
    given = [
        f"{report.feedback[band]:,} {words}" for band, words in _BANDS.items() if band in report.feedback
    ]
    return f"Feedback ({report.feedback_origin}): {', '.join(given)}."


def unread_values(unread: Mapping[str, int], origin: str) -> list[str]:
    """Return a sentence for each part of a trace some of whose values could not be read.

    ``origin`` is what kind of signal feedback was read as.
    """
    kinds = {"feedback": origin or "signal", "time": "time", "latency": "duration", "cost": "amount"}
    lines = []
    for name, number in unread.items():
        # A user thumb is spoken with a consonant.
        article = "an" if kinds[name][0] in "aeio" else "a"
        values, stays = ("value", "is") if number == 1 else ("values", "are")
        lines.append(
            f"{name.capitalize()}: {number:,} {values} could not be read as {article} {kinds[name]} "
            f"and {stays} kept as metadata."
        )
    return lines


def for_command_line(report: Report, project: str, *, strict: bool) -> list[str]:
    """Return the whole report in lines; ``strict``: it ended at a rejected row, as was asked."""
    lines = [
        f"Read {report.source} as: {report.shape}.",
        f"{report.rows_read:,} rows read: {report.imported:,} imported into “{project}”, "
        f"{report.already_there:,} already there, {report.changed:,} changed, {report.rejected:,} rejected.",
    ]
    if strict:
        lines[1] = "Nothing was imported: a row was rejected and --strict was given."
    if report.identity:
        lines.append(report.identity)
    if report.feedback_origin:
        bands = ", ".join(f"{count:,} at {band}" for band, count in sorted(report.feedback.items()))
        lines.append(f"Feedback ({report.feedback_origin}): {bands}.")
    lines += unread_values(report.unread, report.feedback_origin)
    if report.cleaned:
        lines.append(f"{report.cleaned:,} characters no database can hold were replaced.")
    lines += [f"  Changed, kept as it was: {name}" for name in report.changed_ids]
    lines += [f"  Line {line}: {reason}" for line, reason in report.rejected_rows]
    return lines


INTAKES = {
    IntakeKind.WHOLE: "Everything there was",
    IntakeKind.SAMPLE: "A random part",
    IntakeKind.PICKED: "Chosen for a reason",
}
"""What is asked of every import, by its answers."""

INTAKES_MEAN = {
    IntakeKind.WHOLE: "All traces of some time, channel or version.",
    IntakeKind.SAMPLE: "Drawn by chance from more of them.",
    IntakeKind.PICKED: "Complaints, errors, examples: to be read and grouped, but in no rate of traffic.",
}
"""And what they mean."""
