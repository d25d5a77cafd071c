"""Which field of a record is what."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

from lib.model import FeedbackOrigin


class Refused(ValueError):
    """A record cannot become a trace; the message says why, in words."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which field is what. Dotted paths such as "request.messages" reach inside; None is "not there".

    ``messages`` holds a whole conversation, ``request`` and ``input`` what went in, ``response``
    and ``output`` what came out. Where ``in_place_of`` is the same as ``messages``, these others are read
    only in a record without that conversation; what came out also where it ends without a reply.
    ``group`` may name the same field as ``id``. ``feedback_origin`` and ``feedback_scale`` ("1..5",
    "words", …) say how to read ``feedback``.
    """

    id: str | None = None
    messages: str | None = None
    input: str | None = None
    output: str | None = None
    request: str | None = None
    response: str | None = None
    in_place_of: str | None = None
    feedback: str | None = None
    feedback_origin: FeedbackOrigin | None = None
    feedback_scale: str | None = None
    time: str | None = None
    version: str | None = None
    latency: str | None = None
    cost: str | None = None
    group: str | None = None
    label: str = ""

    def to_json(self) -> dict[str, str | None]:
        """Return the mapping as plain values, to be remembered."""
        return {name: None if value is None else str(value) for name, value in asdict(self).items()}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Mapping:
        """Return a remembered mapping. What is unknown or of another type counts as not there."""
        known = {f.name for f in fields(cls)}
        kept = {name: value for name, value in data.items() if name in known and isinstance(value, str)}
        origin = kept.pop("feedback_origin", None)
        if kept.get("in_place_of") != kept.get("messages"):
            kept.pop("in_place_of", None)
        return cls(
            **kept,
            feedback_origin=FeedbackOrigin(origin) if origin in [str(o) for o in FeedbackOrigin] else None,
        )

    def says_something(self) -> bool:
        """Whether any field is named that can hold what was said."""
        return any(self.spoken())

    def spoken(self) -> tuple[str | None, ...]:
        """Return the fields that hold what was said, in the order they are read."""
        return (self.messages, self.request, self.input, self.output, self.response)


def described(mapping: Mapping, messages: str = "Chat messages") -> str:
    """Return in a few words how a mapping reads a record."""
    names = {"request": mapping.request, "input": mapping.input}
    names |= {"output": mapping.output, "response": mapping.response}
    others = ", ".join(f"{what} “{field}”" for what, field in names.items() if field)
    whole = f"{messages} under “{mapping.messages}”" if mapping.messages else ""
    between = "; where there are none, " if mapping.in_place_of else ", "
    text = between.join(filter(None, (whole, others)))
    return text[:1].upper() + text[1:]
