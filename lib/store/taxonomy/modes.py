"""The failure modes as they stand: the one reading of their table that pages and counts share."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from lib.failure_modes import FailureMode, ModeStatus
from lib.store.schema.tables import failure_modes

STANDING = tuple(status.value for status in ModeStatus if status.stands)

REVISED = (
    *("name", "definition", "when_to_use", "when_not_to_use", "severity", "examples", "status", "parent_id"),
    *("owner", "link", "fixed_in"),
)
"""The columns that a change may change, and that every revision keeps."""


def standing(project_id: int) -> sa.Select[Any]:
    """The rows of the project's standing failure modes, in the order they were made."""
    table = failure_modes.c
    return (
        sa.select(failure_modes)
        .where(table.project_id == project_id, table.status.in_(STANDING))
        .order_by(table.id)
    )


def read(connection: sa.Connection, project_id: int) -> list[FailureMode]:
    """Return the project's standing failure modes in the order they were made."""
    return [as_mode(row) for row in connection.execute(standing(project_id))]


def as_mode(row: sa.Row[Any], **other: Any) -> FailureMode:
    """Return a row of the table as a failure mode; ``other`` replaces columns of it."""
    values = {**row._mapping, **other}
    return FailureMode(
        id=values["id"],
        name=values["name"],
        definition=values["definition"],
        colour=values["colour"],
        parent_id=values["parent_id"],
        when_to_use=values["when_to_use"],
        when_not_to_use=values["when_not_to_use"],
        severity=values["severity"],
        status=ModeStatus(values["status"]),
        examples=tuple(values["examples"]),
        owner=values["owner"],
        link=values["link"],
        fixed_in=values["fixed_in"],
    )
