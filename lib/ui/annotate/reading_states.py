"""Reading only the traces of a batch on which one's own review stands in a certain way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lib.model import Verdict
from lib.store.batches.batch_filter import BatchFilter
from lib.store.reviews import unfinished
from lib.store.reviews.queue import Queue
from lib.store.reviews.unfinished import Left
from lib.ui.shell.shell import Visit

FIELD = "@review"
"""In place of a metadata field, in a ``BatchFilter``."""

WORDS = {
    Verdict.PASS.value: "passed",
    Verdict.FAIL.value: "failed",
    Verdict.DEFER.value: "deferred",
    "draft": "with a draft that is not saved",
    "silent": "failed, without a note",
}


def is_state(chosen: BatchFilter | None) -> bool:
    """Whether a filter goes by one's own review, and not by metadata."""
    return chosen is not None and chosen.field == FIELD


def in_words(chosen: BatchFilter) -> str:
    """Return what a filter, of either kind, keeps: ``channel sms``, or ``failed, deferred``. Plain text."""
    if is_state(chosen):
        return ", ".join(WORDS.get(value, value) for value in chosen.values)
    return f"{chosen.field} {', '.join(value or '(empty)' for value in chosen.values)}"


def among(visit: Visit, queue: Queue, values: Sequence[str]) -> frozenset[int]:
    """Return the traces of the batch that stand in one of these ways."""
    every = _by_state(visit, queue)
    return frozenset(trace_id for value in values for trace_id in every.get(value, ()))


def choice(visit: Visit, queue: Queue) -> dict[str, Any]:
    """Return the ways in which traces of the batch stand, as a field to choose by."""
    many = {value: len(found) for value, found in _by_state(visit, queue).items() if found}
    values = [{"value": value, "label": WORDS[value], "many": number} for value, number in many.items()]
    return {"name": FIELD, "label": "Your review", "values": values}


def _by_state(visit: Visit, queue: Queue) -> dict[str, set[int]]:
    found = {
        verdict.value: {item.trace_id for item in queue.items if item.verdict is verdict}
        for verdict in Verdict
    }
    left = unfinished.of(visit.person, visit.project.id, queue.batch_id)
    mine = {item.trace_id for item in queue.items}
    found["draft"] = {one.trace_id for one in left if one.left is not Left.SILENT} & mine
    found["silent"] = {one.trace_id for one in left if one.is_silent} & mine
    return found
