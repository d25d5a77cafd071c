"""Streamlit's AppTest, on a database of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lib import config
from lib.model import Person, Project
from lib.store.projects import people, projects
from tests.server import ROOT

SIGN_IN = """
[auth]
redirect_uri = "http://localhost:8501/oauth2callback"
cookie_secret = "test"
client_id = "test"
client_secret = "test"
server_metadata_url = "http://localhost:9/none"

[faultline]
admins = ["Ada@example.com"]
"""


@pytest.fixture
def me(sqlite: str) -> Person:
    """The local person of the database under test."""
    return people.local_person("Dana")


@pytest.fixture
def mine(me: Person) -> Project:
    """An empty project."""
    return projects.create(me, "Leasing assistant")


@pytest.fixture
def app(sqlite: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """The app, not run yet, without sign-in."""
    yield from _app(tmp_path, monkeypatch, "")


@pytest.fixture
def hosted(sqlite: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """The app, not run yet, with sign-in configured and ada@example.com as the installation's admin."""
    yield from _app(tmp_path, monkeypatch, SIGN_IN)


def _app(folder: Path, monkeypatch: pytest.MonkeyPatch, secrets: str) -> Iterator[AppTest]:
    file = folder / "secrets.toml"
    file.write_text(secrets)
    monkeypatch.setenv("STREAMLIT_SECRETS_FILES", str(file))
    monkeypatch.setenv("FAULTLINE_DATA", str(folder))
    config.current.cache_clear()
    # Keyed by a project's id and version, which the databases of other tests have too.
    st.cache_data.clear()
    st.cache_resource.clear()
    yield AppTest.from_file(str(ROOT / "app.py"), default_timeout=20)
    config.current.cache_clear()
