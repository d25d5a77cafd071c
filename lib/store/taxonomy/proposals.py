"""Proposals: groups of notes that a helper suggests, and what people decided about each.

A suggested note is open while it is in no failure mode and nobody rejected it. So a note grouped by hand
leaves its suggested group, and undoing what was accepted brings the group back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from lib.model import Grouping, Person, Quote, Role
from lib.store.engine import insert, reading, writing
from lib.store.rules import access, events
from lib.store.schema.derived_tables import proposals, proposed_groups, proposed_notes
from lib.store.schema.tables import notes, now, people
from lib.store.taxonomy.edit import Changed, Edit
from lib.store.taxonomy.taxonomy import Board, BoardNote

OFFLINE, MODEL, PASTED = "offline", "model", "pasted"
ACCEPTED, REJECTED = "accepted", "rejected"


@dataclass(frozen=True, slots=True)
class SuggestedGroup:
    """A suggested group with its notes that are still open. ``unstable`` holds ids of those that wander."""

    id: int
    name: str
    definition: str
    words: tuple[str, ...]
    quotes: tuple[Quote, ...]
    notes: tuple[BoardNote, ...]
    unstable: frozenset[int]


@dataclass(frozen=True, slots=True)
class Proposal:
    """The suggestion on the page: its groups with open notes, and how it came about.

    ``given`` is how many notes the helper had, ``accepted`` and ``rejected`` how many were decided on.
    ``agreement`` and ``together`` are those of ``Grouping``, None for a single pass.
    """

    id: int
    provider: str
    model: str
    person: str
    created_at: datetime
    sent: Mapping[str, Any]
    agreement: float | None
    together: float | None
    groups: tuple[SuggestedGroup, ...]
    left_over: tuple[BoardNote, ...]
    given: int
    accepted: int
    rejected: int


def save(
    who: Person,
    project_id: int,
    provider: str,
    found: Grouping,
    *,
    model: str = "",
    prompt_version: str = "",
    sent: Mapping[str, object] | None = None,
) -> int:
    """Keep a grouping as the suggestion on the page, in place of an older one; return its id.

    Needs the role annotator. ``sent`` is kept beside the ids of the notes and holds no text. Raises
    ``LookupError`` for a note of another project.
    """
    placed = {note: number for number, group in enumerate(found.groups) for note in group.note_ids}
    ids = [*placed, *found.left_over]
    with writing() as connection:
        Edit(connection, who, project_id).standing(ids)
        _close(connection, project_id)
        row = {
            "project_id": project_id,
            "person_id": who.id,
            "provider": provider,
            "model": model,
            "prompt_version": prompt_version,
            "sent": {"notes": ids, **(sent or {})},
            "agreement": found.agreement,
            "together": found.together,
        }
        made = insert(connection, proposals, row)
        groups = [
            insert(
                connection,
                proposed_groups,
                {
                    "proposal_id": made,
                    "position": number,
                    "name": group.name,
                    "definition": group.definition,
                    "words": list(group.words),
                    "quotes": [[quote.note_id, quote.text] for quote in group.quotes],
                },
            )
            for number, group in enumerate(found.groups)
        ]
        rows = [
            {
                "proposal_id": made,
                "note_id": note,
                "group_id": groups[placed[note]] if note in placed else None,
                "stability": found.stability.get(note),
            }
            for note in ids
        ]
        if rows:
            connection.execute(proposed_notes.insert(), rows)
        events.record(
            connection, who, project_id, "proposal.made", proposal=made, groups=len(groups), notes=len(ids)
        )
    return made


def current(who: Person, project_id: int, board: Board, stable: float) -> Proposal | None:
    """Return the suggestion on the page as it stands over this board, or None.

    A note whose stability is below ``stable`` counts as unstable. Needs the role annotator.
    """
    query = (
        sa.select(proposals, people.c.name)
        .join(people, people.c.id == proposals.c.person_id)
        .where(proposals.c.project_id == project_id, proposals.c.closed_at.is_(None))
        .order_by(proposals.c.id.desc())
    )
    with reading() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        found = connection.execute(query).first()
        if found is None:
            return None
        mine = proposed_groups.c.proposal_id == found.id
        groups = connection.execute(
            sa.select(proposed_groups).where(mine).order_by(proposed_groups.c.position)
        ).all()
        rows = connection.execute(
            sa.select(proposed_notes).where(proposed_notes.c.proposal_id == found.id)
        ).all()
    loose = {note.id: note for note in board.notes if note.mode_id is None}
    grouped = {note.id for note in board.notes if note.mode_id is not None}
    of: dict[int | None, list[BoardNote]] = defaultdict(list)
    for row in rows:
        if row.decision != REJECTED and row.note_id in loose:
            of[row.group_id].append(loose[row.note_id])
    unstable = frozenset(row.note_id for row in rows if row.stability is not None and row.stability < stable)
    return Proposal(
        id=found.id,
        provider=found.provider,
        model=found.model,
        person=found.name,
        created_at=found.created_at,
        sent=found.sent,
        agreement=found.agreement,
        together=found.together,
        groups=tuple(_group(row, of[row.id], unstable) for row in groups if of[row.id]),
        left_over=tuple(of[None]),
        given=len(rows),
        accepted=sum(row.decision == ACCEPTED and row.note_id in grouped for row in rows),
        rejected=sum(row.decision == REJECTED for row in rows),
    )


def accept(
    who: Person,
    project_id: int,
    group_id: int,
    note_ids: Sequence[int],
    *,
    name: str = "",
    definition: str = "",
    into: int | None = None,
) -> None:
    """Put these notes of a suggested group in a new failure mode of this name, or in the mode ``into``.

    One change to the taxonomy, undone like any other. Needs the role annotator. Raises ``ValueError`` for a
    name that is empty, too long or taken or for no note, ``Changed`` where a note has been grouped since or
    the suggestion is no longer the one on the page.
    """
    if not note_ids:
        raise ValueError("Tick at least one note of the group.")
    with writing() as connection:
        edit = Edit(connection, who, project_id)
        proposal_id = _standing(connection, project_id, group_id)
        theirs = proposed_notes.c.group_id == group_id
        if set(note_ids) - set(connection.scalars(sa.select(proposed_notes.c.note_id).where(theirs))):
            raise LookupError("This group has no such note.")
        elsewhere = sum(mode is not None for mode in edit.standing(note_ids).values())
        if elsewhere:
            raise Changed(
                f"Notes of these were grouped in the meantime ({elsewhere} of {len(note_ids)}). "
                "Nothing was changed."
            )
        if into is not None:
            edit.standing_mode(into)
        target = into if into is not None else edit.new_mode({"name": name, "definition": definition})
        edit.move(dict.fromkeys(note_ids, target))
        edit.record("created" if into is None else "assigned", proposal=proposal_id, group=group_id)
        _decide(connection, who, theirs & proposed_notes.c.note_id.in_(list(note_ids)), ACCEPTED)


def reject(who: Person, project_id: int, group_id: int) -> None:
    """Take a suggested group off the page; its notes stay not grouped. Needs the role annotator."""
    with writing() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        proposal_id = _standing(connection, project_id, group_id)
        loose = sa.select(notes.c.id).where(notes.c.failure_mode_id.is_(None))
        open_ones = (proposed_notes.c.group_id == group_id) & proposed_notes.c.note_id.in_(loose)
        _decide(connection, who, open_ones, REJECTED)
        events.record(connection, who, project_id, "proposal.rejected", proposal=proposal_id, group=group_id)


def take_back(who: Person, project_id: int, proposal_id: int) -> None:
    """Bring back every group of a suggestion that was rejected. Needs the role annotator."""
    with writing() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        mine = sa.select(proposals.c.id).where(
            proposals.c.id == proposal_id, proposals.c.project_id == project_id
        )
        rejected = proposed_notes.c.proposal_id.in_(mine) & (proposed_notes.c.decision == REJECTED)
        _decide(connection, None, rejected, None)
        events.record(connection, who, project_id, "proposal.taken_back", proposal=proposal_id)


def close(who: Person, project_id: int) -> None:
    """Take the suggestion off the page. What was accepted stays. Needs the role annotator."""
    with writing() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        _close(connection, project_id)
        events.record(connection, who, project_id, "proposal.closed")


def _group(row: sa.Row[Any], held: Sequence[BoardNote], unstable: frozenset[int]) -> SuggestedGroup:
    ids = {note.id for note in held}
    return SuggestedGroup(
        id=row.id,
        name=row.name,
        definition=row.definition,
        words=tuple(row.words),
        quotes=tuple(Quote(note, text) for note, text in row.quotes if note in ids),
        notes=tuple(held),
        unstable=unstable & ids,
    )


def _standing(connection: sa.Connection, project_id: int, group_id: int) -> int:
    found = connection.execute(
        sa.select(proposals.c.id, proposals.c.closed_at)
        .join(proposed_groups, proposed_groups.c.proposal_id == proposals.c.id)
        .where(proposed_groups.c.id == group_id, proposals.c.project_id == project_id)
    ).first()
    if found is None:
        raise LookupError("This project has no such suggested group.")
    if found.closed_at is not None:
        raise Changed("Someone has asked for other groups in the meantime. Nothing was changed.")
    return int(found.id)


def _decide(
    connection: sa.Connection, who: Person | None, which: sa.ColumnElement[bool], decision: str | None
) -> None:
    values = {
        "decision": decision,
        "person_id": who.id if who else None,
        "decided_at": now() if decision else None,
    }
    connection.execute(proposed_notes.update().where(which).values(values))


def _close(connection: sa.Connection, project_id: int) -> None:
    standing = (proposals.c.project_id == project_id) & proposals.c.closed_at.is_(None)
    connection.execute(proposals.update().where(standing).values(closed_at=now()))
