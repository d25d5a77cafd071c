"""Who mends a failure mode, where that is followed, and whether it is mended, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lib.model import SEVERITY, ModeStatus
from lib.text.web_address import server
from lib.words.text import md_escape, md_link

if TYPE_CHECKING:
    from lib.model import FailureMode


def state(mode: FailureMode) -> str:
    """Return the state of a failure mode as plain text: ``fixed in v5``, ``accepted``; "" for open."""
    if mode.status is ModeStatus.FIXED:
        return f"fixed in {mode.fixed_in}" if mode.fixed_in else "fixed"
    return "accepted" if mode.status is ModeStatus.ACCEPTED else ""


def care(mode: FailureMode) -> list[str]:
    """Return what is said of mending it, as plain text: its severity, its owner and its state."""
    grave = f"severity {mode.severity} of {max(SEVERITY)}" if mode.severity else "no severity yet"
    return [grave, mode.owner or "no owner yet", state(mode) or "open"]


def line(mode: FailureMode) -> str:
    """Return the same as one line of markdown, begun with a capital, with the link where there is one."""
    first, *others = care(mode)
    parts = [first.capitalize(), *map(md_escape, others)]
    if mode.link:
        parts.append(md_link(server(mode.link), mode.link))
    return " · ".join(parts)
