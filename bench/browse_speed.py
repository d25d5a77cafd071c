"""How long the Traces page waits for the database: 100,000 traces, milliseconds per question.

    python -m bench.browse_speed [--traces 100000]

Builds its own SQLite file in a temporary folder, or uses the empty database named by DATABASE_URL.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from lib.model import (
    Feedback,
    FeedbackIs,
    FeedbackOrigin,
    Person,
    ReviewStatus,
    Step,
    StepKind,
    Trace,
    TraceFilter,
    Verdict,
)
from lib.services.importing import prepared
from lib.store import engine
from lib.store.projects import people, projects
from lib.store.reviews import reviews
from lib.store.traces import imports, traces
from lib.store.traces.traces import Sort

WORDS = [
    *("tour", "slot", "tomorrow", "apartment", "bedroom", "rent", "deposit", "parking", "cat", "dog"),
    *("lease", "renew", "available", "calendar", "unit", "floor", "evening", "morning", "price"),
    *("address", "building", "elevator", "laundry", "balcony", "Saturday", "weekend"),
]


def made(count: int, *, seed: int = 1) -> Iterator[Trace]:
    """Yield believable traces with bodies of about 5 KB and light metadata."""
    chance = random.Random(seed)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    for number in range(count):
        said = [" ".join(chance.choices(WORDS, k=60)) for _ in range(12)]
        steps = [Step(1, StepKind.SYSTEM, said[0] * 2)]
        for place in range(1, 10, 3):
            steps.append(Step(len(steps) + 1, StepKind.USER, said[place][:120]))
            steps.append(
                Step(
                    len(steps) + 1,
                    StepKind.TOOL,
                    name="check_calendar",
                    arguments=f'{{"query": "{said[place + 1][:80]}"}}',
                    result=said[place + 1],
                )
            )
            steps.append(Step(len(steps) + 1, StepKind.ASSISTANT, said[place + 2]))
        thumb = chance.choice([None, None, None, 1.0, -1.0])
        yield Trace(
            external_id=f"trace-{number:07d}",
            steps=tuple(steps),
            feedback=None if thumb is None else Feedback(thumb, FeedbackOrigin.THUMB, str(thumb)),
            happened_at=start + timedelta(seconds=chance.randrange(86_400 * 180)),
            version=chance.choice(["2.1", "2.2", "2.3"]),
            latency_seconds=round(chance.expovariate(0.3), 2),
            cost_usd=round(chance.expovariate(100), 4),
            metadata={
                "channel": chance.choice(["sms", "chat", "email"]),
                "region": chance.choice(["north", "south", "east", "west"]),
                "returning": chance.random() < 0.3,
                "user": f"user-{chance.randrange(30_000)}",
            },
        )


def fill(who: Person, project_id: int, count: int) -> None:
    """Import and publish ``count`` traces through the store's own door."""
    opened = imports.start(who, project_id, "bench")
    coming = made(count)
    while some := list(islice(coming, 500)):
        imports.add(opened, [prepared(trace) for trace in some])
    imports.publish(who, opened, {})


def questions(who: Person, project_id: int) -> dict[str, Callable[[], object]]:
    """Return what the page asks, by name."""

    def page(number: int = 1, sort: Sort = Sort.NEWEST, **wanted: object) -> Callable[[], object]:
        return lambda: traces.page(who, project_id, TraceFilter(**wanted), sort, number, 50)  # type: ignore[arg-type]

    asked: dict[str, Callable[[], object]] = {"first page": page(), "page 1000": page(1000)}
    asked |= {f"sorted: {sort}": page(sort=sort) for sort in Sort}
    asked |= {
        "text, common word": page(text="calendar"),
        "text, two words": page(text="saturday laundry"),
        "text, one id": page(text="trace-0051234"),
        "text, nothing found": page(text="zebra"),
        "metadata, one value": page(metadata={"channel": ("sms",)}),
        "metadata, two fields": page(metadata={"channel": ("sms",), "returning": ("true",)}),
        "feedback negative": page(feedback=(FeedbackIs.NEGATIVE,)),
        "feedback absent": page(feedback=(FeedbackIs.ABSENT,)),
        "not read": page(status=(ReviewStatus.UNREAD,)),
        "failed": page(status=(ReviewStatus.FAILED,)),
        "one version": page(versions=("2.2",)),
        "a week": page(since=datetime(2026, 3, 1, tzinfo=UTC), until=datetime(2026, 3, 8, tzinfo=UTC)),
        "everything at once": page(
            text="calendar", metadata={"channel": ("sms",)}, status=(ReviewStatus.UNREAD,), versions=("2.2",)
        ),
        "count": lambda: traces.total(project_id),
        "versions": lambda: traces.versions(project_id),
        "metadata values": lambda: traces.metadata_values(project_id),
    }
    return asked


def main() -> None:
    """Build the database and print one line per question."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--traces", type=int, default=100_000)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        engine.use(os.environ.get("DATABASE_URL") or f"sqlite:///{Path(folder) / 'bench.db'}")
        engine.migrate()
        who = people.local_person("Bench")
        found = projects.by_name(who, "Bench")
        project = found or projects.create(who, "Bench")
        if found is None:
            began = time.perf_counter()
            fill(who, project.id, wanted.traces)
            for number, (trace_id, _, _) in enumerate(traces.matching(project.id, TraceFilter())[:3000:10]):
                reviews.submit(who, project.id, trace_id, Verdict.FAIL if number % 3 else Verdict.PASS)
            print(f"filled in {time.perf_counter() - began:.0f} s")
        print(f"{'question':32}{'median ms':>10}{'slowest':>10}   of 5, {engine.engine().dialect.name}")
        for name, ask in questions(who, project.id).items():
            took = [_milliseconds(ask) for _ in range(5)]
            print(f"{name:32}{statistics.median(took):10.0f}{max(took):10.0f}")


def _milliseconds(ask: Callable[[], object]) -> float:
    began = time.perf_counter()
    ask()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
