"""The label pass: the failed traces again, until each has a yes or a no for every failure mode."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from lib.failure_modes import FailureMode, LabelValue
from lib.model import Note, Person, Purpose, Role, Verdict
from lib.store.counts import coding
from lib.store.engine import reading
from lib.store.rules import access, visibility
from lib.store.rules.counted_reviews import counted_reviews
from lib.store.schema.tables import labels as label_rows
from lib.store.schema.tables import notes, people, reviews, traces
from lib.store.taxonomy import labels


@dataclass(frozen=True, slots=True)
class Item:
    """A failed trace of the pass: how many modes nobody said yes or no to, and how many to decide again."""

    review_id: int
    trace_id: int
    unknown: int
    recode: int

    @property
    def labelled(self) -> bool:
        """Whether it has a yes or a no for every mode."""
        return not self.unknown and not self.recode


@dataclass(frozen=True, slots=True)
class LabelPass:
    """The failed traces in the order of the pass, what to decide again first; and the modes to tick."""

    items: tuple[Item, ...]
    modes: tuple[FailureMode, ...]

    @property
    def labelled(self) -> int:
        """How many of the traces are done."""
        return sum(item.labelled for item in self.items)

    @property
    def recode(self) -> int:
        """How many of the traces have a mode to be decided again."""
        return sum(item.recode > 0 for item in self.items)


@dataclass(frozen=True, slots=True)
class ReviewLabels:
    """One review as the pass shows it: its notes, what is stored, and which notes say yes to which mode."""

    review_id: int
    trace_id: int
    external_id: str
    person: str
    verdict: Verdict
    notes: tuple[Note, ...]
    stored: Mapping[int, LabelValue]
    noted: Mapping[int, tuple[int, ...]]

    def value(self, mode_id: int) -> LabelValue | None:
        """Return what the review says of the mode: a note in it says yes, whatever is stored."""
        return LabelValue.YES if mode_id in self.noted else self.stored.get(mode_id)


def of(who: Person, project_id: int, *, own: bool = False) -> LabelPass:
    """Return the pass over the reviews that count, or over the person's own.

    Of others' reviews only those this person may see by now. Needs the role annotator.
    """
    with reading() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        said = coding.coding(connection, project_id, who.id if own else None)
        hidden = set(connection.scalars(visibility.hidden_from(who, project_id)))
    unknown = (said.own == coding.UNKNOWN).sum(axis=1)
    recode = (said.own == coding.RECODE).sum(axis=1)
    read, failed = said.traces, said.traces.failed
    columns = (read.review_id, read.trace_id, unknown, recode)
    rows = zip(*(column[failed].tolist() for column in columns), strict=True)
    items = [Item(*row) for row in rows if row[1] not in hidden]
    return LabelPass(tuple(sorted(items, key=lambda item: item.recode == 0)), said.modes)


def alone(who: Person, project_id: int) -> bool:
    """Return whether nobody else has reviewed anything here, so that what counts is this person's own."""
    other = sa.or_(reviews.c.person_id != who.id, reviews.c.purpose == Purpose.ADJUDICATION.value)
    query = sa.select(reviews.c.id).where(reviews.c.project_id == project_id, other).limit(1)
    with reading() as connection:
        return connection.scalar(query) is None


def review_labels(who: Person, project_id: int, review_id: int) -> ReviewLabels | None:
    """Return one review of the pass, or None where it is neither the person's own nor one that counts.

    Needs the role annotator.
    """
    counted = counted_reviews(project_id)
    counts = reviews.c.id.in_(sa.select(counted.c.review_id).where(counted.c.review_id == review_id))
    query = (
        sa.select(reviews, people.c.name, traces.c.external_id)
        .join(people, people.c.id == reviews.c.person_id)
        .join(traces, traces.c.id == reviews.c.trace_id)
        .where(
            reviews.c.id == review_id,
            reviews.c.project_id == project_id,
            reviews.c.verdict.is_not(None),
            sa.or_(
                reviews.c.person_id == who.id,
                sa.and_(counts, visibility.may_see(who, project_id, reviews.c.trace_id)),
            ),
        )
    )
    live = (notes.c.review_id == review_id, notes.c.removed_at.is_(None))
    with reading() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        row = connection.execute(query).first()
        if row is None:
            return None
        written = connection.execute(sa.select(notes).where(*live).order_by(notes.c.position)).all()
        stored = connection.execute(sa.select(label_rows).where(label_rows.c.review_id == review_id)).all()
    noted: dict[int, tuple[int, ...]] = {}
    for note in written:
        if note.failure_mode_id is not None:
            noted[note.failure_mode_id] = (*noted.get(note.failure_mode_id, ()), note.id)
    return ReviewLabels(
        review_id,
        row.trace_id,
        row.external_id,
        row.name,
        Verdict(row.verdict),
        tuple(Note(n.text, n.step, n.quote, n.is_first_failure, n.id, n.failure_mode_id) for n in written),
        {one.failure_mode_id: LabelValue(one.value) for one in stored},
        noted,
    )


def complete(who: Person, project_id: int, shown: ReviewLabels, modes: tuple[FailureMode, ...]) -> int | None:
    """Say no to every mode this review says nothing of; return the event's id, None where all was said.

    One that is to be decided again and was not ticked is a no by now. Needs the role annotator. Raises
    ``labels.Changed`` where a label is not as ``shown``.
    """
    open_ = [mode.id for mode in modes if shown.value(mode.id) not in (LabelValue.YES, LabelValue.NO)]
    return labels.put(
        who,
        project_id,
        shown.review_id,
        dict.fromkeys(open_, LabelValue.NO),
        expected={mode_id: shown.stored.get(mode_id) for mode_id in open_},
    )
