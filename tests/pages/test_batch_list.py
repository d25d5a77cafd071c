"""The lower part of the Sampling page: who reads a batch, and what each strategy brought."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from lib.model import Draw, Note, Person, Project, Role, Verdict
from lib.store.batches import assignments, batches
from lib.store.batches.assignments import Handed, Share
from lib.store.projects import people
from lib.store.reviews import reviews
from lib.store.taxonomy import taxonomy
from lib.ui.sampling import batch_dialog
from lib.ui.sampling.batch_dialog import How
from lib.words import batches as batch_words
from tests import seed
from tests.pages import widgets


@pytest.fixture
def ids(me: Person, mine: Project) -> list[int]:
    return seed.store(me, mine.id, [seed.trace(f"t{number:03d}", feedback=-1.0) for number in range(60)])


@pytest.fixture
def batch(me: Person, mine: Project, ids: list[int]) -> int:
    return seed.batch(me, mine.id, ids[:10])


@pytest.fixture
def ann(me: Person, mine: Project) -> Person:
    people.set_role(me, mine.id, "ann@example.com", Role.ANNOTATOR)
    return people.signed_in("ann@example.com", "Ann", is_admin=False)


def opened(app: AppTest, assigning: int | None = None) -> AppTest:
    """The Sampling page, with the dialog on a batch where one is asked for."""
    app.run()
    if assigning:
        app.session_state[batch_dialog._ASKED] = assigning
    app.switch_page("pages/sampling.py").run()
    assert not app.exception
    return app


def press(app: AppTest, beginning: str) -> AppTest:
    [button] = [button for button in app.button if button.label.startswith(beginning)]
    button.click().run()
    assert not app.exception
    return app


def drawn(who: Person, project: Project, ids: list[int], strategy: str, random: bool = False) -> int:
    many = len(ids)
    picks = Draw(tuple(ids), ("why",) * many, (random,) * many, (None,) * many, (None,) * many)
    return batches.create(
        who,
        project.id,
        strategy,
        picks,
        strategy=strategy,
        seed=1,
        parameters={"audit": 0.3, "fields": ["channel"]},
        population="all traces",
        frame=[1, 2],
    )


def read(who: Person, project: Project, ids: list[int], batch_id: int, failing: int) -> list[int]:
    notes = []
    for place, trace_id in enumerate(ids):
        given = [Note("wrong time")] if place < failing else []
        verdict = Verdict.FAIL if given else Verdict.PASS
        made = reviews.submit(who, project.id, trace_id, verdict, given, seconds=30, batch_id=batch_id)
        notes += [note.id or 0 for note in made.notes]
    return notes


def said(app: AppTest) -> str:
    return "\n".join(str(each.value) for each in app.text)


def words(app: AppTest) -> str:
    return "\n".join(str(each.value).replace("\\", "") for each in app.main.markdown)


def test_a_batch_is_divided_between_chosen_people(
    app: AppTest, me: Person, mine: Project, batch: int, ann: Person
) -> None:
    opened(app, batch)
    app.radio(key=f"assign_how_{batch}").set_value(How.DIVIDE).run()
    widgets.of(app.multiselect, f"assign_people_{batch}").set_value([ann.id, me.id]).run()
    app.number_input(key=f"assign_size_{batch}").set_value(7).run()
    assert "3 stay open" in said(app)
    press(app, "Hand out")
    assert assignments.shares(mine.id)[batch] == Handed((Share(ann.name, 4, 0), Share("Dana", 3, 0)), 3, 0)
    assert batch_dialog._ASKED not in app.session_state


def test_an_overlap_is_shown_before_it_is_handed_out(
    app: AppTest, me: Person, mine: Project, batch: int, ann: Person
) -> None:
    opened(app, batch)
    app.radio(key=f"assign_how_{batch}").set_value(How.OVERLAP).run()
    app.slider(key=f"assign_overlap_{batch}").set_value(40).run()
    assert f"{ann.name} 7, Dana 7; 4 of the 10 random picks" in said(app)
    assert assignments.shares(mine.id) == {}
    press(app, "Hand out")
    assert assignments.shares(mine.id)[batch].overlapping == 4


def test_everyone_reads_all_and_then_whoever_asks_first(
    app: AppTest, mine: Project, batch: int, ann: Person
) -> None:
    opened(app, batch)
    app.radio(key=f"assign_how_{batch}").set_value(How.EVERYONE).run()
    press(app, "Hand out")
    assert assignments.shares(mine.id)[batch].overlapping == 10
    app.session_state[batch_dialog._ASKED] = batch
    app.run()
    app.radio(key=f"assign_how_{batch}").set_value(How.NEXT).run()
    press(app, "Open 10 traces")
    assert assignments.shares(mine.id) == {}


def test_someone_who_lost_the_role_meanwhile_is_refused_and_said_so(
    app: AppTest, me: Person, mine: Project, batch: int, ann: Person
) -> None:
    opened(app, batch)
    app.radio(key=f"assign_how_{batch}").set_value(How.DIVIDE).run()
    widgets.of(app.multiselect, f"assign_people_{batch}").set_value([ann.id]).run()
    people.set_role(me, mine.id, "ann@example.com", Role.VIEWER)
    press(app, "Hand out")
    assert app.error and assignments.shares(mine.id) == {}


def test_with_nothing_read_no_strategy_is_compared(app: AppTest, ids: list[int]) -> None:
    opened(app)
    assert "What each strategy has brought" not in [each.value for each in app.subheader]
    assert not [button for button in app.button if (button.key or "").startswith("use_mix")]


def test_the_yield_of_each_strategy_and_the_next_mix(
    app: AppTest, me: Person, mine: Project, ids: list[int]
) -> None:
    random, aimed = drawn(me, mine, ids[:30], "random", True), drawn(me, mine, ids[30:55], "feedback")
    few = drawn(me, mine, ids[55:], "outlier")
    notes = read(me, mine, ids[:30], random, 9) + read(me, mine, ids[30:55], aimed, 20)
    read(me, mine, ids[55:], few, 5)
    taxonomy.create_mode(me, mine.id, "Wrong time", "", notes)
    opened(app)
    assert "Worst feedback first found a failure in 20 of 25 traces; random picks in 9 of 30." in words(app)
    rows = [line for line in words(app).splitlines() if line.startswith("| ")]
    cells = {row.split("|")[1].strip(): [cell.strip() for cell in row.split("|")[2:-1]] for row in rows}
    assert cells["Random"] == ["30", "9", "3.0", "36.0", "1", "0.3", "4.0", "9", "15"]
    assert cells["Worst feedback first"][:4] == ["25", "20", "8.0", "96.0"]
    assert cells["Outlier"][:3] == ["5", "5", "too few"]
    offered = [button.key for button in app.button if (button.key or "").startswith("use_mix")]
    assert len(offered) == 3
    app.button(key=f"use_mix_{mine.id}_feedback").click().run()
    assert not app.exception
    state = f"sampling_{mine.id}"
    assert app.session_state[f"{state}_strategy"] == "feedback"
    assert app.session_state[f"{state}_share"] == 30 and app.session_state[f"{state}_size"] % 5 == 0


def test_a_design_in_words_promises_no_more_than_the_draw_allows(
    me: Person, mine: Project, ids: list[int]
) -> None:
    drawn(me, mine, ids[:4], "feedback")
    drawn(me, mine, ids[4:8], "random", True)
    rates, none = batches.summaries(mine.id)
    assert batch_words.supports(rates).startswith("Rates of the 2 traces")
    assert batch_words.supports(none).startswith("No rates")
    assert dict(batch_words.design(none))["Settings"] == "random share: 30\u00a0%; strata by: channel"
