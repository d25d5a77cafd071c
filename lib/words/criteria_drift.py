"""Looking again, in words: what is left, and how many changed out of how many. No drawing here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from typing import TYPE_CHECKING

from lib.model import Verdict
from lib.words.text import count, when

if TYPE_CHECKING:
    from lib.store.recoding.criteria_drift import Flips
    from lib.store.recoding.drift_lists import ModeList
    from lib.store.recoding.stray_looks import Stray

ANSWERS: dict[Verdict, tuple[tuple[str, Verdict, bool, bool], ...]] = {
    Verdict.PASS: (
        ("Still a pass", Verdict.PASS, False, False),
        ("Fails: it has this failure", Verdict.FAIL, True, False),
        ("Fails for another reason", Verdict.FAIL, False, True),
    ),
    Verdict.FAIL: (
        ("Still fails, without this failure", Verdict.FAIL, False, False),
        ("Still fails, and has this failure", Verdict.FAIL, True, False),
        ("Passes now", Verdict.PASS, False, False),
    ),
}
"""The answers by the earlier verdict: label, verdict, whether it has the mode, whether a note is needed."""


def option(one: ModeList) -> str:
    """Return a failure mode with what is left to look at for it."""
    left = f"{one.left:,} read before" if one.left else "nothing left"
    return f"{one.mode.name} · {left}"


def answered(before: Verdict, after: Verdict, has: bool) -> str:
    """Return the answer that a look again is stored with, as its button had it."""
    return next(words for words, verdict, had, _ in ANSWERS[before] if (verdict, had) == (after, has))


def doubt(one: Stray) -> str:
    """Return why an answer may have been meant for another failure mode."""
    why = [] if one.listed else ["the list of this failure mode did not hold the trace"]
    if one.after is not None:
        why.append(f"right after {count(one.before_it, 'answer')} for “{one.after}”")
    return " and ".join(why)


def standing(one: ModeList, zone: tzinfo) -> str:
    """Return since when the mode is as it is, and what looking again brought."""
    return f"As it is since {when(one.since, zone)}. {flipped(one.flips)}"


def flipped(found: Flips) -> str:
    """Return how many changed, out of how many, and which way."""
    if not found.looked:
        return "None looked at again yet."
    ways = [
        f"{number:,} changed from {before} to {after}"
        for number, before, after in (
            (found.to_fail, "pass", "fail"),
            (found.to_pass, "fail", "pass"),
        )
        if number
    ] or ["none changed between pass and fail"]
    had = f"; {found.has:,} {'has' if found.has == 1 else 'have'} this failure" if found.has else ""
    return f"Of {count(found.looked, 'trace')} looked at again, {' and '.join(ways)}{had}."


def in_all(by_mode: Mapping[int, Flips]) -> str:
    """Return how many looks again changed a verdict, of all failure modes together; nothing without any."""
    looked = sum(found.looked for found in by_mode.values())
    changed = sum(found.changed for found in by_mode.values())
    looks = f"{looked:,} {'look' if looked == 1 else 'looks'}"
    after = "after a failure mode was made or changed"
    return f"Of {looks} again, {after}, {changed:,} changed pass to fail or back." if looked else ""


def left(one: ModeList) -> str:
    """Return how many are left, and how many of them are worth a look."""
    if one.flips.looked >= one.enough:
        return f"{count(one.left, 'trace')} left, less and less alike; {one.enough} or more are looked at."
    return f"{count(one.left, 'trace')} left, the most alike first; {one.enough} are enough to begin with."
