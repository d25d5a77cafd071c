"""What a prospect is looking for, and how they open the conversation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lib.demo.dates import draw_move_in, said_date
from lib.demo.talk import Talk

_BEDS = {
    0: ("studio", "studio apartment", "studio"),
    1: ("one bedroom", "1 bedroom", "1br", "1 bed", "one-bedroom"),
    2: ("two bedroom", "2 bedroom", "2br", "2 bed", "2bd"),
    3: ("three bedroom", "3 bedroom", "3br", "3 bed"),
}
_AGENT_BEDS = {0: "studio", 1: "one-bedroom", 2: "two-bedroom", 3: "three-bedroom"}


@dataclass(frozen=True, slots=True)
class Need:
    """What a prospect wants; ``soon`` means that they say "as soon as possible" for the date."""

    beds: int
    move_in: date
    soon: bool
    budget: int | None
    goal: str

    @property
    def noun(self) -> str:
        """The apartment as the application calls it."""
        return _AGENT_BEDS[self.beds]


def draw_need(t: Talk, goal: str) -> Need:
    """Return what the person of this conversation wants."""
    plans = {plan.beds: plan.rent for plan in t.place.plans}
    beds = t.rng.choices(list(plans), [{0: 2, 1: 5, 2: 4, 3: 2}[beds] for beds in plans])[0]
    if goal == "roommates":
        beds = max(plans) if t.chance(0.4) else 2
    budget = None
    if t.chance(0.4):
        budget = (plans[beds] + t.pick((-60, 40, 80, 120, 200, 300))) // 50 * 50
    soon = t.chance(0.14)
    move_in = draw_move_in(t.rng, t.now)
    if soon:
        move_in = date.fromordinal(t.now.date().toordinal() + t.rng.randint(5, 9))
    return Need(beds, move_in, soon, budget, goal)


def say_beds(t: Talk, need: Need) -> str:
    """Return the apartment as the person calls it."""
    options = [word for word in _BEDS[need.beds] if t.channel != "voice" or not word[0].isdigit()]
    return t.pick(options)


def say_move_in(t: Talk, need: Need) -> str:
    """Return the move-in date as the person says it, and remember the words."""
    t.move_in_words = _move_in_words(t, need)
    return t.move_in_words


def _move_in_words(t: Talk, need: Need) -> str:
    if need.soon:
        return t.pick(("as soon as possible", "asap", "right away", "like yesterday", "as soon as I can"))
    return said_date(t.rng, need.move_in, t.now, t.channel)


_HELLO = ("[Hi|Hey|Hello|Hi there|hey there]", "[hello|hi],", "", "", "Hi", "{daytime}", "hey")
_VOICE_HELLO = (
    "Hi, [yeah, |]my name is {first},",
    "Hi,",
    "Hello, [is this the leasing office|is this {place}]?",
    "Yeah hi,",
    "Hi, um,",
    "Good {part},",
    "Hello?",
    "",
)

_WANT = (
    "I'm looking for a {beds} [at {place}|in your building|]",
    "[do you have|do you guys have|are there] any {beds}s [open|available|left|coming up]?",
    (
        "I saw a {beds} at {place} [online|on the website|on a listing site|when I drove by] [and wanted "
        "to ask about it|, is it still available|, is that one still open|]."
    ),
    "is the {beds} at {place} still [available|up for rent|open]?",
    "[what do your|how much are the] {beds}s [go for|run|rent for]?",
    "interested in a {beds} [unit|apartment|], [can you tell me what's available|what do you have]",
    (
        "[need|I need] a {beds} [in the area|near downtown|close to work|], [what have you got|what's "
        "open|anything?]"
    ),
    "[checking|just checking|wanted to check] if there's a {beds} [at {place}|] [open|available]",
    (
        "my [sister|coworker|cousin|friend|old roommate|boss] lives at {place} and [said you might "
        "have|told me to ask about] {beds}s"
    ),
    "[any|got any] {beds} [openings|units|apartments] at {place}?",
    (
        "we're [apartment hunting|looking around] and {place} is on our list. [what {beds}s are there|Do "
        "you have {beds}s]?"
    ),
    "{beds} availability [please|?|at {place}?]",
    (
        "[curious about|asking about|question about] the {beds} [floor plans|apartments|units]. [What's "
        "available|Anything available|which ones are open]?"
    ),
    "can [someone|you] tell me what {beds}s you have",
)
_SPECIALS_WANT = (
    (
        "[do you have|are there|got] any [specials|move in specials|deals|promos] [right now|at the "
        "moment|going on]? [looking for|I'd want] a {beds}"
    ),
    (
        "[saw a sign|saw an ad|someone told me] about a [free month|special|discount] at {place}, [does "
        "that apply to|is that for] a {beds}?"
    ),
    (
        "what's the [cheapest|lowest price] {beds} [you've got|at {place}] and [are there any specials|is "
        "there a deal on it]?"
    ),
)
_ROOMMATES_WANT = (
    (
        "me and [my friend|a friend|my buddy|two friends|my coworker] want to [get a place|rent] together, "
        "looking at a {beds}. [do we both have to be on the lease|do we each apply separately|how does "
        "that work]?"
    ),
    (
        "[hi |]looking for a {beds} with a roommate, [can rent be split|do you take separate payments|is "
        "it one lease or two]?"
    ),
)
_TOUR_WANT = (
    "[I'd like to|wanted to|can I|hoping to] [see|come see|tour|look at|check out] a {beds} [at {place}|]",
    (
        "[how do I|can I] [schedule|book|set up] a [tour|showing|viewing] [for a {beds}|of a {beds}|to see "
        "a {beds}]?"
    ),
    (
        "[wondering if I could|would love to|could I] [stop by and see|come look at] a {beds} [this "
        "week|sometime this week|soon|]"
    ),
)
_WHEN = (
    "[for|moving|move in] {when}",
    "I'd need it [by|for] {when}",
    "[looking to|want to|hoping to] move {when}",
    "my lease [is up|ends] {when}",
    "starting {when}",
    "[we have|I have] to be [out of our place|out] by {when}",
    "move in [date|] would be {when}",
    "[needed|need it] {when}",
)
_WHEN_SOON = ("[need|have] to move {when}", "I need [to be in|something] {when}", "looking to move {when}")
_BUDGET = (
    "[my max is|budget is|trying to stay under|nothing over] ${budget}",
    "[under|below] ${budget} [if possible|ideally|]",
    "I can do [up to|about] ${budget} [a month|]",
    "[hopefully|ideally] less than ${budget}",
)
_STORY = (
    (
        "[we have|I have] a [toddler|teenager|newborn] so [space matters|I'd rather not be over a bar|we "
        "go to bed at 8 lol]"
    ),
    (
        "I [sold my house|moved back from Germany|just finished school] and [have way too much stuff|own "
        "like one chair|need a fresh start]"
    ),
    (
        "[I toured|we saw] a place on [Cutler|Tannery|Foundry] last week and [it smelled like smoke|they "
        "wanted 4k up front|the guy never called back]"
    ),
    (
        "[my commute is|I'd be driving] [to the airport|out to the plant|to the hospital] [every day|5 "
        "days a week] so [parking is a big one|I leave at 4:30 am]"
    ),
    (
        "I play [piano with headphones|the cello|drums but only on a practice pad] [if that matters|just "
        "so you know]"
    ),
    (
        "[it's for my dad|asking for my mother|this is for my son], [he doesn't do computers|she's 71|he "
        "starts at the college]"
    ),
    (
        "I've got [good credit|great references|no evictions] and [steady income|a job offer letter|can "
        "start any time]"
    ),
    "[I don't drive|no car here] so [anything near a bus line is great|being near the train would help]",
    (
        "[last place had|current place has] [mice|paper thin walls|no heat half of january] and [I'm "
        "done|never again|I'm over it]"
    ),
    "[honestly|tbh] [the photos look great|I've driven by it a hundred times|I just like the brick]",
    "I'm relocating [from out of state|from Tulsa|from Ohio|for work|for a new job|from Tampa]",
    "[it'd be|it's] just me",
    "it's me and my [girlfriend|boyfriend|husband|wife|partner|brother|mom]",
    (
        "I work [nights|from home|at the hospital|downtown|remote] so [quiet matters|I need good light|it "
        "matters where it is|parking matters]"
    ),
    (
        "[going through a breakup|just got divorced|my roommate bailed on me|our building got sold] so "
        "this is [a bit rushed|all a bit last minute|kind of stressful]"
    ),
    "my landlord is [selling|raising the rent $300|not renewing us]",
    "first time renting [on my own|by myself|here]",
    "[we've been|I've been] [looking for weeks|all over town this week|to like 6 places already]",
    "I'm a [nurse|grad student|line cook|teacher|bus driver|dental assistant|welder|night auditor]",
    "sorry if this is the wrong place to ask",
    "I lived [there|at {place}] [years ago|back in 2019|before]",
    "I only have my phone so [bear with me|excuse typos]",
)
_LIKES = (
    "[higher floor if you have one|not ground floor please|ground floor would be great, bad knee]",
    "[something with light|something bright|south facing would be amazing]",
    "doesn't need to be fancy",
    "quiet side [if possible|preferably]",
    "as big as possible",
    "[pref|preferably] renovated",
)


def open_search(t: Talk, need: Need) -> None:
    """Let the person say what they want; what they mention becomes known."""
    hello = t.pick(_VOICE_HELLO if t.channel == "voice" else _HELLO)
    if "my name is" in hello:
        t.known.add("name")
    wants = {"specials": _SPECIALS_WANT, "roommates": _ROOMMATES_WANT, "tour": _TOUR_WANT + _WANT}
    style = t.person.style
    parts = [t.pick(wants.get(need.goal, _WANT))]
    t.known.add("beds")
    extras = []
    if t.chance(0.1):
        extras.append(t.pick(_WHEN_SOON if need.soon else _WHEN))
        t.known.add("move_in")
    if need.budget is not None and t.chance(0.5):
        extras.append(t.pick(_BUDGET))
        t.known.add("budget")
    if t.chance(0.5 * style.chatty + 0.08):
        extras.append(t.pick(_STORY))
    if style.chatty > 0.8 and t.channel == "chat" and t.chance(0.55):
        extras += t.rng.sample([story for story in _STORY if story not in extras], t.pick((2, 2, 3)))
    if t.chance(0.12):
        extras.append(t.pick(_LIKES))
    t.rng.shuffle(extras)
    if extras and t.chance(0.25):
        parts.insert(0, extras.pop())
    parts += extras
    if style.polite > 0.6 and t.chance(0.35):
        parts.append(
            t.pick(("thanks", "thank you!", "thanks in advance", "please let me know", "appreciate it"))
        )
    if t.channel == "chat" and t.chance(0.12):
        parts.append(t.pick(("this is {name}", "my name is {first}", "- {first}")))
        t.known.add("name")
    text = _joined(t, [part for part in parts if part])
    when = say_move_in(t, need) if "move_in" in t.known else ""
    if t.chance(0.14) and hello and t.channel != "voice":
        t.user("[Hi|hello|hey|hello?|hi there|anyone there?|Hi, is this live?|is this {place}?]")
        t.say(
            (
                "[Hi|Hello|Hey]! I'm Remy, the virtual assistant for {place}. [How can I help|What can I "
                "do for you|What are you looking for]?"
            ),
            (
                "[Hi there|Hello]~, thanks for reaching out to {place}~! [What can I help you with|How can "
                "I help][ today|]?"
            ),
        )
        hello = ""
    daytime = "good morning" if t.now.hour < 12 else "good afternoon" if t.now.hour < 17 else "good evening"
    t.user(
        f"{hello} {text}".strip(),
        beds=say_beds(t, need),
        when=when,
        budget=_money(t, need.budget),
        daytime=daytime,
        part=daytime.split()[1],
    )


def _money(t: Talk, budget: int | None) -> str:
    if budget is None:
        return ""
    return t.pick((f"{budget}", f"{budget:,}", f"{budget}")) if t.channel != "voice" else f"{budget}"


def _joined(t: Talk, parts: list[str]) -> str:
    text = parts[0]
    for part in parts[1:]:
        ended = text.rstrip("]").endswith(("?", ".", "!"))
        joint = t.pick((" ¶", ". ", " ", " ¶")) if ended else t.pick((". ", ", ", " ¶", ". ", " - "))
        text += (" " if ended and joint == ". " else joint) + part
    return text
