"""What to look at again for a failure mode that is new, split or redefined: read before, most alike first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from lib.failure_modes import FailureMode, LabelValue
from lib.model import Person, Purpose, Role
from lib.store.counts import coding
from lib.store.engine import reading
from lib.store.recoding import criteria_drift
from lib.store.recoding.criteria_drift import Candidate, Flips
from lib.store.rules import access
from lib.store.schema.tables import (
    events,
    failure_mode_revisions,
    failure_modes,
    labels,
    notes,
    reviews,
    traces,
)
from lib.text import similar

_MEANING = ("definition", "when_to_use", "when_not_to_use")


@dataclass(frozen=True, slots=True)
class ModeList:
    """A failure mode, when it last changed, and this person's traces read before that.

    ``left`` are not looked at again yet. ``drifted`` is whether anything was read between the first failure
    mode of the project and this change, so that criteria can have moved between readings.
    """

    enough: ClassVar[int] = 20
    """After so many looks for one failure mode, its list is no longer waiting: the most alike come first."""

    mode: FailureMode
    since: datetime
    left: int
    flips: Flips
    drifted: bool

    @property
    def waiting(self) -> bool:
        """Whether it is worth looking again: criteria moved, and fewer than enough have been looked at."""
        return self.drifted and self.left > 0 and self.flips.looked < self.enough


def lists(who: Person, project_id: int) -> list[ModeList]:
    """Return every standing failure mode with its list, those that wait first. Needs the role annotator."""
    with reading() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        said = coding.coding(connection, project_id, who.id)
        looked = _last_looks(connection, who, project_id)
        ever, plain = np.array(list(looked.ever.values())), _read(looked, said, None)
        since = {mode_id: (at[0], max(at)) for mode_id, at in changes(connection, project_id).items()}
        first = min((born.timestamp() for born, _ in since.values()), default=0.0)
        flips = criteria_drift.flips_in(
            connection, project_id, who.id, {mode: at for mode, (_, at) in since.items()}
        )
        made = []
        for place, mode in enumerate(said.modes):
            moment = since[mode.id][1]
            read = _read(looked, said, mode.id) if mode.id in looked.asked else plain
            rows = _before(connection, said, place, moment, read)
            drifted = bool(((first < ever) & (ever < moment.timestamp())).any())
            made.append(ModeList(mode, moment, len(rows), flips.get(mode.id, Flips()), drifted))
    return sorted(made, key=lambda one: (not one.waiting, -one.since.timestamp()))


def candidates(who: Person, project_id: int, mode_id: int) -> list[Candidate]:
    """Return what this person read before the mode last changed and did not look at again, most alike first.

    Passes, and failures not known to have the mode. Needs the role annotator. Raises ``LookupError`` where
    the project has no such standing mode.
    """
    with reading() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        said = coding.coding(connection, project_id, who.id)
        place = next((at for at, mode in enumerate(said.modes) if mode.id == mode_id), None)
        if place is None:
            raise LookupError("This project has no such failure mode.")
        moment = max(changes(connection, project_id)[mode_id])
        read = _read(_last_looks(connection, who, project_id), said, mode_id)
        rows = _before(connection, said, place, moment, read)
        alike = _alike(connection, project_id, said, place, rows)
        written = _texts(connection, said.traces.review_id[rows].tolist())
    ordered = [rows[at] for at in np.argsort(-alike, kind="stable").tolist()]
    return [
        Candidate(
            trace.trace_id,
            trace.external_id,
            trace.review_id,
            trace.verdict,
            trace.read_at,
            tuple(written.get(trace.review_id, ())),
        )
        for trace in map(said.traces.__getitem__, ordered)
    ]


def changes(connection: sa.Connection, project_id: int) -> dict[int, list[datetime]]:
    """Return by failure mode when it was made and each time it got another meaning, by words or a split.

    Inside the caller's transaction.
    """
    table = failure_mode_revisions
    query = (
        sa.select(table.c.mode_id, table.c.at, *(table.c[name] for name in _MEANING))
        .join(failure_modes, failure_modes.c.id == table.c.mode_id)
        .where(failure_modes.c.project_id == project_id)
        .order_by(table.c.mode_id, table.c.revision)
    )
    born = sa.select(failure_modes).where(failure_modes.c.project_id == project_id)
    found = {row.id: [row.created_at] for row in connection.execute(born)}
    words: dict[int, list[str]] = {}
    for mode_id, at, *said in connection.execute(query):
        if words.get(mode_id, said) != said:
            found[mode_id].append(at)
        words[mode_id] = said
    splits = connection.execute(
        sa.select(events.c.id, events.c.action, events.c.refs, events.c.at).where(
            events.c.project_id == project_id,
            events.c.action.in_(["taxonomy.split", "taxonomy.undone"]),
        )
    ).all()
    undone = {row.refs.get("undoes") for row in splits}
    for row in splits:
        source = row.refs.get("source")
        if row.action == "taxonomy.split" and row.id not in undone and source in found:
            found[source].append(row.at)
    return found


@dataclass(frozen=True, slots=True)
class _Looks:
    """When a person last looked at each trace, in seconds since 1970.

    ``ever`` whatever for, ``whole`` with nothing in particular in mind, and ``asked`` for a failure mode, by
    its id: who is asked about one mode says nothing of the others, whose lists stay as they are.
    """

    ever: dict[int, float]
    whole: dict[int, float]
    asked: dict[int, dict[int, float]]


def _last_looks(connection: sa.Connection, who: Person, project_id: int) -> _Looks:
    query = sa.select(
        reviews.c.id, reviews.c.trace_id, reviews.c.purpose, reviews.c.revision, reviews.c.updated_at
    ).where(reviews.c.project_id == project_id, reviews.c.person_id == who.id, reviews.c.verdict.is_not(None))
    for_mode = {
        row.refs["review"]: row.refs["mode"] for row in criteria_drift.looks(connection, project_id, who.id)
    }
    found = _Looks({}, {}, {})
    for review_id, trace_id, purpose, revision, at in connection.execute(query):
        # A look again that was revised since was revised on Annotate, which asks about nothing in particular.
        asked = purpose == Purpose.DRIFT.value and revision == 1 and review_id in for_mode
        own = found.asked.setdefault(for_mode[review_id], {}) if asked else found.whole
        for kept in (found.ever, own):
            kept[trace_id] = max(at.timestamp(), kept.get(trace_id, 0.0))
    return found


def _read(looked: _Looks, said: coding.Coding, mode_id: int | None) -> NDArray[np.float64]:
    """When each trace was last looked at with this mode in mind, or with nothing in particular."""
    asked = looked.asked.get(mode_id, {}) if mode_id else {}
    last = looked.whole | {
        trace_id: max(at, looked.whole.get(trace_id, 0.0)) for trace_id, at in asked.items()
    }
    return np.array([last.get(trace_id, 0.0) for trace_id in said.traces.trace_id.tolist()], dtype=np.float64)


def _before(
    connection: sa.Connection,
    said: coding.Coding,
    place: int,
    moment: datetime,
    read: NDArray[np.float64],
) -> list[int]:
    """The rows of traces last looked at before the moment that may have the mode for all that is known."""
    # One text of ids: to read a row for each of 10,000 labels would take ten times as long.
    ids = sa.func.aggregate_strings(sa.cast(labels.c.review_id, sa.Text), ",")
    said_since = connection.scalar(
        sa.select(ids).where(
            labels.c.failure_mode_id == said.modes[place].id,
            labels.c.at >= moment,
            labels.c.value != LabelValue.RECODE.value,
        )
    )
    decided = np.fromstring(said_since or "", dtype=np.int64, sep=",")
    may = (read < moment.timestamp()) & (said.values[:, place] != coding.YES)
    rows: list[int] = np.flatnonzero(may & ~np.isin(said.traces.review_id, decided)).tolist()
    return rows


def _alike(
    connection: sa.Connection, project_id: int, said: coding.Coding, place: int, rows: Sequence[int]
) -> NDArray[np.float64]:
    mode = said.modes[place]
    trace_ids = said.traces.trace_id
    known, wanted = trace_ids[said.values[:, place] == coding.YES].tolist(), trace_ids[rows].tolist()
    text: dict[int, str] = {}
    every = sa.select(traces.c.id, traces.c.search_text).where(traces.c.project_id == project_id)
    for start in range(0, len(known) + len(wanted), 500):
        some = [*wanted, *known][start : start + 500]
        for trace_id, said_there in connection.execute(every.where(traces.c.id.in_(some))):
            text[trace_id] = said_there
    written = connection.execute(
        sa.select(notes.c.text, notes.c.quote).where(
            notes.c.failure_mode_id == mode.id, notes.c.removed_at.is_(None)
        )
    )
    words = " ".join(
        [mode.name, mode.definition, mode.when_to_use, *(f"{note} {quote or ''}" for note, quote in written)]
    )
    return similar.closeness(
        [text[trace_id] for trace_id in wanted], [text[trace_id] for trace_id in known], words
    )


def _texts(connection: sa.Connection, review_ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for start in range(0, len(review_ids), 500):
        some = notes.c.review_id.in_(review_ids[start : start + 500])
        query = sa.select(notes.c.review_id, notes.c.text).where(some, notes.c.removed_at.is_(None))
        for review_id, text in connection.execute(query.order_by(notes.c.position)):
            found.setdefault(review_id, []).append(text)
    return found
