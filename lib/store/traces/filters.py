"""A trace filter as SQL: one place, so that browsing and sampling mean the same traces."""

from __future__ import annotations

import json
from collections.abc import Iterable

import sqlalchemy as sa

from lib.model import FeedbackIs, Person, ReviewStatus, TraceFilter, Verdict
from lib.store.rules import visibility
from lib.store.rules.counted_reviews import counted_reviews, published, published_imports
from lib.store.schema.tables import batch_items, traces

_STATUS = {
    ReviewStatus.PASSED: Verdict.PASS,
    ReviewStatus.FAILED: Verdict.FAIL,
    ReviewStatus.DEFERRED: Verdict.DEFER,
}


def condition(project_id: int, wanted: TraceFilter, who: Person | None = None) -> sa.ColumnElement[bool]:
    """Return the condition on ``traces`` for the project's published traces that pass the filter.

    Verdicts hidden from ``who`` match no status; without a person, all verdicts count.
    """
    # Text and metadata lie in the wide rows. By their import alone SQLite reads those in the order in which
    # they lie on disk, five times as fast as in the order of an index that begins with the project.
    wide = bool(wanted.text.strip() or wanted.metadata)
    parts = [traces.c.import_id.in_(published_imports(project_id)) if wide else published(project_id)]
    for word in wanted.text.lower().split():
        parts.append(traces.c.search_text.contains(word, autoescape=True))
    if wanted.feedback:
        parts.append(sa.or_(*[_feedback(kind) for kind in wanted.feedback]))
    if wanted.status:
        parts.append(sa.or_(*[_status(project_id, status, who) for status in wanted.status]))
    if wanted.versions:
        parts.append(traces.c.version.in_(wanted.versions))
    for name, values in wanted.metadata.items():
        parts.append(has_value(name, values))
    if wanted.since is not None:
        parts.append(traces.c.happened_at >= wanted.since)
    if wanted.until is not None:
        parts.append(traces.c.happened_at < wanted.until)
    if wanted.drawn is not None:
        drawn = traces.c.id.in_(sa.select(batch_items.c.trace_id))
        parts.append(drawn if wanted.drawn else sa.not_(drawn))
    return sa.and_(*parts)


def has_value(name: str, values: Iterable[str]) -> sa.ColumnElement[bool]:
    """Return the condition on ``traces`` that this metadata field has one of these values, given as text."""
    # As JSON text, because it tells true from 1 and "3" from 3 in the same words on both databases.
    written = sa.cast(traces.c.metadata.op("->")(name), sa.Text)
    return written.in_([form for value in values for form in _json_forms(value)])


def _json_forms(value: str) -> set[str]:
    """Return how a value given as text may stand in JSON: as it is (a number, true) or in quotes."""
    return {value, json.dumps(value), json.dumps(value, ensure_ascii=False)}


def _feedback(kind: FeedbackIs) -> sa.ColumnElement[bool]:
    value = traces.c.feedback
    return {
        FeedbackIs.NEGATIVE: value < 0,
        FeedbackIs.NEUTRAL: value == 0,
        FeedbackIs.POSITIVE: value > 0,
        FeedbackIs.ABSENT: value.is_(None),
    }[kind]


def _status(project_id: int, status: ReviewStatus, who: Person | None) -> sa.ColumnElement[bool]:
    counted = counted_reviews(project_id)
    if status is ReviewStatus.UNREAD:
        return traces.c.id.not_in(sa.select(counted.c.trace_id))
    said = sa.select(counted.c.trace_id).where(counted.c.verdict == _STATUS[status].value)
    if who is not None:
        said = said.where(visibility.may_see(who, project_id, counted.c.trace_id))
    return traces.c.id.in_(said)
