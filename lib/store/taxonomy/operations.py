"""What can be done to a taxonomy. ``taxonomy.preview`` tells what each would do, ``apply`` does it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import sqlalchemy as sa

from lib.failure_modes import ModeStatus
from lib.store.schema.tables import events
from lib.store.taxonomy import past as taxonomy_past
from lib.store.taxonomy.edit import PREFIX, Changed, Edit
from lib.store.taxonomy.modes import STANDING

UNDONE = "undone"
_MAKES = ("created", "split")
_KEPT_BY_A_SPLIT = ("parent_id", "severity", "status", "fixed_in", "owner", "link")
_GATHERED = ("notes", "modes", "labels")


class Op(Protocol):
    """One change to a taxonomy. Raises ``Changed``, ``ValueError`` or ``LookupError`` where it cannot be."""

    def carry_out(self, edit: Edit) -> None:
        """Make the change and record its event."""


@dataclass(frozen=True, slots=True)
class Create:
    """A new failure mode, said by ``values`` (the fields of ``FailureMode``), with these notes in it."""

    values: Mapping[str, Any]
    note_ids: Sequence[int] = ()

    def carry_out(self, edit: Edit) -> None:
        """Raises ``ValueError`` where the name is empty, too long or taken."""
        made = edit.new_mode(self.values)
        edit.move(dict.fromkeys(edit.standing(self.note_ids), made))
        edit.record("created")


@dataclass(frozen=True, slots=True)
class Assign:
    """Notes into a failure mode, or out of any with None. ``expected`` is where the person saw each."""

    note_ids: Sequence[int]
    mode_id: int | None
    expected: Mapping[int, int | None] = field(default_factory=dict)

    def carry_out(self, edit: Edit) -> None:
        """Raises ``Changed`` where a note is elsewhere than expected or the mode is gone."""
        if self.mode_id is not None:
            edit.standing_mode(self.mode_id)
        standing = edit.standing(self.note_ids)
        elsewhere = sum(standing[note] != seen for note, seen in self.expected.items() if note in standing)
        if elsewhere:
            raise Changed(
                f"Someone else moved notes you chose in the meantime ({elsewhere} of {len(standing)}). "
                "Nothing was changed; the board now shows where they are."
            )
        edit.move({note: self.mode_id for note, current in standing.items() if current != self.mode_id})
        edit.record("assigned")


@dataclass(frozen=True, slots=True)
class Redefine:
    """A failure mode with other words, severity, examples, parent, state, owner or link.

    ``values`` are the fields that change; ``seen`` are fields as the person saw them.
    """

    mode_id: int
    values: Mapping[str, Any]
    seen: Mapping[str, Any] = field(default_factory=dict)

    def carry_out(self, edit: Edit) -> None:
        """Raises ``ValueError`` where a value cannot be, ``Changed`` where the mode is not as seen."""
        found = edit.standing_mode(self.mode_id)
        if self.values.get("status", found.status) not in STANDING:
            raise ValueError("A failure mode ends by retiring or merging it.")
        if any(found._mapping[column] != value for column, value in self.seen.items()):
            raise Changed(f"Someone else changed “{found.name}” in the meantime. Nothing was changed.")
        if self.values.get("parent_id") is not None:
            edit.standing_mode(self.values["parent_id"])
        edit.revise({self.mode_id: self.values})
        edit.record("edited")


@dataclass(frozen=True, slots=True)
class Merge:
    """Every note and label of one failure mode into another; the first ends, its children go to the other."""

    mode_id: int
    into_id: int

    def carry_out(self, edit: Edit) -> None:
        """Raises ``Changed`` where one of them is gone."""
        if self.mode_id == self.into_id:
            raise ValueError("Choose another failure mode to merge it into.")
        edit.standing_mode(self.mode_id)
        edit.standing_mode(self.into_id)
        edit.carry_merge(self.mode_id, self.into_id)
        edit.move(dict.fromkeys(edit.held(self.mode_id), self.into_id))
        edit.end(self.mode_id, ModeStatus.MERGED, heir=self.into_id)
        edit.record("merged", into=self.into_id, mode=self.mode_id)


@dataclass(frozen=True, slots=True)
class Split:
    """These notes of a failure mode into a new one beside it: same parent, severity, state, owner and link.

    Of every trace that had the mode, each part is to be coded again where no note in it says yes.
    """

    mode_id: int
    note_ids: Sequence[int]
    values: Mapping[str, Any]

    def carry_out(self, edit: Edit) -> None:
        """Raises ``Changed`` where a note is no longer in the mode, ``ValueError`` where none or all go."""
        found = edit.standing_mode(self.mode_id)
        chosen = edit.standing(self.note_ids)
        if not chosen:
            raise ValueError("Choose the notes that go into the new failure mode.")
        if gone := sum(at != self.mode_id for at in chosen.values()):
            raise Changed(
                f"Notes you chose are not in “{found.name}” any more ({gone} of {len(chosen)}). "
                "Nothing was changed."
            )
        if len(chosen) == len(edit.held(self.mode_id)):
            raise ValueError(f"These are all notes of “{found.name}”: leave some, or rename it instead.")
        kept = {column: found._mapping[column] for column in _KEPT_BY_A_SPLIT}
        made = edit.new_mode({**kept, **self.values})
        edit.carry_split(self.mode_id, [self.mode_id, made])
        edit.move(dict.fromkeys(chosen, made))
        edit.record("split", source=self.mode_id)


@dataclass(frozen=True, slots=True)
class Retire:
    """The end of a failure mode: its notes are not grouped any more, its children move up."""

    mode_id: int

    def carry_out(self, edit: Edit) -> None:
        """Raises ``Changed`` where it is gone."""
        edit.standing_mode(self.mode_id)
        edit.move(dict.fromkeys(edit.held(self.mode_id)))
        edit.end(self.mode_id, ModeStatus.RETIRED)
        edit.record("retired", mode=self.mode_id)


@dataclass(frozen=True, slots=True)
class Restore:
    """An ended failure mode back on the board, with those of its notes that stayed where its end put them."""

    mode_id: int

    def carry_out(self, edit: Edit) -> None:
        """Raises ``Changed`` where it stands, ``ValueError`` where its name is taken."""
        found = edit.mode(self.mode_id)
        if found.status in STANDING:
            raise Changed(f"“{found.name}” stands already. Nothing was changed.")
        ended = _end_of(edit, self.mode_id)
        left = {note: after for note, before, after in ended.get("notes", ()) if before == self.mode_id}
        now = edit.where_now(left)
        back = [note for note, after in left.items() if now.get(note) == after]
        values: dict[str, Any] = {"status": _before(edit, self.mode_id, ended)}
        if found.parent_id is not None and edit.mode(found.parent_id).status not in STANDING:
            values["parent_id"] = None
        edit.revise({self.mode_id: values})
        edit.move(dict.fromkeys(back, self.mode_id))
        edit.put_back_labels(ended.get("labels", ()))
        edit.record("restored", mode=self.mode_id)


@dataclass(frozen=True, slots=True)
class TakeBack:
    """The whole taxonomy as it was right after an earlier change; notes grouped only since are ungrouped."""

    event_id: int

    def carry_out(self, edit: Edit) -> None:
        """Raises ``LookupError`` where the project has no such change."""
        past = taxonomy_past.rewound(edit.connection, edit.project_id, self.event_id)
        values = {mode_id: edit.values_at(mode_id, revision) for mode_id, revision in past.revisions.items()}
        changing = {
            mode_id: then
            for mode_id, then in values.items()
            if then["status"] in STANDING or edit.mode(mode_id).status in STANDING
        }
        edit.revise(changing)
        now = edit.where_now(past.placed)
        edit.move({note: then for note, then in past.placed.items() if now[note] != then})
        edit.put_back_labels(past.labels)
        edit.record("taken_back", to=self.event_id)


@dataclass(frozen=True, slots=True)
class Undo:
    """The opposite of one earlier change."""

    event_id: int

    def carry_out(self, edit: Edit) -> None:
        """Raises ``Changed`` unless all that the change touched still is as it left it."""
        found = _change(edit, self.event_id)
        if found.action == PREFIX + UNDONE:
            raise LookupError("This project has no such change.")
        if _answered(edit, "undoes", self.event_id):
            raise Changed("This change has been undone already. Nothing was changed.")
        _reverse(edit, found)
        edit.record(UNDONE, undoes=self.event_id)


@dataclass(frozen=True, slots=True)
class Redo:
    """An earlier change once more, after it was undone. ``event_id`` is the event of the undoing.

    It is recorded as what it does again, so that whoever reads the events need not know of it.
    """

    event_id: int

    def carry_out(self, edit: Edit) -> None:
        """Raises ``Changed`` unless all that was undone still is as the undoing left it."""
        found = _change(edit, self.event_id)
        if found.action != PREFIX + UNDONE:
            raise LookupError("This project has no such change.")
        if _answered(edit, "redoes", self.event_id):
            raise Changed("This change has been made again already. Nothing was changed.")
        again = _change(edit, found.refs["undoes"])
        _reverse(edit, found)
        about = {name: value for name, value in again.refs.items() if name not in _GATHERED}
        edit.record(again.action.removeprefix(PREFIX), **about | {"redoes": self.event_id})


def _change(edit: Edit, event_id: int) -> sa.Row[Any]:
    mine = (events.c.project_id == edit.project_id, events.c.action.startswith(PREFIX))
    found = edit.connection.execute(sa.select(events).where(*mine, events.c.id == event_id)).first()
    if found is None:
        raise LookupError("This project has no such change.")
    return found


def _answered(edit: Edit, how: str, event_id: int) -> bool:
    """Whether a later change says that it ``undoes`` or ``redoes`` this one."""
    later = (
        events.c.project_id == edit.project_id,
        events.c.action.startswith(PREFIX),
        events.c.id > event_id,
    )
    query = sa.select(events.c.id).where(*later, events.c.refs[how].as_integer() == event_id)
    return edit.connection.scalar(query) is not None


def _reverse(edit: Edit, change: sa.Row[Any]) -> None:
    refs = change.refs
    edit.reverse(refs["notes"], refs["modes"], refs.get("labels", ()), change.at)


def _end_of(edit: Edit, mode_id: int) -> Mapping[str, Any]:
    """Return what the change that ended this mode did: the newest that revised it."""
    mine = (events.c.project_id == edit.project_id, events.c.action.startswith(PREFIX))
    for refs in edit.connection.scalars(sa.select(events.c.refs).where(*mine).order_by(events.c.id.desc())):
        if any(mode == mode_id for mode, _, _ in refs["modes"]):
            found: Mapping[str, Any] = refs
            return found
    return {}


def _before(edit: Edit, mode_id: int, ended: Mapping[str, Any]) -> str:
    """Return the state a mode had before this change ended it: open where that is not known."""
    was = next((before for mode, before, _ in ended.get("modes", ()) if mode == mode_id), None)
    status: str = edit.values_at(mode_id, was)["status"]
    return status if status in STANDING else ModeStatus.ACTIVE.value


def unmade(connection: sa.Connection, project_id: int) -> set[int]:
    """Return the failure modes that stand no more because their making was undone."""
    table = events.c
    mine = (table.project_id == project_id, table.action.startswith(PREFIX))
    touched: dict[int, sa.Row[Any]] = {}
    actions: dict[int, str] = {}
    for row in connection.execute(
        sa.select(table.id, table.action, table.refs).where(*mine).order_by(table.id)
    ):
        actions[row.id] = row.action.removeprefix(PREFIX)
        touched |= {mode: row for mode, _, _ in row.refs["modes"]}
    return {
        mode
        for mode, row in touched.items()
        if actions[row.id] == UNDONE and actions[row.refs["undoes"]] in _MAKES
    }
