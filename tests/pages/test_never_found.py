"""A failure mode that holds only notes which count nowhere does not stand as found in none."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from lib.failure_modes import LabelValue
from lib.model import Person, Project, Verdict
from lib.store.reviews import reviews
from lib.store.taxonomy import labels, taxonomy
from tests.pages.test_failures import opened, read, words
from tests.pages.widgets import rows_of


def test_what_only_overruled_notes_show_is_left_out_and_named(
    app: AppTest, me: Person, mine: Project
) -> None:
    ids, notes = read(me, mine, failing=3)
    taxonomy.create_mode(me, mine.id, "Wrong price", note_ids=notes[1:])
    gone = taxonomy.create_mode(me, mine.id, "Rude *tone*", note_ids=notes[:1])
    assert "Left out" not in words(opened(app, mine))
    reviews.submit(me, mine.id, ids[0], Verdict.PASS)
    later = [reviews.mine(me, mine.id, trace_id) for trace_id in ids[1:]]
    said = words(opened(app, mine))
    assert "Left out: **Rude \\*tone\\***. No trace that counts has it" in said
    assert "Rude *tone*" not in str(rows_of(app))
    for review in later:
        assert review and review.id
        labels.put(me, mine.id, review.id, {gone.id: LabelValue.NO})
    said = words(opened(app, mine))
    assert "Left out" not in said
    assert "Rude *tone*" in str(rows_of(app))
