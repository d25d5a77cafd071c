"""Who is dealt which trace of a batch. Pure: what has been read goes in, who reads what comes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """How a batch is to be shared among ``people``; without any, it is open to whoever asks first.

    Each trace goes to one of them, but for ``overlap`` (0 to 1) of the random picks, which ``readers`` of
    them read, so that their agreement speaks of more than these traces. With ``everyone``, each reads all.
    ``size`` bounds how many traces are dealt, in reading order; the rest is open to whoever asks first.
    """

    people: tuple[int, ...] = ()
    everyone: bool = False
    overlap: float = 0.0
    readers: int = 2
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Pick:
    """A batch item as it is handed out: ``readers`` are those who have read it or are reading it now."""

    item: int
    random: bool
    readers: frozenset[int] = frozenset()


def deal(picks: Sequence[Pick], plan: Plan) -> list[tuple[int, int]]:
    """Return pairs of an item and a person who is to read it, besides those who have.

    ``picks`` are in reading order. Random and targeted picks are dealt apart, so that each person gets the
    same mix of both. Where nothing has been read, no two people's numbers of traces differ by more than one.
    """
    wanted = {pick.item: _wanted(pick, plan, twice=False) for pick in picks}
    for pick in _overlapping(picks, plan):
        wanted[pick.item] = _wanted(pick, plan, twice=True)
    short = [pick for pick in picks if wanted[pick.item]][: plan.size]
    load = dict.fromkeys(plan.people, 0)
    dealt: list[tuple[int, int]] = []
    for pick in sorted(short, key=lambda pick: (-wanted[pick.item], not pick.random)):
        free = [person for person in plan.people if person not in pick.readers]
        for person in sorted(free, key=load.__getitem__)[: wanted[pick.item]]:
            dealt.append((pick.item, person))
            load[person] += 1
    return dealt


def _wanted(pick: Pick, plan: Plan, *, twice: bool) -> int:
    """How many more readers this pick needs and can have."""
    free = len(set(plan.people) - pick.readers)
    if plan.everyone:
        return free
    return min(max((plan.readers if twice else 1) - len(pick.readers), 0), free)


def _overlapping(picks: Sequence[Pick], plan: Plan) -> list[Pick]:
    random = [pick for pick in picks if pick.random]
    # Those read by enough already count, then the first in reading order: that order is random itself.
    random.sort(key=lambda pick: len(pick.readers) < plan.readers)
    return random[: round(plan.overlap * len(random))]
