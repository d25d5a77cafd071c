"""How far people who read the same traces agree, and with themselves; and the traces to talk about."""

import streamlit as st

from lib.model import Reading, Role
from lib.stats import double_reading
from lib.store.counts import agreement
from lib.store.reviews import adjudication, self_agreement
from lib.store.taxonomy import taxonomy
from lib.ui.drift import read_again
from lib.ui.findings import readers
from lib.ui.findings import scope as scopes
from lib.ui.reliability import grouping, identical, scores, second_reading, side_by_side, two_people
from lib.ui.shell import kept_text, links, pager, shell
from lib.ui.shell.shell import Visit
from lib.ui.trace import trace_view
from lib.words import reliability as words
from lib.words.text import count, md_escape

PAGE = 10


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
    kept_text.prepare()
    read_again.pane()
    st.stop()
headline = st.container()
population, narrowing = st.columns([6, 1], vertical_alignment="center")
with narrowing:
    scope = scopes.choose(visit, by_taxonomy=False)
known = readers.of(scope)
readings, figures, names, unread = list(known.readings), known.figures, known.names, known.unread
outside = known.outside
if figures.traces:
    headline.markdown(f"## {words.headline(figures, known.compared)}")
    if visit.project.is_demo:
        headline.markdown(":small[A demo: these conversations and their readers are invented.]")
    to_read = f"{unread:,} left out until you have read them yourself" if unread else ""
    left_out = "; ".join(filter(None, (to_read, words.outside(outside))))
    basis = md_escape(words.basis(figures, left_out))
    population.markdown(f":small[{basis}]")
    scores.show(figures, f"{md_escape(visit.project.name)}. {basis}")
    modes = taxonomy.modes(visit.project.id)
    two_people.show(readings, modes, names)
    if visit.project.role.covers(Role.ANNOTATOR):
        grouping.show(visit, modes)
    show_discussion(visit, readings, unread)
elif unread:
    headline.markdown("## How far readers agree comes after your own reading.")
    st.write(words.still_to_read(unread))
    links.button("Read on", "annotate", visit.project)
elif outside:
    headline.markdown("## None of these traces has been read by two people.")
    st.write(f"{words.outside(outside)}. Choose another filter or kind to see how far they agree.")
else:
    headline.markdown("## No trace has been read by two people yet.")
    st.write(
        "This page says how far people who read the same traces agree, and which traces to talk about. It "
        "takes some 20 to 30 random picks read by two people, each without seeing what the other says."
    )
    second_reading.offer(visit)
identical.show(scope)
if visit.project.role.covers(Role.ANNOTATOR):
    show_own(visit)
