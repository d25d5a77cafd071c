"""One of each: the local person, an e-mail address, a name. What was made twice at once is mended first.

Twins of a person become one: the earliest, with all that hangs on the others. Where two of them reviewed a
trace, the earliest review stays the first submission and the others become later revisions of it, with all
their notes. Of two names that look the same but for case, the younger gets a number. Characters nobody sees
do not tell addresses or names apart.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_ROLES = ["viewer", "annotator", "engineer", "admin"]
_STANDING = ["active", "fixed"]

Tables = Mapping[str, sa.Table]
Rows = Sequence[sa.Row[Any]]
Reviews = dict[tuple[int, int | None], tuple[int, int | None]]
"""For an old (review, revision) the new one; the revision None stands for the review itself."""


def upgrade() -> None:
    op.add_column("projects", sa.Column("name_key", sa.Text(), nullable=True))
    op.add_column("taxonomy_snapshots", sa.Column("name_key", sa.Text(), nullable=True))
    connection = op.get_bind()
    found = sa.MetaData()
    found.reflect(connection)
    _people(connection, found.tables)
    _names(connection, found.tables["projects"])
    _names(connection, found.tables["taxonomy_snapshots"], "project_id")
    _modes(connection, found.tables)
    is_local = sa.text("is_local")
    op.create_index(
        "uq_people_is_local",
        "people",
        ["is_local"],
        unique=True,
        sqlite_where=is_local,
        postgresql_where=is_local,
    )
    op.create_index("uq_projects_name_key", "projects", ["name_key"], unique=True)
    op.create_index(
        "uq_taxonomy_snapshots_project_id_name_key",
        "taxonomy_snapshots",
        ["project_id", "name_key"],
        unique=True,
    )


# ---- people


def _people(connection: sa.Connection, tables: Tables) -> None:
    people = tables["people"]
    twins: defaultdict[Any, list[sa.Row[Any]]] = defaultdict(list)
    for row in connection.execute(sa.select(people).order_by(people.c.id)):
        if row.is_local:
            twins["local"].append(row)
        elif row.email is not None:
            twins["@", _address(row.email)].append(row)
    for key, rows in twins.items():
        if len(rows) > 1:
            _become_one(connection, tables, rows)
        if key != "local" and rows[0].email != key[1]:
            put = people.update().where(people.c.id == rows[0].id)
            connection.execute(put.values(email=key[1]))


def _become_one(connection: sa.Connection, tables: Tables, rows: Rows) -> None:
    people, keep, gone = tables["people"], rows[0].id, [row.id for row in rows[1:]]
    every = [keep, *gone]
    values: dict[str, Any] = {"is_admin": any(row.is_admin for row in rows)}
    if (chosen := _newest_preferences(connection, tables["events"], rows)) is not None:
        values["preferences"] = chosen
    _roles(connection, tables["memberships"], every)
    _drafts(connection, tables["drafts"], every)
    leases, handed = tables["leases"], tables["assignments"]
    # A lease lapses by itself; who reads on takes theirs again at the next key.
    connection.execute(leases.delete().where(leases.c.person_id.in_(gone)))
    _without_twins(connection, handed, handed.c.batch_item_id, every)
    merged = _reviews(connection, tables, every)
    for table in tables.values():
        for column in table.columns:
            if any(key.column.table.name == "people" for key in column.foreign_keys):
                connection.execute(table.update().where(column.in_(gone)).values({column.name: keep}))
    _repoint(connection, tables, dict.fromkeys(gone, keep), merged)
    connection.execute(people.delete().where(people.c.id.in_(gone)))
    connection.execute(people.update().where(people.c.id == keep).values(values))


def _newest_preferences(connection: sa.Connection, events: sa.Table, rows: Rows) -> Any:
    """Return what one of them chose last; None where none chose anything."""
    chose = sa.select(events.c.person_id, sa.func.max(events.c.id)).where(
        events.c.action == "preference.chosen"
    )
    last = {person: at for person, at in connection.execute(chose.group_by(events.c.person_id))}
    theirs = [row for row in rows if row.preferences is not None]
    return max(theirs, key=lambda row: (last.get(row.id, 0), row.id)).preferences if theirs else None


def _roles(connection: sa.Connection, memberships: sa.Table, every: list[int]) -> None:
    """Leave the survivor, in each project, the highest role that any of them had."""
    best: dict[int, str] = {}
    mine = memberships.c.person_id.in_(every)
    for row in connection.execute(sa.select(memberships).where(mine)):
        best[row.project_id] = max(best.get(row.project_id, row.role), row.role, key=_ROLES.index)
    connection.execute(memberships.delete().where(mine))
    for project_id, role in best.items():
        values = {"project_id": project_id, "person_id": every[0], "role": role}
        connection.execute(memberships.insert().values(values))


def _drafts(connection: sa.Connection, drafts: sa.Table, every: list[int]) -> None:
    """Make several drafts on a trace one: the newest, with the words of the others behind its own."""
    mine = drafts.c.person_id.in_(every)
    on_trace: defaultdict[int, list[sa.Row[Any]]] = defaultdict(list)
    for row in connection.execute(sa.select(drafts).where(mine).order_by(drafts.c.updated_at.desc())):
        on_trace[row.trace_id].append(row)
    for trace_id, rows in on_trace.items():
        if len(rows) == 1:
            continue
        notes = [note for row in rows for note in row.content["notes"]]
        content = {**rows[0].content, "notes": _distinct(notes)}
        of_trace = drafts.c.trace_id == trace_id
        connection.execute(drafts.delete().where(mine, of_trace))
        values = {"person_id": every[0], "trace_id": trace_id, "content": content}
        connection.execute(drafts.insert().values(**values, updated_at=rows[0].updated_at))


def _distinct(notes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    # The newest draft's come first and stay in their places, by which its failure modes are given.
    said: dict[object, dict[str, Any]] = {}
    for place, note in enumerate(notes):
        key = (note["text"].strip(), note.get("step"), note.get("quote"))
        said.setdefault(key if key[0] else place, note)
    return list(said.values())


def _without_twins(
    connection: sa.Connection, table: sa.Table, of: sa.ColumnElement[int], every: list[int]
) -> None:
    """Leave, of rows that differ in the twin alone, one."""
    seen: set[int] = set()
    query = sa.select(of, table.c.person_id).where(table.c.person_id.in_(every))
    for key, person in connection.execute(query.order_by(table.c.person_id)).all():
        if key in seen:
            connection.execute(table.delete().where(of == key, table.c.person_id == person))
        seen.add(key)


# ---- reviews of twins


def _reviews(connection: sa.Connection, tables: Tables, every: list[int]) -> Reviews:
    """Make the reviews that twins have of one trace one review, and number their looks again anew.

    Returns for each old (review, revision) the new one; an old review's revision None is the review itself.
    """
    reviews = tables["reviews"]
    of_trace: defaultdict[tuple[int, str], list[sa.Row[Any]]] = defaultdict(list)
    mine = sa.select(reviews).where(reviews.c.person_id.in_(every))
    for row in connection.execute(mine.order_by(reviews.c.created_at, reviews.c.id)):
        of_trace[row.trace_id, row.purpose].append(row)
    moved: Reviews = {}
    for (_, purpose), rows in of_trace.items():
        if len({row.person_id for row in rows}) == 1:
            continue
        if purpose == "drift":
            _number(connection, reviews, rows)
        else:
            moved |= _one_review(connection, tables, rows)
    return moved


def _number(connection: sa.Connection, reviews: sa.Table, rows: Rows) -> None:
    for number, row in enumerate(rows, start=1):
        # Apart from all that are there, until every one has its number.
        connection.execute(reviews.update().where(reviews.c.id == row.id).values(number=-number))
    ids = [row.id for row in rows]
    connection.execute(reviews.update().where(reviews.c.id.in_(ids)).values(number=-reviews.c.number))


def _one_review(connection: sa.Connection, tables: Tables, rows: Rows) -> Reviews:
    reviews, notes, labels = tables["reviews"], tables["notes"], tables["labels"]
    kept, revisions = rows[0], tables["review_revisions"]
    ids = [row.id for row in rows]
    moved: Reviews = {(row.id, None): (kept.id, None) for row in rows[1:]}
    history = connection.execute(
        sa.select(revisions).where(revisions.c.review_id.in_(ids)).order_by(revisions.c.at, revisions.c.id)
    ).all()
    first = [row for row in history if row.review_id == kept.id][:1]
    ordered = first + [row for row in history if row not in first]
    for number, row in enumerate(ordered, start=1):
        moved[row.review_id, row.revision] = (kept.id, number)
        # Apart from all that are there, until every one has its number.
        put = revisions.update().where(revisions.c.id == row.id)
        connection.execute(put.values(review_id=kept.id, revision=-number, is_first_submission=number == 1))
    mine = revisions.c.review_id == kept.id
    connection.execute(revisions.update().where(mine).values(revision=-revisions.c.revision))
    said = [row for row in rows if row.verdict is not None]
    last = max(said or rows, key=lambda row: (row.updated_at, row.id))
    written = _notes(connection, notes, ids, kept.id)
    _labels(connection, labels, ids, kept.id)
    connection.execute(reviews.delete().where(reviews.c.id.in_(ids[1:])))
    seconds = sum(row.seconds for row in rows)
    values = {
        "verdict": last.verdict,
        "seconds": seconds,
        "revision": len(ordered) + 1,
        "batch_id": next((row.batch_id for row in rows if row.batch_id is not None), None),
        "created_at": min(row.created_at for row in said or rows),
        "updated_at": last.updated_at,
    }
    connection.execute(reviews.update().where(reviews.c.id == kept.id).values(values))
    newest = {
        "review_id": kept.id,
        "revision": len(ordered) + 1,
        "is_first_submission": not ordered,
        "content": {"verdict": last.verdict, "seconds": seconds, "notes": written},
        "at": last.updated_at,
    }
    connection.execute(revisions.insert().values(newest))
    return moved


def _notes(connection: sa.Connection, notes: sa.Table, ids: list[int], kept: int) -> list[dict[str, Any]]:
    """Put the notes of all these reviews in one, in the order of the reviews; return those that live."""
    found = connection.execute(
        sa.select(notes).where(notes.c.review_id.in_(ids)).order_by(notes.c.position, notes.c.id)
    ).all()
    found = sorted(found, key=lambda row: ids.index(row.review_id))
    written: list[dict[str, Any]] = []
    for row in found:
        values: dict[str, Any] = {"review_id": kept}
        if row.removed_at is None:
            place = len(written) + 1
            values |= {"position": place, "is_first_failure": place == 1}
            written.append(
                {
                    "text": row.text,
                    "step": row.step,
                    "quote": row.quote,
                    "is_first_failure": place == 1,
                    "id": row.id,
                    "failure_mode_id": row.failure_mode_id,
                }
            )
        connection.execute(notes.update().where(notes.c.id == row.id).values(values))
    return written


def _labels(connection: sa.Connection, labels: sa.Table, ids: list[int], kept: int) -> None:
    """Put the labels of all these reviews on one; of two for a failure mode, the one given last."""
    last: dict[int, int] = {}
    query = sa.select(labels).where(labels.c.review_id.in_(ids))
    for row in connection.execute(query.order_by(labels.c.at, labels.c.id)):
        last[row.failure_mode_id] = row.id
    mine = labels.c.review_id.in_(ids)
    connection.execute(labels.delete().where(mine, labels.c.id.not_in(list(last.values()))))
    connection.execute(labels.update().where(mine).values(review_id=kept))


# ---- what events and revisions say of people and reviews


def _repoint(connection: sa.Connection, tables: Tables, person: dict[int, int], review: Reviews) -> None:
    events, revisions = tables["events"], tables["review_revisions"]
    for row in connection.execute(sa.select(events.c.id, events.c.action, events.c.refs)).all():
        after = _refs(row.action, row.refs, person, review)
        if after != row.refs:
            connection.execute(events.update().where(events.c.id == row.id).values(refs=after))
    # Of a decision where readers differ, each revision says whose it is.
    for key, content in connection.execute(sa.select(revisions.c.id, revisions.c.content)).all():
        if content.get("person") in person:
            after = {**content, "person": person[content["person"]]}
            connection.execute(revisions.update().where(revisions.c.id == key).values(content=after))


def _refs(action: str, refs: dict[str, Any], person: dict[int, int], review: Reviews) -> dict[str, Any]:
    after = dict(refs)
    if "person" in refs:
        after["person"] = person.get(refs["person"], refs["person"])
    if action == "lead.set":
        after["before"] = person.get(refs["before"], refs["before"]) if refs.get("before") else None
    if action == "batch.assigned":
        after["people"] = list(dict.fromkeys(person.get(one, one) for one in refs.get("people", ())))
    if "review" in refs:
        to = review.get((refs["review"], None), (refs["review"], None))[0]
        after["review"] = to
        if "revision" in refs:
            at = review.get((refs["review"], refs["revision"]), (to, refs["revision"]))
            after["review"], after["revision"] = at
    if refs.get("labels") and isinstance(refs["labels"], list):
        after["labels"] = [
            [review.get((of, None), (of, None))[0], mode, _label(old, person), _label(new, person)]
            for of, mode, old, new in refs["labels"]
        ]
    return after


def _label(stored: Any, person: dict[int, int]) -> Any:
    return stored and [stored[0], stored[1], person.get(stored[2], stored[2]), stored[3]]


# ---- spelling, as it stood when this was written

_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]"
)


def _seen(text: str) -> str:
    kinds = {"Cc", "Cf", "Cs", "Cn"}
    return "".join(
        letter
        for letter in _UNSEEN.sub("", text)
        if letter.isspace() or unicodedata.category(letter) not in kinds
    )


def _address(text: str) -> str:
    before = None
    while text != before:
        before = text
        text = "".join(unicodedata.normalize("NFKC", _seen(text)).casefold().split())
    return text


def _key(name: str) -> str:
    for _ in range(2):
        name = " ".join(unicodedata.normalize("NFC", _seen(name)).split()).casefold()
    return " ".join(unicodedata.normalize("NFC", _seen(name)).split())


# ---- names


def _names(connection: sa.Connection, table: sa.Table, of: str | None = None) -> None:
    """Give all of a project, or of all there are, names that differ, and their keys."""
    rows = connection.execute(sa.select(table).order_by(table.c.id)).all()
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
