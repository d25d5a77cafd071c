"""Reliability lists identical traces that were judged differently."""

from __future__ import annotations

from dataclasses import replace

from streamlit.testing.v1 import AppTest

from lib.model import Person, Project, Step, StepKind, Verdict
from lib.store.reviews import reviews
from tests import seed


def test_identical_traces_judged_differently_are_listed(app: AppTest, me: Person, mine: Project) -> None:
    steps = (Step(1, StepKind.USER, "Is it free?"), Step(2, StepKind.ASSISTANT, "No."))
    names = ("a *b*", "c", "d")
    ids = seed.store(me, mine.id, [replace(seed.trace(name), steps=steps) for name in names])
    reviews.submit(me, mine.id, ids[0], Verdict.FAIL)
    reviews.submit(me, mine.id, ids[1], Verdict.PASS)
    app.query_params["project"] = str(mine.id)
    app.switch_page("pages/overview.py").run()
    assert any("1 more identical" in one.value for one in app.markdown)
    app.switch_page("pages/reliability.py").run()
    assert not app.exception
    assert "Identical traces judged differently" in [one.value for one in app.header]
    links = [one.proto.label for one in app.get("page_link")]
    assert [label for label in links if label.startswith(("a ", "c:", "d:"))] == [
        "a \\*b\\*: fail",
        "c: pass",
    ]
