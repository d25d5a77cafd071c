"""A sample of records, field by field."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from lib.formats.clean import TooDeep, clean
from lib.formats.limits import MOST_FIELDS
from lib.text.holdable import clean_text

_EXAMPLE = 80


@dataclass(frozen=True, slots=True)
class FieldSeen:
    """A field as the mapping editor shows it: an example, shortened, and the share of rows with it."""

    name: str
    example: str
    share: float


@dataclass(slots=True)
class Column:
    """One field over a sample. ``holder`` is the object it is in, in small letters; "" for none.

    ``rows`` holds, for each value, the number of its record.
    """

    path: str
    name: str
    holder: str = ""
    values: list[Any] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)


def columns_of(sample: Iterable[dict[str, Any]]) -> list[Column]:
    """Return the fields of a sample, those of the record itself before those one level inside.

    Values are cleaned; nulls and empty texts are left out, and so are records nested too deeply, and
    fields beyond the first ``MOST_FIELDS`` of either.
    """
    top: dict[str, Column] = {}
    inside: dict[str, Column] = {}
    for row, record in enumerate(sample):
        try:
            cleaned, _ = clean(record)
        except TooDeep:
            continue
        for name, value in cleaned.items():
            _add(top, name, Column(name, snake(name)), value, row)
            if isinstance(value, dict):
                for inner, deep in value.items():
                    path = f"{name}.{inner}"
                    _add(inside, path, Column(path, snake(inner), snake(name)), deep, row)
    return [*top.values(), *(column for path, column in inside.items() if path not in top)]


def first(columns: Sequence[Column], names: Sequence[str], fits: Callable[[Any], bool]) -> Column | None:
    """Return the leading one of the columns that ``fitting`` finds."""
    return leading(fitting(columns, names, fits))


def fitting(columns: Sequence[Column], names: Sequence[str], fits: Callable[[Any], bool]) -> list[Column]:
    """Return the columns with these names, in the order of ``names``, of whose values at least half fit."""
    by_name: dict[str, list[Column]] = {}
    for column in columns:
        by_name.setdefault(column.name, []).append(column)
    return [column for name in names for column in by_name.get(name, ()) if mostly(column, fits)]


def leading(columns: Sequence[Column]) -> Column | None:
    """Return the first of these columns that is not a rare one: a few odd records do not speak for all.

    Rare is one that fewer than half as many records have as have another.
    """
    most = max((len(column.values) for column in columns), default=0)
    return next((column for column in columns if not is_rare(len(column.values), most)), None)


def is_rare(records: int, most: int) -> bool:
    """Whether so many records are too few to decide against so many others."""
    return records * 2 < most


def mostly(column: Column, fits: Callable[[Any], bool]) -> bool:
    """Whether at least half of the values fit, and one does."""
    fitting = sum(1 for value in column.values if fits(value))
    return fitting > 0 and fitting * 2 >= len(column.values)


def fields(sample: Sequence[dict[str, Any]]) -> list[FieldSeen]:
    """Return every field of a sample, in the order met; those inside objects as dotted paths."""
    return [
        FieldSeen(c.path, _example(c.values[0]) if c.values else "", len(c.values) / len(sample))
        for c in columns_of(sample)
    ]


def snake(name: str) -> str:
    """Return a field's name in small letters and underscores: traceId and Trace-ID are trace_id."""
    return re.sub(r"[\s-]+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.strip())).lower()


def _add(columns: dict[str, Column], path: str, new: Column, value: Any, row: int) -> None:
    if path not in columns and len(columns) >= MOST_FIELDS:
        return
    column = columns.setdefault(path, new)
    if value is not None and value != "":
        column.values.append(value)
        column.rows.append(row)


def _example(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    line = " ".join(clean_text(text[: _EXAMPLE * 10])[0].split())
    return line if len(line) <= _EXAMPLE else line[: _EXAMPLE - 1] + "…"
