"""Chat messages to steps: OpenAI's shape, and what its neighbours write."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lib.formats.conversation import Conversation
from lib.formats.read.content import Call, Result, Text, arguments_text, as_text, parts_of, text_or_none
from lib.formats.roles import kind_of, role_of, turns_of
from lib.model import Step, StepKind

_CONTENT = ("content", "value", "text", "message", "parts")
_THOUGHT = "thinking"


def steps(messages: Iterable[object]) -> tuple[Step, ...]:
    """Return the steps of a conversation, numbered from 1. Raises nothing: odd messages become OTHER.

    What an assistant says beside its calls comes before them; each call is one step with its
    result, wherever that stands. Reasoning is a step of kind OTHER named "thinking". Messages
    that hold nothing give no step.
    """
    conversation = Conversation()
    for message in messages:
        if isinstance(message, dict):
            _add(conversation, _unwrapped(message))
        else:
            conversation.say(StepKind.OTHER, as_text(message))
    return conversation.steps()


def _unwrapped(message: dict[str, Any]) -> dict[str, Any]:
    """Return the message inside LangChain's two ways of writing one."""
    for name, kind in (("data", message.get("type")), ("kwargs", None)):
        inner = message.get(name)
        if isinstance(inner, dict) and "content" in inner and "content" not in message:
            return {**inner, "type": kind or inner.get("type")}
    return message


def _add(conversation: Conversation, message: dict[str, Any]) -> None:
    kind = message.get("type")
    if kind == "function_call":
        conversation.call(_function(message, message.get("call_id") or message.get("id")))
    elif kind == "function_call_output":
        conversation.result(_result(message, "output"))
    elif kind == "reasoning":
        conversation.say(StepKind.OTHER, as_text(message.get("summary")), _THOUGHT)
    elif turns := turns_of(message):
        for role, text in turns:
            conversation.say(kind_of(role), text)
    else:
        _add_spoken(conversation, message)


def _add_spoken(conversation: Conversation, message: dict[str, Any]) -> None:
    role = role_of(message)
    kind = StepKind.OTHER if role is None else kind_of(role)
    content = next((message[name] for name in _CONTENT if message.get(name) is not None), None)
    if kind is StepKind.TOOL and not _holds_results(content):
        conversation.result(_result(message, *_CONTENT))
        return
    name = role if kind is StepKind.OTHER else text_or_none(message.get("name"))
    for thought in ("reasoning_content", "reasoning"):
        if isinstance(message.get(thought), str):
            conversation.say(StepKind.OTHER, message[thought], _THOUGHT)
    for part in parts_of(content):
        if isinstance(part, Call):
            conversation.call(part)
        elif isinstance(part, Result):
            conversation.result(part)
        elif part.thought:
            conversation.say(StepKind.OTHER, part.text, _THOUGHT)
        else:
            conversation.say(kind, part.text, name)
    if isinstance(message.get("refusal"), str):
        conversation.say(kind, message["refusal"], name)
    _add_calls(conversation, message)


def _holds_results(content: object) -> bool:
    return isinstance(content, list) and any(not isinstance(part, Text) for part in parts_of(content))


def _add_calls(conversation: Conversation, message: dict[str, Any]) -> None:
    calls = message.get("tool_calls") or []
    for call in [*(calls if isinstance(calls, list) else [calls]), message.get("function_call")]:
        if isinstance(call, dict) and call:
            made = _function(call, call.get("id") or call.get("tool_call_id"))
            conversation.call(made)
            given = call.get("result", call.get("output"))
            if given is not None:
                conversation.result(Result(made.id, made.name, as_text(given)))
        elif isinstance(call, str) and call:
            conversation.call(Call(None, None, call))


def _function(call: dict[str, Any], identity: object) -> Call:
    inner = next((call[n] for n in ("function", "custom") if isinstance(call.get(n), dict)), call)
    arguments = next((inner[n] for n in ("arguments", "args", "input") if n in inner), None)
    return Call(text_or_none(identity), text_or_none(inner.get("name")), arguments_text(arguments))


def _result(message: dict[str, Any], *fields: str) -> Result:
    identity = message.get("tool_call_id") or message.get("call_id")
    value = next((message[name] for name in fields if message.get(name) is not None), None)
    failed = bool(message.get("is_error")) or message.get("status") == "error"
    return Result(text_or_none(identity), text_or_none(message.get("name")), as_text(value), failed)
