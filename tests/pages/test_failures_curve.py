"""The curve in the card of saturation: made once a version of the project, and never that of before."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from lib.model import Person, Project
from lib.store.taxonomy import taxonomy
from tests import seed
from tests.pages.test_failures import draw_at_random, opened, read_as


def test_the_curve_is_never_that_of_before_a_write(app: AppTest, me: Person, mine: Project) -> None:
    def curve() -> str:
        [drawn] = opened(app, mine).get("html")
        return str(drawn.proto.body)

    ids = seed.store(me, mine.id, [seed.trace(f"t{n:03d}") for n in range(60)])
    draw_at_random(me, mine, "Random", ids[:40], of=60)
    notes = read_as(me, mine, ids[:35], 12)
    taxonomy.create_mode(me, mine.id, "Ignored the calendar", "", notes[:10])
    first = curve()
    assert curve() == first
    taxonomy.create_mode(me, mine.id, "No hand-off", "", notes[10:])
    grouped = curve()
    assert grouped != first
    read_as(me, mine, ids[35:40], 0)
    assert curve() not in (first, grouped)
