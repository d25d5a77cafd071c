"""What an answer has to prove before anyone sees it: every note once, no other, and quotes that exist."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from lib.assist.proposal import Failed, Note
from lib.model import Group, Grouping, Quote

LONGEST_NAME, LONGEST_DEFINITION = 80, 400
_LONGEST_ANSWER = 1_000_000
_STARTS = 50
_SHOWN = 10
_SAME = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})


class Unproven(Failed):
    """The answer cannot be used. The message names every reason, by note id and never by text of a note."""


class _Part(BaseModel):
    # Told to the model as "nothing else"; what is there besides is passed over, not refused.
    model_config = ConfigDict(json_schema_extra={"additionalProperties": False})


class AnsweredQuote(_Part):
    """A quote as a model gives it."""

    note: int
    text: str


class AnsweredGroup(_Part):
    """A group as a model gives it."""

    name: str
    definition: str
    notes: list[int]
    quotes: list[AnsweredQuote]


class Answer(_Part):
    """The whole answer."""

    groups: list[AnsweredGroup]
    left_over: list[int]


def proven(text: str, notes: Sequence[Note]) -> Grouping:
    """Return the groups that an answer proposes for these notes. Raises ``Unproven`` with every reason."""
    answer = _parsed(text)
    reasons = [*_about_ids(answer, {note.id for note in notes}), *_about_groups(answer, notes)]
    if reasons:
        raise Unproven(" ".join(reasons))
    return Grouping(
        tuple(
            Group(
                name=_line(group.name),
                definition=_line(group.definition),
                note_ids=tuple(group.notes),
                quotes=tuple(Quote(quote.note, _line(quote.text)) for quote in group.quotes),
            )
            for group in answer.groups
        ),
        tuple(answer.left_over),
    )


def _parsed(text: str) -> Answer:
    if len(text) > _LONGEST_ANSWER:
        raise Unproven("The answer is too long to be one.")
    found = _json(text)
    if found is None:
        cut = "{" in text and not text.rstrip(" \n`").endswith("}")
        raise Unproven(
            "The answer stops in the middle."
            if cut
            else "The answer is not in the form asked for: one JSON object with groups and left_over."
        )
    try:
        return Answer.model_validate(found)
    except ValidationError as error:
        places = sorted(
            {".".join(str(part) for part in each["loc"] if part in _FIELDS) for each in error.errors()}
        )
        raise Unproven(f"The answer is not in the form asked for, at: {', '.join(places)}.") from None


_FIELDS = ("groups", "left_over", "name", "definition", "notes", "quotes", "note", "text")


def _json(text: str) -> Mapping[str, Any] | None:
    """Return the first object with groups in it: a chat puts words and fences around what was asked for."""
    decoder = json.JSONDecoder()
    for start in _braces(text):
        try:
            found, _ = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict) and "groups" in found:
            return found
    return None


def _braces(text: str) -> Iterator[int]:
    start = -1
    for _ in range(_STARTS):
        start = text.find("{", start + 1)
        if start < 0:
            return
        yield start


def _about_ids(answer: Answer, given: set[int]) -> Iterator[str]:
    placed = Counter([*(note for group in answer.groups for note in group.notes), *answer.left_over])
    unknown = [note for note in placed if note not in given]
    twice = [note for note, times in placed.items() if times > 1 and note in given]
    missing = [note for note in given if note not in placed]
    if unknown:
        yield f"There is no note {_listed(unknown)}."
    if twice:
        yield f"In more than one place: note {_listed(twice)}."
    if missing:
        yield f"Neither in a group nor left over: note {_listed(missing)}."


def _about_groups(answer: Answer, notes: Sequence[Note]) -> Iterator[str]:
    said = {note.id: (_plain(note.text), _plain(note.quote)) for note in notes}
    names = Counter(_line(group.name).casefold() for group in answer.groups)
    if any(times > 1 for times in names.values()):
        yield "Two groups have the same name."
    for number, group in enumerate(answer.groups, start=1):
        name, definition = _line(group.name), _line(group.definition)
        if not group.notes:
            yield f"Group {number} has no notes."
        if not name:
            yield f"Group {number} has no name."
        if len(name) > LONGEST_NAME:
            yield f"The name of group {number} has {len(name)} characters; {LONGEST_NAME} is the most."
        if len(definition) > LONGEST_DEFINITION:
            yield (
                f"The definition of group {number} has {len(definition)} characters; "
                f"{LONGEST_DEFINITION} is the most."
            )
        for quote in group.quotes:
            if quote.note not in group.notes:
                yield f"Group {number} quotes a note that is not in it: {quote.note}."
            elif not (words := _plain(quote.text)) or not any(
                words in text for text in said.get(quote.note, ())
            ):
                yield f"Group {number} quotes words that note {quote.note} does not have."


def _plain(text: str) -> str:
    return " ".join(text.translate(_SAME).casefold().split())


def _line(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _listed(ids: Iterable[int]) -> str:
    every = sorted(ids)
    more = f" and {len(every) - _SHOWN} more" if len(every) > _SHOWN else ""
    return ", ".join(str(note) for note in every[:_SHOWN]) + more
