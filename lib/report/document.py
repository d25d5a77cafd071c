"""The page to forward: what a report says, as one self-contained HTML file and as Markdown. Pure.

Sentences come as the interface writes them: ``**`` makes bold, ``*`` stresses, and a backslash before a
punctuation mark makes it plain. Everything else that comes in is text, whatever it looks like. The HTML holds
no script, and a policy that would stop one; its pictures are inside it.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path

from lib.words.text import in_link, made_on

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
"""No script, no request: only its own style and the pictures inside it."""

_PHONE = "screen and (max-width: 34rem)"
"""As in its style."""
_STYLE = Path(__file__).with_name("report.css")
_TOKEN = re.compile(r"\\([!-/:-@\[-`{-~])|(\*\*?)|(.)", re.DOTALL)
_MARKUP = re.compile(r"([\\`*_\[\]<>|~$&#@^=]|:(?=\S))|(?<=\bwww)(\.)")
_LIST = re.compile(r"^(\s*)([-+]|\d+(?=[.)]))")
_LINK = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Example:
    """One note as an example: its words, the text it points to, and the trace, with its address."""

    note: str
    quote: str
    trace: str
    href: str


@dataclass(frozen=True, slots=True)
class ModeLine:
    """One failure mode: in how many traces it was found, and the estimated share ("–" for none).

    ``mending`` is how grave it is, who mends it and its state, ``link`` where that is followed, and
    ``checked`` the sentence that says whether a fix holds; each "" for none.
    """

    name: str
    definition: str
    found: str
    share: str
    example: Example | None
    mending: str = ""
    link: str = ""
    checked: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart as SVG, the same as narrow as a phone, and what it shows in a phrase."""

    svg: str
    narrow: str
    alt: str


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One batch: its name, how it was drawn from what, when, and how much of it was read."""

    name: str
    drawn: str
    read: str


@dataclass(frozen=True, slots=True)
class Report:
    """All that stands in a report. ``share_of`` is what the shares are of; tuples are sentences.

    ``fix_first`` is empty where no share is known; ``labels`` says whether the labels can be trusted.
    """

    project: str
    made: datetime
    headline: str
    population: str
    overall: str
    fix_first: str
    labels: str
    share_of: str
    modes: tuple[ModeLine, ...]
    more_modes: int
    chart: Picture | None
    light: str
    saturation: tuple[str, ...]
    curve: Picture | None
    changes: tuple[str, ...]
    batches: tuple[BatchLine, ...]
    trust: tuple[str, ...]
    limits: tuple[str, ...]


def html(report: Report) -> str:
    """Return the report as one HTML file that needs nothing else."""
    title = f"Failures of {report.project}"
    body = [
        '<div class="whole">',
        f"<h1>{_text(title)}</h1>",
        f'<p class="made">{_text(made_on(report.made))}</p>',
        f'<p class="headline">{_said(report.headline)}</p>',
        f'<p class="small">{_said(report.population)}</p>',
        f"<p>{_said(report.overall)}</p>",
        f"<p>{_said(report.fix_first)}</p>" if report.fix_first else "",
        f'<p class="small">{_said(report.labels)}</p>' if report.labels else "",
        _picture(report.chart),
        "</div>",
        *_modes(report),
        '<div class="whole">',
        *_section("Would reading more show anything new?", (f"**{report.light}**", *report.saturation)),
        _picture(report.curve),
        "</div>",
        *_section("What changed", report.changes),
        *_batches(report.batches),
        *_section("How far readers agree", report.trust),
        *_section("What this cannot say", report.limits, as_list=True),
    ]
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">',
            '<meta name="referrer" content="no-referrer">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{_text(title)}</title>",
            f"<style>{_STYLE.read_text('utf-8')}</style>",
            "</head>",
            "<body><main>",
            *filter(None, body),
            "</main></body>",
            "</html>",
            "",
        ]
    )


def markdown(report: Report) -> str:
    """Return the report as Markdown, without its pictures: their numbers stand in the table."""
    lines = [
        f"# {_plain_md(f'Failures of {report.project}')}",
        _plain_md(made_on(report.made)),
        f"## {_said_md(report.headline)}",
        _said_md(report.population),
        _said_md(report.overall),
        *filter(None, [_said_md(report.fix_first), _said_md(report.labels)]),
    ]
    if report.modes:
        head = ["Failure mode", "Found in", f"Share of {report.share_of}, 95\u00a0%"]
        rows = [[mode.name, mode.found, mode.share] for mode in report.modes]
        lines.append(_table(head, rows))
        lines += [_example_md(mode) for mode in report.modes]
        lines += [_said_md(_more(report))] if report.more_modes else []
    sections: list[tuple[str, Sequence[str]]] = [
        ("Would reading more show anything new?", (f"**{report.light}**", *report.saturation)),
        ("What changed", report.changes),
    ]
    lines += _sections_md(sections)
    if report.batches:
        lines.append("## What was read")
        lines.append(_table(["Batch", "Drawn", "Read"], [[b.name, b.drawn, b.read] for b in report.batches]))
    lines += _sections_md([("How far readers agree", report.trust), ("What this cannot say", report.limits)])
    return "\n\n".join(lines) + "\n"


def _sections_md(sections: Sequence[tuple[str, Sequence[str]]]) -> list[str]:
    return [
        line
        for title, told in sections
        if told
        for line in (f"## {title}", *(_said_md(each) for each in told))
    ]


def _more(report: Report) -> str:
    noun = "mode" if report.more_modes == 1 else "modes"
    return f"And {report.more_modes:,} more failure {noun}, none found in more traces than these."


def _modes(report: Report) -> list[str]:
    if not report.modes:
        return []
    share = f"Share of {_text(report.share_of)}, 95\u00a0%"
    head = f"<tr><th>Failure mode</th><th>Found in</th><th>{share}</th></tr>"
    rows = [_mode(mode) for mode in report.modes]
    more = [f'<p class="small">{_said(_more(report))}</p>'] if report.more_modes else []
    return [
        "<h2>The failures</h2>",
        f'<table class="modes"><thead>{head}</thead>',
        *rows,
        "</table>",
        *more,
    ]


def _mode(mode: ModeLine) -> str:
    cells = f"<td>{_text(mode.found)}</td><td>{_text(mode.share)}</td>"
    first = f'<tr><th scope="row">{_text(mode.name)}</th>{cells}</tr>'
    told = f"<p>{_text(mode.definition)}</p>" if mode.definition else ""
    said = f"{told}{_mending(mode)}{_example(mode.example)}"
    return f'<tbody>{first}<tr><td colspan="3">{said}</td></tr></tbody>'


def _mending(mode: ModeLine) -> str:
    if not mode.mending:
        return ""
    link = f" · {_link(mode.link, mode.link)}" if mode.link else ""
    checked = f" {_said(mode.checked)}" if mode.checked else ""
    return f'<p class="small">{_text(mode.mending)}{link}.{checked}</p>'


def _example(example: Example | None) -> str:
    if example is None:
        return ""
    quote = f"<blockquote>“{_text(example.quote)}”</blockquote>" if example.quote else ""
    return f"{quote}<p>{_text(example.note)} {_link(example.trace, example.href)}</p>"


def _link(text: str, href: str) -> str:
    if not _LINK.match(href):
        return f"({_text(text)})"
    # A new tab, so that the report stays; nothing is told to the page it opens.
    aside = 'target="_blank" rel="noopener noreferrer"'
    return f'<a href="{escape(href)}" {aside}>{_text(text)}</a>'


def _batches(batches: Sequence[BatchLine]) -> list[str]:
    if not batches:
        return []
    rows = [
        f'<tr><th scope="row">{_text(batch.name)}</th>'
        f"<td>{_text(batch.drawn)}</td><td>{_text(batch.read)}</td></tr>"
        for batch in batches
    ]
    head = "<thead><tr><th>Batch</th><th>Drawn</th><th>Read</th></tr></thead>"
    return ["<h2>What was read</h2>", f"<table>{head}<tbody>", *rows, "</tbody></table>"]


def _section(title: str, said: Sequence[str], *, as_list: bool = False) -> list[str]:
    if not said:
        return []
    if as_list:
        items = "".join(f"<li>{_said(each)}</li>" for each in said)
        return [f"<h2>{_text(title)}</h2>", f"<ul>{items}</ul>"]
    return [f"<h2>{_text(title)}</h2>", *(f"<p>{_said(each)}</p>" for each in said)]


def _picture(picture: Picture | None) -> str:
    """A picture as data: a browser runs no script and loads nothing in an image, whatever is in it."""
    if picture is None:
        return ""
    wide, narrow = (
        f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
        for svg in (picture.svg, picture.narrow)
    )
    return (
        f'<picture><source media="{_PHONE}" srcset="{narrow}">'
        f'<img src="{wide}" alt="{escape(picture.alt)}"></picture>'
    )


def _spans(said: str) -> Iterator[tuple[str, str]]:
    """The pieces of a sentence, each with the mark it stands in: "", "*" or "**"."""
    mark, piece = "", ""
    for match in _TOKEN.finditer(said):
        if match[2]:
            yield piece, mark
            mark, piece = "" if mark else match[2], ""
        else:
            piece += match[1] or match[3]
    yield piece, mark


_TAGS = {"": "{}", "*": "<em>{}</em>", "**": "<strong>{}</strong>"}


def _said(said: str) -> str:
    return "".join(_TAGS[mark].format(_text(piece)) for piece, mark in _spans(said) if piece)


def _said_md(said: str) -> str:
    return "".join(f"{mark}{_plain_md(piece)}{mark}" for piece, mark in _spans(said) if piece)


def _text(text: str) -> str:
    return escape(text)


def _plain_md(text: str) -> str:
    """Text as Markdown shows it: on one line, every mark escaped, nothing made a link or a list."""
    line = re.sub(r"\s+", " ", text)
    marked = _MARKUP.sub(lambda found: f"\\{found[0]}", line)
    return _LIST.sub(lambda f: f"{f[1]}\\{f[2]}" if f[2] in "-+" else f"{f[0]}\\", marked)


def _example_md(mode: ModeLine) -> str:
    lines = [f"**{_plain_md(mode.name)}**" + (f": {_plain_md(mode.definition)}" if mode.definition else "")]
    if mode.mending:
        link = f" · {_link_md(mode.link, mode.link)}" if mode.link else ""
        checked = f" {_said_md(mode.checked)}" if mode.checked else ""
        lines.append(f"{_plain_md(mode.mending)}{link}.{checked}")
    if mode.example:
        example = mode.example
        link = _link_md(example.trace, example.href)
        lines += [f"> “{_plain_md(example.quote)}”"] if example.quote else []
        lines.append(f"{_plain_md(example.note)} {link}")
    return "\n\n".join(lines)


def _link_md(text: str, href: str) -> str:
    name = _plain_md(text)
    return f"[{name}](<{in_link(href)}>)" if _LINK.match(href) else f"({name})"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(map(_plain_md, head))} |", f"| {' | '.join(['---'] * len(head))} |"]
    lines += [f"| {' | '.join(map(_plain_md, row))} |" for row in rows]
    return "\n".join(lines)
