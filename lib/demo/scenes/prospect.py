"""Conversations of people looking for an apartment."""

from __future__ import annotations

from lib.demo import desk, failures
from lib.demo.scenes import asides, quoting, tour, turns
from lib.demo.scenes.need import Need, draw_need, open_search, say_beds
from lib.demo.scenes.questions import TOPICS, side_question
from lib.demo.scenes.sensitive import interrupt_for_human
from lib.demo.scenes.slips import ask_again
from lib.demo.talk import Talk

_DECLINE = (
    "not yet, [just comparing|just looking|still early]",
    "[no|nah] [not today|not right now], [just wanted prices|just getting an idea]",
    "[maybe later|maybe next week]",
    "[I'll think about it|let me talk to my girlfriend first|need to sleep on it]",
)
_APPLY = (
    "[can I just apply|how do I apply|can I apply online]?",
    "[send me the|where's the] application[ link|]?",
    "[I want it|I'll take it]. [what's next|how do I apply]?",
)


def looking(t: Talk, goal: str) -> None:
    """Let somebody look for an apartment: to visit, to compare prices, with a friend, for a special."""
    need = draw_need(t, goal)
    if goal in ("tour", "price") and t.channel != "voice" and t.chance(0.05):
        turns.lead_form(t, need)
    else:
        open_search(t, need)
    if goal == "specials":
        _specials(t)
    elif goal == "roommates":
        _roommates(t)
    found = quoting.quote(t, need)
    if not found:
        return
    unit = turns.compare(t, need, found) if t.chance(0.55) else found[0]
    if "move_in" in t.known and t.chance(0.16):
        if t.chance(0.55):
            found = turns.other_size(t, need)
            unit = found[0] if found and t.chance(0.5) else unit
        else:
            turns.other_building(t, need)
    for _ in range(t.rng.choices((0, 1, 2, 3, 4), (27, 30, 23, 14, 6))[0]):
        asides.beside(t)
    if t.chance(0.2) and t.move_in_words:
        ask_again(t, "move_in", t.move_in_words)
    if t.chance(0.07):
        interrupt_for_human(t)
        return
    toured = t.chance({"tour": 0.95, "price": 0.42}.get(goal, 0.62)) and tour.arrange(t, unit)
    if not toured and t.disappointed and t.chance(0.8):
        return
    if not toured:
        _drift_off(t, need)
    elif t.chance(0.22):
        side_question(t)
    asides.close(t)


def _specials(t: Talk) -> None:
    t.topics.add("specials")
    desk.look_up(t, "specials")
    if t.place.special:
        t.say(
            "[Yes|There is one]: {special}.",
            "[The current special|Right now it] is: <{special}>.",
            special=t.place.special,
        )
    else:
        t.say(
            "[No special|Nothing] [running|on] at {place} [right now|at the moment].",
            "{place} has no [special|promotion] [at the moment|right now][, sorry|].",
        )


def _roommates(t: Talk) -> None:
    t.topics.add("screening")
    desk.look_up(t, "screening")
    t.say(
        (
            "[One lease, every adult is on it|It's one lease with every adult on it], and each "
            "[applies|adult applies] separately. [Together|Combined] you need 3x the rent."
        ),
        (
            "[Everyone over 18|Each adult] [fills in|submits] an application and signs the same lease. "
            "Income is counted together, 3x the rent."
        ),
    )
    if t.chance(0.6):
        t.user(
            "[ok|cool|got it]. [so what's available|what do you have then|what's open]?",
            "[ok that works|ok makes sense], [what have you got|show me what you have]",
            "[hm|ok], [we make enough I think|should be fine]. [any open|what's left]?",
        )


def _drift_off(t: Talk, need: Need) -> None:
    roll = t.rng.random()
    if roll < 0.3:
        t.user(*_APPLY)
        url = desk.send_link(t, "application")
        if t.channel == "voice":
            t.say("I've [just |][texted|sent] you the [application link|link to apply].")
        else:
            link = f"[Apply here]({url})" if t.formats() else url
            t.say(
                "[Here's the application|You can apply here|Application]: {link}",
                "[Sent|There you go]: {link}",
                link=link,
            )
        t.outcome = "link_sent"
    elif roll < 0.6:
        t.user(*_DECLINE)
        t.say(
            (
                "[No problem|Of course|Sure]. [Units do move|Just message here when you're ready|I'm here "
                "when you want to visit]."
            ),
            "~Totally understand! ~[Reach out whenever|Message me when you'd like to visit].",
        )
    elif t.wants(failures.CALLBACK):
        asides.odd_question(t)


def policy_first(t: Talk, topic: str) -> None:
    """Let somebody ask about pets, parking or fees first, and perhaps about apartments after."""
    if t.chance(0.35):
        t.user(
            "[hi|hey|hello][, quick question|, question|, I had a question|]",
            "[hi|hello], [is this the office|are you open|I have a question about {place}]",
        )
        t.say(
            "[Hi|Hello]! [What would you like to know|How can I help|What can I do for you]?",
            (
                "[Hi there|Hello], this is Remy[, the virtual assistant|] at {place}. [Go ahead.|What's "
                "the question?|What would you like to know?]"
            ),
        )
    t.topics.add(topic)
    TOPICS[topic][0](t)
    for _ in range(t.rng.choices((0, 1, 2, 3), (30, 36, 24, 10))[0]):
        asides.beside(t)
    if t.chance(0.72):
        need = draw_need(t, "price")
        t.known.add("beds")
        t.user(
            "[ok and|so|and] do you have any {beds}s [open|available]?",
            "[ok|cool]. [looking for|I'd want] a {beds}, [what's available|what's open]?",
            "[and what do|how much do] the {beds}s [run|go for] [these days|]?",
            beds=say_beds(t, need),
        )
        found = quoting.quote(t, need)
        if found and t.chance(0.5):
            tour.arrange(t, found[0])
    asides.close(t)
