"""Nobody sees what others said of a trace they are still to read. All functions that could tell are known."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

from lib.model import Note, Person, Project, ReviewStatus, Role, TraceFilter, Verdict
from lib.store.batches import assignments, batches
from lib.store.batches.division import Plan
from lib.store.counts import agreement, coding, counts, evidence
from lib.store.projects import people
from lib.store.recoding import label_pass
from lib.store.reviews import adjudication, reviews
from lib.store.rules import visibility
from lib.store.taxonomy import note_phrases, taxonomy
from lib.store.traces import populations, traces
from lib.store.traces.traces import Sort
from tests import seed

STORE = Path(__file__).resolve().parents[3] / "lib" / "store"

# What reads reviews or notes, and why it gives no one's work away. A new function has to say here which it
# is: if it returns verdicts or notes of named traces, it asks visibility.may_see and is tried in TOLD below.
ASKS = {
    "adjudication.case",
    "adjudication.decide",
    "agreement.discussed",
    "agreement.not_grouped",
    "counts.without_note",
    "evidence.hidden",
    "people.lead_changes",
    "evidence.of_trace",
    "evidence.shown",
    "filters.condition",
    "label_pass.complete",
    "label_pass.of",
    "label_pass.review_labels",
    "note_phrases.known",
    "populations.state",
    "proposals.current",
    "taxonomy.notes_board",
    "traces.page",
    "visibility.hidden_from",
    "visibility.hidden_ids",
    "visibility.may_see",
}
OWN = {
    "drafts.check",
    "drafts.discard",
    "drafts.keep",
    "drafts.many",
    "drafts.of",
    "drafts.put",
    "drafts.remove",
    "criteria_drift.look",
    "criteria_drift.undo",
    "drift_lists.candidates",
    "drift_lists.lists",
    "stray_looks.confirm",
    "stray_looks.found",
    "stray_looks.take_back",
    "self_agreement.submit",
    "self_agreement.waiting",
    "queue.last_saved",
    "queue.last_saved_in",
    "queue.progress",
    "queue.queue",
    "queue.spent_lately",
    "unfinished.differs",
    "unfinished.of",
    "history.of",
    "reviews.mine",
    "reviews.mine_of",
    "opened_traces.read_for",
    "reviews.submit",
    "reviews.undo",
}
# Of these pages make figures alone; what they list goes through one of ASKS.
COUNTS = {
    "agreement.names",
    "agreement.own",
    "agreement.readings",
    "agreement.standing",
    "assignments.shares",
    "batches.summaries",
    "coding.coded",
    "coding.coding",
    "coding_past.coded_at",
    "quick_tags.offered",
    "counts.failure_counts",
    "evidence.noted",
    "label_pass.alone",
    "counts.funnel",
    "taxonomy.preview",
    "taxonomy.tallies",
    "past.taxonomy_at",
    "traces.total",
    "strategy_yields.by_strategy",
}
# What the machine goes by: who reads which trace, and what a draw is made from.
INSIDE = {
    "adjudication.decided",
    "adjudication.last",
    "adjudication.undo",
    "assignments.assign",
    "claims.claim",
    "claims.for_person",
    "claims.in_hand",
    "assignments.preview",
    "batches.create",
    "counted_reviews.counted_reviews",
    "counted_reviews.standing_reviews",
    "designs.population",
    "traces.matching",
}
WRITES = {
    "reviews.append",
    "reviews.notes_of",
    "reviews.write_notes",
    "labels.write_one",
    "proposals.accept",
    "proposals.reject",
    "proposals.save",
    "quick_tags.tag",
    "quick_tags.take_back",
    "taxonomy.apply",
    "labels.carry_split",
    "labels.put",
    "taxonomy.assign",
    "taxonomy.create_mode",
    "taxonomy.edit_mode",
    "taxonomy.merge",
    "taxonomy.redo",
    "taxonomy.retire",
    "taxonomy.undo",
}
SOURCES = {"reviews", "review_revisions", "notes", "drafts", "counted_reviews"}


def uses() -> dict[str, set[str]]:
    """Return every top-level name of the store's modules with the names it uses, each as module.name."""
    found: dict[str, set[str]] = {}
    for path in sorted(STORE.rglob("*.py")):
        tree, module = ast.parse(path.read_text()), path.stem
        here: dict[str, ast.stmt] = {}
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                here[node.name] = node
            elif isinstance(node, ast.Assign):
                here |= {target.id: node for target in node.targets if isinstance(target, ast.Name)}
        aliases = {
            alias.asname or alias.name: f"{(node.module or '').rpartition('.')[2]}.{alias.name}"
            for node in tree.body
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("lib.store")
            for alias in node.names
        }
        for name, node in here.items():
            used = set()
            for part in ast.walk(node):
                if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name):
                    used.add(f"{aliases.get(part.value.id, part.value.id).rpartition('.')[2]}.{part.attr}")
                if isinstance(part, ast.Name):
                    used.add(f"{module}.{part.id}" if part.id in here else aliases.get(part.id, ""))
            found[f"{module}.{name}"] = used
    return found


def test_every_function_that_reads_reviews_is_known() -> None:
    used = uses()
    reached = {name for name in used if any(each.rpartition(".")[2] in SOURCES for each in used[name])}
    while more := {name for name in used if name not in reached and used[name] & reached}:
        reached |= more
    public = {name for name in reached if name.split(".")[1][0].islower() and not name.startswith("tables.")}
    public = {name for name in public if not name.split(".")[1].startswith("_")}
    known = ASKS | OWN | COUNTS | INSIDE | WRITES
    new, gone = sorted(public - known), sorted(known - public)
    assert not new, f"say in tests/store/rules/test_visibility.py what these give away, and to whom: {new}"
    assert not gone, f"these are gone, or read no reviews any more: {gone}"


@pytest.fixture
def ids(dana: Person, project: Project) -> list[int]:
    return seed.store(dana, project.id, [seed.trace(f"t-{number}") for number in range(4)])


def joined(dana: Person, project: Project, name: str, role: Role) -> Person:
    people.set_role(dana, project.id, f"{name}@example.com", role)
    return people.signed_in(f"{name}@example.com", name, is_admin=False)


@pytest.fixture
def ann(dana: Person, project: Project) -> Person:
    return joined(dana, project, "ann", Role.ANNOTATOR)


@pytest.fixture
def batch(dana: Person, project: Project, ids: list[int], ann: Person) -> int:
    """Read by Dana, all failing and noted; the first two are Ann's to read too."""
    made = seed.batch(dana, project.id, ids[:2])
    assignments.assign(dana, project.id, made, Plan((ann.id, dana.id), everyone=True))
    for trace_id in ids:
        reviews.submit(dana, project.id, trace_id, Verdict.FAIL, [Note(f"wrong in {trace_id}")])
    return made


def _page(who: Person, project: int) -> set[int]:
    found = traces.page(who, project, TraceFilter(), Sort.IMPORTED, 1, 50)
    assert {line.id for line in found.lines if line.hidden} == visibility.hidden_ids(who, project)
    return {line.id for line in found.lines if line.verdict}


def _filtered(who: Person, project: int) -> set[int]:
    wanted = TraceFilter(status=(ReviewStatus.FAILED, ReviewStatus.PASSED, ReviewStatus.DEFERRED))
    found = traces.page(who, project, wanted, Sort.IMPORTED, 1, 50)
    assert found.total == len(found.lines)
    return {line.id for line in found.lines}


def _board(who: Person, project: int) -> set[int]:
    return {note.trace_id for note in taxonomy.notes_board(who, project).notes}


def _behind_a_number(who: Person, project: int) -> set[int]:
    made = [trace.review_id for trace in coding.coded(project).traces]
    found = evidence.shown(who, project, made)
    assert len(made) - len(evidence.hidden(who, project, made)) == len(found)
    return {item.trace_id for item in found}


def _of_a_trace(who: Person, project: int) -> set[int]:
    every = [trace.trace_id for trace in coding.coded(project).traces]
    return {one.trace_id for trace_id in every for one in evidence.of_trace(who, project, trace_id)}


def _label_pass(who: Person, project: int) -> set[int]:
    made = {item.review_id: item.trace_id for item in label_pass.of(who, project).items}
    every = [trace.review_id for trace in coding.coded(project).traces if trace.verdict is Verdict.FAIL]
    sheets = [label_pass.review_labels(who, project, one) for one in every]
    seen = {sheet.trace_id for sheet in sheets if sheet}
    assert set(made.values()) <= seen
    return seen


def _adjudicated(who: Person, project: int) -> set[int]:
    people.set_lead(people.local_person("Dana"), project, who.id)
    every = [trace.trace_id for trace in coding.coded(project).traces]
    seen = {trace_id for trace_id in every if adjudication.case(who, project, trace_id)}
    for trace_id in set(every) - seen:
        with pytest.raises(LookupError):
            adjudication.decide(who, project, trace_id, Verdict.PASS, based_on=0)
    return seen


def _discussed(who: Person, project: int) -> set[int]:
    every = [trace.trace_id for trace in coding.coded(project).traces]
    return {item.trace_id for item in agreement.discussed(who, project, every)}


def _map(who: Person, project: int) -> set[int]:
    base = populations.fixed(project)
    now = populations.state(project, base, TraceFilter(status=(ReviewStatus.FAILED,)), who)
    assert (now.verdict == "fail").all()
    assert set(base.ids[~now.hidden].tolist()) == set(base.ids[now.wanted].tolist())
    return set(base.ids[~now.hidden].tolist())


def _said_before(who: Person, project: int) -> set[int]:
    return {phrase.trace_id for phrase in note_phrases.known(who, project) if phrase.trace_id}


Told = Callable[[Person, int], set[int]]
TOLD: list[Told] = [
    _page,
    _filtered,
    _board,
    _behind_a_number,
    _of_a_trace,
    _discussed,
    _label_pass,
    _adjudicated,
    _map,
    _said_before,
]


@pytest.mark.parametrize("told", TOLD)
def test_what_one_is_still_to_read_is_hidden_until_ones_own_review_is_submitted(
    told: Told,
    dana: Person,
    ann: Person,
    project: Project,
    ids: list[int],
    batch: int,
) -> None:
    assert told(ann, project.id) == set(ids[2:])
    made = reviews.submit(ann, project.id, ids[0], Verdict.PASS)
    assert told(ann, project.id) == {ids[0], *ids[2:]}
    reviews.undo(ann, project.id, ids[0], revision=made.revision)
    assert told(ann, project.id) == set(ids[2:])
    assert told(dana, project.id) == set(ids)


def test_the_lead_is_not_led_to_a_failure_they_are_still_to_read(
    dana: Person, ann: Person, project: Project, ids: list[int]
) -> None:
    made = seed.batch(dana, project.id, ids[:1])
    assignments.assign(dana, project.id, made, Plan((ann.id, dana.id), everyone=True))
    reviews.submit(ann, project.id, ids[0], Verdict.FAIL)
    assert counts.without_note(dana, project.id) is None
    reviews.submit(dana, project.id, ids[0], Verdict.FAIL)
    assert counts.without_note(dana, project.id) == ids[0]


def test_a_second_readers_loose_note_waits_until_one_has_read_its_trace(
    dana: Person, ann: Person, project: Project, ids: list[int], batch: int
) -> None:
    bob = joined(dana, project, "bob", Role.ANNOTATOR)
    for trace_id in ids[1:3]:
        reviews.submit(bob, project.id, trace_id, Verdict.FAIL, [Note("said nothing")])
    assert [note.trace_id for note in agreement.not_grouped(ann, project.id)] == [ids[2]]
    assert [note.trace_id for note in agreement.not_grouped(dana, project.id)] == ids[1:3]


def test_how_many_are_hidden_is_said(ann: Person, project: Project, batch: int) -> None:
    assert taxonomy.notes_board(ann, project.id).hidden == 2
    made = [trace.review_id for trace in coding.coded(project.id).traces]
    assert len(evidence.hidden(ann, project.id, made)) == 2


def test_nothing_is_hidden_from_those_who_are_not_to_read_it(
    dana: Person, ann: Person, project: Project, ids: list[int], batch: int
) -> None:
    for name, role in (("vic", Role.VIEWER), ("bob", Role.ANNOTATOR), ("eve", Role.ENGINEER)):
        assert _page(joined(dana, project, name, role), project.id) == set(ids)
    people.set_role(dana, project.id, "ann@example.com", Role.VIEWER)
    assert _page(ann, project.id) == set(ids)


def test_an_archived_batch_and_a_forming_rubric_hide_nothing(
    dana: Person, ann: Person, project: Project, ids: list[int], batch: int
) -> None:
    people.set_blind(dana, project.id, False)
    assert _page(ann, project.id) == set(ids)
    people.set_blind(dana, project.id, True)
    assert _page(ann, project.id) == set(ids[2:])
    batches.archive(dana, project.id, batch)
    assert _page(ann, project.id) == set(ids)
