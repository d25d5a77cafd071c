"""The nouns of Faultline, as plain values. This module knows nothing else of ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

Scalar: TypeAlias = str | int | float | bool
"""A metadata value: what a list can show and a filter can compare."""


class Role(StrEnum):
    """What a person may do in a project. Each role may do all that the ones before it may."""

    VIEWER = "viewer"
    ANNOTATOR = "annotator"
    ENGINEER = "engineer"
    ADMIN = "admin"

    def covers(self, needed: Role) -> bool:
        """Whether this role may do what ``needed`` may."""
        return list(Role).index(self) >= list(Role).index(needed)


class StepKind(StrEnum):
    """What a step of a trace is."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"
    RETRIEVAL = "retrieval"
    OTHER = "other"


class Verdict(StrEnum):
    """What a reviewer says of a whole trace."""

    PASS = "pass"
    FAIL = "fail"
    DEFER = "defer"


class Purpose(StrEnum):
    """Why a trace was reviewed."""

    FIRST = "first"
    AGAIN = "again"
    DRIFT = "drift"
    ADJUDICATION = "adjudication"


class Origin(StrEnum):
    """Where a trace comes from. Only real traces may enter a rate of traffic."""

    REAL = "real"
    SYNTHETIC = "synthetic"
    DEMO = "demo"


class IntakeKind(StrEnum):
    """What an import is of the place its traces come from."""

    WHOLE = "whole"
    SAMPLE = "sample"
    PICKED = "picked"


@dataclass(frozen=True, slots=True)
class Intake:
    """How the traces of an import were taken: all there were, a random part of ``total``, or for a reason.

    Those picked for a reason enter no rate of traffic.
    """

    kind: IntakeKind = IntakeKind.WHOLE
    total: int | None = None

    def __post_init__(self) -> None:
        """Raise ``ValueError`` for a random part that is not said to be one of how many."""
        if (self.kind is IntakeKind.SAMPLE) != (self.total is not None) or (
            self.total is not None and self.total < 1
        ):
            raise ValueError("A random part needs the number of traces it was taken from.")


class FeedbackOrigin(StrEnum):
    """What kind of signal a feedback number was before it was scaled."""

    THUMB = "user thumb"
    RATING = "rating"
    REWARD = "task reward"
    SCORE = "evaluator score"


@dataclass(frozen=True, slots=True)
class Feedback:
    """One signal about a whole trace: ``value`` in [-1, 1], what it was, and as it was written."""

    value: float
    origin: FeedbackOrigin
    raw: str


@dataclass(frozen=True, slots=True)
class Step:
    """One event inside a trace, numbered from 1. A tool call and its result are one step.

    ``arguments`` and ``result`` are text as it came (JSON is not reformatted). ``result`` is None
    where no result was recorded; ``name`` is the tool's name, or the speaker's where one is given.
    """

    number: int
    kind: StepKind
    text: str = ""
    name: str | None = None
    arguments: str | None = None
    result: str | None = None
    error: bool = False


@dataclass(frozen=True, slots=True)
class Trace:
    """One whole interaction, as it happened. Immutable after import.

    ``metadata`` is flat and light: lists, filters and strata read it. ``extra`` is the rest of the
    record (nested or long values); only the trace view and exports read it. ``id`` and ``serial``
    are given by the store.
    """

    external_id: str
    steps: tuple[Step, ...]
    feedback: Feedback | None = None
    happened_at: datetime | None = None
    version: str | None = None
    latency_seconds: float | None = None
    cost_usd: float | None = None
    group_key: str | None = None
    metadata: Mapping[str, Scalar] = field(default_factory=dict)
    extra: Mapping[str, object] = field(default_factory=dict)
    origin: Origin = Origin.REAL
    id: int | None = None
    serial: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who uses Faultline. ``is_admin`` may do everything in every project."""

    id: int
    name: str
    email: str | None
    is_admin: bool = False


@dataclass(frozen=True, slots=True)
class Display:
    """How a project's traces are shown, everywhere. None leaves a choice to what the trace has.

    ``renderer`` names a file in ``lib/ui/renderers``. ``badges`` are what stands above a trace, in this order
    (``feedback``, ``version``, ``latency``, ``cost``, ``time``, or ``metadata.`` and a field's name);
    ``reference`` the fields of the metadata or of the rest of the record that say what was expected.
    """

    renderer: str = "chat"
    badges: tuple[str, ...] | None = None
    reference: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Project:
    """One LLM application under analysis. ``role`` is what the person who asked may do in it."""

    id: int
    name: str
    role: Role
    is_demo: bool = False
    display: Display = Display()


class FeedbackIs(StrEnum):
    """A filter on feedback."""

    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"
    ABSENT = "none given"


class ReviewStatus(StrEnum):
    """Where a trace stands in the reading."""

    UNREAD = "not read"
    PASSED = "passed"
    FAILED = "failed"
    DEFERRED = "deferred"


@dataclass(frozen=True, slots=True)
class TraceFilter:
    """Which traces: all conditions that are set must hold. Empty means every trace of the project.

    ``text`` is looked for in the id, the first user message, the last answer and the tools' names.
    ``metadata`` maps a field to the values it may have, as text; ``since`` is inclusive, ``until`` is not.
    ``drawn`` is whether the trace is in any batch.
    """

    text: str = ""
    feedback: tuple[FeedbackIs, ...] = ()
    status: tuple[ReviewStatus, ...] = ()
    versions: tuple[str, ...] = ()
    metadata: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    since: datetime | None = None
    until: datetime | None = None
    drawn: bool | None = None


class Strategy(StrEnum):
    """The ways to choose what is read next. The values are what a batch is stored under."""

    SMART_MIX = "smart mix"
    RANDOM = "random"
    FEEDBACK = "feedback"
    LIKELY_FAILURE = "likely failure"
    STRATIFIED = "stratified"
    CLUSTERED = "clustered"
    OUTLIER = "outlier"


@dataclass(frozen=True, slots=True)
class Draw:
    """What a sampling strategy returns: parallel tuples, one entry per picked trace, in reading order.

    ``random`` marks the audit share (uniform picks from the frame). ``inclusion_probability`` is
    conditional on the frame at the draw; None for a targeted pick, of which none is known.
    """

    trace_ids: tuple[int, ...]
    reasons: tuple[str, ...]
    random: tuple[bool, ...]
    inclusion_probability: tuple[float | None, ...]
    stratum: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """One open code: what went wrong, in the reviewer's own words.

    ``step`` is the number of the step it speaks of and ``quote`` text copied from that step, where
    given. The first note of a review is its first failure.
    """

    text: str
    step: int | None = None
    quote: str | None = None
    is_first_failure: bool = False
    id: int | None = None
    failure_mode_id: int | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """One person's verdict on one trace, at its current revision."""

    trace_id: int
    person_id: int
    verdict: Verdict
    notes: tuple[Note, ...] = ()
    seconds: float = 0.0
    purpose: Purpose = Purpose.FIRST
    revision: int = 1
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What one person said of one trace when they first submitted it: what agreement is measured on.

    ``failed`` is None where it was deferred. ``step`` is that of the first failure, where the note names
    one. ``modes`` are the failure modes it was found to have, by today's taxonomy; None where some of its
    notes are in none yet. ``random``: whether any batch picked the trace at random.
    """

    trace_id: int
    person_id: int
    failed: bool | None
    step: int | None
    modes: frozenset[int] | None
    random: bool


@dataclass(frozen=True, slots=True)
class StrategyYield:
    """What reading the picks of one strategy brought. ``random``: its random share, apart from its own picks.

    ``strategy`` is None for traces that were opened in no batch. ``new_modes`` are the failure modes that
    one of these traces was the first to show.
    """

    strategy: str | None
    random: bool
    read: int
    failed: int
    notes: int
    new_modes: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of one note that show what a suggested group is about."""

    note_id: int
    text: str


@dataclass(frozen=True, slots=True)
class Group:
    """Notes that a helper puts together, under a name. ``words`` tell them from the other groups."""

    name: str
    definition: str
    note_ids: tuple[int, ...]
    quotes: tuple[Quote, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grouping:
    """Suggested groups, and the notes left over: together every note that was given, each exactly once.

    Of several passes: ``agreement`` is the share of note pairs that two passes treat alike, ``together`` that
    among pairs that either puts together, ``stability`` the share of a note's pairs that others make too.
    """

    groups: tuple[Group, ...]
    left_over: tuple[int, ...] = ()
    agreement: float | None = None
    together: float | None = None
    stability: Mapping[int, float] = field(default_factory=dict)

    def labels(self, note_ids: Sequence[int]) -> list[int]:
        """Return a number per note, the same for notes of a group; each note left over has its own."""
        place = {note: number for number, group in enumerate(self.groups) for note in group.note_ids}
        return [place.get(note, -1 - number) for number, note in enumerate(note_ids)]
