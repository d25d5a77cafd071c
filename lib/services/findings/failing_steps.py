"""Where in a trace things first went wrong: at which step, of which kind, in which tool, after what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from lib.model import StepKind
from lib.services.findings.population import Findings
from lib.stats.designs import Mask
from lib.store.counts.evidence import StepAt

_WORDS = {
    StepKind.SYSTEM: "System",
    StepKind.USER: "User",
    StepKind.ASSISTANT: "Assistant",
    StepKind.TOOL: "Tool",
    StepKind.RETRIEVAL: "Retrieval",
    StepKind.OTHER: "Other",
}
_LAST = 12
BEGINNING, ARROW = "Beginning", " → "

At = Mapping[int, tuple[StepAt, StepAt | None]]
"""By trace id, its first failing step and the one before."""


class By(StrEnum):
    """What locations are told apart by."""

    KIND = "Step kind"
    TOOL = "Tool"
    NUMBER = "Step number"


@dataclass(frozen=True, slots=True, eq=False)
class Location:
    """A kind of step, a tool, a number or a move between steps, and which traces first failed there."""

    key: str
    name: str
    which: Mask


def first_steps(of: Findings, positive: Mask) -> dict[int, int]:
    """Return the first failing step by trace id, for the failed traces of which a note says one."""
    on = of.material
    known = positive & on.failed & of.judged & (on.read.first_step > 0)
    return dict(zip(on.read.trace_id[known].tolist(), on.read.first_step[known].tolist(), strict=True))


def located(of: Findings, at: At) -> int:
    """Return of how many traces it is known where they failed."""
    return of.count(np.isin(of.material.read.trace_id, list(at)))


def locations(of: Findings, at: At, by: By) -> list[Location]:
    """Return where traces first failed, what has the most traces first; steps in their order."""
    if by is By.NUMBER:
        return sorted(_grouped(of, at, lambda step, _: _number(step)), key=lambda one: int(one.key[1:]))
    if by is By.TOOL:
        return _grouped(of, at, lambda step, _: ("t" + step.tool, step.tool) if step.tool else None)
    return _grouped(of, at, lambda step, _: ("k" + step.kind.value, _WORDS[step.kind]))


def moves(of: Findings, at: At) -> list[Location]:
    """Return each pair of last good step and first failing step; the name is both, parted by an arrow."""

    def pair(step: StepAt, before: StepAt | None) -> tuple[str, str]:
        names = (called(before) if before else BEGINNING, called(step))
        return ARROW.join(names), ARROW.join(names)

    return _grouped(of, at, pair)


def called(step: StepAt) -> str:
    """Return a step as a heat map names it: its kind, and for a call the tool."""
    return f"Tool {step.tool}" if step.tool else _WORDS[step.kind]


def _number(step: StepAt) -> tuple[str, str]:
    if step.number > _LAST:
        return f"n{_LAST + 1}", f"Step {_LAST + 1} or later"
    return f"n{step.number}", f"Step {step.number}"


def _grouped(
    of: Findings, at: At, name: Callable[[StepAt, StepAt | None], tuple[str, str] | None]
) -> list[Location]:
    rows: dict[tuple[str, str], list[int]] = {}
    for row, trace_id in enumerate(of.material.read.trace_id.tolist()):
        if trace_id in at:
            named = name(*at[trace_id])
            if named:
                rows.setdefault(named, []).append(row)
    found = []
    for (key, title), some in rows.items():
        which = np.zeros(len(of.material.read), dtype=np.bool_)
        which[some] = True
        found.append(Location(key, title, which))
    return sorted(found, key=lambda one: (-of.count(one.which), one.name))
