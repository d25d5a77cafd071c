"""What each person chose for themselves, on every machine and in every project."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

import sqlalchemy as sa

from lib.model import Person
from lib.store.engine import reading, writing
from lib.store.rules import events
from lib.store.schema.tables import people


@dataclass(frozen=True, slots=True)
class Preferences:
    """Of the annotation screen: whether failure modes are shown as quick tags, and hints about notes."""

    quick_tags: bool = False
    hints: bool = True


def of(who: Person) -> Preferences:
    """Return what the person chose, and for the rest what is so where nobody chooses."""
    with reading() as connection:
        return _read(connection, who)


def choose(who: Person, name: str, on: bool) -> None:
    """Store one choice of the person's own. Raises ``LookupError`` where there is no such choice."""
    if name not in Preferences.__dataclass_fields__:
        raise LookupError("There is no such choice.")
    with writing() as connection:
        # Two choices at once are both kept: the second is added to what the first left.
        lock = sa.select(people.c.id).where(people.c.id == who.id).with_for_update(key_share=True)
        connection.execute(lock)
        chosen = replace(_read(connection, who), **{name: on})
        put = people.update().where(people.c.id == who.id).values(preferences=asdict(chosen))
        connection.execute(put)
        events.record(connection, who, None, "preference.chosen", **{name: on})


def _read(connection: sa.Connection, who: Person) -> Preferences:
    stored = connection.scalar(sa.select(people.c.preferences).where(people.c.id == who.id))
    return Preferences(**(stored or {}))
