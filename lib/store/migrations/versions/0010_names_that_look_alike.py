"""Names that look alike are the same: the keys by which names are compared are made anew.

They go by Unicode's form KC, take dashes and quotes of any form for the same, and leave out more of what
nobody sees. Of two names that now have one key, the younger gets a number; no name is changed otherwise.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_STANDING = ["active", "fixed"]

Tables = Mapping[str, sa.Table]
Rows = Sequence[sa.Row[Any]]


def upgrade() -> None:
    connection = op.get_bind()
    found = sa.MetaData()
    found.reflect(connection)
    _names(connection, found.tables["projects"])
    _names(connection, found.tables["taxonomy_snapshots"], "project_id")
    _modes(connection, found.tables)


# ---- spelling, as it stood when this was written

_UNSEEN = re.compile(
    "["
    "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\ufffc"
    "\U00016fe4\U0001bc9d\U0001d159\U000e0000-\U000e0fff]"
)
_ALIKE = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201b\u2032\u02bc", "'") | dict.fromkeys("\u201c\u201d\u201f\u2033", '"')
)


def _seen(text: str) -> str:
    kinds = {"Cc", "Cf", "Cs", "Co", "Cn"}
    return "".join(
        letter
        for letter in _UNSEEN.sub("", text)
        if letter.isspace() or unicodedata.category(letter) not in kinds
    )


def _key(name: str) -> str:
    before = None
    while name != before:
        before = name
        name = unicodedata.normalize("NFKC", _seen(name)).casefold().translate(_ALIKE)
        dashes = (letter == "\u2212" or unicodedata.category(letter) == "Pd" for letter in name)
        plain = ("-" if is_dash else letter for letter, is_dash in zip(name, dashes, strict=True))
        name = " ".join("".join(plain).split())
    return name


# ---- names


def _names(connection: sa.Connection, table: sa.Table, of: str | None = None) -> None:
    """Give all of a project, or of all there are, names that differ, and their keys."""
    rows = connection.execute(sa.select(table).order_by(table.c.id)).all()
    # Keys first let go, so that none meets an old one on its way.
    connection.execute(table.update().values(name_key=None))
    for row, name in _told_apart(rows, of):
        put = table.update().where(table.c.id == row.id)
        connection.execute(put.values(name=name, name_key=_key(name)))


def _told_apart(rows: Rows, of: str | None) -> list[tuple[sa.Row[Any], str]]:
    """Return each row with its name; of those whose names have one key, the younger with a number."""
    own: defaultdict[Any, set[str]] = defaultdict(set)
    taken: defaultdict[Any, set[str]] = defaultdict(set)
    for row in rows:
        own[row._mapping[of] if of else None].add(_key(row.name))
    found = []
    for row in rows:
        place = row._mapping[of] if of else None
        is_twin = _key(row.name) in taken[place]
        # A number that another one has by itself is left to it.
        name = _numbered(row.name, own[place] | taken[place]) if is_twin else row.name
        taken[place].add(_key(name))
        found.append((row, name))
    return found


def _numbered(name: str, taken: set[str]) -> str:
    """Return the name with the first number that makes it free."""
    number = 2
    while _key(f"{name} ({number})") in taken:
        number += 1
    return f"{name} ({number})"


def _modes(connection: sa.Connection, tables: Tables) -> None:
    """Give standing failure modes names that differ; to rename the younger is a change like any other."""
    modes = tables["failure_modes"]
    standing = sa.select(modes).where(modes.c.status.in_(_STANDING)).order_by(modes.c.id)
    rows = connection.execute(standing).all()
    connection.execute(modes.update().values(name_key=None))
    for row, name in _told_apart(rows, "project_id"):
        put = modes.update().where(modes.c.id == row.id)
        connection.execute(put.values(name=name, name_key=_key(name)))
        if name != row.name:
            _renamed(connection, tables, row, name)


def _renamed(connection: sa.Connection, tables: Tables, mode: sa.Row[Any], name: str) -> None:
    table, moment = tables["failure_mode_revisions"], datetime.now(UTC)
    if connection.dialect.name == "sqlite":
        moment = moment.replace(tzinfo=None)
    mine = table.c.mode_id == mode.id
    before = connection.scalar(sa.select(sa.func.max(table.c.revision)).where(mine))
    kept = {column: value for column, value in mode._mapping.items() if column in table.c and column != "id"}
    row = {**kept, "mode_id": mode.id, "name": name, "revision": (before or 0) + 1, "at": moment}
    connection.execute(table.insert().values(row))
    event = {
        "project_id": mode.project_id,
        "person_id": None,
        "at": moment,
        "action": "taxonomy.edited",
        "refs": {"notes": [], "modes": [[mode.id, before, (before or 0) + 1]], "labels": []},
    }
    connection.execute(tables["events"].insert().values(event))
