"""What waits for what. Each lock lasts to the end of the transaction; SQLite has one writer and needs none.

They are taken in this order, so that no two transactions wait for each other: project, trace, review.
"""

from __future__ import annotations

import sqlalchemy as sa

from lib.store.rules.counted_reviews import published
from lib.store.schema.tables import projects, traces


def project(connection: sa.Connection, project_id: int) -> None:
    """Wait for whoever else changes the project's taxonomy or labels, hands out traces, or queues work."""
    # With key_share, who only inserts a row that points to the project need not wait.
    lock = sa.select(projects.c.id).where(projects.c.id == project_id).with_for_update(key_share=True)
    connection.execute(lock)


def trace(connection: sa.Connection, project_id: int, trace_id: int) -> None:
    """Wait for whoever else writes on this trace, so that what is not there yet can be looked for.

    Raises ``LookupError`` where the project has no such trace.
    """
    here = sa.select(traces.c.id).where(published(project_id), traces.c.id == trace_id)
    if connection.scalar(here.with_for_update(key_share=True, of=traces)) is None:
        raise LookupError("This project has no such trace.")
