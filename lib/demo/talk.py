"""One conversation while it is being written: its messages, what is known so far, what was planted."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import TypeVar

from lib.demo import failures
from lib.demo.failures import PlantedFailure
from lib.demo.grammar import capitalised, expand, tidy
from lib.demo.people import Person
from lib.demo.prompts import system_prompt
from lib.demo.properties import Property
from lib.demo.voice import transcribe, write

Item = TypeVar("Item")
Json = dict[str, object]

_EMPHASIS = re.compile(r"<([^<>]+)>")
_FILLER = re.compile(r"~([^~]*)~")
_MARKUP = re.compile(r"\*\*[^*\n]+\*\*|^#+ .+$|^[-*] .+$|^\d+\. .+$|\[[^\]\n]+\]\([^)\n]+\)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ToolCall:
    """One call to a tool and what came back."""

    name: str
    arguments: Json
    result: Json


class Ended(Exception):
    """Raised by a scene after the last message of a conversation."""


class Talk:
    """Collects the messages of a conversation and keeps Faultline's step count beside them.

    Templates for the application may mark ``<what it would emphasise>`` and ``~warm filler~``, which
    version 2.0 mostly leaves out; templates for people may cut a text into messages with ``¶``.
    """

    def __init__(
        self, rng: Random, person: Person, version: str, now: datetime, wants: frozenset[str]
    ) -> None:
        self.rng = rng
        self.person = person
        self.place: Property = person.place
        self.channel = person.channel
        self.version = version
        self.now = now
        self.known: set[str] = set()
        self.move_in_words = ""
        self.arranging = False
        self.habit = rng.randrange(10**6)
        self.topics: set[str] = set()
        self.planted: dict[str, PlantedFailure] = {}
        self.messages: list[Json] = [{"role": "system", "content": system_prompt(version)}]
        self.step = 1
        self.outcome = "answered"
        self.disappointed = False
        self.tools = 0
        self._wants = wants
        self._list_style = rng.randrange(4)
        self._bold = rng.random() < (0.6 if version == "1.4" else 0.35)
        if self.channel != "chat":
            self.known |= {"phone", "contact"}

    # What happens by chance

    def chance(self, share: float) -> bool:
        """Return true with that probability."""
        return self.rng.random() < share

    def pick(self, options: Sequence[Item]) -> Item:
        """Return one of the options."""
        return self.rng.choice(options)

    def choose(self, *moves: Callable[[Talk], None]) -> None:
        """Make one of the moves."""
        self.rng.choice(moves)(self)

    # What was planted

    def wants(self, mode: str) -> bool:
        """Whether the mode is to be planted and has not been yet."""
        return mode in self._wants and mode not in self.planted

    def plant(self, mode: str, quote: str, step: int | None = None, **facts: str) -> None:
        """Record that the last step (or the given one) shows the failure in the quoted words."""
        if mode not in self.planted:
            self.planted[mode] = PlantedFailure(mode, step or self.step, quote, facts)

    # Messages

    def user(self, *templates: str, **facts: object) -> None:
        """Let the person say one of the templates, in their own spelling."""
        if self.step > 4 and self.messages[-1]["role"] == "assistant" and self.chance(0.013):
            raise Ended  # People walk away in the middle of things.
        text = expand(self.rng, self.pick(templates), self._facts(facts))
        style = self.person.style
        parts = [part.strip() for part in text.split("¶") if part.strip()]
        if self.channel == "voice" or not self.chance(style.splits):
            parts = [" ".join(parts)]
        for part in parts:
            said = (
                transcribe(self.rng, style, part, self.step == 1, self.person.language)
                if self.channel == "voice"
                else write(self.rng, style, part)
            )
            if said:
                self._add({"role": "user", "content": said})

    def user_verbatim(self, text: str) -> None:
        """Add a message of the person's exactly as given."""
        self._add({"role": "user", "content": text})

    def say(self, *templates: str, **facts: object) -> str:
        """Let the application say one of the templates; return what it said."""
        return self.say_text(self.phrase(*templates, **facts))

    def phrase(self, *templates: str, **facts: object) -> str:
        """Return one of the templates filled in, with its marks still in it."""
        template = _FILLER.sub(self._filler, self.pick(templates))
        return expand(self.rng, template, self._facts(facts))

    def say_text(self, text: str) -> str:
        """Let the application say a phrase, formatted as this version formats on this channel."""
        rendered = self._render(text)
        self._add({"role": "assistant", "content": rendered})
        self._note_markup(rendered)
        return rendered

    def _filler(self, found: re.Match[str]) -> str:
        keep = 0.7 if self.version == "1.4" else 0.12
        return found.group(1) if self.chance(keep * (0.5 if self.channel == "sms" else 1.0)) else ""

    def _render(self, text: str) -> str:
        text = _EMPHASIS.sub(r"**\1**" if self.formats(0.75) else r"\1", text)
        return capitalised(tidy(text))

    def formats(self, share: float = 1.0) -> bool:
        """Whether this reply is formatted: as chat may be, and as the other channels must not."""
        if self.channel == "chat":
            return self._bold and self.chance(share)
        return failures.MARKUP in self._wants and self.chance(share)

    def _note_markup(self, rendered: str) -> None:
        if self.channel != "chat" and (found := _MARKUP.search(rendered)) is not None:
            shown = found.group(0)
            kind = "a link" if "](" in shown else "bold" if shown.startswith("**") else "a list"
            short = shown if len(shown) < 34 else f"{shown[:31].rstrip()}..."
            self.plant(failures.MARKUP, shown, channel=self.channel, shown=short, kind=kind)

    def listing(self, items: Sequence[str]) -> str:
        """Return the items as this version lists them on this channel, with a line break before."""
        if self.channel == "voice" and not self.formats(0.8):
            return " " + ", and ".join(items) + "."
        if self.channel == "sms" and not self.formats(0.8):
            joint = ("; ", ". ", "\n", ", or ")[self._list_style]
            return (" " if joint != "\n" else "\n") + joint.join(items) + ("." if joint != "\n" else "")
        if self.channel == "chat" and not self._bold:
            return "\n" + "\n".join(items) if self._list_style % 2 else " " + "; ".join(items) + "."
        mark = ("- ", "* ", "1. ", "- ")[self._list_style]
        lines = [(f"{n}. " if mark == "1. " else mark) + item for n, item in enumerate(items, 1)]
        return "\n" + "\n".join(lines) + "\n"

    # Tools

    def call(self, name: str, arguments: Json, result: Json, lead: str = "") -> None:
        """Add a call to a tool and its result, after an optional line of text."""
        self.call_all([ToolCall(name, arguments, result)], lead)

    def call_all(self, calls: Sequence[ToolCall], lead: str = "") -> None:
        """Add calls made in one go: one message asks for them all, one result each follows."""
        text = self._render(lead) if lead else ""
        asked = []
        for call in calls:
            asked.append(
                {
                    "id": f"call_{self.rng.randrange(16**10):010x}",
                    "type": "function",
                    "function": {"name": call.name, "arguments": _dump(call.arguments)},
                }
            )
        self._add({"role": "assistant", "content": text or None, "tool_calls": asked})
        if text:
            self._note_markup(text)
        for tool, call in zip(asked, calls, strict=True):
            self.messages.append({"role": "tool", "tool_call_id": tool["id"], "content": _dump(call.result)})
            self.step += 1
            self.tools += 1

    def _add(self, message: Json) -> None:
        self.messages.append(message)
        if message["content"]:
            self.step += 1

    def _facts(self, facts: Mapping[str, object]) -> dict[str, object]:
        return {
            "first": self.person.first,
            "name": self.person.name,
            "place": self.place.name,
            "address": self.place.address,
            "office": self.place.phone,
            **facts,
        }

    # Facts that both sides use

    @property
    def is_open(self) -> bool:
        """Whether the leasing office is open at this moment."""
        hours = self.place.hours[self.now.weekday()]
        return hours is not None and hours[0] <= self.now.hour < hours[1]

    def number(self, prefix: str, digits: int = 5) -> str:
        """Return a fresh reference such as ``WO-48213``."""
        return f"{prefix}{self.rng.randrange(10 ** (digits - 1), 10**digits)}"


def _dump(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False)
