"""A batch in words: how it was drawn, what it can support, who reads it. Plain text, not markdown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from lib.words.text import count

if TYPE_CHECKING:
    from lib.store.batches.assignments import Handed, Preview
    from lib.store.batches.batches import BatchSummary

_NAMES = {"feedback": "worst feedback first"}
_WORDS = {
    "audit": "random share",
    "by": "unusual in",
    "fields": "strata by",
    "centres": "cluster centres only",
}
_TOLD_ELSEWHERE = ("size", "filter", "exclude_drawn")


def strategy(name: str) -> str:
    """Return a strategy as the interface calls it, for use inside a sentence: ``worst feedback first``."""
    return _NAMES.get(name, name)


def about(batch: BatchSummary) -> str:
    """Return the strategy, what it picked, and from what: ``Smart mix: 30 random, 70 targeted, from ...``."""
    name, whole = _first_capital(strategy(batch.strategy)), batch.random == batch.size
    return f"{name}{'' if whole else ': ' + _picks(batch)}, from {batch.population}"


def readers(handed: Handed | None) -> str:
    """Return who has how much of the batch, or "" where it was handed to nobody."""
    if handed is None:
        return ""
    named = [f"{share.person} {share.done:,} of {share.assigned:,}" for share in handed.shares]
    parts = [f"Read by {', '.join(named)}"]
    if handed.overlapping:
        parts.append(f"{count(handed.overlapping, 'trace')} by several people")
    if handed.open:
        parts.append(f"{handed.open:,} open to anyone")
    return "; ".join(parts)


def design(batch: BatchSummary) -> list[tuple[str, str]]:
    """Return the whole design of the draw, as pairs of a term and its words."""
    frame = count(batch.frame, "trace")
    frame = batch.population if f"{batch.frame:,} " in batch.population else f"{frame}: {batch.population}"
    before = f"; {batch.already_read:,} of the project were read by then" if batch.already_read else ""
    rows = [
        ("Strategy", _first_capital(strategy(batch.strategy))),
        ("Settings", _settings(batch.parameters)),
        ("Seed", f"{batch.seed}. The same seed on the same data draws the same traces"),
        ("Drawn from", frame + before),
        ("Picks", _picks(batch)),
        ("What it can support", supports(batch)),
    ]
    return [(term, words) for term, words in rows if words]


def supports(batch: BatchSummary) -> str:
    """Return which statements the batch allows and which it does not."""
    finds = "find failures and give examples, but no percentage"
    rest = batch.size - batch.random
    if batch.random and rest:
        return (
            f"Its {count(batch.random, 'random pick')} give rates of what it was drawn from, with an "
            f"interval. Its {count(rest, 'targeted pick')} {finds}."
        )
    if batch.random:
        return f"Rates of the {count(batch.frame, 'trace')} it was drawn from, with an interval."
    if batch.weighted == batch.size:
        return "Rates of what it was drawn from, on its own and only once every stratum has been read."
    return f"No rates: its picks {finds}."


def _picks(batch: BatchSummary) -> str:
    rest = batch.size - batch.random
    if not rest:
        return f"{batch.random:,} random"
    within = "random within strata" if batch.weighted == rest else "targeted"
    return f"{batch.random:,} random, {rest:,} {within}" if batch.random else f"{rest:,} {within}"


def _settings(parameters: Mapping[str, object]) -> str:
    told = [
        f"{_WORDS.get(name, name)}: {_value(name, value)}"
        for name, value in parameters.items()
        if name not in _TOLD_ELSEWHERE and value not in (False, [], None, "")
    ]
    return "; ".join(told)


def _value(name: str, value: object) -> str:
    if name == "audit" and isinstance(value, float | int):
        return f"{value:.0%}".replace("%", "\u00a0%")
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return "yes" if value is True else str(value)


def _first_capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def dealt(preview: Preview) -> str:
    """Return what a plan would do, as plain text: ``Ana 40, Ben 40; 12 of the 30 random picks ...``"""
    parts = [", ".join(f"{name} {many:,}" for name, many in preview.dealt)]
    if preview.overlapping:
        picks = count(preview.random, "random pick")
        parts.append(f"{preview.overlapping:,} of the {picks} read by more than one person")
    if preview.open:
        parts.append(f"{preview.open:,} stay open to anyone")
    return "; ".join(parts) + "."
