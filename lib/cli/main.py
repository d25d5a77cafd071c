"""Faultline without a browser: ``python -m lib.cli``."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Sequence
from pathlib import Path

from lib import config
from lib.model import Person, Project
from lib.services import importing, jobs
from lib.services.importing import Outcome, Report
from lib.serving import logs
from lib.store import engine
from lib.store.projects import people, projects
from lib.store.rules import access
from lib.store.traces import imports, traces

GOOD, SOME_REJECTED, NOTHING = 0, 1, 2
"""Exit codes: all rows are in; rows were rejected or had changed; nothing was imported."""


def main(given: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    wanted = _parser().parse_args(given)
    engine.migrate()
    code: int = wanted.run(wanted)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m lib.cli", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    add = commands.add_parser("import", help="bring a file of traces into a project")
    add.add_argument("file", type=Path)
    add.add_argument("--project", required=True, help="its name; without sign-in it is made if it is missing")
    add.add_argument("--strict", action="store_true", help="import nothing if any row is rejected")
    add.add_argument("--as", dest="email", help="e-mail address of who imports, where sign-in is configured")
    add.set_defaults(run=_import)

    listing = commands.add_parser("projects", help="list the projects and how many traces they hold")
    listing.add_argument("--as", dest="email", help="e-mail address, where sign-in is configured")
    listing.set_defaults(run=_projects)

    work = commands.add_parser("work", help="do a queued job (started by the pages)")
    work.add_argument("job", type=int)
    work.set_defaults(run=_work)
    return parser


def _import(wanted: argparse.Namespace) -> int:
    try:
        who = _person(wanted.email)
        project = _project(who, wanted.project)
        report = importing.run(who, project.id, wanted.file, strict=wanted.strict, tell=_show)
    except (ValueError, LookupError, OSError, imports.Busy) as error:
        return _fail(importing.in_words(error))
    except KeyboardInterrupt:
        return _fail("Stopped. Nothing was imported.")
    finally:
        _clear_line()
    print("\n".join(_in_words(report, project)))
    if report.outcome is not Outcome.PUBLISHED:
        return NOTHING
    return SOME_REJECTED if report.rejected or report.changed else GOOD


def _projects(wanted: argparse.Namespace) -> int:
    try:
        who = _person(wanted.email)
    except LookupError as error:
        return _fail(str(error))
    for project in projects.visible_to(who):
        number = traces.total(project.id)
        print(f"{project.name}: {number:,} {'trace' if number == 1 else 'traces'}")
    return GOOD


def _work(wanted: argparse.Namespace) -> int:
    return GOOD if jobs.work(wanted.job) is not None else NOTHING


def _person(email: str | None) -> Person:
    if not config.current().has_auth:
        return people.local_person(getpass.getuser())
    found = people.by_email(email or "")
    if found is None:
        raise LookupError("Sign-in is configured here: name who imports with --as and their e-mail address.")
    return found


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


def _fail(reason: str) -> int:
    print(reason, file=sys.stderr)
    return NOTHING


def _in_words(report: Report, project: Project) -> list[str]:
    lines = [
        f"Read {report.source} as: {report.shape}.",
        f"{report.rows_read:,} rows read: {report.imported:,} imported into “{project.name}”, "
        f"{report.already_there:,} already there, {report.changed:,} changed, {report.rejected:,} rejected.",
    ]
    if report.outcome is Outcome.STRICT:
        lines[1] = "Nothing was imported: a row was rejected and --strict was given."
    if report.identity:
        lines.append(report.identity)
    if report.feedback_origin:
        bands = ", ".join(f"{count:,} at {band}" for band, count in sorted(report.feedback.items()))
        lines.append(f"Feedback ({report.feedback_origin}): {bands}.")
    lines += importing.unread_in_words(report.unread, report.feedback_origin)
    if report.cleaned:
        lines.append(f"{report.cleaned:,} characters no database can hold were replaced.")
    lines += [f"  Changed, kept as it was: {name}" for name in report.changed_ids]
    lines += [f"  Line {line}: {reason}" for line, reason in report.rejected_rows]
    return lines


if __name__ == "__main__":
    logs.install()
    sys.exit(main())
