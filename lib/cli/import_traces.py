"""``import``: a file of traces into a project, with a report of what became of every row."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from lib import config
from lib.cli import person
from lib.cli.outcome import GOOD, NOTHING, SOME_REJECTED, nothing
from lib.model import Intake, IntakeKind, Person, Project
from lib.services import importing
from lib.services.importing import Outcome
from lib.store.projects import projects
from lib.store.rules import access
from lib.store.traces import imports
from lib.words import imports as import_words


def add(commands: Any) -> None:
    """Add the command to the parser's."""
    parser = commands.add_parser("import", help="bring a file of traces into a project")
    parser.add_argument("file", type=Path, help="the file")
    parser.add_argument(
        "--project", required=True, help="its name; without sign-in it is made if it is missing"
    )
    taken = parser.add_mutually_exclusive_group()
    taken.add_argument(
        "--sample-of",
        type=int,
        metavar="N",
        help="the traces are a random part of N; without this and --picked they are all there were",
    )
    taken.add_argument(
        "--picked",
        action="store_true",
        help="the traces were chosen for a reason, as complaints are: they enter no rate of traffic",
    )
    parser.add_argument("--strict", action="store_true", help="import nothing if any row is rejected")
    person.add_option(parser, " of who imports")
    parser.set_defaults(run=run)


def run(wanted: argparse.Namespace) -> int:
    """Import the file and print the report; return the exit code."""
    try:
        who = person.who(wanted.email)
        project = _project(who, wanted.project)
        intake = Intake(_kind(wanted), wanted.sample_of)
        report = importing.run(who, project.id, wanted.file, strict=wanted.strict, tell=_show, intake=intake)
    except (ValueError, LookupError, OSError, imports.Busy) as error:
        return nothing(importing.in_words(error))
    except KeyboardInterrupt:
        return nothing("Stopped. Nothing was imported.")
    finally:
        _clear_line()
    strict = report.outcome is Outcome.STRICT
    print("\n".join(import_words.for_command_line(report, project.name, strict=strict)))
    if report.outcome is not Outcome.PUBLISHED:
        return NOTHING
    return SOME_REJECTED if report.rejected or report.changed else GOOD


def _kind(wanted: argparse.Namespace) -> IntakeKind:
    if wanted.picked:
        return IntakeKind.PICKED
    return IntakeKind.WHOLE if wanted.sample_of is None else IntakeKind.SAMPLE


def _project(who: Person, name: str) -> Project:
    found = projects.by_name(who, name)
    if found is not None:
        return found
    if config.current().has_auth:
        raise access.NotAllowed(f"There is no project “{name}” that this person may see.")
    made = projects.create(who, name)
    print(f"Made the project “{made.name}”.")
    return made


def _show(share: float, message: str) -> bool:
    if sys.stderr.isatty():
        print(f"\r\033[K{share:4.0%}  {message}", end="", file=sys.stderr, flush=True)
    return True


def _clear_line() -> None:
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr, flush=True)
