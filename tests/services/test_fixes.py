"""Whether a fix holds: by the comparison of versions, by what was found since, and by nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lib.model import Note, Person, Project, Verdict
from lib.services import findings
from lib.services.findings import comparison, fixes
from lib.services.findings.fixes import Fix
from lib.store.reviews import reviews
from lib.store.taxonomy import taxonomy
from lib.words import changes as change_words
from lib.words import fixes as words
from tests import seed


def read(
    who: Person, project: Project, failing: dict[str, int], each: int = 40, unread: int = 0
) -> list[int]:
    """Read ``each`` random traces of every version, of which so many fail; return the ids of their notes."""
    named = [version for version in failing for _ in range(each)]
    made = [seed.trace(f"t{n:03d}", version=version) for n, version in enumerate(named)]
    made += [seed.trace(f"u{n:03d}", version="9") for n in range(unread)]
    ids = seed.store(who, project.id, made)[: len(named)]
    seed.batch(who, project.id, ids)
    notes = []
    for place, (trace_id, version) in enumerate(zip(ids, named, strict=True)):
        given = [Note("said nine", 4, "9:00 is free")] if place % each < failing[version] else []
        verdict = Verdict.FAIL if given else Verdict.PASS
        notes += [n.id or 0 for n in reviews.submit(who, project.id, trace_id, verdict, given).notes]
    return notes


def fixed(who: Person, project: Project, notes: list[int], version: str) -> Fix:
    mode = taxonomy.create_mode(who, project.id, "Wrong time", note_ids=notes)
    taxonomy.edit_mode(who, project.id, mode.id, status="fixed", fixed_in=version)
    found = fixes.checks(findings.of(project.id))
    assert list(found) == [mode.id]
    return found[mode.id]


def test_it_fell_as_the_comparison_of_versions_has_it(dana: Person, project: Project) -> None:
    fix = fixed(dana, project, read(dana, project, {"1.9": 12, "1.10": 0}), "1.10")
    analysis = findings.of(project.id)
    sides = comparison.last_versions(analysis, analysis.narrowed)
    assert sides
    [(_, change)] = comparison.compared(analysis, *sides)[1]
    assert (fix.fell, fix.came_back, fix.change) == (True, False, change)
    assert (fix.random, fix.before, fix.read, fix.found) == (40, 40, 40, 0)
    said = words.checked(fix)
    assert said.startswith(
        "**Fell.** Its share: 30\u00a0% (18 to 45\u00a0%) before, 0\u00a0% (0 to 9\u00a0%) in version 1\\.10;"
    )
    assert said.endswith("Found in none of 40 traces read of version 1\\.10 or later.")


def test_it_came_back_in_a_later_version(dana: Person, project: Project) -> None:
    fix = fixed(dana, project, read(dana, project, {"1": 12, "2": 0, "3": 2}), "2")
    assert (fix.came_back, fix.found, fix.read) == (True, 2, 80)
    said = words.checked(fix)
    assert said.startswith(
        "**Came back:** found in 2 of 80 traces read of version 2 or later. Its share: 30\u00a0%"
    )
    [line, *_] = words.to_know(findings.of(project.id), fixes.checks(findings.of(project.id)))
    assert line.startswith(
        "**Came back:** Wrong time (fixed in 2, found in 2 of 80 traces read since, share 30"
    )


@pytest.mark.parametrize(
    ("failing", "version", "said"),
    [
        ({"1": 12, "2": 11}, "2", "**Came back, or never left:** found in 11 of 40 traces read"),
        ({"3": 20, "4": 1}, "4", "**Fell, but is still found:** found in 1 of 40 traces read"),
    ],
)
def test_what_never_left_did_not_come_back_and_what_fell_may_not_be_gone(
    dana: Person, project: Project, failing: dict[str, int], version: str, said: str
) -> None:
    assert words.checked(fixed(dana, project, read(dana, project, failing), version)).startswith(said)


@pytest.mark.parametrize(
    ("failing", "each", "version", "said"),
    [
        (
            {"1": 1, "2": 0},
            6,
            "2",
            "6 random traces of version 2 read. It was found in none, which still allows",
        ),
        ({"1": 1, "2": 0}, 6, "9", "no random trace of version 9 read."),
        ({"1": 1, "2": 0}, 6, "7", "no trace of version 7 has been imported."),
        ({"8": 0, "9.1": 1}, 6, "8", "Came back"),
    ],
)
def test_it_cannot_be_told_yet(
    dana: Person, project: Project, failing: dict[str, int], each: int, version: str, said: str
) -> None:
    fix = fixed(dana, project, read(dana, project, failing, each, unread=5), version)
    assert not fix.fell and said in words.checked(fix)


def test_with_nothing_before_it_nothing_is_said_to_have_fallen(dana: Person, project: Project) -> None:
    notes = read(dana, project, {"1": 0, "2": 0}) or [0]
    assert notes == [0]
    fix = fixed(dana, project, [], "1")
    assert not fix.earlier and "no version before it" in words.checked(fix)


def test_the_filter_on_versions_does_not_hide_the_other_side(dana: Person, project: Project) -> None:
    fix = fixed(dana, project, read(dana, project, {"1": 12, "2": 0}), "2")
    assert [fix] == list(fixes.checks(findings.of(project.id).narrowed(versions=("2",))).values())


def test_since_is_the_first_version_else_the_month_and_what_rose_is_told(
    dana: Person, project: Project
) -> None:
    notes = read(dana, project, {"1.9": 0, "1.10": 14})
    taxonomy.create_mode(dana, project.id, "Wrong *time*", note_ids=notes)
    analysis = findings.of(project.id)
    assert [row.since for row in analysis.modes] == ["1.10"]
    sides = comparison.latest(analysis, analysis.narrowed)
    assert sides
    said = change_words.rose(*sides, comparison.compared(analysis, *sides)[1])
    assert said.startswith("**Rose from version 1\\.9 to version 1\\.10:** Wrong \\*time\\* +35 (+19 to +50)")


def test_without_versions_the_halves_of_the_time_are_compared(dana: Person, project: Project) -> None:
    began = datetime(2026, 3, 1, tzinfo=UTC)
    made = [seed.trace(f"t{n:02d}", happened_at=began + timedelta(days=n)) for n in range(80)]
    ids = seed.store(dana, project.id, made)
    seed.batch(dana, project.id, ids)
    notes = []
    for place, trace_id in enumerate(ids):
        given = [Note("said nine", 4)] if place >= 62 else []
        verdict = Verdict.FAIL if given else Verdict.PASS
        notes += [n.id or 0 for n in reviews.submit(dana, project.id, trace_id, verdict, given).notes]
    taxonomy.create_mode(dana, project.id, "Wrong time", note_ids=notes)
    analysis = findings.of(project.id)
    assert [row.since for row in analysis.modes] == ["May 2026"]
    sides = comparison.latest(analysis, analysis.narrowed)
    assert sides and [side.of.read for side in sides] == [39, 41]
    assert "**Rose from before 9 Apr 2026 to from 9 Apr 2026:**" in change_words.rose(
        *sides, comparison.compared(analysis, *sides)[1]
    )
