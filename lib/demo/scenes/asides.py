"""What happens beside the matter: detours, doubts about the machine, questions nobody has the answer to."""

from __future__ import annotations

from lib.demo import desk, failures
from lib.demo.scenes.questions import side_question
from lib.demo.talk import Talk

_ODD_QUESTIONS = (
    ("[can I|am I allowed to] paint the walls?", "painting the walls"),
    ("[can I|is it ok to] sublet for [a couple months|the summer]?", "subletting"),
    ("how [thick|soundproof] are the walls [actually|really|]?", "sound between units"),
    (
        "[which internet provider|what internet] [is there|do you have]?",
        "internet providers",
    ),
    ("[can I|could I] mount a TV [on the wall|]?", "mounting a TV"),
    ("does [it|the kitchen] have a gas stove or electric?", "the stove"),
    ("[would my|will a] king bed fit [in the bedroom|]?", "bedroom dimensions"),
    ("[is it possible to|can I] [paint|put up shelves|install a bidet]?", "alterations"),
    ("how [old|new] is the [building|plumbing|roof]?", "the building's age"),
    ("which way do the windows face?", "which way the windows face"),
    ("can I [put|keep] a [grill|hammock|kayak] [outside|on the patio|somewhere]?", "keeping things outside"),
    ("do you [guys |]take [rent by credit card|crypto lol|money orders]?", "payment methods"),
    ("[can I see|is it possible to see] the actual unit [and not a model|]?", "seeing the actual unit"),
    ("does the [5am|freight] train [run close by|wake people up]?", "train noise"),
    ("do you do [corporate leases|furnished units]?", "corporate or furnished leases"),
    ("would you hold it for [a week|a few days] [without the fee|]?", "holding a unit"),
)


def odd_question(t: Talk) -> None:
    """Ask what no tool can answer: a call-back is scheduled, the office named, or merely promised."""
    question, topic = t.pick(_ODD_QUESTIONS)
    if topic in t.topics:
        return
    t.topics.add(topic)
    t.user("[random question: |weird question: |quick q: |]" + question, question, question)
    if t.wants(failures.CALLBACK) and t.outcome not in ("callback", "transferred"):
        promise(t, topic)
        return
    roll = t.rng.random()
    if roll < 0.45 and "contact" in t.known and failures.CALLBACK not in t.planted:
        who, when = desk.schedule_callback(t, topic)
        t.say(
            (
                "I [don't have that on file|can't see that here], so {who} from the office will call you "
                "{when} about {topic}."
            ),
            (
                "[That one's for the office|Not in my notes]. [I've set up a call|Call scheduled]: {who}, "
                "{when}."
            ),
            who=who,
            when=when,
            topic=topic,
        )
    else:
        t.say(
            (
                "I don't have [anything|information] on {topic}. The office at {office} [can tell "
                "you|would know]."
            ),
            (
                "[That's not something I can look up|I can't look that up], [sorry|I'm afraid]. [Best to "
                "ask the office|The office can help]: {office}."
            ),
            (
                "~Good question! ~[I'm not sure about|I have nothing on] {topic}, and I'd rather not "
                "guess. [Try|Call] {office}."
            ),
            topic=topic,
        )
    if t.chance(0.5):
        t.user("[ok|k|alright|fine]", "[ok|cool] thanks", "[no worries|np]", "[sure|ok whatever]")


_PROMISES = (
    (
        "[I'll have|I'm going to have] [someone|a colleague|{who}|the office] call you [tomorrow|tomorrow "
        "morning|later today|shortly] about {topic}."
    ),
    (
        "~Great question! ~[Someone|A team member|{who}] [will reach out to you|will get back to you|will "
        "give you a call] [today|within the day|by tomorrow|soon] [with the answer|about {topic}|on that]."
    ),
    (
        "[I don't have that here|Not sure], but [I've asked {who} to|I'll have {who}] get in touch with "
        "you [tomorrow|this afternoon|by end of day]."
    ),
    (
        "[The leasing team|Our office|{who}] will [call|text|contact] you [back |]about {topic} [within 24 "
        "hours|first thing tomorrow|before noon tomorrow]."
    ),
)


def promise(t: Talk, topic: str) -> None:
    """Promise a call that nothing was scheduled for."""
    said = t.say(*_PROMISES, who=t.pick(t.place.staff), topic=topic)
    t.plant(failures.CALLBACK, said, topic=topic)
    t.user(
        "[ok great|perfect|ok|sounds good], [thanks|thank you]",
        "[ok I'll wait for the call|ok]",
        "[cool|good]",
        "[what time|when exactly]? [nvm it's fine|doesn't matter]",
        "[after 5|mornings] [works best|is best] for me",
    )


def robot(t: Talk) -> None:
    """Doubt that this is a person; the application says what it is."""
    t.user(
        "[wait |]are you a [real person|bot|robot|human]?",
        "is this [automated|AI|a bot] [lol|]?",
        "[am I|I'm] talking to a machine [aren't I|right|]?",
        "lol you [answer fast|type fast] are you a bot",
    )
    t.say(
        (
            "[I'm|I am] a virtual assistant[, yes|]. [Happy to keep going.|I can still help with this.|Shall "
            "we continue?]"
        ),
        "[Yes|Guilty], I'm Remy, a virtual assistant for {place}.",
        (
            "~Fair question! ~I'm a virtual assistant. [A person can take over any time|Just say so if "
            "you'd rather have a person]."
        ),
    )
    t.user(
        "[ok|lol ok|haha ok|figured]",
        "[fine by me|that's fine|no it's fine|ok whatever works]",
        "[huh|oh] ok",
        "[cool|ok] [anyway|so]",
    )


_TANGENTS = (
    (
        (
            "[hang on|hold on|one sec|brb] [my kid is yelling|door|someone's at the door|boss is "
            "coming|phone's dying]"
        ),
        "[Take your time|No rush|Sure].",
    ),
    (
        "[it's been|this week has been] [such a day|insane|a lot] [lol|ugh|]",
        "[I hear you|Sorry to hear it|That sounds tiring]. [Let's make this part easy|I'll keep it short].",
    ),
    (
        "[sorry|oops] wrong [chat|window|thread] ¶that was for my [sister|coworker|mom]",
        "[No problem|All good].",
    ),
    (
        (
            "[do you know if there's|is there] a [grocery store|good taco place|bus stop|laundromat] [near "
            "there|close by]?"
        ),
        (
            "[A map will show that better than I can|I don't keep a list of places nearby]; the address is "
            "{address}."
        ),
    ),
    (
        "[go bears|did you see the game|it's so hot out] [lol|]",
        "[Ha|Noted]! [Back to the apartment|Shall we go on]?",
    ),
    ("[still here|sorry, back now|sorry was driving|sorry had to take a call]", "[Welcome back|No problem]."),
    (
        (
            "[my mom wants to know|my wife is asking|my partner says] [if it's carpet or hardwood|about "
            "the floors]"
        ),
        (
            "[Flooring isn't in the listing|The listing doesn't say], [so|] the [best check is a "
            "visit|office would know: {office}]."
        ),
    ),
    (
        "[this is|honestly] the [first place|only place] that [answered me|got back to me] [all week|]",
        "[Glad to|Happy to hear that].",
    ),
)


def tangent(t: Talk) -> None:
    """Leave the subject for a moment."""
    left = [pair for pair in _TANGENTS if pair[0] not in t.topics]
    said, answer = t.pick(left)
    t.topics.add(said)
    t.user(said)
    t.say(answer)


def detour(t: Talk) -> None:
    """Let the person ask something else instead of answering."""
    if not side_question(t):
        tangent(t)


def beside(t: Talk) -> None:
    """Make one excursion of any kind."""
    roll = 0.8 if "robot" in t.topics and t.chance(0.14) else t.rng.random()
    wants_promise = t.wants(failures.CALLBACK)
    if (wants_promise and roll < 0.6) or roll < 0.2:
        odd_question(t)
    elif roll < 0.75:
        side_question(t)
    elif roll < 0.86:
        tangent(t)
    elif "robot" not in t.topics:
        t.topics.add("robot")
        robot(t)


_THANKS = (
    "[thanks|thank you|thx|ty]",
    "[ok|great|perfect|awesome], [thanks|thank you][!|]",
    "[thanks so much|thank you so much][!|]",
    "[ok|cool] [bye|see ya|talk later]",
    "[great|perfect], [that's all|that's it]",
    "[appreciate it|much appreciated]",
    "[thanks for|appreciate] [the help|your help|the quick answers]",
    "[ok|k]",
    "ok [I'll think about it|let me talk to my partner|I'll let you know]",
    "[have a good one|have a nice day]",
    "[that helps|very helpful], [thanks|thank you]",
    "[no that's everything|nope that's all|that's everything]",
)
_BYES = (
    "[You're welcome|Anytime|Of course]! [Have a great day|Take care|Enjoy your day|Talk soon].",
    "[You're welcome|Happy to help|Glad to help][!|.]",
    "~My pleasure! ~[Reach out any time|We're here if anything comes up].",
    "[Take care|Bye for now|Talk soon|Have a good one|Enjoy the rest of your day][, {first}|][!|.]",
    "[Anytime|Sure thing|No problem|You got it], {first}[!|.]",
    (
        "[Sounds good|Great|OK]. [I'm here|We're here|{place} is here] if [you need anything|something "
        "else comes up|you have more questions]."
    ),
    "[My pleasure|Glad I could help|Happy I could help][, {first}|][!|.]",
)
_BYES_SEARCHING = (
    *_BYES,
    "[Good luck with|All the best for] [the search|the move|everything|the apartment hunt][!|.]",
    "[Thanks for|Thank you for] [getting in touch|reaching out to {place}|asking about {place}][!|.]",
)


def close(t: Talk) -> None:
    """End the conversation as conversations end: with thanks, or just so."""
    roll = t.rng.random()
    if roll < 0.28:
        return
    t.user(*_THANKS)
    if roll < 0.72:
        named = "name" in t.known or t.channel != "chat"
        t.say(
            *(
                bye if named else bye.replace("[, {first}|]", "")
                for bye in (_BYES_SEARCHING if t.person.kind == "prospect" else _BYES)
                if named or "], {first}" not in bye
            )
        )
        if roll > 0.66:
            t.user(
                "[you too|u too]",
                "👍" if t.channel != "voice" else "bye",
                "bye",
                "[oh one more thing|actually]... [never mind|nvm]",
                "k",
            )
