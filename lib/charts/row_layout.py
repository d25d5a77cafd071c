"""How the width of a row is shared: a bar and an interval, each with its label at its right.

Labels keep their size and the marks shrink; where these would get too small, labels are shortened. Widths are
Vega expressions: how wide a chart is drawn only the browser knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

DX = 7
"""How far a label stands from the end of its mark."""

_CHARACTER = 6.6
"""Pixels for a character of a label, on average, in the widest of the faces used."""
_BETWEEN = 16
_ENOUGH, _LEAST = 70, 36
"""Pixels for a mark: with fewer than the first labels are shortened, fewer than the other it never gets."""


@dataclass(frozen=True, slots=True)
class Room:
    """Vega expressions: whether labels are short, where bars end, and where intervals begin and end."""

    is_narrow: str
    bars_end: str
    rates_begin: str
    rates_end: str


def shared(counts: Sequence[str], rates: Sequence[str]) -> Room:
    """Return how a row is shared by a bar and an interval with these labels; without ``rates`` by a bar."""
    parts = 2 if rates else 1
    between = _BETWEEN if rates else 0
    beside = _pixels(counts)
    every = beside + between + _pixels(rates)
    beside_short = _pixels([short_count(one) for one in counts])
    every_short = beside_short + between + _pixels([short_rate(one) for one in rates])
    narrow = f"(width < {every + parts * _ENOUGH})"
    mark = f"max({_LEAST}, (width - ({narrow} ? {every_short} : {every})) / {parts})"
    begin = f"{mark} + ({narrow} ? {beside_short} : {beside}) + {between}"
    return Room(narrow, mark, begin, f"{begin} + {mark}")


def short_count(label: str) -> str:
    """Return ``40 of 128`` as ``40/128``."""
    return label.replace(" of ", "/")


def short_rate(label: str) -> str:
    """Return ``16 % (9 to 26 %)`` as ``16 % (9–26)``, without what is said after it.

    Between numbers with signs the word stays: a dash beside them would be another sign.
    """
    said = label.partition(" · ")[0]
    return said if "−" in said or "+" in said else said.replace(" to ", "–").replace("\u00a0%)", ")")


def _pixels(labels: Sequence[str]) -> int:
    return round(DX + 2 + _CHARACTER * max(map(len, labels))) if labels else 0
