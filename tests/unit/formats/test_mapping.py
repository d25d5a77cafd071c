"""Records to traces: what is detected, and what becomes of every field."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.formats.identity import IdentityScan, external_id
from lib.formats.mapping import (
    Mapping,
    Refused,
    content_hash,
    detect,
    feedback_reading,
    fields,
    read_record,
    to_trace,
    try_out,
)
from lib.formats.reading import Row, rows
from lib.model import Feedback, FeedbackOrigin, StepKind, Trace

DATA = Path(__file__).parents[2] / "data"
SHARED = Path(__file__).parents[4] / "shared" / "data"
THUMB, RATING, REWARD, SCORE = FeedbackOrigin
TALK = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]
MESSAGES = Mapping(id="id", messages="messages")


def sample(path: Path) -> list[dict[str, Any]]:
    return [row.value for row in rows(path) if row.value is not None]


def found(*records: dict[str, Any]) -> Mapping:
    mapping = detect(records)
    assert mapping is not None
    return mapping


def said(trace: Trace) -> list[tuple[str, str]]:
    return [(str(step.kind), step.text) for step in trace.steps]


def read(record: dict[str, Any]) -> Trace:
    return to_trace(record, found(record))


def identified(records: list[dict[str, Any]], mapping: Mapping) -> tuple[IdentityScan, list[Trace], set[str]]:
    scan = IdentityScan()
    traces = [to_trace(record, mapping) for record in records]
    for trace in traces:
        scan.add(trace.external_id, content_hash(trace))
    ids = {external_id(t.external_id, content_hash(t), scan.needs_hash) for t in traces}
    return scan, traces, ids


def test_runs_of_an_agent_with_a_repeated_task() -> None:
    records = sample(DATA / "small_agent.json")
    mapping = found(*records)
    assert (mapping.id, mapping.messages, mapping.feedback, mapping.group) == (
        "task_id",
        "traj",
        "reward",
        "task_id",
    )
    assert (mapping.feedback_origin, mapping.feedback_scale) == (REWARD, "0..1")
    assert "traj" in mapping.label
    scan, traces, ids = identified(records, mapping)
    assert scan.needs_hash and len(ids) == len(records) == 12
    assert [t.feedback.value for t in traces if t.feedback].count(1.0) == 5
    assert traces[4].external_id == traces[4].group_key == "0"
    assert (traces[4].metadata, set(traces[4].extra)) == ({"trial": 1}, {"info"})
    assert [s.error for s in traces[1].steps] == [False, False, False, True, False]
    assert traces[-1].steps[-1].result is None


def test_tau_airline() -> None:
    path = SHARED / "tau_airline" / "gpt-4o-airline.json"
    if not path.exists():
        pytest.skip("the shared airline traces are not here")
    records = sample(path)
    mapping = found(*records[:200])
    assert (mapping.id, mapping.messages, mapping.feedback) == ("task_id", "traj", "reward")
    scan, traces, ids = identified(records, mapping)
    assert scan.needs_hash and len(traces) == len(ids) == 200
    values = [t.feedback for t in traces]
    assert values.count(Feedback(1.0, REWARD, "1.0")) == 84
    assert values.count(Feedback(-1.0, REWARD, "0.0")) == 116
    assert all(set(t.metadata) == {"trial"} and set(t.extra) == {"info"} for t in traces)


def test_tau_retail() -> None:
    path = SHARED / "tau_retail_coded" / "agentrx_tau_retail.jsonl"
    if not path.exists():
        pytest.skip("the shared retail traces are not here")
    records = sample(path)
    mapping = found(*records)
    assert (mapping.id, mapping.messages, mapping.feedback) == ("id", "messages", "feedback")
    assert mapping.feedback_origin is REWARD
    scan, traces, ids = identified(records, mapping)
    assert not scan.needs_hash and len(ids) == 102
    assert [t.feedback.value for t in traces if t.feedback].count(1.0) == 73
    assert sum("gold" in t.extra for t in traces) == 29
    assert not any("gold" in t.metadata for t in traces)
    assert all("task_id" in t.metadata and "trial" in t.metadata for t in traces)


def test_a_table_of_questions_and_answers() -> None:
    records = sample(DATA / "small_questions.csv")
    mapping = found(*records)
    assert (mapping.id, mapping.input, mapping.output) == ("Trace ID", "Question", "Answer")
    assert (mapping.feedback, mapping.feedback_scale, mapping.time) == ("Rating", "1..5", "Created At")
    first, second, third = (to_trace(record, mapping) for record in records)
    assert first.feedback == Feedback(1.0, RATING, "5")
    assert first.happened_at == datetime(2025, 3, 1, 9, tzinfo=UTC)
    assert second.happened_at == datetime(2025, 3, 1, 8, 30, tzinfo=UTC)
    assert said(first)[1] == ("assistant", 'At "nine",\nevery Saturday.')
    assert first.metadata == {"Plan": "basic"}
    assert (third.feedback, third.happened_at) == (None, None)
    assert third.metadata == {"Plan": "basic", "Created At": "not yet"}


def test_request_and_response_envelopes() -> None:
    records = sample(DATA / "small_envelopes.jsonl")
    mapping = found(*records)
    assert (mapping.id, mapping.request, mapping.response) == ("request_id", "request", "response")
    first, second = (to_trace(record, mapping) for record in records)
    assert [s.kind for s in first.steps] == [StepKind.USER, StepKind.TOOL]
    assert said(second) == [("user", "And 3+3?"), ("assistant", "6")]
    assert first.latency_seconds == pytest.approx(0.84)
    assert first.metadata["model"] == "small-1"
    assert first.extra["request"] == {"tools": [{"name": "add"}]}
    assert first.extra["response"] == {"usage": {"total_tokens": 31}}


@pytest.mark.parametrize(
    "response",
    [
        {"choices": [{"message": {"role": "assistant", "content": "Yes"}}]},
        {"choices": [{"text": "Yes"}]},
        {"message": {"role": "assistant", "content": "Yes"}},
        {"message": "Yes"},
        {"content": "Yes"},
        {"content": [{"type": "text", "text": "Yes"}], "role": "assistant"},
        {"output_text": "Yes"},
        {"output": [{"type": "message", "role": "assistant", "content": [{"text": "Yes"}]}]},
        "Yes",
        [{"role": "assistant", "content": "Yes"}],
        '{"choices": [{"message": {"role": "assistant", "content": "Yes"}}]}',
    ],
)
@pytest.mark.parametrize(
    "request_",
    [{"messages": TALK[:1]}, {"prompt": "Hi"}, {"input": "Hi"}, json.dumps({"messages": TALK[:1]})],
)
def test_replies_are_appended(request_: Any, response: Any) -> None:
    trace = read({"id": 1, "request": request_, "response": response})
    assert said(trace) == [("user", "Hi"), ("assistant", "Yes")]


@pytest.mark.parametrize(
    "key", ["messages", "conversation", "conversations", "turns", "traj", "trajectory", "my_own"]
)
def test_conversations_under_many_names(key: str) -> None:
    mapping = found({"id": 1, key: TALK})
    assert (mapping.id, mapping.messages) == ("id", key)
    assert said(to_trace({"id": 1, key: TALK}, mapping)) == [("user", "Hi"), ("assistant", "Hello")]


@pytest.mark.parametrize(
    "messages",
    [
        json.dumps(TALK),
        str(TALK),
        {"messages": TALK},
        [None, *TALK],
        [{"from": "human", "value": "Hi"}, {"from": "gpt", "value": "Hello"}],
    ],
)
def test_messages_as_text_and_inside_objects(messages: Any) -> None:
    assert said(read({"id": 1, "messages": messages})) == [("user", "Hi"), ("assistant", "Hello")]


def test_messages_inside_another_object() -> None:
    mapping = found({"id": 1, "payload": {"messages": TALK, "k": 1}})
    assert mapping.messages == "payload.messages"
    trace = to_trace({"id": 1, "payload": {"messages": TALK, "k": 1}}, mapping)
    assert len(trace.steps) == 2 and trace.extra == {"payload": {"k": 1}}


def test_a_system_prompt_beside_the_messages_comes_first() -> None:
    trace = read({"id": 1, "request": {"system": "Be kind", "messages": TALK[:1]}, "response": "Yes"})
    assert said(trace)[0] == ("system", "Be kind")


@pytest.mark.parametrize(
    ("input_", "output"),
    [
        ("Hi", "Hello"),
        ({"question": "Hi"}, {"answer": "Hello"}),
        (TALK[:1], TALK[1:]),
        ({"messages": TALK[:1]}, {"messages": TALK}),
        ([{"type": "text", "text": "Hi"}], "Hello"),
        (json.dumps(TALK[:1]), json.dumps(TALK[1])),
    ],
)
def test_input_and_output_of_any_shape(input_: Any, output: Any) -> None:
    assert said(read({"id": 1, "input": input_, "output": output})) == [
        ("user", "Hi"),
        ("assistant", "Hello"),
    ]


def test_a_text_that_merely_is_json_stays_as_written() -> None:
    answer = '{"answer":  "yes",  "sure": 0.3}'
    assert said(read({"query": "JSON please", "response": answer}))[1] == ("assistant", answer)


def test_history_question_and_answer() -> None:
    trace = read({"history": TALK, "question": "More?", "answer": "No."})
    assert [text for _, text in said(trace)] == ["Hi", "Hello", "More?", "No."]
    repeated = read({"history": [*TALK, {"role": "user", "content": "More?"}], "question": "More?"})
    assert [text for _, text in said(repeated)] == ["Hi", "Hello", "More?"]


def test_a_reply_beside_messages_that_stop_before_it() -> None:
    assert said(read({"messages": TALK[:1], "response": "Hello"}))[-1] == ("assistant", "Hello")
    assert found({"messages": TALK, "response": "Hello"}).output is None


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"id": 1},
        {"id": 1, "name": "x", "numbers": [1, 2]},
        {"text": "what is this?"},
        {"input": 1.5, "output": 2.5},
        {"messages": []},
        {"messages": None, "input": ""},
    ],
)
def test_nothing_is_detected_where_nothing_speaks(record: dict[str, Any]) -> None:
    assert detect([record]) is None
    assert detect([]) is None


@pytest.mark.parametrize(
    ("names", "chosen", "group"),
    [
        ({"trace_id": 1, "id": 2}, "id", None),
        ({"uuid": "u", "conversation_id": "c"}, "conversation_id", None),
        ({"traceId": 1, "session_id": 2}, "traceId", "session_id"),
        ({"session_id": 2, "user_id": 3}, "session_id", "user_id"),
        ({"order_id": 1, "user_id": 3}, "order_id", "user_id"),
        ({"id": {"nested": 1}, "ticket_id": 4}, "ticket_id", None),
        ({"id": True, "UUID": "u"}, "UUID", None),
        ({"user_id": 3}, None, "user_id"),
        ({"metadata": {"trace_id": "m"}}, "metadata.trace_id", None),
        ({"metadata": {"id": "m"}, "run_id": "t"}, "run_id", None),
        ({"id": 1, "task_id": 7}, "id", "task_id"),
        ({}, None, None),
    ],
)
def test_ids_and_groups(names: dict[str, Any], chosen: str | None, group: str | None) -> None:
    mapping = found({**names, "messages": TALK})
    assert (mapping.id, mapping.group) == (chosen, group)


def test_other_well_known_fields() -> None:
    record = {
        "ID": 7,
        "Messages": TALK,
        "createdAt": 1740830400000,
        "latency_ms": 500,
        "total_cost": "0.25",
        "metadata": {"version": "old", "plan": "plus", "deep": {"a": 1}, "Messages": "twice"},
        "app_version": 2.0,
        "score": 0.5,
        "tags": {"plan": "other", "team": None},
        "long": "x" * 201,
        "empty": "",
        "ok": True,
    }
    trace = read(record)
    assert trace.external_id == "7"
    assert trace.happened_at == datetime(2025, 3, 1, 12, tzinfo=UTC)
    assert (trace.latency_seconds, trace.cost_usd, trace.version) == (0.5, 0.25, "2")
    assert trace.feedback == Feedback(0.0, SCORE, "0.5")
    assert trace.metadata == {
        "ok": True,
        "version": "old",
        "plan": "plus",
        "Messages": "twice",
        "tags.plan": "other",
    }
    assert trace.extra == {"long": "x" * 201, "metadata": {"deep": {"a": 1}}}


def test_metadata_in_a_cell() -> None:
    trace = read({"input": "Hi", "metadata": '{"plan": "plus", "nul": "a\\u0000"}', "tags": "a, b"})
    assert trace.metadata == {"plan": "plus", "nul": "a\ufffd", "tags": "a, b"}


def test_what_cannot_be_read_is_kept() -> None:
    mapping = Mapping(
        id="id", messages="m", feedback="f", feedback_scale="1..5", time="t", latency="l", cost="c", group="g"
    )
    record = {"id": [1], "m": TALK, "f": 9, "t": "soon", "l": "slow", "c": {"usd": 1}, "g": None}
    trace = to_trace(record, mapping)
    assert (trace.external_id, trace.feedback, trace.happened_at, trace.group_key) == ("", None, None, None)
    assert trace.metadata == {"f": 9, "t": "soon", "l": "slow"}
    assert trace.extra == {"id": [1], "c": {"usd": 1}}


@pytest.mark.parametrize(
    ("record", "origin", "scale"),
    [
        ({"feedback": 1}, THUMB, "0..1"),
        ({"feedback": 1, "trial": 0}, REWARD, "0..1"),
        ({"feedback": 0, "metadata": {"trial": 0}}, REWARD, "0..1"),
        ({"feedback": 4}, RATING, "1..5"),
        ({"feedback": {"score": 1, "comment": "fine"}}, THUMB, "0..1"),
        ({"thumb": "up", "score": 0.1}, THUMB, "words"),
        ({"user_feedback": "👎"}, THUMB, "words"),
        ({"feedback": "it was rude", "rating": 2}, RATING, "1..5"),
        ({"metadata": {"rating": 2}}, RATING, "1..5"),
        ({"reward": 1.0}, REWARD, "0..1"),
        ({"success": False}, REWARD, "words"),
        ({"eval_score": 0.3}, SCORE, "0..1"),
        ({"risk_score": 0.3}, None, None),
    ],
)
def test_feedback_is_found(record: dict[str, Any], origin: FeedbackOrigin | None, scale: str | None) -> None:
    mapping = found({"messages": TALK, **record})
    assert (mapping.feedback_origin, mapping.feedback_scale) == (origin, scale)
    trace = to_trace({"messages": TALK, **record}, mapping)
    assert (trace.feedback and trace.feedback.origin) == origin


def test_a_feedback_field_chosen_by_hand() -> None:
    records = [{"verdict": "good"}, {"verdict": "bad"}]
    assert feedback_reading("verdict", records) == (THUMB, "words")
    assert feedback_reading("stars", [{"stars": 3}]) == (RATING, "1..5")
    assert feedback_reading("missing", records) == (THUMB, None)


@pytest.mark.parametrize(
    ("record", "mapping", "named"),
    [
        ({"messages": []}, MESSAGES, "messages"),
        ({"messages": [{"role": "user", "content": None}]}, MESSAGES, "messages"),
        ({"messages": '[{"role": "user", "cont'}, MESSAGES, "messages"),
        ({"id": 1}, MESSAGES, "messages"),
        ({"q": "", "a": None}, Mapping(input="q", output="a"), "“a”"),
        ({"id": 1}, Mapping(id="id"), "what was said"),
        ({"messages": TALK, "x": json.loads("[" * 400 + "]" * 400)}, MESSAGES, "nested"),
    ],
)
def test_rows_without_a_trace_are_refused_with_a_reason(
    record: dict[str, Any], mapping: Mapping, named: str
) -> None:
    with pytest.raises(Refused) as refusal:
        to_trace(record, mapping)
    assert named in str(refusal.value)


def test_a_transcript_as_plain_text_is_one_step() -> None:
    trace = to_trace({"messages": "User: Hi\nBot: Hello"}, MESSAGES)
    assert [(s.kind, s.name) for s in trace.steps] == [(StepKind.OTHER, "transcript")]


def test_what_no_database_holds_is_replaced_and_counted() -> None:
    record = {
        "id": "a\0",
        "messages": [{"role": "user", "content": "x\ud800"}],
        "n": float("nan"),
        "big": 2**70,
    }
    trace, changed = read_record(record, MESSAGES)
    assert (trace.external_id, said(trace)) == ("a\ufffd", [("user", "x\ufffd")])
    assert (trace.metadata, changed) == ({"big": str(2**70)}, 4)
    _, in_text = read_record({"messages": json.dumps(record["messages"])}, MESSAGES)
    assert in_text == 1


def test_numbers_and_texts_are_the_same_id() -> None:
    ids = {to_trace({"id": v, "messages": TALK}, MESSAGES).external_id for v in (1, "1", 1.0, " 1 ")}
    assert ids == {"1"}


def test_the_content_hash_knows_content_only() -> None:
    record = {"id": 1, "messages": TALK, "a": 1, "b": {"x": 1, "y": [2]}}
    same = {"b": {"y": [2], "x": 1}, "a": 1, "messages": TALK, "id": 2}
    hashes = [content_hash(to_trace(r, MESSAGES)) for r in (record, same)]
    assert len(hashes[0]) == 64 and hashes[0] == hashes[1]
    for change in ({"a": 2}, {"b": {}}, {"messages": TALK[:1]}):
        assert content_hash(to_trace({**record, **change}, MESSAGES)) != hashes[0]


def test_a_mapping_is_remembered() -> None:
    mapping = found(*sample(DATA / "small_agent.json"))
    assert Mapping.from_json(json.loads(json.dumps(mapping.to_json()))) == mapping
    odd = {"id": 7, "messages": "m", "feedback_origin": "stars", "new": "x", "label": None}
    assert Mapping.from_json(odd) == Mapping(messages="m")


def test_fields_for_the_editor() -> None:
    records = [{"id": 1, "m": {"a": None}, "t": "x " * 500}, {"id": None, "m": {"a": "é", "b": 2}}]
    seen = {f.name: (f.example, f.share) for f in fields(records)}
    assert list(seen) == ["id", "m", "t", "m.a", "m.b"]
    assert seen["id"] == ("1", 0.5) and seen["m.a"] == ("é", 0.5)
    assert len(seen["t"][0]) <= 80
    assert fields([]) == []


known = "id messages input output request response feedback time metadata role content choices message type"
names = st.sampled_from([*known.split(" "), "text", "tool_calls", "latency", "group", "a.b", "\0"])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=6) | names,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=5),
    max_leaves=20,
)
records_ = st.dictionaries(names, json_values, max_size=8)
paths = st.none() | names | st.sampled_from(["request.messages", "metadata.id", "a.b.c", ""])


@settings(max_examples=300)
@given(
    records_,
    st.builds(Mapping, **dict.fromkeys(["id", "messages", "input", "output", "request", "response"], paths)),
)
def test_no_record_raises_anything_but_refused(record: dict[str, Any], mapping: Mapping) -> None:
    for tried in (mapping, detect([record]) or mapping):
        try:
            trace, _ = read_record(record, tried)
        except Refused as refusal:
            assert str(refusal)
            continue
        assert trace.steps and len(content_hash(trace)) == 64
        kept = json.dumps(
            [trace.metadata, trace.extra, trace.external_id], ensure_ascii=False, allow_nan=False
        )
        kept.encode("utf-8")
        for step in trace.steps:
            text = step.text + (step.name or "") + (step.arguments or "") + (step.result or "")
            text.encode("utf-8")
            assert "\0" not in text


@settings(max_examples=100)
@given(st.lists(records_, max_size=4))
def test_detection_and_fields_take_anything(records: list[dict[str, Any]]) -> None:
    detect(records)
    assert all(0 <= f.share <= 1 and len(f.example) <= 80 for f in fields(records))


def test_a_trial_tells_what_of_the_sample_stays_out() -> None:
    mapping = Mapping(id="id", input="in", output="out", latency="ms", cost="usd")
    seen = [
        Row(1, None, "Not JSON."),
        Row(2, {"id": "a", "in": "", "out": ""}, None),
        Row(3, {"id": "a", "in": "x", "out": "y", "ms": -1, "usd": " "}, None),
        Row(4, {"id": "a", "in": "x", "out": "z", "ms": 5, "usd": "lots"}, None),
    ]
    trial = try_out(seen, mapping)
    assert (trial.rows, [line for line, why in trial.refused if why]) == (4, [1, 2])
    assert trial.first == to_trace(seen[2].value or {}, mapping)
    assert trial.unread == {"latency": 1, "cost": 1}
    assert trial.ids.needs_hash
    assert external_id("a", content_hash(to_trace(seen[3].value or {}, mapping)), True) in trial.ids.reason
