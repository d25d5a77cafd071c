"""What a project's counts say in words, and the one next step they suggest. No drawing here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import groupby
from typing import TYPE_CHECKING, Any

from lib.failure_modes import FailureMode
from lib.model import Role
from lib.words.text import count, md_escape, when

if TYPE_CHECKING:
    from lib.store.batches.batches import BatchSummary
    from lib.store.counts.counts import Funnel
    from lib.store.rules.events import Happening

ENOUGH = 100
"""The rule of thumb for how many traces to read at least."""

_NOTES_WAITING = 30
_NOTES_WITHOUT_BATCH = 5


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing to do now: why, and a button's label with the page it opens, where this person can do it."""

    why: str
    label: str = ""
    page: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Loop:
    """What is left of closing the loop: failed traces without a yes or a no for every mode, those with a mode

    to decide again after a split, and the failure mode whose earlier traces this person should look at again.
    ``unsampled`` traces are in no draw's frame, where they are more than a few.
    """

    unlabelled: int = 0
    recode: int = 0
    again: FailureMode | None = None
    again_left: int = 0
    unsampled: int = 0


@dataclass(frozen=True, slots=True)
class Figure:
    """One station between all traces and grouped notes: a number of traces, out of what, and its page.

    ``page`` is empty where the next station's is the same, and where there is nothing to do on it yet.
    """

    name: str
    number: int
    words: str
    label: str
    page: str
    needs: Role


def figures(funnel: Funnel) -> list[Figure]:
    """Return the six stations in their order."""
    read, failed = funnel.read.total, f"of {funnel.failed:,} failed"
    undrawn = f", {funnel.read.undrawn:,} not drawn" if funnel.read.undrawn else ""
    deferred = f"; {funnel.deferred:,} deferred" if funnel.deferred else ""
    invented = "all invented" if funnel.made else "in the project"
    if funnel.left_out:
        invented = f"real; {funnel.left_out:,} invented left out"
    alike = f"; {funnel.copies:,} more identical to them" if funnel.copies else ""
    every = [
        Figure("Traces", funnel.traces, invented, "Browse", "traces", Role.VIEWER),
        Figure("Drawn", funnel.drawn, f"of {funnel.traces:,} traces", "Draw", "sampling", Role.ENGINEER),
        Figure("Read", read, f"pass or fail{undrawn}{deferred}{alike}", "Read", "annotate", Role.ANNOTATOR),
        Figure("Failed", funnel.failed, f"of {read:,} read", "Failures", "failures", Role.VIEWER),
        Figure("Noted", funnel.noted, f"{failed} have a note", "", "", Role.VIEWER),
        Figure("Grouped", funnel.grouped, f"{failed} are grouped", "Group", "axial", Role.ANNOTATOR),
    ]
    ready = (funnel.traces, funnel.traces, funnel.traces, read, 0, funnel.noted)
    return [one if there else replace(one, page="") for one, there in zip(every, ready, strict=True)]


def next_step(
    funnel: Funnel,
    batches: Sequence[BatchSummary],
    role: Role,
    without_note: int | None = None,
    loop: Loop = Loop(),
) -> NextStep:
    """Return the one step that brings this person's project on most.

    ``without_note`` is a failed trace that waits for this person's note, ``counts.without_note``.

    Reading goes before grouping while a batch is unfinished, since categories on the table steer the
    reading; but once notes of some thirty have come together, they are worth grouping. A failed trace without
    a note comes when the reading is done, and before grouping: without its note there is nothing to group.
    What a change of the taxonomy left open comes before new traces are drawn, and the label pass before
    looking again, as it answers for the failed traces; else the label pass comes when as many have been read
    as it takes. Traces that no draw could have picked are drawn from before that, and told of with any step.
    """
    step = _step(funnel, batches, role, without_note, loop)
    unsampled = _unsampled(funnel, loop)
    if not loop.unsampled or step.page == "sampling" or unsampled in step.why:
        return step
    return replace(step, why=f"{step.why} Then draw at random again: {unsampled}.")


def _step(
    funnel: Funnel, batches: Sequence[BatchSummary], role: Role, without_note: int | None, loop: Loop
) -> NextStep:
    if funnel.traces == 0:
        return _for(role, Role.ENGINEER, "There are no traces yet.", "Import traces", "traces")
    unfinished = [batch for batch in reversed(batches) if batch.read < batch.size]
    waiting, silent = funnel.ungrouped_notes, funnel.failed - funnel.noted
    unread = sum(batch.size - batch.read for batch in unfinished)
    enough = 1 if batches and not unfinished else _NOTES_WAITING if batches else _NOTES_WITHOUT_BATCH
    if silent and not unfinished and (without_note or not role.covers(Role.ANNOTATOR)):
        why = f"{_without_note(silent, 'failed trace')}: say what went wrong."
        if without_note:
            return NextStep(why, "Write the note", "annotate", {"trace": without_note})
        return _for(role, Role.ANNOTATOR, why, "", "", funnel)
    if waiting >= enough:
        why = f"{count(waiting, 'note')} not grouped yet: put those that tell of the same failure together."
        return _for(role, Role.ANNOTATOR, why, f"Group {count(waiting, 'note')}", "axial", funnel)
    if unfinished:
        batch = unfinished[0]
        left = batch.size - batch.read
        more = "" if unread == left else f" ({unread:,} in all unfinished batches)"
        why = f"{count(left, 'trace')} left to read in {md_escape(batch.name)}{more}."
        begun = "Read on" if batch.read else "Start reading"
        return _for(role, Role.ANNOTATOR, why, begun, "annotate", funnel)
    if loop.recode and role.covers(Role.ANNOTATOR):
        why = f"A failure mode was split: {count(loop.recode, 'trace')} that had it to be decided again."
        return NextStep(why, "Decide again", "label")
    if loop.again and loop.unlabelled and role.covers(Role.ANNOTATOR):
        return _label_pass(loop.unlabelled)
    if loop.again and role.covers(Role.ANNOTATOR):
        why = (
            f"{count(loop.again_left, 'trace')} read before {md_escape(loop.again.name)} was as it is now: "
            "look at the most alike again."
        )
        return NextStep(why, "Check older traces", "drift", {"mode": loop.again.id})
    read, left = funnel.read.total, funnel.traces - funnel.drawn
    if not funnel.drawn:
        why = f"{count(funnel.traces, 'trace')}, none drawn yet. {first_draw(funnel.traces)}"
        return _for(role, Role.ENGINEER, why, "Draw traces", "sampling", funnel)
    labels = loop.unlabelled and role.covers(Role.ANNOTATOR)
    if loop.unsampled and (role.covers(Role.ENGINEER) or not labels):
        why = f"Draw at random again: {_unsampled(funnel, loop)}."
        return _for(role, Role.ENGINEER, why, "Draw traces", "sampling", funnel)
    if read and not funnel.read.random and left > 0 and role.covers(Role.ENGINEER):
        why = (
            f"None of the {count(read, 'trace')} read was picked at random, so no share of all can be told: "
            "draw 30 at random."
        )
        return NextStep(why, "Draw traces", "sampling")
    if read < ENOUGH and left > 0 and role.covers(Role.ENGINEER):
        why = (
            f"All drawn traces are read, {read:,} of the {ENOUGH} or so it takes to have seen most failures."
        )
        return NextStep(why, "Draw more traces", "sampling")
    if labels:
        return _label_pass(loop.unlabelled)
    return NextStep("All drawn traces are read and all notes grouped.", "Look at the failures", "failures")


def first_draw(traces: int) -> str:
    """Return what to draw where nothing of so many traces has been read."""
    return (
        f"Draw {min(ENOUGH, traces):,} at random: nothing has been read yet, so there is nothing to aim "
        "with, and every percentage starts with random picks."
    )


def _unsampled(funnel: Funnel, loop: Loop) -> str:
    every = count(funnel.traces, "trace")
    return f"no draw has reached {loop.unsampled:,} of {every}, so nothing is known of them"


def _label_pass(unlabelled: int) -> NextStep:
    why = (
        f"Notes tell what went wrong first. {count(unlabelled, 'failed trace')} without a yes or "
        "a no for every failure mode: tick what else they show."
    )
    return NextStep(why, "Go through them", "label")


def _for(role: Role, needed: Role, why: str, label: str, page: str, funnel: Funnel | None = None) -> NextStep:
    """The step where the role may take it; else who can, and what this person can look at meanwhile."""
    if role.covers(needed):
        return NextStep(why, label, page)
    who = f"{why} Someone with the role {needed} can do this."
    if funnel is None:
        return NextStep(who)
    if funnel.failed:
        return NextStep(who, "Look at the failures", "failures")
    return NextStep(who, "Look at the traces", "traces")


def standing(funnel: Funnel) -> str:
    """Return one sentence that says how far the project is."""
    read = funnel.read.total
    if funnel.traces == 0:
        return "This project has no traces yet."
    if read == 0:
        drawn = f", {funnel.drawn:,} of them drawn for reading" if funnel.drawn else ""
        return f"{count(funnel.traces, 'trace')} are here{drawn}; none read yet."
    if funnel.failed == 0:
        return f"None of the {count(read, 'trace')} read failed."
    if funnel.noted == 0:
        return f"{funnel.failed:,} of {count(read, 'trace')} read failed; what went wrong is not noted yet."
    loose, silent = funnel.ungrouped_notes, funnel.failed - funnel.noted
    left = [f"{count(loose, 'note')} {'is' if loose == 1 else 'are'} not grouped yet"] if loose else []
    left += [_without_note(silent, "trace")] if silent else []
    return f"{funnel.failed:,} of {count(read, 'trace')} read failed; {', '.join(left) or 'all are grouped'}."


def _without_note(number: int, noun: str) -> str:
    return f"{count(number, noun)} {'has' if number == 1 else 'have'} no note"


_DID = {
    "project.created": "made the project",
    "import.published": "imported traces",
    "batch.drawn": "drew {size}",
    "batch.assigned": "handed out traces",
    "batch.archived": "archived a batch",
    "review.submitted": "reviewed {traces}",
    "review.revised": "changed {reviews}",
    "review.undone": "took back {reviews}",
    "label.set": "ticked failure modes",
    "label.undone": "took ticks back",
    "drift.looked": "checked {traces} again",
    "drift.undone": "took back a check of an older trace",
    "drift.confirmed": "settled for which failure mode {answers} were given",
    "adjudication.decided": "decided what counts on {traces}",
    "adjudication.undone": "took back {decisions}",
    "taxonomy.created": "made {modes}",
    "taxonomy.assigned": "grouped notes",
    "taxonomy.edited": "redefined {modes}",
    "taxonomy.merged": "merged {modes}",
    "taxonomy.split": "split {modes}",
    "taxonomy.retired": "retired {modes}",
    "taxonomy.restored": "restored {modes}",
    "taxonomy.taken_back": "took the failure modes back to an earlier state",
    "taxonomy.undone": "undid {changes}",
}


def activity(
    happenings: Sequence[Happening], now: datetime, *, cut: bool, most: int = 5, zone: tzinfo = UTC
) -> list[str]:
    """Return the last things people did, one line each, newest first: "Dana drew 100 traces, 2 h ago".

    What one person did again and again on one day is one line. ``happenings`` are newest first; ``cut`` says
    that there are older ones, so that the last run may be longer than it is here.
    """
    lines: list[str] = []
    # What has no words (a trace claimed before each verdict) must not cut the others' runs.
    told = [each for each in happenings if each.action in _DID]
    runs = [
        (person, action, list(same))
        for (person, action, _), same in groupby(
            told, key=lambda each: (each.person, each.action, each.at.date())
        )
    ]
    for place, (person, action, run) in enumerate(runs, start=1):
        if len(lines) == most:
            break
        least = "at least " if cut and place == len(runs) else ""
        drawn = sum(int(str(each.refs.get("size", 0))) for each in run)
        words = _DID[action].format(
            size=least + count(drawn, "trace"),
            traces=least + count(len(run), "trace"),
            reviews=least + count(len(run), "review"),
            modes=least + count(len(run), "failure mode"),
            answers=least + count(len(run), "answer"),
            decisions=least + count(len(run), "decision"),
            changes=least + count(len(run), "change"),
        )
        lines.append(f"{md_escape(person)} {words}, {ago(run[0].at, now, zone)}")
    return lines


def ago(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """Return how long ago in the largest unit that fits: ``2 h ago``; the date from a week on."""
    passed = now - moment
    if passed < timedelta(minutes=1):
        return "just now"
    if passed < timedelta(hours=1):
        return f"{passed // timedelta(minutes=1)} min ago"
    if passed < timedelta(days=1):
        return f"{passed // timedelta(hours=1)} h ago"
    if passed < timedelta(days=7):
        return f"{count(passed.days, 'day')} ago"
    return f"on {when(moment, zone)}"
