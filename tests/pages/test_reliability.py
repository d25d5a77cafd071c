"""The Reliability page in each state a project can be in, and by role."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from lib.model import Note, Person, Project, Role, Verdict
from lib.store import engine
from lib.store.counts import agreement
from lib.store.projects import people
from lib.store.reviews import reviews, self_agreement
from lib.store.schema import tables
from lib.store.taxonomy import taxonomy
from tests import seed
from tests.pages import widgets
from tests.pages.test_shell import as_person

HOSTILE = "Wrong <b>price</b> ![x](http://127.0.0.1:9/x.png) | $a$ :smile:"


def opened(app: AppTest, project: Project, **params: str) -> AppTest:
    app.query_params["project"] = str(project.id)
    app.run()
    for name, value in params.items():
        app.query_params[name] = value
    app.switch_page("pages/reliability.py").run()
    assert not app.exception
    return app


def words(app: AppTest) -> str:
    return "\n".join(str(each.value) for each in app.main.markdown)


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.main.button]


def two_readers(me: Person, mine: Project, traces: int = 24, group: bool = True) -> Person:
    """Two people read the same traces; Sam passes every third of those that Dana fails."""
    people.set_role(me, mine.id, "sam@example.com", Role.ANNOTATOR)
    sam = people.signed_in("sam@example.com", "Sam *the* second", is_admin=False)
    ids = seed.store(me, mine.id, [seed.trace(f"t{n:03d}") for n in range(traces)])
    seed.batch(me, mine.id, ids)
    notes: list[int] = []
    for place, trace_id in enumerate(ids):
        for who in (me, sam):
            fails = place % 2 == 0 and (who == me or place % 3)
            given = [Note(f"{HOSTILE} {place}", 4)] if fails else []
            made = reviews.submit(who, mine.id, trace_id, Verdict.FAIL if fails else Verdict.PASS, given)
            notes += [note.id for note in made.notes if note.id is not None]
    taxonomy.create_mode(me, mine.id, HOSTILE, "", notes if group else [])
    return sam


def test_one_reader_is_told_how_to_get_a_second(hosted: AppTest, me: Person, mine: Project) -> None:
    [trace_id] = seed.store(me, mine.id, [seed.trace("a")])
    reviews.submit(me, mine.id, trace_id, Verdict.PASS)
    people.set_role(me, mine.id, "eng@example.com", Role.ENGINEER)
    people.set_role(me, mine.id, "vic@example.com", Role.VIEWER)
    opened(as_person(hosted, "eng@example.com"), mine)
    assert labels(hosted) == ["Draw a batch to hand out"]
    seed.batch(me, mine.id, [trace_id])
    opened(as_person(hosted, "eng@example.com"), mine)
    assert labels(hosted) == ["Hand out a batch with an overlap"]
    opened(as_person(hosted, "vic@example.com"), mine)
    assert labels(hosted) == []


@pytest.mark.parametrize("name", ["reliability", "adjudicate"])
def test_a_project_without_traces_is_told_to_import_some_first(
    app: AppTest, me: Person, mine: Project, name: str
) -> None:
    app.run()
    app.switch_page(f"pages/{name}.py").run()
    assert not app.exception
    assert labels(app) == ["Import traces"]


def test_two_readers_are_compared(app: AppTest, me: Person, mine: Project) -> None:
    two_readers(me, mine)
    opened(app, mine)
    assert "**20 of 24** random traces" in words(app)
    assert "8 of 12 the same" in words(app)
    table = next(each.value for each in app.main.markdown if each.value.startswith("| Failure mode"))
    assert "| 8 | 4 | 0 | 12 |" in table
    assert len(app.get("vega_lite_chart")) == 1
    assert not app.get("download_button")
    app.session_state["folded_table_reliability"] = True
    app.run()
    taken = [button.proto.label for button in app.get("download_button")]
    assert taken == ["Download CSV", "Download SVG", "Download PNG"]
    assert "4 traces of 24 read" in words(app)


@pytest.mark.parametrize(
    ("mine_alone", "theirs_alone", "counts", "stricter"),
    [
        (0, 0, None, None),
        (2, 1, ("2", "1"), None),
        (5, 0, ("5", "0"), None),
        (7, 3, ("7", "3"), None),
        (10, 1, ("10", "1"), "Dana"),
        (1, 10, ("10", "1"), "Sam"),
    ],
)
def test_who_finds_more_failures_is_told_with_counts_and_called_stricter_only_where_it_is_sure(
    app: AppTest,
    me: Person,
    mine: Project,
    mine_alone: int,
    theirs_alone: int,
    counts: tuple[str, str] | None,
    stricter: str | None,
) -> None:
    people.set_role(me, mine.id, "sam@example.com", Role.ANNOTATOR)
    sam = people.signed_in("sam@example.com", "Sam", is_admin=False)
    for place, trace_id in enumerate(seed.store(me, mine.id, [seed.trace(f"t{n:03d}") for n in range(14)])):
        apart = place - mine_alone
        for who, fails in ((me, place < mine_alone), (sam, 0 <= apart < theirs_alone)):
            reviews.submit(who, mine.id, trace_id, Verdict.FAIL if fails else Verdict.PASS)
    opened(app, mine)
    told = [line for line in words(app).splitlines() if "14 traces both" in line]
    assert bool(told) == bool(counts)
    if counts:
        assert tuple(re.findall(r"\b\d+\b", told[0])[1:3]) == counts
    assert re.findall(r"\*\*(\w+) [^*]+\*\*", " ".join(told)) == [name for name in [stricter] if name]


def test_a_second_thought_makes_nobody_stricter(app: AppTest, me: Person, mine: Project) -> None:
    two_readers(me, mine)
    opened(app, mine)
    before = [line for line in words(app).splitlines() if "24 traces both" in line]
    for said in agreement.standing(mine.id):
        if said.person_id == me.id and said.failed:
            reviews.submit(me, mine.id, said.trace_id, Verdict.PASS)
    app.run()
    assert before and [line for line in words(app).splitlines() if "24 traces both" in line] == before


def test_a_name_stays_text_wherever_it_stands(app: AppTest, me: Person, mine: Project) -> None:
    two_readers(me, mine)
    opened(app, mine)
    for said in words(app).splitlines():
        for part in ("<b>", "![x]", "$a$", ":smile:", "*the*"):
            assert part not in said


def test_a_note_of_the_second_reader_is_grouped_here(app: AppTest, me: Person, mine: Project) -> None:
    two_readers(me, mine, traces=6, group=False)
    left = agreement.not_grouped(me, mine.id)
    [mode] = taxonomy.modes(mine.id)
    opened(app, mine)
    widgets.of(app.button_group, f"group_{left[0].id}").set_value(mode.id).run()
    assert not app.exception
    assert [note.id for note in agreement.not_grouped(me, mine.id)] == [note.id for note in left[1:]]


def test_a_viewer_reads_it_and_changes_nothing(hosted: AppTest, me: Person, mine: Project) -> None:
    two_readers(me, mine, group=False)
    people.set_role(me, mine.id, "vic@example.com", Role.VIEWER)
    opened(as_person(hosted, "vic@example.com"), mine, again="1")
    assert "**20 of 24**" in words(hosted)
    assert not hosted.main.get("button_group") and labels(hosted) == []


def test_an_old_trace_is_read_again_without_what_was_said(app: AppTest, me: Person, mine: Project) -> None:
    ids = seed.store(me, mine.id, [seed.trace("a"), seed.trace("b")])
    for trace_id in ids:
        reviews.submit(me, mine.id, trace_id, Verdict.FAIL, [Note("said before")])
    with engine.writing() as connection:
        connection.execute(tables.reviews.update().values(updated_at=tables.now() - self_agreement.AGE))
    opened(app, mine)
    app.main.button[-1].click().run()
    first = self_agreement.waiting(me, mine.id)[0]
    assert "said before" not in words(app)
    save = next(button for button in app.main.button if button.label == "Save and next")
    assert save.disabled
    app.radio(key=f"again_verdict_{first}").set_value(Verdict.FAIL).run()
    app.selectbox(key=f"again_step_{first}").set_value(3).run()
    next(button for button in app.main.button if button.label == "Save and next").click().run()
    assert not app.exception
    [(before, after)] = agreement.own(mine.id)
    assert (before.trace_id, after.failed, after.step) == (first, True, 3)
    app.query_params.pop("again")
    app.run()
    assert "1 of 1 trace read again" in words(app)
