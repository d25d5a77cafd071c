"""The demo project in the database, on both."""

from __future__ import annotations

from lib import demo
from lib.model import Person, TraceFilter
from lib.services import demo_project
from lib.stats import double_reading
from lib.store.batches import batches
from lib.store.counts import agreement, counts
from lib.store.taxonomy import past as taxonomy_past
from lib.store.taxonomy import taxonomy
from lib.store.traces import traces
from tests import seed


def test_the_unread_demo_is_loaded_once(dana: Person, db: str) -> None:
    made = demo_project.load(dana, finished=False)
    assert made.is_demo and made.name == demo.PROJECT_NAME
    assert demo_project.load(dana, finished=False) == made
    assert traces.total(made.id) == 1200
    assert batches.summaries(made.id) == []


def test_the_finished_demo_has_the_experts_work(dana: Person, db: str) -> None:
    made = demo_project.load(dana, finished=True)
    found = counts.funnel(made.id)
    assert (found.traces, found.made, found.drawn) == (1200, 1200, 130)
    assert (found.read.total, found.deferred) == (128, 2)
    board = taxonomy.notes_board(dana, made.id)
    assert 7 <= len(board.modes) <= 9
    assert 0 < board.not_grouped < 10
    assert all(batch.read == batch.size for batch in batches.summaries(made.id))
    assert [each.name for each in taxonomy_past.snapshots(made.id)] == ["Round 2", "Round 1"]
    # The second reader is compared, and counts nowhere.
    said = agreement.readings(made.id)
    agree = double_reading.figures(said)
    assert agree.only_random and 27 <= agree.traces <= 30
    assert 0.7 < agree.verdict.same / agree.verdict.of < 1
    assert agree.verdict.alpha and agree.modes.alpha and agree.steps.of >= 8
    assert any(
        row.is_low
        for (one, two, _) in double_reading.pairs(said)
        for row in double_reading.by_mode(said, taxonomy.modes(made.id), one, two)
    )
    assert double_reading.own_figures(agreement.own(made.id)).verdict.of >= 19
    assert seed.readers(made.id) == {"Dana"}


def test_nothing_stored_names_a_planted_failure(dana: Person, db: str) -> None:
    made = demo_project.load(dana, finished=False)
    keys = [mode.key for mode in demo.MODES] + [mode.name for mode in demo.MODES]
    for trace_id, _, _ in traces.matching(made.id, TraceFilter())[::30]:
        stored = traces.body(dana, made.id, trace_id)
        assert not any(key in repr(stored) for key in keys)
