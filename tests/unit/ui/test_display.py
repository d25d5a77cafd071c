"""What stands above and beside a trace: badges in the order chosen, and what was expected of it."""

from __future__ import annotations

import pytest

from lib.model import Display, Feedback, FeedbackOrigin, Trace
from lib.ui.trace import badges, reference, trace_view

TRACE = Trace(
    "a",
    (),
    feedback=Feedback(-1, FeedbackOrigin.THUMB, "down"),
    version="2",
    latency_seconds=1.5,
    metadata={"channel": "sms", "tier": "gold", "version": "b"},
)


def shown(chosen: tuple[str, ...] | None) -> list[str]:
    return [badge["value"] for badge in badges.of(TRACE, chosen)]


def test_chosen_badges_come_in_that_order_and_the_others_wait_behind_a_count() -> None:
    assert shown(("feedback", "metadata.channel", "latency")) == [
        "thumbs down · user",
        "sms",
        "1.5 s",
        "3 more",
    ]
    hidden = badges.of(TRACE, ("feedback", "metadata.channel", "latency"))[-1]["more"]
    assert [(badge["name"], badge["value"]) for badge in hidden] == [
        ("version", "2"),
        ("tier", "gold"),
        ("version", "b"),
    ]


def test_a_badge_the_trace_has_not_is_left_out() -> None:
    assert shown(("cost", "metadata.nowhere", "version"))[:1] == ["2"]


def test_nothing_of_a_trace_is_lost_by_choosing() -> None:
    def every(chosen: tuple[str, ...] | None) -> set[str]:
        found = badges.of(TRACE, chosen)
        return {one["value"] for badge in found for one in badge.get("more", [badge])}

    assert every(None) == every(("metadata.tier",)) == every(("cost",))


@pytest.mark.parametrize(
    "name",
    ["expected", "Expected Output", "expected-answer", "ground_truth", "rubric", "metadata.gold_answer"],
)
def test_names_of_what_was_expected_are_known(name: str) -> None:
    assert reference.is_reference(name)


@pytest.mark.parametrize("name", ["unexpected", "answer", "preference", "goldfish", "output", "solution"])
def test_other_names_are_not_taken_for_it(name: str) -> None:
    assert not reference.is_reference(name)


def test_a_reference_is_found_in_metadata_in_the_rest_and_in_a_holder_of_the_rest() -> None:
    trace = Trace(
        "a",
        (),
        metadata={"channel": "sms", "rubric": "names the date"},
        extra={"expected": {"action": "refund"}, "metadata": {"ground_truth": "x" * 900}, "empty": []},
    )
    assert list(reference.of(trace, None)) == ["rubric", "expected", "ground_truth"]
    assert reference.of(trace, ("channel", "nowhere", "empty")) == {"channel": "sms"}
    assert reference.of(trace, ()) == {}


def test_what_the_reference_shows_is_not_shown_twice() -> None:
    trace = Trace("a", (), metadata={"rubric": "r"}, extra={"expected": "e", "other": 1})
    plain = trace_view.plain(trace, Display())
    assert [part["name"] for part in plain["reference"]] == ["rubric", "expected"]
    assert plain["badges"] == [] and plain["extra"] == '{"other": 1}'
    chosen = trace_view.plain(trace, Display(badges=("metadata.rubric",)))
    assert [badge["value"] for badge in chosen["badges"]] == ["r"]


def test_every_renderer_says_what_it_is() -> None:
    found = trace_view.renderers()
    assert Display().renderer in found
    assert all(title and does for title, does in found.values())
