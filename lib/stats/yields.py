"""Yield per strategy: what ten traces or an hour of reading bring, and what to read next because of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from lib.model import StrategyYield

ENOUGH = 20
"""Fewer traces than this say too little of a strategy to compare it."""

AUDIT_SHARE = 0.3
LEAST_AUDIT_SHARE = 0.2
DEFAULT_TARGETED = "smart mix"
_PRIOR = 20
_SIZE, _STEP, _MOST = 100, 5, 3


class Basis(StrEnum):
    """What a proposed mix goes by."""

    NOTHING_READ = "nothing read"
    NOTHING_TARGETED = "nothing targeted read"
    NEW_MODES = "new failure modes"
    FAILURES = "failures"
    NO_FAILURES = "no failures"


@dataclass(frozen=True, slots=True)
class Mix:
    """What to draw next: so many traces by each strategy, each draw with the same random share.

    So ``random`` of all the traces are random picks. The most first; ``basis`` is what the sizes go by.
    """

    random: float
    draws: tuple[tuple[str, int], ...]
    basis: Basis


def per_ten(found: int, read: int) -> float | None:
    """Return how many were found in ten traces read, or None where too few were read to compare."""
    return 10 * found / read if read >= ENOUGH else None


def per_hour(found: int, one: StrategyYield) -> float | None:
    """Return how many were found in an hour of reading, or None where too few traces were read to compare.

    None, too, where no time was measured, as for imported reviews.
    """
    return 3600 * found / one.seconds if one.read >= ENOUGH and one.seconds > 0 else None


def next_mix(yields: Sequence[StrategyYield], *, random: float = AUDIT_SHARE) -> Mix:
    """Return what to draw next: 100 traces, of which the share ``random``, at least 20 %, stays random.

    The targeted strategies read so far, and smart mix in any case, share the traces in proportion to their
    smoothed yield, rounded to fives, the best three of them:

        (found + 20 r) / (read + 20),  r = found in all traces / all traces read

    found are new failure modes. It is the mean of a Gamma posterior for a Poisson rate (of a Beta one for a
    share), whose prior says "as good as all reading so far" and weighs as much as 20 traces: without it, one
    lucky trace would take everything, and a strategy not tried yet would get nothing. Where no targeted pick
    was the first to show a mode (no taxonomy yet, or the random picks read before met them all), found are
    failing traces; where there are none either, all get the same.

    Picks of a random share say nothing about the strategy they came with, so they count in r alone. With
    nothing read, all is random: there is nothing to aim with, and every number starts there. Raises
    ``ValueError`` for a smaller random share.
    """
    if not LEAST_AUDIT_SHARE <= random <= 1:
        raise ValueError("A mix keeps a random share of at least 20\u00a0%, or no percentage can be given.")
    everything = sum(one.read for one in yields)
    if not everything:
        return Mix(1.0, (("random", _SIZE),), Basis.NOTHING_READ)
    tried = [(one.strategy, one) for one in yields if one.strategy and not one.random and one.read]
    if not tried:
        return Mix(random, ((DEFAULT_TARGETED, _SIZE),), Basis.NOTHING_TARGETED)
    has_modes = any(one.new_modes for _, one in tried)

    def found(one: StrategyYield) -> int:
        return one.new_modes if has_modes else one.failed

    typical = sum(map(found, yields)) / everything
    if not typical:
        alike = {DEFAULT_TARGETED: 1.0} | {name: 1.0 for name, _ in tried}
        return Mix(random, _rounded(alike), Basis.NO_FAILURES)
    smoothed = {name: (found(one) + _PRIOR * typical) / (one.read + _PRIOR) for name, one in tried}
    basis = Basis.NEW_MODES if has_modes else Basis.FAILURES
    return Mix(random, _rounded({DEFAULT_TARGETED: typical} | smoothed), basis)


def _rounded(weight: dict[str, float]) -> tuple[tuple[str, int], ...]:
    """Return sizes in proportion, in steps of five, the last steps where most is left over; no zeros."""
    best = sorted(weight, key=lambda name: (-weight[name], name))[:_MOST]
    weight = {name: weight[name] for name in best}
    steps, total = _SIZE // _STEP, sum(weight.values())
    exact = {name: steps * share / total for name, share in weight.items()}
    whole = {name: int(share) for name, share in exact.items()}
    missing = steps - sum(whole.values())
    for name in sorted(exact, key=lambda name: (whole[name] - exact[name], name))[:missing]:
        whole[name] += 1
    sizes = [(name, count * _STEP) for name, count in whole.items() if count]
    return tuple(sorted(sizes, key=lambda one: (-one[1], one[0])))
