"""Finding on a page what has no name of its own in tests: widgets of ``lib.ui.shell.choice``, rows drawn."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from streamlit.testing.v1 import AppTest

from lib.ui.shell.choice import MARK


def of(widgets: Iterable[Any], key: str) -> Any:
    """Return the one of these widgets that was drawn with this key: its own says more than the one given."""
    [found] = [widget for widget in widgets if (widget.key or "").split(MARK)[0] == key]
    return found


def rows_of(app: AppTest) -> list[dict[str, Any]]:
    """Return the tables of rows drawn on a page (``lib.ui.shell.row_chart``), as the browser gets them."""
    drawn = [one.proto for one in app.get("bidi_component")]
    return [
        json.loads(one.json)["table"] for one in drawn if one.component_name.endswith("faultline_row_chart")
    ]
