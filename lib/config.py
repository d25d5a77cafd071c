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


def _says(what: str, *, env: str = "", secret: str = "", unset: str = "") -> dict[str, str]:
    """What docs/settings.md says of a setting: what it does, where it is set, and what holds otherwise."""
    return {"what": what, "env": env, "secret": secret, "unset": unset}


def _own(name: str, what: str, *, unset: str = "") -> dict[str, str]:
    """As ``_says``, for a setting that goes by its own name in both places."""
    return _says(what, env=f"FAULTLINE_{name.upper()}", secret=name, unset=unset)


@dataclass(frozen=True, slots=True)
class Config:
    """What an installation decides. Each field says what it does; docs/settings.md is made of that."""

    database_url: str = field(
        metadata=_says(
            "The database: `sqlite:///` and a path, or `postgresql://user:password@host/name`.",
            env="DATABASE_URL",
            secret="database_url",
            unset="`faultline.db` in the data folder",
        )
    )
    data_folder: Path = field(
        metadata=_says(
            "Where the SQLite file and what background processes write are kept.",
            env="FAULTLINE_DATA",
            secret="data_folder",
            unset="`data/` beside app.py",
        )
    )
    import_folder: Path | None = field(
        metadata=_own(
            "import_folder",
            "Files below this folder may be imported by path.",
            unset="every readable path without sign-in, none with it",
        )
    )
    has_auth: bool = field(
        metadata=_says(
            "Sign-in through an OpenID Connect provider. With this section nobody gets in without it.",
            secret="[auth]",
            unset="one local person, and only this machine is answered",
        )
    )
    admins: frozenset[str] = field(
        metadata=_says(
            "E-mail addresses of people who may do everything in every project.",
            secret="admins",
            unset="nobody",
        )
    )
    allow_open_server: bool = field(
        metadata=_says(
            "`1` lets a server without sign-in answer other machines: whoever reaches it may do everything.",
            env="FAULTLINE_ALLOW_OPEN",
            unset="such a server shows nothing",
        )
    )
    redirect_uri: str = field(
        default="",
        metadata=_says(
            "Where sign-in comes back to, and so Faultline's own address.", secret="[auth] redirect_uri"
        ),
    )
    hosts: tuple[str, ...] = field(
        default=(),
        metadata=_own(
            "hosts",
            "More names that Faultline answers to; commas between them in the environment.",
            unset="the name in `redirect_uri`; without sign-in this machine's own, or "
            "every name where `FAULTLINE_ALLOW_OPEN` is `1`",
        ),
    )
    trusted_issuers: frozenset[str] = field(
        default=frozenset(),
        metadata=_own(
            "trusted_issuers",
            "Issuers whose e-mail addresses count as verified although they do not say so.",
            unset="an address counts where the provider says that it is verified",
        ),
    )
    embeddings: str = field(
        default="",
        metadata=_own(
            "embeddings",
            "How texts become vectors: `wordllama`, a small offline model, or the address of an "
            "OpenAI-compatible service, to which the text of every trace is then sent.",
            unset="TF-IDF, on this machine",
        ),
    )
    embeddings_model: str = field(
        default="", metadata=_own("embeddings_model", "The model that service is asked for.")
    )
    embeddings_key: str = field(
        default="", repr=False, metadata=_own("embeddings_key", "The key that service wants.")
    )
    llm: str = field(
        default="",
        metadata=_own(
            "llm",
            "The address of an OpenAI-compatible service that may be asked to suggest groups of notes. Notes "
            "and their quotes are sent there when someone asks for it, after they saw what will be sent.",
            unset="no model is asked",
        ),
    )
    llm_model: str = field(default="", metadata=_own("llm_model", "The model that service is asked for."))
    llm_key: str = field(default="", repr=False, metadata=_own("llm_key", "The key that service wants."))
    llm_price_in: float | None = field(
        default=None,
        metadata=_own(
            "llm_price_in", "Price of a million tokens sent, in your currency.", unset="only tokens are told"
        ),
    )
    llm_price_out: float | None = field(
        default=None,
        metadata=_own("llm_price_out", "Price of a million tokens received.", unset="only tokens are told"),
    )


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
    data = Path(os.environ.get("FAULTLINE_DATA") or own.get("data_folder", ROOT / "data"))
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
