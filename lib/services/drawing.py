"""From a plan to a batch: what is in the database as a population, a strategy's draw from it, its record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lib.model import Draw, FeedbackOrigin, Person, TraceFilter
from lib.model import Strategy as Strategy
from lib.sampling import (
    clustered,
    failure_model,
    feedback,
    likely_failure,
    outlier,
    random,
    smart_mix,
    stratified,
)
from lib.sampling.allocation import Allocation as Allocation
from lib.sampling.audit import with_audit
from lib.sampling.failure_model import Model
from lib.sampling.outlier import TEXT as TEXT
from lib.sampling.population import NotPossible as NotPossible
from lib.sampling.population import Population, Rows, Vectors
from lib.sampling.smart_mix import AUDIT_SHARE as AUDIT_SHARE
from lib.stats import planning, prevalence
from lib.store import engine
from lib.store.batches import batches
from lib.store.traces import populations, traces, vectors
from lib.store.traces.populations import Fixed
from lib.store.traces.vectors import Atlas, Fitted
from lib.text.clusters import near_duplicates
from lib.text.vectors import Vectoriser

# What plans are made of is named here for the pages too.
CLUSTER, FEEDBACK, STRATUM = "cluster", "feedback", "stratum"
UNGROUPED = "no text, or not compared yet"
TYPICAL_RATE = 0.2
_NEAR_AMONG = 1_000
# By so many fields a smart mix sees in which parts traces are rated; the store holds as many.
_PARTS = 8


@dataclass(frozen=True, slots=True)
class Plan:
    """A draw as it was asked for. With the same data, an equal plan draws the same traces.

    ``audit`` is the share of random picks, None for none. ``fields`` are what a stratified draw goes by,
    ``by`` what an outlier is unusual in, ``centres`` the most typical traces of each cluster.
    """

    strategy: Strategy
    size: int
    seed: int
    audit: float | None = None
    allocation: Allocation = Allocation.EQUAL
    fields: tuple[str, ...] = ()
    by: str = outlier.TEXT
    centres: bool = False
    wanted: TraceFilter = field(default_factory=TraceFilter)

    def parameters(self) -> dict[str, object]:
        """Return what a batch records of the plan beside its strategy and seed, ready for JSON."""
        own: dict[Strategy, dict[str, object]] = {
            Strategy.STRATIFIED: {"fields": list(self.fields), "allocation": self.allocation.value},
            Strategy.CLUSTERED: {"centres": self.centres, "allocation": self.allocation.value},
            Strategy.OUTLIER: {"by": self.by},
        }
        asked = {
            name: value for name, value in asdict(self.wanted).items() if value not in ((), {}, "", None)
        }
        asked |= {name: asked[name].isoformat() for name in ("since", "until") if name in asked}
        share = {} if self.audit is None else {"audit": self.audit}
        return {"size": self.size, **share, **own.get(self.strategy, {}), "filter": asked}


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the population: how many of its unread traces there are, and how many were picked."""

    name: str
    units: int
    picked: int


@dataclass(frozen=True, slots=True)
class Learnt:
    """What a model of this project's failures says of itself."""

    quality: str
    words: Sequence[str]
    warning: str | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a plan would draw, and what can be said about it.

    ``total`` traces pass the filter; the unread ones, identical ones counted once, are ``units``, and
    ``copies`` more are copies of those. ``rated`` of the ``total`` have feedback, of the kinds ``origins``.
    ``worth`` is how many plain random picks a rate can rest on. ``serials`` are those of the picks, and
    ``near`` the places (from 0) of the picks that read nearly the same as each. ``goes_by`` is what a smart
    mix aims with, else "".
    """

    draw: Draw
    serials: Sequence[int]
    total: int
    units: int
    copies: int
    rated: int
    origins: Sequence[str]
    worth: float
    groups: Mapping[str, Sequence[Group]]
    near: Sequence[Sequence[int]]
    goes_by: str
    learnt: Learnt | None

    @property
    def random(self) -> int:
        """How many of the picks are a uniform random share."""
        return sum(self.draw.random)

    @property
    def half_width(self) -> float:
        """How far to either side a failure of ``TYPICAL_RATE`` will be known."""
        return prevalence.half_width(TYPICAL_RATE, max(1, round(self.worth)))


@dataclass(frozen=True, slots=True, eq=False)
class _Source:
    """All that a draw reads, taken together once."""

    base: Fixed
    population: Population
    fitted: Fitted | None
    atlas: Atlas | None

    def labels(self) -> Rows:
        """Return the cluster of each row, -1 where it has none. Raises ``NotPossible`` without an atlas."""
        if self.atlas is None:
            raise NotPossible("This strategy compares the texts of traces, which are still being prepared.")
        inside = self.base.serials <= len(self.atlas.cluster)
        label = np.full(len(self.base.serials), -1, dtype=np.intp)
        label[inside] = self.atlas.cluster[self.base.serials[inside] - 1]
        return label

    def names(self) -> list[str]:
        """Return what the clusters are about."""
        return [str(cluster["name"]) for cluster in self.atlas.clusters] if self.atlas else []

    def vectoriser(self) -> Vectoriser | None:
        """Return what made the vectors, where it knows words."""
        if self.fitted is None or self.population.vectors is None:
            return None
        return _vectoriser(str(engine.engine().url), self.fitted.id)


def population(project_id: int, wanted: TraceFilter, fields: Sequence[str] = ()) -> Population:
    """Return the project's traces as strategies read them, with these metadata fields and all vectors."""
    return _source(project_id, wanted, fields).population


def preview(project_id: int, plan: Plan) -> Preview:
    """Return what the plan would draw now. Raises ``NotPossible``, in words for a person."""
    source, model = _prepared(project_id, plan, rated=True)
    drawn = _drawn(plan, source, model)
    people = source.population
    frame = people.frame()
    picked = np.flatnonzero(np.isin(people.ids, drawn.trace_ids))
    serial_of = dict(zip(people.ids[picked].tolist(), source.base.serials[picked].tolist(), strict=True))
    groups: dict[str, Sequence[Group]] = {}
    if source.atlas is not None:
        # A label of -1 finds the last name.
        of, names = source.labels(), [*source.names(), UNGROUPED]
        groups[CLUSTER] = _groups(of % len(names), names, frame.rows, picked)
    if not np.isnan(people.feedback).all():
        kinds, names = _by_feedback(people)
        groups[FEEDBACK] = _groups(kinds, names, frame.rows, picked)
    if plan.strategy is Strategy.STRATIFIED:
        of, strata = stratified.strata(people, np.arange(len(people)), plan.fields)
        groups[STRATUM] = _groups(of, strata, frame.rows, picked)
    return Preview(
        draw=drawn,
        serials=[serial_of[trace_id] for trace_id in drawn.trace_ids],
        total=int(people.wanted.sum()),
        units=len(frame),
        copies=int(frame.multiplicity.sum()) - len(frame),
        rated=int((~np.isnan(people.feedback[people.wanted])).sum()),
        origins=source.base.feedback_origins,
        worth=_worth(plan, drawn, groups),
        groups=groups,
        near=_near(source, picked),
        goes_by=_goes_by(plan, people),
        learnt=_learnt(model, source),
    )


def draw(who: Person, project_id: int, plan: Plan, name: str, *, population: str) -> int:
    """Draw a batch, store it with its whole design in one transaction and return its id.

    ``population`` says in words what it was drawn from. Raises ``NotPossible``.
    """
    source, model = _prepared(project_id, plan, rated=False)
    drawn = _drawn(plan, source, model)
    made_with = {} if source.fitted is None else {"vectoriser": source.fitted.id}
    return batches.create(
        who,
        project_id,
        name,
        drawn,
        strategy=plan.strategy,
        seed=plan.seed,
        parameters=plan.parameters() | made_with,
        population=population,
        frame=source.base.serials[source.population.wanted].tolist(),
    )


def redraw(project_id: int, plan: Plan) -> Draw:
    """Return the picks alone, without storing anything."""
    return _drawn(plan, *_prepared(project_id, plan, rated=False))


def forget() -> None:
    """Forget what is held between draws, so that the next one reads the database as a new process would."""
    populations.forget()
    for held in (_aligned, _atlas, _vectoriser):
        held.cache_clear()


def _prepared(project_id: int, plan: Plan, *, rated: bool) -> tuple[_Source, Model | None]:
    compares = plan.strategy in (Strategy.SMART_MIX, Strategy.LIKELY_FAILURE, Strategy.CLUSTERED)
    compares |= plan.strategy is Strategy.OUTLIER and plan.by == outlier.TEXT
    source = _source(project_id, plan.wanted, _fields(project_id, plan), compares=compares)
    if not len(source.population.frame()):
        raise NotPossible(
            "Every trace that passes this filter has been read. Take a condition away to draw more."
            if source.population.wanted.any()
            else "No trace passes this filter. Take a condition away."
        )
    learns = plan.strategy is Strategy.LIKELY_FAILURE
    return source, failure_model.learn(source.population, rated=rated) if learns else None


def _fields(project_id: int, plan: Plan) -> Sequence[str]:
    """What the draw reads of the metadata: a smart mix the fields of fewest values, to see who is rated."""
    if plan.strategy is not Strategy.SMART_MIX:
        return plan.fields
    rated = ~np.isnan(populations.fixed(project_id).feedback)
    if rated.all() or not rated.any():
        return ()
    values = traces.metadata_values(project_id)
    return [populations.VERSION, *sorted(values, key=lambda name: len(values[name]))][:_PARTS]


def _drawn(plan: Plan, source: _Source, model: Model | None) -> Draw:
    def rest(left: Population, size: int, seed: int) -> Draw:
        match plan.strategy:
            case Strategy.FEEDBACK:
                return feedback.draw(left, size, seed)
            case Strategy.LIKELY_FAILURE:
                return likely_failure.draw(left, size, seed, model=model, vectoriser=source.vectoriser())
            case Strategy.STRATIFIED:
                return stratified.draw(left, size, seed, by=plan.fields, allocation=plan.allocation)
            case Strategy.OUTLIER:
                return outlier.draw(left, size, seed, by=plan.by)
            case Strategy.CLUSTERED:
                return clustered.draw(
                    left,
                    size,
                    seed,
                    labels=source.labels(),
                    names=source.names(),
                    allocation=plan.allocation,
                    centres=plan.centres,
                )
            case _:
                return random.draw(left, size, seed)

    if plan.strategy is Strategy.SMART_MIX:
        share = smart_mix.AUDIT_SHARE if plan.audit is None else plan.audit
        words = source.vectoriser()
        return smart_mix.draw(source.population, plan.size, plan.seed, audit=share, vectoriser=words)
    strategy = rest if plan.audit is None else with_audit(rest, plan.audit)
    return strategy(source.population, plan.size, plan.seed)


def _source(project_id: int, wanted: TraceFilter, fields: Sequence[str], *, compares: bool = True) -> _Source:
    base = populations.fixed(project_id)
    now = populations.state(project_id, base, wanted)
    fitted = vectors.in_use(project_id)
    database = str(engine.engine().url)
    atlas = _atlas(database, project_id, fitted) if fitted else None
    known = [*base.feedback_origins]
    held = {name: populations.field(project_id, base, name) for name in fields}
    made = Population(
        ids=base.ids,
        feedback=base.feedback,
        duplicate_of=base.duplicate_of,
        verdict=now.verdict,
        drawn=now.drawn,
        wanted=now.wanted,
        numbers=base.numbers,
        fields={name: values for name, values in held.items() if (values != "").any()},
        vectors=_aligned(database, base, fitted) if fitted and compares else None,
        feedback_origin=FeedbackOrigin(known[0]) if len(known) == 1 else None,
    )
    return _Source(base, made, fitted, atlas)


@lru_cache(maxsize=1)
def _aligned(_database: str, base: Fixed, fitted: Fitted) -> Vectors:
    return vectors.of_serials(fitted, base.serials)


@lru_cache(maxsize=4)
def _atlas(_database: str, project_id: int, _fitted: Fitted) -> Atlas | None:
    return vectors.atlas(project_id)


@lru_cache(maxsize=2)
def _vectoriser(_database: str, vectoriser_id: int) -> Vectoriser | None:
    saved = vectors.model(vectoriser_id)
    return Vectoriser.load(saved) if saved else None


def _groups(of: Rows, names: Sequence[str], units: Rows, picked: Rows) -> list[Group]:
    there = np.bincount(of[units], minlength=len(names))
    chosen = np.bincount(of[picked], minlength=len(names))
    rows = zip(names, there.tolist(), chosen.tolist(), strict=True)
    return [Group(name, units, taken) for name, units, taken in rows if units]


def _by_feedback(people: Population) -> tuple[Rows, list[str]]:
    value = people.feedback
    kinds = np.select([np.isnan(value), value < 0, value == 0], [3, 0, 1], 2).astype(np.intp)
    return kinds, ["negative", "neutral", "positive", "none given"]


def _worth(plan: Plan, drawn: Draw, groups: Mapping[str, Sequence[Group]]) -> float:
    picked_at_random = sum(drawn.random)
    if picked_at_random or plan.audit is not None:
        return picked_at_random
    if plan.strategy is Strategy.STRATIFIED:
        strata = groups[STRATUM]
    elif plan.strategy is Strategy.CLUSTERED and not plan.centres:
        strata = groups[CLUSTER]
    else:
        return 0.0
    return planning.effective_size([one.units for one in strata], [one.picked for one in strata])


def _near(source: _Source, picked: Rows) -> list[list[int]]:
    if source.fitted is None or len(picked) > _NEAR_AMONG:
        return [[] for _ in picked]
    mine: NDArray[np.float32] = vectors.of_serials(source.fitted, source.base.serials[picked])
    return [sorted(others.tolist()) for others in near_duplicates(mine, np.arange(len(picked)))]


def _goes_by(plan: Plan, people: Population) -> str:
    if plan.strategy is not Strategy.SMART_MIX:
        return ""
    if failure_model.can_learn(people):
        return "what failed so far"
    return "nothing yet" if np.isnan(people.feedback[people.wanted]).all() else "feedback"


def _learnt(model: Model | None, source: _Source) -> Learnt | None:
    if model is None:
        return None
    vectoriser = source.vectoriser()
    return Learnt(model.quality, model.words(vectoriser) if vectoriser else [], model.warning)
