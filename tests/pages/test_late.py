"""What a screen sends as it is left: done in the project it was made in, by whoever may, and once."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lib.failure_modes import LabelValue
from lib.model import Note, Person, Project, Role, Verdict
from lib.store import engine
from lib.store.batches import batches
from lib.store.projects import people, projects
from lib.store.recoding import label_pass
from lib.store.reviews import drafts, reviews
from lib.store.rules import events
from lib.store.taxonomy import taxonomy
from tests import seed

SAM = {"is_logged_in": True, "email": "sam@example.com", "email_verified": True, "name": "Sam"}


def left(here: int, *acts: object) -> None:
    """A script: somebody who has gone on to the project ``here`` hands over what a screen had not heard."""
    import streamlit as st

    from lib.ui import late
    from lib.ui.shell import shell

    st.session_state[shell.PROJECT] = here
    st.session_state["late"] = {"acts": list(acts)}
    late.take()


def sent(project: Project, trace_id: int, kind: str, seq: int = 5, **more: Any) -> dict[str, Any]:
    """What the annotation screen of this project hands over: one act."""
    act = {"kind": kind, "seq": seq, "trace": trace_id, "seconds": 1, "verdict": None, "revision": 0}
    act["notes"] = [{"id": None, "text": "wrong price", "step": None, "quote": None}]
    said = {"acts": [act | more], "shown": None, "heard": 0, "held": [], "known": True}
    return {"seq": seq, "to": "reader", "project": project.id, "said": said}


def hand_over(*acts: dict[str, Any], here: Project, user: dict[str, Any] | None = None) -> AppTest:
    app = AppTest.from_function(left, args=(here.id, *acts))
    if user:
        app.user = user
    app.run()
    assert not app.exception and not app.error
    return app


@pytest.fixture
def other(me: Person, mine: Project) -> Project:
    """Where the person has gone on to."""
    return projects.create(me, f"Other than {mine.name}")


@pytest.mark.parametrize("kind", ["draft", "move", "jump", "batch", "narrow", "unread"])
def test_words_are_kept_in_the_project_they_were_written_in(
    me: Person, mine: Project, other: Project, kind: str
) -> None:
    [trace_id] = seed.store(me, mine.id, [seed.trace("t-1")])
    hand_over(sent(mine, trace_id, kind), here=other)
    kept = drafts.of(me, mine.id, trace_id)
    assert kept is not None and kept.notes == (Note("wrong price"),)


def test_a_save_is_done_once_however_often_it_comes(me: Person, mine: Project, other: Project) -> None:
    [trace_id] = seed.store(me, mine.id, [seed.trace("t-1")])
    batch_id = seed.batch(me, mine.id, [trace_id])
    save = sent(mine, trace_id, "save", verdict="fail", batch=batch_id)
    app = hand_over(save, save | {"seq": 6}, here=other)
    app.run()
    review = reviews.mine(me, mine.id, trace_id)
    assert review is not None
    assert (review.verdict, review.revision, len(review.notes)) == (Verdict.FAIL, 1, 1)
    assert drafts.of(me, mine.id, trace_id) is None


def test_a_trace_of_another_project_than_the_one_named_is_refused(
    me: Person, mine: Project, other: Project
) -> None:
    [trace_id] = seed.store(me, mine.id, [seed.trace("t-1")])
    hand_over(sent(other, trace_id, "draft"), sent(other, trace_id, "save", 6, verdict="pass"), here=mine)
    assert drafts.of(me, mine.id, trace_id) is None
    assert reviews.mine(me, mine.id, trace_id) is None


def test_who_may_only_look_there_writes_nothing_and_sees_the_next_page(
    hosted: AppTest, me: Person, mine: Project, other: Project
) -> None:
    people.set_role(me, mine.id, "sam@example.com", Role.VIEWER)
    people.set_role(me, other.id, "sam@example.com", Role.ANNOTATOR)
    sam = people.signed_in("sam@example.com", "Sam", is_admin=False)
    trace_id, there = (seed.store(me, one.id, [seed.trace("t-1")])[0] for one in (mine, other))
    hand_over(sent(mine, trace_id, "draft"), sent(other, there, "draft", 6), here=mine, user=SAM)
    with engine.reading() as connection:
        assert drafts.many(connection, sam, [trace_id, there]).keys() == {there}


@pytest.mark.parametrize(
    "wrong", [{"to": "nobody"}, {"said": None}, {"said": {"acts": [{"kind": "drop", "seq": 1}]}}]
)
def test_what_is_none_of_ours_is_let_go(
    me: Person, mine: Project, other: Project, wrong: dict[str, Any]
) -> None:
    [trace_id] = seed.store(me, mine.id, [seed.trace("t-1")])
    hand_over(sent(mine, trace_id, "draft") | wrong, sent(mine, trace_id, "draft", 6), here=other)
    assert drafts.of(me, mine.id, trace_id) is not None


def test_ticks_moves_and_an_archived_batch_come_through_once(
    me: Person, mine: Project, other: Project
) -> None:
    [trace_id] = seed.store(me, mine.id, [seed.trace("t-1")])
    batch_id = seed.batch(me, mine.id, [trace_id])
    review = reviews.submit(me, mine.id, trace_id, Verdict.FAIL, [Note("wrong price", 2)])
    price = taxonomy.create_mode(me, mine.id, "Wrong price", "").id
    tone = taxonomy.create_mode(me, mine.id, "Wrong tone", "").id
    note_id = review.notes[0].id
    tick = {"kind": "tick", "seq": 7, "review": review.id, "mode": tone, "value": "yes"}
    move = {"kind": "move", "seq": "a-1", "mode": price, "notes": [[note_id, None]]}
    put = {"kind": "archive", "seq": 8, "batch": batch_id}
    handed = [
        {"seq": place, "to": to, "project": mine.id, "said": said}
        for place, (to, said) in enumerate(
            [("labeller", [tick]), ("board", [move]), ("batch_list", put)] * 2, start=1
        )
    ]
    before = events.version(mine.id)
    hand_over(*handed, here=other)
    assert events.version(mine.id) == before + 3
    assert taxonomy.notes_board(me, mine.id).notes[0].mode_id == price
    shown = label_pass.review_labels(me, mine.id, review.id or 0)
    assert shown is not None and shown.stored[tone] is LabelValue.YES
    [summary] = batches.summaries(mine.id, archived=True)
    assert summary.archived_at is not None
