"""A database that refuses rows and quotes them when it says so, as a full disk or a broken table may."""

from __future__ import annotations

import sqlalchemy as sa

from lib.store import engine

_QUOTING = """
CREATE OR REPLACE FUNCTION refuse() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'no room for %', row_to_json(NEW); END; $$ LANGUAGE plpgsql
"""


def refuse_rows(table: str) -> None:
    """Let every insert into the table fail from now on."""
    with engine.writing() as connection:
        before = f"CREATE TRIGGER refuse_{table} BEFORE INSERT ON {table}"
        if connection.dialect.name == "sqlite":
            connection.execute(sa.text(f"{before} BEGIN SELECT RAISE(ABORT, 'no room'); END"))
        else:
            connection.execute(sa.text(_QUOTING))
            connection.execute(sa.text(f"{before} FOR EACH ROW EXECUTE FUNCTION refuse()"))
