"""The state of the demo's world at a moment: which units are listed, which tours are free."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random

from lib.demo.properties import ASKED_AMENITIES, PROPERTIES, Plan, Property

FIRST_DAY = date(2026, 9, 14)
DAYS = 42

_VIEWS = ("courtyard side", "street side", "corner unit", "renovated kitchen", "top floor", "end unit", "")


@dataclass(frozen=True, slots=True)
class Unit:
    """One apartment: what a listing says of it, and from when to when it is listed."""

    number: str
    beds: int
    baths: float
    sqft: int
    rent: int
    available: date
    feature: str
    listed: date
    leased: date

    def as_result(self, now: date) -> dict[str, object]:
        """Return the unit as the search tool returns it."""
        found: dict[str, object] = {
            "unit": self.number,
            "beds": self.beds,
            "baths": self.baths,
            "sqft": self.sqft,
            "rent": self.rent,
            "available": "now" if self.available <= now else self.available.isoformat(),
        }
        if self.feature:
            found["notes"] = self.feature
        return found


def _unit(rng: Random, place: Property, plan: Plan, taken: set[str]) -> Unit:
    while True:
        floor = rng.randint(1, place.floors)
        number = f"{place.prefix}{floor}{rng.randint(1, 24):02d}"
        if number not in taken:
            break
    taken.add(number)
    available = FIRST_DAY + timedelta(days=rng.randint(-25, 105))
    listed = available - timedelta(days=rng.randint(35, 60))
    spread = rng.choice((-60, -45, -25, -10, 0, 0, 15, 20, 35, 55, 80, 110))
    return Unit(
        number=number,
        beds=plan.beds,
        baths=plan.baths,
        sqft=plan.sqft + rng.choice((0, 0, 0, 12, -9, 24, 31)),
        rent=plan.rent + spread + 10 * floor,
        available=available,
        feature=rng.choice(_VIEWS),
        listed=listed,
        leased=listed + timedelta(days=rng.randint(18, 70)),
    )


@cache
def units(place_key: str) -> tuple[Unit, ...]:
    """Return every unit that is listed at some time in the six weeks."""
    rng = Random(f"units of {place_key}")
    place = next(place for place in PROPERTIES if place.key == place_key)
    taken: set[str] = set()
    return tuple(_unit(rng, place, plan, taken) for plan in place.plans for _ in range(plan.units))


def search(
    place: Property, today: date, beds: int, move_in: date | None = None, max_rent: int | None = None
) -> list[Unit]:
    """Return up to four listed units that fit, cheapest first."""
    fitting = [
        unit
        for unit in units(place.key)
        if unit.beds == beds
        and unit.listed <= today < unit.leased
        and (move_in is None or unit.available <= move_in)
        and (max_rent is None or unit.rent <= max_rent)
    ]
    return sorted(fitting, key=lambda unit: (unit.rent, unit.number))[:4]


def is_open(place: Property, day: date) -> bool:
    """Return whether the leasing office opens on that day."""
    return place.hours[day.weekday()] is not None


def open_day(place: Property, day: date) -> date:
    """Return the day itself, or the next one on which the office opens."""
    while not is_open(place, day):
        day += timedelta(days=1)
    return day


def slots(rng: Random, place: Property, day: date, fewest: int = 2) -> list[str]:
    """Return the free tour times of a day, earliest first; none where the office is closed."""
    hours = place.hours[day.weekday()]
    if hours is None:
        return []
    grid = [f"{hour:02d}:{minute:02d}" for hour in range(*hours) for minute in (0, 15, 30, 45)]
    grid = [slot for index, slot in enumerate(grid) if index % 4 in (0, 2) or rng.random() < 0.3]
    count = min(len(grid), rng.randint(fewest, 6))
    return sorted(rng.sample(grid, count))


def busy_times(rng: Random, place: Property, day: date, free: list[str]) -> list[str]:
    """Return office times near the free ones that the calendar did not return."""
    hours = place.hours[day.weekday()] or (9, 18)
    grid = [f"{hour:02d}:{minute:02d}" for hour in range(*hours) for minute in (0, 30)]
    others = [slot for slot in grid if slot not in free]
    rng.shuffle(others)
    return others


def has_amenity(place: Property, words: tuple[str, ...]) -> bool:
    """Return whether the property's list has an amenity with one of the words."""
    return any(word in amenity for word in words for amenity in place.amenities)


def lacking(place: Property) -> list[str]:
    """Return what people ask for and the property does not have."""
    return [asked for asked, words in ASKED_AMENITIES if not has_amenity(place, words)]


def having(place: Property) -> list[str]:
    """Return what people ask for and the property has."""
    return [asked for asked, words in ASKED_AMENITIES if has_amenity(place, words)]


def hours_text(place: Property) -> str:
    """Return the office hours in one line."""
    week, friday, saturday, sunday = place.hours[0], place.hours[4], place.hours[5], place.hours[6]
    days = "Mon-Fri" if week == friday else "Mon-Thu"
    parts = [f"{days} {_span(week)}"]
    if week != friday:
        parts.append(f"Fri {_span(friday)}")
    parts.append(f"Sat {_span(saturday)}")
    parts.append(f"Sun {_span(sunday)}" if sunday else "closed Sunday")
    return ", ".join(parts)


def _span(hours: tuple[int, int] | None) -> str:
    if hours is None:
        return "closed"
    return f"{hours[0]}am-{(hours[1] - 1) % 12 + 1}pm"
