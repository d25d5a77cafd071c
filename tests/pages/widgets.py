"""Finding a widget of ``lib.ui.shell.choice`` on a page: its key says more than the one it was given."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lib.ui.shell.choice import MARK


def of(widgets: Iterable[Any], key: str) -> Any:
    """Return the one of these widgets that was drawn with this key."""
    [found] = [widget for widget in widgets if (widget.key or "").split(MARK)[0] == key]
    return found
