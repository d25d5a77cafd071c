"""Who may do what, on both databases."""

from __future__ import annotations

import pytest

from lib.model import Draw, Person, Project, Role
from lib.store import engine
from lib.store.batches import batches
from lib.store.projects import people, projects
from lib.store.rules import access
from lib.store.taxonomy import past as taxonomy_past
from lib.store.taxonomy import taxonomy
from tests import seed


def test_the_local_person_is_one_and_the_same(db: str) -> None:
    first, second = people.local_person("Dana"), people.local_person("Somebody else")
    assert first == second
    assert first.is_admin


def test_the_maker_of_a_project_is_its_admin(dana: Person, project: Project) -> None:
    assert projects.visible_to(dana) == [project]
    assert project.role is Role.ADMIN


def test_a_name_can_be_taken_once_whatever_its_case(dana: Person, project: Project) -> None:
    with pytest.raises(ValueError, match="already"):
        projects.create(dana, "  leasing   ASSISTANT ")
    with pytest.raises(ValueError, match="name"):
        projects.create(dana, "   ")


def test_someone_without_a_role_sees_nothing_and_makes_nothing(dana: Person, project: Project) -> None:
    stranger = people.signed_in("sam@example.com", "Sam", is_admin=False)
    assert projects.visible_to(stranger) == []
    with pytest.raises(access.NotAllowed):
        projects.create(stranger, "Mine")
    with pytest.raises(access.NotAllowed):
        people.members(stranger, project.id)


def test_a_role_given_before_the_first_sign_in_is_there_at_it(dana: Person, project: Project) -> None:
    people.set_role(dana, project.id, " Sam@Example.com ", Role.ANNOTATOR)
    sam = people.signed_in("sam@example.com", "Sam", is_admin=False)
    assert [p.role for p in projects.visible_to(sam)] == [Role.ANNOTATOR]
    assert "Sam" in [person.name for person, _ in people.members(dana, project.id)]
    people.set_role(dana, project.id, "sam@example.com", None)
    assert projects.visible_to(sam) == []


def test_an_admin_by_configuration_is_one_until_the_configuration_says_otherwise(project: Project) -> None:
    kim = people.signed_in("kim@example.com", "Kim", is_admin=True)
    assert [p.role for p in projects.visible_to(kim)] == [Role.ADMIN]
    people.signed_in("kim@example.com", "Kim", is_admin=False)
    assert projects.visible_to(kim) == []


@pytest.mark.parametrize("role", list(Role))
def test_a_role_covers_itself_and_the_ones_before_it(dana: Person, project: Project, role: Role) -> None:
    people.set_role(dana, project.id, "sam@example.com", role)
    sam = people.signed_in("sam@example.com", "Sam", is_admin=False)
    with engine.reading() as connection:
        for needed in Role:
            if list(Role).index(needed) <= list(Role).index(role):
                assert access.check(connection, sam, project.id, needed) is role
            else:
                with pytest.raises(access.NotAllowed):
                    access.check(connection, sam, project.id, needed)


def test_an_address_is_one_person_however_it_is_written(dana: Person, project: Project) -> None:
    sam = people.signed_in("sam@example.com", "Sa\u0301m\u200b", is_admin=False)
    assert sam.name == "S\u00e1m"
    for written in ("sam\u2060@example.com", "\u200bSam@Example.com\u00a0", "\uff53am\uff20example.com"):
        people.set_role(dana, project.id, written, Role.VIEWER)
        assert people.by_email(written) == sam
    assert [person.email for person, _ in people.members(dana, project.id)] == [None, "sam@example.com"]
    with pytest.raises(ValueError, match="address"):
        people.set_role(dana, project.id, "\u2060", Role.VIEWER)


def test_a_role_is_changed_of_members_alone(dana: Person, project: Project) -> None:
    people.set_role(dana, project.id, "sam@example.com", Role.VIEWER)
    sam = people.signed_in("sam@example.com", "Sam", is_admin=False)
    people.change_role(dana, project.id, sam.id, Role.ENGINEER)
    assert [p.role for p in projects.visible_to(sam)] == [Role.ENGINEER]
    with pytest.raises(access.NotAllowed):
        people.change_role(sam, project.id, sam.id, Role.ADMIN)
    people.change_role(dana, project.id, sam.id, None)
    with pytest.raises(LookupError):
        people.change_role(dana, project.id, sam.id, Role.VIEWER)
    assert projects.visible_to(sam) == []


def test_names_that_look_the_same_are_the_same(dana: Person, project: Project) -> None:
    made = projects.create(dana, "Cafe\u0301\u2060 assistant\u00a0")
    assert made.name == "Caf\u00e9 assistant"
    assert projects.by_name(dana, "CAF\u00c9\u00ad assistant") == made
    for twin in ("caf\u00e9 assistant\u200b", "\ufeffLeasing assistant", "Leasing\u00a0assistant"):
        with pytest.raises(ValueError, match="already"):
            projects.create(dana, twin)
    with pytest.raises(ValueError, match="name"):
        projects.create(dana, "\u200b\u2060")
    taxonomy.create_mode(dana, project.id, "Wrong date\u2060")
    with pytest.raises(ValueError, match="already"):
        taxonomy.create_mode(dana, project.id, "wrong\u00a0da\u00adte")
    taxonomy_past.name_now(dana, project.id, "Round\u00a01\u200b")
    with pytest.raises(ValueError, match="taken"):
        taxonomy_past.name_now(dana, project.id, "round 1")
    assert [one.name for one in taxonomy_past.snapshots(project.id)] == ["Round 1"]
    assert [mode.name for mode in taxonomy.modes(project.id)] == ["Wrong date"]
    [trace_id] = seed.store(dana, project.id, [seed.trace("t-1")])
    drawn = Draw((trace_id,), ("a random pick",), (True,), (1.0,), (None,))
    batches.create(
        dana,
        project.id,
        "First\u00a0batch\u2060",
        drawn,
        strategy="random",
        parameters={},
        seed=1,
        population="1 trace",
        frame=[1],
    )
    assert [batch.name for batch in batches.summaries(project.id)] == ["First batch"]
