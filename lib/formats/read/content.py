"""What one message's content holds: text, tool calls, tool results, thinking."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_MEDIA = ("image", "audio", "video", "file", "document")
_CALLS = frozenset({"tool_use", "server_tool_use", "tool_call", "tool-call"})
_RESULTS = frozenset({"tool_result", "tool-result"})
_THINKING = frozenset({"thinking", "reasoning"})
_TEXTS = ("text", "refusal", "content", "value", "thinking", "reasoning", "output")


@dataclass(frozen=True, slots=True)
class Text:
    """Something said. ``thought`` where it was not said aloud."""

    text: str
    thought: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """A tool called; ``arguments`` as text."""

    id: str | None
    name: str | None
    arguments: str | None


@dataclass(frozen=True, slots=True)
class Result:
    """What a tool gave back. ``failed`` where the message says so itself."""

    id: str | None
    name: str | None
    text: str
    failed: bool = False


Part = Text | Call | Result


def parts_of(content: object) -> Iterator[Part]:
    """Yield what a message's content holds; neighbouring texts are joined by a line break.

    Media show as "[image]", "[audio]", "[video]", "[file]" or "[document]", never their data or
    address; a part of a kind unknown here and without text as "[kind]".
    """
    said: list[str] = []
    for part in _each(content):
        if isinstance(part, Text) and not part.thought:
            said.append(part.text)
            continue
        if said:
            yield Text("\n".join(said))
            said = []
        yield part
    if said:
        yield Text("\n".join(said))


def as_text(value: object) -> str:
    """Return a value as text: text as it is, None as "", content parts joined, the rest as JSON."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, list) and value and all(isinstance(p, dict) and "type" in p for p in value):
        return "\n".join(part.text for part in parts_of(value) if isinstance(part, Text | Result))
    return json.dumps(value, ensure_ascii=False)


def arguments_text(value: object) -> str | None:
    """Return a call's arguments: text exactly as it came, anything else as JSON, None for none."""
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def text_or_none(value: object) -> str | None:
    """Return a name or id as text: None where there is none."""
    if isinstance(value, str):
        return value or None
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


def _each(content: object) -> Iterator[Part]:
    if isinstance(content, list):
        for item in content:
            yield from _part(item)
    else:
        yield from _part(content)


def _part(item: object) -> Iterator[Part]:
    if isinstance(item, dict):
        yield from _object(item)
    elif item is not None:
        yield Text(as_text(item))


def _object(part: dict[str, Any]) -> Iterator[Part]:
    kind = str(part.get("type") or "").lower()
    if kind in _CALLS:
        yield _call(part)
    elif kind in _RESULTS:
        yield _result(part)
    elif (media := _media(kind, part)) is not None:
        yield Text(f"[{media}]")
    elif (text := _text(part)) is not None:
        yield from (Text(p.text, kind in _THINKING) if isinstance(p, Text) else p for p in _each(text))
    else:
        yield Text(f"[{kind}]" if kind else as_text(part))


def _call(part: dict[str, Any]) -> Call:
    arguments = next((part[n] for n in ("input", "args", "arguments") if n in part), None)
    identity = text_or_none(part.get("id")) or text_or_none(part.get("toolCallId"))
    name = text_or_none(part.get("name")) or text_or_none(part.get("toolName"))
    return Call(identity, name, arguments_text(arguments))


def _result(part: dict[str, Any]) -> Result:
    identity = next((part[n] for n in ("tool_use_id", "toolCallId", "tool_call_id") if n in part), None)
    value = next((part[n] for n in ("content", "result", "output") if n in part), None)
    name = text_or_none(part.get("name")) or text_or_none(part.get("toolName"))
    return Result(text_or_none(identity), name, as_text(value), bool(part.get("is_error")))


def _media(kind: str, part: dict[str, Any]) -> str | None:
    if kind:
        return next((word for word in _MEDIA if word in kind), None)
    return next((word for word in _MEDIA for name in part if name in (word, f"{word}_url")), None)


def _text(part: dict[str, Any]) -> object:
    for name in _TEXTS:
        value = part.get(name)
        if isinstance(value, dict) and isinstance(value.get("value"), str):
            return value["value"]
        if isinstance(value, str | list):
            return value
    return None
