"""The command line, as its parser says of it."""

from __future__ import annotations

import argparse
from pathlib import Path

from lib.cli import main
from scripts.docs.markdown import code, table


def block(root: Path) -> str:
    """Return each command with its arguments. Raises ``ValueError`` where a command says not what it does."""
    return "\n\n".join(_command(*each) for each in _commands(main.parser()))


def _commands(parser: argparse.ArgumentParser) -> list[tuple[str, argparse.ArgumentParser, str]]:
    """Every command: its name, its parser, and what it does."""
    found = []
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            said = {choice.dest: choice.help or "" for choice in action._choices_actions}
            for name, one in action.choices.items():
                below = [(f"{name} {rest}", more, does) for rest, more, does in _commands(one)]
                found += below or [(name, one, said.get(name, ""))]
    return found


def _command(name: str, parser: argparse.ArgumentParser, said: str) -> str:
    if not said:
        raise ValueError(f"The command {name!r} does not say what it does: give it a help.")
    silent = [one.dest for one in parser._actions if not one.help]
    if silent:
        raise ValueError(
            f"Of the command {name!r}, {', '.join(silent)} does not say what it is: give it a help."
        )
    rows = [
        [code(", ".join(one.option_strings) or one.dest), "yes" if one.required else "", one.help or ""]
        for one in parser._actions
        if not isinstance(one, argparse._HelpAction)
    ]
    return f"## {name}\n\n{said[0].upper()}{said[1:]}.\n\n{table(['Argument', 'Needed', 'What it is'], rows)}"
