"""Applicants, and people who change a tour they have booked."""

from __future__ import annotations

from datetime import timedelta

from lib.demo import desk, failures, world
from lib.demo.dates import agent_day, clock, said_day
from lib.demo.scenes import asides, tour
from lib.demo.scenes.about_terms import screening
from lib.demo.scenes.questions import side_question
from lib.demo.scenes.replies import glance
from lib.demo.scenes.slips import ask_again
from lib.demo.talk import Talk

_STATUSES: tuple[tuple[str, list[str], str], ...] = (
    ("in_review", [], "[It's|Your application is] in review [since|as of] {updated}; nothing is missing."),
    (
        "in_review",
        ["landlord reference"],
        "[It's in review|They're reviewing it], [waiting on|still waiting for] your landlord's reference.",
    ),
    (
        "incomplete",
        ["second pay stub"],
        "[It isn't complete yet|One thing is missing]: [your|a] second pay stub.",
    ),
    ("incomplete", ["photo ID"], "[It's on hold|Not complete], the photo ID [is missing|didn't upload]."),
    (
        "approved",
        [],
        (
            "[Good news|It's approved]~, congratulations~! [Approved|The decision came] on {updated}; the "
            "lease [goes out by e-mail|is sent by e-mail] for signing."
        ),
    ),
    (
        "approved_with_conditions",
        ["co-signer"],
        "[Approved on one condition|It's approved on one condition] ({updated}): a co-signer is needed.",
    ),
    (
        "screening",
        [],
        "[The background check is running|It's in screening], [last update|updated] {updated}.",
    ),
)


def status(t: Talk) -> None:
    """Ask how an application stands."""
    t.user(
        "[any update|any news|what's happening] [on|with] my application?",
        (
            "[hi |]I applied [last week|on monday|10 days ago|for a 2 bedroom] and [haven't heard "
            "anything|still nothing], [what's going on|any update]?"
        ),
        "[checking|just checking] [the status of|on] my application",
        "[is my application|was my application] [approved|through] [yet|]?",
        "[did you get|have you received] my [documents|pay stubs|application]?",
        (
            "[how long does|how much longer will] [approval|the application] take? [applied on the "
            "3rd|it's been a week|]"
        ),
    )
    if "name" not in t.known:
        t.say(
            (
                "[I can look that up|Let me look it up]. [What name is it under|Your name, please|Which "
                "name did you apply under]?"
            ),
            "[Sure|Let me see]. [Can I have|May I have] the name [on the application|you applied with]?",
        )
        t.user(
            "{name}",
            "[it's|under] {name}",
            "{name}, {email}",
            "{name} and [my wife|my brother] is co applicant",
            email=t.person.email,
        )
        t.known.add("name")
    state, missing, words = t.pick(_STATUSES)
    updated = t.now.date() - timedelta(days=t.rng.randint(1, 6))
    result: dict[str, object] = {
        "application_id": t.number("APP-"),
        "name": t.person.name,
        "status": state,
        "last_update": updated.isoformat(),
        "missing": missing,
    }
    arguments: dict[str, object] = {"name": t.person.name, "property": t.place.key}
    if t.chance(0.12):
        t.call("lookup_application", arguments, {"matches": []})
        t.say(
            (
                "[Nothing comes up|I don't find one] under {name}. [Could it be under another name or "
                "e-mail|Which e-mail did you use]?"
            ),
            "[Hm, no match|No application shows] for {name}. What e-mail did you use?",
        )
        t.user("{email}", "[try|maybe] {email}", "[oh|ah] {email}", email=t.person.email)
        t.known |= {"email", "contact"}
        arguments = {"email": t.person.email, "property": t.place.key}
    t.call(
        "lookup_application",
        arguments,
        result,
        glance(t, "[Thanks, one moment|Looking it up|Let me find it]."),
    )
    t.say(words, updated=f"{updated:%B} {updated.day}")
    ask_again(t, "name", t.person.name)
    if missing and t.chance(0.7):
        _missing(t)
    elif state in ("in_review", "screening") and t.chance(0.8):
        _how_long(t)
    for _ in range(t.pick((0, 0, 1, 1, 2))):
        side_question(t)
    asides.close(t)


def _missing(t: Talk) -> None:
    t.user(
        "[where do I send it|how do I send that|can I just text a photo]?",
        "I [sent|uploaded] that [already|twice]!!",
        "[ok|oh] [can I upload it now|where]?",
    )
    url = desk.send_link(t, "application")
    shown = f"[Upload page]({url})" if t.formats() else url
    if t.channel == "voice":
        t.say("[I've texted you|You'll get a text with] the upload link.")
    else:
        t.say(
            "[Please upload it here|You can add it here|This is the upload page]: {url}",
            "[Here|Upload]: {url}",
            url=shown,
        )


def _how_long(t: Talk) -> None:
    t.user(
        "how [long|much longer] [does that take|will it be|usually]?",
        "[when will I know|when do I hear back]? [my lease ends soon|I have to tell my landlord|]",
        "[can you speed it up|can someone push it], [I move in 2 weeks|I'm getting nervous]?",
    )
    if t.wants(failures.CALLBACK):
        asides.promise(t, "the application")
    elif t.chance(0.5) and "contact" in t.known:
        who, when = desk.schedule_callback(t, "application timing")
        t.say(
            "[I can't see that|That part I can't see]. {who} will call you {when} [with a date|about it].",
            "I've [asked for|set up] a call: {who}, {when}.",
            who=who,
            when=when,
        )
    else:
        t.say(
            "I [can't see|don't have] an end date. The office at {office} [can tell you|knows] [more|].",
            "[There's no date on file|No date is listed]; [for a deadline|to speed things up] call {office}.",
        )


def requirements(t: Talk) -> None:
    """Ask what an application takes, then more."""
    t.topics.add("screening")
    screening(t)
    for _ in range(t.pick((1, 1, 2, 3))):
        asides.beside(t)
    asides.close(t)


def change_tour(t: Talk) -> None:
    """Move a tour, cancel it, or be late for it."""
    day = t.now.date() + timedelta(days=t.pick((1, 1, 2, 3, 4)))
    day = world.open_day(t.place, day)
    time = t.pick(world.slots(t.rng, t.place, day))
    move = t.chance(0.66)
    when = said_day(t.rng, day, t.now)
    if move:
        t.user(
            (
                "[need to|can I|I have to] [reschedule|move|change] my tour [on {when}|for {when}|], "
                "[something came up|work called me in|my car died|sitter cancelled|]"
            ),
            "[can't make it|won't make it] {when}, [can we do another day|is there another time]?",
            (
                "[have a tour|I'm booked for a tour] {when} but [I got covid|my flight is delayed|I mixed "
                "up the days]. [other times|can I move it]?"
            ),
            when=when,
        )
    else:
        t.user(
            (
                "[cancel my tour|please cancel my tour|need to cancel] {when}[, found a place|, changed my "
                "mind|]"
            ),
            (
                "[won't be coming|not coming] {when}, [signed somewhere else|plans changed|found something "
                "closer to work]"
            ),
            when=when,
        )
    if "name" not in t.known:
        t.say(
            "[Sure|No problem]. [What name is it under|Your name, please]?",
            "[What name is the tour under|Which name did you book with]?",
            "~No worries at all! ~[Under which name|What name] did you book?",
        )
        t.user("{name}", "[it's|under] {name}", "{first} {last}", last=t.person.last)
        t.known.add("name")
    number = t.number("T-")
    t.call(
        "lookup_tour",
        {"name": t.person.name, "property": t.place.key},
        {
            "tour_id": number,
            "date": day.isoformat(),
            "weekday": f"{day:%A}",
            "time": time,
            "status": "confirmed",
        },
    )
    t.known.add("contact")
    spoken = agent_day(t.rng, day, t.now, t.channel)
    ask_again(t, "name", t.person.name)
    if move:
        t.say(
            (
                "[I have it|Found it]: {day} at {time}. [When would you like to come instead|What day is "
                "better|Which day works]?"
            ),
            "[Yes|OK], {day}, {time}. [What other day works|Which day instead]?",
            day=spoken,
            time=clock(time),
        )
        other = world.open_day(t.place, day + timedelta(days=t.pick((1, 2, 3, 5))))
        t.user(
            "{day}",
            "[maybe|how about] {day}[?|]",
            "{day} [any time|after work|morning pls]",
            "[next day I'm free is|I could do] {day}",
            day=said_day(t.rng, other, t.now),
        )
        tour.rebook(t, other, number)
    else:
        t.call("cancel_tour", {"tour_id": number}, {"status": "cancelled", "tour_id": number})
        t.say(
            "[Cancelled|Done, it's cancelled], {day} at {time} is [free again|off the calendar].",
            "[Your tour on|The visit on] {day} is cancelled. [Good luck|All the best][ with the new place|].",
            "~No problem at all! ~[It's cancelled|I've cancelled it].",
            day=spoken,
            time=clock(time),
        )
        t.outcome = "tour_cancelled"
    if t.chance(0.3):
        asides.beside(t)
    asides.close(t)
