"""Suggested groups: made, accepted whole or in part, rejected, undone. On both databases."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from lib import config
from lib.assist import passes, prompt
from lib.assist.validate import Unproven
from lib.model import Group, Grouping, Note, Person, Project, Quote, Role, Verdict
from lib.services import grouping
from lib.services import jobs as work
from lib.store import engine, jobs
from lib.store.jobs import Status
from lib.store.projects import people, projects
from lib.store.reviews import reviews
from lib.store.rules import access, events
from lib.store.schema.derived_tables import proposed_notes
from lib.store.taxonomy import proposals, taxonomy
from lib.store.taxonomy.proposals import Proposal
from tests import seed
from tests.unit.assist.model_service import ModelService, Reply, answer

TEXTS = ["wrong price", "price is wrong", "no hand-off", "never handed off", "odd"]


@pytest.fixture
def noted(dana: Person, project: Project) -> list[int]:
    """Five notes, each on a trace of its own."""
    ids = []
    names = [seed.trace(f"lease-{number}") for number in range(len(TEXTS))]
    for trace_id, text in zip(seed.store(dana, project.id, names), TEXTS, strict=True):
        made = reviews.submit(dana, project.id, trace_id, Verdict.FAIL, [Note(text, 4, "9:00 is free")])
        ids += [note.id for note in made.notes if note.id is not None]
    return ids


def two_groups(ids: list[int]) -> Grouping:
    return Grouping(
        (
            Group("Price", "Says a wrong one.", (ids[0], ids[1]), (Quote(ids[0], "wrong"),), ("price",)),
            Group("Hand-off", "", (ids[2], ids[3])),
        ),
        (ids[4],),
        agreement=0.9,
        together=0.6,
        stability={ids[0]: 1.0, ids[1]: 0.25},
    )


def shown(who: Person, project: Project) -> Proposal:
    found = proposals.current(who, project.id, taxonomy.notes_board(who, project.id), passes.STABLE)
    assert found is not None
    return found


def held(found: Proposal) -> list[set[int]]:
    return [{note.id for note in group.notes} for group in found.groups]


def placed(who: Person, project: Project) -> dict[int, int | None]:
    return {note.id: note.mode_id for note in taxonomy.notes_board(who, project.id).notes}


def test_a_suggestion_is_kept_with_how_it_came_about(
    dana: Person, project: Project, noted: list[int]
) -> None:
    proposals.save(
        dana,
        project.id,
        proposals.MODEL,
        two_groups(noted),
        model="m",
        prompt_version="v",
        sent={"passes": 3},
    )
    found = shown(dana, project)
    assert (found.provider, found.model, found.person, found.given) == ("model", "m", "Dana", 5)
    assert (found.agreement, found.together, found.sent["passes"]) == (0.9, 0.6, 3)
    assert held(found) == [set(noted[:2]), set(noted[2:4])]
    price = found.groups[0]
    assert (price.words, price.quotes) == (("price",), (Quote(noted[0], "wrong"),))
    assert price.unstable == {noted[1]} and [note.id for note in found.left_over] == [noted[4]]
    assert placed(dana, project) == dict.fromkeys(noted), "a suggestion groups nothing"


def test_accepting_makes_a_mode_under_the_edited_name_and_undo_brings_the_group_back(
    dana: Person, project: Project, noted: list[int]
) -> None:
    proposals.save(dana, project.id, proposals.OFFLINE, two_groups(noted))
    group = shown(dana, project).groups[0]
    proposals.accept(dana, project.id, group.id, noted[:2], name="Wrong amount", definition="Another one.")
    [mode] = taxonomy.modes(project.id)
    assert (mode.name, mode.definition) == ("Wrong amount", "Another one.")
    found = shown(dana, project)
    assert held(found) == [set(noted[2:4])] and (found.accepted, found.rejected) == (2, 0)
    made = events.recent(project.id, 1)[0]
    assert (made.person, made.action) == ("Dana", "taxonomy.created")
    assert made.refs["group"] == group.id and made.refs["proposal"] == found.id
    taxonomy.undo(dana, project.id, taxonomy.history(dana, project.id)[0].id)
    found = shown(dana, project)
    assert held(found) == [set(noted[:2]), set(noted[2:4])] and found.accepted == 0
    assert taxonomy.modes(project.id) == []


def test_notes_go_singly_and_into_a_mode_there_is_and_the_rest_stays_open(
    dana: Person, project: Project, noted: list[int]
) -> None:
    mode = taxonomy.create_mode(dana, project.id, "Price")
    proposals.save(dana, project.id, proposals.OFFLINE, two_groups(noted))
    group = shown(dana, project).groups[0]
    with pytest.raises(ValueError, match="already a failure mode"):
        proposals.accept(dana, project.id, group.id, noted[:2], name="price")
    with pytest.raises(ValueError, match="at least one"):
        proposals.accept(dana, project.id, group.id, [], name="New")
    assert placed(dana, project) == dict.fromkeys(noted)
    proposals.accept(dana, project.id, group.id, [noted[0]], into=mode.id)
    assert placed(dana, project)[noted[0]] == mode.id
    assert held(shown(dana, project)) == [{noted[1]}, set(noted[2:4])]


def test_a_rejected_group_leaves_its_notes_and_can_come_back(
    dana: Person, project: Project, noted: list[int]
) -> None:
    proposals.save(dana, project.id, proposals.OFFLINE, two_groups(noted))
    first, second = shown(dana, project).groups
    proposals.accept(dana, project.id, first.id, [noted[0]], name="Price")
    proposals.reject(dana, project.id, first.id)
    found = shown(dana, project)
    assert held(found) == [set(noted[2:4])] and (found.accepted, found.rejected) == (1, 1)
    assert placed(dana, project)[noted[1]] is None
    proposals.take_back(dana, project.id, found.id)
    assert held(shown(dana, project)) == [{noted[1]}, set(noted[2:4])]
    assert second.id == shown(dana, project).groups[1].id


def test_notes_grouped_by_hand_meanwhile_leave_the_suggestion_and_are_not_moved(
    dana: Person, project: Project, noted: list[int]
) -> None:
    proposals.save(dana, project.id, proposals.OFFLINE, two_groups(noted))
    group = shown(dana, project).groups[0]
    taxonomy.create_mode(dana, project.id, "Mine", note_ids=[noted[0]])
    before = placed(dana, project)
    with pytest.raises(taxonomy.Changed, match=r"grouped in the meantime \(1 of 2\)"):
        proposals.accept(dana, project.id, group.id, noted[:2], name="Price")
    assert placed(dana, project) == before and len(taxonomy.modes(project.id)) == 1
    assert held(shown(dana, project))[0] == {noted[1]}


def test_a_newer_suggestion_replaces_the_older_which_can_no_longer_be_accepted(
    dana: Person, project: Project, noted: list[int]
) -> None:
    proposals.save(dana, project.id, proposals.OFFLINE, two_groups(noted))
    old = shown(dana, project).groups[0]
    grouping.offline(dana, project.id)
    assert shown(dana, project).provider == proposals.OFFLINE
    with pytest.raises(taxonomy.Changed, match="other groups"):
        proposals.accept(dana, project.id, old.id, noted[:2], name="Price")
    proposals.close(dana, project.id)
    assert proposals.current(dana, project.id, taxonomy.notes_board(dana, project.id), 0.5) is None


def test_only_annotators_of_the_project_and_only_its_own_groups_and_notes(
    dana: Person, project: Project, noted: list[int]
) -> None:
    proposals.save(dana, project.id, proposals.OFFLINE, two_groups(noted))
    group = shown(dana, project).groups[0]
    board = taxonomy.notes_board(dana, project.id)
    viewer = people.signed_in("vi@example.com", "Vi", is_admin=False)
    people.set_role(dana, project.id, "vi@example.com", Role.VIEWER)
    for attempt in (
        lambda: proposals.current(viewer, project.id, board, 0.5),
        lambda: proposals.save(viewer, project.id, proposals.OFFLINE, two_groups(noted)),
        lambda: proposals.accept(viewer, project.id, group.id, noted[:2], name="X"),
        lambda: proposals.reject(viewer, project.id, group.id),
        lambda: proposals.take_back(viewer, project.id, 1),
        lambda: proposals.close(viewer, project.id),
    ):
        with pytest.raises(access.NotAllowed):
            attempt()
    other = projects.create(dana, "Another")
    with pytest.raises(LookupError):
        proposals.accept(dana, other.id, group.id, noted[:2], name="X")
    with pytest.raises(LookupError):
        proposals.save(dana, other.id, proposals.OFFLINE, two_groups(noted))
    with pytest.raises(LookupError):
        proposals.accept(dana, project.id, group.id, [noted[3]], name="X")
    proposals.take_back(dana, other.id, shown(dana, project).id)
    assert held(shown(dana, project)) == [set(noted[:2]), set(noted[2:4])]


def test_the_offline_helper_suggests_over_notes_not_grouped_and_says_which_fit_a_mode(
    dana: Person, project: Project, noted: list[int]
) -> None:
    taxonomy.create_mode(dana, project.id, "Wrong price", note_ids=[noted[0]])
    grouping.offline(dana, project.id, count=2)
    found = shown(dana, project)
    assert found.given == 4 and len(found.groups) == 2 and found.sent["made"] == 2
    fits = grouping.fits(taxonomy.notes_board(dana, project.id))
    assert next(iter(fits)) == noted[1] and noted[4] not in fits


def test_a_pasted_answer_is_kept_with_the_prompt_or_changes_nothing(
    dana: Person, project: Project, noted: list[int]
) -> None:
    with pytest.raises(Unproven):
        grouping.pasted(dana, project.id, noted, answer([("A", noted[:2], [])]))
    assert proposals.current(dana, project.id, taxonomy.notes_board(dana, project.id), 0.5) is None
    grouping.pasted(dana, project.id, noted, answer([("A", noted[:2], [])], noted[2:]))
    found = shown(dana, project)
    assert found.provider == proposals.PASTED and held(found) == [set(noted[:2])]


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelService]:
    """A configured model."""
    made, before = ModelService(), signal.getsignal(signal.SIGTERM)
    monkeypatch.setenv("FAULTLINE_LLM", made.url)
    monkeypatch.setenv("FAULTLINE_LLM_MODEL", "m")
    config.current.cache_clear()
    yield made
    made.stop()
    signal.signal(signal.SIGTERM, before)
    config.current.cache_clear()


def queued(who: Person, project: Project, ids: list[int]) -> int:
    return jobs.create(who, project.id, work.GROUPING, {"notes": ids}, Role.ANNOTATOR)


def test_the_job_asks_the_model_and_keeps_what_was_used(
    dana: Person, project: Project, noted: list[int], service: ModelService
) -> None:
    made = queued(dana, project, noted)
    assert work.work(made) is Status.DONE
    found = shown(dana, project)
    assert (found.provider, found.model) == (proposals.MODEL, "m")
    assert found.sent["tokens_sent"] == 300 and found.sent["passes"] == 3 == len(service.asked)
    assert found.agreement == 1.0 and not any(group.unstable for group in found.groups)
    with engine.reading() as connection:
        kept = set(connection.scalars(sa.select(proposed_notes.c.note_id)))
    assert kept == set(noted)
    assert prompt.version() not in ("", None)


def test_a_job_that_fails_or_is_stopped_says_so_and_leaves_the_suggestion_there_was(
    dana: Person, project: Project, noted: list[int], service: ModelService
) -> None:
    proposals.save(dana, project.id, proposals.OFFLINE, two_groups(noted))
    before = shown(dana, project)
    service.answer = lambda _: Reply("no")
    failed = queued(dana, project, noted)
    assert work.work(failed) is Status.FAILED
    told = jobs.get(project.id, failed)
    assert told is not None and "no answer could be used" in told.message
    gone = queued(dana, project, [*noted, 999_999])
    assert work.work(gone) is Status.FAILED
    service.answer = lambda said: Reply(status=401)

    def stop(said: object) -> Reply:
        jobs.request_stop(dana, project.id, stopped, Role.ANNOTATOR)
        return Reply("late")

    service.answer = stop
    stopped = queued(dana, project, noted)
    assert work.work(stopped) is Status.STOPPED
    assert shown(dana, project) == before
