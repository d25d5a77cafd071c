"""What the tables are made of: kinds of columns, and the one list of tables they all are in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Utc(sa.TypeDecorator[datetime]):
    """A moment in UTC. SQLite keeps no time zone, so it is put on and taken off here."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Return the moment as the database holds it."""
        if value is None:
            return None
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Return the moment, always aware of its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Json = sa.JSON().with_variant(JSONB(), "postgresql")


def now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


def id_() -> sa.Column[int]:
    """Return the column that numbers a table's rows."""
    return sa.Column("id", sa.Integer, primary_key=True)


def ref(name: str, target: str, *, null: bool = False, index: bool = False, **kw: Any) -> sa.Column[Any]:
    """Return a column that names a row of another table."""
    return sa.Column(name, sa.ForeignKey(f"{target}.id", **kw), nullable=null, index=index)


def at(name: str, *, null: bool = False) -> sa.Column[Any]:
    """Return a column for a moment: that of the writing, or where ``null``, none until it is given."""
    return sa.Column(name, Utc, nullable=null, default=None if null else now)
