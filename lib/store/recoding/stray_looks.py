"""Looks again that may be stored for another failure mode than their reader meant, for the reader to settle.

After two answers for a failure mode that was not the first of its box, the page once went to the first
one by itself: its box took a label with a new count for a choice. What was answered then is stored for
the first mode. An event of a look names the mode it is stored for and, only since this was mended, that it
was meant (``meant``). So of the older ones this is what can be told:

* Where the trace had been read after the mode last changed, the mode's list did not hold it: surely stray.
* Where a person's looks for one mode came right after one or two for another, the page may have gone there by
  itself. Three or more in a row could only be given for the first mode of the box. Where it is known by that,
  only looks for it are doubtful, and a change away from it was the reader's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from typing import Any

import sqlalchemy as sa

from lib.model import Person, Purpose, Role, Verdict
from lib.store.engine import reading, writing
from lib.store.recoding import criteria_drift, drift_lists
from lib.store.recoding.criteria_drift import Changed as Changed
from lib.store.rules import access, events
from lib.store.schema.tables import events as event_rows
from lib.store.schema.tables import failure_modes, review_revisions, reviews, traces
from lib.store.taxonomy import labels

CONFIRMED = "drift.confirmed"

PAUSE = timedelta(hours=8)
"""After so long the page was opened anew, and stood where its address said."""

_MOST_BEFORE = 2
"""The page went on by itself at the second thing done after it was opened or a mode was chosen."""


@dataclass(frozen=True, slots=True)
class Stray:
    """A look again that may have been meant for another failure mode.

    ``listed`` is False where the list of the mode did not hold the trace. ``after`` is the name of the mode
    that ``before_it`` looks right before were for, None where that tells nothing.
    """

    event_id: int
    at: datetime
    mode: str
    trace_id: int
    external_id: str
    before: Verdict
    verdict: Verdict
    has: bool
    listed: bool
    after: str | None
    before_it: int


def found(who: Person, project_id: int) -> list[Stray]:
    """Return this person's doubtful looks that they have not settled, oldest first.

    Needs the role annotator.
    """
    with reading() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        return _found(connection, who, project_id)


def confirm(who: Person, project_id: int, event_ids: Sequence[int]) -> None:
    """Keep these doubtful looks as they are stored, with an event each. Needs the role annotator.

    Raises ``Changed``, and keeps none, where one of them was settled in the meantime.
    """
    with writing() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        left = {one.event_id for one in _found(connection, who, project_id)}
        if not left.issuperset(event_ids):
            raise Changed("One of these answers was settled elsewhere in the meantime. Nothing was changed.")
        by_id = {row.id: row.refs for row in criteria_drift.looks(connection, project_id, who.id)}
        for event_id in event_ids:
            refs = {name: by_id[event_id][name] for name in ("review", "trace", "mode")}
            events.record(connection, who, project_id, CONFIRMED, **refs, confirms=event_id)


def take_back(who: Person, project_id: int, event_ids: Sequence[int]) -> list[str]:
    """Take back these looks, the newest first, with an event each; return why some could not be.

    Needs the role annotator.
    """
    problems = []
    for event_id in sorted(event_ids, reverse=True):
        try:
            criteria_drift.undo(who, project_id, event_id)
        except (criteria_drift.Changed, labels.Changed) as problem:
            problems.append(str(problem))
    return problems


def _found(connection: sa.Connection, who: Person, project_id: int) -> list[Stray]:
    standing = criteria_drift.looks(connection, project_id, who.id)
    if not standing:
        return []
    mine = (event_rows.c.project_id == project_id, event_rows.c.person_id == who.id)
    said = connection.execute(
        sa.select(event_rows)
        .where(*mine, event_rows.c.action.in_([criteria_drift.LOOKED, CONFIRMED]))
        .order_by(event_rows.c.id)
    ).all()
    settled = {row.refs["confirms"] for row in said if row.action == CONFIRMED}
    # Looks that were taken back count here too: they say where the page stood.
    moved = _moved([row for row in said if row.action == criteria_drift.LOOKED])
    unlisted = _unlisted(connection, who, project_id, standing)
    wanted = [row for row in standing if row.id not in settled and (row.id in moved or row.id in unlisted)]
    names = _names(connection, failure_modes.c.name, {row.refs["mode"] for row in standing})
    names |= _names(connection, failure_modes.c.name, {mode for mode, _ in moved.values()})
    ids = _names(connection, traces.c.external_id, {row.refs["trace"] for row in wanted})
    strays = []
    for row in wanted:
        mode, many = moved.get(row.id, (None, 0))
        strays.append(
            Stray(
                row.id,
                row.at,
                names[row.refs["mode"]],
                row.refs["trace"],
                ids[row.refs["trace"]],
                Verdict(row.refs["before"]),
                Verdict(row.refs["after"]),
                row.refs["has"],
                row.id not in unlisted,
                names[mode] if mode is not None else None,
                many,
            )
        )
    return strays


def _moved(looks: Sequence[sa.Row[Any]]) -> dict[int, tuple[int, int]]:
    """The older looks the page may have come to by itself: the mode before, and how many were for it."""
    found: dict[int, tuple[int, int]] = {}
    for sitting in _sittings(looks):
        runs = [(mode, list(run)) for mode, run in groupby(sitting, key=lambda row: row.refs["mode"])]
        first_in_box = {mode for mode, run in runs if len(run) > _MOST_BEFORE}
        for (before, earlier), (mode, run) in pairwise(runs):
            if before in first_in_box or (first_in_box and mode not in first_in_box):
                continue
            found |= {row.id: (before, len(earlier)) for row in run if "meant" not in row.refs}
    return found


def _sittings(looks: Sequence[sa.Row[Any]]) -> list[list[sa.Row[Any]]]:
    sittings: list[list[sa.Row[Any]]] = []
    for row in looks:
        if sittings and row.at - sittings[-1][-1].at < PAUSE:
            sittings[-1].append(row)
        else:
            sittings.append([row])
    return sittings


def _unlisted(
    connection: sa.Connection, who: Person, project_id: int, looks: Sequence[sa.Row[Any]]
) -> set[int]:
    """Those at a trace that this person had read since the mode was as it then was."""
    read = connection.execute(
        sa.select(reviews.c.trace_id, review_revisions.c.at)
        .join(reviews, reviews.c.id == review_revisions.c.review_id)
        .where(
            reviews.c.project_id == project_id,
            reviews.c.person_id == who.id,
            reviews.c.trace_id.in_(sa.select(reviews.c.trace_id).where(*_looked(who, project_id))),
            sa.or_(reviews.c.purpose != Purpose.DRIFT.value, review_revisions.c.revision > 1),
        )
    ).all()
    times: dict[int, list[datetime]] = {}
    for trace_id, at in read:
        times.setdefault(trace_id, []).append(at)
    changes = drift_lists.changes(connection, project_id)
    found = set()
    for row in looks:
        since = max((at for at in changes.get(row.refs["mode"], ()) if at <= row.at), default=None)
        before = max((at for at in times.get(row.refs["trace"], ()) if at <= row.at), default=None)
        if since is not None and before is not None and before >= since:
            found.add(row.id)
    return found


def _looked(who: Person, project_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        reviews.c.project_id == project_id,
        reviews.c.person_id == who.id,
        reviews.c.purpose == Purpose.DRIFT.value,
    )


def _names(connection: sa.Connection, column: sa.Column[str], ids: set[int]) -> dict[int, str]:
    table = column.table
    rows = connection.execute(sa.select(table.c.id, column).where(table.c.id.in_(ids)))
    return {row[0]: row[1] for row in rows}
