"""The import part of the Traces page: choose a file, see how it will be read, import it, read the report."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import streamlit as st

from lib import config
from lib.model import Display, Intake, IntakeKind, Role
from lib.services import importing, jobs
from lib.services.importing import HASHED_BEFORE, Mapping, Peek, Report, Trial, external_id
from lib.store import jobs as stored_jobs
from lib.store.jobs import Job, Status
from lib.store.projects import projects
from lib.store.traces import imports
from lib.ui.importing import import_report, mapping_editor
from lib.ui.shell import choice, links, shell
from lib.ui.shell.local_time import when
from lib.ui.shell.shell import Visit
from lib.ui.trace import trace_view
from lib.words import imports as import_words
from lib.words.text import count, md_escape, shorten

_FILE = "import_file"
_SHOWN = "import_shown"
_ENDED = {"published": "finished", "died": "stopped unexpectedly"}
_UPLOAD, _PATH = "Upload a file", "Read from a path"
_FORGOTTEN_AFTER = 24 * 3600.0
_REASONS_SHOWN = 3


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
    folder = config.private_folder(config.current().data_folder / "uploads")
    for old in folder.iterdir():
        if old.stat().st_mtime < time.time() - _FORGOTTEN_AFTER:
            old.unlink(missing_ok=True)
    path = folder / uuid4().hex
    with open(path, "wb", opener=config.private_file) as file:
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
    if found is None:
        said = st.container()
        mapping_editor.columns_seen(seen.records)
    left, right = st.columns([5, 7], gap="large")
    with left:
        if found is None:
            edited = mapping_editor.choose(Mapping(), seen.records, token=chosen.token)
            decision = st.container()
            if not edited.says_something():
                said.warning(
                    "No field could be told to hold what was said. Look at the fields of the file and "
                    "choose below; what you choose is remembered for this project."
                )
        else:
            _say_shape(found, is_remembered)
            # Above the editor, so that the button stays in sight; filled once it is known what is chosen.
            decision = st.container()
            edited = mapping_editor.edit(found, seen.records, token=chosen.token)
    trial = importing.try_out(seen.rows, edited)
    hashed_before = projects.reading_rules(visit.project.id)[1]
    with decision:
        if not edited.says_something():
            st.caption("Import becomes possible once a field is chosen that holds what was said.")
        else:
            _warn(trial, edited)
            st.write(md_escape(_identity(trial, hashed_before, seen.is_whole)))
        intake = _intake(chosen.token)
        strict = st.checkbox("Import nothing if any row is rejected", key=f"import_strict_{chosen.token}")
        st.button(
            "Import",
            type="primary",
            disabled=trial.first is None or intake is None,
            on_click=_start,
            args=(chosen, None if edited == found and not is_remembered else edited, strict, intake),
        )
    with right:
        _preview(trial, edited, visit.project.display, hashed_before or trial.ids.needs_hash)


def _intake(token: str) -> Intake | None:
    """Ask how these traces were taken; None where it is not said yet of how many they are a part."""
    kind = choice.radio(
        "What is in this file?",
        import_words.INTAKES,
        first=IntakeKind.WHOLE,
        captions=list(import_words.INTAKES_MEAN.values()),
        key=f"import_intake_{token}",
    )
    if kind is not IntakeKind.SAMPLE:
        return Intake(kind)
    total = st.number_input(
        "Out of how many traces?", min_value=1, value=None, step=1, key=f"import_total_{token}"
    )
    return None if total is None else Intake(kind, int(total))


def _start(chosen: Chosen, mapping: Mapping | None, strict: bool, intake: Intake) -> None:
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
        intake=intake,
    )
    st.session_state.pop(_FILE, None)


def _say_shape(found: Mapping, is_remembered: bool) -> None:
    words = md_escape(found.label or importing.described(found))
    st.markdown(f"**{words}**" + (", as chosen for this project before." if is_remembered else "."))
    if found.feedback:
        scale = (found.feedback_scale or "").replace("..", " to ")
        given = f", {'as' if scale == 'words' else 'from'} {scale}" if scale else ""
        st.write(
            f"Feedback: “{md_escape(found.feedback)}”, a signal of the kind {found.feedback_origin}{given}. "
            "It is scaled to −1 to +1."
        )


def _warn(trial: Trial, mapping: Mapping) -> None:
    """Say before the import what of the sample will be left out."""
    lines = []
    if trial.refused:
        lines.append(f"Of the first {count(trial.rows, 'row')}, {len(trial.refused):,} cannot be read:")
        lines += [f"line {line}: {shorten(why, 120)}" for line, why in trial.refused[:_REASONS_SHOWN]]
    lines += import_words.unread_values(trial.unread, str(mapping.feedback_origin or ""))
    if lines:
        st.warning("  \n".join(md_escape(line) for line in lines))


def _preview(trial: Trial, mapping: Mapping, display: Display, hashed: bool) -> None:
    st.markdown("**The first trace, as it will be read**")
    with st.container(border=True, height=520):
        if trial.first is not None:
            plain = trial.first.external_id
            name = external_id(plain, importing.content_hash(trial.first), hashed)
            trace_view.show(replace(trial.first, external_id=name), display, key="import_preview")
        elif mapping.says_something():
            st.write("None of the rows looked at can be read so. Choose other fields.")
        else:
            st.write("It appears here once a field is chosen that holds what was said.")


def _identity(trial: Trial, hashed_before: bool, is_whole: bool) -> str:
    if trial.ids.needs_hash:
        return trial.ids.reason
    if hashed_before:
        return HASHED_BEFORE
    if is_whole:
        return trial.ids.reason
    return (
        "Each trace keeps the id written in the file. If one repeats further down with different content, "
        "each gets a short suffix; the report will say so."
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
            links.button("Choose what to read", "sampling", visit.project)
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
