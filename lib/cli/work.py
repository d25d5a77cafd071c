"""``work``: a queued job, in a process of its own. The pages start it."""

from __future__ import annotations

import argparse
from typing import Any

from lib.cli.outcome import GOOD, NOTHING


def add(commands: Any) -> None:
    """Add the command to the parser's."""
    work = commands.add_parser("work", help="do a queued job (started by the pages)")
    work.add_argument("job", type=int, help="its number")
    work.set_defaults(run=run)


def run(wanted: argparse.Namespace) -> int:
    """Do the job; return the exit code."""
    # All that any job needs: the other commands are there sooner without it.
    from lib.services import jobs

    return GOOD if jobs.work(wanted.job) is not None else NOTHING
