"""The report as files: whatever is written in a trace or by a person stays text in both."""

from __future__ import annotations

import http.server
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.charts import image as chart_image
from lib.report import document as report_document
from lib.report.document import BatchLine, Example, ModeLine, Picture, Report

HOSTILE = (
    '<script>alert(1)</script> "><img src=x onerror=alert(1)> ![x](http://127.0.0.1:9/x.png) | `a` **b** \\'
)
EMPTY = Report(
    "Leasing",
    datetime(2026, 11, 25, 9, 30, tzinfo=UTC),
    "No traces read yet.",
    "",
    "",
    "",
    "",
    "traffic",
    (),
    0,
    None,
    "Too few random traces",
    (),
    None,
    (),
    (),
    (),
    (),
)


def escaped(text: str) -> str:
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)


def full(text: str) -> Report:
    example = Example(text, text, text, "http://localhost:8501/traces?project=1&trace=2")
    return replace(
        EMPTY,
        project=text,
        headline=f"**{escaped(text)}** is the most common failure.",
        population=escaped(text),
        modes=(
            ModeLine(
                text,
                text,
                "22 of 100",
                "16\u00a0% (9 to 26\u00a0%)",
                example,
                text,
                "https://example.com",
                escaped(text),
            ),
            ModeLine(text, text, "1 of 100", "–", None, text, f"https://example.com/{text}"),
        ),
        labels=escaped(text),
        chart=Picture(f"<svg><!-- {text} --></svg>", f"<svg><!-- {text} --></svg>", text),
        saturation=(escaped(text),),
        changes=(escaped(text),),
        batches=(BatchLine(text, text, "100 of 100"),),
        trust=(escaped(text),),
        limits=(escaped(text),),
    )


class Seen(HTMLParser):
    """What an HTML parser makes of a page: its tags with their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


_HEAD = {"html", "head", "meta", "title", "style", "body"}
_BODY = {
    "main",
    "div",
    "h1",
    "h2",
    "p",
    "strong",
    "em",
    "picture",
    "source",
    "img",
    "a",
    "ul",
    "li",
    "blockquote",
}
ALLOWED = _HEAD | _BODY | {"table", "thead", "tbody", "tr", "th", "td"}


def check_inert(page: str) -> Seen:
    seen = Seen(page)
    assert {tag for tag, _ in seen.tags} <= ALLOWED
    for tag, attributes in seen.tags:
        assert not [name for name in attributes if name.startswith("on")]
        if tag == "img":
            assert str(attributes["src"]).startswith("data:image/svg+xml;base64,")
        if tag == "source":
            assert str(attributes["srcset"]).startswith("data:image/svg+xml;base64,")
        if tag == "a":
            assert str(attributes["href"]).startswith("http")
    return seen


def test_hostile_text_is_text() -> None:
    seen = check_inert(report_document.html(full(HOSTILE)))
    assert seen.text.count(HOSTILE) >= 11
    assert [attributes["alt"] for tag, attributes in seen.tags if tag == "img"] == [HOSTILE]


@given(st.text(max_size=60))
def test_any_text_is_text(text: str) -> None:
    seen = check_inert(report_document.html(full(text)))
    words = re.sub(r"\s+", " ", text).strip()
    assert words in re.sub(r"\s+", " ", seen.text)


def test_the_page_forbids_what_it_does_not_need() -> None:
    seen = Seen(report_document.html(full("a")))
    policies = [attributes for tag, attributes in seen.tags if attributes.get("http-equiv")]
    assert [str(each["content"]) for each in policies] == [report_document.POLICY]
    assert "default-src 'none'" in report_document.POLICY and "script-src" not in report_document.POLICY


@pytest.mark.parametrize("href", ["javascript:alert(1)", "data:text/html,x", "//evil.example/x", ""])
def test_a_link_leads_to_the_web_or_nowhere(href: str) -> None:
    mode = ModeLine("a", "", "1 of 2", "–", Example("note", "", "lease-1", href))
    made = replace(EMPTY, modes=(mode,))
    assert not [tag for tag, _ in Seen(report_document.html(made)).tags if tag == "a"]
    assert "](" not in report_document.markdown(made)


def test_markdown_keeps_every_mark_as_it_is_written() -> None:
    text = report_document.markdown(full(HOSTILE))
    for line in text.splitlines():
        bare = re.sub(r"\\[!-/:-@\[-`{-~]", "", line)
        assert "<" not in bare.replace("](<http", "") and "![" not in bare and "`" not in bare
    assert text.count("](<http") == 3


@pytest.mark.parametrize(
    "text", ["- a", "+ a", "1. a", "12) a", "# a", "> a", "www.a.example", "http://a.example"]
)
def test_a_note_makes_no_list_heading_or_link(text: str) -> None:
    mode = ModeLine("a", "", "1 of 2", "–", Example(text, "", "lease-1", "http://localhost/traces"))
    line = next(
        each
        for each in report_document.markdown(replace(EMPTY, modes=(mode,))).splitlines()
        if "lease" in each
    )
    assert "\\" in line.split("[")[0]
    assert line.split(" [")[0].replace("\\", "") == text


def test_bold_and_stressed_words_are_kept() -> None:
    made = replace(EMPTY, headline="**Most** of it is *noted*, 5 \\* 3")
    assert "<strong>Most</strong> of it is <em>noted</em>, 5 * 3" in report_document.html(made)
    assert "**Most** of it is *noted*, 5 \\* 3" in report_document.markdown(made)


def test_an_empty_report_is_whole() -> None:
    assert "No traces read yet." in Seen(report_document.html(EMPTY)).text
    assert "Too few random traces" in report_document.markdown(EMPTY)


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine, and what it was asked for."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def test_a_picture_is_made_without_asking_anybody(listener: tuple[str, list[str]]) -> None:
    url, asked = listener
    bars = {"mark": "bar", "encoding": {"x": {"field": "a", "type": "quantitative"}}}
    made = chart_image.svg({**bars, "data": {"values": [{"a": 1}]}})
    assert chart_image.png({**bars, "data": {"values": [{"a": 1}]}}).startswith(b"\x89PNG")
    assert made.startswith("<svg")
    with pytest.raises(ValueError):
        chart_image.svg({**bars, "data": {"url": f"{url}/x.csv"}})
    image = {"mark": "image", "encoding": {"url": {"field": "u", "type": "nominal"}}}
    drawn = {**image, "data": {"values": [{"u": f"{url}/x.png"}]}}
    chart_image.svg(drawn)
    with pytest.raises(ValueError):
        chart_image.png(drawn)
    assert asked == []
