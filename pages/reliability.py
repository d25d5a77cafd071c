"""How far people who read the same traces agree, and with themselves; and the traces to talk about."""

from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.model import FailureMode, Reading, Role
from lib.stats import double_reading
from lib.store.counts import agreement
from lib.store.reviews import adjudication, self_agreement
from lib.store.rules import events, visibility
from lib.store.taxonomy import taxonomy
from lib.ui.drift import read_again
from lib.ui.reliability import agreement_chart, side_by_side
from lib.ui.shell import choice, links, pager, shell
from lib.ui.shell.shell import Visit
from lib.ui.trace import disagreements, trace_view
from lib.words import reliability as words
from lib.words.text import count, md_escape

PAGE = 10


@st.cache_data(max_entries=50, show_spinner=False)
def read_twice(
    project_id: int, version: int, hidden: frozenset[int]
) -> tuple[list[Reading], double_reading.Figures]:
    """Return what was said first of the traces several people read, and how far they agree.

    Without the ``hidden`` ones: of few traces the figures would tell who is still to read what others said.
    """
    found = [reading for reading in agreement.readings(project_id) if reading.trace_id not in hidden]
    return found, double_reading.figures(found)


def show_scores(found: double_reading.Figures) -> None:
    """Draw the three figures: verdict, first failing step, failure modes."""
    verdict, steps, modes = st.columns(3, gap="small")
    with figure(verdict, "Failed or not", same(found.verdict.same, found.verdict.of), words.ALPHA):
        st.markdown(f":small[{words.alpha(found.verdict)}]")
    with figure(steps, "First failing step", same(found.steps.exact, found.steps.of), words.STEP):
        st.markdown(f":small[{words.steps(found.steps)}]")
    with figure(modes, "Failure modes", same(*found.modes_failed), words.MASI):
        st.markdown(f":small[{words.modes(found)}]")
    agreement_chart.show({"Failed or not": found.verdict, "Failure modes": found.modes})


def same(alike: int, of: int) -> str:
    """Return how many are the same, out of how many."""
    return f"{alike:,} of {of:,} the same" if of else "Nothing to compare"


def figure(column: DeltaGenerator, name: str, value: str, term: str) -> DeltaGenerator:
    """Draw a card with its name, a "?" that explains its term, and its value; return it."""
    card = column.container(border=True, height="stretch", gap="xxsmall")
    with card.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(name, width="content")
        with st.popover("?", help="What this is", type="tertiary"):
            st.markdown(term)
    card.markdown(f"**{value}**")
    return card


def show_pair(found: list[Reading], modes: list[FailureMode], names: dict[int, str]) -> None:
    """Draw two people side by side: whether one is stricter, and the failure modes one by one."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header("Two people compared", width="content")
        with st.popover("?", help="What these are", type="tertiary"):
            st.markdown(f"{words.STRICT}\n\n{words.KAPPA}")
    pairs = double_reading.pairs(found)
    first, second, _ = pairs[0]
    if len(pairs) > 1:
        pair_words = {
            (one, other): f"{names[one]} and {names[other]}: {count(of, 'trace')}" for one, other, of in pairs
        }
        pair = choice.select("Two people", pair_words, key="two_people", first=(first, second), width=420)
        first, second = pair or (first, second)
    table = double_reading.by_verdict(found, first, second)
    if told := words.strictness(table, names[first], names[second]):
        st.markdown(told)
    rows = double_reading.by_mode(found, modes, first, second)
    if not rows:
        st.write("No failure mode was seen by either in a trace whose notes are all grouped.")
        return
    called = {mode.id: mode.name for mode in modes}
    said = words.suggestions(rows, called)
    st.markdown("\n".join(f"* {line}" for line in said) or "No failure mode stands out as read differently.")
    st.markdown(words.table(rows, called, names[first], names[second]))


def group(note_id: int, chosen: int) -> None:
    """Put a second reader's note in the failure mode that was pressed, as the board would; 0 for none."""
    visit = shell.require(Role.ANNOTATOR)
    if chosen:
        taxonomy.assign(visit.person, visit.project.id, [note_id], chosen)
    elif chosen is not None:
        st.session_state.setdefault("notes_skipped", set()).add(note_id)


def show_grouping(visit: Visit, modes: list[FailureMode]) -> None:
    """Draw the next note of a second reader that is in no failure mode, with the modes to put it in."""
    skipped = st.session_state.get("notes_skipped", set())
    left = [note for note in agreement.not_grouped(visit.person, visit.project.id) if note.id not in skipped]
    if not left or not modes:
        return
    note, called = left[0], {mode.id: mode.name for mode in modes}
    with st.container(border=True):
        st.markdown(
            f"**{count(len(left), 'note')} of second readers not grouped yet.** Whose it is stays hidden. In "
            "which failure mode is this one?"
        )
        st.text(note.text)
        links.link(f"Read {md_escape(note.external_id)}", "traces", visit.project, trace=note.trace_id)
        choice.pills(
            "Failure mode",
            {mode_id: md_escape(name) for mode_id, name in called.items()} | {0: "None of these"},
            key=f"group_{note.id}",
            on_choice=partial(group, note.id),
            label_visibility="collapsed",
        )


def show_discussion(visit: Visit, found: list[Reading], unread: int) -> None:
    """Draw the traces whose readers differ, some at a time; ``unread`` are left out of them."""
    every = double_reading.to_discuss(found)
    st.header("Traces to discuss")
    if unread:
        st.write(words.still_to_read(unread))
    if not every:
        st.write(f"Nobody differs on any trace{' that you may see' if unread else ''}.")
        return
    last = -(-len(every) // PAGE)
    page = pager.asked(last)
    st.write(
        f"{count(len(every), 'trace')} of {len(double_reading.doubly_read(found)):,} read by several "
        "people, the gravest differences first."
    )
    if adjudication.may_decide(visit.person, visit.project.id):
        links.button("Decide what counts", "adjudicate", visit.project)
    here = dict(every[(page - 1) * PAGE : page * PAGE])
    told = agreement.discussed(visit.person, visit.project.id, list(here))
    side_by_side.show([(item, here[item.trace_id]) for item in told], visit.project, key="discussion")
    pager.show(last)


def show_own(visit: Visit) -> None:
    """Draw how far this person agrees with themselves, and the way to read more again."""
    st.header("With yourself")
    mine = [pair for pair in agreement.own(visit.project.id) if pair[0].person_id == visit.person.id]
    st.markdown(words.own(double_reading.own_figures(mine)))
    st.markdown(
        ":small[A few old traces, picked at random, are shown once more without what you said of them. What "
        "you say then counts in no other figure.]"
    )
    if self_agreement.waiting(visit.person, visit.project.id):
        st.button("Read some old traces again", on_click=read_again.start)
    else:
        st.markdown(f":small[None is left that you read {self_agreement.AGE.days} or more days ago.]")


visit = shell.enter(Role.VIEWER)
st.title("Reliability")
if read_again.is_asked() and visit.project.role.covers(Role.ANNOTATOR):
    trace_view.prepare()
    read_again.pane()
    st.stop()
hidden = visibility.hidden_ids(visit.person, visit.project.id)
unread = disagreements.of(visit).unread
readings, figures = read_twice(visit.project.id, events.version(visit.project.id), hidden)
if figures.traces:
    names = agreement.names(visit.project.id)
    readers = dict.fromkeys(reading.person_id for reading in readings)
    st.markdown(f"## {words.headline(figures, [names[person] for person in readers])}")
    if visit.project.is_demo:
        st.markdown(":small[A demo: these conversations and their readers are invented.]")
    left_out = f"{unread:,} left out until you have read them yourself" if unread else ""
    st.markdown(f":small[{md_escape(words.basis(figures, left_out))}]")
    show_scores(figures)
    modes = taxonomy.modes(visit.project.id)
    show_pair(readings, modes, names)
    if visit.project.role.covers(Role.ANNOTATOR):
        show_grouping(visit, modes)
    show_discussion(visit, readings, unread)
elif unread:
    st.markdown("## How far readers agree comes after your own reading.")
    st.write(words.still_to_read(unread))
    links.button("Read on", "annotate", visit.project)
else:
    st.markdown("## No trace has been read by two people yet.")
    st.write(
        "This page says how far people who read the same traces agree, and which traces to talk about. It "
        "takes some 20 to 30 random picks read by two people, each without seeing what the other says."
    )
    if visit.project.role.covers(Role.ENGINEER):
        links.button("Hand out a batch with an overlap", "sampling", visit.project)
    else:
        st.write("An engineer of the project hands them out on the Sampling page.")
if visit.project.role.covers(Role.ANNOTATOR):
    show_own(visit)
