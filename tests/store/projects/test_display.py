"""How a project's traces are shown is kept with the project."""

from __future__ import annotations

import pytest

from lib.model import Display, Person, Project, Role, Step, StepKind, Trace
from lib.store.projects import people, projects
from lib.store.rules import access, events
from lib.store.traces import traces
from tests import seed


def kept(who: Person, project: Project) -> Display:
    return next(found.display for found in projects.visible_to(who) if found.id == project.id)


def test_it_is_kept_and_its_event_holds_no_names(dana: Person, project: Project) -> None:
    assert kept(dana, project) == Display()
    chosen = Display("email", ("feedback", "metadata.secret field"), ())
    projects.set_display(dana, project.id, chosen)
    assert kept(dana, project) == chosen
    [newest, *_] = events.recent(project.id, 5)
    assert newest.action == "project.display"
    assert newest.refs == {"badges": 2, "reference": 0}


def test_an_annotator_may_not_change_it(dana: Person, project: Project) -> None:
    people.set_role(dana, project.id, "sam@example.com", Role.ANNOTATOR)
    sam = people.signed_in("sam@example.com", "Sam", is_admin=False)
    with pytest.raises(access.NotAllowed):
        projects.set_display(sam, project.id, Display("plain"))
    assert kept(dana, project) == Display()


def test_the_newest_traces_come_whole(dana: Person, project: Project) -> None:
    steps = (Step(1, StepKind.USER, "hello"),)
    seed.store(dana, project.id, [Trace(f"t{n}", steps, extra={"expected": n}) for n in range(5)])
    found = traces.newest(dana, project.id, 2)
    assert [(trace.external_id, trace.extra, trace.steps) for trace in found] == [
        ("t4", {"expected": 4}, steps),
        ("t3", {"expected": 3}, steps),
    ]
