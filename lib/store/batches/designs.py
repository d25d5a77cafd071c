"""How the traces of each batch were drawn, and which traces a rate is to speak of. Facts, no estimates."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from lib.model import Origin, TraceFilter
from lib.store.engine import engine, reading
from lib.store.rules import bitmap
from lib.store.schema.tables import batch_items, batches, imports, traces
from lib.store.traces import filters, populations
from lib.store.traces.populations import Fixed
from lib.text.natural import natural

Serials = NDArray[np.int64]

_Pick = tuple[int, bool, float | None, str | None]


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """One batch as it was drawn.

    ``frame`` are the serials of the population it was drawn from and ``reviewed`` of those read at that
    moment. ``serials`` are its picks in reading order; aligned with them, ``random`` marks uniform picks,
    ``probability`` is that of a pick at random within its ``stratum``, nan where none is known.
    """

    batch_id: int
    name: str
    strategy: str
    drawn_at: datetime
    frame: Serials
    reviewed: Serials
    serials: Serials
    random: NDArray[np.bool_]
    probability: NDArray[np.float64]
    stratum: tuple[str | None, ...]


def draws(project_id: int) -> tuple[Drawn, ...]:
    """Return every batch of the project in the order of drawing, archived ones too: they still count."""
    table = batches.c
    columns = (table.id, table.name, table.strategy, table.created_at, table.frame, table.reviewed)
    mine = sa.select(*columns).where(table.project_id == project_id).order_by(table.created_at, table.id)
    with reading() as connection:
        rows = connection.execute(mine).all()
    picks = _picks(str(engine().url), project_id, tuple((row.id, row.created_at) for row in rows))
    return tuple(_drawn(row, picks.get(row.id, [])) for row in rows)


@lru_cache(maxsize=4)
def _picks(_database: str, project_id: int, _batches: tuple[Any, ...]) -> dict[int, list[_Pick]]:
    """What each batch drew, which stays as it is: read again only when there is another batch."""
    query = (
        sa.select(
            batch_items.c.batch_id,
            traces.c.serial,
            batch_items.c.random,
            batch_items.c.inclusion_probability,
            batch_items.c.stratum,
        )
        .join(traces, traces.c.id == batch_items.c.trace_id)
        .join(batches, batches.c.id == batch_items.c.batch_id)
        .where(batches.c.project_id == project_id)
        .order_by(batch_items.c.batch_id, batch_items.c.position)
    )
    items: dict[int, list[_Pick]] = {}
    with reading() as connection:
        for batch_id, *pick in connection.execute(query).all():
            items.setdefault(batch_id, []).append(tuple(pick))
    return items


def population(project_id: int, wanted: TraceFilter, origins: tuple[Origin, ...]) -> Serials:
    """Return the serials of the published traces of these origins that pass the filter, in rising order."""
    if wanted == TraceFilter():
        base = populations.fixed(project_id)
        return np.sort(base.serials[np.isin(base.origins.astype(str), origins)])
    query = (
        sa.select(traces.c.serial)
        .where(filters.condition(project_id, wanted), traces.c.origin.in_(origins))
        .order_by(traces.c.serial)
    )
    with reading() as connection:
        return np.array(connection.scalars(query).all(), dtype=np.int64)


def imported_since(project_id: int, moment: datetime) -> Serials:
    """Return the serials of the traces whose import was published after this moment, in rising order."""
    query = (
        sa.select(traces.c.serial)
        .join(imports, imports.c.id == traces.c.import_id)
        .where(traces.c.project_id == project_id, imports.c.published_at > moment)
        .order_by(traces.c.serial)
    )
    with reading() as connection:
        return np.array(connection.scalars(query).all(), dtype=np.int64)


def origins(project_id: int) -> dict[Origin, int]:
    """Return how many published traces of each origin there are."""
    return {Origin(origin): many for origin, many in Counter(populations.fixed(project_id).origins).items()}


@dataclass(frozen=True, slots=True)
class Span:
    """When the traces of a population happened, and the versions that made them."""

    first: datetime | None
    last: datetime | None
    versions: tuple[str, ...]


def span(of: Fixed, moments: NDArray[np.datetime64], serials: Serials) -> Span:
    """Return from when to when these traces reach, and of which versions they are."""
    mine = np.isin(of.serials, serials)
    when = moments[mine & ~np.isnat(moments)]
    first, last = (when.min(), when.max()) if len(when) else (None, None)
    names = {version for version in of.versions[mine] if version is not None}
    return Span(_moment(first), _moment(last), tuple(sorted(names, key=natural)))


def _moment(at: np.datetime64 | None) -> datetime | None:
    return None if at is None else at.astype(datetime).replace(tzinfo=UTC)


def _drawn(row: Any, picks: list[_Pick]) -> Drawn:
    return Drawn(
        batch_id=row.id,
        name=row.name,
        strategy=row.strategy,
        drawn_at=row.created_at,
        frame=bitmap.members(row.frame),
        reviewed=bitmap.members(row.reviewed),
        serials=np.array([pick[0] for pick in picks], dtype=np.int64),
        random=np.array([pick[1] for pick in picks], dtype=np.bool_),
        probability=np.array([pick[2] for pick in picks], dtype=np.float64),
        stratum=tuple(pick[3] for pick in picks),
    )
