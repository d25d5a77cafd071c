"""The pages of a project mostly read, of one that an import outran, and of one where groups are level."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from lib.model import Note, Person, Project, TraceFilter, Verdict
from lib.report import document as report_document
from lib.services import findings, reporting
from lib.store.reviews import reviews
from lib.store.rules import events
from lib.store.taxonomy import past as taxonomy_past
from lib.store.taxonomy import taxonomy
from lib.store.traces import traces
from tests import seed
from tests.pages import widgets
from tests.pages.test_failures import draw_at_random, opened, words


def read_random(me: Person, mine: Project, every: int, read: int, failing: int) -> list[int]:
    """So many traces of two versions and channels, the first of them read at random, the first failing."""
    start = datetime(2026, 6, 1, tzinfo=UTC)
    new = [
        seed.trace(
            f"t{n:04d}",
            version="12"[n % 2],
            happened_at=start + timedelta(hours=n),
            metadata={"channel": ("sms", "chat")[n // 2 % 2]},
        )
        for n in range(every)
    ]
    ids = seed.store(me, mine.id, new)
    draw_at_random(me, mine, "June random", ids[:read], of=every)
    notes: list[int] = []
    for place, trace_id in enumerate(ids[:read]):
        given = [Note(f"note {place}", 2 + place % 3)] if place < failing else []
        verdict = Verdict.FAIL if given else Verdict.PASS
        notes += [note.id or 0 for note in reviews.submit(me, mine.id, trace_id, verdict, given).notes]
    return notes


def import_more(me: Person, mine: Project, many: int) -> None:
    seed.store(me, mine.id, [seed.trace(f"later {n}") for n in range(many)])


def report_of(me: Person, mine: Project) -> str:
    moment = datetime(2026, 7, 1, tzinfo=UTC)
    made = reporting.gather(me, mine, findings.of(mine.id), "http://localhost:8501/report", moment)
    return report_document.html(made) + report_document.markdown(made)


@pytest.mark.parametrize(
    ("params", "told"),
    [
        ({"tab": "How often"}, "an estimated **15\u00a0%** (8 to 26\u00a0%) of traffic"),
        ({"tab": "Where"}, "Where it went wrong"),
        ({"tab": "Who", "by": "channel"}, "no group stands out"),
        ({"tab": "Change"}, "From version 1 to version 2, no failure mode changed by more than chance"),
        ({"tab": "Change", "compare": "By week"}, "share of traffic by week"),
    ],
)
def test_a_file_read_whole_is_still_a_sample_of_traffic(
    app: AppTest, me: Person, mine: Project, params: dict[str, str], told: str
) -> None:
    notes = read_random(me, mine, 60, 60, 9)
    taxonomy.create_mode(me, mine.id, "Wrong price", "", notes)
    said = words(opened(app, mine, **params))
    assert "15\u00a0% (8 to 26\u00a0%)" in said.replace("**", "") and "15 to 15" not in said
    assert told in said or params["tab"] == "Where"
    assert "are not compared" not in said


def test_three_of_thirty_against_none_did_not_fall(app: AppTest, me: Person, mine: Project) -> None:
    new = [seed.trace(f"t{n:03d}", version="12"[n // 30]) for n in range(60)]
    ids = seed.store(me, mine.id, new)
    draw_at_random(me, mine, "Random", ids, of=60)
    notes: list[int] = []
    for place, trace_id in enumerate(ids):
        given = [Note(f"note {place}")] if place < 3 else []
        verdict = Verdict.FAIL if given else Verdict.PASS
        notes += [note.id or 0 for note in reviews.submit(me, mine.id, trace_id, verdict, given).notes]
    taxonomy.create_mode(me, mine.id, "Wrong price", "", notes)
    said = words(opened(app, mine, tab="Change"))
    assert "no failure mode changed by more than chance could explain" in said
    assert "10\u00a0% (3 to 26\u00a0%) to 0\u00a0% (0 to 11\u00a0%)" in said and "fell" not in said


def test_rounds_of_the_same_traces_differ_by_their_reading(app: AppTest, me: Person, mine: Project) -> None:
    notes = read_random(me, mine, 240, 60, 9)
    taxonomy.create_mode(me, mine.id, "Wrong price", "", notes)
    taxonomy_past.name_now(me, mine.id, "Round one")
    more = [row[0] for row in traces.matching(mine.id, TraceFilter()) if row[1] > 60][:40]
    draw_at_random(me, mine, "Again", more, of=240)
    for trace_id in more:
        reviews.submit(me, mine.id, trace_id, Verdict.PASS)
    said = words(opened(app, mine, tab="Change", compare="Rounds"))
    assert "Round one and what came after Round one speak of the same 240 traces." in said
    assert "rose" not in said and "fell" not in said
    assert "Compare the readings" in [button.label for button in app.main.button]


def test_traces_imported_since_the_draws_are_said_everywhere(app: AppTest, me: Person, mine: Project) -> None:
    notes = read_random(me, mine, 240, 110, 30)
    taxonomy.create_mode(me, mine.id, "Wrong price", "", notes)
    import_more(me, mine, 12)
    said = words(opened(app, mine))
    assert "of traffic" in said and "Saturated" in said, "12 of 252 are not more than 5\u00a0%"
    seed.store(me, mine.id, [seed.trace(f"much later {n}") for n in range(1_200)])
    drawn_from = "of the 240 traces drawn from; the 1,212 imported since are not sampled yet"
    said = words(opened(app, mine))
    assert said.count(drawn_from) == 2, "in the headline and the card"
    assert "Not all traces are sampled" in said and "Saturated" not in said
    assert "100 traces like the 240 drawn from" in said and "of traffic" not in said
    assert "of the 240 traces drawn from, 95\u00a0%" in widgets.rows_of(app)[0]["shares"]["title"]
    app.switch_page("pages/overview.py").run()
    overview = words(app)
    assert drawn_from in overview and "100 traces like the 240 drawn from" in overview
    assert "Draw at random again: no draw has reached 1,212 of 1,452 traces" in overview
    assert "Draw traces" in [button.label for button in app.main.button]
    made = report_of(me, mine)
    assert made.count(drawn_from) == 4 and "Share of the 240 traces drawn from, 95\u00a0%" in made
    assert "Not all traces are sampled" in made and "of traffic" not in made


def test_traces_outside_of_a_filter_were_not_imported_since(app: AppTest, me: Person, mine: Project) -> None:
    ids = seed.store(me, mine.id, [seed.trace(f"t{n:03d}") for n in range(200)])
    draw_at_random(me, mine, "Filtered", ids[:40], of=100)
    for place, trace_id in enumerate(ids[:40]):
        reviews.submit(me, mine.id, trace_id, Verdict.PASS if place else Verdict.FAIL, [Note("a")][place:])
    said = words(opened(app, mine))
    assert "of the 100 traces drawn from; the other 100 are not sampled enough yet" in said


def test_places_that_are_level_are_not_said_to_lead(app: AppTest, me: Person, mine: Project) -> None:
    read_random(me, mine, 400, 120, 12)
    said = words(opened(app, mine, tab="Where", place="Step number"))
    assert "No one place stands out: **Step 2**, **Step 3** and **Step 4** are each where" in said
    assert "in 4 of 12 traces" in said


@pytest.mark.parametrize(
    ("failing", "told"),
    [
        (12, "no group stands out. Each of the 2 groups was compared with all others"),
        (10, "no group stands out. Each of the 2 groups was compared with all others"),
    ],
)
def test_groups_that_are_level_are_not_said_to_lead(
    app: AppTest, me: Person, mine: Project, failing: int, told: str
) -> None:
    read_random(me, mine, 400, 120, failing)
    said = words(opened(app, mine, tab="Who", by="channel"))
    assert told in said and "most common" not in said


def test_a_group_apart_from_all_others_is_named(app: AppTest, me: Person, mine: Project) -> None:
    new = [seed.trace(f"t{n:03d}", metadata={"channel": "abc"[n % 3]}) for n in range(300)]
    ids = seed.store(me, mine.id, new)
    draw_at_random(me, mine, "Random", ids[:120], of=300)
    for place, trace_id in enumerate(ids[:120]):
        given = [Note(f"note {place}")] if place % 3 == 0 or place % 12 == 1 else []
        reviews.submit(me, mine.id, trace_id, Verdict.FAIL if given else Verdict.PASS, given)
    said = words(opened(app, mine, tab="Who", by="channel"))
    assert (
        "Any failure is more common where channel is **a**: an estimated 100\u00a0% (92 to 100\u00a0%)"
        in said
    )
    assert "against 12\u00a0% (7 to 21\u00a0%) elsewhere. **c** and **b** differ from the others too." in said


def test_two_failure_modes_found_as_often_are_not_the_most_common(
    app: AppTest, me: Person, mine: Project
) -> None:
    notes = read_random(me, mine, 40, 40, 12)
    taxonomy.create_mode(me, mine.id, "Wrong price", "", notes[:6])
    taxonomy.create_mode(me, mine.id, "No hand-off", "", notes[6:])
    said = words(opened(app, mine))
    assert "In 40 traces read, no failure mode stands out: **No hand\\-off** and **Wrong price** were" in said
    assert "most common" not in said and "**15\u00a0%** (7 to 29\u00a0%) of traffic" in said
    assert events.version(mine.id)
