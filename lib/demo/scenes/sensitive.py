"""Conversations about matters that must go to a person."""

from __future__ import annotations

from lib.demo import desk, failures
from lib.demo.grammar import clipped
from lib.demo.scenes.handoffs import MATTERS
from lib.demo.scenes.matter import Matter
from lib.demo.talk import Talk

_BRIDGE = (
    (
        "[I'm connecting you with|Let me get you to|I'll bring in] [someone|a person|a colleague] who can "
        "[handle|help with] this."
    ),
    "[This needs|That's one for] a person. [Transferring you now|One moment].",
    "",
    "",
    (
        "~I'm really sorry about this. ~[Let me hand you over|I'm handing you over|Passing you on] [right "
        "away|now]."
    ),
    "[Understood|Of course]. [Transferring|Connecting] you.",
)
_BRIDGE_URGENT = (
    (
        "[Please leave the area|Get somewhere safe first] and call 911 if [anyone is in danger|it gets "
        "worse]. [Connecting you to|I'm getting] our on-call team now."
    ),
    (
        "[This is an emergency|That can't wait]. [Getting the on-call line|Connecting you to on-call] "
        "now[, and call 911 if anyone is at risk|]."
    ),
)
_CONNECTED = (
    (
        "{who} [is joining now|has joined|is on the line now|is here] and [can see|has] [what you "
        "wrote|this conversation|your details]."
    ),
    "[You're now with|I've handed you to|Here is] {who} from {place}.",
    "[Done|OK]: {who} [takes it from here|will take over here|has it now].",
    "{who} from our office is with you now[, {first}|].",
)
_QUEUED = (
    (
        "You're in line for {who}, [about|roughly] {wait}. [Please stay here|They'll join this "
        "conversation|Hang tight]."
    ),
    "[I've put you through to|Handed over to] {who}. [Wait is|It's] about {wait} right now.",
    "{who} will [join here|pick up] in [about|around] {wait}.",
)
_LATER = (
    "The office is closed [now|right now], so {who} will call you {wait}. [It's scheduled|That's booked in].",
    (
        "[Nobody is in|It's after hours], but [it's with {who}, who calls|{who} has it and will call] you "
        "{wait}."
    ),
    "I've passed this on. {who} [calls|will call] {wait}, [that call is scheduled|it's in the calendar].",
)
_RELIEF = (
    "[ok|okay|thanks|thank you]",
    "[finally|good]",
    "[ok great|perfect], [thanks|ty]",
    "[alright|fine], [I'll wait|waiting]",
    "[appreciate it|thank you so much]",
    "ok",
    "[what's her name again|how long]? [ok|nvm]",
)
_GIVE_UP = (
    "[forget it|never mind]. [I'll call|I'll drive over|I'll go to the office]",
    "[this is useless|you're useless|worst bot ever|this is a joke]",
    "[ok|fine|whatever]",
    "[hello?? |]are you even [paying attention|following]",
    "[I'll figure it out myself|I'll sort it out myself]",
    "[ok I guess|alright then]",
    "[thanks for nothing|wow ok]",
    "[ok thanks|ok thank you]",
)


def sensitive(t: Talk) -> None:
    """Let somebody raise a matter for a person, at once or after small talk."""
    fitting = [matter for matter in MATTERS if t.person.kind in matter.kinds]
    matter = t.rng.choices(fitting, [each.weight for each in fitting])[0]
    if t.chance(0.2) and not matter.urgent:
        t.user(
            "[hi|hello|hey][, is anyone there|, I have a problem|, need some help|]",
            "[hello|hi] [this is {name}|it's {name} in {unit}]",
            unit=t.person.unit,
        )
        t.say(
            "[Hi|Hello]! [How can I help|What can I do for you|What's going on]?",
            "[Hi there|Hello], Remy here, the virtual assistant for {place}. [What can I do|How can I help]?",
        )
    t.user(*matter.raised, unit=t.person.unit)
    settle(t, matter)


def interrupt_for_human(t: Talk) -> None:
    """Let a prospect ask for a person in the middle of something else."""
    t.user(*MATTERS[0].raised)
    settle(t, MATTERS[0])


def settle(t: Talk, matter: Matter) -> None:
    """Hand the matter over, or fail to."""
    if t.wants(failures.HANDOFF):
        _muddle(t, matter)
        return
    if t.chance(0.25) and not matter.urgent and matter is not MATTERS[0]:
        t.say(
            (
                "[I'm sorry to hear that|Thanks for telling me]. [That needs|This goes to] a person on our "
                "team. [Anything I should pass along|Is there anything to add before I hand you over]?"
            ),
            (
                "[Understood|I see]. [A colleague handles that|Our team handles that]; [what should they "
                "know|anything else they should know]?"
            ),
        )
        t.user(
            "[no that's it|nope|just that]",
            "[tell them it's been weeks|it's urgent|I've called twice already]",
            "[just have them look at my file|I have everything in writing|I can send photos]",
        )
    bridge = t.phrase(*(_BRIDGE_URGENT if matter.urgent else _BRIDGE))
    how, who, wait = desk.transfer(t, matter.team, t.pick(matter.reasons), bridge, matter.urgent)
    replies = {"connected": _CONNECTED, "queued": _QUEUED, "after_hours": _LATER}[how]
    if t.channel == "chat" and "name" not in t.known:
        replies = tuple(reply.replace("[, {first}|]", "") for reply in replies)
    t.say(*replies, who=who, wait=wait)
    if t.chance(0.7):
        t.user(*_RELIEF)
    if t.chance(0.15):
        t.say("[You're welcome|Of course]. [Take care|I hope it gets sorted quickly].")


def _muddle(t: Talk, matter: Matter) -> None:
    said = t.say(*matter.alone)
    t.plant(failures.HANDOFF, said, topic=matter.topic, team=matter.team.replace("_", " "), did=clipped(said))
    t.disappointed = True
    if t.chance(0.85):
        t.user(*matter.pressed)
        t.say(*matter.still)
        if t.chance(0.3):
            t.user(*[line for line in matter.pressed])
            t.say(
                (
                    "[I understand|I hear you]. [Is there anything else I can help with|Can I help with "
                    "something else]?"
                ),
                "[I'm sorry I can't do more here|That's all I can do at the moment].",
                (
                    "[I do understand|I see]. [Let me know if you need anything else|I'm here if something "
                    "else comes up]."
                ),
            )
    if t.wants(failures.CALLBACK) and t.chance(0.7):
        promised = t.say(
            "[I'll ask {who} to|I'll have {who}] call you [tomorrow|this week|shortly] [about this|].",
            (
                "[Somebody from the office|{who}|The manager] will [be in touch|call you back|get back to "
                "you] [soon|tomorrow|by the end of the week]."
            ),
            who=t.pick(t.place.staff),
        )
        t.plant(failures.CALLBACK, promised, topic=matter.topic)
    if t.chance(0.8):
        t.user(*_GIVE_UP)
