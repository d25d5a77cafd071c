"""The charts say what the frame says."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import pytest

from lib import charts

ROWS = [
    ("7", "Ignored the calendar", 12, 8, 2, True),
    ("3", "Wrong “price”</script>\\\u2028' + alert(1) + '", 5, 0, 0, True),
    ("9", "Never noted", 0, 0, 0, True),
    ("none", "Not grouped", 1, 3, 0, False),
]


def frame(rows: list[tuple[str, str, int, int, int, bool]]) -> pd.DataFrame:
    made = pd.DataFrame(rows, columns=["key", "name", "random", "targeted", "undrawn", "grouped"])
    made["traces"] = made["random"] + made["targeted"] + made["undrawn"]
    return made.assign(notes=made["traces"] + 1)


def spec(chart: Any) -> dict[str, Any]:
    """The chart as it is sent to the browser; altair checks it against the Vega-Lite schema."""
    made: dict[str, Any] = chart.to_dict()
    return made


def encodings(made: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {layer["mark"]["type"]: layer["encoding"] for layer in made["layer"][:2]} | {
        "whole": made["layer"][2]["encoding"]
    }


def test_the_bars_are_in_the_order_of_the_frame() -> None:
    found = encodings(spec(charts.failure_bars(frame(ROWS), 100)))
    assert found["bar"]["y"]["sort"] == ["7", "3", "9", "none"]


def test_the_axis_begins_at_zero_and_holds_the_longest_bar() -> None:
    axis = encodings(spec(charts.failure_bars(frame(ROWS), 100)))["bar"]["x"]
    low, high = axis["scale"]["domain"]
    assert low == 0 and high > 22
    assert axis["axis"]["values"][0] == 0 and max(axis["axis"]["values"]) <= 22


def test_every_bar_is_labelled_with_what_it_counts_and_out_of_how_many() -> None:
    made = spec(charts.failure_bars(frame(ROWS), 1240))
    [data] = made["datasets"].values()
    assert [row["of"] for row in data] == ["22 of 1,240", "5 of 1,240", "0 of 1,240", "4 of 1,240"]


def test_names_are_passed_as_text_and_never_as_code() -> None:
    labels = encodings(spec(charts.failure_bars(frame(ROWS), 100)))["bar"]["y"]["axis"]["labelExpr"]
    literal = labels.removeprefix("(").removesuffix(")[datum.value]")
    named = json.loads(literal)
    assert " ".join(named["7"]) == "Ignored the calendar"
    assert labels.isascii()


def test_the_legend_names_only_what_is_there() -> None:
    drawn = [row for row in ROWS if row[4] == 0]
    assert encodings(spec(charts.failure_bars(frame(drawn), 9)))["bar"]["fill"]["legend"]["values"] == [
        "random",
        "targeted",
    ]


def test_random_and_targeted_picks_and_notes_in_no_mode_look_different() -> None:
    scale = encodings(spec(charts.failure_bars(frame(ROWS), 9)))["bar"]["fill"]["scale"]
    assert len(set(scale["range"])) == len(scale["domain"]) == 6


@pytest.mark.parametrize(("picked", "start"), [(None, None), ("3", [{"key": "3"}])])
def test_a_click_selects_a_key(picked: str | None, start: object) -> None:
    made = spec(charts.failure_bars(frame(ROWS), 9, picked))
    [param] = made["params"]
    assert (param["name"], param["select"]["fields"], param.get("value")) == (charts.PICK, ["key"], start)


def test_forty_modes_with_endless_names_fit() -> None:
    rows = [(str(n), f"{n} " + "Donaudampfschifffahrts" * 9, n, n, 0, True) for n in range(40)]
    made = spec(charts.failure_bars(frame(rows), 100))
    assert made["height"] <= charts.height(40)
    for _, name, *_ in rows:
        assert len(charts.wrapped(name)) <= 2
        assert all(len(line) <= 27 for line in charts.wrapped(name))


def test_a_chart_of_nothing_noted_is_still_a_chart() -> None:
    spec(charts.failure_bars(frame([("1", "", 0, 0, 0, True)]), 5))
