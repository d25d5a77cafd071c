"""Emergencies, discrimination and threats: how they are raised and how they go wrong."""

from __future__ import annotations

from lib.demo.scenes.matter import Matter

SERIOUS: tuple[Matter, ...] = (
    Matter(
        "gas smell",
        ("resident",),
        "emergency",
        ("gas smell reported",),
        (
            (
                "[it smells like gas|I smell gas|strong gas smell] in [my kitchen|the hallway|the laundry "
                "room][, is that normal|, what do I do|]"
            ),
            (
                "[there's|theres] a rotten egg smell [by the stove|near the heater] and [it's getting "
                "stronger|I have a headache]"
            ),
        ),
        (
            (
                "[It may be|Sometimes it's] [the drain|a pilot light]. [Open a window|Air it out] and I've "
                "[noted|logged] it for maintenance."
            ),
            (
                "I've [opened|created] a request. [Someone|A technician] will [check the stove|look at it] "
                "[within 2 days|on the next visit]."
            ),
        ),
        (
            "[2 days??|tomorrow?] [it's GAS|my kids are here]",
            "[still smells|its worse now]",
            "[should I leave|is it safe to stay]?",
        ),
        (
            "[If it gets worse|If you feel unwell], step outside for a while.",
            "[Keep the windows open|Don't use the stove] [until then|for now].",
        ),
        urgent=True,
        weight=4,
    ),
    Matter(
        "flooding",
        ("resident",),
        "emergency",
        ("active water leak",),
        (
            (
                "water is [pouring|coming] [through my ceiling|out of the wall|from under the sink and it "
                "won't stop]"
            ),
            (
                "[HELP|help] [the toilet|the washer] [is overflowing|won't stop] and [it's in the "
                "hallway|it's going into the unit below]"
            ),
            (
                "the [ceiling in the bathroom|bedroom ceiling] is [bulging|dripping everywhere], [upstairs "
                "flooded|I think a pipe burst]"
            ),
        ),
        (
            (
                "[I've created a ticket|Ticket's in]. [A plumber|Maintenance] can come [Thursday between 9 "
                "and 12|in 1-3 business days]."
            ),
            (
                "[Put a bucket|Please place towels] [under it|down] and [turn the valve|close the tap]. "
                "[I'll log it|It's logged] as a plumbing request."
            ),
        ),
        (
            "[THURSDAY??|3 days?? are you kidding]",
            "it's [an inch deep|on my electronics|coming faster]",
            "[where IS the valve|I don't know where that is]",
        ),
        (
            "[The valve is usually|It's normally] [under the sink|behind the toilet].",
            "[I've marked it|It's marked] as [important|high]. [Please be patient|Thanks for your patience].",
        ),
        urgent=True,
        weight=5,
    ),
    Matter(
        "no heat or sparks",
        ("resident",),
        "emergency",
        ("no heat reported", "electrical hazard"),
        (
            (
                "[no heat|the heat's been out] since [last night|yesterday] and [I have a newborn|it's 54 "
                "in here|my mom is 80]"
            ),
            (
                "the outlet [in the kitchen|by my bed] [sparked|is sparking] and [smells burnt|there's a "
                "black mark]"
            ),
            (
                "[breaker|the panel] is [buzzing|hot to the touch] and [lights flicker|it smells like "
                "burning plastic]"
            ),
        ),
        (
            "[Have you tried|Try] [the thermostat batteries|flipping the breaker off and on]?",
            (
                "[I've opened|There's now] a [normal|routine] request, [someone comes|the visit is] "
                "[within 1-3 days|early next week]."
            ),
        ),
        (
            "[yes of course|I did that]. [still nothing|now it's worse]",
            "[next week??|I can't wait days]",
            "[that seems dangerous|is that safe]?",
        ),
        (
            "[A space heater can help|Extra blankets help] [for now|in the meantime].",
            "[Just don't use that one|Avoid that outlet] [until the visit|for now].",
        ),
        urgent=True,
        weight=5,
    ),
    Matter(
        "discrimination",
        ("prospect", "applicant"),
        "fair_housing",
        ("reports discrimination",),
        (
            (
                "[the guy in your office|your leasing lady] told me [there was nothing|it was rented] and "
                "[told my white friend|an hour later told my coworker] [there were three|there was one]. "
                "[explain that|that's discrimination]"
            ),
            (
                "[do you refuse|was I turned down because of] [section 8|my kids|my accent|my hijab]? "
                "[because that's what it felt like|your office basically said so]"
            ),
            (
                "[I was denied|they denied me] the day after I [mentioned|asked about] [my voucher|my "
                "wheelchair|being pregnant]. that's [illegal|discrimination]"
            ),
        ),
        (
            (
                "I'm sure [it was a misunderstanding|nobody meant it that way]. [Availability changes "
                "quickly|Units come and go within hours]."
            ),
            (
                "[We treat everyone equally|Our company does not discriminate], so [that can't be the "
                "reason|there must be another explanation]."
            ),
        ),
        (
            "[wow|so I'm imagining it]",
            "[who do I report this to|I want to file a complaint]",
            "[that's all you have to say|really]?",
        ),
        (
            (
                "[There's nothing to report here|I don't see a need for a complaint]. [Shall I look for "
                "apartments|Would you like to see what's open now]?"
            ),
            "[You could|Feel free to] [try again|apply again] [next week|later].",
        ),
        weight=6,
    ),
    Matter(
        "threat or harassment",
        ("resident",),
        "resident_services",
        ("harassment by neighbor", "threat reported"),
        (
            (
                "[my neighbor|the man in the unit next door] [keeps following me|banged on my door at 2am "
                "yelling|threatened my kid] [to my car|again|]. [I don't feel safe|what can you do]"
            ),
            (
                "someone [tried to get in|broke into] [my apartment|my unit] [last night|while I was at "
                "work]. [who do I talk to|the lock is busted]"
            ),
        ),
        (
            (
                "[I'm sorry to hear that|That sounds upsetting]. [You could|Have you tried] [talking to "
                "them|leaving a polite note]?"
            ),
            (
                "[I've noted|I've logged] [a noise complaint|a lock repair] for your unit. [Visit "
                "is|Someone comes] [in 2-4 days|this week]."
            ),
        ),
        (
            "[a NOTE?|are you serious]",
            "[it's not noise he threatened us|I can't lock my door]",
            "[I'm scared to|I won't] [sleep here|go home tonight]",
        ),
        (
            "[Neighbors usually calm down|These things often settle] [after a while|on their own].",
            "[Put a chair under the handle|Keep the door closed] [for now|until then].",
        ),
        weight=5,
    ),
)
