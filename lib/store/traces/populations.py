"""A project's traces as aligned columns, ordered by external id: what draws choose from and rates rest on."""

from __future__ import annotations

import json
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from lib.model import Origin, Person, TraceFilter
from lib.store.engine import engine, reading
from lib.store.rules import visibility
from lib.store.rules.counted_reviews import counted_reviews, published
from lib.store.schema.tables import batch_items, batches, imports, traces
from lib.store.traces import filters, metadata_fields

NUMBERS = {
    "latency": traces.c.latency_seconds,
    "cost": traces.c.cost_usd,
    "tool_calls": traces.c.tool_calls,
    "steps": traces.c.steps,
    "characters": traces.c.characters,
}
VERSION = "version"


@dataclass(frozen=True, eq=False)
class Fixed:
    """What an import settled for good. Order: by external id, by code point, made here and not by the
    database, whose collation may differ. ``duplicate_of`` is a code identical normalised traces share,
    ``alike`` one that those of one origin share."""

    ids: NDArray[np.int64]
    serials: NDArray[np.int64]
    external_ids: NDArray[np.object_]
    origins: NDArray[np.object_]
    group_keys: NDArray[np.object_]
    versions: NDArray[np.object_]
    feedback: NDArray[np.float64]
    duplicate_of: NDArray[np.int64]
    alike: NDArray[np.int64]
    imports: NDArray[np.int64]
    numbers: dict[str, NDArray[np.float64]]
    feedback_origins: tuple[str, ...]

    @cached_property
    def by_id(self) -> NDArray[np.intp]:
        """The positions of the traces in the order of their ids."""
        return np.argsort(self.ids, kind="stable")

    def positions(self, ids: Sequence[int] | NDArray[np.int64]) -> NDArray[np.intp]:
        """Return the positions of the traces with these ids, all of which must be there."""
        found = np.searchsorted(self.ids, np.array(ids, dtype=np.int64), sorter=self.by_id)
        return self.by_id[found]

    def put(self, out: NDArray[Any], ids: Sequence[int], values: Sequence[Any]) -> None:
        """Write each value to the position of the trace with its id, but those of traces published since."""
        is_here = np.isin(ids, self.ids)
        out[self.positions(np.array(ids, dtype=np.int64)[is_here])] = np.array(values, out.dtype)[is_here]


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """What reading and drawing change, aligned with ``Fixed``: the counted verdict ("" for unread), whether
    the trace is in a batch, and whether it passes the filter. ``hidden``: the verdict is not for this person
    to see yet."""

    verdict: NDArray[np.str_]
    drawn: NDArray[np.bool_]
    wanted: NDArray[np.bool_]
    hidden: NDArray[np.bool_]


def fixed(project_id: int) -> Fixed:
    """Return the columns that never change once imported; read again only after an import."""
    with reading() as connection:
        return fixed_in(connection, project_id)


def fixed_in(connection: sa.Connection, project_id: int) -> Fixed:
    """As ``fixed``, with all that the caller's transaction sees."""
    newest = sa.select(sa.func.max(imports.c.id), sa.func.count()).where(
        imports.c.project_id == project_id, imports.c.published_at.is_not(None)
    )
    return _fixed(str(engine().url), project_id, tuple(connection.execute(newest).one()))


@lru_cache(maxsize=4)
def _fixed(_database: str, project_id: int, _version: tuple[Any, ...]) -> Fixed:
    columns = (
        traces.c.external_id,
        traces.c.id,
        traces.c.serial,
        traces.c.origin,
        traces.c.group_key,
        traces.c.version,
        traces.c.feedback,
        traces.c.normalised_hash,
        traces.c.feedback_origin,
        traces.c.import_id,
    )
    # By serial the rows come as they lie on disk: four times as fast as in the order of another index.
    query = sa.select(*columns, *NUMBERS.values()).where(published(project_id)).order_by(traces.c.serial)
    with reading() as connection:
        rows: list[Any] = sorted(map(tuple, connection.execute(query)), key=itemgetter(0))
    held: list[Any] = list(zip(*rows, strict=True)) or [()] * (len(columns) + len(NUMBERS))
    external_ids, ids, serials, origins, groups, versions, feedback, texts, by, came, *numbers = held
    return Fixed(
        ids=np.array(ids, dtype=np.int64),
        serials=np.array(serials, dtype=np.int64),
        external_ids=_objects(external_ids),
        origins=_objects(origins),
        group_keys=_objects(groups),
        versions=_objects(versions),
        feedback=np.array(feedback, dtype=np.float64),
        duplicate_of=_codes(texts),
        alike=_codes(zip(texts, origins, strict=True)),
        imports=np.array(came, dtype=np.int64),
        numbers={
            name: np.array(values, dtype=np.float64) for name, values in zip(NUMBERS, numbers, strict=True)
        },
        feedback_origins=tuple(sorted({origin for origin in by if origin})),
    )


def _objects(values: Sequence[str | None]) -> NDArray[np.object_]:
    """These as an array, equal ones as one object: of a few words there are as many as traces."""
    one_of: dict[str | None, str | None] = {}
    return np.array([one_of.setdefault(value, value) for value in values], dtype=object)


def _codes(values: Iterable[Hashable]) -> NDArray[np.int64]:
    first_of: dict[Hashable, int] = {}
    return np.array([first_of.setdefault(value, place) for place, value in enumerate(values)], dtype=np.int64)


def state(project_id: int, base: Fixed, wanted: TraceFilter, who: Person | None = None) -> State:
    """Return verdicts, draws and the filter's answer as they stand now, in the order of ``base``.

    A draw goes by every verdict; what is shown of them goes by what ``who`` may see.
    """
    counted = counted_reviews(project_id)
    in_batch = (
        sa.select(batch_items.c.trace_id)
        .join(batches, batches.c.id == batch_items.c.batch_id)
        .where(batches.c.project_id == project_id)
    )
    with reading() as connection:
        said = list(connection.execute(sa.select(counted.c.trace_id, counted.c.verdict)))
        waiting = list(connection.scalars(in_batch))
        passing = None
        if wanted != TraceFilter():
            query = sa.select(traces.c.id).where(filters.condition(project_id, wanted, who))
            passing = list(connection.scalars(query))
    verdict = np.full(len(base.ids), "", dtype="<U5")
    base.put(verdict, [trace_id for trace_id, _ in said], [word for _, word in said])
    drawn = np.zeros(len(base.ids), dtype=np.bool_)
    base.put(drawn, waiting, [True] * len(waiting))
    asked = np.full(len(base.ids), passing is None)
    if passing is not None:
        base.put(asked, passing, [True] * len(passing))
    hidden = np.zeros(len(base.ids), dtype=np.bool_)
    if who is not None:
        unseen = visibility.hidden_ids(who, project_id)
        base.put(hidden, [trace_id for trace_id, _ in said], [trace_id in unseen for trace_id, _ in said])
    return State(verdict, drawn, asked, hidden)


def field(project_id: int, base: Fixed, name: str) -> NDArray[np.object_]:
    """Return one light field of every trace as text, "" where absent: ``version`` or a metadata name."""
    return _field(str(engine().url), project_id, base, name)


@lru_cache(maxsize=8)
def _field(_database: str, project_id: int, base: Fixed, name: str) -> NDArray[np.object_]:
    if name == VERSION:
        return np.array([version or "" for version in base.versions], dtype=object)
    # Made text here and not by the database, which writes true and 1 in a way of its own.
    column = sa.cast(traces.c.metadata.op("->")(name), sa.Text)
    query = sa.select(traces.c.id, column).where(published(project_id), column.is_not(None))
    with reading() as connection:
        rows = connection.execute(query.order_by(traces.c.serial)).all()
    said = {value: metadata_fields.as_text(json.loads(value)) for value in {value for _, value in rows}}
    out = np.full(len(base.ids), "", dtype=object)
    base.put(out, [trace_id for trace_id, _ in rows], [said[value] for _, value in rows])
    return out


def moments(project_id: int, base: Fixed) -> NDArray[np.datetime64]:
    """Return when each trace happened, in UTC, aligned with ``base``; not-a-time where nobody said."""
    return _moments(str(engine().url), project_id, base)


@lru_cache(maxsize=4)
def _moments(_database: str, project_id: int, base: Fixed) -> NDArray[np.datetime64]:
    # As the database holds it: to put the zone on each and take it off again takes longer than reading them.
    held = sa.type_coerce(traces.c.happened_at, sa.DateTime(timezone=True))
    query = sa.select(traces.c.id, held).where(published(project_id), held.is_not(None))
    out = np.full(len(base.ids), "NaT", dtype="datetime64[us]")
    with reading() as connection:
        rows = connection.execute(query.order_by(traces.c.serial)).all()
    base.put(out, [trace_id for trace_id, _ in rows], [_in_utc(at) for _, at in rows])
    return out


def _in_utc(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at


def forget() -> None:
    """Forget what is held between draws."""
    _fixed.cache_clear()
    _moments.cache_clear()
    _field.cache_clear()


@dataclass(frozen=True, slots=True)
class Line:
    """A trace in a list of examples: what it is called and what was asked first."""

    id: int
    external_id: str
    preview: str


def lines(project_id: int, serials: Sequence[int]) -> dict[int, Line]:
    """Return the published traces among these serials, by serial."""
    found: dict[int, Line] = {}
    columns = (traces.c.serial, traces.c.id, traces.c.external_id, traces.c.preview)
    for start in range(0, len(serials), 500):
        some = traces.c.serial.in_(list(serials[start : start + 500]))
        with reading() as connection:
            for serial, *rest in connection.execute(sa.select(*columns).where(published(project_id), some)):
                found[serial] = Line(*rest)
    return found


def usual(there: Collection[Origin]) -> tuple[Origin, ...]:
    """Return the origins of the traces that are spoken of unless asked: real, where none is the invented."""
    invented = made(there)
    return (Origin.REAL,) if Origin.REAL in there or not invented else invented


def made(there: Collection[Origin]) -> tuple[Origin, ...]:
    """Return the origins of the invented traces among these."""
    return tuple(origin for origin in there if origin is not Origin.REAL)
