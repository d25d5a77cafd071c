"""How people write and speak: each has habits, and a telephone line adds its own mistakes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random

from lib.demo.grammar import capitalised, tidy


@dataclass(frozen=True, slots=True)
class Style:
    """One person's habits; the numbers are chances per occasion."""

    casing: str  # lower, sentence, proper or caps
    typos: float
    shorthand: float
    splits: float
    stops: str  # none, normal or loud
    emoji: float
    chatty: float
    polite: float


_SHORT: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"\byou\b", ("u",)),
    (r"\byour\b", ("ur",)),
    (r"\bare\b", ("r", "are")),
    (r"\bplease\b", ("pls", "plz")),
    (r"\bthanks\b", ("thx", "ty")),
    (r"\bthank you\b", ("ty", "thank u")),
    (r"\btomorrow\b", ("tmrw", "tomorow", "tmr")),
    (r"\bapartment\b", ("apt",)),
    (r"\bbedroom\b", ("br", "bdrm", "bed")),
    (r"\bbecause\b", ("bc", "cuz", "cause")),
    (r"\babout\b", ("abt",)),
    (r"\bokay\b", ("ok", "k", "kk")),
    (r"\bgoing to\b", ("gonna",)),
    (r"\bwant to\b", ("wanna",)),
    (r"\bI don't know\b", ("idk",)),
    (r"\bby the way\b", ("btw",)),
    (r"\bsomething\b", ("smth", "something")),
    (r"\bprobably\b", ("prob", "prolly")),
    (r"\bright now\b", ("rn",)),
    (r"\bwith\b", ("w", "w/")),
    (r"\bmessage\b", ("msg",)),
    (r"\bweeks\b", ("wks",)),
    (r"\band\b", ("&", "n", "and")),
    (r"\bthough\b", ("tho",)),
    (r"\bSaturday\b", ("sat",)),
    (r"\bThursday\b", ("thurs", "thur")),
    (r"\bWednesday\b", ("weds", "wed")),
    (r"\bTuesday\b", ("tues",)),
)

_SLIPS: dict[str, str] = {
    "available": "availible",
    "definitely": "definately",
    "apartment": "apartement",
    "there": "their",
    "you're": "your",
    "schedule": "schedual",
    "received": "recieved",
    "maintenance": "maintainence",
    "the": "teh",
    "building": "buidling",
    "until": "untill",
    "wondering": "wonderng",
    "lease": "leese",
    "looking": "lookin",
    "something": "somthing",
    "bathroom": "bathrom",
    "their": "there",
}

_HEARD: tuple[tuple[str, str], ...] = (
    (r"\blease\b", "least"),
    (r"\bdeposit\b", "the posit"),
    (r"\btour\b", "tore"),
    (r"\bone bedroom\b", "one bed room"),
    (r"\btwo bedroom\b", "to bedroom"),
    (r"\bpet\b", "pat"),
    (r"\bunit\b", "you knit"),
    (r"\bstudio\b", "studio o"),
    (r"\bfor\b", "four"),
    (r"\brent\b", "rant"),
    (r"\bparking\b", "park in"),
    (r"\bfee\b", "fi"),
    (r"\bavailable\b", "a vailable"),
    (r"\bmove in\b", "moving"),
    (r"\bleaking\b", "leaning"),
    (r"\bapplication\b", "applique cation"),
)

_FILLERS = ("um", "uh", "like", "you know", "I mean", "so", "uh,")
_STARTS = ("um ", "uh ", "yeah ", "yeah so ", "okay so ", "so ", "uhh ", "right ", "well ", "um okay ", "")
_FIRST_STARTS = ("hi yeah ", "um hi ", "yes hello ", "hello uh ", "hi um ", "yeah hi ", "")
_EMOJI = ("🙂", "😊", "👍", "🙏", "😅", "😭", "🏡", "🐶", "😂", "✌️", "❤️", "🤞")
_WORD = re.compile(r"[a-z']{4,}")


def draw_style(rng: Random, channel: str) -> Style:
    """Return the habits of one person on a channel."""
    short = channel == "sms"
    casing = rng.choices(
        ("lower", "sentence", "proper", "caps"), (48, 26, 24, 2) if short else (32, 30, 37, 1)
    )
    return Style(
        casing=casing[0],
        typos=rng.choice((0.0, 0.0, 0.004, 0.01, 0.02, 0.045)),
        shorthand=rng.choice((0.0, 0.25, 0.6, 0.9) if short else (0.0, 0.0, 0.1, 0.3, 0.7)),
        splits=rng.choice((0.1, 0.4, 0.85)),
        stops=rng.choices(("none", "normal", "loud"), (45, 47, 8))[0],
        emoji=rng.choice((0.0, 0.0, 0.0, 0.05, 0.25)),
        chatty=rng.choice((0.1, 0.3, 0.5, 0.9)),
        polite=rng.choice((0.1, 0.5, 0.9)),
    )


def write(rng: Random, style: Style, text: str) -> str:
    """Return the text as this person would have typed it."""
    for pattern, shorts in _SHORT:
        if re.search(pattern, text, re.IGNORECASE) and rng.random() < style.shorthand:
            text = re.sub(pattern, rng.choice(shorts), text, flags=re.IGNORECASE)
    if style.typos:
        text = _WORD.sub(lambda found: _slip(rng, style, found.group(0)), text)
    text = _cased(rng, style, text)
    text = _stopped(rng, style, text)
    if rng.random() < style.emoji:
        text = f"{text} {rng.choice(_EMOJI)}"
    return tidy(text)


def _slip(rng: Random, style: Style, word: str) -> str:
    if rng.random() >= style.typos * 3:
        return word
    if word in _SLIPS:
        return _SLIPS[word]
    if len(word) < 5 or rng.random() < 0.4:
        return word
    spot = rng.randrange(1, len(word) - 1)
    kind = rng.randrange(3)
    if kind == 0:
        return word[:spot] + word[spot + 1] + word[spot] + word[spot + 2 :]
    if kind == 1:
        return word[:spot] + word[spot + 1 :]
    return word[:spot] + word[spot] + word[spot:]


def _cased(rng: Random, style: Style, text: str) -> str:
    if style.casing == "lower":
        text = text.lower()
        return text.replace("'", "") if style.stops == "none" else text
    if style.casing == "caps":
        return text.upper()
    if style.casing == "sentence":
        # A telephone keyboard: it capitalises the first letter, and the person nothing else.
        head, rest = text[:1].upper(), text[1:]
        return head + (rest.lower().replace(" i ", " I ") if rng.random() < 0.4 else rest)
    return capitalised(text)


def _stopped(rng: Random, style: Style, text: str) -> str:
    if style.stops == "none":
        text = re.sub(r"\.(\s|$)", r"\1", text).replace(",", "" if rng.random() < 0.6 else ",")
        return text[:-1] if text.endswith("?") and rng.random() < 0.5 else text
    if style.stops == "loud":
        text = re.sub(r"\?$", rng.choice(("??", "???", "?!", "?")), text)
        return re.sub(r"!$", "!!", text)
    return text


def transcribe(rng: Random, style: Style, text: str, first: bool, language: str = "en") -> str:
    """Return the text as a telephone line's speech recognition would have written it down."""
    if language == "es":
        return _transcribe_spanish(rng, style, text)
    for pattern, heard in _HEARD:
        if rng.random() < 0.07:
            text = re.sub(pattern, heard, text, count=1, flags=re.IGNORECASE)
    words = re.sub(r"[!;:()\"…]", "", text).lower().replace("?", " ? ").split()
    spoken: list[str] = []
    for word in words:
        if len(words) > 5 and rng.random() < 0.035 + 0.05 * style.chatty:
            spoken.append(rng.choice(_FILLERS).lower().strip(","))
        if word in {"i", "the", "a", "is", "and", "my", "to", "we", "it's"} and rng.random() < 0.08:
            spoken.append(word)
        spoken.append(word)
    said = " ".join(spoken).replace(" ?", "?").replace(",", "")
    if len(words) > 3 and rng.random() < 0.5:
        said = (
            rng.choice(
                _FIRST_STARTS
                if first and not said.startswith(("hi", "hello", "yeah", "good"))
                else _STARTS[:3]
                if first
                else _STARTS
            )
            + said
        )
    if rng.random() < 0.45:
        said = re.sub(r"(?<=[a-z])\.(?=\s)", "", said)
    return tidy(said)


def _transcribe_spanish(rng: Random, style: Style, text: str) -> str:
    words = re.sub(r"[!;:()¿¡.,?]", "", text).lower().split()
    spoken: list[str] = []
    for word in words:
        if len(words) > 3 and rng.random() < 0.04 + 0.05 * style.chatty:
            spoken.append(rng.choice(("este", "eh", "pues", "o sea")))
        spoken.append(word)
    return " ".join(spoken)


def spelled(email: str) -> str:
    """Return an e-mail address as somebody says it on the telephone."""
    name, _, domain = email.partition("@")
    return f"{name.replace('.', ' dot ').replace('_', ' underscore ')} at {domain.replace('.', ' dot ')}"
