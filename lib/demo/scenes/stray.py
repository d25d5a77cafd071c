"""Contacts that are about nothing the application is for."""

from __future__ import annotations

from lib.demo.scenes.questions import side_question
from lib.demo.talk import Talk

_OTHERS = (
    "Tony's Pizza Shack",
    "the DMV",
    "Dr. Feld's office",
    "Rosa's Nails",
    "the county clerk",
    "my uncle Ray",
    "Beacon Auto Glass",
)


def wrong_number(t: Talk) -> None:
    """Reach the wrong place."""
    other = t.pick(_OTHERS)
    t.user(
        "[is this|hi is this|hello, is this] {other}?",
        "[hey|yo] [it's me, new phone|you coming tonight or what|did you get the stuff]",
        "[can I order|I'd like] a large pepperoni [for pickup|for delivery]",
        "[I have an appointment|need to move my appointment] [at 3|for tuesday]",
        other=other,
    )
    t.say(
        (
            "[I think you have|You may have] the wrong [number|place]: this is {place}, [an apartment "
            "community|apartment leasing]."
        ),
        (
            "~Hi there! ~This is the leasing line of {place}, [so I can't help with that|not the place "
            "you're after]."
        ),
        (
            "[This is|You've reached] {place} apartments. [Looking for an apartment|Can I help with one], "
            "by any chance?"
        ),
    )
    if t.chance(0.75):
        t.user(
            "[oh|oops|ah] [sorry|my bad|wrong number]",
            "[who is this|what]?",
            "lol [sorry|my bad]",
            "[oh ok|whoops] [bye|]",
            "[this is the number|that's the number] [on the website|google gave me|they gave me]",
        )
        if t.chance(0.6):
            t.say(
                "[No problem|No worries]! [Have a good one|Take care].",
                "[It happens|All good]. [Bye|Take care]!",
                "This is Remy, the virtual assistant of {place}. [I hope you find them|Good luck].",
            )
    t.outcome = "wrong_number"


def spam(t: Talk) -> None:
    """Receive something unasked for."""
    t.user(
        (
            "Hello Sir/Madam, we offer [SEO services|window cleaning|lawn care and snow removal|roof "
            "inspection] at [best price|50% discount] for your property. [Reply YES for quote|May I call "
            "today]?"
        ),
        (
            "[CONGRATULATIONS|Dear customer] you have been selected for a [business loan up to 250000|$500 "
            "gift card], [click|reply] [now|to claim]"
        ),
        (
            "Hi, this is [Brent|Kayla|Doug] with [PeakLine Energy|Summit Roofing|BrightLead Media], [who "
            "handles vendor decisions|could I get 10 minutes with the property manager]?"
        ),
        (
            "[are you hiring|do you have any jobs|any maintenance positions open]? [I have 6 years "
            "experience|I did hvac for 4 years|my cousin works there]"
        ),
    )
    t.say(
        (
            "[Thanks, but|Thank you, but] [this line is for prospects and residents|I only help with "
            "apartments here]. [For anything else|For other matters] the office is at {office}."
        ),
        (
            "[I can't help with that here|That's outside what I do]; [the office number is|please call the "
            "office at] {office}."
        ),
        (
            "This [chat|line|number] is for [leasing and residents|apartment questions]. [The office can "
            "be reached at|Office:] {office}."
        ),
    )
    if t.chance(0.35):
        t.user(
            "[ok thx|ok|will do]",
            "[when is a good time to call|is the manager in today]?",
            "[who is the manager|can you pass it on]",
        )
        t.say(
            "[I don't have that here|I can't say from here]. [The office will know|Best to call]: {office}.",
            "[Please call|Try] {office}.",
        )


def fizzle(t: Talk) -> None:
    """Start a conversation and not go on with it."""
    t.user(
        "[hi|hello|hey|yo]",
        "?",
        "[test|hello test]",
        "[available|still available]?",
        "[apartment|apt]?",
        "[info|more info|price|prices]",
        "hello[?| is anyone there]",
        "[saw the sign out front|saw your sign]",
        "[hey|hi] [I'll text later|call you back]",
    )
    t.say(
        (
            "~Hi there! ~[Thanks for reaching out to|This is Remy at|You've reached] {place}. [How can I "
            "help|What can I do for you|What are you looking for]?"
        ),
        (
            "[Hi|Hello], Remy here, the virtual assistant for {place}. [Are you looking for an apartment, "
            "or do you live here|What can I help with]?"
        ),
        (
            "[Hello|Hi]! [Is it about an apartment, a tour or something in your home|Looking for a place, "
            "or already a resident]?"
        ),
    )
    roll = t.rng.random()
    if roll < 0.35:
        return
    if roll < 0.6:
        t.user(
            "[never mind|nvm|wrong one]",
            "[just looking|browsing]",
            "[ok|k]",
            "[idk yet|not sure yet]",
            "[sorry pocket dial|butt dial sorry]",
            "[later|l8r]",
        )
        if t.chance(0.6):
            t.say(
                "[No problem|Sure]. [I'm here if you need anything|Message any time].",
                "[OK|Alright]! [Come back any time|Take care].",
            )
        return
    side_question(t)
    if t.chance(0.5):
        t.user("[ok|k|oh]", "[hmm|ok] [thanks|thx]", "[cool|alright]")
