"""How long the rest of a batch takes at one's own pace."""

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
    return median(spent[-_RECENT:]) * unread if len(spent) >= _ENOUGH else None
