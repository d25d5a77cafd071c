"""Chat messages to steps."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.formats.conversation import is_error
from lib.formats.read.chat import steps
from lib.formats.roles import edits, is_message, kind_of
from lib.model import Step, StepKind

SYSTEM, USER, ASSISTANT, TOOL, RETRIEVAL, OTHER = StepKind


def say(role: str, content: Any, **more: Any) -> dict[str, Any]:
    return {"role": role, "content": content, **more}


def call(identity: str | None, name: str, arguments: Any = "{}") -> dict[str, Any]:
    return {"id": identity, "type": "function", "function": {"name": name, "arguments": arguments}}


def brief(messages: list[Any]) -> list[tuple[Any, ...]]:
    found = steps(messages)
    assert [s.number for s in found] == list(range(1, len(found) + 1))
    return [(s.kind, s.name, s.arguments, s.result) if s.kind is TOOL else (s.kind, s.text) for s in found]


def test_a_plain_conversation() -> None:
    assert steps([say("system", "Be kind."), say("user", "Hi"), say("assistant", "Hello", name="Ann")]) == (
        Step(1, SYSTEM, "Be kind."),
        Step(2, USER, "Hi"),
        Step(3, ASSISTANT, "Hello", name="Ann"),
    )


def test_calls_and_results_become_one_step_even_out_of_order() -> None:
    arguments = '{"id":  7}'
    found = steps(
        [
            say("assistant", "One moment.", tool_calls=[call("a", "look", arguments), call("b", "pay")]),
            say("tool", "paid", tool_call_id="b"),
            say("user", "Hurry"),
            say("tool", "seen", tool_call_id="a", name="look"),
        ]
    )
    assert found == (
        Step(1, ASSISTANT, "One moment."),
        Step(2, TOOL, name="look", arguments=arguments, result="seen"),
        Step(3, TOOL, name="pay", arguments="{}", result="paid"),
        Step(4, USER, "Hurry"),
    )


def test_null_content_beside_calls_is_no_step_and_dict_arguments_become_json() -> None:
    assert brief([say("assistant", None, tool_calls=[call("a", "look", {"é": 1})])]) == [
        (TOOL, "look", '{"é": 1}', None)
    ]


def test_a_call_without_a_result_and_a_result_without_a_call() -> None:
    assert brief([say("tool", "alone", tool_call_id="zz", name="pay"), say("tool", "nameless")]) == [
        (TOOL, "pay", None, "alone"),
        (TOOL, None, None, "nameless"),
    ]
    mixed = [say("assistant", "", tool_calls=[call("a", "look")]), say("tool", "x", tool_call_id="b")]
    assert brief(mixed) == [(TOOL, "look", "{}", None), (TOOL, None, None, "x")]


def test_an_id_used_again_belongs_to_the_newer_call() -> None:
    turn = [say("assistant", None, tool_calls=[call("c", "look")]), say("tool", "r", tool_call_id="c")]
    again = [say("tool", "late", tool_call_id="c", name="look")]
    assert brief([*turn, *turn, *again]) == [
        (TOOL, "look", "{}", "r"),
        (TOOL, "look", "{}", "r"),
        (TOOL, "look", None, "late"),
    ]


def test_calls_without_ids_are_matched_by_name_then_by_order() -> None:
    calls = [say("assistant", None, tool_calls=[call(None, "look"), call(None, "pay")])]
    assert brief([*calls, say("tool", "p", name="pay"), say("tool", "l")]) == [
        (TOOL, "look", "{}", "l"),
        (TOOL, "pay", "{}", "p"),
    ]


def test_legacy_function_calls() -> None:
    messages = [
        say("assistant", None, function_call={"name": "look", "arguments": "{1"}),
        say("function", "seen", name="look"),
    ]
    assert brief(messages) == [(TOOL, "look", "{1", "seen")]


def test_an_empty_result_is_a_result() -> None:
    messages = [say("assistant", None, tool_calls=[call("a", "look")]), say("tool", None, tool_call_id="a")]
    assert brief(messages) == [(TOOL, "look", "{}", "")]


def test_content_parts_are_joined_and_media_never_shown() -> None:
    secret = "data:image/png;base64,AAAA"
    parts = [
        {"type": "text", "text": "Look:"},
        {"type": "image_url", "image_url": {"url": secret}},
        {"type": "input_audio", "input_audio": {"data": "AAAA"}},
        {"type": "file", "file": {"file_data": "AAAA"}},
        {"image_url": secret},
        {"type": "hologram", "data": "AAAA"},
        None,
        "end",
    ]
    [step] = steps([say("user", parts)])
    assert step.text.split("\n") == ["Look:", "[image]", "[audio]", "[file]", "[image]", "[hologram]", "end"]


def test_anthropic_parts() -> None:
    messages = [
        say(
            "assistant",
            [
                {"type": "thinking", "thinking": "hm"},
                {"type": "text", "text": "I look."},
                {"type": "tool_use", "id": "t1", "name": "look", "input": {"a": 1}},
            ],
        ),
        say(
            "user",
            [
                {
                    "type": "tool_result",
                    "tool_use_id": "t1",
                    "is_error": True,
                    "content": [{"type": "text", "text": "gone"}],
                },
                {"type": "text", "text": "Well?"},
            ],
        ),
    ]
    assert brief(messages) == [
        (OTHER, "hm"),
        (ASSISTANT, "I look."),
        (TOOL, "look", '{"a": 1}', "gone"),
        (USER, "Well?"),
    ]
    assert steps(messages)[2].error


def test_neighbouring_shapes() -> None:
    assert brief([{"from": "human", "value": "q"}, {"from": "gpt", "value": "a"}]) == [
        (USER, "q"),
        (ASSISTANT, "a"),
    ]
    assert brief([{"user": "q", "assistant": "a"}]) == [(USER, "q"), (ASSISTANT, "a")]
    assert brief([{"role": "model", "parts": [{"text": "a"}]}]) == [(ASSISTANT, "a")]
    assert brief([{"type": "human", "data": {"content": "q"}}]) == [(USER, "q")]
    items = [
        {"type": "function_call", "call_id": "c", "name": "look", "arguments": "{}"},
        {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "a"}]},
        {"type": "function_call_output", "call_id": "c", "output": "seen"},
    ]
    assert brief(items) == [(TOOL, "look", "{}", "seen"), (ASSISTANT, "a")]
    inside = {"role": "assistant", "tool_calls": [{"name": "look", "args": {}, "result": {"n": 1}}]}
    assert brief([inside]) == [(TOOL, "look", "{}", '{"n": 1}')]


def test_odd_messages_become_other_or_nothing() -> None:
    found = steps([None, {}, [], "loose", 3, say("narrator", "Once"), {"content": "who?"}, say("user", "  ")])
    assert [(s.kind, s.text, s.name) for s in found] == [
        (OTHER, "[]", None),
        (OTHER, "loose", None),
        (OTHER, "3", None),
        (OTHER, "Once", "narrator"),
        (OTHER, "who?", None),
    ]


@pytest.mark.parametrize(
    ("role", "kind"),
    [
        ("asssistant", ASSISTANT),
        ("assitant", ASSISTANT),
        ("asistnt", ASSISTANT),
        ("Assistant ", ASSISTANT),
        ("uesr", USER),
        ("usr", USER),
        ("sytem", SYSTEM),
        ("tol", TOOL),
        ("fucntion", TOOL),
        ("human", USER),
        ("customer", USER),
        ("AI", ASSISTANT),
        ("bot", ASSISTANT),
        ("model", ASSISTANT),
        ("agent", ASSISTANT),
        ("developer", SYSTEM),
        ("function", TOOL),
        ("retriever", RETRIEVAL),
        ("peer", OTHER),
        ("judge", OTHER),
        ("event", OTHER),
        ("root", OTHER),
        ("critic", OTHER),
    ],
)
def test_roles(role: str, kind: StepKind) -> None:
    assert kind_of(role) is kind


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [("user", "user", 0), ("uesr", "user", 1), ("us", "user", 2), ("", "user", 3), ("abcd", "user", 3)],
)
def test_edits(one: str, other: str, distance: int) -> None:
    assert edits(one, other) == edits(other, one) == distance


@pytest.mark.parametrize(
    ("result", "error"),
    [
        ("Error: no such order", True),
        ("  error 500", True),
        ("Traceback (most recent call last):\n", True),
        ('{"error": "gone"}', True),
        ('{"is_error": true}', True),
        ('{"status": "error"}', True),
        ('{"error": {"code": 4}}', True),
        ("Errors found: none", False),
        ("No error", False),
        ('{"error": null}', False),
        ('{"error": "None"}', False),
        ('{"error": ""}', False),
        ('{"status": "ok", "errors": 3}', False),
        ('{"error": ', False),
        ("", False),
    ],
)
def test_what_is_an_error(result: str, error: bool) -> None:
    assert is_error(result) is error
    messages = [say("assistant", None, tool_calls=[call("a", "look")]), say("tool", result, tool_call_id="a")]
    assert steps(messages)[0].error is error


def test_a_record_with_user_and_model_fields_is_no_message() -> None:
    assert not is_message({"user": "ann", "model": "small", "cost": 1})
    assert is_message({"user": "q", "assistant": "a", "turn": 1})


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["role", "content", "type", "text", "tool_calls", "id", "function", "name", "parts"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=15,
)


@settings(max_examples=150)
@given(st.lists(json_values, max_size=4))
def test_no_messages_raise(messages: list[Any]) -> None:
    found = steps(messages)
    assert [s.number for s in found] == list(range(1, len(found) + 1))
    json.dumps([[s.text, s.name, s.arguments, s.result] for s in found])
