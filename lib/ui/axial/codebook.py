"""The codebook: what every failure mode means, with its counts and examples, on the page and as Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import streamlit as st

from lib.failure_modes import SEVERITY, FailureMode, ModeStatus
from lib.store.counts import counts
from lib.store.counts.counts import FailureCounts
from lib.store.recoding import criteria_drift
from lib.store.recoding.criteria_drift import Flips
from lib.store.taxonomy.taxonomy import Board, BoardNote
from lib.text.web_address import server
from lib.ui.axial.board import in_order
from lib.ui.shell.shell import Visit
from lib.words import criteria_drift as drift_words
from lib.words import fixes
from lib.words.text import count, md_escape, md_link, when


def show(visit: Visit, board: Board) -> None:
    """Draw the codebook, and a button that downloads it."""
    if not board.modes:
        st.write("There is no failure mode yet. Select notes on the board and make one of them.")
        return
    project = visit.project
    counted, looks = counts.failure_counts(project.id), criteria_drift.flips(project.id)
    text = markdown(project.name, board, counted, looks, datetime.now(UTC))
    st.download_button(
        "Download as Markdown", text, file_name="codebook.md", mime="text/markdown", on_click="ignore"
    )
    with st.container(width=760):
        st.markdown(text)


def markdown(
    project: str, board: Board, counted: FailureCounts, looks: Mapping[int, Flips], at: datetime
) -> str:
    """Return the codebook as Markdown in which everything a person wrote is escaped.

    ``looks`` is how looking again went for each failure mode, where anybody did.
    """
    read = counted.funnel.read.total
    of = {each.mode.id: each for each in counted.modes if each.mode}
    lines = [
        f"## Codebook of {md_escape(project)}",
        f"{count(len(board.modes), 'failure mode')}, as of {when(at)}. {count(read, 'trace')} read; "
        f"{count(board.not_grouped, 'note')} of {len(board.notes):,} not grouped.",
    ]
    notes = {note.id: note for note in board.notes}
    names = {mode.id: mode.name for mode in board.modes}
    for mode in in_order(board.modes):
        said = of.get(mode.id)
        facts = [f"{said.traces.total if said else 0:,} of {count(read, 'trace')} read"]
        facts.append(count(said.notes if said else 0, "note"))
        if said and (open_ones := said.unknown + said.recode):
            facts.append(f"{count(open_ones, 'failed trace')} not decided")
        if mode.parent_id:
            facts.append(f"under {md_escape(names[mode.parent_id])}")
        if mode.status is ModeStatus.FIXED:
            facts.append(f"{md_escape(fixes.state(mode))}: it should not happen any more")
        elif mode.status is ModeStatus.ACCEPTED:
            facts.append("accepted: nobody will mend it")
        lines.append(f"### {md_escape(mode.name)}")
        lines.append(" · ".join(facts))
        if mode.id in looks:
            lines.append(drift_words.flipped(looks[mode.id]))
        lines.extend(_fields(mode))
        # A pinned note that was moved elsewhere is no example while it is there.
        pinned = [notes[note] for note in mode.examples if note in notes]
        lines.extend(_example(note) for note in pinned if note.mode_id == mode.id)
    return "\n\n".join(lines) + "\n"


def _fields(mode: FailureMode) -> list[str]:
    lines = [md_escape(mode.definition) if mode.definition else "*No definition yet.*"]
    if mode.severity:
        lines.append(f"**Severity {mode.severity} of {max(SEVERITY)}:** {md_escape(SEVERITY[mode.severity])}")
    if mode.owner:
        lines.append(f"**Owner:** {md_escape(mode.owner)}")
    if mode.link:
        lines.append(f"**Link:** {md_link(server(mode.link), mode.link)}")
    if mode.when_to_use:
        lines.append(f"**When to use:** {md_escape(mode.when_to_use)}")
    if mode.when_not_to_use:
        lines.append(f"**When not to use:** {md_escape(mode.when_not_to_use)}")
    return lines


def _example(note: BoardNote) -> str:
    where = note.external_id + (f", step {note.step}" if note.step else "")
    said = [f"> “{md_escape(note.quote)}”", ">"] if note.quote else []
    return "\n".join([*said, f"> {md_escape(note.text)} ({md_escape(where)})"])
