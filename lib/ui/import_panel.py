"""The import part of the Traces page: choose a file, see how it will be read, import it, read the report."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import streamlit as st

from lib import config, importing, jobs
from lib.formats import mapping as formats
from lib.formats.identity import IdentityScan
from lib.formats.mapping import Mapping, Refused
from lib.importing import Peek, Report
from lib.model import Role, Trace
from lib.store import imports, projects
from lib.store import jobs as stored_jobs
from lib.store.jobs import Job, Status
from lib.ui import go, import_report, mapping_editor, shell, trace_view
from lib.ui.shell import Visit
from lib.ui.text import count, md_escape, when

_FILE = "import_file"
_SHOWN = "import_shown"
_ENDED = {"published": "finished", "died": "stopped unexpectedly"}
_UPLOAD, _PATH = "Upload a file", "Read from a path"
_FORGOTTEN_AFTER = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Chosen:
    """A file somebody wants to import, with its beginning. ``token`` tells its widgets from another's."""

    path: Path
    name: str
    spooled: bool
    seen: Peek
    token: str


def show(visit: Visit) -> None:
    """Draw the panel: a running import, else the way to a new one; then the past ones."""
    jobs.sweep(visit.project.id)
    newest = stored_jobs.newest(visit.project.id, jobs.IMPORT)
    if newest is not None and not newest.status.is_over:
        _running(newest.id)
        return
    if newest is not None and st.session_state.get(_SHOWN) == newest.id:
        _ended(visit, newest)
    else:
        chosen = _choose(visit)
        if chosen is not None:
            _prepare(visit, chosen)
    _past(visit.project.id)


def has_news(visit: Visit) -> bool:
    """Whether an import is running, or one this person has just started has ended."""
    newest = stored_jobs.newest(visit.project.id, jobs.IMPORT)
    return newest is not None and (not newest.status.is_over or st.session_state.get(_SHOWN) == newest.id)


@st.fragment(run_every="1s")
def _running(job_id: int) -> None:
    visit = shell.require(Role.ENGINEER)
    jobs.sweep(visit.project.id)
    job = stored_jobs.get(visit.project.id, job_id)
    if job is None or job.status.is_over:
        st.session_state[_SHOWN] = job_id
        st.rerun()
    st.header(f"Importing {md_escape(job.payload['name'])}")
    st.progress(min(job.progress, 1.0), text=job.message or "Starting")
    st.caption(
        "It goes on if you leave this page, and people can annotate meanwhile. "
        "The new traces appear all at once, at the end."
    )
    stopping = job.cancel_requested
    st.button("Stopping …" if stopping else "Stop", disabled=stopping, on_click=_stop, args=(job_id,))


def _stop(job_id: int) -> None:
    visit = shell.require(Role.ENGINEER)
    stored_jobs.request_stop(visit.person, visit.project.id, job_id, Role.ENGINEER)


def _choose(visit: Visit) -> Chosen | None:
    settings = config.current()
    limit = st.get_option("server.maxUploadSize")
    ways = [_UPLOAD, _PATH] if not settings.has_auth or settings.import_folder else [_UPLOAD]
    way = _UPLOAD
    if len(ways) > 1:
        way = st.radio("From", ways, key="import_way", horizontal=True)
    if way == _UPLOAD:
        given = st.file_uploader(
            f"JSON, JSON lines or CSV, packed with gzip or not, up to {limit:,} MB",
            key=f"import_upload_{visit.project.id}",
            help="Larger files come in by path, or with `python -m lib.cli import FILE --project NAME`.",
        )
        return _spooled(given) if given is not None else None
    where = f"below {md_escape(str(settings.import_folder))}" if settings.has_auth else "on this machine"
    text = st.text_input(f"Path of the file, {where}", key=f"import_path_{visit.project.id}")
    if not text.strip():
        return None
    try:
        path = importing.allowed_path(text, settings)
        return _read(path, path.name, spooled=False, token=f"{path}:{path.stat().st_mtime_ns}")
    except OSError as error:
        st.error(importing.in_words(error))
        return None


def _spooled(given: Any) -> Chosen:
    held: Chosen | None = st.session_state.get(_FILE)
    if held is not None and held.token == given.file_id and held.path.exists():
        return held
    folder = config.current().data_folder / "uploads"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        if old.stat().st_mtime < time.time() - _FORGOTTEN_AFTER:
            old.unlink(missing_ok=True)
    path = folder / uuid4().hex
    with path.open("wb") as file:
        shutil.copyfileobj(given, file)
    return _read(path, given.name, spooled=True, token=given.file_id)


def _read(path: Path, name: str, *, spooled: bool, token: str) -> Chosen:
    held: Chosen | None = st.session_state.get(_FILE)
    if held is None or held.token != token or held.path != path:
        held = Chosen(path, name, spooled, importing.peek(path), token)
        st.session_state[_FILE] = held
    return held


def _prepare(visit: Visit, chosen: Chosen) -> None:
    seen = chosen.seen
    if not seen.records:
        st.error(importing.why_unreadable(seen))
        return
    found, is_remembered = importing.choose_mapping(visit.project.id, seen)
    left, right = st.columns([5, 7], gap="large")
    with left:
        _say_shape(found, is_remembered)
        # Above the editor, so that the button stays in sight; filled once the editor has said what is chosen.
        decision = st.container()
        edited = mapping_editor.edit(
            found or Mapping(), seen.records, token=chosen.token, is_open=found is None
        )
    first = _first_trace(edited, seen)
    with decision:
        if edited.says_something():
            st.write(_identity(visit, edited, seen))
        strict = st.checkbox("Import nothing if any row is rejected", key=f"import_strict_{chosen.token}")
        st.button(
            "Import",
            type="primary",
            disabled=not isinstance(first, Trace),
            on_click=_start,
            args=(chosen, None if edited == found and not is_remembered else edited, strict),
        )
    with right:
        _preview(first)


def _start(chosen: Chosen, mapping: Mapping | None, strict: bool) -> None:
    visit = shell.require(Role.ENGINEER)
    path = chosen.path
    if not chosen.spooled:
        path = importing.allowed_path(str(path), config.current())
    st.session_state[_SHOWN] = jobs.start_import(
        visit.person,
        visit.project.id,
        path,
        name=chosen.name,
        mapping=mapping,
        strict=strict,
        spooled=chosen.spooled,
    )
    st.session_state.pop(_FILE, None)


def _say_shape(found: Mapping | None, is_remembered: bool) -> None:
    if found is None:
        st.warning(
            "No field could be told to hold what was said. Choose the fields below; they are remembered."
        )
        return
    words = md_escape(found.label or formats.described(found))
    st.markdown(f"**{words}**" + (", as chosen for this project before." if is_remembered else "."))
    if found.feedback:
        scale = (found.feedback_scale or "").replace("..", " to ")
        given = f", {'as' if scale == 'words' else 'from'} {scale}" if scale else ""
        st.write(
            f"Feedback: “{md_escape(found.feedback)}”, a signal of the kind {found.feedback_origin}{given}. "
            "It is scaled to −1 to +1."
        )


def _first_trace(mapping: Mapping, seen: Peek) -> Trace | str:
    reason = "Choose at least one field that holds what was said."
    if mapping.says_something():
        for record in seen.records:
            try:
                return formats.to_trace(record, mapping)
            except Refused as refused:
                reason = str(refused)
    return reason


def _preview(first: Trace | str) -> None:
    st.markdown("**The first trace, as it will be read**")
    with st.container(border=True, height=520):
        if isinstance(first, Trace):
            trace_view.show(first, key="import_preview")
        else:
            st.write(md_escape(first))


def _identity(visit: Visit, mapping: Mapping, seen: Peek) -> str:
    if projects.reading_rules(visit.project.id)[1]:
        return "A hash of the content is added to each id, as in the earlier imports of this project."
    scan = IdentityScan()
    for record in seen.records:
        try:
            trace = formats.to_trace(record, mapping)
        except Refused:
            continue
        scan.add(trace.external_id, formats.content_hash(trace))
    if scan.needs_hash or seen.is_whole:
        return md_escape(scan.reason)
    return (
        "Each trace keeps the id written in the file. If one repeats further down with different content, "
        "a hash of the content is added to each id; the report will say so."
    )


def _ended(visit: Visit, job: Job) -> None:
    st.header(md_escape(job.payload["name"]))
    if job.result is not None:
        import_report.show(Report.from_json(dict(job.result)))
    elif job.status is Status.FAILED:
        st.error(f"{md_escape(job.message)} Nothing was imported.")
    elif job.status is Status.STOPPED:
        st.info("The import was stopped before it began. Nothing was imported.")
    else:
        st.error("The import stopped unexpectedly; nothing was imported. You can start it again.")
        st.caption(f"What its process said is in the data folder, under jobs/{job.id}.log.")
    with st.container(horizontal=True):
        if job.status is Status.DONE:
            go.button("Choose what to read", "sampling", visit.project)
        st.button("Import another file", on_click=_again)


def _again() -> None:
    shell.require(Role.ENGINEER)
    st.session_state.pop(_SHOWN, None)


def _past(project_id: int) -> None:
    # The report of the import that has just ended stands above.
    past = [one for one in imports.history(project_id) if one.job_id != st.session_state.get(_SHOWN, 0)]
    if not past:
        return
    st.header("Past imports")
    for one in past:
        imported = one.report.get("imported", 0) if one.report else 0
        ended = f"{_ENDED.get(one.status, one.status)}, {count(imported, 'trace')} imported"
        with st.expander(f"{md_escape(one.source)} · {md_escape(one.by)}, {when(one.started_at)} · {ended}"):
            if one.report and "outcome" in one.report:
                import_report.show(Report.from_json(dict(one.report)))
            else:
                st.write("It left no report.")
