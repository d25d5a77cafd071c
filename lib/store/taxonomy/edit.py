"""One change to the taxonomy in the making: what it moves and revises, checked, gathered for its event."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

import sqlalchemy as sa

from lib.failure_modes import COLOURS, SEVERITY, ModeStatus
from lib.model import Person, Role
from lib.spelling import clean_name, name_key
from lib.store.engine import insert
from lib.store.rules import access, events, locks
from lib.store.schema.tables import failure_mode_revisions, failure_modes, notes
from lib.store.schema.tables import labels as label_rows
from lib.store.taxonomy import labels
from lib.store.taxonomy.labels import LabelChange, as_stored
from lib.store.taxonomy.modes import REVISED, STANDING
from lib.text import web_address

PREFIX = "taxonomy."
LONGEST_NAME = 80
LONGEST_TEXT = {"definition": 400, "when_to_use": 600, "when_not_to_use": 600}
LONGEST_SHORT = {"name": LONGEST_NAME, "owner": 80, "fixed_in": 200}

_NOT_FIXED = (ModeStatus.ACTIVE.value, ModeStatus.ACCEPTED.value)

Moved: TypeAlias = tuple[int, int | None, int | None]
"""A note, the mode it was in, the mode it is in now."""

Revised: TypeAlias = tuple[int, int | None, int]
"""A mode, its revision before (None: it did not exist), its revision now."""


class Changed(RuntimeError):
    """The taxonomy is no longer as the person saw it; nothing was written."""


def wording(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was said of a failure mode, as stored: spaces tidied, everything else as it is.

    Raises ``ValueError`` where the name is empty, a text too long, the severity not on the scale or the link
    none of http or https.
    """
    said = dict(values)
    for key in (*LONGEST_SHORT, *LONGEST_TEXT):
        if key in said:
            said[key] = clean_name(said[key]) if key in LONGEST_SHORT else _tidy(said[key])
    if "link" in said:
        said["link"] = web_address.checked(said["link"])
    if "name" in said and not said["name"]:
        raise ValueError("A failure mode needs a name.")
    for key, most in (LONGEST_SHORT | LONGEST_TEXT).items():
        if len(said.get(key, "")) > most:
            title = {"fixed_in": "version"}.get(key, key.replace("_", " "))
            raise ValueError(f"This {title} has {len(said[key])} characters; {most} is the most.")
    if said.get("severity") not in (None, *SEVERITY):
        raise ValueError("Severity goes from 1 to 4.")
    if "examples" in said:
        said["examples"] = list(dict.fromkeys(said["examples"]))
    return said


def _tidy(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


class Edit:
    """What one person changes in one transaction. Needs the role annotator.

    The project's row is locked first, so that taxonomy changes of one project never interleave.
    """

    def __init__(self, connection: sa.Connection, who: Person, project_id: int) -> None:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        # Before any trace or review is locked, or two would wait for each other.
        locks.project(connection, project_id)
        self.connection, self.project_id = connection, project_id
        self._who = who
        self.labels: list[LabelChange] = []
        self.moved: list[Moved] = []
        self.revised: list[Revised] = []
        self.event_id: int | None = None

    def record(self, action: str, **refs: object) -> None:
        """Append the event: notes with their mode, modes with their revision, labels, each before and after.

        A change that changed nothing leaves no event.
        """
        if not (self.moved or self.revised or self.labels):
            return
        self.event_id = events.record(
            self.connection,
            self._who,
            self.project_id,
            PREFIX + action,
            notes=self.moved,
            modes=self.revised,
            labels=self.labels,
            **refs,
        )

    # ---- what stands

    def mode(self, mode_id: int) -> sa.Row[Any]:
        """Return the failure mode, standing or not. Raises ``LookupError`` for another project's."""
        mine = (failure_modes.c.id == mode_id) & (failure_modes.c.project_id == self.project_id)
        found = self.connection.execute(sa.select(failure_modes).where(mine)).first()
        if found is None:
            raise LookupError("This project has no such failure mode.")
        return found

    def standing_mode(self, mode_id: int) -> sa.Row[Any]:
        """Return the failure mode. Raises ``LookupError`` for another project's, ``Changed`` for one gone."""
        found = self.mode(mode_id)
        if found.status not in STANDING:
            raise Changed(f"“{found.name}” is no longer a failure mode. Nothing was changed.")
        return found

    def standing(self, note_ids: Iterable[int]) -> dict[int, int | None]:
        """Return these notes, in order, with the mode each is in.

        Raises ``LookupError`` for another project's, ``Changed`` for one taken out of its review.
        """
        wanted = list(dict.fromkeys(note_ids))
        found = self._notes(notes.c.id.in_(wanted))
        if len(found) < len(wanted):
            raise LookupError("This project has no such note.")
        if gone := sum(row.removed_at is not None for row in found.values()):
            raise Changed(
                f"Notes you chose were removed from their review ({gone} of {len(wanted)}). "
                "Nothing was changed."
            )
        return {note_id: found[note_id].failure_mode_id for note_id in wanted}

    def held(self, mode_id: int) -> list[int]:
        """Return every note in the failure mode, with those that do not count."""
        return list(self._notes(notes.c.failure_mode_id == mode_id))

    def where_now(self, note_ids: Iterable[int]) -> dict[int, int | None]:
        """Return the mode of each of these notes, also of those that do not count."""
        found = self._notes(notes.c.id.in_(list(note_ids)))
        return {note_id: row.failure_mode_id for note_id, row in found.items()}

    # ---- what changes

    def move(self, targets: Mapping[int, int | None]) -> None:
        """Put each of these notes in the mode it is mapped to."""
        found = self._notes(notes.c.id.in_(list(targets)))
        by_target: dict[int | None, list[int]] = defaultdict(list)
        for note_id, target in targets.items():
            by_target[target].append(note_id)
            self.moved.append((note_id, found[note_id].failure_mode_id, target))
        for target, ids in by_target.items():
            put = notes.update().where(notes.c.id.in_(ids)).values(failure_mode_id=target)
            self.connection.execute(put)

    def new_mode(self, values: Mapping[str, Any]) -> int:
        """Make a failure mode and return its id. Raises ``ValueError`` where the name is taken."""
        said = wording(values)
        self._check_examples(said)
        row = {
            "project_id": self.project_id,
            "name_key": self._free_key(said["name"]),
            "colour": self._rarest_colour(),
            **said,
        }
        made = insert(self.connection, failure_modes, row)
        self._check_parents()
        self._keep(made, before=None)
        return made

    def revise(self, values: Mapping[int, Mapping[str, Any]]) -> None:
        """Change each of these modes to its new values; those that are so already are left alone.

        A mode keeps its colour for good. One that is open or accepted is fixed in no version. Raises
        ``ValueError`` where a name is taken or a mode would come to stand under itself.
        """
        changing: dict[int, dict[str, Any]] = {}
        for mode_id, given in values.items():
            found, said = self.mode(mode_id)._mapping, wording(given)
            if any(found[column] != value for column, value in said.items()):
                changing[mode_id] = {column: found[column] for column in REVISED} | said
                if changing[mode_id]["status"] in _NOT_FIXED:
                    changing[mode_id]["fixed_in"] = ""
                self._check_examples(said)
        # Names first let go and then taken, so that two modes can exchange theirs.
        let_go = failure_modes.update().where(failure_modes.c.id.in_(list(changing)))
        self.connection.execute(let_go.values(name_key=None))
        for mode_id, after in changing.items():
            key = self._free_key(after["name"]) if after["status"] in STANDING else None
            put = failure_modes.update().where(failure_modes.c.id == mode_id)
            self.connection.execute(put.values(**after, name_key=key))
        if changing:
            self._check_parents()
        for mode_id in changing:
            self._keep(mode_id, before=self._newest(mode_id))

    def end(self, mode_id: int, status: ModeStatus, heir: int | None = None) -> None:
        """End a failure mode. Its children go to ``heir``, else up to its own parent."""
        up = self.mode(mode_id).parent_id
        parents = self._parents()
        line, at = set(), heir
        while at is not None and at not in line:
            line.add(at)
            at = parents.get(at)
        children = [child for child, parent in parents.items() if parent == mode_id]
        to = {child: up if heir is None or child in line else heir for child in children}
        self.revise({child: {"parent_id": parent} for child, parent in to.items()})
        self.revise({mode_id: {"status": status.value}})

    def carry_merge(self, mode_id: int, into_id: int) -> None:
        """Give ``into_id`` the labels of the mode merged into it."""
        carried = labels.carry_merge(self.connection, self._who, self.project_id, mode_id, into_id)
        self.labels.extend(carried)

    def carry_split(self, mode_id: int, parts: Iterable[int]) -> None:
        """Give each part of a split what the mode had. To be called before any note moves."""
        carried = labels.carry_split(self.connection, self._who, self.project_id, mode_id, parts)
        self.labels.extend(carried)

    def put_back_labels(self, changes: Iterable[Sequence[Any]]) -> None:
        """Put labels back from events, newest first, each as far as nobody else changed it since."""
        given = [(review, mode, as_stored(old), as_stored(new)) for review, mode, old, new in changes]
        mine = label_rows.c.project_id == self.project_id
        concerned = label_rows.c.failure_mode_id.in_({mode for _, mode, _, _ in given})
        held = labels.stored(self.connection, mine & concerned)
        then = dict(held)
        for review, mode, old, new in given:
            if then.get((review, mode)) == new:
                then[review, mode] = old
        back = [(*pair, value, held.get(pair)) for pair, value in then.items() if value != held.get(pair)]
        self.labels.extend(labels.reverse(self.connection, self.project_id, back))

    def reverse(
        self,
        moved: Sequence[Moved],
        revised: Sequence[Revised],
        labelled: Sequence[Sequence[Any]],
        at: datetime,
    ) -> None:
        """Do the opposite of what an event of this moment did.

        Raises ``Changed`` where anything it touched has changed.
        """
        self._check_untouched(moved, revised)
        try:
            self.labels.extend(labels.reverse(self.connection, self.project_id, labelled))
        except labels.Changed as error:
            raise Changed(str(error)) from error
        self.move({note_id: before for note_id, before, _ in moved})
        back = {mode_id: self.values_at(mode_id, before) for mode_id, before, _ in revised}
        try:
            self.revise(back)
        except ValueError as error:
            raise Changed(f"{error} Nothing was changed.") from error
        for mode_id, values in back.items():
            if values["status"] not in STANDING and (others := len(self.held(mode_id))):
                name = self.mode(mode_id).name
                raise Changed(f"“{name}” holds other notes now ({others}). Nothing was changed.")
            if values["status"] not in STANDING and (others := self._labels_since(mode_id, at)):
                name = self.mode(mode_id).name
                raise Changed(f"Labels were given for “{name}” since ({others}). Nothing was changed.")
        for mode_id in {before for _, before, _ in moved if before is not None}:
            if (found := self.mode(mode_id)).status not in STANDING:
                raise Changed(f"“{found.name}” has ended since. Nothing was changed.")

    def _labels_since(self, mode_id: int, moment: datetime) -> int:
        since = (label_rows.c.failure_mode_id == mode_id, label_rows.c.at > moment)
        query = sa.select(sa.func.count()).select_from(label_rows).where(*since)
        return self.connection.scalar(query) or 0

    def _check_untouched(self, moved: Sequence[Moved], revised: Sequence[Revised]) -> None:
        now = self.where_now(note_id for note_id, _, _ in moved)
        elsewhere = [now.get(note_id) for note_id, _, after in moved if now.get(note_id) != after]
        if elsewhere:
            places = {f"“{self.mode(at).name}”" if at else "no failure mode" for at in elsewhere}
            raise Changed(
                f"Its notes have been moved since ({len(elsewhere)} of {len(moved)}), to "
                f"{' and '.join(sorted(places))}. Nothing was changed."
            )
        for mode_id, _, after in revised:
            standing, then = self.mode(mode_id), self._revision(mode_id, after)
            if any(standing._mapping[column] != then._mapping[column] for column in REVISED):
                raise Changed(f"“{standing.name}” has been changed since. Nothing was changed.")

    def values_at(self, mode_id: int, revision: int | None) -> dict[str, Any]:
        """Return what a failure mode was at one of its revisions; retired for None: it did not exist."""
        if revision is None:
            return {"status": ModeStatus.RETIRED.value}
        row = self._revision(mode_id, revision)
        return {column: row._mapping[column] for column in REVISED}

    def _revision(self, mode_id: int, revision: int) -> sa.Row[Any]:
        table = failure_mode_revisions
        return self.connection.execute(
            sa.select(table).where(table.c.mode_id == mode_id, table.c.revision == revision)
        ).one()

    # ---- what must hold

    def _check_examples(self, said: Mapping[str, Any]) -> None:
        pinned = said.get("examples") or []
        if len(self._notes(notes.c.id.in_(pinned))) < len(pinned):
            raise LookupError("This project has no such note.")

    def _check_parents(self) -> None:
        """Every standing mode with a parent has a standing one, and none stands under itself."""
        parents = self._parents()
        for mode_id, parent in parents.items():
            if parent is None:
                continue
            if parent not in parents:
                # Raises LookupError for another project's.
                raise Changed(f"“{self.mode(parent).name}” is no longer a failure mode. Nothing was changed.")
            seen, at = {mode_id}, parents[mode_id]
            while at is not None:
                if at in seen:
                    raise ValueError(f"“{self.mode(mode_id).name}” cannot be under itself.")
                seen.add(at)
                at = parents.get(at)

    def _parents(self) -> dict[int, int | None]:
        table = failure_modes.c
        rows = self.connection.execute(
            sa.select(table.id, table.parent_id).where(
                table.project_id == self.project_id, table.status.in_(STANDING)
            )
        )
        return {row.id: row.parent_id for row in rows}

    def _notes(self, condition: sa.ColumnElement[bool]) -> dict[int, Any]:
        columns = (notes.c.id, notes.c.failure_mode_id, notes.c.removed_at)
        mine = notes.c.project_id == self.project_id
        rows = self.connection.execute(sa.select(*columns).where(mine, condition).order_by(notes.c.id))
        return {row.id: row for row in rows}

    def _free_key(self, name: str) -> str:
        key = name_key(name)
        taken = self.connection.scalar(
            sa.select(failure_modes.c.name).where(
                failure_modes.c.project_id == self.project_id, failure_modes.c.name_key == key
            )
        )
        if taken is not None:
            raise ValueError(f"There is already a failure mode named “{taken}”.")
        return key

    def _rarest_colour(self) -> int:
        """The colour that the fewest standing modes have, and of those the fewest ended ones.

        An ended mode may be restored, and then still has its own.
        """
        table = failure_modes.c
        query = sa.select(table.colour, table.status).where(table.project_id == self.project_id)
        modes = list(self.connection.execute(query))
        standing = Counter(colour for colour, status in modes if status in STANDING)
        every = Counter(colour for colour, _ in modes)
        return min(range(COLOURS), key=lambda colour: (standing[colour], every[colour], colour))

    def _newest(self, mode_id: int) -> int | None:
        revisions = failure_mode_revisions.c
        query = sa.select(sa.func.max(revisions.revision)).where(revisions.mode_id == mode_id)
        found: int | None = self.connection.scalar(query)
        return found

    def _keep(self, mode_id: int, before: int | None) -> None:
        found, revision = self.mode(mode_id), (before or 0) + 1
        row = {"mode_id": mode_id, "revision": revision, **{name: found._mapping[name] for name in REVISED}}
        self.connection.execute(failure_mode_revisions.insert().values(row))
        self.revised.append((mode_id, before, revision))
