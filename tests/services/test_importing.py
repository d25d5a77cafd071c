"""Whole imports, from a file to the report and what is left of them, on both databases."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from lib import config
from lib.formats import limits
from lib.formats.mapping import Mapping
from lib.model import Intake, Person, Project, Role, TraceFilter, Verdict
from lib.services import importing, jobs
from lib.services.importing import Outcome
from lib.store import engine
from lib.store import jobs as stored_jobs
from lib.store.jobs import Status
from lib.store.projects import people
from lib.store.reviews import reviews
from lib.store.rules import access
from lib.store.schema import tables
from lib.store.traces import imports, traces
from lib.words import imports as import_words
from tests import seed


def _row(name: str | None, said: str, **fields: object) -> dict[str, Any]:
    messages = [{"role": "user", "content": said}, {"role": "assistant", "content": "Yes."}]
    return {"id": name, "messages": messages, **fields}


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write records, or lines as they are, to a JSON lines file and return its path."""

    def to_file(*records: dict[str, Any] | str, name: str = "traces.jsonl") -> Path:
        path = tmp_path / name
        lines = [record if isinstance(record, str) else json.dumps(record) for record in records]
        path.write_text("\n".join(lines) + "\n", "utf-8")
        return path

    return to_file


@pytest.fixture
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder of the test's own, for this process and the ones it starts."""
    monkeypatch.setenv("FAULTLINE_DATA", str(tmp_path))
    config.current.cache_clear()
    yield tmp_path
    config.current.cache_clear()


def _stored_rows() -> int:
    with engine.reading() as connection:
        count = sa.select(sa.func.count())
        both = [
            connection.scalar(count.select_from(table)) or 0 for table in (tables.traces, tables.trace_bodies)
        ]
    # An import may commit between the two questions.
    return max(both)


def _names(project: Project) -> list[str]:
    return [name for _, _, name in traces.matching(project.id, TraceFilter())]


def test_the_airline_runs_come_in_whole_and_once(
    dana: Person, project: Project, shared_data: Callable[[str], Path]
) -> None:
    path = shared_data("tau_airline/gpt-4o-airline.json")
    report = importing.run(dana, project.id, path)
    assert (report.rows_read, report.imported, report.rejected) == (200, 200, 0)
    assert (report.feedback_origin, report.feedback) == ("task reward", {"+1": 84, "-1": 116})
    assert traces.total(project.id) == 200
    again = importing.run(dana, project.id, path)
    assert (again.imported, again.already_there, again.changed) == (0, 200, 0)
    assert traces.total(project.id) == 200


def test_good_rows_come_in_and_bad_ones_are_named(
    dana: Person, project: Project, write: Callable[..., Path]
) -> None:
    path = write(_row("a", "hello"), "{broken", _row("b", ""), {"id": "c"}, _row("d", "nul \x00 here"))
    report = importing.run(dana, project.id, path)
    assert (report.outcome, report.rows_read, report.imported) == (Outcome.PUBLISHED, 5, 3)
    assert [line for line, reason in report.rejected_rows if reason] == [2, 4]
    assert (report.rejected, report.cleaned) == (2, 1)
    assert _names(project) == ["a", "b", "d"]
    stored = imports.history(project.id)[0].report
    assert stored is not None and importing.Report.from_json(dict(stored)) == report


def test_values_that_cannot_be_read_are_counted_and_kept(
    dana: Person, project: Project, write: Callable[..., Path]
) -> None:
    good = {"rating": 4, "created_at": "2026-01-05T10:00:00Z", "cost_usd": 0.1}
    bad = {"rating": "banana", "created_at": "not a date", "cost_usd": ""}
    path = write(*[_row(str(number), "hello", **good) for number in range(4)], _row("odd", "hello", **bad))
    report = importing.run(dana, project.id, path)
    assert (report.imported, report.unread) == (5, {"feedback": 1, "time": 1})
    assert report.feedback_origin == "rating"
    page = traces.page(dana, project.id, TraceFilter(text="odd"), traces.Sort.IMPORTED, 1, 10)
    assert page.lines[0].metadata == {"rating": "banana", "created_at": "not a date"}
    feedback, time_ = import_words.unread_values(report.unread, report.feedback_origin)
    assert "1 value" in feedback and "a rating" in feedback and "1 value" in time_


def test_strict_imports_all_or_nothing(dana: Person, project: Project, write: Callable[..., Path]) -> None:
    path = write(*[_row(str(number), "hello") for number in range(300)], {"id": "c"})
    report = importing.run(dana, project.id, path, strict=True)
    assert (report.outcome, report.imported) == (Outcome.STRICT, 0)
    assert [line for line, _ in report.rejected_rows] == [301]
    assert _stored_rows() == 0
    good = importing.run(dana, project.id, write(_row("a", "hello")), strict=True)
    assert good.imported == 1


def test_changed_content_is_reported_and_never_overwritten(
    dana: Person, project: Project, write: Callable[..., Path]
) -> None:
    importing.run(dana, project.id, write(_row("a", "before"), _row("b", "same")))
    report = importing.run(dana, project.id, write(_row("a", "after"), _row("b", "same"), _row("c", "new")))
    assert (report.imported, report.already_there, report.changed) == (1, 1, 1)
    assert report.changed_ids == ["a"]
    page = traces.page(dana, project.id, TraceFilter(), traces.Sort.IMPORTED, 1, 10)
    assert [line.preview for line in page.lines] == ["before", "same", "new"]


def test_ids_that_repeat_get_a_hash_and_the_project_remembers(
    dana: Person, project: Project, write: Callable[..., Path]
) -> None:
    runs = [_row("task", "first run"), _row("task", "second run"), _row("task", "first run")]
    report = importing.run(dana, project.id, write(*runs))
    assert (report.imported, report.already_there) == (2, 1)
    assert all(name.startswith("task#") for name in _names(project))
    alone = importing.run(dana, project.id, write(_row("task", "second run")))
    assert (alone.imported, alone.already_there) == (0, 1)


def test_a_hash_that_comes_later_still_finds_what_was_there(
    dana: Person, project: Project, write: Callable[..., Path]
) -> None:
    importing.run(dana, project.id, write(_row("task", "first run")))
    report = importing.run(dana, project.id, write(_row("task", "first run"), _row("task", "second run")))
    assert (report.imported, report.already_there, report.changed) == (1, 1, 0)
    assert _names(project)[0] == "task"


def test_a_mapping_given_is_used_for_the_next_file_that_has_its_fields(
    dana: Person, project: Project, write: Callable[..., Path]
) -> None:
    odd = [{"nr": 1, "x": "What time?", "y": "Nine."}]
    with pytest.raises(importing.Unreadable):
        importing.run(dana, project.id, write(*odd))
    mine = Mapping(id="nr", input="x", output="y")
    importing.run(dana, project.id, write(*odd), mine)
    report = importing.run(dana, project.id, write({"nr": 2, "x": "And when?", "y": "Ten."}))
    assert (report.imported, _names(project)) == (1, ["1", "2"])
    detected = importing.run(dana, project.id, write(_row("a", "hello")))
    assert detected.imported == 1
    found, is_remembered = importing.choose_mapping(project.id, importing.peek(write(*odd)))
    assert (found, is_remembered) == (mine, True)


def test_one_record_of_its_kind_does_not_bring_a_remembered_mapping_back(
    dana: Person, project: Project, write: Callable[..., Path]
) -> None:
    odd = {"nr": 1, "x": "What time?", "y": "Nine."}
    importing.run(dana, project.id, write(odd), Mapping(id="nr", input="x", output="y"))
    report = importing.run(dana, project.id, write(*(_row(f"r{n}", f"hello {n}") for n in range(19)), odd))
    assert (report.imported, report.rejected) == (19, 1)


def test_a_file_of_two_shapes_goes_in_whole_and_says_what_is_read_how(
    dana: Person, project: Project, write: Callable[..., Path]
) -> None:
    pairs = [{"id": n, "input": f"hello {n}", "output": "good"} for n in range(19)]
    chat = {"id": "chat", "messages": [{"role": "user", "content": "And when?"}]}
    report = importing.run(dana, project.id, write(*pairs, chat))
    assert (report.imported, report.rejected) == (20, 0)
    assert "under “messages”; where there are none, input “input”" in report.shape


def test_stopping_leaves_nothing(dana: Person, project: Project, write: Callable[..., Path]) -> None:
    path = write(*[_row(str(number), "hello " * 400) for number in range(3000)])
    shares: list[float] = []

    def until_some_are_stored(share: float, message: str) -> bool:
        shares.append(share)
        return _stored_rows() == 0

    report = importing.run(dana, project.id, path, tell=until_some_are_stored)
    assert (report.outcome, report.imported) == (Outcome.STOPPED, 0)
    assert shares == sorted(shares) and 0 < shares[-1] <= 1
    assert _stored_rows() == 0
    assert [past.status for past in imports.history(project.id)] == [Outcome.STOPPED]


@pytest.mark.parametrize(
    ("lines", "reason"), [((), "no records"), (("PK\x03\x04",), "ZIP"), (("[1, 2]",), "No record")]
)
def test_a_file_without_traces_is_refused_with_a_reason(
    dana: Person, project: Project, write: Callable[..., Path], lines: tuple[str, ...], reason: str
) -> None:
    path = write(*lines)
    if not lines:
        path.write_bytes(b"")
    with pytest.raises(importing.Unreadable, match=reason):
        importing.run(dana, project.id, path)
    assert imports.history(project.id) == []


def test_importing_needs_the_role_engineer(
    dana: Person, project: Project, write: Callable[..., Path]
) -> None:
    people.set_role(dana, project.id, "ann@example.com", Role.ANNOTATOR)
    ann = people.signed_in("ann@example.com", "Ann", is_admin=False)
    with pytest.raises(access.NotAllowed):
        importing.run(ann, project.id, write(_row("a", "hello")))
    assert _stored_rows() == 0


def _until(job_id: int, project: Project, reached: Callable[[stored_jobs.Job], bool]) -> stored_jobs.Job:
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        job = stored_jobs.get(project.id, job_id)
        if job is not None and reached(job):
            return job
        threading.Event().wait(0.02)
    raise TimeoutError(f"{job}")


def _start(who: Person, project: Project, path: Path, *, spooled: bool = False) -> int:
    return jobs.start_import(
        who, project.id, path, name=path.name, mapping=None, strict=False, spooled=spooled, intake=Intake()
    )


def test_a_process_of_its_own_imports_an_upload_and_takes_it_away(
    dana: Person, project: Project, write: Callable[..., Path], data_folder: Path
) -> None:
    path = write(_row("a", "hello"), "{broken")
    made = _start(dana, project, path, spooled=True)
    job = _until(made, project, lambda job: job.status.is_over)
    assert (job.status, job.result and job.result["imported"]) == (Status.DONE, 1)
    assert not path.exists()
    assert _names(project) == ["a"]


def test_an_import_asked_for_twice_at_once_is_one(
    dana: Person, project: Project, write: Callable[..., Path], data_folder: Path
) -> None:
    path = write(*(_row(f"t{number}", "hello") for number in range(300)))
    with ThreadPoolExecutor(3) as pool:
        made = list(pool.map(lambda _: _start(dana, project, path, spooled=True), range(3)))
    assert len(set(made)) == 1
    job = _until(made[0], project, lambda job: job.status.is_over)
    assert (job.status, job.result and job.result["imported"]) == (Status.DONE, 300)


def test_good_rows_beside_one_too_long_go_in(
    dana: Person, project: Project, write: Callable[..., Path]
) -> None:
    path = write(_row("long", "a" * limits.LONGEST_RECORD), _row("a", "hello"), _row("b", "hello"))
    report = importing.run(dana, project.id, path)
    assert (report.imported, report.rejected_rows) == (2, [(1, limits.TOO_LONG)])
    assert _names(project) == ["a", "b"]


def test_a_chunk_holds_no_more_than_its_share_of_what_is_beside_the_talk(
    dana: Person, project: Project, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    add = imports.add

    def measured(import_id: int, items: Sequence[imports.NewTrace]) -> imports.Added:
        sizes.append(len(items))
        return add(import_id, items)

    monkeypatch.setattr(imports, "add", measured)
    path = write(*(_row(f"t{number}", "hello", beside="x" * 300_000) for number in range(6)))
    assert importing.run(dana, project.id, path).imported == 6
    assert sizes == [2, 2, 2]


def test_a_process_that_cannot_read_the_file_says_why(
    dana: Person, project: Project, write: Callable[..., Path], data_folder: Path
) -> None:
    made = _start(dana, project, write('{"x": 1}'))
    job = _until(made, project, lambda job: job.status.is_over)
    assert job.status is Status.FAILED and job.message
    gone = _until(_start(dana, project, data_folder / "gone.jsonl"), project, lambda job: job.status.is_over)
    assert gone.status is Status.FAILED and "gone.jsonl" in gone.message


def test_a_killed_process_leaves_nothing_and_the_next_import_works(
    dana: Person, project: Project, write: Callable[..., Path], data_folder: Path
) -> None:
    path = write(*[_row(str(number), "hello " * 100) for number in range(20_000)])
    made = _start(dana, project, path)
    job = _until(made, project, lambda job: job.claimed_by is not None and _stored_rows() > 0)
    assert job.claimed_by is not None
    os.kill(int(job.claimed_by.rpartition(":")[2]), signal.SIGKILL)
    while not stored_jobs.get(project.id, made).status.is_over:  # type: ignore[union-attr]
        jobs.sweep(project.id)
    assert traces.total(project.id) == 0 and _stored_rows() == 0
    [past] = imports.history(project.id)
    assert past.status == "died"
    following = _until(
        _start(dana, project, write(_row("a", "hello"))), project, lambda job: job.status.is_over
    )
    assert following.status is Status.DONE and _names(project) == ["a"]


def test_people_annotate_while_an_import_runs(
    dana: Person, project: Project, write: Callable[..., Path], data_folder: Path
) -> None:
    ids = seed.store(dana, project.id, [seed.trace(f"t{number}") for number in range(200)])
    path = write(*[_row(f"n{number}", "hello " * 200) for number in range(10_000)])
    made = _start(dana, project, path)
    _until(made, project, lambda job: _stored_rows() > len(ids))
    waits: list[float] = []
    alive = 0
    for trace_id in ids:
        job = stored_jobs.get(project.id, made)
        alive += job is not None and not job.status.is_over
        began = time.monotonic()
        reviews.submit(dana, project.id, trace_id, Verdict.PASS)
        waits.append(time.monotonic() - began)
    assert alive > 20, "the import was over before the reading began"
    job = _until(made, project, lambda job: job.status.is_over)
    assert (job.status, job.result and job.result["imported"]) == (Status.DONE, 10_000)
    assert max(waits) < 2
    found = traces.page(dana, project.id, TraceFilter(), traces.Sort.IMPORTED, 1, 200)
    assert [line.verdict for line in found.lines] == [Verdict.PASS] * 200


@pytest.mark.parametrize("has_auth", [False, True])
def test_with_sign_in_only_the_import_folder_is_read(tmp_path: Path, has_auth: bool) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "inside-out"
    for folder in (inside, outside):
        folder.mkdir()
        (folder / "a.jsonl").write_text("{}")
    (inside / "link.jsonl").symlink_to(outside / "a.jsonl")
    settings = replace(config.load(), has_auth=has_auth, import_folder=inside)
    assert importing.allowed_path(f" {inside}/a.jsonl ", settings) == inside / "a.jsonl"
    with pytest.raises(FileNotFoundError):
        importing.allowed_path(f"{inside}/none.jsonl", settings)
    for path in (outside / "a.jsonl", inside / "link.jsonl", inside / ".." / "inside-out" / "a.jsonl"):
        if has_auth:
            with pytest.raises(PermissionError):
                importing.allowed_path(str(path), settings)
        else:
            assert importing.allowed_path(str(path), settings) == outside / "a.jsonl"
    if has_auth:
        assert importing.allowed_path("a.jsonl", settings) == inside / "a.jsonl"


def test_with_sign_in_and_no_import_folder_no_path_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("{}")
    settings = replace(config.load(), has_auth=True, import_folder=None)
    with pytest.raises(PermissionError):
        importing.allowed_path(str(tmp_path / "a.jsonl"), settings)
