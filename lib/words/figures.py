"""Shares and their intervals as words. A number never stands alone, and no line breaks before its sign."""

from __future__ import annotations

from lib.stats.prevalence import Estimate

_NARROW = 0.03
"""An interval narrower than this is told with a decimal, or its ends would read the same."""
_NOTHING = 0.0005
"""A share below this reads as 0 %."""


def percent(share: float) -> str:
    """Return a share in percent: whole from 1 %, with one decimal below: ``16 %``, ``0.4 %``."""
    return f"{_number(share)}\u00a0%"


def interval(low: float, high: float) -> str:
    """Return an interval in percent: ``9 to 26 %``."""
    return f"{_number(low)} to {_number(high)}\u00a0%"


def rate(of: Estimate) -> str:
    """Return an estimate with its interval, ``16 % (9 to 26 %)``, or a dash where there is none.

    Where the interval is narrow, with a decimal: ``2.6 % (2.1 to 3.2 %)``. Where it was found, but in no
    random trace, "0 %" would deny what was seen: ``at most 31 %``.
    """
    if of.value is None:
        return "–"
    if of.positives and of.value < _NOTHING:
        return f"at most {percent(of.high)}"
    if 0 < of.high - of.low < _NARROW:
        low, value, high = (f"{share * 100:.1f}" for share in (of.low, of.value, of.high))
        return f"{value}\u00a0% ({low} to {high}\u00a0%)"
    return f"{percent(of.value)} ({interval(of.low, of.high)})"


def bold(of: Estimate) -> str:
    """Return the same in Markdown, its share in bold: ``**16 %** (9 to 26 %)``."""
    share, opened, rest = rate(of).partition(" (")
    return f"**{share}**{opened}{rest}"


def points(of: Estimate) -> str:
    """Return a difference in points with its interval: ``+4 (−6 to +14) points``."""
    return "–" if of.value is None else f"{signed(of)} points"


def signed(of: Estimate) -> str:
    """Return the same without its unit: ``+4 (−6 to +14)``."""
    if of.value is None:
        return "–"
    return f"{_signed(of.value)} ({_signed(of.low)} to {_signed(of.high)})"


def with_interval(value: float, low: float | None, high: float | None) -> str:
    """Return an agreement as ``0.66 (0.36 to 0.93)``, without an interval where there is none."""
    around = "" if low is None or high is None else f" ({decimal(low)} to {decimal(high)})"
    return f"{decimal(value)}{around}"


def decimal(value: float | None, places: int = 2) -> str:
    """Return so many decimals, with a true minus and never a negative zero; a dash for None."""
    return "–" if value is None else f"{round(value, places) + 0.0:.{places}f}".replace("-", "−")


def _number(share: float) -> str:
    hundred = share * 100
    return f"{hundred:.0f}" if hundred >= 0.95 or hundred < 100 * _NOTHING else f"{hundred:.1f}"


def _signed(share: float) -> str:
    hundred = round(share * 100)
    return f"+{hundred}" if hundred > 0 else f"−{-hundred}" if hundred < 0 else "0"
