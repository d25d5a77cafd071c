"""The demo project, put into the database through the same doors as a real one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from lib import demo
from lib.formats import mapping
from lib.model import Draw, Note, Origin, Person, Project, Role, TraceFilter, Verdict
from lib.services.importing import prepared
from lib.store.batches import batches
from lib.store.projects import people, projects
from lib.store.reviews import reviews, self_agreement
from lib.store.taxonomy import past as taxonomy_past
from lib.store.taxonomy import taxonomy
from lib.store.taxonomy.operations import Create
from lib.store.traces import imports, traces

FINISHED_NAME = f"{demo.PROJECT_NAME}, analysed"
_CHUNK = 200
_SEED = 7


def load(who: Person, *, finished: bool) -> Project:
    """Return the demo project, made on first use; with ``finished`` the one that is already analysed.

    The two are separate projects, so that exploring one does not spoil the other.
    """
    name = FINISHED_NAME if finished else demo.PROJECT_NAME
    project = projects.by_name(who, name) or _create(who, name)
    if traces.total(project.id):
        return project
    made = demo.generate()
    if _import(who, project, made) and finished:
        _analyse(who, project, demo.finished_analysis(made))
    return project


def _create(who: Person, name: str) -> Project:
    try:
        return projects.create(who, name, is_demo=True)
    except ValueError:
        found = projects.by_name(who, name)
        if found is None:
            raise
        return found


def _import(who: Person, project: Project, made: list[demo.DemoTrace]) -> bool:
    """Store the traces; return False where somebody else is at it, or was quicker."""
    records = [item.record for item in made]
    found = mapping.detect(records[:200])
    if found is None:
        raise RuntimeError("The demo's own records were not recognised.")
    try:
        opened = imports.start(who, project.id, "demo")
    except imports.Busy:
        return False
    imported = 0
    for start in range(0, len(records), _CHUNK):
        chunk = [mapping.to_trace(record, found) for record in records[start : start + _CHUNK]]
        added = imports.add(opened, [prepared(replace(trace, origin=Origin.DEMO)) for trace in chunk])
        imported += len(added.imported)
    imports.publish(who, opened, {"rows_read": len(records), "imported": imported})
    return imported > 0


def _analyse(who: Person, project: Project, work: demo.FinishedAnalysis) -> None:
    population = traces.matching(project.id, TraceFilter())
    ids = {external_id: trace_id for trace_id, _, external_id in population}
    serials = [serial for _, serial, _ in population]
    size = len(work.random_ids)
    random = Draw(
        trace_ids=tuple(ids[name] for name in work.random_ids),
        reasons=(f"random pick, 1 of {size} from {len(ids):,}",) * size,
        random=(True,) * size,
        inclusion_probability=(size / len(ids),) * size,
        stratum=(None,) * size,
    )
    count = len(work.targeted_ids)
    targeted = Draw(
        trace_ids=tuple(ids[name] for name in work.targeted_ids),
        reasons=("worst feedback first",) * count,
        random=(False,) * count,
        inclusion_probability=(None,) * count,
        stratum=(None,) * count,
    )
    said = {review.trace_id: review for review in work.reviews}
    for name, strategy, draw, names in (
        ("First random batch", "random", random, work.random_ids),
        ("Thumbs down", "feedback", targeted, work.targeted_ids),
    ):
        note_ids: dict[tuple[str, int], int] = {}
        batch = batches.create(
            who,
            project.id,
            name,
            draw,
            strategy=strategy,
            seed=_SEED,
            parameters={"size": len(names)},
            population=f"all {len(ids):,} traces",
            frame=serials,
        )
        for external_id in names:
            review = said[external_id]
            stored = reviews.submit(
                who,
                project.id,
                ids[external_id],
                Verdict(review.verdict),
                [_note(note) for note in review.notes],
                seconds=review.seconds,
                batch_id=batch,
            )
            for place, note in enumerate(stored.notes):
                if note.id is not None:
                    note_ids[external_id, place] = note.id
        _group(who, project, work.taxonomy, note_ids)
        if draw is random:
            taxonomy_past.name_now(who, project.id, "Round 1")
    _read_twice(who, project, ids, work)
    _say_who_mends(who, project, work.taxonomy)
    taxonomy_past.name_now(who, project.id, "Round 2")


def _group(
    who: Person,
    project: Project,
    modes: Sequence[demo.AnalysisMode],
    note_ids: Mapping[tuple[str, int], int],
) -> None:
    """Put these notes in their failure modes, and make those that are not there yet."""
    there = {mode.name: mode.id for mode in taxonomy.modes(project.id)}
    for mode in modes:
        held = [note_ids[reference] for reference in mode.notes if reference in note_ids]
        if mode.name in there:
            taxonomy.assign(who, project.id, held, there[mode.name])
        elif held:
            said = {"name": mode.name, "definition": mode.definition, "severity": mode.severity}
            taxonomy.apply(who, project.id, Create(said, held))


def _say_who_mends(who: Person, project: Project, modes: Sequence[demo.AnalysisMode]) -> None:
    ids = {mode.name: mode.id for mode in taxonomy.modes(project.id)}
    for mode in modes:
        if mode.care:
            taxonomy.edit_mode(who, project.id, ids[mode.name], **mode.care)


def _read_twice(who: Person, project: Project, ids: Mapping[str, int], work: demo.FinishedAnalysis) -> None:
    """Add what a second reader said of some of the traces, and what the expert said on a second look."""
    robin = people.signed_in(demo.SECOND_EMAIL, demo.SECOND_NAME, is_admin=False)
    people.set_role(who, project.id, demo.SECOND_EMAIL, Role.ANNOTATOR)
    note_ids: dict[tuple[str, int], int | None] = {}
    for review in work.second.reviews:
        given = [_note(note) for note in review.notes]
        verdict, trace_id = Verdict(review.verdict), ids[review.trace_id]
        stored = reviews.submit(robin, project.id, trace_id, verdict, given, seconds=review.seconds)
        note_ids |= {(review.trace_id, place): note.id for place, note in enumerate(stored.notes)}
    for mode in taxonomy.modes(project.id):
        held = [note_ids[reference] for reference in work.second.grouped.get(mode.name, ())]
        taxonomy.assign(who, project.id, [note for note in held if note is not None], mode.id)
    for review in work.second.again:
        note = _note(review.notes[0]) if review.notes else None
        self_agreement.submit(
            who,
            project.id,
            ids[review.trace_id],
            Verdict(review.verdict),
            note,
            seconds=review.seconds,
        )


def _note(note: demo.AnalysisNote) -> Note:
    return Note(note.text, note.step, note.quote or None)
