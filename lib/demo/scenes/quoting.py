"""Asking for the move-in date, searching, and telling what there is."""

from __future__ import annotations

from random import Random

from lib.demo import desk, failures
from lib.demo.dates import month_day
from lib.demo.scenes import asides
from lib.demo.scenes.need import Need, say_move_in
from lib.demo.scenes.slips import break_off, misquoted
from lib.demo.talk import Talk
from lib.demo.world import Unit

_ASK_WHEN = (
    (
        "~Happy to help with that! ~When [are you hoping to|would you like to|do you plan to|do you need "
        "to] move in?"
    ),
    (
        "~Sure thing! ~[What move-in date|Which move-in date] [are you aiming for|do you have in "
        "mind|works for you]?"
    ),
    (
        "[Before I check|Before I pull up what's open|So I check the right ones], when would you want to "
        "move [in|]?"
    ),
    "I can [check|look at] our {noun}s[ for you|]. What's your [target|ideal|] move-in date?",
    (
        "~Great choice, {place} is lovely. ~[Roughly when|When] [would you be moving|do you want to be "
        "in|would you need it]?"
    ),
    (
        "{place} does have {noun}s; which ones are open depends on your date. When [would you move|is your "
        "move]?"
    ),
    (
        "[Let me|I'll] check [availability|what's open]. [Do you have a move-in date in mind|What day "
        "would you want to start the lease]?"
    ),
    (
        "~Thanks for reaching out! ~[To see what fits|To check what's open], I need your move-in date. "
        "[When are you thinking|What would that be]?"
    ),
)
_ANSWER_WHEN = (
    "{when}",
    "{when} [please|if possible|ideally|or so|]",
    "[looking at|thinking|hoping for|prob] {when}",
    "[I'd say|maybe] {when}",
    "{when}, [could be flexible|a little flexible|not flexible sadly|give or take a week]",
    "my lease [ends|is up] {when}",
    "[uh |]{when} I [think|guess]",
    "{when} ¶[does that work|is that ok]?",
    "[has to be|it'd be] {when}",
    "we need to be [out|in] {when}",
    "{when}. [is there anything|anything open then]?",
)
_LEADS = (
    "[Looking at|Checking|Searching for] {noun}s [for|by] {when}[ now|].",
    "~Thanks! ~[Let me see|I'll see] what's open [by|for] {when}.",
    "[Got it|Okay], {when}. [One moment|Let me look|Checking now].",
)


def quote(t: Talk, need: Need) -> list[Unit]:
    """Bring the conversation to the point where available apartments have been named."""
    skip_date = t.wants(failures.MOVE_IN) and "move_in" not in t.known
    if "move_in" not in t.known and not skip_date:
        ask_move_in(t, need)
    if t.wants(failures.STOPPED) and t.chance(0.5):
        break_off(t, "search_units", {"property": t.place.key, "beds": need.beds})
    limit = need.budget if "budget" in t.known else None
    lead = (
        t.phrase(*_LEADS, when=agent_when(t, need), noun=need.noun) if not skip_date and t.chance(0.3) else ""
    )
    found = desk.find_units(t, need.beds, None if skip_date else need.move_in, limit, lead)
    if not found and limit is not None:
        found = _over_budget(t, need, limit, skip_date)
    elif found:
        tell(t, need, found, skip_date)
    if not found:
        _nothing(t, need, skip_date)
    elif skip_date:
        found = _afterwards(t, need, found)
    return found


def ask_move_in(t: Talk, need: Need) -> None:
    """Ask for the move-in date and let the person answer, at once or after a detour."""
    t.say(*_ASK_WHEN, noun=need.noun)
    if t.chance(0.13):
        asides.detour(t)
        t.say(
            "[And|So], [what's your move-in date|when would you be moving in]?",
            "[And the move-in date|And when would you like to move], roughly?",
            "[Got it|Okay]. [Roughly when|When] is the move?",
        )
    elif t.chance(0.07):
        t.user(
            "[why does that matter|does it matter]? [just want prices|just tell me what you have]",
            "not sure yet, [depends what you have|what are my options]",
            "[idk yet|haven't decided]. what's there?",
        )
        t.say(
            (
                "[A rough idea is enough|Even a month helps]: [units open up on different dates|what's "
                "free changes week to week], so I'd [rather not|hate to] quote you one that isn't there."
            ),
            (
                "[It decides which units I can offer|Rents differ by unit and date]. [A ballpark is "
                "fine|Just a month is fine]."
            ),
        )
        t.user(
            "[fine|ok|alright] {when} [then|]", "[let's say|call it|say] {when}", when=say_move_in(t, need)
        )
        t.known.add("move_in")
        return
    t.user(*_ANSWER_WHEN, when=say_move_in(t, need))
    t.known.add("move_in")
    if need.budget is not None and "budget" not in t.known and t.chance(0.35):
        t.user(
            "[and |oh and |]I can't go over ${budget}",
            "budget's [around|about] ${budget}",
            "[max|max is] ${budget} [btw|]",
            budget=need.budget,
        )
        t.known.add("budget")


def agent_when(t: Talk, need: Need) -> str:
    """Return the move-in date as the application says it."""
    return month_day(t.rng, need.move_in, t.channel)


def fragment(t: Talk, unit: Unit, rent: int) -> str:
    """Return one apartment in the way this conversation lists them."""
    # One conversation lists its apartments in one way, down to the form of the dates.
    habit = Random(t.habit)
    free = (
        "available now"
        if unit.available <= t.now.date()
        else f"available {month_day(habit, unit.available, t.channel)}"
    )
    size = f"{unit.sqft} sq ft"
    if t.channel == "voice":
        return habit.choice(
            (
                f"unit {unit.number} at <${rent:,}> a month, {free}",
                f"<unit {unit.number}>, {free}, for ${rent:,}",
                f"{unit.number}, which is ${rent:,} and {free}",
            )
        )
    if t.channel == "sms":
        return habit.choice(
            (
                f"<{unit.number}> ${rent:,}, {free}",
                f"<Unit {unit.number}>: ${rent:,}/mo, {free}",
                f"#{unit.number} <${rent:,}>, {size}, {free}",
            )
        )
    note = f", {unit.feature}" if unit.feature and t.habit % 5 else ""
    return habit.choice(
        (
            f"<Unit {unit.number}>: {size}, ${rent:,}/month, {free}{note}",
            f"<{unit.number}>, {size}{note}, <${rent:,}>/mo, {free}",
            f"<Unit {unit.number}> ({size}{note}) at ${rent:,} a month, {free}",
        )
    )


_INTRO = (
    "~Thanks, that helps! ~[For that|With that], [these|the following] [are open|would work]:",
    "[So|Okay], {place} has {count} [that fit|to choose from|openings]:",
    "[Let me give you|Here are] [the ones that are open|the closest fits] at {place}:",
    "[Here's what's open|Here is what I have|This is what's available]~ for you~:",
    "[I found|I see|There are] {count} {noun}s at {place}:",
    "{count} [options|matches|openings][ at {place}|]:",
    "~Good news! ~We have {count} [open|available]:",
    "[At {place} right now|For {place}]:",
)
_INTRO_ONE = (
    "[There's one|I have one|One fits]:",
    "One {noun} [comes up|fits|matches]:",
    "[Just one|Only one] at the moment:",
)
_AFTER = (
    "",
    "",
    "[Would you like to see one|Want to come see one|Interested in a tour]?",
    "[Any of these|Does one of them] catch your eye?",
    "[Which one|Which] would you like to know more about?",
    "~Let me know if you'd like to tour!~",
    "[Do any of those work|Does that work]?",
    "Shall I [set up|book] a [tour|visit]?",
)


def tell(t: Talk, need: Need, found: list[Unit], skip_date: bool, intro: str = "") -> None:
    """Name the apartments found; here the date may be missing and a rent may be wrong."""
    shown = found[: 2 if t.channel != "chat" else t.pick((2, 3, 4))]
    wrong = t.wants(failures.PRICE) and t.chance(0.6)
    rents = [unit.rent for unit in shown]
    target = t.rng.randrange(len(shown))
    if wrong:
        rents[target] = misquoted(t, rents[target], {unit.rent for unit in found})
    items = [fragment(t, unit, rent) for unit, rent in zip(shown, rents, strict=True)]
    head = intro or t.phrase(*(_INTRO if len(shown) > 1 else _INTRO_ONE), count=len(shown), noun=need.noun)
    if len(items) == 1 and not t.formats(0.5):
        text = f"{head.rstrip(':')}: {items[0]}."
    else:
        text = head + t.listing(items)
    after = t.phrase(*_AFTER) if need.goal != "price" or t.chance(0.4) else ""
    said = t.say_text(f"{text.rstrip()}\n\n{after}" if "\n" in text and after else f"{text} {after}")
    if skip_date:
        first = f"{shown[0].number}"
        quoted = next(line for line in said.splitlines() if first in line)[:110].strip()
        t.plant(
            failures.MOVE_IN,
            quoted,
            unit=first,
            rent=f"${rents[0]:,}",
            count=str(len(shown)),
            noun=need.noun if len(shown) == 1 else f"{need.noun}s",
            free="now"
            if shown[0].available <= t.now.date()
            else f"{shown[0].available:%b} {shown[0].available.day}",
        )
    if wrong:
        t.plant(
            failures.PRICE,
            f"${rents[target]:,}",
            said=f"${rents[target]:,}",
            listed=f"${shown[target].rent:,}",
            what=f"unit {shown[target].number}",
        )


def _over_budget(t: Talk, need: Need, limit: int, skip_date: bool) -> list[Unit]:
    found = desk.find_units(t, need.beds, None if skip_date else need.move_in, None)
    if found:
        intro = t.phrase(
            (
                "[Nothing|I have nothing] under ${limit}[ then| for that date|], but [these are "
                "close|these come closest|a bit above that]:"
            ),
            "No {noun}s [at or |]below ${limit}[ right now|]. [The closest are|Slightly over]:",
            limit=f"{limit:,}",
            noun=need.noun,
        )
        tell(t, need, found, skip_date, intro)
    return found


def _nothing(t: Talk, need: Need, skip_date: bool) -> None:
    t.disappointed = True
    if skip_date:
        t.say(
            "[I'm not seeing any|There are no] {noun}s [listed|open] at {place} [right now|at the moment].",
            noun=need.noun,
        )
    else:
        t.say(
            (
                "[I don't have|There aren't] any {noun}s at {place} [for|open by] {when}[, sorry|, I'm "
                "afraid|]. [Would a later date work|Is your date flexible|Could you move later]?"
            ),
            (
                "[Sorry, nothing|Nothing] in a {noun} by {when}. [Units open up as notices come in|New "
                "ones are listed most weeks], so [it's worth asking again next week|do check back]."
            ),
            (
                "~I wish I had better news. ~No {noun}s [free|open] by {when} [at {place}|in this "
                "building]. [Any flexibility on the date|Can you go later]?"
            ),
            noun=need.noun,
            when=agent_when(t, need),
        )
    t.user(
        "[ok|oh ok|hmm ok|dang|bummer|damn], [thanks anyway|thx|never mind then|I'll keep looking]",
        "[ugh|of course]. ok [bye|thanks]",
        "[no I can't|not really flexible]. [I'll try somewhere else|thanks though]",
    )


def _afterwards(t: Talk, need: Need, found: list[Unit]) -> list[Unit]:
    """Let the missing date come up later, as it does: or not at all."""
    late = [unit for unit in found if unit.available > need.move_in]
    roll = t.rng.random()
    if late and roll < 0.5:
        t.user(
            (
                "[oh wait|wait|hmm], [I need|we need|I'd need] [it by|to be in by|something for] {when}[, "
                "does {unit} work|. so is {unit} not an option|]?"
            ),
            "[but I move|I'm moving] {when}. [that's too late|{unit} is too late then|what about then]?",
            when=say_move_in(t, need),
            unit=late[-1].number,
        )
        t.known.add("move_in")
        again = desk.find_units(t, need.beds, need.move_in, None)
        if not again:
            _nothing(t, need, False)
            return []
        tell(
            t,
            need,
            again,
            False,
            t.phrase(
                "[Ah, then|In that case|For {when}], [what's open is|it would be|this is what's left]:",
                "~Sorry about that. ~By {when}[ I have|]:",
                when=agent_when(t, need),
            ),
        )
        return again
    if roll < 0.4:
        t.user(
            "[ok|nice|cool], [and|] [if I moved|for] {when}?",
            "[would those still be there|are those still free] {when}?",
            when=say_move_in(t, need),
        )
        t.known.add("move_in")
        again = desk.find_units(t, need.beds, need.move_in, None)
        if not again:
            _nothing(t, need, False)
            return []
        t.say(
            "[For {when}|By {when}] [that would be|I'd look at|there's] {units}.",
            when=agent_when(t, need),
            units=" and ".join(f"{unit.number} (${unit.rent:,})" for unit in again[:2]),
        )
        return again
    return found
