"""What goes into a report: the figures and sentences of the other pages, gathered for one page to forward."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from lib.charts import image as chart_image
from lib.model import Person, Project
from lib.report.document import BatchLine, Example, ModeLine, Picture, Report
from lib.services import readers
from lib.services.findings import comparison, fixes, frames, hits
from lib.services.findings.analysis import Analysis
from lib.services.findings.fixes import Fix
from lib.services.findings.modes import Discovery, ModeFinding
from lib.services.readers import Readers
from lib.store.batches import batches
from lib.store.batches.batches import BatchSummary
from lib.store.counts import evidence
from lib.store.counts.evidence import NoteShown, TraceShown
from lib.store.rules import visibility
from lib.store.taxonomy import past as taxonomy_past
from lib.text import note_hints
from lib.words import addresses, priorities
from lib.words import batches as batch_words
from lib.words import changes as change_words
from lib.words import failures as failure_words
from lib.words import fixes as fix_words
from lib.words import population as population_words
from lib.words import reliability as reliability_words
from lib.words import saturation as saturation_words
from lib.words.figures import points, rate
from lib.words.text import capital, count, md_escape

MOST = 10
"""So many failure modes are told with an example."""

_LOOKED_AT = 40
_LONG = 200
"""A note longer than this tells no more as an example."""


def gather(who: Person, project: Project, analysis: Analysis, address: str, made: datetime) -> Report:
    """Return the report on these traces, as ``who`` may see them; ``address`` is the page it is made on.

    Its links lead to the traces beside that page.
    """
    of = analysis.findings
    found = analysis.found
    known = readers.known(analysis, visibility.hidden_ids(who, project.id))
    examples = _examples(who, analysis, found[:MOST], address)
    checks = fixes.checks(analysis)
    first = hits.first_to_mend(analysis)
    hit = hits.hits(who, analysis, int(first.key)) if first else None
    discovery = analysis.discovery
    state = saturation_words.status(discovery, analysis.reach)
    more = (
        saturation_words.expected(discovery, analysis.reach),
        saturation_words.not_grouped(discovery, of),
        saturation_words.not_labelled(of),
        saturation_words.not_agreed(known),
    )
    return Report(
        project=project.name,
        made=made,
        headline=failure_words.headline(analysis),
        population=population_words.population(project, analysis),
        overall=failure_words.overall(analysis),
        fix_first=priorities.fix_first(analysis, first, hit),
        labels=reliability_words.labels(known),
        share_of=analysis.share_of,
        modes=tuple(
            _mode(row, of.read, example, checks.get(int(row.key)))
            for row, example in zip(found, examples, strict=False)
        ),
        more_modes=len(found[MOST:]),
        chart=_chart(analysis, found[:MOST]),
        light=state.level.capitalize(),
        saturation=tuple(filter(None, (state.sentence, *more))),
        curve=_curve(discovery) if discovery.has_curve else None,
        changes=(*_changes(analysis), *_since_round(analysis)),
        batches=tuple(map(_batch, _read_batches(project.id))),
        trust=_trust(known),
        limits=tuple(
            filter(
                None, (*failure_words.basis(analysis), saturation_words.shown(discovery, analysis.share_of))
            )
        )
        if of.read
        else (),
    )


def _mode(row: ModeFinding, read: int, example: Example | None, fix: Fix | None) -> ModeLine:
    assert row.mode is not None
    mending = capital(" · ".join(fix_words.care(row.mode))) if fix_words.is_said(row.mode) else ""
    share = rate(row.estimate)
    found = f"{row.traces:,} of {read:,}"
    checked = fix_words.checked(fix) if fix else ""
    return ModeLine(row.name, row.mode.definition, found, share, example, mending, row.mode.link, checked)


def _examples(who: Person, analysis: Analysis, rows: list[ModeFinding], address: str) -> list[Example | None]:
    """For each failure mode the note that tells most, of a trace that stands for no other one if it can."""
    of, taken, found = analysis.findings, set[int](), list[Example | None]()
    for row in rows:
        mode_id = int(row.key)
        modes = analysis.below(mode_id)
        some = of.reviews(of.material.positive(mode_id))[:_LOOKED_AT]
        noted = [
            (trace, note)
            for trace in evidence.shown(who, analysis.project_id, some)
            for note in trace.notes
            if modes is None or note.mode_id in modes
        ]
        if not noted:
            found.append(None)
            continue
        trace, note = max(noted, key=lambda one: _tells(one[1], is_new=one[0].trace_id not in taken))
        taken.add(trace.trace_id)
        found.append(_example(analysis.project_id, trace, note, address))
    return found


def _tells(note: NoteShown, *, is_new: bool) -> tuple[bool, bool, bool, int]:
    """How well a note does as an example: one that quotes, says what was wrong, and says more of it."""
    is_plain = note_hints.about(note.text) != note_hints.VAGUE
    return bool(note.quote), is_plain, is_new, min(len(note.text), _LONG)


def _example(project_id: int, trace: TraceShown, note: NoteShown, address: str) -> Example:
    where = addresses.address(project_id, trace.trace_id, note)
    return Example(_worded(note), note.quote or "", trace.external_id, urljoin(address, where))


def _worded(note: NoteShown) -> str:
    return note.text if note.step is None else f"{note.text} (step {note.step})"


def _chart(analysis: Analysis, rows: list[ModeFinding]) -> Picture | None:
    if not rows:
        return None
    from lib.charts import failures as failure_charts

    title, share = failure_words.axes(analysis)
    made = failure_charts.rows(frames.modes(rows, analysis.findings.read), title, rate_title=share)
    alt = f"In how many traces each failure was found, and its estimated share of {analysis.share_of}"
    return _picture(made, alt)


def _curve(found: Discovery) -> Picture:
    from lib.charts import failures as failure_charts

    made = failure_charts.discovery(frames.discovery(found), found.plain.traces)
    alt = "How many failure modes so many random traces show, with a 95\u00a0% band"
    return _picture(made, alt)


def _picture(made: Any, alt: str) -> Picture:
    spec = made.to_dict(validate=False)
    return Picture(chart_image.svg(spec), chart_image.svg(spec, chart_image.NARROW), alt)


def _changes(analysis: Analysis) -> tuple[str, ...]:
    """What the last two versions differ in, where random traces of both were read."""
    sides = comparison.last_versions(analysis, analysis.narrowed)
    if sides is None:
        return ()
    first, second = sides
    overall, modes = comparison.compared(analysis, first, second)
    others = [
        f"**{md_escape(row.name)}**: {rate(one.first)} to {rate(one.second)}, {points(one.difference)}."
        for row, one in modes
        if one.is_clear
    ]
    return (
        change_words.sentence(first, second, overall, modes),
        *others,
        *change_words.partial(first, second),
        *change_words.unseen(first, second, modes),
    )


def _since_round(analysis: Analysis) -> tuple[str, ...]:
    """How the failure modes differ from those of the last named round that was not today's state."""
    project_id = analysis.project_id
    newest = taxonomy_past.change_at(project_id, datetime.now(UTC))
    rounds = [each for each in taxonomy_past.snapshots(project_id) if each.event_id < newest]
    if not rounds:
        return ()
    at, day = rounds[0], rounds[0].at.astimezone(UTC)
    then = {mode.id: mode.name for mode in taxonomy_past.taxonomy_at(project_id, at.event_id).modes}
    today = {mode.id: mode.name for mode in analysis.material.coding.modes}
    said = [f"**{md_escape(name)}** is new" for key, name in today.items() if key not in then]
    said += [f"**{md_escape(name)}** is one no longer" for key, name in then.items() if key not in today]
    said += [
        f"**{md_escape(name)}** was called “{md_escape(then[key])}”"
        for key, name in today.items()
        if then.get(key, name) != name
    ]
    told = "; ".join(said) or f"the same {count(len(today), 'failure mode')}"
    return (f"Failure modes since “{md_escape(at.name)}”, {day.day} {day:%b %Y}: {told}.",)


def _read_batches(project_id: int) -> list[BatchSummary]:
    return [batch for batch in reversed(batches.summaries(project_id)) if batch.read]


def _batch(batch: BatchSummary) -> BatchLine:
    day = batch.created_at.astimezone(UTC)
    read = f"{batch.read:,} of {batch.size:,}" + (f", {batch.deferred:,} deferred" if batch.deferred else "")
    return BatchLine(batch.name, f"{batch_words.about(batch)}; {day.day} {day:%b %Y}", read)


def _trust(known: Readers) -> tuple[str, ...]:
    found, unread = known.figures, known.unread
    left_out = f"{unread:,} left out, for whoever made this page to read first" if unread else ""
    if not found.traces and unread:
        return (f"How far readers agree is not told here: of what several people read, {left_out}.",)
    if not found.traces:
        return (
            "None of these traces has been read by two people, so nothing is known of how far readers agree.",
        )
    said = [
        reliability_words.headline(found, known.compared),
        md_escape(f"{reliability_words.alpha(found.verdict)} {reliability_words.basis(found, left_out)}"),
    ]
    if found.modes.of:
        alike, of = found.modes_failed
        modes = f"On which failure modes: the same in {alike:,} of {count(of, 'trace')} that somebody failed."
        said.append(md_escape(f"{modes} {reliability_words.alpha(found.modes)}"))
    return tuple(said)
