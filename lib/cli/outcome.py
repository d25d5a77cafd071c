"""How a command ends: its exit code, and a reason where nothing was done."""

from __future__ import annotations

import sys

GOOD, SOME_REJECTED, NOTHING = 0, 1, 2
"""Exit codes: all rows are in; rows were rejected or had changed; nothing was imported."""


def nothing(reason: str) -> int:
    """Print why nothing was done to the standard error, and return the exit code for it."""
    print(reason, file=sys.stderr)
    return NOTHING
