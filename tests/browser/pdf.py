"""What stands on each page of a PDF that Chromium printed."""

from __future__ import annotations

import re
import zlib

_OBJECT = re.compile(rb"^(\d+) 0 obj\b(.*?)^endobj", re.DOTALL | re.MULTILINE)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_SHOWN = re.compile(rb"/(\w+) [\d.]+ Tf|<([0-9A-Fa-f]+)>|/(\w+) Do\b")


def pages(pdf: bytes) -> list[str]:
    """Return the words of each page, without their spaces: letters are placed one by one."""
    held = {int(number): body for number, body in _OBJECT.findall(pdf)}
    order = re.search(rb"/Type /Pages.*?/Kids \[(.*?)\]", pdf, re.DOTALL)
    assert order
    kids = [int(number) for number in re.findall(rb"(\d+) 0 R", order[1])]
    return [_text(held, held[kid], _stream(held[_reference(held[kid], b"Contents")])) for kid in kids]


def _text(held: dict[int, bytes], owner: bytes, drawn: bytes) -> str:
    fonts = {
        name: _letters(_stream(held[_reference(held[int(number)], b"ToUnicode")]))
        for name, number in re.findall(rb"/(\w+) (\d+) 0 R", owner)
        if b"/ToUnicode" in held[int(number)]
    }
    said, font = "", dict[str, str]()
    inner = {name: held[int(number)] for name, number in re.findall(rb"/(\w+) (\d+) 0 R", owner)}
    for name, codes, form in _SHOWN.findall(drawn):
        if name:
            font = fonts.get(name, {})
        elif form and b"/Subtype /Form" in inner.get(form, b""):
            said += _text(held, inner[form], _stream(inner[form]))
        else:
            text = codes.decode()
            said += "".join(font.get(text[at : at + 4].upper(), "") for at in range(0, len(text), 4))
    return re.sub(r"\s", "", said)


def _letters(cmap: bytes) -> dict[str, str]:
    found = {}
    for many in re.findall(r"beginbfchar(.*?)endbfchar", cmap.decode(), re.DOTALL):
        for code, letter in re.findall(r"<(\w+)> <(\w+)>", many):
            found[code.upper()] = bytes.fromhex(letter).decode("utf-16-be")
    for many in re.findall(r"beginbfrange(.*?)endbfrange", cmap.decode(), re.DOTALL):
        for first, last, letter in re.findall(r"<(\w+)> <(\w+)> <(\w+)>", many):
            for step in range(int(last, 16) - int(first, 16) + 1):
                found[f"{int(first, 16) + step:04X}"] = chr(int(letter, 16) + step)
    return found


def _reference(body: bytes, name: bytes) -> int:
    found = re.search(rb"/" + name + rb" (\d+) 0 R", body)
    assert found, name
    return int(found[1])


def _stream(body: bytes) -> bytes:
    found = _STREAM.search(body)
    assert found
    return zlib.decompress(found[1]) if b"/FlateDecode" in body else found[1]
