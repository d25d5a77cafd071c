"""Bringing a file in: two streaming passes, short transactions, one publication, one report.

The first pass decides how traces are identified; the second writes. Nothing is seen of an import before
its end, and nothing is left of one that was stopped.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeAlias

from lib.config import Config
from lib.formats import mapping as formats
from lib.formats.feedback import SCALES as SCALES
from lib.formats.identity import HASHED_BEFORE as HASHED_BEFORE
from lib.formats.identity import IdentityScan
from lib.formats.identity import external_id as external_id
from lib.formats.limits import BEGINNING
from lib.formats.mapping import Mapping as Mapping
from lib.formats.mapping import Refused
from lib.formats.mapping import Trial as Trial
from lib.formats.mapping import content_hash as content_hash
from lib.formats.mapping import described as described
from lib.formats.mapping import feedback_reading as feedback_reading
from lib.formats.mapping import fields as fields
from lib.formats.mapping import try_out as try_out
from lib.formats.reading import Row, rows
from lib.model import Feedback, FeedbackOrigin, Intake, Person, Trace
from lib.store.projects import projects
from lib.store.traces import bodies, imports
from lib.store.traces.imports import NewTrace
from lib.text import summary

Tell: TypeAlias = Callable[[float, str], bool]
"""Called a few times a second with the share done and a sentence; returns False to stop the import."""

_TELL_EVERY = 0.4
_BEAT_EVERY = 10.0
# A transaction stays far below half a second on both databases (bench/import_speed.py).
_CHUNK_ROWS = 100
_CHUNK_CHARACTERS = 500_000
_SAMPLE_ROWS = 200
_FIRST_PASS = 0.4
_REASONS_KEPT = 200
_IDS_KEPT = 100


class Outcome(StrEnum):
    """How an import ended. Only ``PUBLISHED`` leaves traces."""

    PUBLISHED = "published"
    STOPPED = "stopped"
    STRICT = "ended at a rejected row"
    FAILED = "failed"


class Unreadable(ValueError):
    """The file cannot be read as traces; the message says why and what to do."""


class Stopped(Exception):
    """Someone asked the import to stop."""


@dataclass(slots=True)
class Report:
    """What became of the rows of a file. Lists hold the first entries, the numbers count all."""

    source: str = ""
    outcome: Outcome = Outcome.FAILED
    rows_read: int = 0
    imported: int = 0
    already_there: int = 0
    changed: int = 0
    changed_ids: list[str] = field(default_factory=list)
    rejected: int = 0
    rejected_rows: list[tuple[int, str]] = field(default_factory=list)
    cleaned: int = 0
    identity: str = ""
    shape: str = ""
    feedback_origin: str = ""
    feedback: dict[str, int] = field(default_factory=dict)
    unread: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    def to_json(self) -> dict[str, object]:
        """Return the report as plain values."""
        rejected = [list(row) for row in self.rejected_rows]
        return {**asdict(self), "outcome": self.outcome.value, "rejected_rows": rejected}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Report:
        """Return a stored report."""
        known = {name: data[name] for name in cls.__dataclass_fields__ if name in data}
        known["outcome"] = Outcome(data.get("outcome", Outcome.FAILED))
        known["rejected_rows"] = [(line, reason) for line, reason in data.get("rejected_rows", [])]
        return cls(**known)

    def reject(self, line: int, reason: str) -> None:
        """Count a rejected row."""
        self.rejected += 1
        if len(self.rejected_rows) < _REASONS_KEPT:
            self.rejected_rows.append((line, reason))


@dataclass(frozen=True, slots=True)
class Peek:
    """The first rows of a file, also those that could not be read."""

    rows: tuple[Row, ...]
    is_whole: bool

    @property
    def records(self) -> list[dict[str, Any]]:
        """The records that could be read."""
        return [row.value for row in self.rows if row.value is not None]


def allowed_path(text: str, settings: Config) -> Path:
    """Return the file to read for a path someone gave.

    Without sign-in it may be any file; with it, only one that lies below the configured import folder once
    all links are followed. Raises ``PermissionError`` where it may not be read, ``FileNotFoundError`` where
    there is no such file.
    """
    given = Path(text.strip())
    if settings.has_auth:
        if settings.import_folder is None:
            raise PermissionError("No import folder is configured here. Upload the file instead.")
        folder = settings.import_folder.resolve()
        found = (folder / given).resolve()
        if not found.is_relative_to(folder):
            raise PermissionError("Only files below the import folder of this installation can be read.")
    else:
        found = given.expanduser().resolve()
    if not found.is_file():
        raise FileNotFoundError(f"There is no file {found}.")
    return found


def peek(path: Path) -> Peek:
    """Return the beginning of a file. Raises ``OSError`` where it cannot be read."""
    found: list[Row] = []
    for row in rows(path, beginning=True):
        if row.error == BEGINNING:
            return Peek(tuple(found or [row]), is_whole=False)
        found.append(row)
        if len(found) >= _SAMPLE_ROWS:
            return Peek(tuple(found), is_whole=False)
    return Peek(tuple(found), is_whole=True)


def choose_mapping(project_id: int, seen: Peek) -> tuple[Mapping | None, bool]:
    """Return how to read a file, and whether that is what somebody chose for this project before.

    A remembered mapping goes first where all its fields occur in the file, unless detection reads more than
    twice as many records; else what detection says, which is None where nothing tells what was said.
    """
    stored, _ = projects.reading_rules(project_id)
    found = formats.detect(seen.records)
    if stored:
        remembered = Mapping.from_json(stored)
        there = {one.name for one in formats.fields(seen.records)}
        if remembered.says_something() and used_fields(remembered) <= there:
            heard = [formats.speaking(seen.records, one) for one in (remembered, found or remembered)]
            if heard[0] * 2 >= heard[1]:
                return remembered, True
    return found, False


def used_fields(mapping: Mapping) -> set[str]:
    """Return the fields of a file that a mapping reads."""
    about = {"feedback_origin", "feedback_scale", "label"}
    return {str(value) for name, value in mapping.to_json().items() if value and name not in about}


def run(
    who: Person,
    project_id: int,
    path: Path,
    mapping: Mapping | None = None,
    *,
    source: str = "",
    strict: bool = False,
    tell: Tell = lambda share, message: True,
    job_id: int | None = None,
    intake: Intake = imports.EVERYTHING,
) -> Report:
    """Import a file and return the report. Needs the role engineer.

    A ``mapping`` given is remembered for the project; without one it is chosen as ``choose_mapping`` does.
    ``strict`` ends the import at the first rejected row with nothing imported. Raises ``Unreadable`` where
    the file holds no traces, ``imports.Busy`` where another import is running, ``OSError`` where the file
    cannot be read; whatever happens, what an unfinished import stored is taken out again.
    """
    seen = peek(path)
    reading = mapping or choose_mapping(project_id, seen)[0]
    if reading is None:
        raise Unreadable(why_unreadable(seen))
    report = Report(source=source or path.name, shape=reading.label or formats.described(reading))
    if reading.feedback:
        report.feedback_origin = (reading.feedback_origin or FeedbackOrigin.THUMB).value
    began = time.monotonic()
    opened = imports.start(who, project_id, report.source, job_id=job_id, intake=intake)
    run_through = _Run(path, reading, strict, tell, opened, report)
    try:
        hashed = run_through.identify(projects.reading_rules(project_id)[1])
        run_through.write(hashed)
        report.outcome = Outcome.PUBLISHED
        report.seconds = round(time.monotonic() - began, 1)
        remembered = mapping.to_json() if mapping else projects.reading_rules(project_id)[0] or {}
        imports.publish(who, opened, report.to_json())
        projects.remember_reading_rules(who, project_id, remembered, identity_hashed=hashed)
    except (Stopped, _Strict) as ended:
        report.outcome = Outcome.STOPPED if isinstance(ended, Stopped) else Outcome.STRICT
        report.imported, report.seconds = 0, round(time.monotonic() - began, 1)
        imports.abandon(opened, report.outcome.value, report.to_json())
    except BaseException:
        imports.abandon(opened, Outcome.FAILED.value)
        raise
    return report


def why_unreadable(seen: Peek) -> str:
    """Return why nothing can be imported from a file, and what to do about it."""
    if not seen.rows:
        return "The file holds no records."
    if not seen.records:
        return f"No record could be read. Line {seen.rows[0].line}: {seen.rows[0].error}"
    return (
        "No field of this file could be told to hold what was said. "
        "Choose the fields on the Traces page: they are remembered for the project."
    )


def in_words(error: Exception) -> str:
    """Return what went wrong, for the person who asked."""
    if isinstance(error, OSError) and error.filename and error.strerror:
        return f"{error.filename}: {error.strerror}."
    return str(error)


def prepared(trace: Trace, content_hash: str | None = None, also_known_as: str = "") -> NewTrace:
    """Return a trace ready to be stored, with what the light columns hold of it."""
    steps, tool_calls, errors, characters = summary.counts(trace)
    return NewTrace(
        trace=trace,
        content_hash=content_hash or formats.content_hash(trace),
        normalised_hash=summary.normalised_hash(trace),
        preview=summary.preview(trace),
        search_text=summary.search_text(trace),
        steps=steps,
        tool_calls=tool_calls,
        errors=errors,
        characters=characters,
        also_known_as=also_known_as,
    )


def feedback_band(given: Feedback | None) -> str:
    """Return where a trace's feedback lies, in the words of the report."""
    if given is None:
        return "none"
    if abs(given.value) == 1:
        return f"{given.value:+.0f}"
    return "0" if given.value == 0 else "above 0" if given.value > 0 else "below 0"


class _Strict(Exception):
    """A row was rejected and the import is strict."""


class _Run:
    """One import on its way through the two passes."""

    def __init__(
        self, path: Path, mapping: Mapping, strict: bool, tell: Tell, import_id: int, report: Report
    ) -> None:
        self.path, self.mapping, self.strict = path, mapping, strict
        self.tell, self.import_id, self.report = tell, import_id, report
        self.share = 0.0
        self.told_at = self.beaten_at = time.monotonic()

    def identify(self, already_hashed: bool) -> bool:
        """Read the whole file once; return whether ids need a hash of the content behind them.

        Once hashed, a project stays so: the same file then finds its own traces again.
        """
        scan = IdentityScan()
        for trace, _ in self._traces(Report(), 0.0, _FIRST_PASS, "Reading ids"):
            scan.add(trace.external_id, formats.content_hash(trace))
        self.report.identity = scan.reason
        if already_hashed and not scan.needs_hash:
            self.report.identity = HASHED_BEFORE
        return already_hashed or scan.needs_hash

    def write(self, hashed: bool) -> None:
        """Read the file again and store its traces chunk by chunk."""
        chunk: list[NewTrace] = []
        characters = 0
        for trace, cleaned in self._traces(self.report, _FIRST_PASS, 1.0, "Storing traces"):
            self.report.cleaned += cleaned
            self._count_feedback(trace.feedback)
            content = formats.content_hash(trace)
            name = external_id(trace.external_id, content, hashed)
            chunk.append(prepared(replace(trace, external_id=name), content, trace.external_id))
            characters += chunk[-1].characters + len(bodies.dump_extra(trace.extra))
            if len(chunk) >= _CHUNK_ROWS or characters >= _CHUNK_CHARACTERS:
                self._store(chunk)
                chunk, characters = [], 0
        if chunk:
            self._store(chunk)

    def _traces(self, report: Report, start: float, end: float, doing: str) -> Iterator[tuple[Trace, int]]:
        def count(so_far: int, size: int) -> None:
            self.share = start + (end - start) * (so_far / size if size else 1.0)
            # Also where no row comes for long: one of hundreds of megabytes is passed over.
            self._tell(f"{doing}: {report.rows_read:,} rows")

        for row in rows(self.path, count):
            report.rows_read += 1
            self._tell(f"{doing}: {report.rows_read:,} rows")
            read = self._read(row, report)
            if read is not None:
                yield read

    def _read(self, row: Row, report: Report) -> tuple[Trace, int] | None:
        reason = row.error or ""
        if row.value is not None:
            try:
                read = formats.read_record(row.value, self.mapping)
                for name in formats.unread(row.value, read[0], self.mapping):
                    report.unread[name] = report.unread.get(name, 0) + 1
                return read
            except Refused as refused:
                reason = str(refused)
        report.reject(row.line, reason)
        if self.strict:
            if report is not self.report:
                self.report.rows_read = report.rows_read
                self.report.reject(row.line, reason)
            raise _Strict
        return None

    def _tell(self, message: str) -> None:
        moment = time.monotonic()
        if moment - self.told_at >= _TELL_EVERY:
            self.told_at = moment
            if not self.tell(self.share, message):
                raise Stopped
        if moment - self.beaten_at >= _BEAT_EVERY:
            self.beaten_at = moment
            imports.beat(self.import_id)

    def _store(self, chunk: list[NewTrace]) -> None:
        added = imports.add(self.import_id, chunk)
        report = self.report
        report.imported += len(added.imported)
        report.already_there += len(added.already_there)
        report.changed += len(added.changed)
        report.changed_ids += added.changed[: _IDS_KEPT - len(report.changed_ids)]

    def _count_feedback(self, given: Feedback | None) -> None:
        counts = Counter(self.report.feedback)
        counts[feedback_band(given)] += 1
        self.report.feedback = dict(counts)
