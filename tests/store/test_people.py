"""Who may do what, on both databases."""

from __future__ import annotations

import pytest

from lib.model import Person, Project, Role
from lib.store import access, engine, people, projects


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
