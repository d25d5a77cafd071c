"""What reading brought, by the strategy that picked the traces. Counts of traces, not rates of traffic."""

from __future__ import annotations

import sqlalchemy as sa

from lib.model import StrategyYield, Verdict
from lib.store.engine import reading
from lib.store.rules.counted_reviews import counted_reviews
from lib.store.schema.tables import batch_items, batches, failure_modes, notes
from lib.store.taxonomy import modes


def by_strategy(project_id: int) -> list[StrategyYield]:
    """Return one row per strategy and kind of pick (its random share, its own picks), the most read first.

    Of counted reviews. A trace belongs to the batch it was read in; opened outside of any, to the first one
    that holds it. Read are passed and failed traces; the seconds are those of deferred ones too, since they
    were spent. Notes and modes are those of failed traces. A mode is new where it was noted first, in the
    order of review, by today's taxonomy; a parent only by notes of its own.
    """
    placed = _placed(project_id)
    strategy, random = placed.c.strategy, placed.c.random
    is_read = placed.c.verdict.in_([Verdict.PASS.value, Verdict.FAIL.value])
    is_failed = placed.c.verdict == Verdict.FAIL.value
    traces = sa.select(
        strategy,
        random,
        sa.func.count(sa.case((is_read, 1))).label("read"),
        sa.func.count(sa.case((is_failed, 1))).label("failed"),
        sa.func.sum(placed.c.seconds).label("seconds"),
    ).group_by(strategy, random)
    order = (placed.c.created_at, placed.c.review_id, notes.c.id)
    told = (
        sa.select(
            strategy,
            random,
            failure_modes.c.id.label("mode"),
            sa.func.row_number().over(partition_by=failure_modes.c.id, order_by=order).label("place"),
        )
        .select_from(placed)
        .join(notes, sa.and_(notes.c.review_id == placed.c.review_id, notes.c.removed_at.is_(None)))
        .join(
            failure_modes,
            sa.and_(
                failure_modes.c.id == notes.c.failure_mode_id, failure_modes.c.status.in_(modes.STANDING)
            ),
            isouter=True,
        )
        .where(is_failed)
        .subquery("told")
    )
    is_new = sa.and_(told.c.mode.is_not(None), told.c.place == 1)
    written = sa.select(
        told.c.strategy,
        told.c.random,
        sa.func.count().label("notes"),
        sa.func.count(sa.case((is_new, 1))).label("new_modes"),
    ).group_by(told.c.strategy, told.c.random)
    with reading() as connection:
        noted = {
            (row.strategy, row.random): (row.notes, row.new_modes) for row in connection.execute(written)
        }
        found = [
            StrategyYield(
                row.strategy,
                bool(row.random),
                row.read,
                row.failed,
                *noted.get((row.strategy, row.random), (0, 0)),
                row.seconds,
            )
            for row in connection.execute(traces)
        ]
    return sorted(found, key=lambda one: (-one.read, one.strategy or "", one.random))


def _placed(project_id: int) -> sa.Subquery:
    """Counted reviews, each with the strategy and the kind of pick that brought its trace."""
    counted = counted_reviews(project_id)
    item = batch_items.alias("any_item")
    first = sa.select(sa.func.min(item.c.batch_id)).where(item.c.trace_id == counted.c.trace_id)
    home = (
        sa.select(counted, sa.func.coalesce(counted.c.batch_id, first.scalar_subquery()).label("home"))
    ).subquery("home")
    here = sa.and_(batch_items.c.batch_id == home.c.home, batch_items.c.trace_id == home.c.trace_id)
    return (
        sa.select(
            home.c.review_id,
            home.c.verdict,
            home.c.seconds,
            home.c.created_at,
            batches.c.strategy,
            sa.func.coalesce(batch_items.c.random, sa.false()).label("random"),
        )
        .select_from(home)
        .join(batches, batches.c.id == home.c.home, isouter=True)
        .join(batch_items, here, isouter=True)
        .subquery("placed")
    )
