"""Questions about terms: fees, lease lengths, screening, office hours, specials."""

from __future__ import annotations

from lib.demo import desk, world
from lib.demo.grammar import entries, listed
from lib.demo.scenes.replies import answer, ask, glance
from lib.demo.scenes.slips import fee
from lib.demo.talk import Talk


def fees(t: Talk) -> None:
    """Ask what it costs to apply or to move in."""
    rules = t.place.fees
    values = tuple(rules.values())
    only_application = t.chance(0.3)
    if only_application:
        ask(
            t,
            "[what's the|how much is the] application fee?",
            "[is there an|how much is the] app fee?",
            "do both of us pay the application fee?",
        )
    else:
        ask(
            t,
            "how much [do I need|is it] to move in? [deposit etc|like deposit and fees|]",
            "[what's|how much is] the deposit?",
            "[any|what] [other fees|hidden fees|upfront costs]?",
            "what would I owe up front",
            "[first and last|first month and deposit], or how does it work?",
            "[total|all in], what do I pay before I get keys?",
        )
    desk.look_up(t, "fees", glance(t, "[Here's|Pulling up|Getting] the fee sheet."))
    right = rules["application_fee" if only_application else "security_deposit"]
    amount, done = fee(t, right, values, "application fee" if only_application else "security deposit")
    if only_application:
        answer(
            t,
            "[It's|The application fee is] <${amount}> per adult.",
            (
                "<${amount}> [for each adult|per adult applicant], [paid when you apply|due with the "
                "application]."
            ),
            (
                "[Each adult pays|It's per adult:] ${amount}. [There's also|Later there's] an admin fee of "
                "${admin}."
            ),
            amount=amount,
            admin=rules["admin_fee"],
        )
    else:
        answer(
            t,
            (
                "[The application is|Applying is] ${application} [per adult|], admin ${admin}, and the "
                "deposit is <${amount}>."
            ),
            (
                "[Up front|To move in]: ${application} application fee per adult, ${admin} admin fee, "
                "<${amount}> deposit[, plus the first month|]."
            ),
            (
                "[The deposit is|Deposit:] <${amount}>. [On top of that there's|There's also] the "
                "${application} application fee and ${admin} [for admin|admin fee]."
            ),
            (
                "[Before you get keys|At signing] you'd pay the <${amount}> deposit and the ${admin} admin "
                "fee; [applying costs|the application is] ${application}."
            ),
            application=rules["application_fee"],
            admin=rules["admin_fee"],
            amount=amount,
        )
    done()


def terms(t: Talk) -> None:
    """Ask how long a lease runs."""
    rules = t.place.terms
    ask(
        t,
        "[do you do|are there] [short term|6 month|month to month|shorter] leases?",
        "how long is the lease?",
        "[what lease terms|lease length options] [do you have|are there]?",
        "is it [12 months only|a year lease]? [I might only need 6|I might get transferred|]",
        "can I sign for [less than a year|18 months|longer]?",
    )
    desk.look_up(t, "lease_terms", glance(t))
    months = listed([str(month) for month in entries(rules["lease_months"])])
    premium = int(str(rules["short_term_premium_monthly"]))
    answer(
        t,
        "[You can choose|Your options are|{place} offers] {months} months.{extra}",
        "[The lease terms are|It's] <{months}> months, [nothing shorter|those are the only ones].{extra}",
        "[We have|There are] {months}-month [leases|terms].{extra}[ Notice is 60 days.|]",
        months=months,
        extra=f" {t.phrase('Short terms [cost|are] $', 'The shortest [costs|is] $')}{premium} more a month."
        if premium
        else "",
    )


def screening(t: Talk) -> None:
    """Ask what it takes to be approved."""
    aspect = t.pick(("credit", "income", "documents", "cosigner"))
    asks = {
        "credit": (
            "what [credit score|credit] do [you need|I need]?",
            (
                "my credit [isn't great|is like 610|took a hit last year], [is that a problem|can I still "
                "apply]?"
            ),
            "[do you run credit|is there a credit check]? [what's the minimum|how high]?",
        ),
        "income": (
            "[what are|whats] the income requirements?",
            "do I need [3x|three times] the rent?",
            "how much do I have to make [to qualify|]?",
            "[I freelance|I get paid in cash|I'm self employed], what [income|] do you need to see?",
        ),
        "documents": (
            "[what do I need to apply|what documents do you need]?",
            "what should I [have ready|bring|send] for the application?",
            "do you need pay stubs? [I just started my job|]",
        ),
        "cosigner": (
            "can my [mom|dad|uncle|sister] cosign?",
            "do you [accept|allow|take] [co-signers|cosigners|guarantors]?",
            "[if I don't make enough|student here], can [my parents|someone] cosign?",
        ),
    }
    ask(t, *asks[aspect])
    desk.look_up(t, "screening", glance(t))
    answers = {
        "credit": (
            (
                "The minimum is [a score of|] <620>; [below that|if it's lower] a co-signer [can help|is "
                "accepted] at 4x the rent."
            ),
            "[They look for|It takes] a score of <620> or better[, and income of 3x the rent|].",
            (
                "620 [is the line|is the minimum]. [Under that|Otherwise] [you'd need|it takes] a "
                "co-signer who makes 4x the rent."
            ),
        ),
        "income": (
            (
                "Income [has to be|should be] <three times the rent>, [everyone on the lease "
                "together|combined][, shown with two recent pay stubs|]."
            ),
            "[Yes|It's] 3x the rent[, and a 620 credit score|]. A co-signer at 4x [works too|is accepted].",
            (
                "[Household income of|You'd need] 3x [the monthly|the] rent. [Proof is|They ask for] two "
                "recent pay stubs."
            ),
        ),
        "documents": (
            (
                "[You need|Have ready:] a photo ID, two recent pay stubs and [your last landlord's "
                "contact|a contact for your last landlord]."
            ),
            (
                "[Three things|The list is short]: photo ID, two recent pay stubs, [and|] your last "
                "landlord's contact."
            ),
        ),
        "cosigner": (
            "[Yes|They are accepted], [if they make|with an income of] 4x the rent.",
            "Co-signers are [fine|accepted]; [they need|the bar is] <4x the rent> in income.",
            "[That works|Yes, that's possible]: a co-signer [needs|must show] four times the rent in income.",
        ),
    }
    answer(t, *answers[aspect])


def office(t: Talk) -> None:
    """Ask where and when."""
    where = t.chance(0.3)
    if where:
        ask(
            t,
            "[where are you|what's the address|where is it exactly]?",
            "[address|location] [please|?|again?]",
            "[is that|are you] [near the river|by the train|off the highway]? what's the address",
        )
    else:
        ask(
            t,
            "[what are your|what's the|office] hours?",
            "are you [guys |]open [on |]sunday[s|]?",
            "till what time are you open?",
            "is there someone [in the office|there] on [saturdays|weekends]?",
            (
                "[can I just walk in|do I need an appointment or can I walk in] [tomorrow|after work|]? "
                "when are you open"
            ),
        )
    desk.look_up(t, "office", glance(t))
    if where:
        answer(t, "[The address is|We're at|It's] {address}.", "{place} is at <{address}>.")
    else:
        answer(
            t,
            "The office is open {hours}.",
            "[Hours are|Office hours:|Open] <{hours}>.",
            "[It's|We're open] {hours}, at {address}.",
            hours=world.hours_text(t.place),
        )


def specials(t: Talk) -> None:
    """Ask for a special."""
    ask(
        t,
        "[any|are there any] [specials|move in specials|deals|promotions]?",
        "[is there|do you have] a [discount|free month|special] [going|right now|]?",
        "can you [do any better on|come down on] the [price|rent]? [any special|]",
        "[what's the|any] [move in deal|promo] [right now|this month|]?",
    )
    desk.look_up(t, "specials", glance(t))
    if t.place.special:
        answer(
            t,
            "[There's one|Right now there is]: {special}.",
            "[The current special|The only one at the moment|What's running]: <{special}>.",
            "[You're in luck|There is]: {special}.",
            special=t.place.special,
        )
    else:
        answer(
            t,
            (
                "[There's no special|No special is running|There isn't one] at {place} [at the "
                "moment|right now]."
            ),
            "[Nothing|No promotion] [listed|running] at {place}[ right now|], [sorry|I'm afraid].",
            "[Not at the moment|None right now]; [rents are as listed|the listed rents are what I have].",
        )
