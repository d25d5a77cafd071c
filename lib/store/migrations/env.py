"""Alembic's entry. The engine hands its locked connection over; there is no offline mode."""

from alembic import context

from lib.store.engine import writing
from lib.store.schema import derived_tables, tables  # noqa: F401 - each makes its tables known
from lib.store.schema.column_types import metadata


def _run(connection) -> None:  # type: ignore[no-untyped-def]
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    _run(given)
else:
    with writing() as connection:
        _run(connection)
