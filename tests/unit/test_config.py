"""What an installation decides, as it stands in the file and in the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from lib import config

SECRETS = """
[auth]
redirect_uri = "https://errors.example.com/oauth2callback"

[faultline]
admins = ["Dana\u2060@Example.com"]
hosts = ["faultline:8501"]
trusted_issuers = ["https://login.example.com/tenant/v2.0"]
"""


def test_who_is_an_admin_and_whose_word_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "secrets.toml"
    file.write_text(SECRETS, "utf-8")
    monkeypatch.setenv("STREAMLIT_SECRETS_FILES", str(file))
    found = config.load()
    assert found.admins == {"dana@example.com"}
    assert found.hosts == ("faultline:8501",)
    assert found.redirect_uri == "https://errors.example.com/oauth2callback"
    assert found.trusted_issuers == {"https://login.example.com/tenant/v2.0"}
    monkeypatch.setenv("FAULTLINE_HOSTS", "one.example.com, two.example.com")
    assert config.load().hosts == ("one.example.com", "two.example.com")


def test_a_file_without_these_settings_trusts_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STREAMLIT_SECRETS_FILES", str(tmp_path / "absent.toml"))
    found = config.load()
    assert (found.hosts, found.trusted_issuers, found.redirect_uri) == ((), frozenset(), "")


def test_the_example_is_a_file_that_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STREAMLIT_SECRETS_FILES", str(config.ROOT / ".streamlit" / "secrets.toml.example"))
    assert config.load().has_auth and not config.load().trusted_issuers
