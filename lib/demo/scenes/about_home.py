"""Questions about the home itself: pets, parking, what the rent includes, amenities."""

from __future__ import annotations

from lib.demo import desk, failures, world
from lib.demo.grammar import entries, listed
from lib.demo.properties import ASKED_AMENITIES
from lib.demo.scenes.replies import answer, ask, glance
from lib.demo.scenes.slips import fee
from lib.demo.talk import Talk

_PET_NAMES = (
    "Biscuit",
    "Luna",
    "Mochi",
    "Pepper",
    "Tank",
    "Nacho",
    "Olive",
    "Waffles",
    "Bean",
    "Duke",
    "Miso",
    "Gus",
)
_BREEDS = (
    ("beagle", 28),
    ("lab mix", 62),
    ("corgi", 26),
    ("german shepherd", 75),
    ("chihuahua", 6),
    ("boxer", 58),
    ("golden retriever", 68),
    ("mutt", 40),
    ("dachshund", 14),
    ("husky", 52),
    ("goldendoodle", 47),
)


def pets(t: Talk) -> None:
    """Ask about a pet and have the policy read out."""
    rules = t.place.pets
    cat = t.chance(0.4)
    name, (breed, weight) = t.pick(_PET_NAMES), t.pick(_BREEDS)
    if cat:
        ask(
            t,
            "[do you|do y'all|does {place}] [allow|take] cats?",
            "I have [a cat|two cats|an old cat], [is that ok|is there a fee|that's fine right]?",
            "[what's the|whats the] [pet fee|fee|deposit] for a cat",
            (
                "[also |oh also |]are cats ok? [her name is {pet} and she's an angel|she's indoor "
                "only|he's 14 and just sleeps|]"
            ),
            "my [roommate|son|girlfriend] has a cat, [how much extra is that|do you charge for that]?",
            pet=name,
        )
    else:
        ask(
            t,
            "[are dogs allowed|do you allow dogs|dogs ok]? [I have a {breed}|mine's a {breed}|]",
            "[what's your|what is the] pet policy? [I've got|we have] a {weight} lb {breed}",
            (
                "[can I bring|is it ok to have] my dog [{pet}|]? [he's|she's] a {breed}, [about|like] "
                "{weight} [pounds|lbs]"
            ),
            "[also |and |]pet rent? [for|have] a {breed}",
            (
                "[any breed restrictions|do you have breed restrictions]? [{pet} is|mine is] [a "
                "{breed}|part {breed}]"
            ),
            "we [just adopted|have] a {breed} ({weight} lbs), [would she be allowed|is he too big]?",
            breed=breed,
            weight=weight,
            pet=name,
        )
    desk.look_up(
        t,
        "pets",
        glance(
            t,
            "[Let me check|I'll check] the pet policy[ at {place}|].",
            "[One sec|Hang on], [pulling up|looking at] the pet rules.",
        ),
    )
    facts: dict[str, object] = {
        "most": rules["max_pets"],
        "limit": rules["weight_limit_lb"],
        "breed": breed,
        "pet": name,
        "weight": weight,
    }
    if not cat and "dog" not in str(rules["allowed"]):
        t.say(
            (
                "[Unfortunately|I'm sorry], {place} [only takes cats|is cats only, no dogs|is a cats-only "
                "building]."
            ),
            "{place} [doesn't allow dogs|allows cats but not dogs][, I'm sorry|, unfortunately|].",
            "[No dogs|Dogs aren't allowed] at {place}, I'm afraid; [it's cats only|only cats are].",
            **facts,
        )
        t.user(
            "[ah ok|oh no|well shoot|dang]",
            "[hm ok|aw] [that might be a dealbreaker|that's a problem]",
            "ok [good to know|noted]",
            "[what if|even if] [he's tiny|she never barks]? [jk|nvm]",
        )
        return
    limit = rules["weight_limit_lb"]
    if not cat and isinstance(limit, int) and weight > limit:
        t.say(
            (
                "The weight limit at {place} is <{limit} lb>, so a {weight} lb dog would be over it[, I'm "
                "sorry|]."
            ),
            (
                "[I'm sorry|Unfortunately], dogs [there|at {place}] can be up to {limit} lb[ only|], and a "
                "{breed} [tends to be|is usually] over that."
            ),
            **facts,
        )
        t.user(
            "[seriously|really]? [ok|ugh]",
            "[ok|k] [that's tough|he's basically that|guess not then]",
            "[hmm|oh] ok",
        )
        return
    deposit, done = fee(t, rules["pet_deposit"], (rules["pet_rent_monthly"],), "pet deposit")
    capped = isinstance(limit, int) and not cat
    answer(
        t,
        (
            "[Yes|Yep], {kind} are [welcome|fine|allowed] at {place}{limit_text}. [There's|It's] a "
            "<${deposit} deposit> and <${monthly} a month> [in pet rent|per pet]."
        ),
        (
            "{kind} [are allowed|are OK]{limit_text}: ${deposit} [as a deposit|up front] plus ${monthly} a "
            "month[, and no more than {most} pets|]."
        ),
        (
            "{Kind} are [fine|no problem|allowed]{limit_text}. [Deposit is|The deposit's] <${deposit}>, "
            "pet rent <${monthly}>/month[, max {most}|]."
        ),
        (
            "You can [bring up to {most} pets|have {most} pets at most]{limit_text}. The deposit is "
            "<${deposit}> and pet rent [is|runs] <${monthly}> a month[ each|]."
        ),
        (
            "[Sure|No problem]{limit_text}, [with|for] a ${deposit} deposit and ${monthly} [monthly|each "
            "month].{breeds}"
        ),
        breeds=""
        if cat
        else t.phrase(" ", " [Restricted breeds are|Not allowed are] pit bulls, rottweilers and chow chows."),
        limit_text=t.phrase("", f", [up to|the limit is] {limit} lb") if capped else "",
        kind="cats" if cat else "dogs",
        Kind="Cats" if cat else "Dogs",
        deposit=deposit,
        monthly=rules["pet_rent_monthly"],
        **facts,
    )
    done()


def parking(t: Talk) -> None:
    """Ask about parking: one's own, a second car, or guests."""
    rules = t.place.parking
    second = rules["second_space_monthly"]
    aspect = t.pick(("own", "own", "guests", "second" if second else "own"))
    asks = {
        "own": (
            "[what about|how's the|is there] parking?",
            "[do I get|does it come with] a parking [spot|space]?",
            "how much is parking [there|a month|]?",
            "parking [situation|cost|included]?",
            "I have a [truck|big SUV|motorcycle], [where do I park|is there a spot]?",
        ),
        "guests": (
            "[where do|where can|can] [guests|visitors] park?",
            "[is there|do you have] guest parking? [my mom visits a lot|my boyfriend drives in|]",
            "if [friends come over|my sister visits] where do they park",
        ),
        "second": (
            "we have two cars, [is that ok|how does parking work|can we get 2 spots|how much for both]?",
            "[how much is|what's] a second [parking |]space?",
            "[two cars|2 cars here], what would parking [be|cost]?",
        ),
    }
    ask(t, *asks[aspect])
    desk.look_up(t, "parking", glance(t))
    if aspect == "guests":
        answer(
            t,
            "[For guests|Visitor parking]: {guests}.",
            "[Guests|Visitors] [have|can use]: {guests}.",
            "[Guest parking is|It's] {guests}.",
            guests=rules["guests"],
        )
        return
    monthly, done = fee(t, rules["monthly"], (second,), "parking")
    cost = (
        f"<${monthly} a month>"
        if rules["monthly"]
        else t.pick(("no extra charge", "included in the rent", "free of charge"))
    )
    if aspect == "second":
        answer(
            t,
            (
                "The first space is {cost}, [the second one|a second] <${second}> a month. [It's|That's "
                "for] {a_kind}."
            ),
            "[Yes|That works]: {cost} for the first [car|space] and ${second} for the second. It's {a_kind}.",
            cost=cost,
            second=second,
            a_kind=_a(rules["type"]),
        )
    else:
        answer(
            t,
            "[There is|{place} has] {a_kind}, {cost}.",
            "[Yes|Yes, there's parking]: {kind}, {cost}.",
            "[Parking is|It's] {a_kind}, {cost}.",
            "[You'd have|Residents get] {a_kind} for {cost}."
            if rules["monthly"]
            else "[You'd have|Residents get] {a_kind}, {cost}.",
            cost=cost,
            kind=rules["type"],
            a_kind=_a(rules["type"]),
        )
    if rules["monthly"]:
        done()


def utilities(t: Talk) -> None:
    """Ask what the rent includes."""
    rules = t.place.utilities
    money = t.chance(0.3)
    if money:
        ask(
            t,
            "how much are utilities [usually|on average|roughly]?",
            "so what would I pay on top [of rent|], [electric?|utilities wise?]",
            "what's [a normal|the average] electric bill?",
        )
    else:
        ask(
            t,
            "[are utilities included|what utilities are included]?",
            "what's included in [the rent|that]?",
            "is heat [included|extra]? [what about water|and trash|]",
            "does rent [cover|include] [water and stuff|anything|utilities]?",
        )
    desk.look_up(t, "utilities", glance(t))
    included, pays = listed(rules["included"]), listed(rules["resident_pays"])
    average = rules["average_electric_monthly"]
    if money:
        answer(
            t,
            (
                "Electric [averages|runs about|is around] <${average}> a month. [On top you'd pay|You'd "
                "also have] {rest}; {included} [comes|come] with the rent."
            ),
            (
                "[The average electric bill is|For electric, figure] ${average} a month. [Included in the "
                "rent|Already included]: {included}."
            ),
            average=average,
            included=included,
            rest=listed([each for each in entries(rules["resident_pays"]) if each != "electric"]),
        )
    else:
        answer(
            t,
            (
                "[Included|The rent includes|Rent covers]: {included}. You'd [pay|set up] {pays} "
                "[yourself|on your own]."
            ),
            "{Included} [comes with|is part of] the rent; {pays} [would be|is] on you.",
            (
                "[We cover|Covered is] {included}. [Yours to pay|You pay]: {pays}. Electric [averages|runs "
                "about] ${average} a month."
            ),
            included=included,
            Included=included[0].upper() + included[1:],
            pays=pays,
            average=average,
        )


def amenity(t: Talk) -> None:
    """Ask for one amenity; what the list lacks may be invented."""
    invent = t.wants(failures.AMENITY)
    lacking = world.lacking(t.place)
    asked = t.pick(lacking if invent or t.chance(0.35) else world.having(t.place))
    words = dict(ASKED_AMENITIES)[asked]
    ask(
        t,
        "[is there|do you have|do you guys have] {asked}?",
        "[does {place} have|does the building have|there's] {asked}[?| right?]",
        "[oh |and |]what about {asked}?",
        "[what amenities are there|amenities?] [specifically {asked}|is there {asked}]",
        "[you have|got] {asked}?",
        "[important|must have] for me: {asked}",
        "the [listing|ad|website] [said|mentions] {asked}, [is that true|correct]?",
        asked=asked,
    )
    desk.look_up(
        t, "amenities", glance(t, "[Let me|I'll] [check|look at|pull up] the amenity list[ for {place}|].")
    )
    bare = asked.removeprefix("a ").removeprefix("an ")
    if invent:
        said = t.say(
            (
                "[Yes|It does|We do]! [There's|{place} has] {asked}[, free for residents|, residents love "
                "it|, open every day|]."
            ),
            "[Yes|Yep], {asked} [is available|is part of the amenities|comes with it][ at no extra cost|].",
            "~Absolutely! ~{place} [offers|features] {asked}, [along with|plus|as well as] {other}.",
            "[It does|Yes]: {asked}, {other}[, and more|].",
            asked=asked,
            other=t.pick(t.place.amenities),
        )
        t.plant(failures.AMENITY, said, what=asked, list=", ".join(t.place.amenities[:3]))
    elif asked in lacking:
        answer(
            t,
            (
                "I don't see {asked} on {place}'s list[, I'm afraid|]. [There is|What there is:] {other} "
                "and {more}."
            ),
            (
                "[Not at {place}|No], {bare} [isn't listed|isn't on the list]. [You'd have|It does have] "
                "{other}[ though|]."
            ),
            "{bare} [isn't|is not] on the amenity list [here|for {place}], [sorry|I'm afraid|unfortunately].",
            asked=asked,
            bare=bare,
            other=t.place.amenities[0],
            more=t.place.amenities[-1],
        )
    else:
        real = next(item for item in t.place.amenities if any(word in item for word in words))
        answer(
            t,
            "[Yes|It does|Yep][: |, ]{real}.",
            "[Yes, there's|{place} has] <{real}>[, and|, plus] {other}.",
            "[Yes|Correct], {real} [is on the list|is listed|comes with the building].",
            "[It does|There is]: <{real}>. [Also|You'd also have] {other}.",
            real=real,
            other=t.pick([item for item in t.place.amenities if item != real]),
        )


def _a(thing: object) -> str:
    return f"{'an' if str(thing)[0] in 'aeou' else 'a'} {thing}"
