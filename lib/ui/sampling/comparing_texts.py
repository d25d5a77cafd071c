"""Comparing the texts of traces, which some strategies need: started where due, and how far it is."""

from __future__ import annotations

import streamlit as st

from lib.model import Role
from lib.services import jobs
from lib.store import jobs as stored_jobs
from lib.store.jobs import Status
from lib.ui.shell import shell
from lib.ui.shell.shell import Visit
from lib.words.text import md_escape


def show(visit: Visit, version: int) -> None:
    """Start the comparison of texts where it is due, and show how far it is."""
    checked = (visit.project.id, version)
    if st.session_state.get("vectors_checked") != checked:
        st.session_state["vectors_checked"] = checked
        jobs.ensure_vectors(visit.person, visit.project.id)
    newest = stored_jobs.newest(visit.project.id, jobs.VECTORS)
    if newest is None or newest.status is Status.DONE:
        return
    if not newest.status.is_over:
        _progress(newest.id)
        return
    reason = md_escape(newest.message) if newest.message else "The work stopped before its end."
    st.warning(f"The texts of these traces could not be compared. {reason} What was made until then is kept.")
    st.button("Try again", on_click=_again)


@st.fragment(run_every="2s")
def _progress(job_id: int) -> None:
    visit = shell.require(Role.ENGINEER)
    jobs.sweep(visit.project.id)
    job = stored_jobs.get(visit.project.id, job_id)
    if job is None or job.status.is_over:
        st.rerun()
    st.progress(min(job.progress, 1.0), text=f"Preparing texts to be compared. {job.message or 'Starting'}")
    st.caption("Clusters, the map and text outliers need it. You can draw by the other strategies meanwhile.")


def _again() -> None:
    visit = shell.require(Role.ENGINEER)
    jobs.ensure_vectors(visit.person, visit.project.id, again=True)
