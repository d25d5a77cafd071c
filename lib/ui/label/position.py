"""Where a person is in their label pass, for their session: the order of its traces, and the one shown."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import streamlit as st

from lib.failure_modes import FailureMode, LabelValue
from lib.store.recoding import label_pass
from lib.store.recoding.label_pass import Item, ReviewLabels
from lib.ui.shell.shell import Visit

_STATE = "label_position"
COUNTED, OWN = "counted", "own"


@dataclass
class Position:
    """The pass as this session goes through it. ``done`` is the last act done, ``review_id`` what is shown.

    The order is made on arrival and then stays, so that a trace just labelled does not move away.
    """

    own: bool = False
    scopes: bool = False
    items: dict[int, Item] = field(default_factory=dict)
    modes: tuple[FailureMode, ...] = ()
    review_id: int | None = None
    done: int = 0
    message: str | None = None

    @property
    def order(self) -> list[int]:
        """The reviews in the order of the pass."""
        return list(self.items)

    @property
    def labelled(self) -> int:
        """How many traces have a yes or a no for every mode."""
        return sum(item.labelled for item in self.items.values())

    @property
    def recode(self) -> int:
        """How many traces have a mode to decide again."""
        return sum(item.recode > 0 for item in self.items.values())

    def beside(self, by: int) -> int | None:
        """Return the review ``by`` places on, or None beyond either end."""
        place = self.order.index(self.review_id) + by if self.review_id in self.items else -1
        return self.order[place] if 0 <= place < len(self.items) else None

    def next_left(self) -> int | None:
        """Return the next review not labelled, from the top again after the end; None when all are."""
        start = self.order.index(self.review_id) + 1 if self.review_id in self.items else 0
        turned = self.order[start:] + self.order[:start]
        return next((review for review in turned if not self.items[review].labelled), None)

    def show(self, review_id: int | None) -> None:
        """Show this review, and let the URL say so."""
        self.review_id = review_id
        item = self.items.get(review_id) if review_id else None
        if item is None:
            st.query_params.pop("trace", None)
        elif st.query_params.get("trace") != str(item.trace_id):
            st.query_params["trace"] = str(item.trace_id)

    def note(self, review: ReviewLabels) -> None:
        """Take over what a review says by now."""
        said = [review.value(mode.id) for mode in self.modes]
        if review.review_id in self.items:
            self.items[review.review_id] = replace(
                self.items[review.review_id],
                unknown=said.count(None),
                recode=said.count(LabelValue.RECODE),
            )


def current(visit: Visit) -> Position:
    """Return where this session is, in this project."""
    key = f"{_STATE}_{visit.project.id}"
    found: Position | None = st.session_state.get(key)
    if found is None:
        found = st.session_state[key] = Position()
    return found


def arrive(visit: Visit, *, own: bool | None = None) -> Position:
    """Read the pass again and go where the URL says, else to the first trace that is not labelled."""
    here = current(visit)
    counted = label_pass.of(visit.person, visit.project.id)
    alone = label_pass.alone(visit.person, visit.project.id)
    mine = counted if alone else label_pass.of(visit.person, visit.project.id, own=True)
    here.scopes = bool(mine.items) and {i.review_id for i in mine.items} != {
        i.review_id for i in counted.items
    }
    here.own = (here.own if own is None else own) and here.scopes
    shown = mine if here.own else counted
    here.items = {item.review_id: item for item in shown.items}
    here.modes = shown.modes
    asked = st.query_params.get("trace", "")
    there = next((item.review_id for item in shown.items if str(item.trace_id) == asked), None)
    here.review_id = None
    here.show(there or here.next_left())
    return here
