"""Residents with everyday matters: noise, keys, parcels, paying, renewing."""

from __future__ import annotations

from lib.demo import desk, failures
from lib.demo.grammar import entries
from lib.demo.scenes import asides
from lib.demo.scenes.replies import answer, glance
from lib.demo.scenes.slips import ask_again, fee
from lib.demo.talk import Talk


def _unit(t: Talk) -> None:
    if "unit" in t.known:
        return
    t.say(
        "[Which unit are you in|What's your unit number|And your unit|And you're in which unit]?",
        ("[Your unit number, please|Could I have your unit number|May I have your apartment number]?"),
        "[What unit|Which apartment] [should I put this under|is yours|are you calling from|do you live in]?",
    )
    t.user("{unit}", "[unit|apt|I'm in] {unit}", "{unit} [at {place}|]", unit=t.person.unit)
    t.known.add("unit")


def noise(t: Talk) -> None:
    """Complain about noise."""
    t.user(
        (
            "[upstairs|the people above me|whoever lives above me] [is|are] [stomping|moving "
            "furniture|running laps] [at 1 am|all night|AGAIN]"
        ),
        (
            "[there's a party|music blasting|bass thumping] [next door|two doors down|on my floor] [right "
            "now|again|it's a weekday!!]"
        ),
        (
            "the dog [in the unit next to me|across the hall] [barks all day|won't stop barking], [I work "
            "from home|I can't sleep]"
        ),
        (
            "[can you do something about|who do I complain to about] [the noise|loud neighbors] "
            "[upstairs|next door]?"
        ),
    )
    t.topics.add("noise")
    desk.look_up(
        t, "residents", glance(t, "[Sorry about that|I'm sorry]. [Let me check|Checking] the house rules.")
    )
    t.say(
        (
            "Quiet hours are <{quiet}>. [I can log a complaint|I can file this] [so the office follows up "
            "in writing with them|for the office]; [do you know the unit|which unit is it]?"
        ),
        (
            "[That's|It's] {quiet} for quiet hours. [Shall I file a complaint|Do you want me to log it]? "
            "[If so, which unit|Which unit is the noise from]?"
        ),
        quiet=t.place.residents["quiet_hours"],
    )
    t.user(
        "[no idea|not sure], [above me|to my left|end of the hall]",
        "[I think|prob] [{other}|the one right above]",
        "[yes please|yes]. [right above me|next door]",
        other=f"{t.place.prefix}{t.rng.randint(2, 3)}{t.rng.randint(1, 24):02d}",
    )
    _unit(t)
    ask_again(t, "unit", t.person.unit)
    number, _ = desk.ticket(t, "noise", "noise complaint", "normal")
    t.say(
        "[Logged|Filed] as <{number}>. [Your name isn't shared|It stays anonymous].",
        (
            "[Done|It's in], {number}. [Note dates and times if it goes on|Keep a note of the times if it "
            "continues]."
        ),
        number=number,
    )
    _end(t, "noise")


def lockout(t: Talk) -> None:
    """Be locked out, or lose a key."""
    lost = t.chance(0.5)
    if lost:
        t.user(
            (
                "[lost|I lost|I think I lost] my [keys|apartment key|fob|mailbox key] [at the gym|on the "
                "train|somewhere], [how much is a new one|what do I do|can I get another]?"
            ),
            (
                "[need|I need] a [replacement key|new fob|spare key], [mine's gone|dog ate it not even "
                "joking|mine snapped]"
            ),
        )
    else:
        t.user(
            (
                "[I'm locked out|locked myself out|I locked myself out] [of my apartment|] [in socks "
                "lol|with the stove off luckily|and it's raining|]"
            ),
            (
                "[door shut behind me|the door locked behind me] [keys inside|my keys are in there], [can "
                "someone let me in|help]"
            ),
        )
    desk.look_up(t, "residents")
    topic = "key_replacement" if lost else "lockout_fee"
    amount, done = fee(
        t,
        t.place.residents[topic],
        (t.place.residents["late_fee"],),
        "key replacement" if lost else "lockout fee",
    )
    if lost:
        t.say(
            (
                "A replacement is <${amount}>. [I can request one|I can order it] and "
                "you'd pick it up at the office. [OK?|Should I?|Shall I go ahead?]"
            ),
            (
                "[That's|It's] ${amount} for a [new key|replacement]. [Want me to request it|Shall I put "
                "in the request]?"
            ),
            amount=amount,
        )
        done()
        t.user(
            "[yes|yes please|ok do it|yep]", "[{amount}?? ok|ugh fine|ok]", "[sure|go ahead]", amount=amount
        )
    else:
        t.say(
            (
                "[Maintenance can let you in|Someone can open up for you]; the lockout fee is <${amount}>. "
                "[Shall I send them|Should I request it]?"
            ),
            "[I can request|I'll request] a lockout visit. [The fee is|It costs] <${amount}>. OK?",
            amount=amount,
        )
        done()
        t.user(
            "[yes|yes please|ok hurry|yep]",
            "[{amount} to open a door lol ok|wow ok fine]",
            "[do it|go ahead]",
            amount=amount,
        )
    _unit(t)
    ask_again(t, "unit", t.person.unit)
    if lost:
        number, window = desk.ticket(t, "keys", "key replacement", "normal")
        t.say(
            (
                "[Requested|Ordered], reference {number}. [Bring a photo ID|You'll need a photo ID] to "
                "pick it up."
            ),
            "[Done|It's in], {number}. [It'll be|It should be] at the office {window}.",
            number=number,
            window=window,
        )
    else:
        minutes = t.rng.randint(3, 11) * 5
        sent: dict[str, object] = {"dispatched": True, "eta_minutes": minutes}
        number = desk.file_ticket(t, "lockout", "locked out, resident waiting", "high", sent)
        t.say(
            (
                "[It's in|Request sent], number {number}. [Somebody is|They should be] there in about "
                "{minutes} minutes; [have ID ready|please have an ID ready]."
            ),
            "[They're on the way|On-site staff are coming], about {minutes} minutes ({number}).",
            number=number,
            minutes=minutes,
        )
    _end(t, "the key")


def parcels(t: Talk) -> None:
    """Ask for a parcel, the gym's hours, or where to pay."""
    kind = t.pick(("packages", "fitness_hours", "late_fee"))
    asks = {
        "packages": (
            "[where do packages go|where's my package|it says delivered but no package]",
            "[how do I get|where do I pick up] [a parcel|my package]?",
            "[ups says|tracking says] delivered [yesterday|2 days ago], [I don't see it|not at my door]",
        ),
        "fitness_hours": (
            "[what time does|when does] the gym [open|close]?",
            "[gym|fitness room] hours?",
            "is the gym open [now|on sunday|at 5]?",
            "[my fob doesn't work at the gym|can't get in the gym], [is it closed|what are the hours]",
        ),
        "late_fee": (
            "[what's|how much is] the late fee?",
            "[rent's going to be late|might be a couple days late on rent], [is there a fee|what happens]",
            "[when exactly is rent due|what's the grace period]?",
            "[get paid on the 6th|paycheck comes friday], [can I pay rent then|is that late]?",
        ),
    }
    t.user(*asks[kind])
    t.topics.add(kind)
    desk.look_up(t, "residents", glance(t))
    rules = t.place.residents
    if kind == "late_fee":
        amount, done = fee(t, rules["late_fee"], (), "late fee")
        answer(
            t,
            "[There's|You have] a grace period of {days} days, after that it's <${amount}>.",
            "The late fee is <${amount}>[, charged|] after {days} days.",
            "[Up to|Within] {days} days [late there's no fee|is fine], then ${amount}.",
            amount=amount,
            days=rules["grace_days"],
        )
        done()
    elif kind == "packages":
        answer(
            t,
            "[Packages|Parcels] at {place}: {how}.",
            "[They go here|Check here]: <{how}>.",
            (
                "[It should be there|That would be]: {how}. [If it isn't|If not], [carriers often scan "
                "early|give it a day, carriers scan early]."
            ),
            how=rules["packages"],
        )
    else:
        answer(
            t, "[Hours are|It's|Fitness hours:] <{hours}>.", "{place}: {hours}.", hours=rules["fitness_hours"]
        )
    if t.chance(0.5):
        t.user(
            "[ok|oh ok|ah], [didn't know that|good to know|makes sense]",
            "[since when|really]? [ok|hm]",
            "[what about holidays|and on holidays]?"
            if kind == "fitness_hours"
            else "[ok|k], [and the amount is the same every month|what if it's a weekend]?"
            if kind == "late_fee"
            else "[I looked there|not there], [who else would have it|now what]?",
        )
        t.say(
            (
                "[That's not in my notes|I can't see that here]; the office at {office} [would know|can "
                "tell you]."
            ),
            "I don't have [more than that|that], [sorry|I'm afraid]. [Try|Call] the office: {office}.",
        )
    _end(t, "a parcel" if kind == "packages" else "it")


def renewal(t: Talk) -> None:
    """Ask how to renew or give notice at the regular end of a lease."""
    t.user(
        (
            "my lease [ends|is up] in [December|January|February], [how much notice|when do I have to tell "
            "you] [if I leave|if I don't renew|]?"
        ),
        "[when will I get|where's] my renewal offer?",
        (
            "[do I need to|should I] [give notice|tell someone] if I'm not renewing? [lease ends end of "
            "december|ends jan 31|]"
        ),
        "[how do I renew|I want to renew], [same price|what terms are there]?",
    )
    desk.look_up(t, "lease_terms")
    months = ", ".join(str(each) for each in entries(t.place.terms["lease_months"]))
    answer(
        t,
        "Notice is <60 days> before [your lease ends|the end date], in writing[ or in the portal|].",
        (
            "[Either way|Renewing or not], [let us know|tell us] 60 days ahead. [Renewal terms are|You can "
            "renew for] {months} months."
        ),
        (
            "[We need|The lease asks for] 60 days' written notice. For a renewal [you can choose|there "
            "are] {months} months."
        ),
        months=months,
    )
    if t.chance(0.6):
        t.user(
            "[can I do that|where do I do it] online?",
            "[is there a form|do you have a form]?",
            "[link|send link]?",
        )
        url = desk.send_link(t, "portal")
        shown = f"[Resident portal]({url})" if t.formats() else url
        if t.channel == "voice":
            t.say("[Yes|Sure], I've texted you the portal link.")
        else:
            t.say("[Yes|Here], in the portal: {url}", "[Portal|There it is]: {url}", url=shown)
    _end(t, "renewal")


def _end(t: Talk, topic: str) -> None:
    if t.wants(failures.CALLBACK) and t.chance(0.8):
        asides.promise(t, topic)
    elif t.chance(0.2):
        asides.odd_question(t)
    asides.close(t)
