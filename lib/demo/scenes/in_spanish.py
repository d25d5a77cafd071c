"""What conversations in Spanish share; one version tends to answer them in English."""

from __future__ import annotations

from datetime import date

from lib.demo import failures
from lib.demo.grammar import clipped, words
from lib.demo.talk import Talk

MONTHS = words("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre")
DAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")


def day_text(day: date) -> str:
    """Return a day as it is written in Spanish."""
    return f"{DAYS[day.weekday()]} {day.day} de {MONTHS[day.month - 1]}"


def say(t: Talk, spanish: tuple[str, ...], english: tuple[str, ...], **facts: object) -> bool:
    """Answer in Spanish, or in English where that is to be shown; return whether it was English."""
    if t.wants(failures.LANGUAGE) or failures.LANGUAGE in t.planted:
        said = t.say(*english, **facts)
        t.plant(failures.LANGUAGE, said, shown=clipped(said))
        return True
    t.say(*spanish, **facts)
    return False


def protest(t: Talk) -> None:
    """Let the person say that they do not follow."""
    t.user(
        "[no hablo|no entiendo] [inglés|ingles][, en español por favor|]",
        "[en español|español] [por favor|porfa|plis]",
        "[perdón|disculpe] no [entendí|entiendo], [¿habla español?|puede en español]",
        "[¿alguien que hable español?|no hay alguien en español?]",
    )
