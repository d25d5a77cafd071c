"""Every setting, as lib/config.py says of it."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from lib.config import Config
from scripts.docs.markdown import code, table


def block(root: Path) -> str:
    """Return a table of the settings. Raises ``ValueError`` for a field without words or names of its own."""
    rows = []
    for field in fields(Config):
        said = field.metadata
        if not said.get("what") or not (said["env"] or said["secret"]):
            raise ValueError(f"Config.{field.name} does not say what it does and where it is set.")
        rows.append([said["what"], code(said["env"]), code(said["secret"]), said["unset"]])
    return table(["What it does", "Environment", "secrets.toml", "Where it is not set"], rows)
