"""The lists of keys are read from the code, and what cannot be read is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.docs import keys
from tests.conftest import ROOT


def test_the_board_lists_every_key_it_takes() -> None:
    bound = set(re.findall(r'key === "([a-z0/])"', (ROOT / "lib/ui/axial/board.js").read_text("utf-8")))
    listed = keys.in_hint((ROOT / "lib/ui/axial/board.html").read_text("utf-8"))
    shown = {key.removeprefix("Ctrl ").lower() for names, _ in listed for key in names}
    assert len(bound) >= 10
    assert bound <= shown


def test_a_key_that_is_in_no_list_is_refused(tmp_path: Path) -> None:
    for file in (file for files in keys.SCREENS.values() for file in files):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text((ROOT / file).read_text("utf-8"))
    assert keys.block(tmp_path) == keys.block(ROOT)
    (tmp_path / "pages" / "new.py").write_text('st.button("Go", shortcut="g")')
    with pytest.raises(ValueError, match=r"pages/new\.py takes keys"):
        keys.block(tmp_path)


@pytest.mark.parametrize(
    "read, text",
    [
        (keys.in_script("KEYS"), "const KEYZ = [];"),
        (keys.in_script("KEYS"), 'const KEYS = [[["1"], words(1)],\n];'),
        (keys.in_hint, "<details class='hint'></details>"),
        (keys.in_hint, '<details class="hint"><summary>Keys</summary><div>N new mode</div></details>'),
        (keys.in_python, 'st.button("Go", shortcut=key)'),
        (keys.in_python, 'st.button(words, shortcut="g")'),
    ],
)
def test_keys_that_cannot_be_read_are_refused(read: Callable[[str], keys.Keys], text: str) -> None:
    with pytest.raises(ValueError):
        read(text)
