"""Where a link from a note leads."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from lib.store.counts.evidence import NoteShown
from lib.words import addresses

NOTE = NoteShown(8, "no fee told", "no other costs", 4, 2, "Price")


def test_an_address_names_the_step_and_the_note_where_there_are_such() -> None:
    asked = parse_qs(urlsplit(addresses.address(3, 1, NOTE)).query)
    assert asked == {"project": ["3"], "trace": ["1"], "step": ["4"], "note": ["8"]}
    bare = addresses.address(3, 1, NoteShown(None, "Failed, without a note.", None, None, None, None))
    assert parse_qs(urlsplit(bare).query) == {"project": ["3"], "trace": ["1"]}
