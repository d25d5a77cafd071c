"""What each person chose for themselves, on every machine and in every project."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import sqlalchemy as sa

from lib.model import Person
from lib.store.engine import reading, writing
from lib.store.rules import events
from lib.store.schema.tables import people


@dataclass(frozen=True, slots=True)
class Preferences:
    """Whether failure modes are shown as quick tags, and hints about notes; and the keys of each screen.

    ``keys`` holds, by screen and usual key, only those somebody chose another for.
    """

    quick_tags: bool = False
    hints: bool = True
    keys: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


_SWITCHES = ("quick_tags", "hints")


def of(who: Person) -> Preferences:
    """Return what the person chose, and for the rest what is so where nobody chooses."""
    with reading() as connection:
        return _read(connection, who)


def choose(who: Person, name: str, on: bool) -> None:
    """Turn one thing on or off for the person. Raises ``LookupError`` where there is no such choice."""
    if name not in _SWITCHES:
        raise LookupError("There is no such choice.")
    _change(who, lambda before: {name: on})


def choose_keys(who: Person, screen: str, keys: Mapping[str, str]) -> None:
    """Store the keys that the person wants on a screen for the usual ones, in place of those before."""

    def with_these(before: Preferences) -> dict[str, Any]:
        every = {**before.keys, screen: dict(keys)}
        return {"keys": {name: chosen for name, chosen in every.items() if chosen}}

    _change(who, with_these)


def _change(who: Person, choice: Callable[[Preferences], dict[str, Any]]) -> None:
    with writing() as connection:
        # Two choices at once are both kept: the second is added to what the first left.
        lock = sa.select(people.c.id).where(people.c.id == who.id).with_for_update(key_share=True)
        connection.execute(lock)
        before = _read(connection, who)
        made = choice(before)
        chosen = asdict(replace(before, **made))
        connection.execute(people.update().where(people.c.id == who.id).values(preferences=chosen))
        events.record(connection, who, None, "preference.chosen", **made)


def _read(connection: sa.Connection, who: Person) -> Preferences:
    stored = connection.scalar(sa.select(people.c.preferences).where(people.c.id == who.id))
    return Preferences(**(stored or {}))
