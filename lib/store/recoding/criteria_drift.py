"""Criteria drift: when a failure mode is born, split or redefined, what was read before is looked at again.

A look again is a review of purpose drift, for one failure mode, which its event names. One that says
otherwise than the look before it counts from then on in its place (the first submission stays what agreement
reads); one that says the same is kept beside it and leaves it, with its notes and labels, to count
(``reviews.confirms``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from lib.failure_modes import LabelValue
from lib.model import Person, Purpose, Role, Verdict
from lib.store.engine import insert, reading, writing
from lib.store.rules import access, events, locks
from lib.store.rules.counted_reviews import counted_reviews
from lib.store.schema.tables import events as event_rows
from lib.store.schema.tables import failure_modes, notes, now, review_revisions, reviews, traces
from lib.store.taxonomy import labels

LOOKED, TAKEN_BACK = "drift.looked", "drift.undone"


class Changed(RuntimeError):
    """The trace has been looked at again elsewhere; nothing was written."""


@dataclass(frozen=True, slots=True)
class Flips:
    """Of traces looked at again for a mode, how many changed, which way, and how many have the mode."""

    looked: int = 0
    to_fail: int = 0
    to_pass: int = 0
    has: int = 0

    @property
    def changed(self) -> int:
        """How many say otherwise now."""
        return self.to_fail + self.to_pass


@dataclass(frozen=True, slots=True)
class Candidate:
    """A trace to look at again, with the look that counts for this person."""

    trace_id: int
    external_id: str
    review_id: int
    verdict: Verdict
    read_at: datetime
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """A look again of a person for a failure mode that was not taken back, as undo needs it."""

    event_id: int
    mode_id: int
    trace_id: int
    external_id: str


def flips(project_id: int) -> dict[int, Flips]:
    """Return by failure mode how the looks again of everybody went. A trace looked at twice counts twice."""
    with reading() as connection:
        return flips_in(connection, project_id)


def own_flips(who: Person, project_id: int, mode_id: int, since: datetime) -> Flips:
    """Return how this person's looks again for one failure mode went since a moment."""
    with reading() as connection:
        return flips_in(connection, project_id, who.id, {mode_id: since}).get(mode_id, Flips())


def look(
    who: Person,
    project_id: int,
    seen: Candidate,
    mode_id: int,
    verdict: Verdict,
    *,
    has: bool = False,
    note: str = "",
) -> int:
    """Store what a look again says: pass or fail, and for a fail whether it has the mode.

    Returns the event's id. The note says what went wrong where the verdict is a new fail. The same look sent
    again changes nothing. Needs the role annotator. Raises ``Changed`` where ``seen`` is no longer the look
    that counts for the person.
    """
    with writing() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        locks.project(connection, project_id)
        locks.trace(connection, project_id, seen.trace_id)
        said = {"trace": seen.trace_id, "mode": mode_id, "before": seen.verdict.value, "after": verdict.value}
        said["has"] = verdict is Verdict.FAIL and has
        if (made := _made_already(connection, who, project_id, said, note.strip())) is not None:
            return made
        mine = counted_reviews(project_id, who.id)
        standing = connection.execute(sa.select(mine).where(mine.c.trace_id == seen.trace_id)).first()
        if standing is None or (standing.review_id, standing.verdict) != (seen.review_id, seen.verdict.value):
            raise Changed("You have looked at this trace elsewhere in the meantime. Nothing was changed.")
        confirms = verdict is seen.verdict
        review_id = _store_look(connection, who, project_id, seen.trace_id, verdict, confirms, note.strip())
        changes: list[labels.LabelChange] = []
        if verdict is Verdict.FAIL:
            about = standing.review_id if confirms else review_id
            value = LabelValue.YES if has else LabelValue.NO
            changes = labels.write_one(connection, who, project_id, about, mode_id, value)
        return events.record(
            connection, who, project_id, LOOKED, review=review_id, labels=changes, meant=mode_id, **said
        )


def last(who: Person, project_id: int, mode_id: int) -> Look | None:
    """Return the person's newest look again for this failure mode that was not taken back, or None.

    Needs the role annotator.
    """
    with reading() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        rows = [row for row in looks(connection, project_id, who.id) if row.refs["mode"] == mode_id]
        if not rows:
            return None
        trace_id = rows[-1].refs["trace"]
        name = connection.scalar(sa.select(traces.c.external_id).where(traces.c.id == trace_id))
    return Look(rows[-1].id, mode_id, trace_id, name or "")


def undo(who: Person, project_id: int, event_id: int) -> None:
    """Take back one's own look again, as a new event. Needs the role annotator.

    Raises ``Changed`` or ``labels.Changed``, and changes nothing, where what it wrote has changed since or a
    later look rests on the verdict it changed.
    """
    with writing() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        mine = looks(connection, project_id, who.id)
        found = next((row for row in mine if row.id == event_id), None)
        if found is None:
            raise Changed("This look was taken back already. Nothing was undone.")
        same = [row for row in mine if row.id > event_id and row.refs["trace"] == found.refs["trace"]]
        if same and found.refs["before"] != found.refs["after"]:
            other = connection.scalar(
                sa.select(failure_modes.c.name).where(failure_modes.c.id == same[-1].refs["mode"])
            )
            raise Changed(
                f"You have looked at this trace again since, for “{other}”. Undo that look first. Nothing "
                "was undone."
            )
        revised = (reviews.c.id == found.refs["review"]) & (reviews.c.revision == 1)
        changed = connection.execute(
            reviews.update().where(revised).values(verdict=None, updated_at=now())
        ).rowcount
        if not changed:
            raise Changed("This review has been changed since. Nothing was undone.")
        back = labels.reverse(connection, project_id, found.refs["labels"])
        refs = {name: found.refs[name] for name in ("review", "trace", "mode")} | {"undoes": event_id}
        events.record(connection, who, project_id, TAKEN_BACK, labels=back, **refs)


def _store_look(
    connection: sa.Connection,
    who: Person,
    project_id: int,
    trace_id: int,
    verdict: Verdict,
    confirms: bool,
    note: str,
) -> int:
    own = (reviews.c.trace_id == trace_id, reviews.c.person_id == who.id)
    newest = sa.select(sa.func.max(reviews.c.number)).where(*own, reviews.c.purpose == Purpose.DRIFT.value)
    row = {
        "project_id": project_id,
        "trace_id": trace_id,
        "person_id": who.id,
        "purpose": Purpose.DRIFT.value,
        "number": (connection.scalar(newest) or 0) + 1,
        "verdict": verdict.value,
        "confirms": confirms,
    }
    review_id = insert(connection, reviews, row)
    written = []
    if note and verdict is Verdict.FAIL and not confirms:
        values = {"project_id": project_id, "review_id": review_id, "position": 1, "text": note}
        note_id = insert(connection, notes, {**values, "is_first_failure": True})
        written = [{"text": note, "step": None, "quote": None, "is_first_failure": True, "id": note_id}]
    content = {"verdict": verdict.value, "seconds": 0.0, "notes": written}
    kept = {"review_id": review_id, "revision": 1, "is_first_submission": True, "content": content}
    connection.execute(review_revisions.insert().values(kept))
    return review_id


def _made_already(
    connection: sa.Connection, who: Person, project_id: int, said: Mapping[str, object], note: str
) -> int | None:
    """The person's newest look at this trace, where it says just this and the taxonomy is as it was then: the
    same look, sent again by a window that heard no answer."""
    newest_first = reversed(looks(connection, project_id, who.id))
    found = next((row for row in newest_first if row.refs["trace"] == said["trace"]), None)
    if found is None or any(found.refs[name] != value for name, value in said.items()):
        return None
    content = connection.scalar(
        sa.select(review_revisions.c.content).where(review_revisions.c.review_id == found.refs["review"])
    )
    changed_since = sa.select(event_rows.c.id).where(
        event_rows.c.project_id == project_id,
        event_rows.c.action.startswith("taxonomy."),
        event_rows.c.id > found.id,
    )
    written = note if said["before"] != said["after"] == Verdict.FAIL.value else ""
    if content is None or "".join(one["text"] for one in content["notes"]) != written:
        return None
    return None if connection.scalar(changed_since.limit(1)) else int(found.id)


def looks(connection: sa.Connection, project_id: int, person_id: int | None) -> list[sa.Row[Any]]:
    """Return the events of looks again that were not taken back, oldest first: one person's, or everybody's.

    Inside the caller's transaction.
    """
    query = sa.select(event_rows).where(
        event_rows.c.project_id == project_id, event_rows.c.action.in_([LOOKED, TAKEN_BACK])
    )
    if person_id is not None:
        query = query.where(event_rows.c.person_id == person_id)
    rows = connection.execute(query.order_by(event_rows.c.id)).all()
    undone = {row.refs.get("undoes") for row in rows}
    return [row for row in rows if row.action == LOOKED and row.id not in undone]


def flips_in(
    connection: sa.Connection,
    project_id: int,
    person_id: int | None = None,
    since: Mapping[int, datetime] | None = None,
) -> dict[int, Flips]:
    """As ``flips``, inside the caller's transaction: of one person, and only from a moment for each mode."""
    found: dict[int, Flips] = {}
    for row in looks(connection, project_id, person_id):
        before, after, mode = row.refs["before"], row.refs["after"], row.refs["mode"]
        if since is not None and (mode not in since or row.at < since[mode]):
            continue
        so_far = found.get(mode, Flips())
        found[mode] = Flips(
            so_far.looked + 1,
            so_far.to_fail + (before != after == Verdict.FAIL.value),
            so_far.to_pass + (before != after == Verdict.PASS.value),
            so_far.has + bool(row.refs["has"]),
        )
    return found
