"""Sampling: choose what to read next, and see it before it is drawn."""

from dataclasses import replace

import streamlit as st

from lib.model import Role, Strategy, TraceFilter
from lib.store.batches import batches
from lib.store.rules import events
from lib.store.traces import traces
from lib.ui.sampling import batch_list, comparing_texts, drawing_panel, strategy_cards, yields
from lib.ui.shell import links, shell
from lib.ui.shell.shell import Visit
from lib.ui.trace import trace_filters, trace_view
from lib.words import guide
from lib.words.text import md_escape


def _wanted(visit: Visit) -> TraceFilter:
    found = trace_filters.choose(visit.project.id, prefix="sampling")
    undrawn = st.checkbox(
        "Only traces that are in no batch yet",
        key=f"sampling_{visit.project.id}_undrawn",
        help="Targeted picks never come from another batch. Random ones may: leaving those traces out would "
        "leave them out of every percentage.",
    )
    return replace(found, drawn=False) if undrawn else found


visit = shell.enter(Role.ENGINEER)
st.title("Sampling")
trace_view.prepare()
total = traces.total(visit.project.id)
if not total:
    st.write("Here you choose which traces are read next. There are none in this project yet.")
    links.button("Import traces", "traces", visit.project)
    st.stop()
if drawn := drawing_panel.just_drawn(visit):
    said, onward = st.columns([5, 2], vertical_alignment="center")
    said.success(f"“{md_escape(drawn[2])}” is drawn and kept, with how it was drawn.")
    with onward:
        links.button("Start reading", "annotate", visit.project, batch=drawn[1])
is_first = yields.none_read(visit)
if is_first and not batches.summaries(visit.project.id):
    st.write(guide.first_draw(total))
wanted = _wanted(visit)
left, right = st.container(key="pair_sampling").columns([5, 7], gap="large")
below = st.container()
with left:
    usual = Strategy.RANDOM if is_first else Strategy.SMART_MIX
    plan = strategy_cards.choose(visit.project.id, wanted, usual)
with below:
    batch_list.show(visit)
    yields.show(visit)
version = events.version(visit.project.id)
# Last, because it may take a moment: everything else is there and works meanwhile.
with right:
    comparing_texts.show(visit, version)
    with st.container(border=True):
        drawing_panel.show(visit, plan, version)
