"""How long traces take at one's own pace, and how many fit into the time there is."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

_ENOUGH = 5
_RECENT = 20


def seconds_left(spent: Sequence[float], unread: int) -> float | None:
    """Return the seconds the unread traces take, given the seconds spent on those read, oldest first.

    The median of the last 20 traces: a break or one very long trace does not move it. None before 5 traces
    have been read.
    """
    each = seconds_each(spent)
    return None if each is None else each * unread


def seconds_each(spent: Sequence[float]) -> float | None:
    """Return the seconds a trace takes, of those spent on the traces read, oldest first; None before 5."""
    return median(spent[-_RECENT:]) if len(spent) >= _ENOUGH else None


def fits(minutes: float, seconds: float) -> int:
    """Return how many traces of so many seconds each can be read in these minutes: at least one."""
    return max(1, int(minutes * 60 // max(seconds, 1)))
