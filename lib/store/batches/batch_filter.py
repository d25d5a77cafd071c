"""Part of a batch: its traces with certain values in one metadata field. Its order and its record stay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode

import sqlalchemy as sa

from lib.model import Person, Role, Scalar
from lib.store.engine import reading
from lib.store.rules import access
from lib.store.schema.tables import batch_items, batches, traces
from lib.store.traces import filters

_MOST_VALUES = 100


@dataclass(frozen=True, slots=True)
class BatchFilter:
    """The traces of a batch whose metadata ``field`` has one of these values, as ``fields`` writes them."""

    field: str
    values: tuple[str, ...]

    @property
    def written(self) -> str:
        """The part as text, for an address: ``channel=sms&channel=voice``."""
        return urlencode([(self.field, value) for value in self.values])

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Return what ``written`` wrote, or None where it is nothing of the kind."""
        try:
            pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=True, max_num_fields=_MOST_VALUES)
        except ValueError:
            return None
        if len({name for name, _ in pairs}) != 1:
            return None
        return cls(pairs[0][0], tuple(dict.fromkeys(value for _, value in pairs)))


def condition(within: BatchFilter) -> sa.ColumnElement[bool]:
    """The condition that the trace of a row of ``batch_items`` is in the part."""
    here = sa.and_(traces.c.id == batch_items.c.trace_id, filters.has_value(within.field, within.values))
    return sa.select(traces.c.id).where(here).correlate_except(traces).exists()


def ids(who: Person, project_id: int, batch_id: int, within: BatchFilter) -> frozenset[int]:
    """Return the traces of the batch in the part, whoever is to read them. Needs the role annotator."""
    query = _items(project_id, batch_id, batch_items.c.trace_id).where(condition(within))
    with reading() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        return frozenset(connection.scalars(query))


def metadata_of(who: Person, project_id: int, batch_id: int) -> dict[int, Mapping[str, Scalar]]:
    """Return the metadata of the batch's traces, by trace. Needs the role annotator."""
    query = _items(project_id, batch_id, traces.c.id, traces.c.metadata).join(
        traces, traces.c.id == batch_items.c.trace_id
    )
    with reading() as connection:
        access.check(connection, who, project_id, Role.ANNOTATOR)
        return {row.id: row.metadata for row in connection.execute(query)}


def _items(project_id: int, batch_id: int, *columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
    mine = (batches.c.id == batch_id) & (batches.c.project_id == project_id)
    return (
        sa.select(*columns)
        .select_from(batch_items)
        .join(batches, batches.c.id == batch_items.c.batch_id)
        .where(mine)
    )
