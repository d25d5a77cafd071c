"""What could be better about the taxonomy, in a panel that folds away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import streamlit as st

from lib.stats.taxonomy_quality import GroupedNote, Quality, quality
from lib.store.taxonomy.taxonomy import Board
from lib.ui.axial import mode_dialogs
from lib.words.text import count, md_escape

_SHOWN = 5
_VARIETY = (
    "Several failure modes in one trace are normal. The second figure is exp(H), H the entropy of their "
    "traces: far below the number of failure modes, a few of them make up most of what fails."
)


def show(board: Board, version: int) -> None:
    """Draw the panel, folded, its title saying how much there is. ``version`` is that of the taxonomy."""
    if not board.modes:
        return
    found = _quality(version, len(board.notes), len(board.ticked), board)
    lines = _lines(found, board)
    acts = len(found.together) + len(found.same_name) + len(found.apart)
    things = len(lines) + acts
    with st.expander(
        f"Quality of the taxonomy: {count(things, 'thing')} to look at" if things else "Quality"
    ):
        if not things:
            st.write("Every note is grouped, every failure mode is defined with an example, none overlap.")
        st.markdown("\n".join(f"- {line}" for line in lines))
        _merges(found, board)
        _splits(found, board)
        if found.shown:
            st.markdown(f":small[{_variety(found)}]", help=_VARIETY)


@st.cache_data(max_entries=20, show_spinner=False)
def _quality(version: int, notes: int, ticked: int, _board: Board) -> Quality:
    placed = [GroupedNote(note.id, note.text, note.trace_id, note.mode_id) for note in _board.notes]
    return quality(_board.modes, placed, traces_of(_board))


def traces_of(board: Board) -> dict[int, set[int]]:
    """Return the traces of each failure mode by notes and labels, with those of the modes under it."""
    parent = {mode.id: mode.parent_id for mode in board.modes}
    found: dict[int, set[int]] = {mode_id: set() for mode_id in parent}
    noted = ((note.mode_id, note.trace_id) for note in board.notes)
    for mode_id, trace_id in [*noted, *board.ticked]:
        while mode_id in found:
            found[mode_id].add(trace_id)
            mode_id = parent[mode_id]
    return found


def _lines(found: Quality, board: Board) -> list[str]:
    names = {mode.id: mode.name for mode in board.modes}
    of = f"of {count(len(board.modes), 'failure mode')}"
    lines = []
    if found.not_grouped:
        share = 100 * found.not_grouped / found.notes
        lines.append(
            f"{found.not_grouped:,} of {count(found.notes, 'note')} are not grouped ({share:.0f}\u00a0%)."
        )
    for modes, one, several in (
        (found.empty, "has no trace", "have no trace"),
        (found.single, "has a single trace", "have a single trace"),
        (found.undefined, "has no definition", "have no definition"),
        (found.without_example, "has no pinned example", "have no pinned example"),
    ):
        if modes:
            said = one if len(modes) == 1 else several
            lines.append(f"{len(modes):,} {of} {said}: {_named(modes, names)}.")
    return lines


def _variety(found: Quality) -> str:
    verb = "has" if found.several == 1 else "have"
    return (
        f"{found.several:,} of {count(found.shown, 'trace')} with a failure mode {verb} several. The failure "
        f"modes are as varied as {found.effective:.1f} equally common ones."
    )


def _named(modes: Sequence[int], names: dict[int, str]) -> str:
    said = [md_escape(names[mode]) for mode in modes[:_SHOWN]]
    return ", ".join(said) + (f" and {len(modes) - _SHOWN:,} more" if len(modes) > _SHOWN else "")


def _merges(found: Quality, board: Board) -> None:
    names = {mode.id: mode.name for mode in board.modes}
    for pair in found.together[:_SHOWN]:
        one, other = md_escape(names[pair.mode_id]), md_escape(names[pair.other_id])
        _act(
            f"{pair.both:,} of the {count(pair.of, 'trace')} with **{one}** also have **{other}**. "
            "Are they one failure?",
            ("Merge …", "merge", pair.mode_id, (), f"quality_merge_{pair.mode_id}_{pair.other_id}"),
        )
    for pair in found.same_name[:_SHOWN]:
        one, other = md_escape(names[pair.mode_id]), md_escape(names[pair.other_id])
        _act(
            f"**{other}** and **{one}** are nearly the same name.",
            ("Merge …", "merge", pair.mode_id, (), f"quality_name_{pair.mode_id}_{pair.other_id}"),
        )


def _splits(found: Quality, board: Board) -> None:
    names = {mode.id: mode.name for mode in board.modes}
    for parts in found.apart:
        notes = count(parts.grouped, "grouped note")
        _act(
            f"**{md_escape(names[parts.mode_id])}** holds {parts.held:,} of {notes}, "
            f"and by their words they fall into {parts.parts} groups. Is it several failures?",
            ("Split …", "split", parts.mode_id, parts.note_ids, f"quality_split_{parts.mode_id}"),
        )


def _act(words: str, button: tuple[str, str, int, Iterable[int], str]) -> None:
    label, kind, mode_id, notes, key = button
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(words, width="stretch")
        st.button(label, key=key, on_click=mode_dialogs.ask, args=(kind, mode_id, tuple(notes)))
