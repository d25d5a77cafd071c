"""Drafts: what a person is typing on a trace. One a person and trace, without events, gone when submitted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import sqlalchemy as sa

from lib.model import Note, Person, Role, Verdict
from lib.store import engine
from lib.store.batches import claims
from lib.store.engine import reading, writing
from lib.store.rules import access, locks
from lib.store.schema.tables import drafts, now


class Elsewhere(RuntimeError):
    """Another window of the same person holds other words on this trace; nothing was written."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person was typing on a trace: notes, a verdict not yet saved, seconds spent so far.

    ``revision`` is that of the review it was written over (0: unread; None: not known). ``tab`` names the
    window it was typed in, and ``stamp`` this state of it, so that a second window does not write over words
    it has not seen. ``tags`` are the failure modes chosen for notes, by their place in ``notes``: None takes
    a note out of any, and a note whose place is not there stays where it is.
    """

    notes: tuple[Note, ...] = ()
    verdict: Verdict | None = None
    seconds: float = 0.0
    revision: int | None = None
    tab: str = ""
    stamp: str = field(default="", compare=False)
    tags: Mapping[int, int | None] = field(default_factory=dict)


def of(who: Person, project_id: int, trace_id: int) -> Draft | None:
    """Return what the person was typing on the trace, or None. Needs the role annotator."""
    with reading() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        return many(connection, who, [trace_id]).get(trace_id)


def keep(who: Person, project_id: int, trace_id: int, content: Draft) -> None:
    """Keep what the person is typing, in place of what was kept before, and renew their lease on the trace.

    ``content.stamp`` is that of the draft the window had seen. Needs the role annotator. Raises
    ``LookupError`` where the project has no such trace, ``Elsewhere`` where another window has written since.
    """
    with writing() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        claims.renew(connection, who, project_id, trace_id)
        locks.trace(connection, project_id, trace_id)
        check(connection, who, trace_id, content)
        put(connection, who, trace_id, content)


def discard(who: Person, project_id: int, trace_id: int, stamp: str) -> None:
    """Throw away the draft of this ``stamp``. Needs the role annotator.

    Raises ``Elsewhere`` where it has been written to since.
    """
    with writing() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        locks.trace(connection, project_id, trace_id)
        check(connection, who, trace_id, Draft(stamp=stamp))
        remove(connection, who, trace_id)


def check(connection: sa.Connection, who: Person, trace_id: int, content: Draft) -> None:
    """Raise ``Elsewhere`` where the draft was typed in another window and is not the one this window saw."""
    if not (content.tab or content.stamp):
        return  # not typed in a window
    standing = many(connection, who, [trace_id]).get(trace_id)
    if standing is None or standing.stamp == content.stamp or (content.tab and standing.tab == content.tab):
        return
    raise Elsewhere("In another window you wrote something else on this trace. Both texts are kept.")


def put(connection: sa.Connection, who: Person, trace_id: int, content: Draft) -> None:
    """Write the draft inside the caller's transaction, whatever stood there."""
    row = {
        "notes": [asdict(note) for note in content.notes],
        "verdict": content.verdict.value if content.verdict else None,
        "seconds": content.seconds,
        "revision": content.revision,
        "tab": content.tab,
        "tags": list(content.tags.items()),
    }
    mine = {"person_id": who.id, "trace_id": trace_id, "content": row, "updated_at": now()}
    engine.put(connection, drafts, mine)


def remove(connection: sa.Connection, who: Person, trace_id: int) -> None:
    """Delete the draft, if there is one, inside the caller's transaction."""
    connection.execute(drafts.delete().where(*_of(who, trace_id)))


def many(connection: sa.Connection, who: Person, trace_ids: Iterable[int]) -> dict[int, Draft]:
    """Return the person's drafts on these traces, by trace."""
    mine = (drafts.c.person_id == who.id, drafts.c.trace_id.in_(list(trace_ids)))
    rows = connection.execute(sa.select(drafts).where(*mine))
    return {row.trace_id: _draft(row) for row in rows}


def _draft(row: sa.Row[Any]) -> Draft:
    content: dict[str, Any] = row.content
    verdict = content["verdict"]
    return Draft(
        tuple(Note(**note) for note in content["notes"]),
        Verdict(verdict) if verdict else None,
        content["seconds"],
        content.get("revision"),
        content.get("tab", ""),
        row.updated_at.isoformat(),
        dict(content.get("tags", ())),
    )


def _of(who: Person, trace_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    return drafts.c.person_id == who.id, drafts.c.trace_id == trace_id
