"""The charts say what their frames say; altair checks each against the Vega-Lite schema."""

from __future__ import annotations

import json
import re
import tomllib
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest

from lib.charts import failures as failure_charts
from lib.charts import image as chart_image
from lib.charts import row_layout, row_table
from lib.charts import theme as charts
from lib.charts.image import Caption
from lib.failure_modes import COLOURS
from tests.server import ROOT

ROWS = [
    ("7", "Ignored the calendar", 12, 8, 2, 0.2),
    ("3", "Wrong “price”</script>\\\u2028' + alert(1) + '", 5, 0, 0, 0.05),
    ("9", "Never noted", 0, 0, 0, 0.0),
    ("none", "Not grouped", 1, 3, 0, None),
]


def frame(rows: list[tuple[str, str, int, int, int, float | None]], of: int = 100) -> pd.DataFrame:
    made = pd.DataFrame(rows, columns=["key", "name", "random", "targeted", "undrawn", "value"])
    made["traces"] = made["random"] + made["targeted"] + made["undrawn"]
    made["of"] = [f"{number:,} of {of:,}" for number in made["traces"]]
    made["low"], made["high"] = made["value"] * 0.5, made["value"] * 1.5
    return made.assign(rate="5\u00a0% (2 to 9\u00a0%)", colour=charts.mode_colour(1))


def drawn(rows: list[Any] = ROWS, picked: str | None = None, *, rates: bool = True) -> dict[str, Any]:
    title = "share of traffic" if rates else ""
    made: dict[str, Any] = failure_charts.rows(frame(rows), "traces", picked, rate_title=title).to_dict()
    return made


def marks(made: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The encodings by mark, those of the counts before those of the estimates."""
    found: dict[str, dict[str, Any]] = {}
    for layer in made["layer"]:
        for one in layer.get("layer", [layer]):
            found.setdefault(one["mark"]["type"], made.get("encoding", {}) | one["encoding"])
    return found


def test_rows_are_in_the_order_of_the_frame() -> None:
    assert marks(drawn())["bar"]["y"]["sort"] == ["7", "3", "9", "none"]


def test_both_axes_begin_at_zero_and_hold_the_longest() -> None:
    found = marks(drawn())
    low, high = found["bar"]["x"]["scale"]["domain"]
    assert low == 0 and high >= 22 and found["bar"]["x"]["axis"]["values"][0] == 0
    low, high = found["rule"]["x"]["scale"]["domain"]
    assert low == 0 and high >= 0.3 and found["rule"]["x"]["axis"]["values"][0] == 0


def test_without_an_estimate_there_are_only_counts() -> None:
    none = [(*row[:5], None) for row in ROWS]
    assert "rule" not in marks(drawn(none)) and "rule" not in marks(drawn(rates=False))


def test_names_are_passed_as_text_and_never_as_code() -> None:
    labels = marks(drawn())["bar"]["y"]["axis"]["labelExpr"]
    named = json.loads(labels.removeprefix("(").removesuffix(")[datum.value]"))
    assert named["7"] == "Ignored the calendar" and "alert(1)" in " ".join(named["3"])
    assert labels.isascii()


def test_the_legend_names_only_what_is_there_and_each_looks_different() -> None:
    found = marks(drawn([row for row in ROWS if row[4] == 0]))["point"]["shape"]
    assert found["legend"]["values"] == ["random", "targeted"]
    assert len(set(found["scale"]["range"])) == len(found["scale"]["domain"]) == 3


def test_only_random_picks_are_filled_and_only_targeted_ones_hatched() -> None:
    rows = [("a", "A", 6, 6, 0, None), ("b", "B", 0, 0, 12, None), ("c", "C", 12, 0, 0, None)]
    picture = chart_image.svg(drawn(rows))
    bars = re.findall(r'd="M([\d.]+),([\d.]+)h([\d.]+)v[^>]*fill-opacity="(.)"', picture)
    first, targeted, undrawn, last = ((float(x), float(y), float(wide)) for x, y, wide, _ in bars)
    assert [filled for *_, filled in bars] == ["1", "0", "0", "1"] and first[1] < undrawn[1] < last[1]
    stroke = r'translate\(([\d.]+),([\d.]+)\)" d="M-[\d.]+,[\d.]+L[\d.]+,-[\d.]+"'
    at = [(float(x), float(y)) for x, y in re.findall(stroke, picture)]
    assert len(at) > 15
    for x, y in at:
        assert targeted[0] < x < targeted[0] + targeted[2] and targeted[1] < y < undrawn[1]


@pytest.mark.parametrize(("picked", "start"), [(None, None), ("3", [{"key": "3"}])])
def test_a_click_selects_a_key(picked: str | None, start: object) -> None:
    [param] = drawn(picked=picked)["params"]
    assert (param["name"], param["select"]["fields"], param.get("value")) == (charts.PICK, ["key"], start)


def test_a_name_of_two_lines_stands_beside_the_middle_of_its_row() -> None:
    picture = chart_image.svg(
        drawn([("a", "Short", 1, 0, 0, None), ("b", "Told to wait " * 3, 1, 0, 0, None)])
    )
    words = r'translate\([-\d.]+,([\d.]+)\)"[^>]*>(?:<tspan[^>]*>)?(Short|Told)'
    [(short, _), (first, _)] = re.findall(words, picture)
    tops = [float(top) for top in re.findall(r'd="M0,([\d.]+)h[\d.]+v[^>]*fill-opacity="1"', picture)]
    row = tops[1] - tops[0]
    assert float(first) - float(short) == pytest.approx(row - 7.5, abs=1)


def test_forty_modes_with_endless_names_fit() -> None:
    rows = [(str(n), f"{n} " + "Donaudampfschifffahrts" * 9, n, n, 0, n / 99) for n in range(40)]
    assert drawn(rows)["height"] <= failure_charts.height(40)
    for _, name, *_ in rows:
        assert len(charts.wrapped(name)) <= 2
        assert all(len(line) <= 27 for line in charts.wrapped(name))


def test_a_chart_of_nothing_noted_is_still_a_chart() -> None:
    drawn([("1", "", 0, 0, 0, 0.0)])


def test_modes_have_the_colours_of_the_theme() -> None:
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"]
    assert list(charts.MODE_COLOURS) == theme["chartCategoricalColors"]
    assert len(set(charts.MODE_COLOURS)) == COLOURS
    assert charts.mode_colour(COLOURS) == charts.mode_colour(0) != charts.mode_colour(None)


def test_every_colour_stands_out_from_both_backgrounds() -> None:
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"]
    for colour in (*charts.MODE_COLOURS, charts.QUIET, charts.ACCENT):
        for name in ("light", "dark"):
            assert contrast(colour, theme[name]["backgroundColor"]) >= 3, (colour, name)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21 (WCAG 2.2, relative luminance)."""

    def luminance(colour: str) -> float:
        shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_a_difference_reaches_to_both_sides_of_zero() -> None:
    rows = pd.DataFrame(
        {
            "key": ["1", "2"],
            "name": ["A", "B"],
            "colour": "#123456",
            "value": [0.11, -0.02],
            "low": [0.02, -0.1],
            "high": [0.2, 0.05],
            "said": ["+11", "−2"],
            "clear": [True, False],
        }
    )
    made = failure_charts.differences(rows, "points").to_dict()
    low, high = made["layer"][1]["encoding"]["x"]["scale"]["domain"]
    assert low < -0.1 and high > 0.2 and 0 in made["layer"][1]["encoding"]["x"]["axis"]["values"]


def test_the_other_charts_are_charts() -> None:
    cells = pd.DataFrame({"key": ["a"], "x": ["user"], "y": ["tool"], "traces": [3], "tip": ["3 traces"]})
    failure_charts.heat(cells, "failed at", "last good").to_dict()
    curve = pd.DataFrame({"traces": [0, 10], "modes": [0.0, 3.0], "low": [0.0, 2.0], "high": [0.0, 4.0]})
    failure_charts.discovery(curve, 10).to_dict()
    weeks = pd.DataFrame(
        {
            "key": ["w1"],
            "period": ["1 Jun"],
            "value": [0.2],
            "low": [0.1],
            "high": [0.3],
            "said": ["20\u00a0%"],
        }
    )
    failure_charts.trend(weeks, "share", "#123456").to_dict()


@pytest.mark.parametrize("width", range(360, 701, 20))
def test_labels_of_an_axis_stay_apart_however_small_the_space(width: int) -> None:
    wide = frame([("7", "Ignored the calendar", 30, 9, 0, 0.25), ("3", "Wrong price", 5, 0, 0, 0.05)])
    made = failure_charts.rows(wide, "traces", rate_title="share").to_dict()
    drawn_as = chart_image.svg(made, width)
    found = re.findall(r'<text[^>]*translate\(([\d.]+),[\d.]+\)"[^>]*opacity="1">(\d+%?)</text>', drawn_as)
    for axis in ([one for one in found if "%" in one[1]], [one for one in found if "%" not in one[1]]):
        places = [float(x) for x, _ in axis]
        assert len(places) >= 2
        # A figure is about seven pixels wide; each label is centred on its place.
        gaps = [b - a for a, b in pairwise(places)]
        assert min(gaps) >= 7 * max(len(text) for _, text in axis) + 5, (axis, width)


def test_labels_are_shortened_where_there_is_little_room_and_whole_where_there_is_enough() -> None:
    made = drawn([("7", "Ignored the calendar", 12, 8, 2, 0.2)])
    small, large = (re.findall(r">([^<>]+)</text>", chart_image.svg(made, width)) for width in (400, 900))
    assert {"22 of 100", "5\u00a0% (2 to 9\u00a0%)"} <= set(large)
    assert {"22/100", "5\u00a0% (2–9)"} <= set(small) and not {"22 of 100", "5\u00a0% (2 to 9\u00a0%)"} & set(
        small
    )
    assert row_layout.short_rate("2.6\u00a0% (2.1 to 3.2\u00a0%) · few read") == "2.6\u00a0% (2.1–3.2)"
    assert row_layout.short_rate("–") == "–"
    assert row_layout.short_rate("+7 (−3 to +18) points") == "+7 (−3 to +18) points"


def test_a_long_name_keeps_its_end_and_names_alike_stay_apart() -> None:
    names = [f"{'Donaudampfschifffahrt' * 3}{end}" for end in "ab"]
    assert charts.shortened("short", 10) == "short" and charts.shortened("abcdefghijk", 5) == "abc…k"
    for width in (20, 26):
        first, second = (charts.wrapped(name, width) for name in names)
        assert first != second and len(first) <= 2 and all(len(line) <= width for line in first)
    told = json.dumps(failure_charts.heat(heat_of(names), "", "").to_dict())
    assert "chifffahrta" in told and "chifffahrtb" in told


@pytest.mark.parametrize("width", [360, 500, 850])
def test_names_and_counts_of_a_heat_map_stay_apart_on_a_phone_too(width: int) -> None:
    names = [f"Failure mode {place} {'of a long name ' * 3}{place}" for place in range(12)]
    cells = [
        {"key": f"{a}+{b}", "x": names[b], "y": names[a], "traces": 23, "tip": "both"}
        for a in range(12)
        for b in range(a + 1, 12)
    ]
    made = failure_charts.heat(pd.DataFrame(cells), "", "").to_dict()
    # As much wider as a picture is padded.
    drawn_as = chart_image.svg(made, width + 80)
    above = re.findall(r'translate\(([\d.]+),[\d.-]+\) rotate\((-?[\d.]+)\)[^>]*font-size="13px"', drawn_as)
    places = [float(x) for x, _ in above]
    assert len(places) == 11 and {turn for _, turn in above} == {"270"}
    assert min(b - a for a, b in pairwise(places)) >= 15
    of = r'translate\(([\d.]+),([\d.]+)\)"[^>]*font-size="(\d+)px"[^>]*>23<'
    counts = [(float(y), float(x), int(size)) for x, y, size in re.findall(of, drawn_as)]
    assert len(counts) == 66
    assert all(b[1] - a[1] > 2 * 0.6 * a[2] for a, b in pairwise(sorted(counts)) if a[0] == b[0])


def heat_of(names: list[str]) -> pd.DataFrame:
    return pd.DataFrame([{"key": "1+2", "x": names[0], "y": names[1], "traces": 3, "tip": "both"}])


def test_rows_say_how_far_each_mark_goes_and_differences_go_around_zero() -> None:
    made = row_table.counted(frame(ROWS), "traces", rate_title="share")
    assert [row["key"] for row in made["rows"]] == ["7", "3", "9", "none"]
    assert made["counts"]["high"] == 22 and made["shares"]["high"] == pytest.approx(0.3)
    assert made["sides"] == {"random": "random", "targeted": "targeted", "undrawn": "not drawn"}
    assert made["rows"][0]["sides"] == {"random": 12, "targeted": 8, "undrawn": 2}
    assert made["rows"][3]["value"] is None and made["counts"]["ticks"][0] == [0.0, "0"]
    assert row_table.counted(frame(ROWS), "traces")["shares"] is None
    moved = frame(ROWS[:2]).assign(said="+5 (+2 to +9) points", clear=[True, False])
    around = row_table.differing(moved, "change")
    assert around["shares"]["low"] == -around["shares"]["high"]
    assert [0.5, "0\u00a0%"] in around["shares"]["ticks"] and [r["hollow"] for r in around["rows"]] == [
        False,
        True,
    ]


def test_a_picture_for_taking_says_what_it_is_of_and_from_when() -> None:
    caption = Caption("Traces per failure mode", ("Leasing: 1,240 traces, 100 read.", "Made on 1 June 2026"))
    picture = chart_image.svg(drawn(), caption=caption)
    assert all(said in picture for said in (caption.title, *caption.lines))
    assert caption.title not in chart_image.svg(drawn())
