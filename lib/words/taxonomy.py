"""A change to the taxonomy, what it would do, and what differs between two of its states, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lib.stats.taxonomy_diff import FIELDS
from lib.words.text import count, md_escape

if TYPE_CHECKING:
    from lib.stats.taxonomy_diff import Difference
    from lib.store.taxonomy.taxonomy import Change, Effect, Tally


def in_words(change: Change) -> str:
    """Return what was done, as one line of plain text: ``moved 3 notes to “Wrong price”``."""
    if change.undoes:
        of = "" if change.undoes.person == change.person else f" what {change.undoes.person} did"
        return f"undid{of}: {_done(change.undoes)}"
    return f"redid: {_done(change)}" if change.redoes else _done(change)


def _done(change: Change) -> str:
    some = count(change.notes, "note")
    match change.action:
        case "created":
            return f"made “{change.new_name}”" + (f" with {some}" if change.notes else "")
        case "assigned" if change.target:
            return f"moved {some} to “{change.target}”"
        case "assigned":
            return f"took {some} out of " + (f"“{change.source}”" if change.source else "their failure modes")
        case "edited":
            return _edited(change)
        case "merged":
            return f"merged “{change.new_name}” into “{change.into}”"
        case "split":
            return f"split {some} off “{change.source}” into “{change.new_name}”"
        case "retired":
            return f"retired “{change.new_name}”" + (f" with {some}" if change.notes else "")
        case "restored":
            return f"restored “{change.new_name}”" + (f" with {some}" if change.notes else "")
        case "taken_back":
            return (
                f"took the failure modes back to an earlier state, which changed "
                f"{count(change.modes, 'failure mode')} and {some}"
            )
        case _:
            return "undid a change"


def _edited(change: Change) -> str:
    parts = []
    if "name" in change.fields:
        parts.append(f"renamed “{change.old_name}” to “{change.new_name}”")
    if "parent_id" in change.fields:
        under = f"under “{change.parent}”" if change.parent else "on its own"
        parts.append(f"put “{change.new_name}” {under}")
    others = [words for name, words in FIELDS.items() if name in change.fields]
    if others:
        parts.append(f"changed {', '.join(others)} of “{change.new_name}”")
    return " and ".join(parts) or f"edited “{change.new_name}”"


def difference_in_words(difference: Difference) -> str:
    """Return one difference as a line of plain text: ``split “Tone” into “Rude” and “Cold” (9 notes)``."""
    name, some = f"“{difference.name}”", count(difference.notes, "note")
    others = " and ".join(f"“{other}”" for other in difference.others)
    match difference.kind:
        case "new":
            return f"new: {name} with {some}"
        case "split":
            return f"split {name} into {others} ({some})"
        case "merged":
            return f"merged {name} into {others} ({some})"
        case "retired":
            return f"retired {name} with {some}"
        case "renamed":
            return f"renamed {name} to {others}"
        case "redefined":
            return f"changed the {', '.join(difference.others)} of {name}"
        case "nested":
            return f"put {name} under {others}" if others else f"put {name} on its own"
        case "grouped":
            return f"grouped {some} in {name}"
        case "ungrouped":
            return f"took {some} out of {name}"
        case _:
            return f"moved {some} from {name} to {others}"


def effect_in_words(effect: Effect) -> str:
    """Return what a change would do to the counts of one failure mode, as markdown."""
    name = f"**{md_escape(effect.name)}**"
    before, after = effect.before, effect.after
    if before is None and after is not None:
        return f"{name} begins with {_said(effect, after)}"
    if after is None and before is not None:
        return f"{name} ends; it had {_said(effect, before)}"
    assert before is not None and after is not None
    if effect.mode_id is None:
        return f"{name}: {before.notes:,} to {count(after.notes, 'note')}"
    return (
        f"{name}: {before.traces:,} to {count(after.traces, 'trace')}, "
        f"{before.notes:,} to {count(after.notes, 'note')}"
    )


def _said(effect: Effect, tally: Tally) -> str:
    notes = count(tally.notes, "note")
    return notes if effect.mode_id is None else f"{count(tally.traces, 'trace')} ({notes})"
