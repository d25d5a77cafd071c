"""The tools of the demo's application: each function makes the call and returns what came back."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from lib.demo import world
from lib.demo.dates import agent_day
from lib.demo.properties import Facts
from lib.demo.talk import Json, Talk, ToolCall
from lib.demo.world import Unit


def find_units(t: Talk, beds: int, move_in: date | None, max_rent: int | None, lead: str = "") -> list[Unit]:
    """Search the listings and return what was found."""
    found = world.search(t.place, t.now.date(), beds, move_in, max_rent)
    arguments: Json = {"property": t.place.key, "beds": beds}
    if move_in is not None:
        arguments["move_in"] = move_in.isoformat()
    if max_rent is not None:
        arguments["max_rent"] = max_rent
    result: Json = {"count": len(found), "units": [unit.as_result(t.now.date()) for unit in found]}
    if t.chance(0.035):
        t.call("search_units", arguments, {"error": "upstream_timeout", "retryable": True}, lead)
        lead = ""
    t.call("search_units", arguments, result, lead)
    return found


def policy_call(t: Talk, topic: str) -> ToolCall:
    """Return the call that looks one topic up for the property."""
    results: dict[str, Facts] = {
        "pets": t.place.pets,
        "parking": t.place.parking,
        "fees": t.place.fees,
        "utilities": t.place.utilities,
        "lease_terms": {**t.place.terms, "notice": "in writing or in the resident portal"},
        "amenities": {"amenities": list(t.place.amenities)},
        "specials": {"current_special": t.place.special},
        "office": {"address": t.place.address, "phone": t.place.phone, "hours": world.hours_text(t.place)},
        "screening": {
            "income_multiple": 3,
            "min_credit_score": 620,
            "co_signer": "accepted at 4x rent",
            "applicants": "each adult applies, one lease",
            "documents": ["photo ID", "two recent pay stubs", "last landlord contact"],
        },
        "residents": {**t.place.residents, "noise_complaints": "office follows up, reporter is not named"},
    }
    arguments: Json = {"property": t.place.key, "topic": topic}
    return ToolCall(
        "get_property_policy", arguments, {"property": t.place.name, "topic": topic, **results[topic]}
    )


def look_up(t: Talk, topic: str, lead: str = "") -> None:
    """Look one topic up."""
    t.call_all([policy_call(t, topic)], lead)


def calendar(t: Talk, day: date, fewest: int = 2, lead: str = "") -> list[str]:
    """Ask for the free tour times of a day and return them."""
    free = world.slots(t.rng, t.place, day, fewest)
    result: Json = {
        "property": t.place.key,
        "date": day.isoformat(),
        "weekday": f"{day:%A}",
        "slots": list(free),
    }
    if not free:
        result["note"] = "office closed" if not world.is_open(t.place, day) else "fully booked"
    t.call("check_calendar", {"property": t.place.key, "date": day.isoformat()}, result, lead)
    return free


def book(t: Talk, day: date, time: str, unit: Unit | None, taken: bool = False, lead: str = "") -> None:
    """Book a tour; ``taken`` lets the calendar refuse the time."""
    arguments: Json = {"property": t.place.key, "date": day.isoformat(), "time": time, "name": t.person.name}
    if unit is not None:
        arguments["unit"] = unit.number
    arguments["phone"] = t.person.phone
    if taken:
        t.call("book_tour", arguments, {"status": "error", "code": "slot_unavailable"}, lead)
        return
    if t.chance(0.03):
        t.call("book_tour", arguments, {"status": "error", "code": "timeout", "retryable": True}, lead)
        lead = ""
    done: Json = {
        "status": "confirmed",
        "tour_id": t.number("T-"),
        "date": day.isoformat(),
        "time": time,
        "host": t.pick(t.place.staff),
    }
    t.call("book_tour", arguments, done, lead)
    t.outcome = "tour_booked"


def transfer(t: Talk, team: str, reason: str, lead: str = "", urgent: bool = False) -> tuple[str, str, str]:
    """Hand over to a person; return how it went, who takes it, and when.

    The first value is connected, queued or after_hours; the second a name or a team; the third
    the wait or the time of the call-back, in words.
    """
    arguments: Json = {"team": team, "property": t.place.key, "reason": reason}
    if urgent:
        arguments["priority"] = "urgent"
    who = t.pick(t.place.staff)
    t.outcome = "transferred"
    if urgent:
        t.call("transfer_to_human", arguments, {"status": "connected", "agent": who, "line": "on-call"}, lead)
        return "connected", who, ""
    if t.is_open:
        if t.chance(0.6):
            t.call("transfer_to_human", arguments, {"status": "connected", "agent": who}, lead)
            return "connected", who, ""
        wait = t.rng.randint(2, 14)
        t.call(
            "transfer_to_human",
            arguments,
            {"status": "queued", "position": t.rng.randint(1, 4), "wait_minutes": wait},
            lead,
        )
        return "queued", f"the {team.replace('_', ' ')} team", f"{wait} minutes"
    when = next_morning(t)
    t.call(
        "transfer_to_human",
        arguments,
        {"status": "after_hours", "callback_scheduled": when.isoformat(), "agent": who},
        lead,
    )
    day = agent_day(t.rng, when.date(), t.now, t.channel)
    return "after_hours", who, f"{day} after {(when.hour - 1) % 12 + 1}{'am' if when.hour < 12 else 'pm'}"


def next_morning(t: Talk) -> datetime:
    """Return when the office opens next."""
    day = t.now.date() if t.now.hour < 8 else t.now.date() + timedelta(days=1)
    day = world.open_day(t.place, day)
    hours = t.place.hours[day.weekday()] or (9, 18)
    return datetime(day.year, day.month, day.day, hours[0])


def schedule_callback(t: Talk, reason: str, lead: str = "") -> tuple[str, str]:
    """Schedule a call by a colleague; return who calls and when, in words."""
    who = t.pick(t.place.staff)
    if t.is_open and t.now.hour < (t.place.hours[t.now.weekday()] or (9, 18))[1] - 2:
        when = t.now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=2)
        words = f"today around {(when.hour - 1) % 12 + 1}{'am' if when.hour < 12 else 'pm'}"
    else:
        when = next_morning(t)
        words = f"{agent_day(t.rng, when.date(), t.now, t.channel)} in the morning"
        if when.hour >= 12:
            words = agent_day(t.rng, when.date(), t.now, t.channel) + " early in the afternoon"
    arguments: Json = {"phone": t.person.phone, "when": when.isoformat(timespec="minutes"), "reason": reason}
    result: Json = {"status": "scheduled", "callback_id": t.number("CB-", 4), "assigned_to": who}
    t.call("schedule_callback", arguments, result, lead)
    t.outcome = "callback"
    return who, words


def ticket(t: Talk, category: str, summary: str, priority: str, lead: str = "") -> tuple[str, str]:
    """Open a maintenance ticket; return its number and the visit window in words."""
    days = {"high": 1, "normal": t.rng.randint(1, 3), "low": t.rng.randint(3, 6)}[priority]
    day = t.now.date() + timedelta(days=days)
    while day.weekday() > 4:
        day += timedelta(days=1)
    window = t.pick(("8-11", "9-12", "10-1", "12-3", "1-4", "2-5"))
    number = file_ticket(
        t, category, summary, priority, {"visit_date": day.isoformat(), "visit_window": window}, lead
    )
    return number, f"{agent_day(t.rng, day, t.now, t.channel)} between {window.replace('-', ' and ')}"


def file_ticket(
    t: Talk, category: str, summary: str, priority: str, more: Json | None = None, lead: str = ""
) -> str:
    """Open a ticket with whatever else the system answers; return its number."""
    number = t.number("WO-")
    arguments: Json = {
        "unit": t.person.unit,
        "property": t.place.key,
        "category": category,
        "priority": priority,
        "summary": summary,
    }
    t.call("create_ticket", arguments, {"ticket": number, "status": "open", **(more or {})}, lead)
    t.outcome = "ticket"
    return number


def send_link(t: Talk, kind: str, lead: str = "") -> str:
    """Send a link (``application``, ``photos``, ``portal``); return its address."""
    url = f"https://quillmoor.example/{kind}/{t.place.key}"
    to = t.person.email if t.channel == "chat" and "email" in t.known else t.person.phone
    if t.channel == "chat" and "contact" not in t.known:
        to = "chat"
    t.call("send_link", {"kind": kind, "property": t.place.key, "to": to}, {"sent": True, "url": url}, lead)
    return url
