"""The batches drawn so far: how far each is read and by whom, its design, and what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from lib.model import Role
from lib.store.batches import assignments, batches
from lib.store.batches.assignments import Handed
from lib.store.batches.batches import BatchSummary
from lib.ui.sampling import batch_dialog
from lib.ui.shell import component, shell
from lib.ui.shell.local_time import when
from lib.ui.shell.shell import Visit
from lib.words.batches import about, design, readers
from lib.words.text import count

_KEY, _GONE, _READ, _DONE = "batch_list", "batch_archived", "batch_to_read", "batch_list_done"
_MOST = 10
_HERE = Path(__file__).parent

_list = st.components.v2.component(
    "faultline_batch_list",
    html='<div class="list"></div>',
    css=(_HERE / "batch_list.css").read_text("utf-8"),
    js=(_HERE / "batch_list.js").read_text("utf-8"),
)


def show(visit: Visit) -> None:
    """Draw the project's batches, newest first, with what an engineer can do with each."""
    st.subheader("Batches")
    _pane(visit.project.id)


@st.fragment
def _pane(project_id: int) -> None:
    visit = shell.require(Role.ENGINEER)
    if visit.project.id != project_id:
        return
    if chosen := st.session_state.pop(_READ, None):
        st.switch_page("pages/annotate.py", query_params={"project": str(project_id), "batch": str(chosen)})
    found = batches.summaries(project_id, archived=True)
    if not found:
        st.write("None drawn yet. A batch is a set of traces drawn together, to be read as one.")
        return
    shares = assignments.shares(project_id)
    data = {
        "project": project_id,
        "done": st.session_state.get(_DONE, 0),
        "most": _MOST,
        "gone": st.session_state.get(_GONE),
        "batches": [_plain(batch, project_id, shares.get(batch.id)) for batch in found],
    }
    _list(key=f"{_KEY}_{project_id}", data=data, on_act_change=lambda: _act(project_id))
    batch_dialog.show({batch.id: batch for batch in found}, shares)


def _act(project_id: int) -> None:
    visit = shell.require(Role.ENGINEER, project_id)
    said = component.event(f"{_KEY}_{project_id}", "act")
    if said is None:
        return
    kind, batch_id = str(said["kind"]), int(said["batch"])
    st.session_state.pop(_GONE, None)
    do_late(visit, said)
    if kind == "archive":
        st.session_state[_GONE] = batch_id
    elif kind == "assign":
        batch_dialog.ask(batch_id)
    elif kind == "read":
        st.session_state[_READ] = batch_id


def do_late(visit: Visit, said: Mapping[str, Any]) -> None:
    """Archive a batch, or bring one back, once: also where the list has been left since.

    Raises as ``batches.archive`` does.
    """
    if said["seq"] <= st.session_state.get(_DONE, 0):
        return
    st.session_state[_DONE] = said["seq"]
    if said["kind"] == "archive":
        batches.archive(visit.person, visit.project.id, int(said["batch"]))
    elif said["kind"] == "bring_back":
        batches.bring_back(visit.person, visit.project.id, int(said["batch"]))


def _plain(batch: BatchSummary, project_id: int, handed: Handed | None) -> dict[str, Any]:
    verdicts = [
        {"kind": "pass", "words": f"✓ {batch.passed:,} pass", "traces": batch.passed},
        {"kind": "fail", "words": f"✗ {batch.failed:,} fail", "traces": batch.failed},
        {"kind": "defer", "words": f"◷ {batch.deferred:,} deferred", "traces": batch.deferred},
    ]
    return {
        "id": batch.id,
        "name": batch.name,
        "about": about(batch),
        "drawn": f"Drawn by {batch.drawn_by}, {when(batch.created_at)} · seed {batch.seed}",
        "size": batch.size,
        "read": batch.read,
        "standing": f"{batch.read:,} of {count(batch.size, 'trace')} read",
        "verdicts": verdicts,
        "readers": readers(handed),
        "design": design(batch),
        "archived": batch.archived_at is not None,
        # Relative, so that it holds below any base path.
        "href": f"annotate?{urlencode({'project': project_id, 'batch': batch.id})}",
    }
