"""What draws choose from: a project's traces as aligned columns, ordered by external id."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from lib.model import Person, TraceFilter
from lib.store import fields, filters, visible
from lib.store.counted import counted_reviews, published
from lib.store.engine import engine, reading
from lib.store.tables import batch_items, batches, imports, traces

NUMBERS = {
    "latency": traces.c.latency_seconds,
    "cost": traces.c.cost_usd,
    "tool_calls": traces.c.tool_calls,
    "steps": traces.c.steps,
    "characters": traces.c.characters,
}
VERSION = "version"


@dataclass(frozen=True, slots=True, eq=False)
class Fixed:
    """What an import settled for good. Order: by external id, by code point, made here and not by the
    database, whose collation may differ. ``duplicate_of`` is a code identical normalised traces share."""

    ids: NDArray[np.int64]
    serials: NDArray[np.int64]
    feedback: NDArray[np.float64]
    duplicate_of: NDArray[np.int64]
    numbers: dict[str, NDArray[np.float64]]
    feedback_origins: tuple[str, ...]


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
    newest = sa.select(sa.func.max(imports.c.id), sa.func.count()).where(
        imports.c.project_id == project_id, imports.c.published_at.is_not(None)
    )
    with reading() as connection:
        version = tuple(connection.execute(newest).one())
    return _fixed(str(engine().url), project_id, version)


@lru_cache(maxsize=4)
def _fixed(_database: str, project_id: int, _version: tuple[Any, ...]) -> Fixed:
    columns = (
        traces.c.id,
        traces.c.serial,
        traces.c.external_id,
        traces.c.feedback,
        traces.c.normalised_hash,
        traces.c.feedback_origin,
    )
    # By serial the rows come as they lie on disk: four times as fast as in the order of another index.
    query = sa.select(*columns, *NUMBERS.values()).where(published(project_id)).order_by(traces.c.serial)
    with reading() as connection:
        rows: list[Any] = sorted(map(tuple, connection.execute(query)), key=itemgetter(2))
    held: list[Any] = list(zip(*rows, strict=True)) or [()] * (len(columns) + len(NUMBERS))
    first_of: dict[str, int] = {}
    codes = [first_of.setdefault(value, place) for place, value in enumerate(held[4])]
    return Fixed(
        ids=np.array(held[0], dtype=np.int64),
        serials=np.array(held[1], dtype=np.int64),
        feedback=np.array(held[3], dtype=np.float64),
        duplicate_of=np.array(codes, dtype=np.int64),
        numbers={
            name: np.array(values, dtype=np.float64)
            for name, values in zip(NUMBERS, held[len(columns) :], strict=True)
        },
        feedback_origins=tuple(sorted({origin for origin in held[5] if origin})),
    )


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
    verdict[_places(base, [trace_id for trace_id, _ in said])] = [word for _, word in said]
    drawn = np.zeros(len(base.ids), dtype=np.bool_)
    drawn[_places(base, waiting)] = True
    asked = np.full(len(base.ids), passing is None)
    if passing is not None:
        asked[_places(base, passing)] = True
    hidden = np.zeros(len(base.ids), dtype=np.bool_)
    if who is not None:
        unseen = visible.hidden_ids(who, project_id)
        hidden[_places(base, [trace_id for trace_id, _ in said if trace_id in unseen])] = True
    return State(verdict, drawn, asked, hidden)


def field(project_id: int, base: Fixed, name: str) -> NDArray[np.object_]:
    """Return one light field of every trace as text, "" where absent: ``version`` or a metadata name."""
    return _field(str(engine().url), project_id, base, name)


@lru_cache(maxsize=8)
def _field(_database: str, project_id: int, base: Fixed, name: str) -> NDArray[np.object_]:
    # Made text here and not by the database, which writes true and 1 in a way of its own.
    column = traces.c.version if name == VERSION else sa.cast(traces.c.metadata.op("->")(name), sa.Text)
    query = sa.select(traces.c.id, column).where(published(project_id), column.is_not(None))
    query = query.order_by(traces.c.serial)
    with reading() as connection:
        rows = [(trace_id, value) for trace_id, value in connection.execute(query)]
    if name != VERSION:
        said = {value: fields.as_text(json.loads(value)) for value in {value for _, value in rows}}
        rows = [(trace_id, said[value]) for trace_id, value in rows]
    out = np.full(len(base.ids), "", dtype=object)
    out[_places(base, [trace_id for trace_id, _ in rows])] = [value for _, value in rows]
    return out


def forget() -> None:
    """Forget what is held between draws."""
    _fixed.cache_clear()
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


def _places(base: Fixed, ids: list[int]) -> NDArray[np.intp]:
    by_id = np.argsort(base.ids, kind="stable")
    found = np.searchsorted(base.ids, np.array(ids, dtype=np.int64), sorter=by_id)
    return by_id[found]
