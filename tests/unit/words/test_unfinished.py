"""What a reader has left open, in words."""

from __future__ import annotations

import pytest

from lib.store.reviews.unfinished import Left, Unfinished
from lib.words import unfinished


@pytest.mark.parametrize(
    ("left", "said"),
    [
        ([Left.EDITED], "1 draft is kept but not saved: it doesn't count yet."),
        ([Left.SILENT], "1 failed trace has no note that says what went wrong."),
        (
            [Left.EDITED, Left.BEGUN, Left.SILENT, Left.SILENT],
            "2 drafts are kept but not saved: they don't count yet. "
            "2 failed traces have no note that says what went wrong.",
        ),
    ],
)
def test_what_is_open_is_counted(left: list[Left], said: str) -> None:
    assert unfinished.standing([Unfinished(n, f"t-{n}", one) for n, one in enumerate(left)]) == said


@pytest.mark.parametrize("left", Left)
def test_each_kind_has_words(left: Left) -> None:
    assert unfinished.one(Unfinished(1, "t-1", left)).startswith("t-1: ")
