"""Who runs a command."""

from __future__ import annotations

import argparse
import getpass

from lib import config
from lib.model import Person
from lib.store.projects import people


def add_option(parser: argparse.ArgumentParser, does: str) -> None:
    """Let a command be told who runs it, where sign-in is configured; ``does`` says what they do."""
    parser.add_argument("--as", dest="email", help=f"e-mail address{does}, where sign-in is configured")


def who(email: str | None) -> Person:
    """Return who runs the command. Raises ``LookupError`` where sign-in is configured and nobody is named."""
    if not config.current().has_auth:
        return people.local_person(getpass.getuser())
    found = people.by_email(email or "")
    if found is None:
        raise LookupError("Sign-in is configured here: name who imports with --as and their e-mail address.")
    return found
