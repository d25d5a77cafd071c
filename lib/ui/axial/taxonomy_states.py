"""The history of the taxonomy: its changes, its states by date and by name, and the way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import streamlit as st

from lib.failure_modes import Taxonomy
from lib.model import Role
from lib.stats.taxonomy_diff import differences, likeness
from lib.store.taxonomy import past as taxonomy_past
from lib.store.taxonomy import taxonomy
from lib.store.taxonomy.taxonomy import Board, Change
from lib.ui.axial import mode_dialogs
from lib.ui.shell import choice, shell
from lib.ui.shell.local_time import when
from lib.ui.shell.shell import Visit
from lib.words.figures import decimal
from lib.words.taxonomy import difference_in_words, in_words
from lib.words.text import count, md_escape

_NAME, _FROM, _TO, _CHANGE, _ENDED, _PROBLEM = (
    f"states_{each}" for each in ("name", "from", "to", "change", "ended", "problem")
)
_SHOWN = 40
_ALIKE = (
    "For experts. Homogeneity is 1 where failure modes were only split, completeness where they were only "
    "merged. The adjusted Rand index is 1 where the same notes lie together as before, 0 where only chance "
    "puts them together."
)
_FAR_BACK = 2_000


def show(visit: Visit, board: Board) -> None:
    """Draw the states beside the changes."""
    changes = taxonomy.history(visit.person, visit.project.id, limit=_FAR_BACK)
    if not changes:
        st.write("Nothing was grouped yet. Every change to the failure modes will stand here, to be undone.")
        return
    left, right = st.columns([3, 2], gap="large")
    with left:
        _compared(visit, board, changes)
    with right:
        _changes(visit, changes)
        _ended(visit)


def _compared(visit: Visit, board: Board, changes: Sequence[Change]) -> None:
    st.header("What differs")
    words = _states(visit, changes)
    newest = changes[0].id
    start = _default(visit, list(words))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        before = _one_of("Earlier state", words, key=_FROM, first=start)
        after = _one_of("Later state", words, key=_TO, first=newest)
    states = _at(visit, before, board), _at(visit, after, board)
    found = differences(*states)
    lines = [f"- {md_escape(difference_in_words(each))}" for each in found]
    if len(lines) > _SHOWN:
        lines[_SHOWN:] = [f"- and {len(lines) - _SHOWN:,} more"]
    st.markdown("\n".join(lines) or "Nothing differs.")
    alike = likeness(*states) if found else None
    if alike:
        st.markdown(
            f":small[Of {count(alike.notes, 'note')} grouped in both: homogeneity {alike.homogeneity:.2f}, "
            f"completeness {alike.completeness:.2f}, adjusted Rand index {decimal(alike.rand)}.]",
            help=_ALIKE,
        )
    st.button(
        "Restore the earlier state …",
        disabled=before == newest,
        help="Shows first what would change. It can be undone.",
        on_click=mode_dialogs.ask,
        args=("take_back", before, (), f"The failure modes and their notes as they were: {words[before]}."),
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            "Keep today's failure modes under a name", key=_NAME, max_chars=80, placeholder="Round 1"
        )
        st.button("Keep", on_click=_name)
    if problem := st.session_state.pop(_PROBLEM, None):
        st.warning(md_escape(problem))


def _at(visit: Visit, event_id: int, board: Board) -> Taxonomy:
    """The state, as far as its notes count today."""
    found = taxonomy_past.taxonomy_at(visit.project.id, event_id)
    counted = {note.id for note in board.notes}
    return replace(found, placed={note: mode for note, mode in found.placed.items() if note in counted})


def _states(visit: Visit, changes: Sequence[Change]) -> dict[int, str]:
    """The states there are, by the change that made each: today, the named ones, then by date."""
    words = {changes[0].id: "today"}
    named = {each.event_id: each for each in taxonomy_past.snapshots(visit.project.id)}
    for event_id, snapshot in named.items():
        words[event_id] = f"“{snapshot.name}”" + (", today" if event_id in words else "")
    for change in changes[1:]:
        words.setdefault(change.id, f"{when(change.at)}, after {change.person} {in_words(change)}")
    words[0] = "before the first change"
    return words


def _one_of(label: str, words: Mapping[int, str], *, key: str, first: int) -> int:
    chosen = choice.select(label, words, key=key, first=first, follows=True)
    return first if chosen is None else chosen


def _default(visit: Visit, states: Sequence[int]) -> int:
    named = [each.event_id for each in taxonomy_past.snapshots(visit.project.id)]
    older = [event_id for event_id in named if event_id != states[0]]
    return older[0] if older else states[-1]


def _name() -> None:
    visit = shell.require(Role.ANNOTATOR)
    name = st.session_state.get(_NAME)
    if name is None:
        return  # another page is open by now
    try:
        taxonomy_past.name_now(visit.person, visit.project.id, name)
    except ValueError as problem:
        st.session_state[_PROBLEM] = str(problem)
    else:
        st.session_state[_NAME] = ""


def _changes(visit: Visit, changes: Sequence[Change]) -> None:
    st.header("Changes")
    able = {
        change.id: f"{change.person} {in_words(change)}, {when(change.at)}"
        for change in changes
        if change.can_be_undone
    }
    if able:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            chosen = choice.select("Undo an earlier change", able, key=_CHANGE, first=next(iter(able)))
            st.button(
                "Undo …",
                disabled=chosen is None,
                on_click=mode_dialogs.ask,
                args=("undo", chosen, (), f"{able.get(chosen or 0)} is taken back."),
            )
    # No scroll of its own: nothing in it takes the focus, so no key would move it.
    st.markdown("\n".join(_line(change) for change in changes[: 5 * _SHOWN]))


def _line(change: Change) -> str:
    undone = f" (undone by {change.undone_by})" if change.undone_by else ""
    return f"- {md_escape(f'{when(change.at)} · {change.person} {in_words(change)}{undone}')}"


def _ended(visit: Visit) -> None:
    ended = {mode.id: f"{mode.name} ({mode.status})" for mode in taxonomy.ended(visit.project.id)}
    if not ended:
        return
    st.header("Ended failure modes")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        told = choice.apart(ended)
        chosen = choice.select("Retired or merged", told, key=_ENDED, first=next(iter(ended)))
        st.button(
            "Restore …",
            disabled=chosen is None,
            on_click=mode_dialogs.ask,
            args=(
                "restore",
                chosen,
                (),
                f"{told.get(chosen or 0)} comes back, with the notes that stayed.",
            ),
        )
