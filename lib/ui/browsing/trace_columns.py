"""A page of traces as rows and columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lib.model import Feedback, FeedbackOrigin, Verdict
from lib.store.traces.metadata_fields import as_text
from lib.store.traces.traces import Line, Sort
from lib.ui.shell.local_time import when
from lib.ui.shell.table_column import Column
from lib.words.text import shorten

_IN_FRONT = ("name", "preview", "feedback", "verdict")
_ORDERED_BY = {Sort.STEPS: "steps", Sort.TOOLS: "tools", Sort.SLOWEST: "latency", Sort.COSTLIEST: "cost"}
_VERDICTS = {Verdict.PASS: "✓ pass", Verdict.FAIL: "✗ fail", Verdict.DEFER: "◷ deferred", None: "not read"}
_HIDDEN = "yours to read"


Row = dict[str, Any]
"""What each field of a trace says, and its ``id``."""


def rows(lines: tuple[Line, ...], tags: list[str]) -> list[Row]:
    """Return a row per trace; ``tags`` are the metadata fields that tell these traces apart."""
    return [
        {
            "id": line.id,
            "name": line.external_id,
            "preview": line.preview,
            "feedback": _feedback(line.feedback),
            "verdict": _HIDDEN if line.hidden else _VERDICTS[line.verdict],
            "version": line.version or "",
            **{f"tag{place}": as_text(line.metadata.get(name, "")) for place, name in enumerate(tags)},
            "steps": f"{line.steps:,}",
            "tools": f"{line.tool_calls:,}",
            "latency": "" if line.latency_seconds is None else f"{line.latency_seconds:,.1f} s",
            "cost": "" if line.cost_usd is None else f"${line.cost_usd:,.4f}",
            "time": when(line.happened_at).removesuffix(" UTC") if line.happened_at else "",
        }
        for line in lines
    ]


def columns(rows: Sequence[Row], tags: list[str], sort: Sort | None) -> list[Column]:
    """Return the columns that hold something, that of the order early: it is in sight on a narrow screen."""
    told_apart = [Column(f"tag{place}", name, 85) for place, name in enumerate(tags)]
    every = [
        Column("name", "Id", 115),
        Column("preview", "First message", 150, grows=True),
        Column("feedback", "Feedback", 115),
        Column("verdict", "Verdict", 92),
        *told_apart[:1],
        Column("steps", "Steps", 72, is_number=True),
        Column("time", "Time", 138),
        *told_apart[1:],
        Column("tools", "Tool calls", 95, is_number=True),
        Column("version", "Version", 85),
        Column("latency", "Latency", 90, is_number=True),
        Column("cost", "Cost", 90, is_number=True),
    ]
    shown_by = _ORDERED_BY.get(sort) if sort else None
    every.sort(key=lambda column: 0 if column.field in _IN_FRONT else 1 if column.field == shown_by else 2)
    return [column for column in every if any(row[column.field] for row in rows)]


def _feedback(given: Feedback | None) -> str:
    if given is None:
        return ""
    sign = "+" if given.value > 0 else "−" if given.value < 0 else "0"
    if given.origin is FeedbackOrigin.THUMB:
        return f"{sign} thumbs {'up' if given.value > 0 else 'down'}" if given.value else "0 no thumb"
    return f"{sign} {given.origin} {shorten(given.raw, 12)}"
