"""Failures, as who has them mended reads it: whose each is, whether it is mended, since when it is seen."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from lib.model import Note, Person, Project, Role, Verdict
from lib.services import findings
from lib.store.projects import people
from lib.store.reviews import reviews
from lib.store.taxonomy import taxonomy
from lib.ui.findings import charts
from lib.ui.shell import chart_with_table
from tests import seed
from tests.pages import widgets
from tests.pages.test_failures import labels, opened, read, words
from tests.pages.test_shell import as_person


def test_a_picked_mode_says_who_mends_it_and_can_be_changed_there(
    hosted: AppTest, me: Person, mine: Project
) -> None:
    _, notes = read(me, mine, 6, 2)
    mode = taxonomy.create_mode(me, mine.id, "Wrong time", "", notes)
    taxonomy.edit_mode(me, mine.id, mode.id, owner="*Dana*", link="https://example.com/a(1)", severity=3)
    people.set_role(me, mine.id, "ann@example.com", Role.ANNOTATOR)
    people.set_role(me, mine.id, "vic@example.com", Role.VIEWER)
    line = "Severity 3 of 4 · \\*Dana\\* · open · [example\\.com](<https://example.com/a%281%29>)"
    opened(as_person(hosted, "vic@example.com"), mine, pick=str(mode.id))
    assert line in words(hosted) and "Edit" not in labels(hosted)
    opened(as_person(hosted, "ann@example.com"), mine, pick=str(mode.id))
    assert line in words(hosted)
    hosted.button(key="edit_mode").click().run()
    hosted.text_input(key=f"mode_owner_{mode.id}").set_value("Robin")
    widgets.of(hosted.selectbox, f"mode_status_{mode.id}").set_value("accepted").run()
    hosted.button(key="enter_saves").click().run()
    assert not hosted.exception
    assert [(one.owner, one.status.value) for one in taxonomy.modes(mine.id)] == [("Robin", "accepted")]
    hosted.run()
    assert "Severity 3 of 4 · Robin · accepted" in words(hosted)


def test_a_fix_that_cannot_be_told_leads_to_the_traces_of_its_version(
    app: AppTest, me: Person, mine: Project
) -> None:
    made = [seed.trace(f"t{n:02d}", version="1" if n < 10 else "2 *beta*") for n in range(20)]
    ids = seed.store(me, mine.id, made)
    seed.batch(me, mine.id, ids[:12])
    notes = []
    for place, trace_id in enumerate(ids[:12]):
        given = [Note("said nine", 4)] if place < 5 else []
        verdict = Verdict.FAIL if given else Verdict.PASS
        notes += [n.id or 0 for n in reviews.submit(me, mine.id, trace_id, verdict, given).notes]
    mode = taxonomy.create_mode(me, mine.id, "Wrong time", "", notes)
    taxonomy.edit_mode(me, mine.id, mode.id, status="fixed", fixed_in="2 *beta*")
    opened(app, mine, pick=str(mode.id))
    assert "**Cannot be told yet:** 2 random traces of version 2 \\*beta\\* read." in words(app)
    assert "Labels: one person has read everything" in words(app)
    [lead] = [button for button in app.main.button if button.label.startswith("Draw traces")]
    assert lead.proto.type == "secondary"
    app.query_params["version"] = ["2 *beta*", "gone"]
    app.switch_page("pages/sampling.py").run()
    assert not app.exception and any("“gone”" in info.value for info in app.info)
    assert app.multiselect(key=f"sampling_{mine.id}_versions").value == ["2 *beta*"]
    assert app.query_params["version"] == "2 *beta*"


def test_since_stands_beside_the_bars_where_it_is_known(app: AppTest, me: Person, mine: Project) -> None:
    _, notes = read(me, mine, 6, 2)
    taxonomy.create_mode(me, mine.id, "Wrong time", "", notes)
    [table] = widgets.rows_of(opened(app, mine))
    assert table["since"] == "" and "since" not in table["rows"][0]
    [late] = seed.store(me, mine.id, [seed.trace("late", version="3")])
    made = reviews.submit(me, mine.id, late, Verdict.FAIL, [Note("late", 4)])
    taxonomy.create_mode(me, mine.id, "Late", "", [made.notes[0].id or 0])
    [table] = widgets.rows_of(opened(app, mine))
    assert [(row["name"], row["since"]) for row in table["rows"]] == [("Wrong time", "–"), ("Late", "3")]


def test_an_owner_is_no_formula_in_a_file(me: Person, mine: Project) -> None:
    _, notes = read(me, mine, 2)
    mode = taxonomy.create_mode(me, mine.id, "Wrong time", "", notes)
    taxonomy.edit_mode(me, mine.id, mode.id, owner="=1+1", status="fixed", fixed_in="+2")
    analysis = findings.of(mine.id)
    columns, rows, words = charts.table(analysis, analysis.modes)
    assert [column.title for column in columns][1 : words + 1] == ["Definition", "Owner", "State"]
    assert "Wrong time,,'=1+1,fixed in +2," in chart_with_table.as_csv(columns, rows)
