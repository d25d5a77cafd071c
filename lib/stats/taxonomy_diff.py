"""What differs between two states of a taxonomy."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TypeAlias

from lib.failure_modes import FailureMode, Taxonomy

FIELDS = {
    "definition": "definition",
    "when_to_use": "when to use",
    "when_not_to_use": "when not to use",
    "severity": "severity",
    "status": "state",
    "fixed_in": "version it is fixed in",
    "owner": "owner",
    "link": "link",
    "examples": "examples",
}
"""What a failure mode says of itself, besides its name and parent: the field, and what it is called."""

_HALF = 0.5
_PART = 0.2

_Flow: TypeAlias = Counter[tuple[int | None, int | None]]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs. ``notes`` is how many notes it concerns.

    ``kind`` is one of: new, split (``name`` into ``others``), merged (``name`` into ``others[0]``), retired,
    renamed (``name`` to ``others[0]``), redefined (``others`` are the fields), nested (``name`` under
    ``others[0]``, or on its own without), grouped (into ``name``), ungrouped (out of ``name``), moved (from
    ``name`` to ``others[0]``).
    """

    kind: str
    name: str
    others: tuple[str, ...] = ()
    notes: int = 0


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two groupings of the same ``notes`` are, each figure 1 where the groupings are the same.

    ``homogeneity`` stays 1 where modes were only split, ``completeness`` where they were only merged, and
    ``v`` is their harmonic mean (Rosenberg & Hirschberg 2007). ``rand`` and ``mutual`` are adjusted for
    chance, 0 for groupings with nothing in common (Hubert & Arabie 1985; Vinh, Epps & Bailey 2010).
    """

    notes: int
    homogeneity: float
    completeness: float
    v: float
    rand: float
    mutual: float


def likeness(before: Taxonomy, after: Taxonomy) -> Likeness | None:
    """Return how alike two states group the notes that are in a mode in both, or None for less than two."""
    from sklearn import metrics

    both = [note for note, mode in before.placed.items() if mode and after.placed.get(note)]
    if len(both) < 2:
        return None
    old, new = [before.placed[note] for note in both], [after.placed[note] for note in both]
    homogeneity, completeness, v = metrics.homogeneity_completeness_v_measure(old, new)
    rand, mutual = metrics.adjusted_rand_score(old, new), metrics.adjusted_mutual_info_score(old, new)
    return Likeness(len(both), *map(float, (homogeneity, completeness, v, rand, mutual)))


def differences(before: Taxonomy, after: Taxonomy) -> list[Difference]:
    """Return what one would have to be told to know the second state from the first, the largest first.

    A mode that ended was merged where at least half of its notes went to one that stood already, and split
    where at least two new ones have each a fifth of them. A new mode was split off where at least half of its
    notes come from one that goes on. Modes are named as they were before, new ones as they are after.
    """
    old, new = ({mode.id: mode for mode in state.modes} for state in (before, after))
    names = {**{key: mode.name for key, mode in new.items()}, **{key: mode.name for key, mode in old.items()}}
    flow: _Flow = Counter()
    for note in before.placed.keys() | after.placed.keys():
        flow[before.placed.get(note), after.placed.get(note)] += 1
    told: set[tuple[int | None, int | None]] = set()
    found = [
        *_ended(old, new, names, flow, told),
        *_begun(old, new, names, flow, told),
        *_moved(old, new, names, flow, told),
    ]
    found.sort(key=lambda each: -each.notes)
    for key in sorted(old.keys() & new.keys()):
        found.extend(_said(old[key], new[key], names))
    return found


def _ended(
    old: dict[int, FailureMode],
    new: dict[int, FailureMode],
    names: dict[int, str],
    flow: _Flow,
    told: set[tuple[int | None, int | None]],
) -> list[Difference]:
    found = []
    for mode in sorted(old.keys() - new.keys()):
        out = {to: notes for (at, to), notes in flow.items() if at == mode}
        total = sum(out.values())
        told |= {(mode, to) for to in out}
        fresh = [to for to, notes in out.items() if to in new and to not in old and notes >= _PART * total]
        main = max((to for to in out if to in old and to in new), key=lambda to: out[to], default=None)
        if len(fresh) > 1:
            fresh.sort(key=lambda to: -out[to])
            into = tuple(names[to] for to in fresh if to is not None)
            found.append(Difference("split", names[mode], into, sum(out[to] for to in fresh)))
        elif main is not None and out[main] >= _HALF * total:
            found.append(Difference("merged", names[mode], (names[main],), out[main]))
        else:
            found.append(Difference("retired", names[mode], notes=total))
    return found


def _begun(
    old: dict[int, FailureMode],
    new: dict[int, FailureMode],
    names: dict[int, str],
    flow: _Flow,
    told: set[tuple[int | None, int | None]],
) -> list[Difference]:
    found = []
    for mode in sorted(new.keys() - old.keys()):
        came = {at: notes for (at, to), notes in flow.items() if to == mode}
        total = sum(came.values())
        told |= {(at, mode) for at in came}
        main = max((at for at in came if at in old and at in new), key=lambda at: came[at], default=None)
        if main is not None and came[main] >= _HALF * total:
            found.append(Difference("split", names[main], (names[main], names[mode]), came[main]))
        else:
            found.append(Difference("new", names[mode], notes=total))
    return found


def _moved(
    old: dict[int, FailureMode],
    new: dict[int, FailureMode],
    names: dict[int, str],
    flow: _Flow,
    told: set[tuple[int | None, int | None]],
) -> list[Difference]:
    found = []
    for (at, to), notes in flow.items():
        if at == to or (at, to) in told:
            continue
        if at is None and to is not None:
            found.append(Difference("grouped", names[to], notes=notes))
        elif at is not None and to is None:
            found.append(Difference("ungrouped", names[at], notes=notes))
        elif at is not None and to is not None:
            found.append(Difference("moved", names[at], (names[to],), notes))
    return found


def _said(was: FailureMode, now: FailureMode, names: dict[int, str]) -> list[Difference]:
    found = []
    if was.name != now.name:
        found.append(Difference("renamed", was.name, (now.name,)))
    if was.parent_id != now.parent_id:
        found.append(Difference("nested", was.name, (names[now.parent_id],) if now.parent_id else ()))
    changed = tuple(words for field, words in FIELDS.items() if getattr(was, field) != getattr(now, field))
    if changed:
        found.append(Difference("redefined", was.name, changed))
    return found
