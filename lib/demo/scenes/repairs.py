"""Residents who report something broken."""

from __future__ import annotations

from lib.demo import desk, failures
from lib.demo.scenes import asides
from lib.demo.scenes.replies import glance
from lib.demo.scenes.slips import ask_again, break_off
from lib.demo.talk import Talk

# What broke: how it is said, category, summary, priority, what the application asks about it, answers.
_ISSUES: tuple[tuple[str, str, str, str, str, str], ...] = (
    (
        "[kitchen|the kitchen] faucet [is dripping|keeps dripping|drips all night]",
        "plumbing",
        "kitchen faucet drips",
        "low",
        "Does it drip from the spout or the base?",
        "[the spout|from the base I think|both]",
    ),
    (
        "my [dishwasher|dish washer] [won't drain|leaves water at the bottom|isn't draining]",
        "appliance",
        "dishwasher does not drain",
        "normal",
        "[Is there standing water|Does it show an error code]?",
        "[yes like an inch|E24 something|it just hums]",
    ),
    (
        "the [garbage disposal|disposal] [is jammed|hums and does nothing|died]",
        "appliance",
        "disposal jammed",
        "normal",
        "Did you try the reset button underneath?",
        "[yes twice|there's a button?? ok no change|yeah nothing]",
    ),
    (
        "[bathroom|my bathroom] sink [is clogged|drains super slow|backs up]",
        "plumbing",
        "bathroom sink drains slowly",
        "normal",
        "Is it only the sink, or the tub too?",
        "[just the sink|tub too a little|sink only]",
    ),
    (
        (
            "[the fridge|my refrigerator] [isn't cold|is warm|stopped cooling], [my milk went "
            "bad|everything's thawing|food's spoiling]"
        ),
        "appliance",
        "refrigerator not cooling",
        "high",
        "Is the light inside on?",
        "[yes|light works but it's warm|yes and it clicks]",
    ),
    (
        "[the dryer|my dryer] [takes 3 cycles|doesn't heat|leaves everything damp]",
        "appliance",
        "dryer not heating properly",
        "normal",
        "[Is the lint filter clean|Does the drum turn]?",
        "[yes cleaned it|turns fine just cold|yep]",
    ),
    (
        "[I saw|there are|found] [roaches|mice droppings|ants everywhere] in the [kitchen|pantry|bathroom]",
        "pest",
        "pest sighting",
        "normal",
        "[Where did you see them|Roughly how many]?",
        "[under the sink|like five of them|along the baseboard]",
    ),
    (
        "[the toilet|my toilet] [keeps running|won't stop running|runs all night]",
        "plumbing",
        "toilet runs",
        "normal",
        "Does it stop when you jiggle the handle?",
        "[for a bit|no|sometimes]",
    ),
    (
        "my [bedroom window|balcony door|patio door] [won't lock|doesn't latch|won't close all the way]",
        "doors",
        "window or door does not lock",
        "high",
        "Which room is it?",
        "[bedroom|living room side|the big one in front]",
    ),
    (
        "[smoke detector|the smoke alarm] [chirps|beeps every 30 seconds|keeps beeping]",
        "safety",
        "smoke detector chirps",
        "normal",
        "Is it one chirp at a time, and no smoke?",
        "[yes just chirps|no smoke|one beep over and over]",
    ),
    (
        "[hallway|the hallway] light [outside my door|on my floor] is [out|flickering|out again]",
        "common area",
        "hallway light out",
        "low",
        "Which floor is it?",
        "[mine|same floor as me|right by the elevator|second]",
    ),
    (
        "[the a/c|my AC|the air] [is blowing warm|makes a grinding noise|leaks a little water]",
        "hvac",
        "A/C not cooling properly",
        "normal",
        "What is the thermostat set to?",
        "[70|68 and it says 79|seventy two]",
    ),
    (
        "[closet|the closet] door [came off|fell off] [its track|the rail] [again|]",
        "doors",
        "closet door off track",
        "low",
        "[Which closet|Is anything broken, or just off the track]?",
        "[hall closet|just off the track|a roller snapped]",
    ),
    (
        "[shower|my shower] has [no pressure|no hot water|like zero pressure]",
        "plumbing",
        "shower pressure or hot water",
        "normal",
        "Is the sink hot and strong?",
        "[sink's fine|sink is ok|yeah only shower]",
    ),
    (
        "[mailbox|my mailbox] [key broke|lock is stuck|won't open]",
        "doors",
        "mailbox lock stuck",
        "low",
        "Is part of the key still in the lock?",
        "[yes half of it|no|just won't turn]",
    ),
    (
        "[the ceiling|bathroom ceiling] has [a brown spot|a stain that's growing|some kind of mold]",
        "walls",
        "ceiling stain",
        "normal",
        "[Is it wet to the touch|Is anything dripping]?",
        "[dry|no drips|a bit damp]",
    ),
)
_SINCE = (
    "[since|it started] [yesterday|last night|monday|this morning|a few days ago|last week]",
    "[about a week|two days|since we moved in honestly|since the last rain]",
    "[third time this month|it's happened before|you fixed it in august and it's back]",
)
_OPEN = (
    "{issue}",
    "[hi|hello|hey], {issue}",
    "[hi |]{issue} [in {unit}|in my apartment|], [can someone come|can someone look at it|who do I contact]?",
    "{issue} ¶[unit|apt] {unit}",
    "maintenance request: {issue}",
    "{issue}. [this is {name} in {unit}|]",
    "[so |]{issue} [and it's driving me nuts|and I've had it|]",
    "[need maintenance|need someone], {issue}",
)
_ACK = (
    "[Ugh|Oof|Oh no], [that's no fun|sorry to hear that|that's frustrating].",
    "[I can|Let me] [get|put] [a ticket|a work order|maintenance] [started|on it][ for you|].",
    "[That sounds annoying|Sorry about that|Sorry to hear that].",
    "~Oh no, I'm sorry about that! ~",
    "",
    "[Thanks for reporting it|Thanks for letting us know].",
    "",
    "[Got it|Okay].",
)
_ENTRY = (
    "[May|Can] maintenance [enter|go in] if you're [out|not home]?",
    (
        "[Is it OK|OK] to [enter|come in] [if nobody's home|while you're out]? [Any pets|And any pets] "
        "[inside|]?"
    ),
    "[Do we have|Do they have] permission to enter?",
)
_ENTRY_ANSWER = (
    "[yes|yeah|sure|yep]",
    "[yes but|ok but] [the dog is crated|knock first|not before 10|call me first]",
    "[no I want to be there|I'd rather be home|no please call before]",
    "[yes go ahead|fine], [cat hides|just lock up after|]",
)
_DONE = (
    "[Ticket|Work order] <{number}> is [open|in]. [Maintenance comes|The visit is|They'll come] <{window}>.",
    (
        "[Done|All set|I've logged it], [reference|ticket|number] {number}: [visit|someone will be there] "
        "{window}."
    ),
    "~I've got you covered. ~{number}, [scheduled for|visit window] {window}.",
    "[You're on the list|It's scheduled] for {window}[, work order|. Ticket:] <{number}>.",
)
_AFTER = (
    "[ok|great|perfect], [thanks|thank you]",
    "[that's|is that] the earliest? [ok|fine]",
    "[can they text before|will they text first]?",
    "[ok|k]",
    "[they better show up this time|hopefully for real this time]",
    "[awesome|cool] [thanks|ty]",
)


def repair(t: Talk) -> None:
    """Report one thing, or two, and get a ticket."""
    issue, category, summary, priority, question, answer = t.pick(_ISSUES)
    opening = t.pick(_OPEN)
    if "{unit}" in opening and "[in {unit}|" not in opening and "[this is" not in opening:
        t.known.add("unit")
    if "[in {unit}|" in opening:
        opening = opening.replace(
            "[in {unit}|in my apartment|]", t.pick(("in {unit}", "in my apartment", ""))
        )
        t.known |= {"unit"} if "in {unit}" in opening else set()
    if "[this is {name} in {unit}|]" in opening:
        with_name = t.chance(0.5)
        opening = opening.replace(
            "[this is {name} in {unit}|]", "this is {name} in {unit}" if with_name else ""
        )
        t.known |= {"unit", "name"} if with_name else set()
    t.user(opening.replace("{issue}", issue), unit=t.person.unit)
    said_since = ""
    t.say_text(f"{t.phrase(*_ACK)} {t.phrase(question)}")
    if t.chance(0.4):
        since = t.phrase(*_SINCE)
        said_since = since
        t.known.add("since")
        t.user(answer + ". {since}", since=since)
    else:
        t.user(answer)
    if "unit" not in t.known:
        t.say(
            "[And which unit|Which unit is this|What's your unit number|And what unit are you in]?",
            "[Thanks|Got it|OK|Noted]. [Your unit|Unit number|Your apartment number|And the unit], please?",
            (
                "[Which apartment|What apartment|Which unit] [is it|are you in|should they come to|do I "
                "send them to]?"
            ),
            (
                "[I'll need|I need|Just need] your unit number [for the ticket|to open a ticket|so they "
                "know where to go]."
            ),
        )
        t.user(
            "{unit}",
            "[unit|apt|#] {unit}",
            "{unit} at {place}",
            "{unit}, [thanks|building in back|]",
            unit=t.person.unit,
        )
        t.known.add("unit")
    if said_since and t.chance(0.6):
        ask_again(t, "since", said_since)
    if t.chance(0.75):
        t.say(*_ENTRY)
        t.user(*_ENTRY_ANSWER)
    ask_again(t, "unit", t.person.unit)
    if t.wants(failures.STOPPED):
        break_off(
            t,
            "create_ticket",
            {"unit": t.person.unit, "property": t.place.key, "category": category, "summary": summary},
        )
    number, window = desk.ticket(
        t,
        category,
        summary,
        priority,
        glance(t, "[Logging it|Opening a ticket|Creating the work order] now."),
    )
    t.say(*_DONE, number=number, window=window)
    if t.chance(0.16):
        second, category, summary, priority, _, _ = t.pick(_ISSUES)
        t.user("[oh and|also|while you're at it,] " + second)
        number, window = desk.ticket(t, category, summary, priority)
        t.say(
            "[Added|Second ticket]: {number}, {window}.",
            "[That's|Logged as] {number}, {window}.",
            number=number,
            window=window,
        )
    if t.wants(failures.CALLBACK):
        promised = t.say(
            (
                "[The technician|{who}|Someone] will [call|text] you [before they come|beforehand|the day "
                "before] [to confirm|]."
            ),
            (
                "[I'll have|The office will have] {who} [call|check in with] you [tomorrow|afterwards] [to "
                "make sure it's fixed|about it]."
            ),
            who=t.pick(t.place.staff),
        )
        t.plant(failures.CALLBACK, promised, topic=summary)
    elif t.chance(0.12):
        asides.odd_question(t)
        return
    if t.chance(0.8):
        t.user(*(line for line in _AFTER if "text" not in line))
        if t.chance(0.4):
            t.say(
                "[You're welcome|Of course|Anytime]!",
                "[Take care|Have a good day][!|.]",
                "~Happy to help! ~[Message here|Write back] if anything changes.",
            )
