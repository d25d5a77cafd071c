"""The Report page: the figures of the Failures page, and nothing that its reader may not see."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

from lib.model import Note, Person, Project, Role, Verdict
from lib.report import document as report_document
from lib.services import findings, reporting
from lib.store.batches import assignments
from lib.store.batches.division import Plan
from lib.store.projects import people
from lib.store.reviews import reviews
from lib.store.taxonomy import past as taxonomy_past
from lib.store.taxonomy import taxonomy
from tests import seed
from tests.pages.test_failures import draw_at_random
from tests.pages.test_shell import as_person

ADDRESS = "https://errors.example.com/base/report"


def a_project_read(me: Person, mine: Project, failing: int = 12, passing: int = 28) -> list[int]:
    ids = seed.store(me, mine.id, [seed.trace(f"t{n:03d}") for n in range(failing + passing)])
    seed.batch(me, mine.id, ids)
    notes: list[int] = []
    for place, trace_id in enumerate(ids):
        given = [Note(f"note {place}", 4, "9:00 is free" if place else None)] if place < failing else []
        verdict = Verdict.FAIL if given else Verdict.PASS
        notes += [note.id or 0 for note in reviews.submit(me, mine.id, trace_id, verdict, given).notes]
    taxonomy.create_mode(me, mine.id, "Ignored the calendar", "Said another time.", notes[:8])
    taxonomy.create_mode(me, mine.id, "Too curt", "", notes[8:])
    return ids


def opened(app: AppTest, project: Project) -> AppTest:
    app.query_params["project"] = str(project.id)
    app.run()
    app.switch_page("pages/report.py").run()
    assert not app.exception
    return app


def gathered(me: Person, mine: Project) -> report_document.Report:
    return reporting.gather(me, mine, findings.of(mine.id), ADDRESS, datetime(2026, 11, 25, tzinfo=UTC))


def test_nothing_read_gives_no_report(app: AppTest, me: Person, mine: Project) -> None:
    opened(app, mine)
    assert not app.get("download_button")
    assert len(app.main.button) == 1


def test_a_viewer_can_take_it_along(hosted: AppTest, me: Person, mine: Project) -> None:
    a_project_read(me, mine)
    people.set_role(me, mine.id, "vic@example.com", Role.VIEWER)
    opened(as_person(hosted, "vic@example.com"), mine)
    for name in ("failures", "saturation"):
        hosted.session_state[f"folded_table_{name}"] = True
    hosted.run()
    taken = [button.proto.label for button in hosted.get("download_button")]
    # The report itself, then each of its two charts.
    assert taken == [
        "Download HTML",
        "Download Markdown",
        *["Download CSV", "Download SVG", "Download PNG"] * 2,
    ]


def test_its_numbers_are_those_of_the_failures_page(app: AppTest, me: Person, mine: Project) -> None:
    a_project_read(me, mine)
    made = gathered(me, mine)
    app.query_params["project"] = str(mine.id)
    app.run()
    app.switch_page("pages/failures.py").run()
    assert not app.exception
    said = "\n".join(str(each.value) for each in app.main.markdown).replace("\n\n", " ")
    assert made.headline in said and made.population in said and made.overall in said
    assert all(sentence in said for sentence in (*made.saturation, *made.limits[:1]))
    first, second = made.modes
    assert (first.name, first.found, second.found) == ("Ignored the calendar", "8 of 40", "4 of 40")
    assert first.share == "20\u00a0% (10 to 35\u00a0%)", "all there are were read, a sample of traffic"


def test_versions_are_compared_as_on_the_failures_page(app: AppTest, me: Person, mine: Project) -> None:
    made = [seed.trace(f"t{n:03d}", version="2" if n % 2 else "1") for n in range(200)]
    ids = seed.store(me, mine.id, made)[:80]
    draw_at_random(me, mine, "Random", ids, of=200)
    notes: list[int] = []
    for place, trace_id in enumerate(ids):
        given = [Note("price", 4)] if place % 2 == 0 and place < 50 else []
        verdict = Verdict.FAIL if given else Verdict.PASS
        notes += [note.id or 0 for note in reviews.submit(me, mine.id, trace_id, verdict, given).notes]
    taxonomy.create_mode(me, mine.id, "Wrong price", "", notes)
    changes = gathered(me, mine).changes
    assert "**Wrong price** fell" in changes[0] and "not seen in 40 random traces" in changes[-1]
    app.query_params.update({"project": str(mine.id), "tab": "Change"})
    app.run()
    app.switch_page("pages/failures.py").run()
    assert not app.exception
    assert any(changes[0] == each.value for each in app.main.markdown)


def test_the_failure_modes_are_compared_with_the_last_round(me: Person, mine: Project) -> None:
    a_project_read(me, mine)
    assert gathered(me, mine).changes == ()
    taxonomy_past.name_now(me, mine.id, "Round *1*")
    assert gathered(me, mine).changes == (), "that is how they stand"
    first, second = taxonomy.modes(mine.id)
    taxonomy.create_mode(me, mine.id, "Wrong price")
    taxonomy.edit_mode(me, mine.id, first.id, name="Offers a taken time")
    taxonomy.merge(me, mine.id, second.id, first.id)
    [said] = gathered(me, mine).changes
    for words in (
        r"Round \*1\*",
        "**Wrong price** is new",
        "**Too curt** is one no longer",
        "was called “Ignored",
    ):
        assert words in said


def test_who_is_still_to_read_a_trace_gets_no_quote_from_it(me: Person, mine: Project) -> None:
    ids = seed.store(me, mine.id, [seed.trace("handed to Sam")])
    batch = seed.batch(me, mine.id, ids)
    made = reviews.submit(me, mine.id, ids[0], Verdict.FAIL, [Note("my own words", 4, "9:00 is free")])
    taxonomy.create_mode(me, mine.id, "Calendar", "", [note.id or 0 for note in made.notes])
    people.set_role(me, mine.id, "sam@example.com", Role.ANNOTATOR)
    sam = people.signed_in("sam@example.com", "Sam", is_admin=False)
    assignments.assign(me, mine.id, batch, Plan((sam.id,), everyone=True))
    assert "my own words" in report_document.html(gathered(me, mine))
    assert "my own words" not in report_document.html(gathered(sam, mine))
    assert gathered(sam, mine).modes[0].found == "1 of 1"


def test_an_example_quotes_and_leads_to_its_trace(me: Person, mine: Project) -> None:
    ids = a_project_read(me, mine)
    example = gathered(me, mine).modes[0].example
    assert example and (example.note, example.quote) == ("note 1 (step 4)", "9:00 is free")
    asked = f"project={mine.id}&trace={ids[1]}&step=4&note="
    assert example.href.startswith(f"https://errors.example.com/base/traces?{asked}")
    made = gathered(me, mine)
    assert report_document.html(made).count("<img ") == 2
    assert f"trace={ids[1]}&amp;step=4" in report_document.html(made)
    assert f"trace={ids[1]}&step=4" in report_document.markdown(made)


def test_an_example_tells_what_was_wrong_and_each_failure_mode_has_its_own_trace(
    me: Person, mine: Project
) -> None:
    ids = seed.store(me, mine.id, [seed.trace(f"t{n}") for n in range(5)])
    seed.batch(me, mine.id, ids)
    quote, long = "9:00 is free", "offered the slot of Friday that was taken"
    first: list[Note] = [
        Note("a long note that points to nothing in the trace whatsoever", 4),
        Note("wrong answer", 4, quote),
        Note("taken slot", 4, quote),
        Note(long, 4, quote),
        Note("taken, too", 4, quote),
    ]
    slots, prices = [], []
    for trace_id, note in zip(ids, first, strict=True):
        given = [note, Note(f"price {long}" if trace_id == ids[3] else "price of last year", 4, quote)]
        made = reviews.submit(me, mine.id, trace_id, Verdict.FAIL, given)
        slots.append(made.notes[0].id or 0)
        prices += [made.notes[1].id or 0] if trace_id != ids[0] else []
    taxonomy.create_mode(me, mine.id, "Slots", "", slots)
    taxonomy.create_mode(me, mine.id, "Prices", "", prices)
    told = {mode.name: mode.example for mode in gathered(me, mine).modes}
    assert told["Slots"] and told["Slots"].note == f"{long} (step 4)"
    assert told["Prices"] and told["Prices"].note == "price of last year (step 4)"
    assert f"trace={ids[3]}" not in told["Prices"].href


def test_how_far_readers_agree_is_of_what_its_reader_may_see(me: Person, mine: Project) -> None:
    people.set_role(me, mine.id, "ann@example.com", Role.ANNOTATOR)
    people.set_role(me, mine.id, "lea@example.com", Role.ANNOTATOR)
    ann, lea = (people.signed_in(f"{name}@example.com", name, is_admin=False) for name in ("ann", "lea"))
    ids = a_project_read(me, mine, failing=2, passing=2)
    for trace_id in ids:
        reviews.submit(ann, mine.id, trace_id, Verdict.PASS)
    assignments.assign(me, mine.id, seed.batch(me, mine.id, ids[1:3]), Plan((lea.id,), everyone=True))
    assert "in **2 of 4** traces" in gathered(me, mine).trust[0]
    assert "in **1 of 2** traces" in gathered(lea, mine).trust[0]
    assert "2 left out" in gathered(lea, mine).trust[1]


def test_it_says_when_it_was_made_and_not_when_its_figures_were_first_known(
    app: AppTest, me: Person, mine: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_project_read(me, mine)
    reports, draw = [], report_document.html
    monkeypatch.setattr(report_document, "html", lambda report: reports.append(report) or draw(report))
    opened(app, mine)
    app.run()
    first, *_, last = reports
    assert first.made < last.made
    assert replace(last, made=first.made) == first
