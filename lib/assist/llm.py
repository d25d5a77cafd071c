"""Groups proposed by a language model behind any OpenAI-compatible endpoint, where one is configured.

Text of notes goes to the configured address and nowhere else; redirects are not followed.
"""

from __future__ import annotations

import math
import queue
import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from lib.assist import passes, prompt
from lib.assist.proposal import Failed, Known, Note, Stopped
from lib.assist.validate import Answer, Unproven, proven
from lib.model import Grouping

PASSES = 3
PORTION = 50
"""Longer lists are asked about in portions of so many notes, each told the groups found before it."""
ASKS = 3
_SECONDS, _LOOK_SECONDS = 120.0, 2.0
_REPEATED = 20_000
# Rough on purpose, and said to be: a token is about four characters of English.
_CHARACTERS_A_TOKEN = 4
_TOKENS_A_NOTE, _TOKENS_A_GROUP = 6, 90
_NOTES_A_GROUP = 4

Tell = Callable[[float, str], bool]
"""Told the share done (0 to 1) and what is being done; returns False where the work is to stop."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A service: ``url`` is its base, such as https://host/v1. Prices are for a million tokens or unknown."""

    url: str
    model: str
    key: str = field(default="", repr=False)
    price_in: float | None = None
    price_out: float | None = None

    def __post_init__(self) -> None:
        if not self.url.startswith(("https://", "http://")):
            raise Failed("The address of the model's service must begin with https:// or http://.")
        if not self.model:
            raise Failed("The name of the model is not set.")

    def cost(self, used: Tokens) -> float | None:
        """Return what these tokens cost, in the currency of the prices; None where no price is set."""
        if self.price_in is None or self.price_out is None:
            return None
        return (used.sent * self.price_in + used.received * self.price_out) / 1_000_000


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens sent and received."""

    sent: int = 0
    received: int = 0

    def plus(self, other: Tokens) -> Tokens:
        """Return the sums."""
        return Tokens(self.sent + other.sent, self.received + other.received)


def estimate(notes: Sequence[Note], known: Sequence[Known], times: int = PASSES) -> Tokens:
    """Return about how many tokens ``times`` passes take, if every answer can be used at once."""
    portions = max(1, math.ceil(len(notes) / PORTION))
    groups = math.ceil(len(notes) / _NOTES_A_GROUP)
    characters = len(prompt.instructions()) * portions + len(prompt.data(notes, known))
    again = groups * _TOKENS_A_GROUP * (portions - 1) // 2
    received = len(notes) * _TOKENS_A_NOTE + groups * _TOKENS_A_GROUP
    return Tokens((math.ceil(characters / _CHARACTERS_A_TOKEN) + again) * times, received * times)


class Model:
    """The provider that asks a model: several passes over the notes, each in an order of its own."""

    def __init__(
        self,
        endpoint: Endpoint,
        known: Sequence[Known],
        tell: Tell,
        *,
        times: int = PASSES,
        seed: int = 0,
        seconds: float = _SECONDS,
    ) -> None:
        self._endpoint, self._known, self._tell = endpoint, tuple(known), tell
        self._times, self._seed, self._seconds = times, seed, seconds
        self._schema = True
        self.used = Tokens()

    def propose(self, notes: Sequence[Note]) -> Grouping:
        """As in ``Provider``. Raises ``Stopped`` where ``tell`` says so."""
        import openai

        order = random.Random(self._seed)
        made = []
        client = openai.OpenAI(
            base_url=self._endpoint.url,
            api_key=self._endpoint.key or "none",
            organization="",
            project="",
            timeout=self._seconds,
            max_retries=2,
            http_client=openai.DefaultHttpxClient(follow_redirects=False),
        )
        with client:
            for number in range(self._times):
                shuffled = order.sample(list(notes), len(notes))
                made.append(self._pass(client, shuffled, number))
        return passes.spoken_for(made, [note.id for note in notes])

    def _pass(self, client: Any, notes: Sequence[Note], number: int) -> Grouping:
        so_far = Grouping(())
        for start in range(0, len(notes), PORTION):
            share = (number + start / len(notes)) / self._times
            said = f"Pass {number + 1} of {self._times}, {start:,} of {len(notes):,} notes grouped"
            portion = notes[start : start + PORTION]
            known = [*self._known, *_as_known(so_far, self._known)]
            go_on = partial(self._tell, share, said)
            so_far = _joined(so_far, self._asked(client, portion, known, go_on))
        return so_far

    def _asked(
        self, client: Any, notes: Sequence[Note], known: Sequence[Known], go_on: Callable[[], bool]
    ) -> Grouping:
        """Ask until the answer proves itself, telling the model each time what was wrong."""
        messages = [
            {"role": "system", "content": prompt.instructions()},
            {"role": "user", "content": prompt.data(notes, known)},
        ]
        for ask in range(ASKS):
            text, was_cut = self._answer(client, messages, go_on)
            try:
                if was_cut:
                    raise Unproven("The answer was cut off at the longest the model gives.")
                return proven(text, notes)
            except Unproven as problem:
                if ask == ASKS - 1:
                    raise Failed(
                        f"The model answered {ASKS} times, and no answer could be used. The last: {problem}"
                    ) from None
                again = f"This cannot be used. {problem} Answer again with the whole JSON object."
                messages = [
                    *messages[:2],
                    {"role": "assistant", "content": text[:_REPEATED]},
                    {"role": "user", "content": again},
                ]
        raise AssertionError("the last ask returns or raises")

    def _answer(self, client: Any, messages: Sequence[object], go_on: Callable[[], bool]) -> tuple[str, bool]:
        """Return the text of an answer, and whether it was cut off. Raises ``Failed`` or ``Stopped``."""
        import openai

        try:
            found = _patiently(lambda: self._create(client, messages), go_on)
        except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
            if not self._schema:
                raise Failed(_refused(error.status_code)) from None
            # Not every service knows structured output; the answer has to prove itself in any case.
            self._schema = False
            return self._answer(client, messages, go_on)
        except openai.APIStatusError as error:
            raise Failed(_refused(error.status_code)) from None
        except openai.APITimeoutError:
            raise Failed(f"The model's service did not answer within {self._seconds:g} seconds.") from None
        except openai.APIConnectionError:
            raise Failed("The model's service cannot be reached, or broke off in the middle.") from None
        except (openai.OpenAIError, ValueError):
            raise Failed("The model's service answered in a form that is not understood.") from None
        try:
            usage, choice = found.usage, found.choices[0]
            if usage is not None:
                self.used = self.used.plus(Tokens(usage.prompt_tokens or 0, usage.completion_tokens or 0))
            if choice.message.refusal or choice.finish_reason == "content_filter":
                raise Failed("The model declined to group these notes.")
            return choice.message.content or "", choice.finish_reason == "length"
        except (AttributeError, IndexError, TypeError):
            raise Failed("The model's service answered in a form that is not understood.") from None

    def _create(self, client: Any, messages: Sequence[object]) -> Any:
        form: dict[str, Any] = {}
        if self._schema:
            schema = {"name": "groups", "strict": True, "schema": Answer.model_json_schema()}
            form = {"response_format": {"type": "json_schema", "json_schema": schema}}
        return client.chat.completions.create(model=self._endpoint.model, messages=messages, **form)


def _refused(status: int) -> str:
    match status:
        case 401 | 403:
            return f"The model's service refused the key (status {status})."
        case 404:
            return "The model's service knows no such address or model (status 404)."
        case 429:
            return "The model's service is too busy, or its quota is used up (status 429)."
        case _:
            return f"The model's service failed (status {status})."


def _patiently(call: Callable[[], Any], go_on: Callable[[], bool]) -> Any:
    """Return what the call returns, asking now and then whether to go on; a call given up ends by itself."""
    box: queue.SimpleQueue[tuple[Any, Exception | None]] = queue.SimpleQueue()

    def run() -> None:
        try:
            box.put((call(), None))
        except Exception as error:
            box.put((None, error))

    threading.Thread(target=run, daemon=True).start()
    while True:
        if not go_on():
            raise Stopped
        try:
            value, error = box.get(timeout=_LOOK_SECONDS)
        except queue.Empty:
            continue
        if error is not None:
            raise error
        return value


def _as_known(so_far: Grouping, known: Sequence[Known]) -> list[Known]:
    names = {mode.name.casefold() for mode in known}
    return [Known(g.name, g.definition) for g in so_far.groups if g.name.casefold() not in names]


def _joined(so_far: Grouping, more: Grouping) -> Grouping:
    """Return both, groups of the same name being one."""
    groups = {group.name.casefold(): group for group in so_far.groups}
    for group in more.groups:
        key = group.name.casefold()
        there = groups.get(key)
        groups[key] = (
            replace(there, note_ids=there.note_ids + group.note_ids, quotes=(there.quotes + group.quotes)[:2])
            if there
            else group
        )
    return Grouping(tuple(groups.values()), so_far.left_over + more.left_over)
