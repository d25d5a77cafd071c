"""Side questions about a property: which there are, and asking one that was not asked yet."""

from __future__ import annotations

from collections.abc import Callable

from lib.demo import failures
from lib.demo.scenes.about_home import amenity, parking, pets, utilities
from lib.demo.scenes.about_terms import fees, office, screening, specials, terms
from lib.demo.talk import Talk

TOPICS: dict[str, tuple[Callable[[Talk], None], int]] = {
    "pets": (pets, 20),
    "parking": (parking, 14),
    "utilities": (utilities, 11),
    "amenity": (amenity, 17),
    "fees": (fees, 13),
    "terms": (terms, 8),
    "screening": (screening, 9),
    "office": (office, 5),
    "specials": (specials, 7),
}


def side_question(t: Talk) -> bool:
    """Let the person ask about something not asked yet; return whether there was something left."""
    left = [topic for topic in TOPICS if topic not in t.topics]
    if not left:
        return False
    weights = [
        TOPICS[topic][1] + (25 if topic == "amenity" and t.wants(failures.AMENITY) else 0) for topic in left
    ]
    topic = t.rng.choices(left, weights)[0]
    t.topics.add(topic)
    TOPICS[topic][0](t)
    return True
