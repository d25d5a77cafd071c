"""What becomes of the fields that a mapping does not name."""

from __future__ import annotations

from typing import Any

from lib.formats import names
from lib.formats.clean import clean
from lib.formats.values import decoded, scalar_of, without
from lib.model import Scalar

_NOTHING: tuple[object, ...] = (None, "", [], {})


def unused(
    record: dict[str, Any], used: list[str], beside: list[tuple[str, dict[str, Any]]]
) -> tuple[dict[str, Scalar], dict[str, object]]:
    """Return the light values of the fields that were not used, and the rest of them as it came.

    ``beside`` holds what stood beside the talk in the fields that were used. A light value keeps its
    plain name unless that is taken; then the name of what it was in goes before it.
    """
    for path in used:
        record = without(record, path)
    metadata: dict[str, Scalar] = {}
    extra: dict[str, object] = {}
    holders: list[tuple[str, dict[str, Any]]] = []
    for name, value in record.items():
        members = _members(name, value)
        if members is not None:
            holders.append((name, members))
        elif (light := scalar_of(value)) is not None:
            metadata[name] = light
        elif value not in _NOTHING:
            extra[name] = value
    for name, members in [*holders, *beside]:
        heavy = _spread(name, members, metadata)
        if heavy:
            extra[name] = heavy
    return metadata, extra


def _members(name: str, value: Any) -> dict[str, Any] | None:
    if name.lower() not in names.LIGHT_HOLDERS:
        return None
    if isinstance(value, str):
        try:
            value, _ = clean(decoded(value))
        except ValueError:
            return None
    return value if isinstance(value, dict) else None


def _spread(holder: str, members: dict[str, Any], metadata: dict[str, Scalar]) -> dict[str, Any]:
    """Add an object's light members to the metadata and return the others."""
    heavy: dict[str, Any] = {}
    for name, value in members.items():
        light = scalar_of(value)
        key = f"{holder}.{name}" if name in metadata else name
        if light is not None and key not in metadata:
            metadata[key] = light
        elif value not in _NOTHING:
            heavy[name] = value
    return heavy
