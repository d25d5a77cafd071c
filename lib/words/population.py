"""Of which traces figures speak, in one line of markdown."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lib.model import Project
from lib.words import filters as filter_words
from lib.words.text import count, md_escape, when

if TYPE_CHECKING:
    from lib.services.findings.analysis import Analysis

_FEW_VERSIONS = 4


def population(project: Project, analysis: Analysis) -> str:
    """Return the line that says of which traces figures speak: project, filter, dates, versions, read."""
    of, span = analysis.findings, analysis.span
    parts = [f"{md_escape(project.name)}: {count(len(of.serials), 'trace')}"]
    narrowed = filter_words.in_words(analysis.wanted)
    if narrowed:
        parts.append(md_escape(narrowed))
    if span.first and span.last:
        parts.append(_dates(span.first, span.last))
    if span.versions:
        shown = ", ".join(md_escape(one) for one in span.versions[:_FEW_VERSIONS])
        more = f" and {len(span.versions) - _FEW_VERSIONS} more" if len(span.versions) > _FEW_VERSIONS else ""
        parts.append(f"version{'s' if len(span.versions) > 1 else ''} {shown}{more}")
    sides = of.sides(~of.material.deferred)
    words = {"random": "random", "targeted": "targeted", "undrawn": "not drawn"}
    how = ", ".join(f"{number:,} {words[side]}" for side, number in sides.items() if number)
    said = f"{', '.join(parts)}. "
    if of.deferred:
        said += f"{of.read + of.deferred:,} read, {of.deferred:,} of them deferred and counted nowhere; "
        said += f"{of.read:,} judged{': ' + how if how else ''}."
    else:
        said += f"{of.read:,} read{': ' + how if how else ''}."
    if of.copies:
        said += f" They stand for {of.copies:,} more, not read, that are identical to one of them."
    if analysis.taxonomy:
        named = f"“{md_escape(analysis.taxonomy.name)}” of {when(analysis.taxonomy.at)}"
        said += f" By the taxonomy {named}: today's notes as they were grouped then, without labels."
    if project.is_demo:
        said += " A demo: these conversations and the failures in them are invented."
    if analysis.left_out:
        said += f" {analysis.left_out:,} {'invented' if analysis.is_real else 'real'} left out."
    return said


def _dates(first: datetime, last: datetime) -> str:
    start, end = first.astimezone(UTC), last.astimezone(UTC)
    if start.date() == end.date():
        return f"{start.day} {start:%b %Y}"
    year = "" if start.year == end.year else f" {start.year}"
    return f"{start.day} {start:%b}{year} to {end.day} {end:%b %Y}"
