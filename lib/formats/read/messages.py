"""From whatever a field holds to chat messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from lib.formats.clean import clean
from lib.formats.read.content import as_text
from lib.formats.roles import is_message
from lib.formats.values import decoded

CONVERSATIONS = [
    "messages",
    "conversation",
    "conversations",
    "turns",
    "traj",
    "trajectory",
    "chat",
    "dialog",
    "dialogue",
    "history",
    "chat_history",
    "transcript",
    "thread",
    "contents",
    "events",
]
"""Names under which a conversation is kept, the most telling first."""

_SYSTEM = ("system", "system_prompt", "instructions")
_INSIDE = [
    "message",
    "content",
    "output_text",
    "generation",
    "completion",
    "text",
    "output",
    "outputs",
    "input",
    "inputs",
    "question",
    "query",
    "prompt",
    "answer",
    "response",
    "value",
]
_OF_A_MESSAGE = frozenset(
    [
        "role",
        "from",
        "author",
        "sender",
        "speaker",
        "type",
        "content",
        "value",
        "text",
        "message",
        "parts",
        "name",
        "tool_calls",
        "tool_call_id",
        "function_call",
        "refusal",
        "reasoning",
        "reasoning_content",
        "call_id",
        "arguments",
    ]
)


@dataclass(frozen=True, slots=True)
class Said:
    """The messages a value holds, what else it held, and how many changes cleaning took."""

    messages: list[Any] = field(default_factory=list)
    rest: dict[str, Any] = field(default_factory=dict)
    changed: int = 0


def said(value: Any, speaker: str) -> Said:
    """Return what a value says; plain text and objects of unknown shape are ``speaker``'s words.

    A text that holds messages as JSON is read as those; any other text stays exactly as it is.
    """
    if isinstance(value, str):
        return _from_text(value, speaker)
    if isinstance(value, list):
        return Said(_from_list(value, speaker))
    if isinstance(value, dict):
        return _from_object(value, speaker)
    return Said([] if value is None else [_message(speaker, as_text(value))])


def holds_conversation(value: Any) -> bool:
    """Whether a value holds messages: as a list, as an object around one, or as the text of either."""
    if isinstance(value, str):
        try:
            value = decoded(value)
        except ValueError:
            return False
    if isinstance(value, list):
        return _is_conversation(value)
    if not isinstance(value, dict):
        return False
    return _conversation_in(value) is not None or bool(value.get("choices")) or is_message(value)


def _is_conversation(value: list[Any]) -> bool:
    seen = [item for item in value[:20] if item is not None]
    return bool(seen) and sum(map(is_message, seen)) * 2 >= len(seen)


def _from_text(text: str, speaker: str) -> Said:
    if not text.strip():
        return Said()
    try:
        value, changed = clean(decoded(text))
    except ValueError:
        return Said([_message(speaker, text)])
    if not holds_conversation(value):
        return Said([_message(speaker, text)])
    inside = said(value, speaker)
    return Said(inside.messages, inside.rest, changed)


def _from_list(items: list[Any], speaker: str) -> list[Any]:
    if _is_conversation(items):
        return items
    if all(item is None or isinstance(item, str) or _is_part(item) for item in items):
        return [_message(speaker, items)] if items else []
    return [_message(speaker, as_text(items))]


def _is_part(item: Any) -> bool:
    return isinstance(item, dict) and ("type" in item or isinstance(item.get("text"), str))


def _from_object(value: dict[str, Any], speaker: str) -> Said:
    name = _conversation_in(value)
    if name is not None:
        return _opened(value, name, speaker)
    choices = value.get("choices")
    if isinstance(choices, list) and choices and isinstance(choices[0], dict):
        first = said(choices[0], speaker)
        return Said(first.messages, {**_but(value, "choices"), **first.rest}, first.changed)
    if is_message(value):
        return Said([value], {n: v for n, v in value.items() if n not in _OF_A_MESSAGE})
    for name in _INSIDE:
        if value.get(name) not in (None, "", [], {}):
            return _opened(value, name, speaker)
    return Said([_message(speaker, as_text(value))] if value else [])


def _opened(value: dict[str, Any], name: str, speaker: str) -> Said:
    inside = said(value[name], speaker)
    rest = _but(value, name)
    system = next((n for n in _SYSTEM if n != name and value.get(n)), None)
    if system is None:
        return Said(inside.messages, {**rest, **inside.rest}, inside.changed)
    messages = [_message("system", value[system]), *inside.messages]
    return Said(messages, {**_but(rest, system), **inside.rest}, inside.changed)


def _conversation_in(value: dict[str, Any]) -> str | None:
    return next(
        (n for n in CONVERSATIONS if isinstance(value.get(n), list | str) and holds_conversation(value[n])),
        None,
    )


def _but(value: dict[str, Any], name: str) -> dict[str, Any]:
    return {n: v for n, v in value.items() if n != name}


def _message(speaker: str, content: Any) -> dict[str, Any]:
    return {"role": speaker, "content": content}
