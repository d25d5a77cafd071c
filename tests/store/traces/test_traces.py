"""Browsing: filters, orders and pages, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lib.model import FeedbackIs, Person, Project, ReviewStatus, TraceFilter, Verdict
from lib.store.reviews import reviews
from lib.store.traces import imports, traces
from lib.store.traces.traces import Sort
from tests import seed


@pytest.fixture
def four(dana: Person, project: Project) -> dict[str, int]:
    """Four traces that differ in everything one can filter and sort by. Name -> id."""
    given = [
        seed.trace(
            "a",
            feedback=-1.0,
            version="1",
            latency_seconds=1.0,
            happened_at=_day(1),
            metadata=_tags("sms", 3),
        ),
        seed.trace(
            "b", feedback=0.0, version="2", cost_usd=0.5, happened_at=_day(2), metadata=_tags("chat", True)
        ),
        seed.trace(
            "c",
            feedback=1.0,
            version="2",
            latency_seconds=9.0,
            happened_at=_day(3),
            metadata=_tags("Übersee", "3"),
        ),
        seed.trace("d", metadata={"channel": "sms", "n": 0.5}),
    ]
    return dict(zip("abcd", seed.store(dana, project.id, given), strict=True))


def _day(number: int) -> datetime:
    return datetime(2026, 6, number, 12, tzinfo=UTC)


def _tags(channel: str, n: object) -> dict[str, object]:
    return {"channel": channel, "n": n}


def _names(dana: Person, project: Project, sort: Sort = Sort.IMPORTED, **wanted: object) -> str:
    page = traces.page(dana, project.id, TraceFilter(**wanted), sort, 1, 50)  # type: ignore[arg-type]
    assert page.total == len(page.lines) == traces.total(project.id, TraceFilter(**wanted))  # type: ignore[arg-type]
    return "".join(line.external_id for line in page.lines)


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ({"text": "SLOT for b"}, "b"),
        ({"text": "%"}, ""),
        ({"feedback": (FeedbackIs.NEGATIVE, FeedbackIs.ABSENT)}, "ad"),
        ({"feedback": (FeedbackIs.NEUTRAL,)}, "b"),
        ({"versions": ("2",)}, "bc"),
        ({"metadata": {"channel": ("sms",)}}, "ad"),
        ({"metadata": {"channel": ("Übersee", "chat")}}, "bc"),
        ({"metadata": {"channel": ("sms",), "n": ("0.5",)}}, "d"),
        ({"metadata": {"n": ("true",)}}, "b"),
        ({"metadata": {"n": ("3",)}}, "ac"),
        ({"metadata": {"nothing": ("3",)}}, ""),
        ({"since": _day(2)}, "bc"),
        ({"until": _day(2)}, "a"),
    ],
)
def test_a_filter_keeps_what_it_names(
    dana: Person, project: Project, four: dict[str, int], wanted: dict[str, object], names: str
) -> None:
    assert _names(dana, project, **wanted) == names


def test_the_reading_status_follows_the_reviews(dana: Person, project: Project, four: dict[str, int]) -> None:
    reviews.submit(dana, project.id, four["a"], Verdict.PASS)
    reviews.submit(dana, project.id, four["b"], Verdict.FAIL)
    assert _names(dana, project, status=(ReviewStatus.UNREAD,)) == "cd"
    assert _names(dana, project, status=(ReviewStatus.PASSED, ReviewStatus.FAILED)) == "ab"
    page = traces.page(dana, project.id, TraceFilter(), Sort.IMPORTED, 1, 50)
    assert [line.verdict for line in page.lines] == [Verdict.PASS, Verdict.FAIL, None, None]


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        (Sort.NEWEST, "cbad"),
        (Sort.OLDEST, "abcd"),
        (Sort.WORST, "abcd"),
        (Sort.BEST, "cbad"),
        (Sort.SLOWEST, "cabd"),
        (Sort.COSTLIEST, "bacd"),
        (Sort.STEPS, "abcd"),
    ],
)
def test_what_has_no_value_comes_last_in_every_order(
    dana: Person, project: Project, four: dict[str, int], sort: Sort, names: str
) -> None:
    assert _names(dana, project, sort) == names


def test_pages_follow_each_other_without_gap_or_overlap(dana: Person, project: Project) -> None:
    seed.store(dana, project.id, [seed.trace(f"t{number:02}", feedback=0.0) for number in range(23)])
    pages = [traces.page(dana, project.id, TraceFilter(), Sort.WORST, number, 10) for number in (1, 2, 3, 4)]
    assert [len(page.lines) for page in pages] == [10, 10, 3, 0]
    assert {page.total for page in pages} == {23}
    names = [line.external_id for page in pages for line in page.lines]
    assert names == [f"t{number:02}" for number in range(23)]


def test_metadata_values_are_those_of_published_traces(
    dana: Person, project: Project, four: dict[str, int]
) -> None:
    opened = imports.start(dana, project.id, "unpublished")
    imports.add(opened, [seed.as_new(seed.trace("e", metadata={"channel": "secret"}))])
    assert traces.metadata_values(project.id) == {
        "channel": ["sms", "chat", "Übersee"],
        "n": ["3", "0.5", "true"],
    }
    assert traces.versions(project.id) == ["1", "2"]


def test_a_field_with_a_value_for_every_trace_is_not_offered(dana: Person, project: Project) -> None:
    for start in (0, 20):
        some = [
            seed.trace(f"t{n}", metadata={"user": f"u{n}", "even": n % 2 == 0, "same": 1})
            for n in range(start, start + 20)
        ]
        seed.store(dana, project.id, some)
    assert traces.metadata_values(project.id) == {"even": ["false", "true"]}
