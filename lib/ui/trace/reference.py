"""What was expected of a trace, where its data says so: the expected answer, the gold answer, the rubric."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from lib.model import Trace

_WORDS = frozenset(
    f"{first} {last}".strip()
    for first in ("expected", "reference", "gold", "golden", "ideal", "correct", "target")
    for last in ("answer", "output", "response", "result", "outcome", "solution")
) | {
    *(
        "expected",
        "reference",
        "references",
        "ground truth",
        "ground truths",
        "groundtruth",
        "gold",
        "golden",
    ),
    *("gold standard", "answer key", "rubric", "rubrics", "criteria"),
    *("grading rubric", "grading criteria", "success criteria", "acceptance criteria"),
}
# A holder's member is chosen by its plain name too: where it stood in the record nobody wants to know.
_HOLDERS = ("metadata", "meta", "tags", "attributes", "data", "info", "evaluation", "task")


def of(trace: Trace, chosen: Sequence[str] | None) -> dict[str, object]:
    """Return what was expected: field name to value, in the order chosen; empty where there is nothing.

    None for ``chosen`` takes every field of the metadata or of the rest of the record whose name says that
    it is an expected answer or a rubric.
    """
    every = dict(_fields(trace))
    names = [name for name in every if is_reference(name)] if chosen is None else chosen
    return {name: every[name] for name in names if every.get(name) not in (None, "", [], {})}


def is_reference(name: str) -> bool:
    """Return whether a field of this name holds what was expected."""
    last = name.rsplit(".", 1)[-1]
    return " ".join(last.lower().replace("-", " ").replace("_", " ").split()) in _WORDS


def names(trace: Trace) -> list[str]:
    """Return the names of the fields that could be chosen as a reference."""
    return [name for name, _ in _fields(trace)]


def plain(found: Mapping[str, object]) -> list[dict[str, str]]:
    """Return a reference as the trace view reads it: text as it is, anything else as JSON."""
    return [
        {
            "name": name,
            "text": value if isinstance(value, str) else json.dumps(value, ensure_ascii=False),
        }
        for name, value in found.items()
    ]


def rest(extra: Mapping[str, object], found: Mapping[str, object]) -> dict[str, object]:
    """Return the rest of a record without what the reference shows already."""
    return {name: value for name, value in extra.items() if name not in found}


def _fields(trace: Trace) -> Iterator[tuple[str, object]]:
    seen = set()
    inside = [
        pair
        for holder in _HOLDERS
        if isinstance(held := trace.extra.get(holder), Mapping)
        for pair in held.items()
    ]
    for name, value in (*trace.metadata.items(), *trace.extra.items(), *inside):
        if name not in seen and name not in _HOLDERS:
            seen.add(name)
            yield str(name), value
