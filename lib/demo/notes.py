"""How the expert of the finished analysis words what they saw: short, concrete, never twice the same."""

from __future__ import annotations

from lib.demo import failures

# Facts come from the planted failure; channel, place and first are those of the conversation.
NOTES: dict[str, tuple[str, ...]] = {
    failures.MOVE_IN: (
        "[listed|named] {count} {noun} [straight away|right away|at once], no move-in date [asked|yet]",
        "quotes {unit} at {rent} [without knowing|before asking] when they move",
        (
            "never asked [when|for the date]; {unit} [is only free|free] {free}, [who knows if that "
            "fits|may not fit at all]"
        ),
        "[went straight to|jumps to] {unit}, {rent}. Move-in [date|] [not asked|unknown]",
        "[gives|reads out] {place} availability [cold|blind], policy says date first",
        "{rent} for {unit} - [for when?|which month? not asked]",
        "[search without|searched without] a move-in date and [offered|read out] {unit} ({free})",
        "[no date|date missing] when it offers {unit}[, should ask first|]",
        "tells them {unit} is [open|there] ({free}) [but|and] [doesn't know|has not asked] their date",
        "[skips|skipped] the move-in question, [goes to|on to] {rent}[/month|] for {unit}",
    ),
    failures.MARKUP: (
        "[raw markdown|{kind}] in a {channel} [message|reply]: {shown}",
        "{channel} [message|reply] shows {shown} as typed",
        "[formatting|markdown] on {channel}: [reads|looks] like {shown}",
        "{shown} [will be read out|gets sent] as is on {channel}",
        "plain text [was due|only] on {channel}, got {shown}",
        "[customer|{first}] sees {shown} [on the phone|literally]",
        "{kind} in {channel}, e.g. {shown}",
        "{shown} ({channel}!)",
        "sends {kind} [over|by] {channel}: {shown}",
    ),
    failures.CALENDAR: (
        "offered {said}, calendar's [first|earliest] slot [was|is] {first}",
        "{said} [isn't|is not] in the slots for {day} ({slots})",
        "says {said} on {day}; [calendar returned|the list has] only {slots}",
        "[where does|where did] {said} come from? {day} had {slots}",
        "{day} slots {slots}, [it still gave|yet it offers] {said}",
        "[made up|invented] {said} for {day}, the list starts at {first}",
        "time [not returned|not on the calendar]: {said} ({day}: {slots})",
    ),
    failures.HANDOFF: (
        "{topic}: [kept answering itself|handled it alone], no transfer",
        "should have gone to {team} ({topic}), [stays in the chat|never transferred]",
        "[customer|{first}] raised {topic}, [bot|it] [argues|improvises] instead of handing over",
        "[no hand-off|no transfer call] for {topic}",
        "{topic}: no transfer, [says|replies|answers] '{did}'",
        "'{did}' - that was {topic}, [belongs with|should go to] {team}",
        "{topic} is on the transfer list, [it answers anyway|gave its own answer]",
        "tries to settle {topic} [on its own|by itself] at {place}",
    ),
    failures.AGAIN: (
        "asks for the {what} again, they had said {answer}",
        "{what} already given ({answer}), [asked twice|asks once more]",
        "[second time|again] asking {what}; {answer} is [right there above|a few lines up]",
        "[forgot|lost] the {what}: {answer} was said before",
        "[{first}|customer] had to repeat {answer}",
    ),
    failures.PRICE: (
        "said {said} for {what}, [listing|tool] [says|has] {listed}",
        "{what}: {said} [quoted|told], result [shows|was] {listed}",
        "wrong figure, {what} is {listed} not {said}",
        "{listed} in the result, {said} in the reply ({what})",
        "{what} [off|misquoted]: {said} vs {listed}",
    ),
    failures.CALLBACK: (
        "promises a call about {topic}, [nothing scheduled|no callback created]",
        "'someone will get back' re {topic} - [no tool call|schedule_callback never called]",
        (
            "[says|claims] {place} will [call|be in touch] about {topic}, [no one was told|there's no "
            "record of it]"
        ),
        "call promised ({topic}), [never booked|not in the system]",
        "{first} will wait for a call on {topic} that [nobody has|nobody scheduled]",
    ),
    failures.AMENITY: (
        "says there is {what}; list has {list}, no {what}",
        "{what} [isn't|is not] on {place}'s amenity list, confirmed anyway",
        "[made up|invented] {what} at {place}",
        "{place} doesn't list {what}, reply says yes",
        "yes to {what}, tool returned {list} ...",
    ),
    failures.LANGUAGE: (
        "{first} writes Spanish, [answer|reply] is English ('{shown}')",
        "answered in English: '{shown}'",
        "Spanish in, English out at {place}, '{shown}'",
        "[switches to|stays in] English though {first} [wrote|asked] in Spanish ('{shown}')",
    ),
    failures.STOPPED: (
        "{tool} errors, then [nothing more|silence], {first} left hanging",
        "tool error on {tool} and it [just stops|never comes back]",
        "{tool} failed, no retry, no explanation, [customer asks hello?|ends there]",
    ),
}

# What an expert also writes down now and then, although no rule was broken.
QUIBBLES: tuple[str, ...] = (
    "could have offered {first} a tour here, just ends",
    "[bit|rather] curt with {first}",
    "correct but reads like a form, [{place}|{channel}]",
    "never says [thanks|sorry] on {channel}, [feels cold|felt cold]",
)

# Name, definition, and the planted modes whose notes end up there.
SEVERITY = {
    failures.MOVE_IN: 2,
    failures.MARKUP: 1,
    failures.CALENDAR: 3,
    failures.HANDOFF: 4,
    failures.PRICE: 4,
    failures.AGAIN: 2,
    failures.CALLBACK: 3,
    failures.AMENITY: 3,
    failures.LANGUAGE: 3,
    failures.STOPPED: 3,
}
"""How grave each planted failure is, on the scale of a failure mode."""

TAXONOMY: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "Move-in date not asked first",
        "Names apartments or rents before the person has said when they want to move in.",
        (failures.MOVE_IN,),
    ),
    (
        "Formatting leaks into texts and calls",
        "Asterisks, list marks or bracketed links in a text message or spoken reply.",
        (failures.MARKUP,),
    ),
    (
        "Offers a time that isn't free",
        "A tour time in the reply is not among the slots the calendar returned.",
        (failures.CALENDAR,),
    ),
    (
        "Keeps what belongs to a person",
        "A matter on the transfer list is answered by the assistant and never handed over.",
        (failures.HANDOFF,),
    ),
    (
        "Makes people repeat themselves",
        "Asks for something the person has already told it in this conversation.",
        (failures.AGAIN,),
    ),
    (
        "States facts the system doesn't have",
        "A price, fee or amenity in the reply differs from what the lookup returned.",
        (failures.PRICE, failures.AMENITY),
    ),
    (
        "Empty promise of a call",
        "Says somebody will call or write, and nothing was scheduled.",
        (failures.CALLBACK,),
    ),
    (
        "English to a Spanish speaker",
        "The person writes or speaks Spanish and gets English back.",
        (failures.LANGUAGE,),
    ),
)

CARE: dict[str, dict[str, str]] = {
    "Offers a time that isn't free": {
        "owner": "Calendar team",
        "link": "https://example.com/tickets/412",
        "status": "fixed",
        "fixed_in": "2.0",
    },
    "Empty promise of a call": {"owner": "Robin", "status": "fixed", "fixed_in": "2.1"},
    "Keeps what belongs to a person": {"owner": "Robin", "link": "https://example.com/tickets/398"},
    "States facts the system doesn't have": {"owner": "Listings team"},
    "Makes people repeat themselves": {"status": "accepted"},
}
"""What was said of mending these: the fields of a failure mode that differ from a new one's."""
