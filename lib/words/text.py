"""Words on a page: untrusted text made safe for labels, and numbers as the interface writes them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from urllib.parse import quote

from lib.model import Person

_MARKUP = re.compile(r"([!-/:-@\[-`{-~])")
# What is made into links, arrows and a logo only after the markdown has been read, where no backslash holds:
# addresses, and signs between spaces.
_LATER = re.compile(
    r"(?<=:)(?=//)|(?<=www)(?=\.)|(?=@)|(?<=:)(?=streamlit:)|(?<!\S)(?=(?:<->|->|<-|--|>=|<=|~=)(?!\S))",
    re.IGNORECASE,
)
# What could end a link or mean something in markdown: all but the signs that part an address.
_IN_LINK = re.compile(r"[^\w\-.~:/?#%&=+,;@]", re.ASCII)
_JOINER = "\u2060"
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])|\*\*?")


def md_escape(text: str) -> str:
    """Return ``text`` so that Streamlit's markdown (labels, captions, metrics) shows it as it is.

    Without this a name typed by a person can load a remote image from a button's label. An address and an
    arrow get an invisible sign of no width (U+2060) inside.
    """
    return _MARKUP.sub(r"\\\1", _LATER.sub(_JOINER, " ".join(text.split())))


def md_link(text: str, address: str) -> str:
    """Return a link to a web address of http or https as markdown; any other address as plain text."""
    if not address.casefold().startswith(("http://", "https://")):
        return md_escape(text)
    return f"[{md_escape(text)}](<{in_link(address)}>)"


def in_link(address: str) -> str:
    """Return a web address as it stands in a link of markdown: it leads to the same place."""
    return _IN_LINK.sub(lambda found: quote(found[0]), address)


def plain(said: str) -> str:
    """Return a sentence without its markdown: as it is read where nothing makes it bold."""
    return _ESCAPED.sub(r"\1", said.replace(_JOINER, ""))


def count(number: int, noun: str, plural: str | None = None) -> str:
    """Return a number with its noun: ``1 trace``, ``1,240 traces``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def named(people: Sequence[Person]) -> dict[int, str]:
    """Return what to call each of these people, by id: the name, with the address where two share it."""
    shared = Counter(person.name for person in people)
    return {
        person.id: f"{person.name}, {person.email}"
        if shared[person.name] > 1 and person.email
        else person.name
        for person in people
    }


def capital(text: str) -> str:
    """Return ``text`` begun with a capital, the rest as it is: months and what people named keep theirs."""
    return text[:1].upper() + text[1:]


def shorten(text: str, length: int) -> str:
    """Return ``text`` on one line, at most ``length`` characters, with an ellipsis where it was cut."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def made_on(moment: datetime) -> str:
    """Return when a file was made, as it says so itself."""
    local = moment.astimezone(UTC)
    return f"Made with Faultline on {local.day} {local:%B %Y, %H:%M} UTC"


def when(moment: datetime, zone: tzinfo = UTC) -> str:
    """Return a moment as people write it: ``21 Nov 2026, 14:05 UTC``; by another clock, without its name."""
    local = moment.astimezone(zone)
    name = " UTC" if local.tzname() == "UTC" else ""
    return f"{local.day} {local:%b %Y, %H:%M}{name}"
