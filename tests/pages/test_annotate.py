"""Annotate: which trace it opens, for whom, and what it says when there is none."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from lib.model import Draw, Note, Person, Project, Role, Verdict
from lib.store.batches import claims
from lib.store.projects import people
from lib.store.reviews import drafts, reviews
from lib.store.reviews.drafts import Draft
from tests import seed
from tests.server import ROOT


@pytest.fixture
def ids(me: Person, mine: Project) -> list[int]:
    return seed.store(me, mine.id, [seed.trace(f"t-{n}") for n in range(1, 5)])


def drawn(me: Person, project: Project, ids: list[int]) -> int:
    same = len(ids)
    draw = Draw(tuple(ids), ("random",) * same, (True,) * same, (1.0,) * same, (None,) * same)
    return seed.batch(me, project.id, ids, draw)


def opened(app: AppTest, project: Project, **where: int) -> AppTest:
    app.query_params["project"] = str(project.id)
    for name, value in where.items():
        app.query_params[name] = str(value)
    app.switch_page("pages/overview.py").run()
    app.switch_page("pages/annotate.py").run()
    assert not app.exception
    return app


def at(app: AppTest) -> tuple[str | None, str | None]:
    found = [app.query_params.get(name) for name in ("batch", "trace")]
    batch, trace = (value[0] if isinstance(value, list) else value for value in found)
    return batch, trace


def test_an_empty_project_says_what_this_page_is_and_asks_for_what_is_missing(
    app: AppTest, me: Person, mine: Project
) -> None:
    opened(app, mine)
    assert app.title[0].value == "Annotate"
    assert [button.label for button in app.button] == ["Import traces"]
    seed.store(me, mine.id, [seed.trace("t-1")])
    app.run()
    assert [button.label for button in app.button] == ["Draw the first batch"]


def test_it_opens_the_first_unread_trace_of_the_newest_unfinished_batch(
    app: AppTest, me: Person, mine: Project, ids: list[int]
) -> None:
    older, newer = drawn(me, mine, ids), drawn(me, mine, ids[:2])
    reviews.submit(me, mine.id, ids[0], Verdict.PASS)
    assert at(opened(app, mine)) == (str(newer), str(ids[1]))
    reviews.submit(me, mine.id, ids[1], Verdict.DEFER)
    app.query_params.clear()
    assert at(opened(app, mine)) == (str(older), str(ids[2]))


def test_a_link_reopens_its_place(app: AppTest, me: Person, mine: Project, ids: list[int]) -> None:
    older, newer = drawn(me, mine, ids), drawn(me, mine, ids[:2])
    assert at(opened(app, mine, batch=older, trace=ids[1])) == (str(older), str(ids[1]))
    assert at(opened(app, mine, batch=newer, trace=ids[3])) == (str(older), str(ids[3]))


def test_a_link_to_nowhere_says_so_and_offers_a_way_on(
    app: AppTest, me: Person, mine: Project, ids: list[int]
) -> None:
    batch = drawn(me, mine, ids)
    opened(app, mine, trace=99_999)
    assert app.title[0].value == "No such trace"
    app.button[0].click().run()
    assert at(app) == (str(batch), str(ids[0]))


def test_a_batch_that_is_read_says_what_comes_next(
    app: AppTest, me: Person, mine: Project, ids: list[int]
) -> None:
    batch = drawn(me, mine, ids)
    for trace_id, verdict in zip(ids, (Verdict.PASS, Verdict.FAIL, Verdict.DEFER, Verdict.PASS), strict=True):
        reviews.submit(me, mine.id, trace_id, verdict, batch_id=batch)
    opened(app, mine)
    assert app.title[0].value == "Annotate"
    undo = next(button for button in app.button if button.label.startswith("Undo"))
    undo.click().run()
    assert at(app) == (str(batch), str(ids[3]))
    assert reviews.mine(me, mine.id, ids[3]) is None


def test_where_all_is_read_every_batch_can_still_be_opened(
    app: AppTest, me: Person, mine: Project, ids: list[int]
) -> None:
    older, newer = drawn(me, mine, ids[:1]), drawn(me, mine, ids[1:3])
    for trace_id in ids[:3]:
        reviews.submit(me, mine.id, trace_id, Verdict.PASS)
    opened(app, mine)
    assert at(app) == (str(newer), None)
    listed = {button.key: button for button in app.button if (button.key or "").startswith("batch")}
    assert set(listed) == {f"batch{older}", f"batch{newer}"}
    assert listed[f"batch{older}"].label.endswith("1 of 1 trace read")
    listed[f"batch{older}"].click().run()
    assert at(app) == (str(older), str(ids[0]))


def test_a_second_window_leaves_to_the_first_what_it_shows(
    app: AppTest, me: Person, mine: Project, ids: list[int]
) -> None:
    one, other = drawn(me, mine, ids[:2]), drawn(me, mine, ids[2:])
    opened(app, mine, batch=one, trace=ids[0])
    opened(AppTest.from_file(str(ROOT / "app.py")), mine, batch=other, trace=ids[2])
    people.set_role(me, mine.id, "sam@example.com", Role.ANNOTATOR)
    sam = people.signed_in("sam@example.com", "Sam", is_admin=False)
    assert claims.claim(sam, mine.id, one) is None
    assert claims.claim(sam, mine.id, other) is None


def test_the_page_run_again_stays_where_the_reader_is(
    app: AppTest, me: Person, mine: Project, ids: list[int]
) -> None:
    """Streamlit's own key R runs the page again, and the browser still names where it was opened."""
    batch = drawn(me, mine, ids)
    opened(app, mine, batch=batch, trace=ids[0])
    app.session_state["reading_position"].trace_id = ids[2]
    app.run()
    assert app.session_state["reading_position"].trace_id == ids[2]
    opened(app, mine, batch=batch, trace=ids[1])
    assert app.session_state["reading_position"].trace_id == ids[1]


def test_an_act_sent_before_the_address_was_written_leads_nowhere_else(
    app: AppTest, me: Person, mine: Project, ids: list[int]
) -> None:
    """After a lost line an act runs the whole page, with the address of the trace it was done on."""
    batch = drawn(me, mine, ids)
    opened(app, mine, batch=batch, trace=ids[0])
    here = app.session_state["reading_position"]
    here.been = {(next(iter(here.arrived))[0], one) for one in ids[:2]}  # as the acts on both have left it
    here.trace_id = ids[2]
    app.query_params["trace"] = str(ids[1])
    app.run()
    assert app.session_state["reading_position"].trace_id == ids[2]
    app.query_params["trace"] = str(ids[3])
    app.run()
    assert app.session_state["reading_position"].trace_id == ids[3]


def test_the_last_save_of_a_batch_sent_over_a_lost_line_ends_the_batch(
    app: AppTest, me: Person, mine: Project, ids: list[int]
) -> None:
    """The save is done in a run of the whole page, whose address still names the trace just saved."""
    batch = drawn(me, mine, ids)
    for trace_id in ids:
        reviews.submit(me, mine.id, trace_id, Verdict.PASS)
    opened(app, mine, batch=batch, trace=ids[3])
    here = app.session_state["reading_position"]
    here.been, here.trace_id = {(next(iter(here.arrived))[0], ids[3])}, None
    here.arrived = set()  # opened at another trace
    app.run()
    assert app.subheader[0].value == "All 4 traces read"


def test_a_batch_that_is_read_tells_of_edits_that_do_not_count_and_of_fails_without_a_note(
    app: AppTest, me: Person, mine: Project, ids: list[int]
) -> None:
    batch = drawn(me, mine, ids)
    for trace_id in ids[:3]:
        reviews.submit(me, mine.id, trace_id, Verdict.PASS)
    reviews.submit(me, mine.id, ids[3], Verdict.FAIL)
    drafts.keep(me, mine.id, ids[1], Draft((Note("rude, after all"),), Verdict.FAIL))
    opened(app, mine, batch=batch)
    assert app.subheader[0].value == "All 4 traces read"
    assert any("1 draft is kept but not saved: it doesn't count yet." in text.value for text in app.markdown)
    assert open_links(app) == ["t-2: edited, not saved yet", "t-4: failed, no note yet"]
    app.switch_page("pages/overview.py").run()
    assert open_links(app) == ["t-2: edited, not saved yet", "t-4: failed, no note yet"]


def open_links(app: AppTest) -> list[str]:
    labels = [link.proto.label.replace("\\", "") for link in app.main.get("page_link")]
    return [label for label in labels if "yet" in label]
