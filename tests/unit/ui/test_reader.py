"""What a browser sends to the annotation screen is checked before it is believed; and the reader's pace."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from lib.model import Display, Feedback, FeedbackOrigin, Note, Step, StepKind, Trace, Verdict
from lib.stats import pace
from lib.ui.annotate import reader
from lib.ui.trace import trace_view

SAVE = {
    "kind": "save",
    "seq": 7,
    "trace": 3,
    "revision": 1,
    "verdict": "fail",
    "seconds": 12.5,
    "notes": [{"id": None, "text": "wrong price", "step": 4, "quote": ""}],
}


def message(*acts: object, **more: object) -> dict[str, object]:
    return {"acts": list(acts), "shown": 3, "heard": 0, "held": [3, 4], "known": True, **more}


def test_an_act_is_read() -> None:
    read = reader.parse(message(SAVE, {"kind": "move", "seq": 8, "trace": 3, "by": -1}, shown=None))
    assert (read.shown, read.held, read.known) == (None, {3, 4}, True)
    act, move = read.acts
    assert (act.kind, act.seq, act.trace_id, act.revision) == ("save", 7, 3, 1)
    assert act.content is not None
    assert (act.content.verdict, act.content.seconds) == (Verdict.FAIL, 12.5)
    assert act.content.notes == (Note("wrong price", step=4),)
    assert (move.content, move.by) == (None, -1)


def test_a_tag_is_read_only_where_it_was_touched() -> None:
    blank = {"id": None, "text": "late", "step": None, "quote": None, "mode": 4}
    notes = [blank, {**blank, "tag": 9}, {**blank, "tag": None}]
    content = reader.parse(message({**SAVE, "notes": notes})).acts[0].content
    assert content is not None
    assert content.tags == {1: 9, 2: None}
    assert [note.failure_mode_id for note in content.notes] == [4, 4, 4]


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        {},
        {**SAVE, "kind": "drop"},
        {**SAVE, "trace": "x"},
        {**SAVE, "verdict": "maybe"},
        {**SAVE, "notes": 3},
        {**SAVE, "notes": [{"text": "no more"}]},
        {name: value for name, value in SAVE.items() if name != "seq"},
    ],
)
def test_what_is_no_act_is_refused(wrong: object) -> None:
    with pytest.raises(ValueError):
        reader.parse(message(wrong))


@pytest.mark.parametrize(
    "wrong", [None, [], {}, SAVE, message(acts=None), message(held=3), message(heard="x")]
)
def test_what_is_no_message_is_refused(wrong: object) -> None:
    with pytest.raises(ValueError):
        reader.parse(wrong)


@pytest.mark.parametrize(("sent", "kept"), [(-5, 0.0), (10**9, 4 * 3600.0)])
def test_the_time_spent_stays_believable(sent: float, kept: float) -> None:
    content = reader.parse(message({**SAVE, "seconds": sent})).acts[0].content
    assert content is not None and content.seconds == kept


def _badges(trace: Trace) -> list[tuple[str, str]]:
    badges: list[Mapping[str, Any]] = trace_view.plain(trace, Display())["badges"]
    return [(badge.get("name", ""), badge["value"]) for badge in badges]


@pytest.mark.parametrize(
    ("feedback", "shown"),
    [
        (Feedback(-1, FeedbackOrigin.THUMB, "down"), ("", "thumbs down · user")),
        (Feedback(1, FeedbackOrigin.THUMB, "1"), ("", "thumbs up · user")),
        (Feedback(0.2, FeedbackOrigin.REWARD, "0.6"), ("task reward", "0.6")),
        (Feedback(0.5, FeedbackOrigin.RATING, "4 of 5"), ("rating", "4 of 5")),
    ],
)
def test_feedback_is_shown_under_its_own_name(feedback: Feedback, shown: tuple[str, str]) -> None:
    assert _badges(Trace("a", (), feedback=feedback)) == [shown]


def test_metadata_beyond_the_first_fields_waits_behind_a_count() -> None:
    trace = Trace("a", (), metadata={f"field {n}": "x" * 100 for n in range(9)}, latency_seconds=3.14)
    badges = _badges(trace)
    assert badges[-2:] == [("", "3 more"), ("", "3.1 s")]
    hidden = trace_view.plain(trace, Display())["badges"][-2]["more"]
    assert [badge["name"] for badge in hidden] == ["field 6", "field 7", "field 8"]
    assert max(len(value) for _, value in badges) == 40


def test_a_call_keeps_an_absent_result_apart_from_an_empty_one() -> None:
    steps = (
        Step(1, StepKind.TOOL, name="f", arguments="{}"),
        Step(2, StepKind.TOOL, name="f", arguments="{}", result=""),
    )
    shown = trace_view.plain(Trace("a", steps), Display())["steps"]
    assert "result" not in shown[0] and shown[1]["result"] == ""


def test_the_pace_is_told_after_five_and_a_break_does_not_move_it() -> None:
    assert pace.seconds_left([20.0] * 4, 50) is None
    assert pace.seconds_left([20.0] * 5, 50) == 1000
    assert pace.seconds_left([20.0] * 5 + [3600.0], 50) == 1000
    assert pace.seconds_left([300.0] * 30 + [20.0] * 20, 3) == 60
