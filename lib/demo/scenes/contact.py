"""Getting the name, and in chat a way to reach the person, before something is booked."""

from __future__ import annotations

from lib.demo.scenes.slips import ask_again
from lib.demo.talk import Talk
from lib.demo.voice import spelled


def identify(t: Talk, time: str) -> None:
    """Get the name and, in chat, a way to reach the person, unless they are known."""
    needs_name, needs_contact = "name" not in t.known, "contact" not in t.known
    if not (needs_name or needs_contact):
        if "name" in t.known and not ask_again(t, "name", t.person.name) and t.channel == "chat":
            ask_again(t, "contact", t.person.phone)
        return
    email = t.chance(0.4)
    contact = t.person.email if email else t.person.phone
    if t.channel == "voice":
        contact = spelled(contact)
    if needs_name and needs_contact:
        t.say(
            "[Can I get|May I have|I'll need] your name and a phone number or e-mail[ for the booking|]?",
            "[To book it|To hold it] I need your name and [a phone number or e-mail|how to reach you].",
            "~Perfect. ~What name and phone (or e-mail) should I [use|put down]?",
        )
        if t.chance(0.7):
            t.user(
                "{name} {contact}",
                "{name}, {contact}",
                "{name} ¶{contact}",
                "[it's|sure] {name}, {contact}",
                "{contact} - {name}",
                contact=contact,
            )
        else:
            t.user("{name}", "[it's|my name is] {name}", "{first}, last name {last}", last=t.person.last)
            t.say(
                "~Thanks, {first}! ~[And a phone number or e-mail|And how can we reach you]?",
                "[Thanks|Got it]. [Phone or e-mail|And a number or e-mail]?",
            )
            t.user("{contact}", "[use|it's|] {contact}", contact=contact)
    elif needs_name:
        t.say(
            (
                "[And your name|And what's your name|What name should I use|Who is it for|And whose name "
                "should it be in]?"
            ),
            (
                "[Can I get|May I have|Could you give me] your [full |first and last |]name[ for the "
                "booking| for the calendar|]?"
            ),
            ("[I'll need|I just need|Now I need] your [full |first and last |]name[ to book it| for that|]."),
            (
                "~Perfect. ~[Your name, please|What name is the tour under|Under what name|Which name "
                "shall I put down]?"
            ),
            "[Good choice|{time} it is|Got it|Sounds good]. [And the name|What name|Your name]?",
            time=time,
        )
        t.user(
            "{name}",
            "[it's|this is] {name}",
            "{first}[. {last}|]",
            "{name}, [is it confirmed then|thanks]",
            last=t.person.last,
        )
    else:
        t.say(
            "[What's|Can I have] a phone number or e-mail [for the confirmation|to reach you]?",
            "[And a phone number or e-mail|How can we reach you], {first}?",
        )
        t.user("{contact}", "[use|it's|sure] {contact}", contact=contact)
    t.known |= {"name", "contact"}
    if email:
        t.known.add("email")
    if t.chance(0.6):
        ask_again(t, "name", t.person.name)
