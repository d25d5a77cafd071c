"""A few odd records do not decide how a file is read; where two shapes are mixed, both go in."""

from __future__ import annotations

from typing import Any

import pytest

from lib.formats.mapping import Mapping, described, detect, to_trace, try_out
from lib.formats.reading import Row
from lib.model import FeedbackOrigin

Record = dict[str, Any]

PAIRS: list[Record] = [{"input": f"hello {n}", "output": "good"} for n in range(199)]
ASKED = {"role": "user", "content": "hello"}
ANSWERED = {"role": "assistant", "content": "good"}


def read(records: list[Record]) -> list[tuple[str, ...]]:
    """What is said in each record, read as the file is detected; nothing is rejected."""
    mapping = detect(records)
    assert mapping is not None
    tried = try_out([Row(line, record, None) for line, record in enumerate(records, 1)], mapping)
    assert tried.refused == ()
    return [tuple(step.text for step in to_trace(record, mapping).steps) for record in records]


@pytest.mark.parametrize(
    "odd",
    [
        {"messages": [ASKED, ANSWERED]},
        {"turns_of_it": [ASKED, ANSWERED]},
        {"messages": [ASKED], "output": "good"},
        {"messages": [], "input": "hello", "output": "good"},
    ],
)
def test_one_conversation_among_questions_and_answers_goes_in_beside_them(odd: Record) -> None:
    said = read([*PAIRS, odd])
    assert said == [*((f"hello {n}", "good") for n in range(199)), ("hello", "good")]


@pytest.mark.parametrize(
    "odd",
    [
        {"input": "hello", "output": "good"},
        {"question": "hello", "answer": "good"},
        {"request": {"messages": [ASKED]}, "response": {"choices": [{"message": ANSWERED}]}},
    ],
)
def test_one_question_and_answer_among_conversations_goes_in_beside_them(odd: Record) -> None:
    chats = [{"messages": [ASKED, {**ANSWERED, "content": f"good {n}"}]} for n in range(199)]
    assert read([*chats, odd]) == [*(("hello", f"good {n}") for n in range(199)), ("hello", "good")]


def test_a_record_with_both_is_read_by_its_conversation_alone() -> None:
    both = [{"messages": [ASKED, ANSWERED], "input": "hello", "output": "good"}] * 3
    records = [*both, *PAIRS[:2], {"messages": [ASKED], "input": "hello", "output": "good"}]
    assert read(records) == [
        *[("hello", "good")] * 3,
        ("hello 0", "good"),
        ("hello 1", "good"),
        ("hello", "good"),
    ]


def test_a_rare_list_of_messages_beside_the_answer_does_not_take_its_place() -> None:
    mapping = detect([*PAIRS, {"input": "hello", "output": "good", "events": [ASKED]}])
    assert mapping is not None and (mapping.input, mapping.output, mapping.messages) == (
        "input",
        "output",
        None,
    )


def test_what_is_read_how_is_said_and_remembered() -> None:
    mapping = detect([*PAIRS, {"messages": [ASKED, ANSWERED]}])
    assert mapping is not None
    assert mapping.label == (
        "OpenAI chat messages under “messages”; where there are none, input “input”, output “output”"
    )
    assert Mapping.from_json(mapping.to_json()) == mapping
    changed = Mapping.from_json({**mapping.to_json(), "messages": None})
    assert changed.in_place_of is None and described(changed) == "Input “input”, output “output”"


@pytest.mark.parametrize(
    ("usual", "odd", "part", "field"),
    [
        ({"question": "q", "answer": "a"}, {"input": "q", "output": "a"}, "input", "question"),
        ({"data": {"input": "q"}}, {"input": "q"}, "input", "data.input"),
        ({"conversation": [ASKED]}, {"messages": [ASKED]}, "messages", "conversation"),
        ({"turns_of_it": [ASKED]}, {"messages": [ASKED]}, "messages", "turns_of_it"),
        ({"trace_id": "t"}, {"id": "t"}, "id", "trace_id"),
        ({"meta": {"id": "t"}}, {"id": "t"}, "id", "meta.id"),
        ({"id": "t"}, {"id": {"$oid": "t"}}, "id", "id"),
        ({"created_at": "2026-03-01"}, {"timestamp": "2026-03-01"}, "time", "created_at"),
        ({"meta": {"timestamp": "2026-03-01"}}, {"timestamp": "2026-03-01"}, "time", "meta.timestamp"),
        ({"duration": 2}, {"latency": 2}, "latency", "duration"),
        ({"total_cost": 2}, {"cost": 2}, "cost", "total_cost"),
        ({"release": "2"}, {"version": "2"}, "version", "release"),
        ({"user_id": "u"}, {"session_id": "s"}, "group", "user_id"),
        ({"rating": 4}, {"thumb": "up"}, "feedback", "rating"),
        ({"meta": {"rating": 4}}, {"rating": 4}, "feedback", "meta.rating"),
    ],
)
def test_a_field_of_one_record_does_not_stand_for_all(
    usual: Record, odd: Record, part: str, field: str
) -> None:
    said = {} if part in ("input", "messages") else {"input": "hello", "output": "good"}
    mapping = detect([*({**said, **usual} for _ in range(19)), {**said, **odd}])
    assert getattr(mapping, part) == field


@pytest.mark.parametrize(
    ("usual", "odd", "origin", "scale"),
    [
        ([1, 2, 3, 4, 5] * 20, 87, FeedbackOrigin.RATING, "1..5"),
        ([1, 2, 3, 4, 5] * 20, -1, FeedbackOrigin.RATING, "1..5"),
        ([1, 2, 3, 4, 5] * 20, 1000, FeedbackOrigin.RATING, "1..5"),
        ([0, 1] * 50, 5, FeedbackOrigin.THUMB, "0..1"),
        ([1] * 100, 5, FeedbackOrigin.RATING, "1..5"),
        (["up", "down"] * 50, 4, FeedbackOrigin.THUMB, "words"),
        ([True, False] * 50, 1, FeedbackOrigin.THUMB, "0..1"),
    ],
)
def test_one_odd_value_does_not_stretch_the_scale(
    usual: list[Any], odd: Any, origin: FeedbackOrigin, scale: str
) -> None:
    records = [{"input": "q", "output": "a", "feedback": value} for value in [*usual, odd]]
    mapping = detect(records)
    assert mapping is not None and (mapping.feedback_origin, mapping.feedback_scale) == (origin, scale)


def test_one_record_of_a_test_run_makes_no_thumb_a_reward() -> None:
    records = [{"input": "q", "output": "a", "feedback": n % 2} for n in range(20)]
    mapping = detect([*records, {**records[0], "trial": 1}])
    assert mapping is not None and mapping.feedback_origin is FeedbackOrigin.THUMB
