"""Which values the metadata fields have: counted as traces come in, so that no page has to scan them all."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from lib.model import Scalar

MOST_VALUES = 30
"""A metadata field with more values than this is no field to pick from."""

MOST_FIELDS = 200

Fields: TypeAlias = dict[str, dict[str, int] | None]
"""Each field with its values as text and how many traces have them; None where there are too many."""


def fields_of(light: Iterable[Mapping[str, Scalar]]) -> Fields:
    """Return the fields of the metadata of some traces."""
    found: Fields = {}
    for metadata in light:
        for name, value in metadata.items():
            _add(found, name, as_text(value), 1)
    return found


def merged(several: Iterable[Fields]) -> Fields:
    """Return several counts as one."""
    found: Fields = {}
    for one in several:
        for name, values in one.items():
            if values is None:
                found[name] = None
            for value, number in (values or {}).items():
                _add(found, name, value, number)
    return found


def as_text(value: Scalar) -> str:
    """Return a metadata value as filters name it: ``sms``, ``3``, ``true``."""
    return value if isinstance(value, str) else json.dumps(value)


def _add(found: Fields, name: str, value: str, number: int) -> None:
    if name not in found and len(found) >= MOST_FIELDS:
        return
    values = found.setdefault(name, {})
    if values is None:
        return
    values[value] = values.get(value, 0) + number
    if len(values) > MOST_VALUES:
        found[name] = None
