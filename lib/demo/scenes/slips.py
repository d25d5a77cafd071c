"""Failures that can be planted in more than one kind of conversation."""

from __future__ import annotations

from collections.abc import Callable, Collection

from lib.demo import failures
from lib.demo.talk import Ended, Talk

_HELLO = (
    "hello?",
    "[u there|you there|still there]?",
    "[so|well]?? ¶hello",
    "??",
    "[did it work|did that go through]?",
    "[is anyone there|anybody]?",
    "[ok|um] [what's happening|so did it book or not|so?]",
)


def misquoted(t: Talk, amount: int, others: Collection[int]) -> int:
    """Return a wrong amount of the believable kind: a digit off, an old rent."""
    steps: tuple[int, ...]
    if amount > 400:
        steps = (-200, -150, -100, -90, -75, -50, -45, 50, 100, 150)
    else:
        steps = (-25, -15, -10, 10, 15, 25, 50)
    choices = [amount + step for step in steps if amount + step > 0 and amount + step not in others]
    return t.pick(choices)


def fee(t: Talk, amount: object, others: tuple[object, ...], what: str) -> tuple[str, Callable[[], None]]:
    """Return an amount to state, perhaps a wrong one, and what records it once it was said."""
    right = int(str(amount))
    if right == 0 or not t.wants(failures.PRICE) or not t.chance(0.85):
        return f"{right:,}", lambda: None
    wrong = misquoted(t, right, [int(str(other)) for other in others if isinstance(other, int)])
    return f"{wrong:,}", lambda: t.plant(
        failures.PRICE, f"${wrong:,}", said=f"${wrong:,}", listed=f"${right:,}", what=what
    )


def break_off(t: Talk, tool: str, arguments: dict[str, object]) -> None:
    """Let a tool fail and the application stop there: the conversation ends."""
    lead = t.phrase(
        "[One moment while I|Let me|Give me a second to] [get that done|take care of that|pull that up].",
        "[Sure|Okay], [doing that now|on it].",
    )
    results: tuple[dict[str, object], ...] = (
        {"error": "upstream_timeout", "retryable": True},
        {"error": "internal_error", "code": 502},
        {"status": "error", "message": "connection reset by peer"},
    )
    t.call(tool, arguments, t.pick(results), lead)
    quote = "error"
    if t.chance(0.5):
        quote = t.say(
            "[Just a moment longer|Still working on it|Bear with me].",
            "[Thanks for your patience|One more moment].",
        )
    t.plant(failures.STOPPED, quote, tool=tool)
    t.disappointed = True
    t.user(*_HELLO)
    if t.chance(0.5):
        t.user("[ok whatever|forget it|great. just great]", "[nvm I'll call|I guess not]", "hellooo")
    raise Ended


_AGAIN: dict[str, tuple[str, ...]] = {
    "move_in": (
        "[And when|When] [are you hoping to|would you like to|do you plan to] move in?",
        "[What's|May I ask] your [preferred |target |]move-in date?",
        "[One more thing|Also], what move-in date are you looking at?",
    ),
    "name": (
        "[And may I have|May I have|Can I get|What's] your name[, please|]?",
        "[Who|And who] am I speaking with?",
        "What name should I put [this|the tour|it] [under|down for]?",
        "[Sorry, who|And you are|Whom] am I [talking to|speaking with|helping today]?",
        "[Could you|Can you] [give me|tell me] your [full |first and last |]name[, please|]?",
    ),
    "beds": (
        "[How many bedrooms|What size apartment] are you looking for?",
        "[Are you looking for a studio, one-bedroom or larger|And what size did you want]?",
    ),
    "unit": (
        ("[What's|Can you tell me|Could I have|May I ask for] your [unit|apartment] number[, please|]?"),
        (
            "[And which unit|Which apartment|What unit|And which apartment] [are you in|is this for|is "
            "this about|should I put down]?"
        ),
    ),
    "contact": (
        "[What's the best|Could I get a] phone number or e-mail[ for you|]?",
        "[And how|How] can we reach you, phone or e-mail?",
    ),
    "since": (
        "[When did this start|How long has this been going on]?",
        "And since when [has it been like this|is that]?",
    ),
}
_ANNOYED = (
    "[I already said|like I said|as I said], {answer}",
    "I [told you|said] {answer} [already|at the start|earlier|]",
    "{answer}. [didn't I just say that|like I said|I wrote that above]",
    "{answer} [again|still]",
    "?? {answer}",
    "[scroll up|you asked that|see above]. {answer}",
    "{answer}",
    "still {answer} [lol|]",
    "{answer}, [as before|same as before]",
)


def ask_again(t: Talk, topic: str, answer: str) -> bool:
    """Ask for something already known, where that is to be planted; return whether it was."""
    if topic not in t.known or not t.wants(failures.AGAIN):
        return False
    said = t.say(*_AGAIN[topic])
    t.plant(failures.AGAIN, said, what=topic.replace("_", "-").replace("contact", "phone"), answer=answer)
    t.user(*_ANNOYED, answer=answer)
    return True
