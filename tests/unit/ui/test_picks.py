"""The list of what would be drawn: a row for each pick, and those that read nearly the same together."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from lib.model import Draw
from lib.ui.sampling import picks


def preview(near: list[list[int]]) -> Any:
    many = len(near)
    random = tuple(place % 2 == 0 for place in range(many))
    draw = Draw(
        trace_ids=tuple(range(10, 10 + many)),
        reasons=("because",) * many,
        random=random,
        inclusion_probability=tuple(0.1234 if one else None for one in random),
        stratum=(None,) * many,
    )
    return SimpleNamespace(draw=draw, near=near, serials=list(range(many)))


LINES: Any = {serial: SimpleNamespace(preview=f"hello {serial}", external_id="x") for serial in range(4)}


def test_a_row_says_the_place_the_words_and_the_chance_of_each_pick() -> None:
    found = picks.rows(preview([[], []]), LINES)
    assert "near" not in found
    assert found.iloc[0].to_dict() == {
        **{"id": 10, "place": 1, "trace": "hello 0", "why": "because", "random": "yes"},
        "chance": 12.3,
    }
    assert found["random"].tolist() == ["yes", ""]
    assert found["chance"].isna().tolist() == [False, True]


def test_those_that_read_nearly_the_same_follow_each_other_and_name_each_other() -> None:
    near = [[], [3], [], [1]]
    found = picks.rows(preview(near), LINES)
    assert found["near"].tolist() == ["", "4", "", "2"]
    assert picks.together(found, near)["place"].tolist() == [1, 2, 4, 3]
