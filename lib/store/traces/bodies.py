"""Trace bodies as they lie in the database: JSON text, with what is empty left out."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import Any

from lib.model import Step, StepKind


def dump_steps(steps: tuple[Step, ...]) -> str:
    """Return the steps as JSON text."""
    return json.dumps([_plain(step) for step in steps], ensure_ascii=False, separators=(",", ":"))


def load_steps(text: str) -> tuple[Step, ...]:
    """Return the steps that ``dump_steps`` wrote, numbered from 1."""
    return tuple(
        Step(number, StepKind(found.pop("kind")), **found)
        for number, found in enumerate(json.loads(text), start=1)
    )


def dump_extra(extra: Mapping[str, object]) -> str:
    """Return the rest of a record as JSON text."""
    return json.dumps(extra, ensure_ascii=False, separators=(",", ":"))


def _plain(step: Step) -> dict[str, Any]:
    made: dict[str, Any] = {"kind": step.kind.value}
    if step.text:
        made["text"] = step.text
    for name in ("name", "arguments", "result"):
        if getattr(step, name) is not None:
            made[name] = getattr(step, name)
    if step.error:
        made["error"] = True
    return made


class LongBodies:
    """The bodies of very long traces that were read last, so that a part of one is not all of it read again.

    Bodies never change, so one is known by its trace's id and the hash of what it holds. At most
    ``characters`` are kept, or the one body that has more.
    """

    def __init__(self, characters: int) -> None:
        self._most = characters
        self._kept: OrderedDict[tuple[int, str], tuple[int, tuple[Step, ...], Mapping[str, object]]] = (
            OrderedDict()
        )
        self._lock = Lock()

    def ids(self) -> frozenset[int]:
        """Return the ids of the traces whose bodies may be here."""
        with self._lock:
            return frozenset(trace_id for trace_id, _ in self._kept)

    def get(self, trace_id: int, content_hash: str) -> tuple[tuple[Step, ...], Mapping[str, object]] | None:
        """Return the steps and the rest of the record, or None where they are not kept."""
        with self._lock:
            found = self._kept.get((trace_id, content_hash))
            if found is None:
                return None
            self._kept.move_to_end((trace_id, content_hash))
            return found[1:]

    def keep(
        self,
        trace_id: int,
        content_hash: str,
        size: int,
        steps: tuple[Step, ...],
        extra: Mapping[str, object],
    ) -> None:
        """Keep a body of so many characters, in place of those that were not asked for the longest."""
        with self._lock:
            self._kept[trace_id, content_hash] = (size, steps, extra)
            self._kept.move_to_end((trace_id, content_hash))
            while len(self._kept) > 1 and sum(one[0] for one in self._kept.values()) > self._most:
                self._kept.popitem(last=False)
