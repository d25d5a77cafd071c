"""``projects``: the projects and how many traces they hold."""

from __future__ import annotations

import argparse
from typing import Any

from lib.cli import person
from lib.cli.outcome import GOOD, nothing
from lib.store.projects import projects
from lib.store.traces import traces


def add(commands: Any) -> None:
    """Add the command to the parser's."""
    listing = commands.add_parser("projects", help="list the projects and how many traces they hold")
    person.add_option(listing, "")
    listing.set_defaults(run=run)


def run(wanted: argparse.Namespace) -> int:
    """Print a line for each project this person may see; return the exit code."""
    try:
        who = person.who(wanted.email)
    except LookupError as error:
        return nothing(str(error))
    for project in projects.visible_to(who):
        number = traces.total(project.id)
        print(f"{project.name}: {number:,} {'trace' if number == 1 else 'traces'}")
    return GOOD
