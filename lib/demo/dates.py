"""Days and hours as people and the application say them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from lib.demo.grammar import words

_NUMBERS = words("twelve one two three four five six seven eight nine ten eleven twelve")
_ORDINALS = words(
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first "
    "twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth twenty-seventh twenty-eighth "
    "twenty-ninth thirtieth thirty-first"
)


def ordinal(number: int) -> str:
    """Return 1st, 2nd, 3rd, ..."""
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def clock(value: str) -> str:
    """Return a calendar slot (``14:30``) as the application writes it (``2:30 PM``)."""
    hour, minute = (int(part) for part in value.split(":"))
    return f"{(hour - 1) % 12 + 1}:{minute:02d} {'AM' if hour < 12 else 'PM'}"


def said_clock(rng: Random, value: str, channel: str) -> str:
    """Return a slot as a person says it: ``2:30``, ``230pm``, ``two thirty``."""
    hour, minute = (int(part) for part in value.split(":"))
    short = (hour - 1) % 12 + 1
    half = "am" if hour < 12 else "pm"
    if channel == "voice":
        word = _NUMBERS[short]
        minutes = {0: "", 15: " fifteen", 30: " thirty", 45: " forty five"}[minute]
        return f"{word}{minutes}" if minutes else rng.choice([f"{word} o'clock", word])
    if minute == 0:
        return rng.choice([f"{short}", f"{short}{half}", f"{short}:00"])
    return rng.choice([f"{short}:{minute:02d}", f"{short}:{minute:02d}{half}", f"{short}:{minute:02d}"])


def agent_day(rng: Random, day: date, now: datetime, channel: str) -> str:
    """Return a day as the application writes it, always with its weekday or unmistakable."""
    ahead = (day - now.date()).days
    full = f"{day:%A}, {day:%B} {day.day}"
    if channel == "chat":
        options = [full, f"{day:%A}, {day:%b} {day.day}"]
    elif channel == "sms":
        options = [f"{day:%a} {day:%b} {day.day}", f"{day:%A} {day.month}/{day.day}", f"{day:%A}"]
    else:
        options = [f"{day:%A} the {ordinal(day.day)}", f"{day:%A}, {day:%B} {ordinal(day.day)}"]
    if ahead == 1:
        options.append("tomorrow")
    if ahead == 0:
        options = ["today"]
    if ahead > 6:
        options = [option for option in options if option != f"{day:%A}"]
    return rng.choice(options)


def said_day(rng: Random, day: date, now: datetime) -> str:
    """Return a day as a person says it: ``thursday``, ``tomorrow``, ``saturday the 4th``."""
    ahead = (day - now.date()).days
    name = f"{day:%A}"
    if ahead == 0:
        return "today"
    if ahead == 1:
        return rng.choice(["tomorrow", name])
    if ahead <= 6:
        return rng.choice([name, name, f"this {name}", f"{name} the {ordinal(day.day)}"])
    return rng.choice([f"{name} the {ordinal(day.day)}", f"{day:%B} {day.day}"])


def month_day(rng: Random, day: date, channel: str) -> str:
    """Return a date without weekday, as the application writes it."""
    if channel == "voice":
        return f"{day:%B} {ordinal(day.day)}"
    return rng.choice([f"{day:%b} {day.day}", f"{day:%B} {day.day}"])


def said_date(rng: Random, day: date, now: datetime, channel: str) -> str:
    """Return a date weeks ahead as a person says it: ``mid October``, ``10/15``, ``the fifteenth``."""
    month = f"{day:%B}"
    if channel == "voice":
        return rng.choice([f"{month} {_ORDINALS[day.day]}", f"the {_ORDINALS[day.day]} of {month}"])
    options = [f"{month} {day.day}", f"{day:%b} {ordinal(day.day)}", f"{day.month}/{day.day}"]
    if day.day == 1:
        options += [f"the 1st of {month}", f"the first week of {month}", f"beginning of {month}"]
    elif day.day == 15:
        options += [f"mid {month}", f"the 15th of {month}", f"around {month} 15"]
    else:
        options += [f"around {month} {day.day}", f"{month} {day.day} ish"]
    if day.month == now.month:
        options.append(f"the {ordinal(day.day)}")
    return rng.choice(options)


def draw_move_in(rng: Random, now: datetime) -> date:
    """Return a day one to nine weeks ahead on which somebody would move: mostly a 1st or 15th."""
    day = (now + timedelta(days=rng.randint(9, 62))).date()
    roll = rng.random()
    if roll < 0.45:
        first = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        return first
    if roll < 0.65 and day.day <= 15 and (day.replace(day=15) - now.date()).days > 6:
        return day.replace(day=15)
    return day
