"""What draws choose from, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import numpy as np

from lib.model import FeedbackIs, Person, Project, ReviewStatus, TraceFilter, Verdict
from lib.store.reviews import reviews
from lib.store.traces import populations, vectors
from tests import seed


def test_columns_are_aligned_and_ordered_by_code_point(dana: Person, project: Project) -> None:
    names = ["b", "B", "a", "ä", "_"]
    ids = seed.store(dana, project.id, [seed.trace(n, feedback=-1.0 if n == "a" else None) for n in names])
    by_name = dict(zip(names, ids, strict=True))
    reviews.submit(dana, project.id, by_name["B"], Verdict.FAIL)
    reviews.submit(dana, project.id, by_name["ä"], Verdict.DEFER)
    seed.batch(dana, project.id, [by_name["_"]])
    base = populations.fixed(project.id)
    assert list(base.ids) == [by_name[n] for n in sorted(names)]
    assert list(np.isnan(base.feedback)) == [True, True, False, True, True]
    now = populations.state(project.id, base, TraceFilter(feedback=(FeedbackIs.NEGATIVE,)))
    assert list(now.verdict) == ["fail", "", "", "", "defer"]
    assert list(now.drawn) == [False, True, False, False, False]
    assert list(now.wanted) == [False, False, True, False, False]
    assert populations.state(project.id, base, TraceFilter()).wanted.all()


def test_identical_traces_share_a_code_and_a_new_import_is_seen(dana: Person, project: Project) -> None:
    one, other = seed.trace("x"), seed.trace("y")
    same = [seed.trace(name, steps=one.steps) for name in ("p", "q")]
    seed.store(dana, project.id, [*same, other])
    codes = list(populations.fixed(project.id).duplicate_of)
    assert codes[0] == codes[1] != codes[2]
    seed.store(dana, project.id, [seed.trace("z", steps=one.steps)])
    codes = list(populations.fixed(project.id).duplicate_of)
    assert len(codes) == 4 and codes[3] == codes[0]


def test_a_field_is_text_the_same_on_every_database(dana: Person, project: Project) -> None:
    items = [
        seed.trace("a", metadata={"vip": True, "n": 1}, version="2"),
        seed.trace("b", metadata={"vip": False}),
        seed.trace("c", metadata={"n": 1.5}),
    ]
    seed.store(dana, project.id, items)
    base = populations.fixed(project.id)
    assert list(populations.field(project.id, base, "vip")) == ["true", "false", ""]
    assert list(populations.field(project.id, base, "n")) == ["1", "", "1.5"]
    assert list(populations.field(project.id, base, "version")) == ["2", "", ""]


def test_a_trace_published_since_is_left_out(dana: Person, project: Project) -> None:
    at = datetime(2026, 6, 7, 23, 59, 59, 250_000, tzinfo=UTC)
    [first] = seed.store(dana, project.id, [seed.trace("m", happened_at=at, metadata={"k": "old"})])
    base = populations.fixed(project.id)
    for name in ("a", "z"):
        [new] = seed.store(dana, project.id, [seed.trace(name, happened_at=at, metadata={"k": "new"})])
        reviews.submit(dana, project.id, new, Verdict.FAIL)
        seed.batch(dana, project.id, [new])
    reviews.submit(dana, project.id, first, Verdict.PASS)
    now = populations.state(project.id, base, TraceFilter(status=(ReviewStatus.FAILED,)), dana)
    assert (list(now.verdict), list(now.drawn), list(now.wanted)) == (["pass"], [False], [False])
    assert list(populations.field(project.id, base, "k")) == ["old"]
    assert list(populations.moments(project.id, base)) == [np.datetime64("2026-06-07T23:59:59.250")]
    newer = populations.fixed(project.id)
    assert list(populations.field(project.id, newer, "k")) == ["new", "old", "new"]


def test_moments_are_aligned_and_absent_where_nobody_said(dana: Person, project: Project) -> None:
    zone = timezone(timedelta(hours=5))
    at = {"b": datetime(2026, 6, 8, 3, tzinfo=zone), "c": datetime(2026, 6, 8, 3, tzinfo=UTC)}
    seed.store(dana, project.id, [seed.trace(name, happened_at=at.get(name)) for name in "cab"])
    found = populations.moments(project.id, populations.fixed(project.id))
    assert np.isnat(found[0])
    assert [str(one) for one in found[1:]] == ["2026-06-07T22:00:00.000000", "2026-06-08T03:00:00.000000"]


def test_vectors_come_back_by_serial(dana: Person, project: Project) -> None:
    seed.store(dana, project.id, [seed.trace(f"t{n}") for n in range(5)])
    assert vectors.newest(project.id) is None
    made = vectors.save_vectoriser(project.id, "tfidf", 3, 5, b"model")
    rows = np.eye(3, dtype=np.float32)
    vectors.add_block(made, 1, rows)
    vectors.add_block(made, 4, rows[:2])
    fitted = vectors.newest(project.id)
    assert fitted is not None and (fitted.covered, fitted.fitted_on) == (5, 5)
    assert vectors.model(fitted.id) == b"model"
    assert np.array_equal(vectors.load(fitted), np.vstack([rows, rows[:2]]))
    assert [serial for serial, _ in vectors.said(project.id, 2, 4)] == [2, 3, 4]
    assert all(trace.steps for trace in vectors.said_by(project.id, [5, 1]))

    place = np.arange(10, dtype=np.float32).reshape(5, 2)
    clusters = np.array([0, 0, 1, -1, 1], dtype=np.int16)
    vectors.save_atlas(
        project.id, vectors.Atlas(fitted.id, 5, clusters, place, [{"name": "tour times", "size": 2}])
    )
    found = vectors.atlas(project.id)
    assert found is not None and found.clusters[0]["name"] == "tour times"
    assert np.array_equal(found.cluster, clusters) and np.array_equal(found.place, place)

    newer = vectors.save_vectoriser(project.id, "tfidf", 3, 5, b"again")
    vectors.drop_older(project.id, newer)
    assert vectors.atlas(project.id) is None
    fitted = vectors.newest(project.id)
    assert fitted is not None and (fitted.id, fitted.covered) == (newer, 0)
