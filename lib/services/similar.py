"""Traces that read like one: by the vectors that draws go by or, where there are none yet, by their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lib.model import Trace
from lib.store.traces import populations, traces, vectors
from lib.store.traces.populations import Line
from lib.text.vectors import nearest_by_words

COUNT = 8
WORDS_OF = 2_000


@dataclass(frozen=True, slots=True)
class Similar:
    """``lines`` are the most similar traces, nearest first. ``compared`` of ``total`` others were seen."""

    lines: Sequence[Line]
    compared: int
    total: int


def to(project_id: int, trace: Trace) -> Similar:
    """Return the traces of the project that are most like this one, by their text.

    Without vectors the newest 2,000 are compared by the words they are searched by, so that it is always
    answered within a second or so.
    """
    total = traces.total(project_id) - 1
    serial = trace.serial or 0
    fitted = vectors.in_use(project_id) or vectors.newest(project_id)
    if fitted is not None and serial <= fitted.covered:
        # Twice as many, since some may have been taken out since.
        near, compared = vectors.nearest(fitted, serial, 2 * COUNT)
    else:
        texts = traces.searched_text(project_id, WORDS_OF, beside=serial)
        own = texts.pop(serial, "")
        near = [list(texts)[place] for place in nearest_by_words(own, list(texts.values()), COUNT)]
        compared = len(texts)
    lines = populations.lines(project_id, near)
    return Similar([lines[one] for one in near if one in lines][:COUNT], min(compared, total), total)
