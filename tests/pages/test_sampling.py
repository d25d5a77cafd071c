"""The Sampling page: every strategy draws, and says so where it cannot."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from lib.model import Person, Project, Role, Step, StepKind, Trace, TraceFilter, Verdict
from lib.services import vectorising
from lib.services.drawing import Strategy
from lib.store import jobs
from lib.store.batches import batches
from lib.store.projects import people, projects
from lib.store.reviews import reviews
from lib.store.traces import traces
from lib.ui.sampling.strategy_cards import size_key
from lib.words import guide
from tests import seed
from tests.pages.test_shell import as_person

HOSTILE = "![x](http://127.0.0.1:9/x.png)"


@pytest.fixture(autouse=True)
def fresh_caches() -> Iterator[None]:
    """Another test's database may have had a project of the same id at the same version."""
    st.cache_data.clear()
    yield


def about(number: int) -> Trace:
    topic = ("tour calendar slot", "refund fee deposit", "parking garage permit")[number % 3]
    steps = (Step(1, StepKind.USER, f"{topic}, number {number}"), Step(2, StepKind.ASSISTANT, topic))
    feedback = (None, -1.0, 1.0)[number % 3] if number % 2 else None
    metadata = {"channel": ("sms", HOSTILE)[number % 5 == 0]}
    return seed.trace(f"t{number:02d}", steps=steps, feedback=feedback, metadata=metadata)


@pytest.fixture
def filled(me: Person, mine: Project) -> Project:
    """60 traces with vectors; ten read, half of them failing."""
    ids = seed.store(me, mine.id, [about(number) for number in range(60)])
    for number in range(10):
        reviews.submit(me, mine.id, ids[number], Verdict.FAIL if number % 2 else Verdict.PASS)
    vectorising.run(mine.id, lambda _share, _message: True)
    return mine


def opened(app: AppTest, project: Project) -> AppTest:
    app.query_params["project"] = str(project.id)
    app.run()
    app.switch_page("pages/sampling.py").run()
    assert not app.exception
    return app


def choose(app: AppTest, project: Project, strategy: Strategy, size: int = 10) -> AppTest:
    app.radio(key=f"sampling_{project.id}_strategy").set_value(strategy).run()
    app.number_input(key=f"sampling_{project.id}_size").set_value(size).run()
    assert not app.exception
    return app


def words(app: AppTest) -> list[str]:
    return [one.value for one in (*app.caption, *app.markdown)]


def draw_button(app: AppTest) -> Button:
    return next(button for button in app.main.button if button.label.startswith("Draw"))


@pytest.mark.parametrize("strategy", list(Strategy))
def test_each_strategy_is_drawn_as_it_was_shown(app: AppTest, filled: Project, strategy: Strategy) -> None:
    choose(opened(app, filled), filled, strategy)
    if strategy is Strategy.STRATIFIED:
        assert draw_button(app).disabled
        app.multiselect(key=f"sampling_{filled.id}_fields").set_value(["channel"]).run()
    assert draw_button(app).label == "Draw 10 traces"
    draw_button(app).click().run()
    assert not app.exception
    [batch] = batches.summaries(filled.id)
    assert (batch.strategy, batch.size) == (strategy, 10)
    own_design = strategy in (Strategy.STRATIFIED, Strategy.CLUSTERED)
    assert batch.random == (10 if strategy is Strategy.RANDOM else 0 if own_design else 3)


def test_a_second_draw_takes_other_traces_and_the_name_given(app: AppTest, filled: Project) -> None:
    choose(opened(app, filled), filled, Strategy.RANDOM)
    before = app.number_input(key=f"sampling_{filled.id}_seed").value
    app.text_input(key=f"sampling_{filled.id}_name").set_value("June").run()
    draw_button(app).click().run()
    assert [batch.name for batch in batches.summaries(filled.id)] == ["June"]
    assert app.number_input(key=f"sampling_{filled.id}_seed").value != before
    assert app.text_input(key=f"sampling_{filled.id}_name").value == ""


def test_what_cannot_be_drawn_says_why_and_offers_no_draw(app: AppTest, me: Person, mine: Project) -> None:
    seed.store(me, mine.id, [seed.trace(f"t{number}") for number in range(9)])
    vectorising.run(mine.id, lambda _share, _message: True)
    for strategy in (Strategy.FEEDBACK, Strategy.LIKELY_FAILURE, Strategy.STRATIFIED):
        choose(opened(app, mine), mine, strategy)
        assert draw_button(app).disabled and len(app.main.info) == 1
    choose(app, mine, Strategy.SMART_MIX)
    assert not draw_button(app).disabled and len(app.main.info) == 0
    app.text_input(key=f"sampling_{mine.id}_text").set_value("zebra").run()
    assert draw_button(app).disabled and len(app.main.info) == 1


def test_the_filter_and_what_is_in_no_batch_bound_the_draw(app: AppTest, filled: Project) -> None:
    choose(opened(app, filled), filled, Strategy.RANDOM, 100)
    assert draw_button(app).label == "Draw 50 traces"
    app.multiselect(key=f"sampling_{filled.id}_feedback").set_value(["negative"]).run()
    found = int(draw_button(app).label.split()[1])
    assert 0 < found < 50
    draw_button(app).click().run()
    assert batches.summaries(filled.id)[0].size == found
    app.checkbox(key=f"sampling_{filled.id}_undrawn").check().run()
    assert draw_button(app).disabled


def test_every_view_of_the_preview_opens(app: AppTest, filled: Project) -> None:
    opened(app, filled)
    for view in ("Map", "Clusters", "Picks", "Composition"):
        app.radio(key="sampling_view").set_value(view).run()
        assert not app.exception, view
    for colour in ("feedback", "verdict"):
        app.radio(key="sampling_view").set_value("Map").run()
        app.radio(key="sampling_colour").set_value(colour).run()
        assert not app.exception


def test_two_draws_alike_have_names_of_their_own(app: AppTest, filled: Project) -> None:
    opened(app, filled)
    app.number_input(key=size_key(filled.id)).set_value(5).run()
    for _ in range(2):
        draw_button(app).click().run()
    assert not app.exception
    drawn = batches.summaries(filled.id)
    assert [batch.size for batch in drawn] == [5, 5]
    assert len({batch.name for batch in drawn}) == 2


def test_near_ones_can_be_put_together(app: AppTest, me: Person, filled: Project) -> None:
    alike = [
        Step(1, StepKind.USER, f"tour calendar slot refund fee, please {word}") for word in ("now", "soon")
    ]
    seed.store(me, filled.id, [seed.trace(step.text[-4:], steps=(step,)) for step in alike])
    vectorising.run(filled.id, lambda _share, _message: True)
    opened(app, filled)
    app.radio(key="sampling_view").set_value("Picks").run()
    app.toggle(key="sampling_near").set_value(True).run()
    assert not app.exception


def test_texts_are_compared_in_the_background_and_the_page_works_meanwhile(
    app: AppTest, me: Person, mine: Project
) -> None:
    seed.store(me, mine.id, [about(number) for number in range(30)])
    # Somebody else's process is at it, so that none is started here.
    made = jobs.create(me, mine.id, "vectors", {}, Role.ENGINEER)
    choose(opened(app, mine), mine, Strategy.CLUSTERED)
    assert draw_button(app).disabled
    choose(app, mine, Strategy.SMART_MIX)
    assert not draw_button(app).disabled
    jobs.claim(made, "w")
    jobs.finish(made, jobs.Status.FAILED, f"The service said {HOSTILE}")
    opened(app, mine)
    assert len(app.main.warning) == 1 and HOSTILE not in app.main.warning[0].value
    assert "Try again" in [button.label for button in app.main.button]


def test_an_empty_project_leads_to_the_import(app: AppTest, mine: Project) -> None:
    opened(app, mine)
    assert [button.label for button in app.main.button] == ["Import traces"]


def test_viewers_and_annotators_do_not_draw(hosted: AppTest, me: Person, mine: Project) -> None:
    seed.store(me, mine.id, [seed.trace("a")])
    for role in (Role.VIEWER, Role.ANNOTATOR):
        people.set_role(me, mine.id, "vic@example.com", role)
        opened(as_person(hosted, "vic@example.com"), mine)
        assert len(hosted.radio) == 0


def test_another_project_has_its_own_choice(app: AppTest, me: Person, filled: Project) -> None:
    other = projects.create(me, "Another")
    seed.store(me, other.id, [about(number) for number in range(6)])
    vectorising.run(other.id, lambda _share, _message: True)
    choose(opened(app, filled), filled, Strategy.OUTLIER)
    app.sidebar.selectbox[0].set_value(other.id).run()
    assert not app.exception
    assert app.radio(key=f"sampling_{other.id}_strategy").value == Strategy.RANDOM


def test_before_the_first_draw_overview_and_sampling_advise_the_same(
    app: AppTest, me: Person, mine: Project
) -> None:
    seed.store(me, mine.id, [about(number) for number in range(6)])
    advice = guide.first_draw(6)
    opened(app, mine)
    assert advice in [each.value for each in app.main.markdown]
    assert app.radio(key=f"sampling_{mine.id}_strategy").value == Strategy.RANDOM
    app.switch_page("pages/overview.py").run()
    assert any(each.value.endswith(advice) for each in app.main.markdown)


def test_a_batch_has_the_size_that_fits_into_the_minutes_one_has(
    app: AppTest, me: Person, filled: Project
) -> None:
    opened(app, filled)
    app.number_input(key=f"sampling_{filled.id}_minutes").set_value(20).run()
    assert app.session_state[size_key(filled.id)] == 20
    assert "About 20 minutes, at 60 seconds a trace until you have read a few here." in words(app)
    for trace_id, *_ in traces.matching(filled.id, TraceFilter())[10:16]:
        reviews.submit(me, filled.id, trace_id, Verdict.PASS, seconds=80)
    app.number_input(key=f"sampling_{filled.id}_minutes").set_value(40).run()
    assert app.session_state[size_key(filled.id)] == 30
    assert "About 40 minutes at your pace, 80 seconds a trace." in words(app)
    said = " ".join(words(app))
    assert "would be known to" in said and "would be missed with a chance of" in said
