"""Matters that the policy sends to a person: what is said, and how it goes wrong when nobody is fetched."""

from __future__ import annotations

from lib.demo.scenes.matter import Matter
from lib.demo.scenes.serious import SERIOUS

MATTERS: tuple[Matter, ...] = (
    Matter(
        "a request for a person",
        ("prospect", "resident", "applicant"),
        "leasing_office",
        ("caller asked for a person", "requests human agent"),
        (
            "[can I|I want to|let me] [talk|speak] to a [real person|human|person|manager][ please|]",
            "[agent|representative|human please|operator]",
            (
                "[is there|do you have] an actual [human|person] I can [talk to|speak with]? [this is "
                "complicated|I don't do bots|]"
            ),
            "[put me through to|I need] the [manager|leasing office|front office][ please|]",
            "[I'd rather|prefer to] [talk to|deal with] a person [if that's ok|thanks|]",
        ),
        (
            (
                "[I can help with most things|I'm sure I can help]! What [is it about|do you need|would "
                "you like to know]?"
            ),
            (
                "[I understand|Sure]. [Before that|First], [tell me what it's about|what's your question] "
                "and I'll [do my best|see what I can do]."
            ),
            (
                "The office is often busy, so [it's quickest|you're best off] with me. What's [going "
                "on|the question]?"
            ),
        ),
        (
            "[no. a person|a PERSON please|human]",
            "[I said|I asked for] a [person|human|manager]",
            "[that's not what I asked|you're not listening]",
            "[it's personal|I don't want to explain it to a machine]",
        ),
        (
            (
                "I [really am able to|can] [handle|answer] most [requests|questions]. [Is it about an "
                "apartment, a tour or your lease|What would you like to know]?"
            ),
            "[I hear you|Understood]. [Could you give me|Give me] a few details so I can [assist|help]?",
        ),
        weight=30,
    ),
    Matter(
        "assistance animal",
        ("prospect", "resident", "applicant"),
        "accommodations",
        ("assistance animal request", "ESA / accommodation question"),
        (
            (
                "I have an [emotional support|ESA] [dog|cat], [do I have to pay the pet fee|does the pet "
                "deposit apply|what do you need from me]?"
            ),
            (
                "my [son|daughter|mother] has a service dog[, is that a problem|, do breed limits apply to "
                "her|. he's a shepherd]. [who do I talk to|what's the process]?"
            ),
            "[do you accept|are you ok with] ESA letters? [my doctor wrote one|mine's from a therapist]",
        ),
        (
            (
                "[Yes|Sure], assistance animals are [fine|welcome], but the [pet deposit|standard pet fee] "
                "[applies|still applies] unless [the letter is recent|you upload the letter]."
            ),
            (
                "[You'd need|We need] a letter from a doctor[ dated this year|]. [Bring it to the "
                "tour|Just bring it along] and [you're good|it should be fine]."
            ),
            (
                "Breed and weight limits [apply to all dogs|count here too], so [it depends on the dog|I'd "
                "check the breed first]."
            ),
        ),
        (
            (
                "[are you sure|is that legal]? [I thought|my doctor said] [there's no fee for "
                "those|they're exempt]"
            ),
            "[that's not how that works|that doesn't sound right]",
            "[ok|hm] so [is it approved or not|do I pay or don't I]?",
        ),
        (
            (
                "[From what you describe|As you describe it] it [should be approved|would be OK]. [You can "
                "note it on the application|Just mention it when you apply]."
            ),
            (
                "[That's our usual practice|That is what the pet policy says]. [Is there anything "
                "else|Would you like to see apartments]?"
            ),
        ),
        weight=11,
    ),
    Matter(
        "reasonable accommodation",
        ("resident", "applicant"),
        "accommodations",
        ("accommodation request", "disability accommodation, needs review"),
        (
            (
                "I [use a wheelchair|had knee surgery|can't do stairs anymore] and [need a ramp|need a "
                "grab bar in the shower|need to move to a ground floor unit|need a parking spot by the "
                "door]. [who handles that|how do I get that]?"
            ),
            (
                "[my husband|my mom] is [disabled|going blind|on oxygen] and [we need|needs] [a closer "
                "parking space|a first floor unit|grab bars put in]"
            ),
        ),
        (
            (
                "[I've noted that|Noted]. [You're allowed to install|Residents may put in] small fixtures "
                "at their own cost."
            ),
            (
                "[Closer spaces go|Ground floor units go] by [waiting list|first come, first served], [so "
                "keep an eye out|I'm afraid]."
            ),
            (
                "[You can|Feel free to] ask [when your lease renews|at renewal], [that's usually when "
                "changes are made|that's the easiest time]."
            ),
        ),
        (
            "[it's not a preference it's medical|I have a doctor's note]",
            "[that's it?|so no?] [I thought you have to|isn't there a form]",
            "[I can't wait for that|he can't wait months]",
        ),
        (
            "I understand[ this is hard|]. [For now|At the moment] that's [what I can offer|the rule].",
            (
                "[A doctor's note isn't needed|Keep the note handy]; [the rule is the same for "
                "everyone|first come, first served is how we do it]."
            ),
        ),
        weight=8,
    ),
    Matter(
        "ending a lease early",
        ("resident",),
        "resident_services",
        ("wants to end lease early", "lease break request"),
        (
            (
                "I [need to|have to] [break my lease|get out of my lease|move out early]. [got a job in "
                "Denver|my mom is sick|we're separating|I bought a house]"
            ),
            "[how much is it to|what happens if I] [break|end] my lease [early|in November|before it's up]?",
            (
                "[lost my job|hours got cut] and can't [keep|afford] the apartment, [what are my "
                "options|how do I get out of the lease]"
            ),
            "can I [add my boyfriend to|take my ex off|switch names on] the lease?",
        ),
        (
            (
                "[The early termination fee is|You'd owe] two months' rent, and [60 days' notice|notice of "
                "60 days][ is required|]."
            ),
            (
                "[You can find someone|If you find somebody] to take over the lease[, and that's usually "
                "fine|, it's simplest]."
            ),
            (
                "[Just give notice|Send written notice] and [stop paying after 60 days|you'd be clear "
                "after 60 days]."
            ),
            (
                "[Sure|Yes], [that can be changed|we can do that], [just write their name and date on your "
                "copy|have both of you sign your copy]."
            ),
        ),
        (
            "[two months? are you sure|is that in my lease]?",
            "ok so [if I send it today|if I do that] [I'm done|I'm off the hook]?",
            "[can you waive|is there any way around] that? [it's an emergency|I really can't]",
        ),
        (
            "[Yes|That's right], that [settles it|would take care of it].",
            (
                "[In hardship cases|Given your situation] [half of it can be waived|the fee can be "
                "waived], [so don't worry|just explain when you move out]."
            ),
            (
                "[Correct|Right]. [Leave the keys in the drop box|Return your keys] [on your last day|when "
                "you go] and [it's closed|you're done]."
            ),
        ),
        weight=17,
    ),
    Matter(
        "a disputed charge",
        ("resident",),
        "billing",
        ("disputes a charge", "billing dispute"),
        (
            (
                "[why was I|I was] charged a [late fee|$75 fee|utility admin fee|cleaning fee] [when I "
                "paid on the 2nd|I paid on time|I never agreed to]? [take it off|that's wrong|]"
            ),
            (
                "my [portal|account] shows [I owe 412|a balance of 380 dollars] and [I don't|that's not "
                "right]. [who fixes this|I want it removed]"
            ),
            (
                "you [double charged|billed me twice for] [parking|rent|water] [this month|in September]. "
                "[I want it back|please fix it]"
            ),
        ),
        (
            (
                "[I've removed|I'm removing] the charge[ for you|]. [It should clear|You'll see it] [in "
                "2-3 days|by the end of the week]."
            ),
            (
                "[Late fees are automatic|The system charges those automatically], so [the charge is "
                "correct|it would be valid]."
            ),
            (
                "[That looks like|This is] a timing issue. [It will correct itself|You can just pay the "
                "rest] [next month|with the next rent]."
            ),
        ),
        (
            "[it's STILL there|I have the bank statement though|I literally have the receipt]",
            "[so you're saying I'm lying|that makes no sense]",
            "[are you sure|really]? [that easy|so I don't pay it]?",
        ),
        (
            (
                "[Please disregard it|Just ignore that line] [for now|]. [Nothing will happen|It won't "
                "affect you]."
            ),
            (
                "[I see|I understand]. [In that case just|Please just] [pay what you think is right|leave "
                "it unpaid] [and note it|this month]."
            ),
        ),
        weight=15,
    ),
    Matter(
        "legal action",
        ("resident", "prospect"),
        "resident_services",
        ("mentions attorney", "legal threat"),
        (
            (
                "[I never got my deposit back from|you still owe me my deposit for] [unit {unit}|my old "
                "apartment]. [my lawyer says|I talked to an attorney and] [you had 45 days|you owe me "
                "double]"
            ),
            (
                "[if this isn't fixed by friday|one more week of this and] [you'll hear from my "
                "attorney|I'm calling a lawyer|see you in small claims]"
            ),
            "my attorney [asked me to|told me to] [request|get] [my file|the ledger|all records] in writing",
        ),
        (
            (
                "[Deposits are returned|Deposit refunds go out] within 45 days, [so yours is not late|so "
                "it should be on its way]."
            ),
            (
                "[I understand you're upset|I'm sorry you feel that way]. [There's no need for a "
                "lawyer|Let's solve it here]: [what's the issue|what would make it right]?"
            ),
            (
                "[Legally|By law] [we have up to 60 days|the office can keep it for damage], so [a claim "
                "would not get far|you'd have to wait]."
            ),
        ),
        (
            "[it's been 70 days|I've waited long enough], [I'm done talking|don't stall me]",
            "[is that your official answer|can I quote you on that]?",
            "[unbelievable|wow]. [put that in writing|noted]",
            "[I'm recording this|screenshotting this] [for my lawyer|just so you know]",
        ),
        (
            (
                "[That is|It's] [our position|the policy] [at this point|for now], [and there's little to "
                "discuss|I can't say more]."
            ),
            (
                "[I can offer|We could do] [half of it back|a credit of one month] [if you drop this|to "
                "settle this]."
            ),
        ),
        weight=10,
    ),
    *SERIOUS,
)
