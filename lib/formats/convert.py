"""From a record and its mapping to a trace."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any, TypeVar

from lib.formats.clean import TooDeep, clean
from lib.formats.feedback import feedback
from lib.formats.leftovers import unused
from lib.formats.read import chat
from lib.formats.read.messages import Said, said
from lib.formats.roles import ends_with_reply
from lib.formats.shape import Mapping, Refused
from lib.formats.values import decoded, dollars_of, get, id_text, seconds_of, time_of
from lib.model import Feedback, FeedbackOrigin, Trace

_T = TypeVar("_T")


def to_trace(record: dict[str, Any], mapping: Mapping) -> Trace:
    """Return a record as a trace; ``external_id`` is the plain id as text, "" if there is none.

    Fields that are not mapped become metadata (scalars, text up to 200 characters, members of
    "metadata", "meta", "tags" and "attributes") or extra (the rest, cleaned but otherwise as it
    came). So does a mapped time, feedback, latency or cost that cannot be read. Nulls and empty
    values are dropped. Raises Refused with a reason in words where nothing was said.
    """
    return read_record(record, mapping)[0]


def read_record(record: dict[str, Any], mapping: Mapping) -> tuple[Trace, int]:
    """Return what ``to_trace`` returns, and how many changes cleaning took. Raises Refused."""
    try:
        cleaned, changed = clean(record)
        heard = list(_heard(cleaned, mapping))
        trace = _trace(cleaned, mapping, heard)
    except (TooDeep, RecursionError):
        raise Refused("The record is nested too deeply to be kept.") from None
    return trace, changed + sum(part.changed for _, part in heard)


def unread(record: dict[str, Any], trace: Trace, mapping: Mapping) -> list[str]:
    """Return which of feedback, time, latency and cost stand in the record and could not be read."""
    read = {
        "feedback": (mapping.feedback, trace.feedback),
        "time": (mapping.time, trace.happened_at),
        "latency": (mapping.latency, trace.latency_seconds),
        "cost": (mapping.cost, trace.cost_usd),
    }
    return [
        name
        for name, (path, value) in read.items()
        if path and value is None and _is_there(get(record, path))
    ]


def speaking(sample: Sequence[dict[str, Any]], mapping: Mapping) -> int:
    """Return in how many records there is something in the fields that hold what was said."""
    paths = [path for path in mapping.spoken() if path]
    return sum(any(_is_there(get(record, path)) for path in paths) for record in sample)


def _is_there(value: Any) -> bool:
    return bool(value.strip()) if isinstance(value, str) else value not in (None, [], {})


def content_hash(trace: Trace) -> str:
    """Return 64 hex digits over everything in a trace but its ids and its origin.

    Equal content has the same hash on every machine, whatever the order of its fields.
    """
    given = trace.feedback
    content = {
        "steps": [[s.kind, s.text, s.name, s.arguments, s.result, s.error] for s in trace.steps],
        "feedback": None if given is None else [given.value, given.origin, given.raw],
        "happened_at": None if trace.happened_at is None else trace.happened_at.isoformat(),
        "version": trace.version,
        "latency": trace.latency_seconds,
        "cost": trace.cost_usd,
        "group": trace.group_key,
        "metadata": dict(trace.metadata),
        "extra": dict(trace.extra),
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), default=str)
    return sha256(canonical.encode("ascii")).hexdigest()


def _trace(record: dict[str, Any], mapping: Mapping, heard: list[tuple[str, Said]]) -> Trace:
    steps = chat.steps(_in_order(heard, mapping))
    if not steps:
        raise Refused(_silence(mapping))
    used = [path for path, _ in heard]

    def read(path: str | None, reader: Callable[[Any], _T | None]) -> _T | None:
        value = reader(get(record, path)) if path else None
        if path and value is not None:
            used.append(path)
        return value

    trace = Trace(
        external_id=read(mapping.id, _id) or "",
        steps=steps,
        feedback=read(mapping.feedback, lambda value: _feedback(value, mapping)),
        happened_at=read(mapping.time, time_of),
        version=read(mapping.version, _id),
        latency_seconds=read(mapping.latency, lambda value: seconds_of(value, mapping.latency or "")),
        cost_usd=read(mapping.cost, dollars_of),
        group_key=read(mapping.group, _id),
    )
    metadata, extra = unused(record, used, [(path, part.rest) for path, part in heard])
    return replace(trace, metadata=metadata, extra=extra)


def _id(value: Any) -> str | None:
    return id_text(value) or None


def _feedback(value: Any, mapping: Mapping) -> Feedback | None:
    return feedback(value, mapping.feedback_origin or FeedbackOrigin.THUMB, mapping.feedback_scale)


def _heard(record: dict[str, Any], mapping: Mapping) -> Iterator[tuple[str, Said]]:
    """Yield each field that holds something said, in the order it was said."""
    conversation: list[Any] = []
    for path in mapping.spoken():
        value = get(record, path) if path else None
        if path is None or value is None:
            continue
        if path == mapping.messages:
            whole = _conversation(value, path)
            conversation = whole.messages if mapping.in_place_of == path else []
            yield path, whole
            continue
        speaker = _speaker(path, mapping)
        if not conversation or (speaker == "assistant" and not ends_with_reply(conversation)):
            yield path, said(value, speaker)


def _speaker(path: str, mapping: Mapping) -> str:
    return "assistant" if path in (mapping.output, mapping.response) else "user"


def _conversation(value: Any, path: str) -> Said:
    changed = 0
    if isinstance(value, str) and value.lstrip()[:1] in ("[", "{"):
        try:
            value, changed = clean(decoded(value))
        except ValueError:
            raise Refused(f"“{path}” starts like a list of messages but cannot be read as one.") from None
    # Whoever chose this field means its elements to be messages, even odd ones.
    inside = Said(value) if isinstance(value, list) else said(value, "transcript")
    return Said(inside.messages, inside.rest, changed + inside.changed)


def _in_order(heard: list[tuple[str, Said]], mapping: Mapping) -> list[Any]:
    messages: list[Any] = []
    for path, part in heard:
        # Some applications answer with the whole conversation so far, or repeat its last message.
        if _speaker(path, mapping) == "assistant" and part.messages[: len(messages)] == messages:
            messages = []
        elif messages and part.messages == messages[-1:]:
            continue
        messages = messages + part.messages
    return messages


def _silence(mapping: Mapping) -> str:
    fields = [f"“{path}”" for path in mapping.spoken() if path]
    if not fields:
        return "No field is chosen that holds what was said."
    return f"Nothing was said: {' and '.join(fields)} {'are' if len(fields) > 1 else 'is'} missing or empty."
