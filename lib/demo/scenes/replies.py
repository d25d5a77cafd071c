"""The manners of both sides: how an answer is wrapped, how a next question is led in."""

from __future__ import annotations

from lib.demo.talk import Talk

_OPENERS = (
    "[Great|Good] question!",
    "Of course!",
    "[Sure thing|Sure]!",
    "Happy to check that[ for you|].",
    "Thanks for asking!",
    "[Absolutely|Certainly].",
    "[Let's see|Okay, so].",
    "[I looked that up|I've just checked]:",
)
_MORE = (
    "[Is there anything else|Anything else] [you'd like to know|I can look up for you|on your list]?",
    (
        "[Let me know|Just let me know] if [you have other questions|anything else comes to mind|you need "
        "more detail]."
    ),
    "[I hope that helps|Hope that helps]!",
    "[What else can I|Can I] [answer|help with]?",
    "[Happy to|I can] look up other details too.",
    "Shout if [that's unclear|you need more].",
    "[Other questions|More questions]?",
)
_VISIT = (
    "[Would you like to|Do you want to] [schedule a tour|come and see it|take a look in person]?",
    "[If you'd like to see the place|If you want to see it], I can [check tour times|look at the calendar].",
    "[Shall I look for|Want me to find] a tour time?",
    "It's [easiest to judge|best seen] in person; [want to come by|shall I find a time]?",
)
_REACTIONS = (
    "ok.",
    "[ok cool|cool|nice].",
    "got it.",
    "[hmm|hm] ok.",
    "[oh nice|oh good|oh great].",
    "alright.",
    "[good to know|noted].",
    "[that's steep|oof|wow ok].",
    "[not bad|that's fair|reasonable].",
    "[thanks|thx|thank you].",
    "perfect.",
    "[makes sense|gotcha|right].",
    "[I see|ah I see].",
    "[ok that works|that works].",
)


def answer(t: Talk, *templates: str, **facts: object) -> str:
    """Let the application answer, in the more or less warm manner of its version."""
    warm = {"chat": 1.0, "voice": 0.7, "sms": 0.45}[t.channel] * (1.0 if t.version == "1.4" else 0.3)
    text = t.phrase(*templates, **facts)
    if t.chance(0.28 * warm):
        text = f"{t.phrase(*_OPENERS)} {text}"
    if not text.endswith("?") and t.chance(0.45 * warm):
        visits = (
            t.person.kind == "prospect" and t.outcome != "tour_booked" and not t.arranging and t.chance(0.45)
        )
        text = f"{text} {t.phrase(*(_VISIT if visits else _MORE))}"
    return t.say_text(text)


def ask(t: Talk, *templates: str, **facts: object) -> None:
    """Let the person ask something, perhaps after a word on what they were just told."""
    template = t.pick(templates)
    if t.step < 5:
        for opener in ("[also |and |]", "[oh |and |]", "[also |oh also |]"):
            template = template.replace(opener, "")
    elif t.messages[-1]["role"] == "assistant" and t.chance(0.33):
        template = f"{t.pick(_REACTIONS)} {'¶' if t.chance(0.5) else ''}{template}"
    t.user(template, **facts)


def glance(t: Talk, *specific: str) -> str:
    """Return what the application says while it looks something up: mostly nothing."""
    if not t.chance(0.22 if t.version == "1.4" else 0.12):
        return ""
    return t.phrase(
        *(
            specific
            or (
                (
                    "[One moment|One sec|Just a second|Bear with me], [I'll check|let me check|let me "
                    "look][ that|]."
                ),
                "[Let me|I'll] [check|look that up|look into that|pull that up][ for you| for {place}|].",
            )
        )
    )
