"""Comparing, and changes of mind, of people who look for an apartment."""

from __future__ import annotations

from lib.demo import desk, world
from lib.demo.dates import month_day
from lib.demo.properties import PROPERTIES
from lib.demo.scenes import quoting
from lib.demo.scenes.need import Need, say_beds
from lib.demo.talk import Json, Talk
from lib.demo.world import Unit

_SIZE = (
    "[what about|and|how about] {beds}s?",
    "[actually|hmm] [what do|how much do] {beds}s [go for|cost]?",
    "[would a {beds} be much more|is a {beds} much cheaper]?",
    (
        "[my partner|my mom|my husband] [says|thinks] we should look at {beds}s [too|instead]. "
        "[anything|got any]?"
    ),
    "[thinking about it|on second thought], [maybe a {beds} makes more sense|any {beds}s]?",
)
_ELSEWHERE = (
    (
        "[do you have|is there] [anything|something] [cheaper|similar|bigger] [in your other buildings|at "
        "another property|elsewhere]?"
    ),
    "[what other|any other] [buildings|properties] [do you have|with one available]?",
    "[anything like that|something like that] at {other}?",
    "I also [looked at|drove past] {other}, [anything there|is there one there]?",
)


def compare(t: Talk, need: Need, found: list[Unit]) -> Unit:
    """Let the person pick one, ask about one, or just go on; return the one meant."""
    unit = t.pick(found[:2])
    size = f"{unit.sqft} sq ft"
    roll = t.rng.random()
    if roll < 0.22 and len(found) > 1:
        t.user(
            "what's the difference between [the two|those|them]?",
            "[which one is bigger|which is the bigger one]?",
            "is {unit} the [big one|nicer one|quiet one]?",
            "why is [one|{unit}] [more|priced differently]?",
            unit=unit.number,
        )
        other = next(each for each in found if each is not unit)
        extra = f" ({unit.feature})" if unit.feature else ""
        t.say(
            ("{unit}{extra} is {size}, {other} is {other_size}[. That is what the listing shows|]."),
            "[Mostly size|Size and floor]: {unit}{extra} has {size}, {other} has {other_size}.",
            unit=unit.number,
            other=other.number,
            size=size,
            other_size=f"{other.sqft} sq ft",
            extra=extra,
        )
    elif roll < 0.34:
        t.user(
            "[how big is|what's the square footage of|sq ft on] {unit}?",
            "is {unit} [roomy|decent size|tiny]? [like how big|sq footage?]",
            unit=unit.number,
        )
        t.say(
            "{unit} is <{size}>, {baths} bath{s}.",
            "<{size}> with {baths} bath{s}.",
            "{unit}: {size}, {baths} bath{s}.",
            unit=unit.number,
            size=size,
            baths=f"{unit.baths:g}",
            s="" if unit.baths == 1 else "s",
        )
    elif roll < 0.46 and t.channel != "voice":
        t.user(
            "[do you have|any|can you send] [pics|photos|pictures] [of {unit}|]?",
            "[is there|can I see|do you have] a [floor plan|video|floorplan] [of {unit}|]?",
            unit=unit.number,
        )
        url = desk.send_link(t, "photos")
        if t.channel == "chat":
            link = f"[Photos of {t.place.name}]({url})"
            t.say("[Here you go|Sent]: {link}", "~Of course! ~{link}", link=link if t.formats() else url)
        else:
            t.say(
                "[Sent|Here]: {link}",
                "Photos [are here|here]: {link}",
                link=f"[photos]({url})" if t.formats() else url,
            )
    elif roll < 0.62:
        t.user(
            "{unit} [sounds good|looks good|could work|would work|is nice]",
            "[I like|interested in|let's go with] {unit}",
            "[ooh|ok] {unit} [maybe|then|I guess]",
            "{unit} [is more than I wanted but ok|is doable|is the one I saw I think]",
            "[tell me more about|more on] {unit}",
            unit=unit.number,
        )
        if t.chance(0.6):
            t.say(
                (
                    "~Great pick! ~{unit} is {size}. [Want to see it in person|Would you like to tour "
                    "it|Shall I find a tour time]?"
                ),
                "[Want me to|Shall I|I can] [set up a visit|find you a tour time]?",
                unit=unit.number,
                size=size,
            )
    return unit


def other_size(t: Talk, need: Need) -> list[Unit]:
    """Let the person ask about another number of bedrooms once the date is known."""
    sizes = [plan.beds for plan in t.place.plans if plan.beds != need.beds]
    changed = Need(t.pick(sizes), need.move_in, need.soon, None, "price")
    t.user(*_SIZE, beds=say_beds(t, changed))
    found = world.search(t.place, t.now.date(), changed.beds, need.move_in)
    arguments: Json = {"property": t.place.key, "beds": changed.beds, "move_in": need.move_in.isoformat()}
    t.call(
        "search_units",
        arguments,
        {"count": len(found), "units": [unit.as_result(t.now.date()) for unit in found]},
    )
    if found:
        quoting.tell(t, changed, found, False)
    else:
        t.say(
            "[No|There are no|I don't see any] {noun}s [open|available] for that date[, sorry|].",
            "[Nothing|None] in {noun}s by {when}[, I'm afraid|].",
            noun=changed.noun,
            when=month_day(t.rng, need.move_in, t.channel),
        )
        t.user(
            "[ok|hm ok|k] [then|]", "[fine|ok], [the other one then|back to the first]", "[figures|of course]"
        )
    return found


def other_building(t: Talk, need: Need) -> None:
    """Let the person ask about another building once the date is known."""
    others = [
        place
        for place in PROPERTIES
        if place is not t.place and any(plan.beds == need.beds for plan in place.plans)
    ]
    other = t.pick(others)
    t.user(*_ELSEWHERE, other=other.name)
    found = world.search(other, t.now.date(), need.beds, need.move_in)
    arguments: Json = {"property": other.key, "beds": need.beds, "move_in": need.move_in.isoformat()}
    t.call(
        "search_units",
        arguments,
        {"count": len(found), "units": [unit.as_result(t.now.date()) for unit in found]},
    )
    if not found:
        t.say(
            "[I checked|I looked at] {other}: [no {noun}s|nothing] [open|free] for your date.",
            "{other} [has nothing|doesn't have one] [by|for] then[, unfortunately|].",
            other=other.name,
            noun=need.noun,
        )
        return
    unit = found[0]
    t.say(
        "{other} has {unit} at <${rent}>, {sqft} sq ft.",
        "[At|Over at] {other} there's {unit}, {sqft} sq ft, for <${rent}>.",
        "[Yes|There is], at {other}: {unit} for ${rent} a month.",
        other=other.name,
        unit=unit.number,
        rent=f"{unit.rent:,}",
        sqft=unit.sqft,
    )
    t.user(
        "[hmm|ok|nah] [I like {place} better|too far from work|I'll stick with {place}]",
        "[ok good to know|ok noted|I'll think about that one]",
        "[more than I thought|not bad]. ok",
    )


_FORM = (
    "Name: {name}\nPhone: {phone}\nBeds: {beds}\nMove-in: {when}\nMessage: {message}",
    (
        "New inquiry from listing page\n{name} | {phone} | {email}\nInterested in: {beds} bed, move-in "
        '{when}\n"{message}"'
    ),
    "{message}\n\n{name}\n{phone}\n{email}\nDesired move in {when}, {beds} BR",
)
_MESSAGES = (
    "Hi, I am interested in this apartment. Is it still available?",
    "I would like to schedule a tour.",
    "Please send me more information about this property.",
    "is this available? thanks",
    "Looking for something by the date above. Please contact me.",
    "Does this one have parking? Would like to see it next week.",
)


def lead_form(t: Talk, need: Need) -> None:
    """Open with what a form on a listing page sends: everything at once, the date included."""
    day = need.move_in
    when = t.pick((f"{day.month}/{day.day}/{day.year}", day.isoformat(), f"{day:%b} {day.day}, {day.year}"))
    t.user_verbatim(
        t.pick(_FORM).format(
            name=t.person.name,
            phone=t.person.phone,
            email=t.person.email,
            beds=need.beds or "studio",
            when=when,
            message=t.pick(_MESSAGES),
        )
    )
    t.move_in_words = f"{day:%B} {day.day}"
    t.known |= {"name", "phone", "contact", "email", "move_in", "beds"}
