"""``report``: the page to forward, written into a file."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lib.cli import person
from lib.cli.outcome import GOOD, nothing
from lib.store.projects import projects


def add(commands: Any) -> None:
    """Add the command to the parser's."""
    parser = commands.add_parser("report", help="write the page to forward into a file")
    parser.add_argument("--project", required=True, help="its name")
    parser.add_argument(
        "--format",
        choices=["html", "markdown"],
        default="html",
        help="`html` unless said otherwise, or `markdown`",
    )
    parser.add_argument(
        "--output", type=Path, required=True, help="the file to write; one of that name is replaced"
    )
    person.add_option(parser, " of who reads it")
    parser.set_defaults(run=run)


def run(wanted: argparse.Namespace) -> int:
    """Write the report on all of the project's traces; return the exit code."""
    # Charts and estimates take a second to load, which no other command needs.
    from lib.report import document
    from lib.services import findings, importing, reporting

    try:
        who = person.who(wanted.email)
        project = projects.by_name(who, wanted.project)
        if project is None:
            return nothing(f"There is no project “{wanted.project}” that this person may see.")
        # Where the app is, a command cannot know: traces are named without links.
        report = reporting.gather(who, project, findings.of(project.id), "", datetime.now(UTC))
        render = document.html if wanted.format == "html" else document.markdown
        wanted.output.write_text(render(report), "utf-8")
    except (LookupError, OSError) as problem:
        return nothing(importing.in_words(problem))
    return GOOD
