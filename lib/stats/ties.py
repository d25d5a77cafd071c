"""Which of several stand at the top of a measure: a sentence names one as the most only where it is alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")

_SAME = 1e-9


def largest(some: Iterable[T], measure: Callable[[T], float]) -> list[T]:
    """Return those than which none has a larger measure, in their order: several where they tie."""
    measured = [(measure(one), one) for one in some]
    most = max((value for value, _ in measured), default=0.0)
    return [one for value, one in measured if value >= most - _SAME]
