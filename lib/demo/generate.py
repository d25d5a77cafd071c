"""The whole demo dataset: who writes when about what, and the record each conversation becomes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from random import Random

from lib.demo import people, world
from lib.demo.failures import MODES, DemoTrace, Record, thumb, wanted
from lib.demo.people import Person
from lib.demo.scenes import applying, living, prospect, repairs, sensitive, spanish, stray
from lib.demo.talk import Ended, Talk

Scene = Callable[[Talk], None]

_LOCAL = timezone(timedelta(hours=-5))
_ROLLOUT = (20, 25)  # the days between which version 2.0 takes over


def _looking(goal: str) -> Scene:
    return lambda t: prospect.looking(t, goal)


def _policy(topic: str) -> Scene:
    return lambda t: prospect.policy_first(t, topic)


SCENES: dict[str, tuple[tuple[str, Scene, int], ...]] = {
    "prospect": (
        ("tour", _looking("tour"), 30),
        ("price", _looking("price"), 25),
        ("specials", _looking("specials"), 6),
        ("roommates", _looking("roommates"), 5),
        ("pets", _policy("pets"), 8),
        ("parking", _policy("parking"), 3),
        ("fees", _policy("fees"), 3),
        ("amenity", _policy("amenity"), 4),
        ("change tour", applying.change_tour, 9),
        ("sensitive", sensitive.sensitive, 9),
    ),
    "resident": (
        ("repair", repairs.repair, 30),
        ("noise", living.noise, 8),
        ("lockout", living.lockout, 9),
        ("parcels", living.parcels, 9),
        ("renewal", living.renewal, 6),
        ("sensitive", sensitive.sensitive, 38),
    ),
    "applicant": (
        ("status", applying.status, 60),
        ("requirements", applying.requirements, 22),
        ("sensitive", sensitive.sensitive, 18),
    ),
    "other": (
        ("wrong number", stray.wrong_number, 36),
        ("spam", stray.spam, 26),
        ("fizzle", stray.fizzle, 38),
    ),
}


def generate(seed: int = 7, size: int = 1200) -> list[DemoTrace]:
    """Return the conversations in order of time, the same ones for the same seed everywhere."""
    rng = Random(f"demo {seed}")
    moments = sorted(_moment(rng) for _ in range(size))
    users: list[int] = []
    traces: list[DemoTrace] = []
    for number, moment in enumerate(moments, 1):
        # One contact in eight comes from somebody who has written before.
        user = rng.choice(users[-150:]) if users and rng.random() < 0.12 else number
        users.append(user)
        traces.append(_trace(Random(f"trace {seed} {number}"), number, moment, people.person(seed, user)))
    return traces


def _moment(rng: Random) -> datetime:
    """Return a local time: mostly on weekdays, mostly by day, some at night."""
    while True:
        day = rng.randrange(world.DAYS)
        hour = rng.choices(
            range(24), (2, 1, 1, 0, 0, 1, 3, 8, 14, 24, 28, 27, 30, 26, 24, 25, 26, 28, 24, 20, 16, 12, 8, 4)
        )[0]
        moment = datetime(world.FIRST_DAY.year, world.FIRST_DAY.month, world.FIRST_DAY.day, hour) + timedelta(
            days=day
        )
        if rng.random() < (1.0, 0.95, 0.9, 0.92, 0.97, 0.7, 0.45)[moment.weekday()]:
            return moment + timedelta(seconds=rng.randrange(3600))


def _version(rng: Random, moment: datetime) -> str:
    day = (moment.date() - world.FIRST_DAY).days
    first, last = _ROLLOUT
    share = min(1.0, max(0.0, (day - first + 1) / (last - first + 1)))
    return "2.0" if rng.random() < share else "1.4"


def _scene(t: Talk) -> None:
    person = t.person
    if person.language == "es":
        if t.chance(0.15):
            spanish.person_please(t)
        else:
            (spanish.broken if person.kind == "resident" else spanish.seeking)(t)
        return
    scenes = SCENES[person.kind]
    scenes[t.rng.choices(range(len(scenes)), [weight for _, _, weight in scenes])[0]][1](t)


def _trace(rng: Random, number: int, moment: datetime, person: Person) -> DemoTrace:
    version = _version(rng, moment)
    t = Talk(rng, person, version, moment, wanted(rng, version))
    try:
        _scene(t)
    except Ended:
        t.outcome = "abandoned" if t.outcome == "answered" else t.outcome
    order = [mode.key for mode in MODES]
    planted = sorted(t.planted.values(), key=lambda failure: (failure.step, order.index(failure.mode)))
    modes = tuple(key for key in order if key in t.planted)
    return DemoTrace(_record(t, number, thumb(rng, modes, t.disappointed)), modes, tuple(planted))


def _record(t: Talk, number: int, feedback: str | None) -> Record:
    replies = [message for message in t.messages if message["role"] == "assistant"]
    written = sum(len(str(message.get("content") or "")) for message in t.messages)
    pace = {"chat": 1.5, "sms": 1.3, "voice": 0.8}[t.channel] * (1.0 if t.version == "1.4" else 0.72)
    latency = sum(pace * t.rng.lognormvariate(0.0, 0.45) for _ in replies) + sum(
        t.rng.lognormvariate(-0.9, 0.6) for _ in range(t.tools)
    )
    # Each reply pays for everything said before it: the price grows with the square of the length.
    tokens_in = len(replies) * (900 + written / 8)
    per_token = 2.4e-7 if t.version == "1.4" else 4.1e-7
    cost = tokens_in * per_token + written / 4 * per_token * 4
    record: Record = {
        "id": f"lease-{number:04d}",
        "messages": t.messages,
        "timestamp": t.now.replace(tzinfo=_LOCAL).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "version": t.version,
        "user_id": t.person.key,
        "channel": t.channel,
        "property": t.place.name,
        "language": t.person.language,
        "contact_type": "unknown" if t.person.kind == "other" else t.person.kind,
        "lead_source": t.person.source if t.person.kind in ("prospect", "applicant") else "direct",
        "after_hours": not t.is_open,
        "outcome": t.outcome,
        "latency_seconds": round(latency, 2),
        "cost_usd": round(cost, 5),
    }
    if feedback is not None:
        record["feedback"] = feedback
    return record
