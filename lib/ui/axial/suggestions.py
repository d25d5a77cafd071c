"""Suggested groups: asked for, looked at one by one, and accepted, put elsewhere or rejected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

import streamlit as st

from lib.model import Role
from lib.services import grouping
from lib.services.grouping import STABLE, Fit
from lib.store.rules import events
from lib.store.taxonomy import proposals, taxonomy
from lib.store.taxonomy.edit import LONGEST_NAME, LONGEST_TEXT
from lib.store.taxonomy.proposals import Proposal, SuggestedGroup
from lib.store.taxonomy.taxonomy import Board, BoardNote
from lib.ui.axial import suggest_ways
from lib.ui.shell import choice, shell
from lib.ui.shell.local_time import when
from lib.ui.shell.shell import Visit
from lib.words.text import count, md_escape, shorten

_PROBLEM = "suggestion_problem"
_FITS, _LEFT_OVER = -1, -2
_FITS_SHOWN = 15
_BY = {
    proposals.OFFLINE: "on this machine",
    proposals.MODEL: "from the model {model}",
    proposals.PASTED: "from a pasted answer",
}


def show(visit: Visit, board: Board) -> None:
    """Draw the view: how to ask on top, then the groups on the left and the chosen one on the right."""
    found = proposals.current(visit.person, visit.project.id, board, STABLE)
    if not board.not_grouped:
        st.write(
            "Every note is in a failure mode, so there is nothing to suggest. After more reading, this view "
            "suggests groups of the notes that came in."
        )
        return
    suggest_ways.show(visit, board, found)
    if problem := st.session_state.pop(_PROBLEM, None):
        st.warning(md_escape(problem))
    fits = _fits(visit.project.id, events.version(visit.project.id), board)
    if found is None and not fits:
        return
    if found is not None:
        _about(found)
    else:
        st.divider()
    _choices(board, found, fits)


@st.cache_data(max_entries=20, show_spinner="Comparing notes …")
def _fits(project_id: int, version: int, _board: Board) -> dict[int, Fit]:
    return grouping.fits(_board)


def _about(found: Proposal) -> None:
    waiting = sum(len(group.notes) for group in found.groups)
    parts = [count(len(found.groups), "suggested group"), f"{count(waiting, 'note')} to decide on"]
    parts += [f"{found.accepted:,} accepted"] if found.accepted else []
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"**Suggested groups, a draft to edit** · {' · '.join(parts)}  \n"
            f":small[{md_escape(_made(found))}]",
            width="stretch",
        )
        if found.rejected:
            st.button(
                f"Bring back {count(found.rejected, 'rejected note')}", on_click=_take_back, args=(found.id,)
            )
        st.button("Close", help="Takes the suggestion away. What was accepted stays.", on_click=_close)


def _made(found: Proposal) -> str:
    by = _BY[found.provider].format(model=found.model)
    line = f"Of {count(found.given, 'note')}, {by}; asked for by {found.person}, {when(found.created_at)}."
    if found.agreement is None or found.together is None:
        return line
    unstable = sum(len(group.unstable) for group in found.groups)
    return (
        f"{line} Its {found.sent.get('passes')} passes agree on {found.agreement:.0%} of note pairs, and on "
        f"{found.together:.0%} of the pairs that a pass put together; {count(unstable, 'note')} unstable."
    )


def _choices(board: Board, found: Proposal | None, fits: Mapping[int, Fit]) -> None:
    names: dict[int, str] = {}
    if fits:
        names[_FITS] = f"Fit an existing failure mode · {count(len(fits), 'note')}"
    ordered = sorted(found.groups if found else (), key=lambda group: -len(group.notes))
    for group in ordered:
        names[group.id] = f"{shorten(group.name, 36)} · {count(len(group.notes), 'note')}"
    if found and found.left_over:
        names[_LEFT_OVER] = f"Left over · {count(len(found.left_over), 'note')}"
    if not names:
        st.write("Every group of this suggestion was decided on.")
        return
    groups = {group.id: group for group in ordered}
    default = next(iter(groups), next(iter(names)))
    left, right = st.columns([2, 3], gap="large")
    with left:
        if found:
            suggest_ways.show_count(found, board.not_grouped)
        chosen = choice.radio(
            "Group",
            {group_id: md_escape(name) for group_id, name in names.items()},
            first=default,
            key=f"suggestion_{found.id if found else 0}",
            label_visibility="collapsed",
        )
    with right:
        if chosen == _FITS:
            _fitting(board, fits)
        elif chosen == _LEFT_OVER and found:
            st.write(
                "These notes fit no group, or say too little to compare them by. They stay on the board."
            )
            for note in found.left_over:
                st.markdown(f"- {md_escape(note.text) or '(no text)'}  \n:small[{md_escape(_where(note))}]")
        elif chosen in groups:
            _group(board, groups[chosen], fits)


def _group(board: Board, group: SuggestedGroup, fits: Mapping[int, Fit]) -> None:
    st.text_input("Name", group.name, key=f"suggested_name_{group.id}", max_chars=LONGEST_NAME)
    st.text_area(
        "Definition",
        group.definition,
        key=f"suggested_definition_{group.id}",
        max_chars=LONGEST_TEXT["definition"],
        height=80,
        placeholder="One sentence that lets someone else decide the same way.",
    )
    if group.words:
        st.markdown(" ".join(f":gray-badge[{md_escape(word)}]" for word in group.words))
    ticked = 0
    spoken = {quote.note_id: quote.text for quote in group.quotes}
    for note in group.notes:
        about = [_where(note)]
        if spoken.get(note.id, note.text) != note.text:
            about.append(f"chosen words: “{spoken[note.id]}”")
        with st.container(gap=None):
            ticked += st.checkbox(md_escape(note.text) or "(no text)", value=True, key=_tick(group, note))
            mark = " :orange-badge[unstable: most other passes put it elsewhere]"
            st.caption(md_escape(" · ".join(about)) + (mark if note.id in group.unstable else ""))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button(
            f"Accept {count(ticked, 'note')} as a failure mode",
            type="primary",
            disabled=not ticked,
            on_click=_accept,
            args=(group, False),
        )
        st.button("Reject group", on_click=_reject, args=(group.id,))
    if board.modes:
        modes = {mode.id: mode.name for mode in board.modes}
        with st.container(horizontal=True, vertical_alignment="bottom"):
            into = choice.select(
                "Or put them into",
                modes,
                first=_likely(board, group, fits),
                placeholder="A failure mode there is",
                key=_into(group),
            )
            nowhere = into is None
            st.button("Put in", disabled=nowhere or not ticked, on_click=_accept, args=(group, True))


def _fitting(board: Board, fits: Mapping[int, Fit]) -> None:
    modes = {mode.id: mode.name for mode in board.modes}
    notes = {note.id: note for note in board.notes}
    st.write(
        "Each of these notes reads like those in one failure mode, and clearly less like those in any other. "
        "The best fit comes first. On the notes this was tried with, one in ten was wrong."
    )
    for note_id, fit in list(fits.items())[:_FITS_SHOWN]:
        note = notes[note_id]
        words, button = st.columns(2, vertical_alignment="center")
        words.markdown(f"{md_escape(note.text)}  \n:small[{md_escape(_where(note))}]")
        button.button(
            md_escape(f"Put in {modes[fit.mode_id]}"),
            key=f"fit_{note_id}",
            on_click=_put,
            args=(note_id, fit.mode_id),
            help=md_escape(modes[fit.mode_id]),
            width="stretch",
        )
    if len(fits) > _FITS_SHOWN:
        st.caption(f"And {len(fits) - _FITS_SHOWN:,} more, after these.")


def _where(note: BoardNote) -> str:
    parts = [
        note.external_id,
        f"step {note.step}" if note.step else "",
        f"“{shorten(note.quote, 90)}”" if note.quote else "",
    ]
    return " · ".join(part for part in parts if part)


def _likely(board: Board, group: SuggestedGroup, fits: Mapping[int, Fit]) -> int | None:
    """Return the mode that has the group's name, else that most of its notes fit, else None."""
    same = (mode.id for mode in board.modes if mode.name.casefold() == group.name.casefold())
    votes = Counter(fits[note.id].mode_id for note in group.notes if note.id in fits)
    fit = next((mode for mode, times in votes.most_common(1) if times * 2 > len(group.notes)), None)
    return next(same, fit)


def _tick(group: SuggestedGroup, note: BoardNote) -> str:
    return f"suggested_note_{group.id}_{note.id}"


def _into(group: SuggestedGroup) -> str:
    return f"suggested_into_{group.id}"


def _accept(group: SuggestedGroup, existing: bool) -> None:
    visit = shell.require(Role.ANNOTATOR)
    state = st.session_state
    name, definition = (state.get(f"suggested_{field}_{group.id}") for field in ("name", "definition"))
    if name is None or definition is None:
        return  # another page is open by now
    ticked = [note.id for note in group.notes if state.get(_tick(group, note))]
    into = choice.chosen(_into(group)) if existing else None
    if existing and into is None:
        return
    _try(
        lambda: proposals.accept(
            visit.person, visit.project.id, group.id, ticked, name=name, definition=definition, into=into
        )
    )


def _reject(group_id: int) -> None:
    visit = shell.require(Role.ANNOTATOR)
    _try(lambda: proposals.reject(visit.person, visit.project.id, group_id))


def _take_back(proposal_id: int) -> None:
    visit = shell.require(Role.ANNOTATOR)
    _try(lambda: proposals.take_back(visit.person, visit.project.id, proposal_id))


def _close() -> None:
    visit = shell.require(Role.ANNOTATOR)
    _try(lambda: proposals.close(visit.person, visit.project.id))


def _put(note_id: int, mode_id: int) -> None:
    visit = shell.require(Role.ANNOTATOR)
    _try(lambda: taxonomy.assign(visit.person, visit.project.id, [note_id], mode_id, {note_id: None}))


def _try(write: Callable[[], object]) -> None:
    try:
        write()
    except (ValueError, LookupError, taxonomy.Changed) as problem:
        st.session_state[_PROBLEM] = str(problem)
