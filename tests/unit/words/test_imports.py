"""What became of a file's rows, on the page and on the command line: the same numbers."""

from __future__ import annotations

from lib.services.importing import Outcome, Report
from lib.words import imports

REPORT = Report(
    source="a.jsonl",
    outcome=Outcome.PUBLISHED,
    rows_read=1200,
    imported=1198,
    rejected=2,
    shape="messages",
    feedback={"+1": 3, "none": 5},
    feedback_origin="user thumb",
    unread={"feedback": 1},
    cleaned=1,
)


def test_the_page_says_how_rows_were_read() -> None:
    assert imports.remarks(REPORT) == [
        "Feedback (user thumb): 3 at +1, 5 without.",
        "1 character that no database can hold became “�”.",
        "Read as: messages, in 0.0 s.",
    ]
    assert imports.unread_values(REPORT.unread, "user thumb") == [
        "Feedback: 1 value could not be read as a user thumb and is kept as metadata."
    ]


def test_the_command_line_says_it_in_lines() -> None:
    said = imports.for_command_line(REPORT, "Leasing", strict=False)
    assert said[0] == "Read a.jsonl as: messages." and said[1].startswith(
        "1,200 rows read: 1,198 imported into “Leasing”"
    )
    assert imports.for_command_line(REPORT, "Leasing", strict=True)[1].startswith("Nothing was imported")
