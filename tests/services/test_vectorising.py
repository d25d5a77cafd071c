"""Vectors are made once per trace, and follow as traces arrive."""

from __future__ import annotations

import numpy as np
import pytest

from lib.model import Person, Project, Step, StepKind, Trace
from lib.services import vectorising
from lib.store.traces import vectors
from tests import seed

TOPICS = ("tour calendar slot", "refund fee deposit", "parking garage permit")


def about(topic: str, name: str) -> Trace:
    said = f"{topic} {topic} please, number {name}"
    steps = (Step(1, StepKind.USER, said), Step(2, StepKind.ASSISTANT, f"About {topic}: done."))
    return seed.trace(name, steps=steps)


def go_on(_share: float, _message: str) -> bool:
    return True


def test_similar_traces_land_in_one_cluster_named_after_its_words(dana: Person, project: Project) -> None:
    seed.store(dana, project.id, [about(TOPICS[n % 3], f"t{n:02d}") for n in range(60)])
    assert vectorising.is_due(project.id)
    vectorising.run(project.id, go_on)
    assert not vectorising.is_due(project.id)
    atlas = vectors.atlas(project.id)
    assert atlas is not None and atlas.covered == 60
    for label, cluster in enumerate(atlas.clusters):
        [topic] = {place % 3 for place in np.flatnonzero(atlas.cluster == label)}
        assert set(TOPICS[topic].split()) & set(cluster["name"].split(", "))
        assert all((serial - 1) % 3 == topic for serial in cluster["typical"])
    assert len(atlas.clusters) >= 3


def test_new_traces_get_vectors_and_the_old_ones_stay_as_they_are(dana: Person, project: Project) -> None:
    seed.store(dana, project.id, [about(TOPICS[n % 3], f"t{n:02d}") for n in range(60)])
    vectorising.run(project.id, go_on)
    first = vectors.newest(project.id)
    assert first is not None
    before = vectors.load(first)
    seed.store(dana, project.id, [about(TOPICS[0], "late")])
    assert vectorising.is_due(project.id)
    vectorising.run(project.id, go_on)
    second = vectors.newest(project.id)
    assert second is not None and (second.id, second.covered) == (first.id, 61)
    assert np.array_equal(vectors.load(second)[:60], before)


def test_a_project_that_has_doubled_learns_its_words_again(dana: Person, project: Project) -> None:
    seed.store(dana, project.id, [about(TOPICS[0], f"t{n}") for n in range(5)])
    vectorising.run(project.id, go_on)
    first = vectors.newest(project.id)
    seed.store(dana, project.id, [about(TOPICS[1], f"u{n}") for n in range(5)])
    vectorising.run(project.id, go_on)
    second = vectors.newest(project.id)
    assert first is not None and second is not None
    assert second.id != first.id and second.fitted_on == 10


def test_a_stopped_run_keeps_what_it_made(dana: Person, project: Project) -> None:
    seed.store(dana, project.id, [about(TOPICS[n % 3], f"t{n:02d}") for n in range(30)])
    with pytest.raises(vectorising.Stopped):
        vectorising.run(project.id, lambda share, _: share < 0.8)
    made = vectors.newest(project.id)
    assert made is not None and vectorising.is_due(project.id)
    vectorising.run(project.id, go_on)
    again = vectors.newest(project.id)
    assert again is not None and again.id == made.id and not vectorising.is_due(project.id)
