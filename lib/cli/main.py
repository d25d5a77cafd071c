"""Faultline without a browser: ``python -m lib.cli``."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from lib.cli import import_traces, list_projects, work, write_report
from lib.cli.outcome import GOOD as GOOD
from lib.cli.outcome import NOTHING as NOTHING
from lib.cli.outcome import SOME_REJECTED as SOME_REJECTED
from lib.store import engine


def main(given: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    wanted = parser().parse_args(given)
    engine.migrate()
    code: int = wanted.run(wanted)
    return code


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands: ``run`` of what it parsed does the one that was asked for.

    docs/cli.md is made of it.
    """
    made = argparse.ArgumentParser(prog="python -m lib.cli", description=__doc__)
    commands = made.add_subparsers(required=True, metavar="COMMAND")
    for command in (import_traces, list_projects, write_report, work):
        command.add(commands)
    return made
