"""Logs without anybody's words: of an error they hold the kind and the place, not the message.

Messages quote what was being done: a database the row, a parser the text, a chart the values. Notes and
traces must not end up where only operations are meant to be read.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import re
import sys
import threading
import traceback
import warnings
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any

_FIRST_WORDS = re.compile(r"[^\n(<]*")


class Plain(RuntimeError):
    """An error whose message is ours, for whoever runs Faultline: the logs show it."""


def install() -> None:
    """Keep messages of errors out of all this process writes, for good. A second time changes nothing."""
    keep_out_of_logs()
    sys.excepthook = _unhandled
    sys.unraisablehook = _unraisable
    threading.excepthook = _unhandled_in_thread
    warnings.formatwarning = _warning
    # A record that cannot be formatted would be written with its arguments.
    logging.raiseExceptions = False


def keep_out_of_logs() -> None:
    """Keep messages of errors out of every log of this process, for good."""
    logging.setLogRecordFactory(_record)


def without_words(error: BaseException) -> str:
    """Return the traceback of an error and of those it came of, as Python writes it but for the messages."""
    return "\n".join(_told(error, set()))


def _told(error: BaseException, seen: set[int]) -> Iterator[str]:
    seen.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in seen:
        yield from _told(before, seen)
        yield "\nwhich led to:\n"
    if error.__traceback__ is not None:
        yield "Traceback (most recent call last):"
        yield "".join(traceback.format_tb(error.__traceback__)).rstrip()
    yield _named(error)
    for part in getattr(error, "exceptions", ()):
        if isinstance(part, BaseException) and id(part) not in seen:
            yield "\nof which one is:\n"
            yield from _told(part, seen)


def _named(error: BaseException) -> str:
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    return ": ".join(filter(None, (kind, _known(error))))


def _known(error: BaseException) -> str:
    """What can be said without quoting anything: codes, and messages that hold no words of people."""
    if isinstance(error, Plain):
        return str(error)
    if isinstance(error, ImportError):
        return error.name or ""
    if isinstance(error, OSError):
        return os.strerror(error.errno or 0) if error.errno in errno.errorcode else ""
    code = getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None)
    if code is None and f"{type(error).__module__}.{type(error).__name__}" == "psycopg.OperationalError":
        # Not an answer of the database: why it cannot be reached.
        return str(error)
    return code or ""


def _record(*given: Any, **named: Any) -> logging.LogRecord:
    made = logging.LogRecord(*given, **named)
    made.msg = _quiet(made.msg)
    if isinstance(made.args, Mapping):
        made.args = {name: _quiet(value) for name, value in made.args.items()}
    elif made.args:
        made.args = tuple(map(_quiet, made.args))
    if made.name == "asyncio":
        # What follows are the arguments of a callback, or the result or the error of a task.
        found = _FIRST_WORDS.match(made.getMessage())
        made.msg, made.args = (found[0].rstrip() if found else ""), ()
    if made.exc_info and made.exc_info[1] is not None:
        # Formatters write this where it is there, and do not ask for the error.
        made.exc_text, made.exc_info = without_words(made.exc_info[1]), None
    return made


def _quiet(value: Any) -> Any:
    """What is to be written of a value: of an error its kind, of a task that it is one."""
    if isinstance(value, BaseException):
        return _named(value)
    return type(value).__name__ if isinstance(value, asyncio.Future) else value


def _warning(
    message: Warning | str, category: type[Warning], filename: str, lineno: int, line: str | None = None
) -> str:
    return f"{filename}:{lineno}: {category.__name__}\n"


def _unraisable(given: sys.UnraisableHookArgs) -> None:
    if given.exc_value is not None:
        print(without_words(given.exc_value), file=sys.stderr)


def _unhandled(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    print(without_words(error), file=sys.stderr)


def _unhandled_in_thread(given: threading.ExceptHookArgs) -> None:
    if given.exc_value is not None and not isinstance(given.exc_value, SystemExit):
        print(without_words(given.exc_value), file=sys.stderr)
