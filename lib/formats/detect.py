"""Which field is what, told from a sample of records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from lib.formats import names
from lib.formats.columns import Column, columns_of, first, fitting, is_rare, leading, mostly, snake
from lib.formats.feedback import feedback, origin_of, origin_seen, scale_of
from lib.formats.read.messages import CONVERSATIONS, holds_conversation, said
from lib.formats.roles import ends_with_reply
from lib.formats.shape import Mapping, described
from lib.formats.values import dollars_of, id_text, seconds_of, time_of
from lib.model import FeedbackOrigin


def detect(sample: Sequence[dict[str, Any]]) -> Mapping | None:
    """Return the mapping that a sample of records speaks for; None if nothing tells what was said.

    A field of the record itself is preferred to one inside an object, unless only few records have it.
    Where some records hold a conversation and others what went in and what came out, both are read.
    ``group`` is set to the id where that repeats (several runs of one task).
    """
    columns = columns_of(sample)
    spoken = _spoken(columns)
    if spoken is None:
        return None
    taken = {path.partition(".")[0] for path in spoken.spoken() if path}
    top = [c for c in columns if not c.holder and c.path not in taken]
    held = [c for c in columns if c.holder in names.HOLDERS and c.path.partition(".")[0] not in taken]
    identity = _path(leading([*_ids(top), *_ids(held)]))
    mapping = replace(
        spoken,
        id=identity,
        group=_path(_group(top, identity)),
        time=_path(_named(top, held, names.TIMES, time_of)),
        latency=_path(_named(top, held, names.LATENCIES, lambda value: seconds_of(value, ""))),
        cost=_path(_named(top, held, names.COSTS, dollars_of)),
        version=_path(_named(top, held, names.VERSIONS, _plain_id)),
        label=_label(spoken, columns),
    )
    return _with_feedback(mapping, [c for c in columns if c.path not in taken])


def feedback_reading(field: str, sample: Sequence[dict[str, Any]]) -> tuple[FeedbackOrigin, str | None]:
    """Return origin and scale for a field someone chose as feedback; the scale None if none fits."""
    columns = columns_of(sample)
    column = next((c for c in columns if c.path == field), Column(field, snake(field)))
    return _reading(column, _origin(column) or FeedbackOrigin.THUMB, columns)


def _spoken(columns: list[Column]) -> Mapping | None:
    top = [c for c in columns if not c.holder]
    inside = [c for c in columns if c.holder]
    found = [mapping for mapping in (_spoken_on(top), _spoken_on(inside)) if mapping is not None]
    reach = [len(_read_by(mapping, columns)) for mapping in found]
    return next((one for one, of in zip(found, reach, strict=True) if not is_rare(of, max(reach))), None)


def _read_by(mapping: Mapping, columns: list[Column]) -> set[int]:
    """Return the records in which something is said, read so."""
    spoken = [column for column in columns if column.path in mapping.spoken()]
    return {row for one in spoken for row, value in zip(one.rows, one.values, strict=True) if value}


def _spoken_on(level: list[Column]) -> Mapping | None:
    """Return what holds the talk among the fields of one level."""
    given, came = first(level, names.INPUTS, _can_speak), first(level, names.OUTPUTS, _can_speak)
    conversation = leading(
        [*fitting(level, CONVERSATIONS, holds_conversation), *_unnamed_conversations(level)]
    )
    if conversation is None:
        return _in_and_out(level, given, came)
    if conversation.name in names.HISTORIES and given is not None:
        return Mapping(messages=conversation.path, input=given.path, output=_path(came))
    complete = mostly(conversation, _ends_with_reply)
    whole = Mapping(messages=conversation.path, output=None if complete else _path(came))
    others = _in_and_out(level, given, came)
    return whole if others is None else _of_both(whole, others, level)


def _of_both(whole: Mapping, others: Mapping, level: list[Column]) -> Mapping:
    """Return how to read records of which some hold a conversation and others what went in and out."""
    with_it, by_others = (_read_by(one, level) for one in (Mapping(messages=whole.messages), others))
    if by_others <= with_it:
        return whole
    asked = _read_by(Mapping(request=others.request, input=others.input), level)
    if with_it <= asked and is_rare(len(with_it), len(by_others)):
        return others
    return replace(others, messages=whole.messages, in_place_of=whole.messages)


def _in_and_out(level: list[Column], given: Column | None, came: Column | None) -> Mapping | None:
    request, response = (first(level, [name], _can_speak) for name in ("request", "response"))
    if request is not None and (given is request or mostly(request, _is_envelope)):
        return Mapping(request=request.path, response=_path(response or came))
    if given is None and came is None:
        return None
    return Mapping(input=_path(given), output=_path(came))


def _unnamed_conversations(columns: list[Column]) -> list[Column]:
    known = {*CONVERSATIONS, *names.INPUTS, *names.OUTPUTS, "request", "response"}
    lists = [c for c in columns if c.name not in known and any(isinstance(v, list) for v in c.values)]
    return [c for c in lists if mostly(c, holds_conversation)]


def _ends_with_reply(conversation: Any) -> bool:
    return ends_with_reply(said(conversation, "user").messages)


def _can_speak(value: Any) -> bool:
    return isinstance(value, str | list | dict) and bool(value)


def _is_envelope(value: Any) -> bool:
    return isinstance(value, dict | list) or holds_conversation(value)


def _ids(columns: list[Column]) -> list[Column]:
    others = [c.name for c in columns if c.name.endswith("_id") and c.name not in names.NOT_IDS]
    return fitting(columns, [*names.IDS, *dict.fromkeys(others), *names.LAST_IDS], _plain_id)


def _group(columns: list[Column], identity: str | None) -> Column | None:
    other = first([c for c in columns if c.path != identity], names.GROUPS, _plain_id)
    if other is not None:
        return other
    own = next((c for c in columns if c.path == identity), None)
    distinct = len(set(map(id_text, own.values))) if own else 0
    return own if own and 1 < distinct < len(own.values) else None


def _named(
    top: list[Column], held: list[Column], wanted: Sequence[str], reader: Callable[[Any], object]
) -> Column | None:
    def reads(value: Any) -> bool:
        return reader(value) not in (None, False)

    return leading([*fitting(top, wanted, reads), *fitting(held, wanted, reads)])


def _plain_id(value: Any) -> bool:
    return not isinstance(value, bool) and id_text(value) != ""


def _with_feedback(mapping: Mapping, columns: list[Column]) -> Mapping:
    top = [c for c in columns if not c.holder]
    held = [c for c in columns if c.holder in names.FEEDBACK_HOLDERS]
    found: list[Column] = []
    for wanted in FeedbackOrigin:
        for column in (c for c in [*top, *held] if _origin(c) is wanted):
            origin, scale = _reading(column, wanted, columns)
            if mostly(column, partial(_is_feedback, origin=origin, scale=scale)):
                found.append(column)
    chosen = leading(found)
    named = _origin(chosen) if chosen else None
    if chosen is None or named is None:
        return mapping
    origin, scale = _reading(chosen, named, columns)
    return replace(mapping, feedback=chosen.path, feedback_origin=origin, feedback_scale=scale)


def _origin(column: Column) -> FeedbackOrigin | None:
    of_holder = origin_of(column.holder) if column.name in ("value", "score") else None
    return of_holder or origin_of(column.name)


def _is_feedback(value: Any, origin: FeedbackOrigin, scale: str | None) -> bool:
    return feedback(value, origin, scale) is not None


def _reading(
    column: Column, named: FeedbackOrigin, columns: list[Column]
) -> tuple[FeedbackOrigin, str | None]:
    scale = scale_of(column.values, named)
    of_tests = [
        c for c in columns if c.name in names.OF_A_TEST and not is_rare(len(c.rows), len(column.rows))
    ]
    if column.name == "feedback" and scale == "0..1" and of_tests:
        return FeedbackOrigin.REWARD, scale
    return origin_seen(named, scale), scale


def _label(mapping: Mapping, columns: list[Column]) -> str:
    values = next((c.values for c in columns if c.path == mapping.messages), [])
    messages = [m for value in values[:1] for m in said(value, "user").messages]
    openai = any(isinstance(m, dict) and "role" in m for m in messages)
    return described(mapping, "OpenAI chat messages" if openai else "Chat messages")


def _path(column: Column | None) -> str | None:
    return column.path if column else None
