"""The lists of keys are read from the code, and what cannot be read is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from lib.words import keys as listed
from scripts.docs import keys
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("screen", "scripts", "pattern"),
    [
        ("annotate", ["annotate/reader_keys_state.js"], r'(?m)^  ([1-9a-z]): \(s\)|"(.)"(?=[,\]])'),
        ("board", ["axial/board.js"], r'meant === "([a-z0/])"'),
        ("label", ["label/labeller.js"], r'(?m)^      "?([a-z/])"?: \(\)'),
    ],
)
def test_every_key_that_a_screen_takes_is_listed_and_can_be_changed(
    screen: str, scripts: list[str], pattern: str
) -> None:
    text = "".join((ROOT / "lib/ui" / script).read_text("utf-8") for script in scripts)
    bound = {"".join(found) for found in re.findall(pattern, text)}
    assert len(bound) >= 3
    assert bound <= {sign.lower() for sign in listed.changeable(screen)}


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
        (keys.in_python, 'st.button("Go", shortcut=key)'),
        (keys.in_python, 'st.button(words, shortcut="g")'),
    ],
)
def test_keys_that_cannot_be_read_are_refused(read: Callable[[str], keys.Keys], text: str) -> None:
    with pytest.raises(ValueError):
        read(text)
