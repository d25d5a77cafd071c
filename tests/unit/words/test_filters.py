"""What a filter keeps, as the end of a sentence."""

from __future__ import annotations

from datetime import UTC, datetime

from lib.model import FeedbackIs, TraceFilter
from lib.words.filters import in_words


def test_each_condition_is_told_and_the_last_day_is_the_one_before_the_end() -> None:
    assert in_words(TraceFilter()) == ""
    wanted = TraceFilter(
        text="slot",
        feedback=(FeedbackIs.NEGATIVE,),
        versions=("1", "2"),
        metadata={"channel": ("sms",)},
        since=datetime(2026, 6, 1, tzinfo=UTC),
        until=datetime(2026, 7, 1, tzinfo=UTC),
    )
    assert in_words(wanted) == (
        "containing “slot”, feedback negative, version 1 or 2, channel sms, from 2026-06-01, until 2026-06-30"
    )
