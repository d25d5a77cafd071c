"""What somebody has left open while reading, each with a link that opens it."""

from __future__ import annotations

from collections.abc import Container

import streamlit as st

from lib.store.reviews import unfinished
from lib.ui.shell import links
from lib.ui.shell.shell import Visit
from lib.words import unfinished as words
from lib.words.text import md_escape, shorten

_MOST = 8


def show(visit: Visit, batch_id: int | None = None, *, within: Container[int] | None = None) -> None:
    """Draw what this person has left open in the project, a batch, or part of it, if there is any."""
    found = unfinished.of(visit.person, visit.project.id, batch_id)
    left = [one for one in found if within is None or one.trace_id in within]
    if not left:
        return
    st.write(words.standing(left))
    where = {} if batch_id is None else {"batch": batch_id}
    with st.container(horizontal=True, gap="small"):
        for one in left[:_MOST]:
            label = md_escape(shorten(words.one(one), 80))
            links.link(label, "annotate", visit.project, **where, trace=one.trace_id)
    if len(left) > _MOST:
        st.caption(words.rest(len(left) - _MOST))
