"""Who mends a failure mode, where that is followed, and whether it is mended, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from lib.failure_modes import SEVERITY, ModeStatus
from lib.text.web_address import server
from lib.words.figures import percent, points, rate
from lib.words.text import count, md_escape, md_link

if TYPE_CHECKING:
    from lib.failure_modes import FailureMode
    from lib.services.findings.analysis import Analysis
    from lib.services.findings.fixes import Fix

_BACK = "Came back, or never left"
_NAMED = 3
"""Of more failure modes than these the others are counted."""


def state(mode: FailureMode) -> str:
    """Return the state of a failure mode as plain text: ``fixed in v5``, ``accepted``; "" for open."""
    if mode.status is ModeStatus.FIXED:
        return f"fixed in {mode.fixed_in}" if mode.fixed_in else "fixed"
    return "accepted" if mode.status is ModeStatus.ACCEPTED else ""


def care(mode: FailureMode) -> list[str]:
    """Return what is said of mending it, as plain text: its severity, its owner and its state."""
    grave = f"severity {mode.severity} of {max(SEVERITY)}" if mode.severity else "no severity yet"
    return [grave, mode.owner or "no owner yet", state(mode) or "open"]


def is_said(mode: FailureMode) -> bool:
    """Return whether anything is said of mending it."""
    return bool(mode.severity or mode.owner or mode.link or state(mode))


def line(mode: FailureMode) -> str:
    """Return the same as one line of markdown, begun with a capital, with the link where there is one."""
    first, *others = care(mode)
    parts = [first.capitalize(), *map(md_escape, others)]
    if mode.link:
        parts.append(md_link(server(mode.link), mode.link))
    return " · ".join(parts)


def checked(fix: Fix) -> str:
    """Return whether a fix holds as far as what was read says, as markdown: fell, came back, or not known."""
    version = f"version {md_escape(fix.version)}"
    if fix.came_back:
        found = f"found in {fix.found:,} of {count(fix.read, 'trace')} read of {version} or later"
        word = "Came back" if fix.held else "Fell, but is still found" if fix.fell else _BACK
        return f"**{word}:** {found}. {_share(fix, version)}".rstrip()
    if fix.fell:
        return f"**Fell.** {_share(fix, version)} {_not_found(fix, version)}"
    return f"**Cannot be told yet:** {_why_not(fix, version)}"


def _share(fix: Fix, version: str) -> str:
    if fix.change is None:
        return ""
    same = "" if fix.change.is_clear else ", no more than chance could explain"
    sides = f"{rate(fix.change.first)} before, {rate(fix.change.second)} in {version}"
    return f"Its share: {sides}; {points(fix.change.difference)}{same}."


def _not_found(fix: Fix, version: str) -> str:
    return f"Found in none of {count(fix.read, 'trace')} read of {version} or later."


def _why_not(fix: Fix, version: str) -> str:
    if not fix.traces:
        return f"no trace of {version} has been imported."
    read = f"{count(fix.random, 'random trace')} of {version} read"
    if not fix.random:
        return f"no random trace of {version} read. {_not_found(fix, version) if fix.read else ''}".rstrip()
    if not fix.earlier:
        return f"{read}, and there is no version before it to compare with."
    if fix.change is None:
        return f"{read}, none of the versions before it."
    high = percent(fix.change.second.high)
    return f"{read}. It was found in none, which still allows up to {high}. {_share(fix, version)}"


def how_to_check(fix: Fix) -> str:
    """Return what to draw so that it can be told."""
    return (
        f"On Sampling, with version {md_escape(fix.version)} alone kept, draw a smart mix: its random part "
        "measures, the rest goes by what is likely to fail."
    )


def to_know(analysis: Analysis, fixes: Mapping[int, Fix]) -> list[str]:
    """Return what came back and what waits for whom, as at most four lines of markdown.

    ``fixes`` are by the id of their failure mode.
    """
    modes = [row.mode for row in analysis.found if row.mode]
    found = [(mode, fixes[mode.id]) for mode in modes if mode.id in fixes and fixes[mode.id].came_back]
    found = [(mode, fix) for mode, fix in found if fix.held or not fix.fell]
    back, word = [_back(*one) for one in found], "Came back" if all(fix.held for _, fix in found) else _BACK
    came = [f"**{word}:** {'; '.join(_some(back, 'other'))}."] if back else []
    return [*came, *_waiting(modes)]


def _back(mode: FailureMode, fix: Fix) -> str:
    told = [md_escape(state(mode)), f"found in {fix.found:,} of {count(fix.read, 'trace')} read since"]
    if fix.change:
        told.append(f"share {rate(fix.change.first)} before, {rate(fix.change.second)} since")
    if mode.owner:
        told.append(f"owner {md_escape(mode.owner)}")
    return f"{md_escape(mode.name)} ({', '.join(told)})"


def _waiting(modes: Sequence[FailureMode]) -> list[str]:
    """Who has which open failure modes to mend: the two with the most, and last what nobody has."""
    waits: dict[str, list[str]] = {}
    for mode in modes:
        if mode.status is ModeStatus.ACTIVE:
            waits.setdefault(mode.owner, []).append(md_escape(mode.name))
    nobody = waits.pop("", [])
    owners = sorted(waits, key=lambda owner: -len(waits[owner]))
    said = [f"**Waits for {md_escape(one)}:** {', '.join(_some(waits[one], 'more'))}." for one in owners[:2]]
    if said and owners[2:]:
        said[-1] += f" {count(len(owners) - 2, 'other has', 'others have')} some too."
    return [*said, f"**Waits for nobody yet:** {', '.join(_some(nobody, 'more'))}."] if nobody else said


def _some(told: Sequence[str], others: str) -> list[str]:
    left = len(told) - _NAMED
    noun = f"{others}s" if others == "other" and left > 1 else others
    return [*told[:_NAMED], f"{left:,} {noun}"] if left > 0 else list(told)
