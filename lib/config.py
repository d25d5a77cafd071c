"""Every setting, in one place: the environment first, then .streamlit/secrets.toml, then a default."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from lib.spelling import clean_address

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Config:
    """What an installation decides. ``has_auth`` is true where sign-in is configured.

    ``redirect_uri`` is where sign-in comes back to, and so Faultline's own address; ``hosts`` are more of its
    names. E-mail addresses from one of the ``trusted_issuers`` count as verified where it does not say so.
    ``embeddings`` is how texts become vectors: "" for TF-IDF, "wordllama", or the address of a service.
    ``llm`` is the address of the model that may be asked to group notes; prices are for a million tokens.
    """

    database_url: str
    data_folder: Path
    import_folder: Path | None
    has_auth: bool
    admins: frozenset[str]
    allow_open_server: bool
    redirect_uri: str = ""
    hosts: tuple[str, ...] = ()
    trusted_issuers: frozenset[str] = frozenset()
    embeddings: str = ""
    embeddings_model: str = ""
    embeddings_key: str = field(default="", repr=False)
    llm: str = ""
    llm_model: str = ""
    llm_key: str = field(default="", repr=False)
    llm_price_in: float | None = None
    llm_price_out: float | None = None


def _secrets() -> dict[str, Any]:
    named = os.environ.get("STREAMLIT_SECRETS_FILES", "")
    path = Path(named) if named else Path(".streamlit/secrets.toml")
    return tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}


def _text(name: str, own: dict[str, Any]) -> str:
    return str(os.environ.get(f"FAULTLINE_{name.upper()}") or own.get(name, ""))


def _texts(name: str, own: dict[str, Any]) -> tuple[str, ...]:
    """Several texts: a list in the file, or separated by commas in the environment."""
    found = os.environ.get(f"FAULTLINE_{name.upper()}") or own.get(name, [])
    every = found.split(",") if isinstance(found, str) else found
    return tuple(str(each).strip() for each in every)


def private_folder(folder: Path) -> Path:
    """Return this folder, made where it is missing so that nobody else on the machine looks into it."""
    if not folder.is_dir():
        private_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def private_file(path: str, flags: int) -> int:
    """Open a file so that a new one is for this user alone: the ``opener`` of ``open``."""
    return os.open(path, flags, 0o600)


def _number(name: str, own: dict[str, Any]) -> float | None:
    text = _text(name, own)
    return float(text) if text else None


def load() -> Config:
    """Return the settings as they stand now.

    Raises ``tomllib.TOMLDecodeError`` on a broken secrets file, ``ValueError`` for a price that is no number.
    """
    secrets = _secrets()
    own: dict[str, Any] = secrets.get("faultline", {})
    data = Path(os.environ.get("FAULTLINE_DATA", own.get("data_folder", ROOT / "data")))
    url = os.environ.get("DATABASE_URL") or own.get("database_url") or f"sqlite:///{data / 'faultline.db'}"
    folder = os.environ.get("FAULTLINE_IMPORT_FOLDER") or own.get("import_folder")
    return Config(
        database_url=str(url),
        data_folder=data,
        import_folder=Path(folder) if folder else None,
        has_auth="auth" in secrets,
        admins=frozenset(clean_address(str(email)) for email in own.get("admins", [])),
        allow_open_server=os.environ.get("FAULTLINE_ALLOW_OPEN") == "1",
        redirect_uri=str(secrets.get("auth", {}).get("redirect_uri", "")),
        hosts=_texts("hosts", own),
        trusted_issuers=frozenset(_texts("trusted_issuers", own)),
        embeddings=_text("embeddings", own),
        embeddings_model=_text("embeddings_model", own),
        embeddings_key=_text("embeddings_key", own),
        llm=_text("llm", own),
        llm_model=_text("llm_model", own),
        llm_key=_text("llm_key", own),
        llm_price_in=_number("llm_price_in", own),
        llm_price_out=_number("llm_price_out", own),
    )


@lru_cache(maxsize=1)
def current() -> Config:
    """Return the settings, read once per process."""
    return load()
