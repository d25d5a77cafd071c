"""The charts of a draw hold its numbers."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from lib.charts import sampling as sampling_charts
from lib.charts.sampling import OTHERS, PALETTE


def _data(spec: dict[str, object]) -> list[dict[str, object]]:
    [rows] = [rows for rows in spec["datasets"].values() if rows and "expected" in rows[0]]  # type: ignore[attr-defined]
    return rows  # type: ignore[no-any-return]


def test_the_line_is_what_a_draw_in_proportion_would_pick() -> None:
    groups = pd.DataFrame({"name": ["a" * 80, "b"], "units": [90, 10], "picked": [10, 10]})
    rows = _data(sampling_charts.composition(groups).to_dict())
    assert [row["expected"] for row in rows] == pytest.approx([18, 2])
    assert [row["of"] for row in rows] == ["10 of 90", "10 of 10"]


@pytest.mark.parametrize("units", [15, 1_234_567])
def test_the_words_behind_the_longest_bar_have_room_in_the_narrowest_panel(units: int) -> None:
    groups = pd.DataFrame({"name": ["a", "b"], "units": [units, 10], "picked": [14, 1]})
    spec = sampling_charts.composition(groups).to_dict()
    scale = spec["layer"][0]["encoding"]["x"]["scale"]
    assert scale["domain"][1] >= max(row["expected"] for row in _data(spec))
    left = re.fullmatch(r"max\(width - (\d+), .*", scale["range"][1]["expr"])
    assert left is not None and int(left[1]) > 6.5 * len(f"14 of {units:,}") + 7


def _points(clusters: int) -> pd.DataFrame:
    names = [f"cluster {place}" for place in range(clusters) for _ in range(clusters - place)]
    return pd.DataFrame(
        {
            "id": range(len(names)),
            "name": "t",
            "preview": "Hello",
            "x": 0.0,
            "y": 0.0,
            "cluster": names,
            "feedback": "none given",
            "verdict": "not read",
            "picked": False,
        }
    )


@pytest.mark.parametrize("clusters", [3, 12])
def test_the_largest_clusters_have_colours_of_their_own(clusters: int) -> None:
    empty = pd.DataFrame({name: [] for name in ("x", "x2", "y", "y2", "traces")})
    spec = sampling_charts.trace_map(_points(clusters), empty, "cluster").to_dict()
    [rows] = spec["datasets"].values()
    tones = {row["tone"] for row in rows}
    kept = {f"cluster {place}" for place in range(min(clusters, len(PALETTE)))}
    assert tones == (kept if clusters <= len(PALETTE) else kept | {OTHERS})
