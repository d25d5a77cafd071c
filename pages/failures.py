"""What fails, how often, where, for whom, and whether that has changed; the evidence behind every number."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from lib.model import Role
from lib.store.taxonomy import taxonomy
from lib.ui.axial import mode_dialogs
from lib.ui.failures import saturation_card
from lib.ui.failures.tabs import change, how_often, saturation, together, where, who
from lib.ui.findings import fix_first, readers
from lib.ui.findings import scope as scopes
from lib.ui.findings.scope import Scope
from lib.ui.overview import next_step
from lib.ui.shell import chart_with_table, links, shell, unknown
from lib.words import failures as failure_words
from lib.words import population as population_words

TABS: dict[str, Callable[[Scope], None]] = {
    "How often": partial(how_often.show, edit=mode_dialogs.ask),
    "Where": where.show,
    "Who": who.show,
    "Together": together.show,
    "Change": change.show,
    "Saturation": saturation.show,
}


@st.fragment
def explore(scope: Scope) -> None:
    """The open tab: what a pick changes."""
    shell.require(Role.VIEWER)
    unknown.say("tab", TABS, "tab")
    tabs = st.tabs(list(TABS), key="tab", on_change=changed_tab, bind="query-params")
    for tab, (_, show) in zip(tabs, TABS.items(), strict=True):
        if tab.open:
            with tab:
                show(scope)
    if scope.visit.project.role.covers(Role.ANNOTATOR):
        mode_dialogs.show(
            scope.visit, lambda: taxonomy.notes_board(scope.visit.person, scope.visit.project.id)
        )


def changed_tab() -> None:
    """Another tab was opened: what was picked in the last one means nothing here."""
    shell.require(Role.VIEWER)
    chart_with_table.pick(None)
    chart_with_table.anew()


def nothing_to_chart(scope: Scope) -> bool:
    """Say what this page will show, where there is nothing yet."""
    if scope.analysis.findings.read == 0:
        st.write("This page counts the failures found in traces that were read.")
    elif not any(row.traces for row in scope.analysis.modes):
        st.write("Notes on failed traces are what this page counts. None has been written yet.")
    else:
        return False
    next_step.show(scope.visit, "failures")
    return True


def overall(scope: Scope) -> None:
    """Draw how many of the traces failed, in any way."""
    st.markdown("**Overall**")
    st.markdown(failure_words.overall(scope.analysis))


def show_how_sure(scope: Scope) -> None:
    """Draw how to read the shares, behind a button; what is special about these stays open."""
    if bullets := failure_words.how_sure(scope.analysis):
        with st.popover("How sure?", type="tertiary"):
            st.markdown("\n".join(f"* {one}" for one in bullets))
    if special := " ".join(failure_words.special(scope.analysis)):
        st.markdown(f":small[{special}]")
    readers.say(scope)


visit = shell.enter(Role.VIEWER)
st.title("Failures")
mode_dialogs.prepare()
headline = st.container()
population, narrowing = st.columns([6, 1], vertical_alignment="center")
with narrowing:
    scope = scopes.choose(visit)
analysis = scope.analysis
first, more = failure_words.heading(analysis)
headline.markdown(f"## {first}\n\n{more}")
population.markdown(f":small[{population_words.population(visit.project, analysis)}]")
if not nothing_to_chart(scope):
    waiting = next_step.without_note(visit) if analysis.material.without_note.any() else None
    if waiting:
        links.link("Write the missing note", "annotate", visit.project, trace=waiting)
    if not any(row.mode for row in analysis.modes) and visit.project.role.covers(Role.ANNOTATOR):
        links.button("Group the notes", "axial", visit.project)
    fix_first.say(scope)
    chart_with_table.anew()
    explore(scope)
    show_how_sure(scope)
    # key pair_…: below each other in a narrow window (widths.css)
    for card, draw in zip(
        st.container(key="pair_failures").columns([3, 2]), (saturation_card.show, overall), strict=True
    ):
        with card.container(border=True, height="stretch"):
            draw(scope)
