"""Looking again at what was read before a failure mode changed, and the label pass, on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from lib.failure_modes import LabelSource, LabelValue
from lib.model import Note, Person, Project, Role, Step, StepKind, Verdict
from lib.store import engine
from lib.store.counts import coding
from lib.store.counts.coding import NO, RECODE, UNKNOWN, YES
from lib.store.projects import people
from lib.store.recoding import criteria_drift, drift_lists, label_pass
from lib.store.recoding.criteria_drift import Flips
from lib.store.reviews import reviews
from lib.store.rules import access
from lib.store.schema import tables
from lib.store.taxonomy import labels, taxonomy
from tests import seed

PASS, FAIL = Verdict.PASS, Verdict.FAIL


def read(who: Person, project_id: int, **said: Verdict) -> dict[str, int]:
    """Import a trace of each name, review it, and return the ids by name."""
    made = [seed.trace(name) for name in said]
    ids = dict(zip(said, seed.store(who, project_id, made), strict=True))
    for name, verdict in said.items():
        given = [Note(f"what went wrong in {name}", 4)] if verdict is FAIL else []
        reviews.submit(who, project_id, ids[name], verdict, given)
    return ids


def waiting(who: Person, project_id: int, mode: int) -> list[str]:
    return sorted(one.external_id for one in drift_lists.candidates(who, project_id, mode))


def candidate(who: Person, project_id: int, mode: int, name: str) -> criteria_drift.Candidate:
    [found] = [one for one in drift_lists.candidates(who, project_id, mode) if one.external_id == name]
    return found


def verdicts(project_id: int) -> dict[str, str]:
    return {one.external_id: one.verdict.value for one in coding.coded(project_id).traces}


def values(project_id: int, mode: int) -> dict[str, int]:
    found = coding.coded(project_id)
    return {one.external_id: int(v) for one, v in zip(found.traces, found.column(mode), strict=True)}


def test_only_what_was_read_before_and_is_not_known_to_have_the_mode(dana: Person, project: Project) -> None:
    read(dana, project.id, a=PASS, b=FAIL, c=FAIL, d=Verdict.DEFER)
    notes = {note.external_id: note.id for note in taxonomy.notes_board(dana, project.id).notes}
    mode = taxonomy.create_mode(dana, project.id, "Wrong day", "Names another day.", [notes["b"]]).id
    read(dana, project.id, e=PASS)
    assert waiting(dana, project.id, mode) == ["a", "c"]
    review = candidate(dana, project.id, mode, "c").review_id
    labels.put(dana, project.id, review, {mode: LabelValue.NO})
    assert waiting(dana, project.id, mode) == ["a"]
    taxonomy.edit_mode(dana, project.id, mode, name="Wrong date", definition="Names another day.")
    assert waiting(dana, project.id, mode) == ["a"]
    taxonomy.edit_mode(dana, project.id, mode, name="Wrong date", definition="Names a day that is taken.")
    assert waiting(dana, project.id, mode) == ["a", "c", "e"]
    with pytest.raises(LookupError):
        drift_lists.candidates(dana, project.id, 99_999)


def test_the_most_alike_come_first(dana: Person, project: Project) -> None:
    def about(name: str, question: str) -> int:
        steps = (Step(1, StepKind.USER, question), Step(2, StepKind.ASSISTANT, "Yes."))
        return seed.store(dana, project.id, [seed.trace(name, steps=steps)])[0]

    texts = {"far": "Do you have parking?", "near": "May I bring my two dogs?", "known": "Are dogs allowed?"}
    ids = {name: about(name, question) for name, question in texts.items()}
    with engine.writing() as connection:
        for name, question in texts.items():
            put = tables.traces.update().where(tables.traces.c.id == ids[name])
            connection.execute(put.values(search_text=question.lower()))
    reviews.submit(dana, project.id, ids["far"], PASS)
    reviews.submit(dana, project.id, ids["near"], PASS)
    made = reviews.submit(dana, project.id, ids["known"], FAIL, [Note("the pet policy is wrong")])
    mode = taxonomy.create_mode(dana, project.id, "Pets", "", [made.notes[0].id or 0]).id
    assert [one.external_id for one in drift_lists.candidates(dana, project.id, mode)] == ["near", "far"]


def test_a_look_that_says_otherwise_counts_and_the_first_submission_stays(
    dana: Person, project: Project
) -> None:
    ids = read(dana, project.id, kept=PASS, flipped=PASS, cleared=FAIL, has=FAIL)
    mode = taxonomy.create_mode(dana, project.id, "Wrong day").id
    before = revisions()

    def look(name: str, verdict: Verdict, **more: object) -> int:
        return criteria_drift.look(
            dana, project.id, candidate(dana, project.id, mode, name), mode, verdict, **more
        )  # type: ignore[arg-type]

    look("kept", PASS)
    flipped = look("flipped", FAIL, has=True, note="offered a Sunday")
    look("cleared", PASS)
    look("has", FAIL, has=True)
    assert verdicts(project.id) == {"kept": "pass", "flipped": "fail", "cleared": "pass", "has": "fail"}
    assert values(project.id, mode) == {"kept": NO, "flipped": YES, "cleared": NO, "has": YES}
    assert revisions()[: len(before)] == before
    assert waiting(dana, project.id, mode) == []
    assert criteria_drift.flips(project.id) == {mode: Flips(looked=4, to_fail=1, to_pass=1, has=2)}
    noted = {note.text for note in taxonomy.notes_board(dana, project.id).notes}
    assert noted == {"offered a Sunday", "what went wrong in has"}
    # What Annotate opens and revises is the look that counts.
    standing = reviews.mine(dana, project.id, ids["flipped"])
    assert standing and standing.verdict is FAIL and standing.notes[0].text == "offered a Sunday"
    criteria_drift.undo(dana, project.id, flipped)
    assert verdicts(project.id)["flipped"] == "pass"
    assert values(project.id, mode)["flipped"] == NO
    assert criteria_drift.flips(project.id) == {mode: Flips(looked=3, to_pass=1, has=1)}
    assert waiting(dana, project.id, mode) == ["flipped"]
    with pytest.raises(criteria_drift.Changed):
        criteria_drift.undo(dana, project.id, flipped)


def revisions() -> list[tuple[object, ...]]:
    query = sa.select(tables.review_revisions).order_by(tables.review_revisions.c.id)
    with engine.reading() as connection:
        return [tuple(row) for row in connection.execute(query)]


def test_a_look_on_what_changed_meanwhile_is_refused(dana: Person, project: Project) -> None:
    ids = read(dana, project.id, a=PASS)
    mode = taxonomy.create_mode(dana, project.id, "Wrong day").id
    seen = candidate(dana, project.id, mode, "a")
    reviews.submit(dana, project.id, ids["a"], FAIL, [Note("after all")])
    with pytest.raises(criteria_drift.Changed):
        criteria_drift.look(dana, project.id, seen, mode, PASS)
    assert verdicts(project.id) == {"a": "fail"}
    revised = replace(seen, verdict=FAIL)
    event = criteria_drift.look(dana, project.id, revised, mode, PASS)
    reviews.submit(dana, project.id, ids["a"], FAIL, [Note("no, still")])
    with pytest.raises(criteria_drift.Changed):
        criteria_drift.undo(dana, project.id, event)


def test_a_list_waits_only_where_something_was_read_between_two_states_of_the_taxonomy(
    dana: Person, project: Project
) -> None:
    read(dana, project.id, a=PASS)
    first = taxonomy.create_mode(dana, project.id, "Wrong day").id
    assert [(one.mode.id, one.left, one.waiting) for one in drift_lists.lists(dana, project.id)] == [
        (first, 1, False)
    ]
    read(dana, project.id, b=PASS)
    second = taxonomy.create_mode(dana, project.id, "Wrong price").id
    found = {one.mode.id: (one.left, one.waiting) for one in drift_lists.lists(dana, project.id)}
    assert found == {second: (2, True), first: (1, False)}
    for name in ("a", "b"):
        criteria_drift.look(dana, project.id, candidate(dana, project.id, second, name), second, PASS)
    assert not any(one.waiting for one in drift_lists.lists(dana, project.id))


def test_a_look_for_one_mode_leaves_the_list_of_another_as_it_is(dana: Person, project: Project) -> None:
    ids = read(dana, project.id, kept=PASS, flipped=PASS, cleared=FAIL, revised=PASS)
    day, price = (taxonomy.create_mode(dana, project.id, name).id for name in ("Wrong day", "Wrong price"))
    for name, verdict in (("kept", PASS), ("flipped", FAIL), ("cleared", PASS), ("revised", FAIL)):
        criteria_drift.look(
            dana, project.id, candidate(dana, project.id, day, name), day, verdict, has=verdict is FAIL
        )
    assert waiting(dana, project.id, day) == []
    assert waiting(dana, project.id, price) == ["cleared", "flipped", "kept", "revised"]
    assert {one.mode.id: one.left for one in drift_lists.lists(dana, project.id)} == {day: 0, price: 4}
    # What it changed is what the other list asks about.
    assert candidate(dana, project.id, price, "flipped").verdict is FAIL
    assert candidate(dana, project.id, price, "cleared").verdict is PASS
    # Read again as a whole, it is on no list.
    reviews.submit(dana, project.id, ids["revised"], FAIL, [Note("all of it read again")])
    assert waiting(dana, project.id, price) == ["cleared", "flipped", "kept"]
    criteria_drift.look(dana, project.id, candidate(dana, project.id, price, "kept"), price, PASS)
    assert waiting(dana, project.id, price) == ["cleared", "flipped"]
    taxonomy.edit_mode(dana, project.id, day, name="Wrong day", definition="Names a day that is taken.")
    assert waiting(dana, project.id, day) == ["cleared", "kept"]  # The others have it.
    assert waiting(dana, project.id, price) == ["cleared", "flipped"]


def test_undo_takes_back_the_last_look_of_its_own_list(dana: Person, project: Project) -> None:
    ids = read(dana, project.id, a=PASS, b=PASS)
    day, price = (taxonomy.create_mode(dana, project.id, name).id for name in ("Wrong day", "Wrong price"))
    criteria_drift.look(dana, project.id, candidate(dana, project.id, day, "a"), day, FAIL, has=True)
    criteria_drift.look(dana, project.id, candidate(dana, project.id, price, "b"), price, PASS)
    last = criteria_drift.last(dana, project.id, day)
    assert last and (last.mode_id, last.trace_id, last.external_id) == (day, ids["a"], "a")
    criteria_drift.undo(dana, project.id, last.event_id)
    assert criteria_drift.last(dana, project.id, day) is None
    assert criteria_drift.flips(project.id) == {price: Flips(looked=1)}
    assert waiting(dana, project.id, day) == ["a", "b"] and waiting(dana, project.id, price) == ["a"]


def test_a_look_that_a_later_one_rests_on_is_not_undone_before_that(dana: Person, project: Project) -> None:
    read(dana, project.id, a=PASS, b=PASS)
    day, price = (taxonomy.create_mode(dana, project.id, name).id for name in ("Wrong day", "Wrong price"))
    for name in ("a", "b"):
        verdict = FAIL if name == "a" else PASS
        criteria_drift.look(dana, project.id, candidate(dana, project.id, day, name), day, verdict)
    for name in ("a", "b"):
        criteria_drift.look(
            dana, project.id, candidate(dana, project.id, price, name), price, FAIL if name == "a" else PASS
        )
    kept, changed = (look.id for look in looks(project.id)[1::-1])
    with pytest.raises(criteria_drift.Changed, match="for “Wrong price”"):
        criteria_drift.undo(dana, project.id, changed)
    criteria_drift.undo(dana, project.id, kept)
    criteria_drift.undo(dana, project.id, looks(project.id)[2].id)
    criteria_drift.undo(dana, project.id, changed)
    assert verdicts(project.id) == {"a": "pass", "b": "pass"}


def looks(project_id: int) -> list[sa.Row[tuple[object, ...]]]:
    query = sa.select(tables.events).where(
        tables.events.c.project_id == project_id, tables.events.c.action == criteria_drift.LOOKED
    )
    with engine.reading() as connection:
        return list(connection.execute(query.order_by(tables.events.c.id)).all())


def test_another_person_looks_again_at_their_own(dana: Person, project: Project) -> None:
    people.set_role(dana, project.id, "sam@example.com", Role.ANNOTATOR)
    people.set_role(dana, project.id, "vic@example.com", Role.VIEWER)
    sam, vic = (people.signed_in(f"{n}@example.com", n, is_admin=False) for n in ("sam", "vic"))
    ids = read(dana, project.id, a=PASS)
    reviews.submit(sam, project.id, ids["a"], PASS)
    mode = taxonomy.create_mode(dana, project.id, "Wrong day").id
    sams = candidate(sam, project.id, mode, "a")
    criteria_drift.look(sam, project.id, sams, mode, FAIL, has=True)
    assert verdicts(project.id) == {"a": "pass"}  # Dana leads.
    danas = candidate(dana, project.id, mode, "a")
    with pytest.raises(criteria_drift.Changed):
        criteria_drift.look(dana, project.id, sams, mode, FAIL)
    criteria_drift.look(dana, project.id, danas, mode, FAIL, has=True)
    assert verdicts(project.id) == {"a": "fail"}
    for refused in (
        lambda: drift_lists.lists(vic, project.id),
        lambda: drift_lists.candidates(vic, project.id, mode),
        lambda: criteria_drift.look(vic, project.id, danas, mode, PASS),
        lambda: label_pass.of(vic, project.id),
        lambda: label_pass.review_labels(vic, project.id, danas.review_id),
    ):
        with pytest.raises(access.NotAllowed):
            refused()


def test_the_pass_ends_when_every_failed_trace_has_a_yes_or_a_no(dana: Person, project: Project) -> None:
    read(dana, project.id, a=FAIL, b=PASS, c=FAIL)
    notes = {note.external_id: note.id for note in taxonomy.notes_board(dana, project.id).notes}
    day = taxonomy.create_mode(dana, project.id, "Wrong day", "", [notes["a"]]).id
    price = taxonomy.create_mode(dana, project.id, "Wrong price").id
    found = label_pass.of(dana, project.id)
    assert [(item.unknown, item.recode) for item in found.items] == [(1, 0), (2, 0)]
    labels.put(dana, project.id, found.items[1].review_id, {day: LabelValue.RECODE}, LabelSource.SPLIT)
    found = label_pass.of(dana, project.id)
    assert [(item.unknown, item.recode) for item in found.items] == [(1, 1), (1, 0)]
    assert (found.labelled, found.recode) == (0, 1)
    sheet = label_pass.review_labels(dana, project.id, found.items[0].review_id)
    assert sheet and sheet.value(day) is LabelValue.RECODE and sheet.value(price) is None
    labels.put(dana, project.id, sheet.review_id, {price: LabelValue.YES})
    with pytest.raises(labels.Changed):
        label_pass.complete(dana, project.id, sheet, found.modes)
    for item in found.items:
        current = label_pass.review_labels(dana, project.id, item.review_id)
        assert current
        label_pass.complete(dana, project.id, current, found.modes)
    assert label_pass.of(dana, project.id).labelled == 2
    assert values(project.id, day) == {"a": YES, "b": NO, "c": NO}
    assert values(project.id, price) == {"a": NO, "b": NO, "c": YES}
    later = taxonomy.create_mode(dana, project.id, "No hand-off").id
    assert values(project.id, later) == {"a": UNKNOWN, "b": NO, "c": UNKNOWN}
    assert RECODE not in values(project.id, day).values()
    last = labels.last(dana, project.id)
    assert last and last.labels == 1
    labels.undo(dana, project.id, last.event_id)
    assert label_pass.of(dana, project.id).labelled == 0
