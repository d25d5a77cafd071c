"""Every setting is set where docs/settings.md says, and the example has every secret."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

from lib import config
from lib.config import Config
from tests.conftest import ROOT

NAMED = [(field.name, field.metadata) for field in fields(Config)]


@pytest.fixture
def secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Write a secrets file that is read in place of this machine's own; no variable is set."""
    for _, said in NAMED:
        if said["env"]:
            monkeypatch.delenv(said["env"], raising=False)
    file = tmp_path / "secrets.toml"
    file.touch()
    monkeypatch.setenv("STREAMLIT_SECRETS_FILES", str(file))
    return lambda text: file.write_text(text) and None


def value(name: str) -> str:
    return "1" if name == "allow_open_server" else "7.5" if "price" in name else "sqlite:////somewhere/else"


@pytest.mark.parametrize("name, env", [(name, said["env"]) for name, said in NAMED if said["env"]])
def test_a_setting_is_set_where_the_page_says(
    name: str, env: str, secrets: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = getattr(config.load(), name)
    monkeypatch.setenv(env, value(name))
    assert getattr(config.load(), name) != before


@pytest.mark.parametrize("name, secret", [(name, said["secret"]) for name, said in NAMED if said["secret"]])
def test_a_secret_is_read_where_the_page_says(name: str, secret: str, secrets: Callable[[str], None]) -> None:
    before = getattr(config.load(), name)
    listed = isinstance(before, frozenset | tuple | list)
    section, _, key = secret.rpartition("]")
    line = f"{key} = [{value(name)!r}]" if listed else f"{key} = {value(name)!r}"
    secrets(f"{section or '[faultline'}]\n{line if key else ''}\n")
    assert getattr(config.load(), name) != before


def test_the_example_has_every_secret() -> None:
    example = (ROOT / ".streamlit" / "secrets.toml.example").read_text("utf-8")
    named = re.findall(r"^(?:# )?(\w+) = ", example[example.index("[faultline]") :], re.MULTILINE)
    assert sorted(named) == sorted(said["secret"] for _, said in NAMED if said["secret"].isidentifier())
