"""Traces that read like one: by vectors, by words where there are none, and never of another project."""

from __future__ import annotations

import pytest

from lib.model import Person, Project, Step, StepKind, Trace
from lib.services import similar, vectorising
from lib.store.projects import projects
from lib.store.traces import traces
from tests import seed

SAID = [
    "the boiler is cold and leaks",
    "my boiler leaks and is cold",
    "when is the gym open",
    "a van needs parking",
]


def stored(who: Person, project: Project) -> list[Trace]:
    made = [Trace(f"t-{n}", (Step(1, StepKind.USER, text),)) for n, text in enumerate(SAID)]
    found = [traces.body(who, project.id, one) for one in seed.store(who, project.id, made)]
    return [trace for trace in found if trace is not None]


@pytest.mark.parametrize("with_vectors", [True, False])
def test_the_one_that_says_the_same_comes_first_and_never_itself(
    dana: Person, project: Project, with_vectors: bool
) -> None:
    other = projects.create(dana, "Another")
    stored(dana, other)
    mine = stored(dana, project)
    if with_vectors:
        vectorising.run(project.id, lambda _share, _message: True)
        vectorising.run(other.id, lambda _share, _message: True)
    near = similar.to(project.id, mine[0])
    assert near.lines[0].id == mine[1].id
    assert mine[0].id not in [line.id for line in near.lines]
    assert {line.id for line in near.lines} <= {trace.id for trace in mine}
    assert (near.compared, near.total) == (3, 3)


def test_a_trace_newer_than_the_vectors_is_compared_by_its_words(dana: Person, project: Project) -> None:
    stored(dana, project)
    vectorising.run(project.id, lambda _share, _message: True)
    late = Trace("late", (Step(1, StepKind.USER, "is the gym open on Sunday"),))
    found = traces.body(dana, project.id, seed.store(dana, project.id, [late])[0])
    assert found is not None
    assert similar.to(project.id, found).lines[0].external_id == "t-2"


def test_by_words_only_so_many_are_compared_and_it_says_how_many(
    dana: Person, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = stored(dana, project)
    monkeypatch.setattr(similar, "WORDS_OF", 2)
    near = similar.to(project.id, mine[0])
    assert (near.compared, near.total) == (2, 3)


def test_a_trace_alone_has_none(dana: Person, project: Project) -> None:
    [only] = seed.store(dana, project.id, [Trace("only", (Step(1, StepKind.USER, ""),))])
    found = traces.body(dana, project.id, only)
    assert found is not None
    assert similar.to(project.id, found) == similar.Similar([], 0, 0)
