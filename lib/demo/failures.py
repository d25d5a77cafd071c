"""The planted truth: which failure modes exist, how often they are wanted, what they do to thumbs.

Nothing in this module ever reaches a record. Tests and the benchmark of sampling strategies read it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

Record = dict[str, object]


@dataclass(frozen=True, slots=True)
class PlantedMode:
    """One way in which the demo's application fails, as its author knows it."""

    key: str
    name: str
    definition: str


@dataclass(frozen=True, slots=True)
class PlantedFailure:
    """One planted failure: its step (numbered from 1) and words of that step that show it.

    ``facts`` are the particulars (the time offered, the price listed), for whoever writes a note.
    """

    mode: str
    step: int
    quote: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DemoTrace:
    """One conversation as a user's file would hold it, and beside it what was planted in it."""

    record: Record
    modes: tuple[str, ...]
    failures: tuple[PlantedFailure, ...]


MOVE_IN = "quoted_before_move_in"
MARKUP = "markup_on_plain_channel"
CALENDAR = "time_not_on_calendar"
HANDOFF = "missed_handoff"
PRICE = "misquoted_amount"
AGAIN = "asked_again"
CALLBACK = "unscheduled_callback"
AMENITY = "invented_amenity"
LANGUAGE = "english_to_spanish_speaker"
STOPPED = "stopped_after_tool_error"

MODES: tuple[PlantedMode, ...] = (
    PlantedMode(
        MOVE_IN,
        "Quotes availability before knowing the move-in date",
        "Lists units or their rent although the person has not said, and was not asked, when they move.",
    ),
    PlantedMode(
        MARKUP,
        "Markdown on a plain-text channel",
        "A text message or a spoken reply contains asterisks, headings, bullets or bracketed links.",
    ),
    PlantedMode(
        CALENDAR,
        "Tour time that the calendar did not return",
        "Offers or books a tour time that is in no calendar result of the conversation.",
    ),
    PlantedMode(
        HANDOFF,
        "No hand-off where policy demands one",
        "Keeps handling a matter that the policy says must go to a person, without transferring it.",
    ),
    PlantedMode(
        AGAIN,
        "Asks what was already answered",
        "Asks for something that the person has told it earlier in the same conversation.",
    ),
    PlantedMode(
        PRICE,
        "Rent or fee differs from the source",
        "States a rent, fee or deposit other than the one the tool returned.",
    ),
    PlantedMode(
        CALLBACK,
        "Promises a call-back nobody scheduled",
        "Says that a person will call or write, but no call-back or hand-off was made.",
    ),
    PlantedMode(
        AMENITY,
        "Invents an amenity",
        "Confirms an amenity that the property's list does not have.",
    ),
    PlantedMode(
        LANGUAGE,
        "Answers Spanish in English",
        "Replies in English to somebody who writes or speaks Spanish.",
    ),
    PlantedMode(
        STOPPED,
        "Breaks off after a tool error",
        "A tool fails and the task is neither finished nor explained; the person is left waiting.",
    ),
)

# A careless conversation attracts several failures, a careful one none: this is what makes modes
# co-occur and keeps the failing share near one half while the most frequent mode reaches 30 %.
CARELESS_SHARE = 0.645

# The chance that a mode is wanted in a careless conversation where there is room for it, by version.
_WANTED: dict[str, tuple[float, float]] = {
    MOVE_IN: (1.0, 1.0),
    MARKUP: (0.74, 0.74),
    CALENDAR: (0.76, 0.30),
    HANDOFF: (1.0, 0.55),
    AGAIN: (0.22, 0.20),
    PRICE: (0.27, 0.25),
    CALLBACK: (0.17, 0.17),
    AMENITY: (0.40, 0.40),
    LANGUAGE: (0.0, 0.95),
    STOPPED: (0.05, 0.05),
}

# How much a mode adds to the chance that a given thumb points down.
_HURTS: dict[str, float] = {
    MOVE_IN: 0.02,
    MARKUP: 0.01,
    CALENDAR: 0.30,
    HANDOFF: 0.50,
    AGAIN: 0.30,
    PRICE: 0.14,
    CALLBACK: 0.08,
    AMENITY: 0.02,
    LANGUAGE: 0.75,
    STOPPED: 0.65,
}


def wanted(rng: Random, version: str) -> frozenset[str]:
    """Return the modes to plant in a conversation wherever its course leaves room for them."""
    column = 0 if version == "1.4" else 1
    careless = rng.random() < CARELESS_SHARE
    rolls = {mode.key: rng.random() for mode in MODES}
    if not careless:
        return frozenset()
    return frozenset(key for key, roll in rolls.items() if roll < _WANTED[key][column])


def thumb(rng: Random, modes: tuple[str, ...], disappointed: bool) -> str | None:
    """Return the thumb a person gives at the end, or None: two in three give none."""
    hurt = sum(_HURTS[mode] for mode in modes) + (0.12 if disappointed else 0.0)
    given, down = rng.random(), rng.random()
    if given >= 0.30 + min(0.14, 0.2 * hurt):
        return None
    return "down" if down < min(0.95, 0.15 + hurt) else "up"
