"""Who may know whom: the import contracts, in words."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scripts.docs.markdown import code


def block(root: Path) -> str:
    """Return the import contracts of pyproject.toml. Raises ``ValueError`` for a kind it has no words for."""
    settings = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    return "\n\n".join(_contract(one) for one in settings["tool"]["importlinter"]["contracts"])


def _contract(one: Mapping[str, Any]) -> str:
    name = one["name"]
    match one["type"]:
        case "layers":
            inside = _names(one.get("containers", []))
            where = f"Inside {inside}, each" if inside else "Each"
            layers = " → ".join(map(_layer, one["layers"]))
            strict = " A new room without a place here fails." if one.get("exhaustive") else ""
            return f"**{name}.** {where} imports only from those further on: {layers}.{strict}"
        case "forbidden":
            sources, banned = _names(one["source_modules"]), _names(one["forbidden_modules"])
            return f"**{name}.** Never imported: {banned}, by {sources}."
        case "independence":
            return f"**{name}.** None imports another: {_names(one['modules'])}."
    raise ValueError(f"No words for an import contract of the kind {one['type']!r}: add them in {__name__}.")


def _names(modules: list[str]) -> str:
    return ", ".join(map(code, modules))


def _layer(layer: str) -> str:
    """A layer as it is written: `a | b` know nothing of each other, `a : b` may, `(a)` may be missing."""
    apart, together = " | " in layer, " : " in layer
    names = _names(re.sub(r"[()\s]", "", layer).replace(":", "|").split("|"))
    return f"({names}; not each other)" if apart else f"({names})" if together else names
