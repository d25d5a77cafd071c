"""Small projects for tests, made through the store's own doors."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import sqlalchemy as sa

from lib.model import Draw, Feedback, FeedbackOrigin, Intake, Note, Person, Step, StepKind, Trace, Verdict
from lib.sampling import random
from lib.sampling.population import Population
from lib.store import engine
from lib.store.batches import batches
from lib.store.counts import coding
from lib.store.reviews import reviews
from lib.store.schema import tables
from lib.store.taxonomy import taxonomy
from lib.store.traces import imports, traces
from lib.store.traces.imports import NewTrace


def trace(name: str, *, feedback: float | None = None, **fields: object) -> Trace:
    """Return a believable three-step trace of this external id. ``fields`` as in ``Trace``."""
    steps = (
        Step(1, StepKind.SYSTEM, "You are a leasing assistant. Offer only times the calendar returned."),
        Step(2, StepKind.USER, f"Is there a tour slot for {name} tomorrow at 9?"),
        Step(3, StepKind.TOOL, name="check_calendar", arguments='{"date": "2026-06-12"}', result='["10:30"]'),
        Step(4, StepKind.ASSISTANT, "Yes, 9:00 is free tomorrow. I have put you down."),
    )
    given = None if feedback is None else Feedback(feedback, FeedbackOrigin.THUMB, str(feedback))
    return Trace(name, fields.pop("steps", steps), feedback=given, **fields)  # type: ignore[arg-type]


def as_new(item: Trace) -> NewTrace:
    """Return a trace ready to be stored."""
    first = next((step.text for step in item.steps if step.kind is StepKind.USER), "")
    said = repr((item.external_id, item.steps, item.feedback, dict(item.metadata)))
    return NewTrace(
        trace=item,
        content_hash=sha256(said.encode()).hexdigest(),
        normalised_hash=sha256(repr(item.steps).encode()).hexdigest(),
        preview=first[:200],
        search_text=f"{item.external_id} {first}".lower(),
        steps=len(item.steps),
        tool_calls=sum(step.kind is StepKind.TOOL for step in item.steps),
        errors=sum(step.error for step in item.steps),
        characters=sum(len(step.text) for step in item.steps),
    )


def store(
    who: Person, project_id: int, items: Sequence[Trace], intake: Intake = imports.EVERYTHING
) -> list[int]:
    """Import and publish these traces; return their ids in the same order."""
    opened = imports.start(who, project_id, "seed", intake=intake)
    imports.add(opened, [as_new(item) for item in items])
    imports.publish(who, opened, {})
    found = [traces.find(who, project_id, item.external_id) for item in items]
    return [trace_id for trace_id in found if trace_id is not None]


def batch(who: Person, project_id: int, trace_ids: Sequence[int], draw: Draw | None = None) -> int:
    """Draw a batch of exactly these traces, in this order, as random picks; return its id."""
    made = draw or random.draw(Population.of_ids(trace_ids), len(trace_ids), seed=1)
    in_order = Draw(tuple(trace_ids), made.reasons, made.random, made.inclusion_probability, made.stratum)
    return batches.create(
        who,
        project_id,
        "Test batch",
        in_order,
        strategy="random",
        seed=1,
        parameters={},
        population="all traces",
        frame=range(1, len(trace_ids) + 1),
    )


def grown_taxonomy(who: Person, project_id: int, modes: int = 40, notes: int = 1_000) -> list[int]:
    """Notes of very different length on half as many traces, nine of ten grouped evenly; their ids."""
    words = [
        "price",
        "calendar",
        "hand-off",
        "tone",
        "fee",
        "address",
        "language",
        "promise",
        "format",
        "policy",
    ]
    names = [
        trace(f"lease-{number:04d}", feedback=[-1.0, 0.0, 1.0][number % 3]) for number in range(notes // 2)
    ]
    ids: list[int] = []
    for place, trace_id in enumerate(store(who, project_id, names)):
        about = [words[place % 10], words[(place * 7 + place // 10) % 10]]
        given = [
            Note(f"said the wrong {word}{', and nobody noticed' * (place % 4)} ({place})", 4, "9:00 is free")
            for word in about
        ]
        made = reviews.submit(who, project_id, trace_id, Verdict.FAIL, given)
        ids += [note.id for note in made.notes if note.id is not None]
    for place in range(modes):
        definition = "States something that the listing does not say. " * (place % 4 + 1)
        held = [note for number, note in enumerate(ids) if number % modes == place and number % 10]
        taxonomy.create_mode(who, project_id, f"Failure mode number {place + 1}", definition.strip(), held)
    return ids


def readers(project_id: int) -> set[str]:
    """The names of those whose reviews count."""
    ids = [trace.review_id for trace in coding.coded(project_id).traces]
    written = tables.reviews.c
    query = sa.select(tables.people.c.name).where(
        tables.people.c.id.in_(sa.select(written.person_id).where(written.id.in_(ids)))
    )
    with engine.reading() as connection:
        return set(connection.scalars(query))
