"""The demo project: its conversations hold together, and show exactly what was planted in them."""

from __future__ import annotations

import calendar
import hashlib
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path
from random import Random

import pytest

from lib.demo import MODES, PROJECT_NAME, DemoTrace, finished_analysis, generate

ROOT = Path(__file__).resolve().parents[3]
KEYS = [mode.key for mode in MODES]
MARKUP = re.compile(r"\*\*|^#+ |^[-*] |^\d+\. |\]\(", re.MULTILINE)
TIME = re.compile(r"\b(\d{1,2}):(\d{2}) ([AP])M\b")
MONEY = re.compile(r"\$(\d[\d,]*)")
DATED = re.compile(
    r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? (?:the )?(?:([A-Z][a-z]{2})[a-z]* "
    r")?(\d{1,2})(?:/(\d{1,2}))?\b(?!:\d|am|pm|/)"
)
MONTHS = {name: number for number, name in enumerate(calendar.month_abbr) if name}


@cache
def traces() -> tuple[DemoTrace, ...]:
    return tuple(generate())


def messages(trace: DemoTrace) -> list[dict[str, object]]:
    found = trace.record["messages"]
    assert isinstance(found, list)
    return found


def calls(message: dict[str, object]) -> list[dict[str, object]]:
    found = message.get("tool_calls", [])
    assert isinstance(found, list)
    return found


def texts(trace: DemoTrace, role: str) -> list[str]:
    return [str(each["content"]) for each in messages(trace) if each["role"] == role and each["content"]]


def steps(trace: DemoTrace) -> list[tuple[str, str]]:
    """Return kind and text of each step, numbered as the importers number them."""
    found: list[tuple[str, str]] = []
    results = {
        each["tool_call_id"]: str(each["content"]) for each in messages(trace) if each["role"] == "tool"
    }
    for message in messages(trace):
        if message["role"] == "tool":
            continue
        if message["content"]:
            found.append((str(message["role"]), str(message["content"])))
        for call in calls(message):
            function = call["function"]
            assert isinstance(function, dict)
            found.append(("tool", f"{function['arguments']}\n{results[call['id']]}"))
    return found


def results_of(trace: DemoTrace, tool: str) -> Iterator[dict[str, object]]:
    names = {}
    for message in messages(trace):
        for call in calls(message):
            function = call["function"]
            assert isinstance(function, dict)
            names[call["id"]] = function["name"]
        if message["role"] == "tool" and names[message["tool_call_id"]] == tool:
            yield json.loads(str(message["content"]))


def share(chosen: list[DemoTrace], of: list[DemoTrace]) -> float:
    return len(chosen) / len(of)


def thumbs_down(of: list[DemoTrace]) -> float:
    given = [trace.record["feedback"] for trace in of if "feedback" in trace.record]
    return given.count("down") / len(given)


def test_the_same_in_every_process() -> None:
    program = (
        "import hashlib, json; from lib.demo import generate, finished_analysis; t = generate(3, 150);"
        "print(hashlib.sha256((json.dumps([x.record for x in t]) + repr([x.failures for x in t])"
        " + repr(finished_analysis(t))).encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(digests) == 1


def test_another_seed_gives_other_conversations() -> None:
    assert [trace.record for trace in generate(1, 20)] != [trace.record for trace in generate(2, 20)]


def test_size_and_ids() -> None:
    assert len(traces()) == 1200
    assert len({trace.record["id"] for trace in traces()}) == 1200
    assert len(generate(5, 40)) == 40
    assert generate(5, 0) == []
    assert PROJECT_NAME


def test_records_are_plain_json_lines() -> None:
    for trace in traces():
        assert json.loads(json.dumps(trace.record)) == trace.record
        moment = datetime.fromisoformat(str(trace.record["timestamp"]))
        assert date(2026, 9, 14) <= moment.date() <= date(2026, 10, 26)
        assert trace.record["version"] in ("1.4", "2.0")
        assert trace.record["channel"] in ("chat", "sms", "voice")
        assert float(str(trace.record["latency_seconds"])) > 0
        assert 0 < float(str(trace.record["cost_usd"])) < 1
    moments = [str(trace.record["timestamp"]) for trace in traces()]
    assert moments == sorted(moments)


def test_tool_messages_answer_the_calls_before_them() -> None:
    for trace in traces():
        pending: list[object] = []
        for message in messages(trace):
            if message["role"] == "tool":
                assert message["tool_call_id"] == pending.pop(0)
                json.loads(str(message["content"]))
                continue
            assert not pending
            pending = [call["id"] for call in calls(message)]
            for call in calls(message):
                function = call["function"]
                assert isinstance(function, dict)
                assert isinstance(json.loads(function["arguments"]), dict)
        assert not pending
        assert messages(trace)[0]["role"] == "system"
        assert messages(trace)[1]["role"] == "user"


def test_every_planted_failure_is_where_it_says() -> None:
    for trace in traces():
        assert {failure.mode for failure in trace.failures} == set(trace.modes)
        found = steps(trace)
        for failure in trace.failures:
            kind, text = found[failure.step - 1]
            assert kind in ("assistant", "tool")
            assert failure.quote and failure.quote in text
        assert list(trace.modes) == sorted(trace.modes, key=KEYS.index)


def test_nothing_planted_leaks_into_a_record() -> None:
    for trace in traces():
        written = json.dumps(trace.record, ensure_ascii=False).lower()
        for mode in MODES:
            assert mode.key not in written
            assert mode.name.lower() not in written
    assert not {"modes", "failures"} & {key for trace in traces() for key in trace.record}


RANGES = {
    "quoted_before_move_in": (0.24, 0.32),
    "markup_on_plain_channel": (0.13, 0.20),
    "time_not_on_calendar": (0.08, 0.13),
    "missed_handoff": (0.07, 0.12),
    "asked_again": (0.05, 0.09),
    "misquoted_amount": (0.04, 0.075),
    "unscheduled_callback": (0.04, 0.075),
    "invented_amenity": (0.02, 0.045),
    "english_to_spanish_speaker": (0.012, 0.035),
    "stopped_after_tool_error": (0.005, 0.018),
}


@pytest.mark.parametrize("key", KEYS)
def test_how_often_each_mode_is_planted(key: str) -> None:
    low, high = RANGES[key]
    assert low <= share([trace for trace in traces() if key in trace.modes], list(traces())) <= high


def test_half_of_the_traces_fail_and_modes_meet() -> None:
    failing = [trace for trace in traces() if trace.modes]
    assert 0.44 <= share(failing, list(traces())) <= 0.53
    assert 0.3 <= share([trace for trace in failing if len(trace.modes) > 1], failing) <= 0.6


def test_the_second_version_differs() -> None:
    by_version = {
        version: [trace for trace in traces() if trace.record["version"] == version]
        for version in ("1.4", "2.0")
    }
    assert min(len(of) for of in by_version.values()) > 400

    def rate(key: str, version: str) -> float:
        return share([trace for trace in by_version[version] if key in trace.modes], by_version[version])

    for key in ("time_not_on_calendar", "missed_handoff"):
        assert rate(key, "2.0") < 0.7 * rate(key, "1.4")
    assert rate("english_to_spanish_speaker", "1.4") == 0
    assert rate("english_to_spanish_speaker", "2.0") > 0.03
    assert abs(rate("quoted_before_move_in", "2.0") - rate("quoted_before_move_in", "1.4")) < 0.06


def test_thumbs_follow_some_modes_and_not_others() -> None:
    rated = [trace for trace in traces() if "feedback" in trace.record]
    assert 0.28 <= share(rated, list(traces())) <= 0.40
    passing = thumbs_down([trace for trace in traces() if not trace.modes])
    quiet = thumbs_down(
        [
            trace
            for trace in traces()
            if trace.modes and set(trace.modes) <= {"quoted_before_move_in", "markup_on_plain_channel"}
        ]
    )
    assert passing < 0.25
    assert quiet - passing < 0.15
    for key in ("missed_handoff", "english_to_spanish_speaker"):
        assert thumbs_down([trace for trace in traces() if key in trace.modes]) - passing > 0.4


def test_conversations_do_not_read_like_one_template() -> None:
    for seed in range(5):
        said = [text for trace in Random(seed).sample(traces(), 32) for text in texts(trace, "assistant")]
        assert len(set(said)) / len(said) > 0.92
    everything = [text for trace in traces() for text in texts(trace, "assistant")]
    assert len(set(everything)) / len(everything) > 0.70
    asked = [text for trace in traces() for text in texts(trace, "user")]
    assert len(set(asked)) / len(asked) > 0.80
    shapes = Counter("".join(kind[0] for kind, _ in steps(trace)) for trace in traces())
    assert shapes.most_common(1)[0][1] < 60
    lengths = sorted(len(steps(trace)) for trace in traces())
    assert lengths[0] <= 3 and lengths[-1] >= 30


def test_one_prompt_for_each_version() -> None:
    prompts = {(trace.record["version"], str(messages(trace)[0]["content"])) for trace in traces()}
    assert len(prompts) == 2


def test_weekdays_and_dates_agree() -> None:
    checked = 0
    for trace in traces():
        written = date.fromisoformat(str(trace.record["timestamp"])[:10])
        for text in texts(trace, "assistant"):
            for day_name, month_name, number, second in DATED.findall(text):
                if second:
                    assert f"{date(written.year, int(number), int(second)):%a}" == day_name, text
                    continue
                months = [MONTHS[month_name]] if month_name else range(written.month, written.month + 3)
                days = [
                    date(written.year, month, int(number))
                    for month in months
                    if month <= 12 and int(number) <= calendar.monthrange(written.year, month)[1]
                ]
                assert any(f"{day:%a}" == day_name for day in days), text
                checked += 1
        for tool in ("check_calendar", "lookup_tour"):
            for result in results_of(trace, tool):
                day = date.fromisoformat(str(result["date"]))
                assert f"{day:%A}" == result["weekday"]
                assert (day - written).days >= -1
    assert checked > 300


def test_without_the_failure_offered_times_are_on_the_calendar() -> None:
    checked = 0
    for trace in traces():
        if "time_not_on_calendar" in trace.modes:
            continue
        known = set()
        for result in results_of(trace, "check_calendar"):
            slots = result["slots"]
            assert isinstance(slots, list)
            known |= set(slots)
        known |= {result["time"] for result in results_of(trace, "lookup_tour")}
        for text in texts(trace, "assistant"):
            for hour, minute, half in TIME.findall(text):
                assert f"{int(hour) % 12 + (12 if half == 'P' else 0):02d}:{minute}" in known, (
                    trace.record["id"],
                    text,
                )
                checked += 1
    assert checked > 500


def test_without_the_failure_amounts_are_those_of_the_tools() -> None:
    checked = 0
    for trace in traces():
        if {"misquoted_amount", "missed_handoff"} & set(trace.modes):
            continue
        sources = " ".join(
            str(each["content"]) for each in messages(trace) if each["role"] in ("tool", "user")
        )
        known = set(re.findall(r"\d+", sources.replace(",", "")))
        for text in texts(trace, "assistant"):
            for amount in MONEY.findall(text):
                assert amount.rstrip(",").replace(",", "") in known, (trace.record["id"], text)
                checked += 1
    assert checked > 1000


def test_markup_is_on_plain_channels_only_where_planted() -> None:
    for trace in traces():
        if trace.record["channel"] == "chat":
            assert "markup_on_plain_channel" not in trace.modes
            continue
        marked = any(MARKUP.search(text) for text in texts(trace, "assistant"))
        assert marked == ("markup_on_plain_channel" in trace.modes), trace.record["id"]


def test_without_the_failure_a_search_knows_the_move_in_date() -> None:
    for trace in traces():
        searched = '"search_units"' in json.dumps(trace.record)
        if not searched or "stopped_after_tool_error" in trace.modes:
            continue
        first = next(text for kind, text in steps(trace) if kind == "tool" and '"beds"' in text)
        found_any = any(result.get("count") for result in results_of(trace, "search_units"))
        if found_any:
            assert ("move_in" in first) != ("quoted_before_move_in" in trace.modes), trace.record["id"]


def test_call_backs_are_scheduled_or_planted() -> None:
    promised = re.compile(r"\b(will|to) (call|get in touch|reach out|get back)|\b(calls|llama)\b")
    for trace in traces():
        if {"unscheduled_callback", "missed_handoff"} & set(trace.modes):
            continue
        if any(promised.search(text) for text in texts(trace, "assistant")):
            assert any(
                tool in json.dumps(trace.record) for tool in ('"schedule_callback"', "callback_scheduled")
            ), trace.record["id"]


def test_the_finished_analysis_refers_to_what_exists() -> None:
    analysis = finished_analysis(list(traces()))
    by_id = {str(trace.record["id"]): trace for trace in traces()}
    assert len(analysis.random_ids) == 100 and 25 <= len(analysis.targeted_ids) <= 35
    picked = [*analysis.random_ids, *analysis.targeted_ids]
    assert len(set(picked)) == len(picked)
    assert analysis.random_ids != sorted(analysis.random_ids)
    assert [review.trace_id for review in analysis.reviews] == picked
    assert all(by_id[each].record.get("feedback") == "down" for each in analysis.targeted_ids)
    for review in analysis.reviews:
        assert review.verdict in ("pass", "fail", "defer")
        assert 3 <= review.seconds <= 240
        assert bool(review.notes) == (review.verdict == "fail")
        found = steps(by_id[review.trace_id])
        for note in review.notes:
            assert note.quote in found[note.step - 1][1]
    notes = {
        (review.trace_id, number): note.text
        for review in analysis.reviews
        for number, note in enumerate(review.notes)
    }
    assert len(set(notes.values())) / len(notes) > 0.97
    grouped = [ref for group in analysis.taxonomy for ref in group.notes]
    assert len(grouped) == len(set(grouped)) and set(grouped) <= set(notes)
    assert 1 <= len(notes) - len(grouped) <= 10
    assert 7 <= len(analysis.taxonomy) <= 9
    verdicts = Counter(review.verdict for review in analysis.reviews)
    assert 2 <= verdicts["defer"] <= 6


def test_the_expert_mostly_agrees_with_what_was_planted() -> None:
    analysis = finished_analysis(list(traces()))
    by_id = {str(trace.record["id"]): trace for trace in traces()}
    judged = [review for review in analysis.reviews if review.verdict != "defer"]
    agreeing = [
        review for review in judged if (review.verdict == "fail") == bool(by_id[review.trace_id].modes)
    ]
    assert 0.9 <= len(agreeing) / len(judged) < 1


def test_the_second_reader_differs_as_people_do() -> None:
    analysis = finished_analysis(list(traces()))
    by_id = {str(trace.record["id"]): trace for trace in traces()}
    first = {review.trace_id: review for review in analysis.reviews}
    second = analysis.second
    assert [review.trace_id for review in second.reviews] == analysis.random_ids[:30]
    again = [review.trace_id for review in second.again]
    assert len(set(again)) == 20 and set(again) <= set(first)
    assert not any(first[each].verdict == "defer" for each in again)
    for review in [*second.reviews, *second.again]:
        found = steps(by_id[review.trace_id])
        assert (review.verdict == "fail") == bool(review.notes)
        for note in review.notes:
            assert 1 <= note.step <= len(found) and note.quote in found[note.step - 1][1]
    said = [note.text for review in [*analysis.reviews, *second.reviews] for note in review.notes]
    assert len(set(said)) / len(said) > 0.97
    notes = {(review.trace_id, place) for review in second.reviews for place, _ in enumerate(review.notes)}
    grouped = [ref for refs in second.grouped.values() for ref in refs]
    assert len(grouped) == len(set(grouped)) and set(grouped) <= notes
    alike = [review for review in second.reviews if review.verdict == first[review.trace_id].verdict]
    assert 0.7 <= len(alike) / 30 < 1
    assert sum(first[review.trace_id].verdict == review.verdict for review in second.again) >= 17


def test_a_small_dataset_can_be_analysed_too() -> None:
    analysis = finished_analysis(generate(11, 60))
    assert len(analysis.random_ids) + len(analysis.targeted_ids) <= 60
    assert hashlib.sha256(repr(analysis).encode()).hexdigest()
