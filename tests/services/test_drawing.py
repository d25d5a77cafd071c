"""From a plan to a batch, on both databases: the same picks everywhere, and the whole design on record."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import sqlalchemy as sa

from lib.model import FeedbackIs, Person, Project, Role, Step, StepKind, Trace, TraceFilter, Verdict
from lib.sampling.allocation import Allocation
from lib.sampling.population import NotPossible
from lib.services import drawing, trace_map, vectorising
from lib.services.drawing import CLUSTER, FEEDBACK, STRATUM, Plan, Strategy
from lib.store import engine
from lib.store.projects import people, projects
from lib.store.reviews import reviews
from lib.store.rules import access, bitmap
from lib.store.schema import tables
from lib.store.traces import vectors
from lib.words import sampling as words
from tests import seed
from tests.postgres import Postgres

TOPICS = ("tour calendar slot", "refund fee deposit", "parking garage permit")
PLANS = [
    Plan(Strategy.SMART_MIX, 12, 5),
    Plan(Strategy.SMART_MIX, 12, 5, audit=0.5),
    Plan(Strategy.RANDOM, 12, 5),
    Plan(Strategy.FEEDBACK, 12, 5, audit=0.3),
    Plan(Strategy.LIKELY_FAILURE, 12, 5, audit=0.3),
    Plan(Strategy.STRATIFIED, 12, 5, fields=("channel", "version")),
    Plan(Strategy.CLUSTERED, 12, 5, allocation=Allocation.SMALL_MORE),
    Plan(Strategy.CLUSTERED, 12, 5, centres=True),
    Plan(Strategy.OUTLIER, 12, 5),
    Plan(Strategy.OUTLIER, 12, 5, by="latency"),
    Plan(Strategy.RANDOM, 12, 5, wanted=TraceFilter(metadata={"channel": ("sms",)}, drawn=False)),
]


def about(number: int) -> Trace:
    topic = TOPICS[number % 70 % 3]
    said = f"{topic} {topic} please, number {number % 70}"
    steps = (Step(1, StepKind.USER, said), Step(2, StepKind.ASSISTANT, f"About {topic}: done."))
    return seed.trace(
        f"{'aZ_ä'[number % 4]}{number}",
        steps=steps,
        feedback=(None, -1.0, 1.0)[number % 3] if number % 2 else None,
        latency_seconds=float(number % 17),
        version=("1", "2")[number % 2],
        metadata={"channel": ("sms", "chat")[number % 5 == 0]},
    )


@pytest.fixture
def filled(dana: Person, project: Project) -> Project:
    fill(dana, project)
    vectorising.run(project.id, lambda _share, _message: True)
    return project


def fill(who: Person, project: Project) -> None:
    """75 traces, five of them copies of others; twelve read."""
    every = [about(number) for number in range(75)]
    ids = seed.store(who, project.id, every)
    by_name = dict(zip([trace.external_id for trace in every], ids, strict=True))
    for number, name in enumerate(sorted(by_name)[:12]):
        reviews.submit(who, project.id, by_name[name], Verdict.FAIL if number % 2 else Verdict.PASS)


def names(project: Project, trace_ids: tuple[int, ...]) -> list[str]:
    with engine.reading() as connection:
        query = sa.select(tables.traces.c.id, tables.traces.c.external_id)
        of = {row.id: row.external_id for row in connection.execute(query)}
    return [of[one] for one in trace_ids]


@pytest.fixture
def two_databases(sqlite: str, postgres: Postgres) -> Iterator[list[tuple[str, Project]]]:
    """The same traces and vectors in SQLite and in PostgreSQL, there with other ids and serials."""
    first = people.local_person("Dana")
    one = projects.create(first, "Leasing assistant")
    fill(first, one)
    vectorising.run(one.id, lambda _share, _message: True)
    fitted, atlas = vectors.newest(one.id), vectors.atlas(one.id)
    assert fitted is not None and atlas is not None
    rows, model = vectors.load(fitted), vectors.model(fitted.id)
    url = postgres.fresh()
    made = engine.use(url)
    second = people.local_person("Dana")
    other_project = projects.create(second, "Another")
    seed.store(second, other_project.id, [seed.trace("elsewhere")])
    other = projects.create(second, "Leasing assistant")
    fill(second, other)
    copied = vectors.save_vectoriser(other.id, "tfidf", fitted.dimensions, fitted.fitted_on, model)
    vectors.add_block(copied, 1, rows[:40])
    vectors.add_block(copied, 41, rows[40:])
    vectors.save_atlas(
        other.id, vectors.Atlas(copied, atlas.covered, atlas.cluster, atlas.place, atlas.clusters)
    )
    yield [(sqlite, one), (url, other)]
    made.dispose()


def test_a_plan_draws_the_same_traces_on_both_databases(two_databases: list[tuple[str, Project]]) -> None:
    drawn = []
    for url, project in two_databases:
        made = engine.use(url)
        found = [drawing.redraw(project.id, plan) for plan in PLANS]
        drawn.append([(names(project, one.trace_ids), one.reasons, one.random) for one in found])
        made.dispose()
    for plan, first, second in zip(PLANS, *drawn, strict=True):
        assert first == second, plan
        assert len(first[0]) == len(set(first[0])) == 12


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: f"{plan.strategy} {plan.by}")
def test_what_is_previewed_is_what_is_drawn_and_recorded(dana: Person, filled: Project, plan: Plan) -> None:
    seen = drawing.preview(filled.id, plan)
    made = drawing.draw(dana, filled.id, plan, "June", population="all of them")
    with engine.reading() as connection:
        batch = connection.execute(sa.select(tables.batches).where(tables.batches.c.id == made)).one()
        query = sa.select(tables.batch_items).where(tables.batch_items.c.batch_id == made)
        items = list(connection.execute(query.order_by(tables.batch_items.c.position)))
        serials = dict(connection.execute(sa.select(tables.traces.c.id, tables.traces.c.serial)).all())
    assert [item.trace_id for item in items] == list(seen.draw.trace_ids)
    assert [item.reason for item in items] == list(seen.draw.reasons)
    assert [item.random for item in items] == list(seen.draw.random)
    assert [item.inclusion_probability for item in items] == pytest.approx(
        list(seen.draw.inclusion_probability)
    )
    assert (batch.strategy, batch.seed, batch.population) == (plan.strategy, plan.seed, "all of them")
    assert batch.parameters["size"] == plan.size and batch.parameters["filter"].keys() == (
        {"metadata", "drawn"} if plan.wanted.drawn is False else set()
    )
    frame, reviewed = bitmap.unpack(batch.frame), bitmap.unpack(batch.reviewed)
    assert len(frame) == seen.total and len(reviewed) == 12
    picked = {serials[item.trace_id] for item in items}
    assert picked <= frame - reviewed
    assert sum(group.picked for group in seen.groups[CLUSTER]) == len(items)


def test_identical_traces_are_one_unit(filled: Project) -> None:
    seen = drawing.preview(filled.id, Plan(Strategy.RANDOM, 75, 1))
    assert seen.copies > 0 and seen.units + seen.copies <= seen.total - 12
    assert len(seen.draw.trace_ids) == seen.units


def test_picks_that_read_nearly_the_same_point_at_each_other(filled: Project) -> None:
    near = drawing.preview(filled.id, Plan(Strategy.RANDOM, 50, 1)).near
    assert any(near) and len(near) == 50
    for place, others in enumerate(near):
        assert place not in others
        assert all(place in near[other] for other in others)


def test_the_preview_tells_what_a_rate_can_rest_on(filled: Project) -> None:
    of = {
        name: drawing.preview(filled.id, plan).worth
        for name, plan in {
            "random": Plan(Strategy.RANDOM, 20, 1),
            "targeted": Plan(Strategy.FEEDBACK, 20, 1),
            "mixed": Plan(Strategy.FEEDBACK, 20, 1, audit=0.3),
            "strata": Plan(Strategy.STRATIFIED, 20, 1, fields=("channel",)),
            "centres": Plan(Strategy.CLUSTERED, 20, 1, centres=True),
            "some strata without a pick": Plan(Strategy.STRATIFIED, 1, 1, fields=("channel",)),
        }.items()
    }
    assert (of["random"], of["targeted"], of["mixed"], of["centres"]) == (20, 0, 6, 0)
    assert 0 < of["strata"] < 20 and of["some strata without a pick"] == 0


def test_a_smart_mix_sees_in_the_fields_that_one_version_is_not_rated(filled: Project) -> None:
    def picked(size: int, wanted: TraceFilter) -> dict[str, int]:
        plan = Plan(Strategy.SMART_MIX, size, 1, audit=0.0, wanted=wanted)
        return {one.name: one.picked for one in drawing.preview(filled.id, plan).groups[FEEDBACK]}

    # 23 of the 58 different unread traces are of version 2, where feedback is given.
    assert picked(20, TraceFilter()) == {"negative": 8, "positive": 0, "none given": 12}
    # There, those nobody rated were just not rated.
    assert picked(6, TraceFilter(versions=("2",))) == {"negative": 6, "positive": 0, "none given": 0}


def test_whoever_goes_by_feedback_is_told_how_many_have_none(filled: Project) -> None:
    by_it, mix = (Plan(strategy, 10, 1) for strategy in (Strategy.FEEDBACK, Strategy.SMART_MIX))
    said = words.in_words(drawing.preview(filled.id, by_it), by_it)
    assert "50 of 75 traces have no feedback; they will not be drawn by it." in said
    assert "None is no good feedback" in words.remarks(drawing.preview(filled.id, mix), mix)
    rated = Plan(Strategy.FEEDBACK, 10, 1, wanted=TraceFilter(feedback=(FeedbackIs.NEGATIVE,)))
    assert "no feedback" not in words.in_words(drawing.preview(filled.id, rated), rated)


def test_composition_counts_units_and_picks(filled: Project) -> None:
    seen = drawing.preview(filled.id, Plan(Strategy.STRATIFIED, 20, 1, fields=("channel",)))
    strata = {group.name: group for group in seen.groups[STRATUM]}
    assert strata.keys() == {"channel: sms", "channel: chat"}
    for kind in (CLUSTER, FEEDBACK, STRATUM):
        assert sum(group.units for group in seen.groups[kind]) == seen.units
        assert sum(group.picked for group in seen.groups[kind]) == 20


def test_without_vectors_the_others_draw_and_these_say_why_not(dana: Person, project: Project) -> None:
    fill(dana, project)
    for plan in PLANS:
        if plan.strategy is Strategy.CLUSTERED or plan == Plan(Strategy.OUTLIER, 12, 5):
            with pytest.raises(NotPossible):
                drawing.preview(project.id, plan)
        else:
            assert len(drawing.preview(project.id, plan).draw.trace_ids) == 12
    assert (
        trace_map.build(dana, project.id, TraceFilter(), ()) is None and trace_map.examples(project.id) == []
    )


def test_new_traces_are_drawn_before_their_texts_are_compared(dana: Person, filled: Project) -> None:
    late = seed.store(dana, filled.id, [seed.trace("late", feedback=-1.0)])
    seen = drawing.preview(filled.id, Plan(Strategy.CLUSTERED, 75, 1))
    assert set(late) < set(seen.draw.trace_ids)
    assert (drawing.UNGROUPED, 1, 1) in [(one.name, one.units, one.picked) for one in seen.groups[CLUSTER]]


def test_newer_vectors_change_no_draw_before_their_atlas_is_there(dana: Person, filled: Project) -> None:
    plan = Plan(Strategy.OUTLIER, 12, 5)
    before = drawing.redraw(filled.id, plan)
    old = vectors.newest(filled.id)
    assert old is not None
    newer = vectors.save_vectoriser(filled.id, "tfidf", old.dimensions, 75, vectors.model(old.id))
    vectors.add_block(newer, 1, np.flip(vectors.load(old), axis=0))
    assert drawing.redraw(filled.id, plan) == before


def test_a_filter_nothing_passes_is_told(filled: Project) -> None:
    with pytest.raises(NotPossible):
        drawing.preview(filled.id, Plan(Strategy.RANDOM, 5, 1, wanted=TraceFilter(text="zebra")))


def test_drawing_needs_the_role(dana: Person, filled: Project) -> None:
    people.set_role(dana, filled.id, "ann@example.com", Role.ANNOTATOR)
    ann = people.signed_in("ann@example.com", "Ann", is_admin=False)
    with pytest.raises(access.NotAllowed):
        drawing.draw(ann, filled.id, Plan(Strategy.RANDOM, 5, 1), "x", population="all")


def test_the_map_shows_all_that_was_read_and_all_picks(
    dana: Person, filled: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trace_map, "POINTS", 30)
    picked = drawing.redraw(filled.id, PLANS[0]).trace_ids
    found = trace_map.build(dana, filled.id, TraceFilter(), picked)
    assert found is not None
    points = found.points
    assert (len(points), found.total, found.read) == (30, 75, 12)
    assert set(points["id"][points["picked"]]) == set(picked)
    assert (points["verdict"] != "not read").sum() == 12
    assert found.density["traces"].sum() == 45
    only = trace_map.build(dana, filled.id, TraceFilter(feedback=(FeedbackIs.NEGATIVE,)), ())
    assert only is not None and set(only.points["feedback"]) == {"negative"}
