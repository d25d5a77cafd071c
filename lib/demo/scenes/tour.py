"""Finding a time for a tour and booking it."""

from __future__ import annotations

from datetime import date, timedelta

from lib.demo import desk, failures, world
from lib.demo.dates import agent_day, clock, said_clock, said_day
from lib.demo.scenes import asides
from lib.demo.scenes.contact import identify
from lib.demo.scenes.replies import glance
from lib.demo.scenes.slips import ask_again, break_off
from lib.demo.scenes.tour_words import (
    CLOSED,
    CONFIRM,
    NONE,
    OFFER,
    OFFER_ONE,
    TAKE,
    WHAT_DAY,
    WISH,
    WISH_VAGUE,
)
from lib.demo.talk import Talk
from lib.demo.world import Unit


def arrange(t: Talk, unit: Unit | None, asked: bool = False) -> bool:
    """Arrange a tour from wish to confirmation; return whether one was booked."""
    day = _first_day(t)
    t.arranging = True
    wishes = WISH if invited(t) else tuple(wish for wish in WISH if not wish.startswith(_REPLIES))
    vague = WISH_VAGUE if invited(t) else tuple(wish for wish in WISH_VAGUE if not wish.startswith(_REPLIES))
    if asked or t.chance(0.3):
        if not asked:
            t.user(*vague)
        t.say(*WHAT_DAY)
        if unit is not None and t.chance(0.12):
            asides.detour(t)
            t.say("[And the tour|So, the tour|For the visit]: [which day|what day]?")
        t.user(
            "{day}",
            "[maybe|how about|can I do|uh] {day}[?|]",
            "{day} [works|is best|if possible|after lunch ideally]",
            "[I'm off|I could do] {day}",
            "{day} or [the day after|whenever really|any day]",
            day=said_day(t.rng, day, t.now),
        )
    else:
        t.user(*wishes, day=said_day(t.rng, day, t.now))
    day, free = _free_times(t, day)
    if not free:
        return False
    return _settle(t, unit, day, free)


_REPLIES = ("[yes", "{day}", "[anything|any times", "[I'm off")


def invited(t: Talk) -> bool:
    """Whether the application has just offered a visit, so that a bare "yes" makes sense."""
    last = t.messages[-1]
    text = str(last["content"])[-90:].lower()
    return last["role"] == "assistant" and any(
        word in text for word in ("tour", "visit", "see", "come by", "in person", "look")
    )


def _first_day(t: Talk) -> date:
    day = t.now.date() + timedelta(days=t.pick((1, 1, 2, 2, 3, 4, 5, 6, 8)))
    if not world.is_open(t.place, day) and t.chance(0.7):
        day = world.open_day(t.place, day)
    return day


def _free_times(t: Talk, day: date) -> tuple[date, list[str]]:
    """Look at the day asked for, then at the next ones; return the day found and its times."""
    lead = glance(
        t,
        "[Let me check|Checking|I'll look at] the calendar[ for that day|].",
        "[One moment|One sec], [looking at tour times|checking times].",
    )
    for attempt in range(3):
        full = attempt == 0 and t.chance(0.1)
        free = [] if full else desk.calendar(t, day, 1 if t.chance(0.15) else 2, lead)
        if full:
            t.call(
                "check_calendar",
                {"property": t.place.key, "date": day.isoformat()},
                {
                    "property": t.place.key,
                    "date": day.isoformat(),
                    "weekday": f"{day:%A}",
                    "slots": [],
                    "note": "fully booked" if world.is_open(t.place, day) else "office closed",
                },
                lead,
            )
        if free:
            return day, free
        spoken = agent_day(t.rng, day, t.now, t.channel)
        said = t.phrase(*(NONE if world.is_open(t.place, day) else CLOSED), day=spoken)
        day = world.open_day(t.place, day + timedelta(days=1))
        if t.chance(0.5):
            t.say_text(
                said
                + " "
                + t.phrase(
                    "[What about|How about] {day}[ instead|]?", day=agent_day(t.rng, day, t.now, t.channel)
                )
            )
            t.user(
                "[ok|sure|yeah|fine] [that works|{day} then|]",
                "[I guess|that could work]",
                "{day} [is ok|works too]",
                day=said_day(t.rng, day, t.now),
            )
            lead = ""
        else:
            lead = (
                said
                + " "
                + t.phrase(
                    "[Let me check|I'll look at|Checking] [the next day|{day}].",
                    day=agent_day(t.rng, day, t.now, t.channel),
                )
            )
    return day, []


def _times(t: Talk, times: list[str]) -> str:
    said = [clock(time) for time in times]
    if t.formats(0.6):
        said = [f"<{time}>" for time in said]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} {t.pick(('and', 'or'))} {said[-1]}"


def offer(t: Talk, day: date, free: list[str]) -> tuple[str, bool]:
    """Offer times; return the one the person takes and whether the calendar has it."""
    shown = sorted(t.rng.sample(free, min(len(free), t.pick((2, 3, 3, 4)))))
    spoken = agent_day(t.rng, day, t.now, t.channel)
    taken = t.pick(shown)
    if t.wants(failures.CALENDAR):
        wrong = world.busy_times(t.rng, t.place, day, free)[0]
        if t.chance(0.4):
            t.say(*OFFER, day=spoken, times=_times(t, shown))
            t.user(
                "[could I|can I|any chance I could] [do|come at|get] {time} instead?",
                "[do you have|anything at|what about] {time}?",
                "{time} would be [better|easier] [for me|with work|]",
                time=said_clock(t.rng, wrong, t.channel),
            )
            t.say(
                "[Yes|Sure|Of course], {time} [works|is fine|is no problem|on {day} works].",
                "~Absolutely! ~{time} it is.",
                "{time} [is available|works on our side][ too|].",
                time=clock(wrong),
                day=spoken,
            )
            t.plant(
                failures.CALENDAR,
                clock(wrong),
                said=clock(wrong),
                first=clock(free[0]),
                day=f"{day:%a}",
                slots=", ".join(free),
            )
            return wrong, False
        mixed = sorted({wrong, *shown[: t.pick((0, 1, 2))]})
        t.say(*(OFFER if len(mixed) > 1 else OFFER_ONE), day=spoken, times=_times(t, mixed))
        t.plant(
            failures.CALENDAR,
            clock(wrong),
            said=clock(wrong),
            first=clock(free[0]),
            day=f"{day:%a}",
            slots=", ".join(free),
        )
        taken = wrong if t.chance(0.7) else t.pick(mixed)
    else:
        t.say(*(OFFER if len(shown) > 1 else OFFER_ONE), day=spoken, times=_times(t, shown))
    t.user(*TAKE, time=said_clock(t.rng, taken, t.channel))
    return taken, taken in free


def _settle(t: Talk, unit: Unit | None, day: date, free: list[str]) -> bool:
    if t.chance(0.13) and not t.wants(failures.CALENDAR):
        t.say(
            *(OFFER if len(free) > 1 else OFFER_ONE),
            day=agent_day(t.rng, day, t.now, t.channel),
            times=_times(t, free[:3]),
        )
        other = world.open_day(t.place, day + timedelta(days=t.pick((1, 1, 2, 3))))
        t.user(
            "[hmm|ah|ugh] [none of those work|I work then|can't do those]. {day}?",
            "[actually|wait] [can we do|is] {day} [instead|possible|better]?",
            "[I have class then|can't that day]. [what about|maybe] {day}[?|]",
            day=said_day(t.rng, other, t.now),
        )
        day, free = _free_times(t, other)
        if not free:
            return False
    time, exists = offer(t, day, free)
    if t.chance(0.12):
        asides.beside(t)
    if t.move_in_words and t.chance(0.5):
        ask_again(t, "move_in", t.move_in_words)
    identify(t, clock(time))
    if t.wants(failures.STOPPED):
        break_off(
            t,
            "book_tour",
            {"property": t.place.key, "date": day.isoformat(), "time": time, "name": t.person.name},
        )
    refused = not exists and t.chance(0.6)
    desk.book(
        t,
        day,
        time,
        unit,
        refused,
        glance(
            t,
            "[Booking that now|Let me book it|Putting you down|I'll lock that in].",
            "[Great|Perfect|OK], [booking it|one moment].",
        ),
    )
    if refused:
        t.say(
            (
                "[I'm sorry|Sorry about that], {time} [is not available after all|didn't go through]. [I "
                "do have|What's open is|The calendar has] {times}."
            ),
            (
                "[Apologies|Hm], [that time is taken|the system won't take {time}]. [Could you do|Would "
                "you take] {times}?"
            ),
            time=clock(time),
            times=_times(t, free[:3]),
        )
        t.disappointed = True
        if t.chance(0.35):
            t.user(
                "[seriously|wow|ugh]. [you just said {time}|you offered it]. [forget it|never mind then]",
                "[no that doesn't work|none of those]. [I took time off for {time}|I planned around it]",
                time=said_clock(t.rng, time, t.channel),
            )
            t.say(
                "[I understand, and I'm sorry|I'm sorry about the mix-up]. [If you'd like another day, "
                "I can look|Tell me another day and I'll check it]."
            )
            return False
        time = t.pick(free[:3])
        t.user(*TAKE, time=said_clock(t.rng, time, t.channel))
        desk.book(t, day, time, unit)
    if exists and len(free) > 2 and t.chance(0.09):
        return _second_thoughts(t, unit, day, time, [slot for slot in free if slot != time])
    return _confirm(t, day, time)


def _second_thoughts(t: Talk, unit: Unit | None, day: date, time: str, others: list[str]) -> bool:
    """Confirm a time, and change it at once because the person does."""
    _confirm(t, day, time)
    number = str(t.messages[-2]["content"]).split('"tour_id": "')[1].split('"')[0]
    later = t.pick(others)
    t.user(
        "[shoot|wait|oh no|actually] [can we make it|could I do|is it too late to switch to] {time}?",
        (
            "[sorry|so sorry], my [husband|sister|boss] just [said|told me] {time} [works better|is "
            "better]. [ok?|possible?]"
        ),
        time=said_clock(t.rng, later, t.channel),
    )
    host = t.pick(t.place.staff)
    t.call(
        "reschedule_tour",
        {"tour_id": number, "date": day.isoformat(), "time": later},
        {"status": "confirmed", "tour_id": number, "date": day.isoformat(), "time": later, "host": host},
    )
    t.say(
        "[No problem|Sure|Easily done], [moved to|now at] {time}.",
        "[Changed|Updated]: {time} [instead|it is], same day.",
        "~Of course! ~{time} [is yours|it is] then.",
        time=clock(later),
    )
    return True


def _confirm(t: Talk, day: date, time: str) -> bool:
    last = str(t.messages[-1]["content"])
    host = next(name for name in t.place.staff if name in last)
    t.say(*CONFIRM, day=agent_day(t.rng, day, t.now, t.channel), time=clock(time), host=host)
    return True


def rebook(t: Talk, day: date, number: str) -> None:
    """Move a booked tour to another day."""
    day, free = _free_times(t, day)
    if not free:
        t.disappointed = True
        return
    time, exists = offer(t, day, free)
    arguments: dict[str, object] = {"tour_id": number, "date": day.isoformat(), "time": time}
    if not exists and t.chance(0.5):
        t.call("reschedule_tour", arguments, {"status": "error", "code": "slot_unavailable"})
        t.disappointed = True
        t.say(
            (
                "[Sorry|Apologies], {time} [can't be booked|isn't free after all]. [Could you take|What "
                "about] {other}?"
            ),
            time=clock(time),
            other=clock(free[0]),
        )
        t.user(
            "[ok fine|fine|ugh ok]",
            "[I guess|that works too]",
            "[you just offered it|but you said]... [ok|fine]",
        )
        time = free[0]
        arguments["time"] = time
    host = t.pick(t.place.staff)
    t.call(
        "reschedule_tour",
        arguments,
        {"status": "confirmed", "tour_id": number, "date": day.isoformat(), "time": time, "host": host},
    )
    t.outcome = "tour_booked"
    t.say(
        "[Moved|Done|All set]: <{day} at {time}>[ with {host}|].",
        "[Your tour is now|You're now booked for|New time:] {day}, {time}.",
        "[See you|We'll see you] {day} at {time} instead.",
        day=agent_day(t.rng, day, t.now, t.channel),
        time=clock(time),
        host=host,
    )
