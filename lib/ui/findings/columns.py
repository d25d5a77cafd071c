"""The columns of rates and counts: in words on the screen, and as numbers in a file."""

from __future__ import annotations

from lib.stats.prevalence import Estimate
from lib.ui.shell.pick_table import Column, Figures
from lib.words.figures import points, rate


def shares(what: str, title: str = "") -> Column:
    """Return the column of rates of ``what``: in a file from 0 to 1, with their ends."""
    ends = (f"{what}, low 95\u00a0%", f"{what}, high 95\u00a0%", f"{what}, random traces")
    return Column(title or f"{what}, 95\u00a0%", (what, *ends))


def share(of: Estimate) -> Figures:
    """Return a rate as a cell of that column."""
    return Figures(rate(of), (*_interval(of), of.random))


def differences(what: str) -> Column:
    """Return the column of differences of shares, from -1 to 1 in a file."""
    return Column(
        f"{what}, 95\u00a0%", (f"{what} of the shares", f"{what}, low 95\u00a0%", f"{what}, high 95\u00a0%")
    )


def difference(of: Estimate) -> Figures:
    """Return a difference as a cell of that column."""
    return Figures(points(of), _interval(of))


def counted(title: str, out_of: str) -> Column:
    """Return the column of counts, each out of so many."""
    return Column(title, (title, out_of))


def count(many: int, of: int) -> Figures:
    """Return a count as a cell of that column."""
    return Figures(f"{many:,} of {of:,}", (many, of))


def _interval(of: Estimate) -> tuple[float | None, float | None, float | None]:
    return (None, None, None) if of.value is None else (of.value, of.low, of.high)
