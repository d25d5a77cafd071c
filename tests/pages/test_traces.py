"""The Traces page: from a file to its traces, and from a filter to a list."""

from __future__ import annotations

import gzip
import json
import socket
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from lib.formats import limits
from lib.model import FeedbackIs, Note, Person, Project, Role, TraceFilter, Verdict
from lib.store import assignments, imports, jobs, people, projects, reviews, taxonomy, traces
from lib.store.dealing import Plan
from tests import seed
from tests.pages.test_shell import as_person

ODD = [{"nr": number, "x": f"What time is slot {number}?", "y": "Nine."} for number in range(3)]


def opened(app: AppTest, project: Project, **params: str) -> AppTest:
    for name, value in {"project": str(project.id), **params}.items():
        app.query_params[name] = value
    app.run()
    app.switch_page("pages/traces.py").run()
    assert not app.exception
    return app


def _jsonl(rows: Sequence[Mapping[str, object]]) -> bytes:
    return "\n".join(json.dumps(row) for row in rows).encode()


def uploaded(app: AppTest, content: bytes, name: str = "file.jsonl") -> AppTest:
    app.file_uploader[0].set_value((name, content, "application/json")).run()
    assert not app.exception
    return app


def pick(app: AppTest, label: str, field: str) -> None:
    [box] = [box for box in app.selectbox if box.label == label]
    box.set_value(field).run()
    assert not app.exception


def import_button(app: AppTest) -> Button:
    return next(button for button in app.main.button if button.label == "Import")


def finish(app: AppTest, project: Project) -> jobs.Job:
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        job = jobs.newest(project.id, "import")
        if job is not None and job.status.is_over:
            app.run()
            assert not app.exception
            return job
        threading.Event().wait(0.05)
    raise TimeoutError


def numbers(app: AppTest) -> dict[str, str]:
    # The newest report stands first; those of past imports follow.
    return {metric.label: metric.value for metric in list(app.metric)[:5]}


def test_fields_nobody_could_guess_are_mapped_by_hand_and_remembered(
    app: AppTest, me: Person, mine: Project, tmp_path: Path
) -> None:
    uploaded(opened(app, mine), _jsonl(ODD))
    assert import_button(app).disabled
    pick(app, "Id", "nr")
    pick(app, "Input", "x")
    pick(app, "Output", "y")
    assert not import_button(app).disabled
    import_button(app).click().run()
    assert finish(app, mine).result
    assert (numbers(app)["Imported"], numbers(app)["Rejected"]) == ("3", "0")
    assert list((tmp_path / "uploads").iterdir()) == []
    page = traces.page(me, mine.id, TraceFilter(), traces.Sort.IMPORTED, 1, 10)
    assert [line.external_id for line in page.lines] == ["0", "1", "2"]
    assert page.lines[0].preview == "What time is slot 0?"

    next(button for button in app.main.button if button.label == "Import another file").click().run()
    more = _jsonl([{"nr": 9, "x": "And now?", "y": "Ten."}, {"nr": 10}])
    uploaded(app, more, "second.jsonl")
    assert not import_button(app).disabled
    import_button(app).click().run()
    finish(app, mine)
    assert (numbers(app)["Imported"], numbers(app)["Rejected"]) == ("1", "1")


def test_rows_that_stay_out_and_values_not_read_are_told_before_the_import(
    app: AppTest, mine: Project
) -> None:
    good = {"input": "Hello?", "output": "Yes.", "rating": 4}
    rows = [{"id": str(number), **good} for number in range(6)]
    uploaded(opened(app, mine), _jsonl(rows), "good.jsonl")
    assert len(app.main.warning) == 0
    bad = [{"id": "x", "input": "", "output": ""}, {**rows[0], "id": "y", "rating": "banana"}]
    uploaded(app, _jsonl([*rows, *bad]) + b"\n{broken", "bad.jsonl")
    [warning] = app.main.warning
    assert "first 9 rows, 2" in warning.value.replace("\\", "")
    assert "line 7" in warning.value and "line 9" in warning.value and "1 value" in warning.value
    assert not import_button(app).disabled


def test_the_warning_goes_once_a_field_says_something(app: AppTest, mine: Project) -> None:
    uploaded(opened(app, mine), _jsonl(ODD))
    assert len(app.main.warning) == 1
    assert list(app.main.dataframe[0].value["Field"]) == ["nr", "x", "y"]
    pick(app, "Input", "x")
    assert len(app.main.warning) == 0


def test_a_path_is_read_where_paths_may_be_read(
    app: AppTest, me: Person, mine: Project, tmp_path: Path
) -> None:
    path = tmp_path / "traces.jsonl"
    path.write_bytes(_jsonl([{"id": "a", "input": "Hello?", "output": "Yes."}]))
    opened(app, mine).radio(key="import_way").set_value("Read from a path").run()
    app.text_input[0].set_value(str(tmp_path / "none.jsonl")).run()
    assert len(app.main.error) == 1
    app.text_input[0].set_value(str(path)).run()
    import_button(app).click().run()
    finish(app, mine)
    assert numbers(app)["Imported"] == "1"
    assert path.exists(), "only uploads are taken away"


def test_a_file_beyond_the_limits_says_so_and_its_good_rows_can_go_in(app: AppTest, mine: Project) -> None:
    long = b'{"input": "' + b"a" * limits.LONGEST_RECORD + b'", "output": "x"}'
    uploaded(opened(app, mine), gzip.compress(long), "long.jsonl.gz")
    [error] = app.main.error
    assert "8 million characters" in error.value
    good = _jsonl([{"input": "Hello?", "output": "Yes."}])
    uploaded(app, gzip.compress(good + b"\n" + long + b"\n" + good), "both.jsonl.gz")
    [warning] = app.main.warning
    assert "line 2" in warning.value and "8 million characters" in warning.value
    assert not import_button(app).disabled
    uploaded(app, gzip.compress(b"\0" * 40_000_000), "zeros.gz")
    [error] = app.main.error
    assert "Only the beginning" in error.value


def test_a_file_that_holds_no_traces_says_so_and_offers_no_import(
    app: AppTest, mine: Project, tmp_path: Path
) -> None:
    uploaded(opened(app, mine), b"PK\x03\x04 and so on", "book.xlsx")
    assert len(app.main.error) == 1
    assert "Import" not in [button.label for button in app.main.button]


def test_a_broken_import_of_someone_else_is_told_and_leaves_nothing(
    app: AppTest, me: Person, mine: Project, tmp_path: Path
) -> None:
    made = jobs.create(me, mine.id, "import", {"path": "x", "name": "x"}, Role.ENGINEER)
    jobs.claim(made, f"{socket.gethostname()}:{2**22 + 1}")
    left = imports.start(me, mine.id, "x", job_id=made)
    imports.add(left, [seed.as_new(seed.trace("half"))])
    opened(app, mine)
    assert [past.status for past in imports.history(mine.id)] == ["died"]
    assert len(app.file_uploader) == 1


def test_filters_and_orders_reach_the_list(app: AppTest, me: Person, mine: Project) -> None:
    seed.store(me, mine.id, [seed.trace(f"t{n}", feedback=n - 1.0) for n in range(3)])
    opened(app, mine, feedback=FeedbackIs.NEGATIVE.value)
    assert any("of 1 trace" in each.value for each in app.main.markdown)
    app.text_input[0].set_value("zebra").run()
    assert len(app.main.info) == 1
    assert app.query_params["text"] == "zebra"
    next(button for button in app.main.button if button.label == "Clear filters").click().run()
    assert not app.exception and len(app.main.info) == 0
    assert any("of 3 traces" in each.value for each in app.main.markdown)
    assert "text" not in app.query_params and "feedback" not in app.query_params


def test_switching_the_project_forgets_the_filter(app: AppTest, me: Person, mine: Project) -> None:
    seed.store(me, mine.id, [seed.trace("a")])
    other = projects.create(me, "Another")
    seed.store(me, other.id, [seed.trace("b")])
    opened(app, mine)
    app.text_input[0].set_value("zebra").run()
    app.sidebar.selectbox[0].set_value(other.id).run()
    assert not app.exception
    assert len(app.main.info) == 0 and app.text_input[0].value == ""


def test_a_link_opens_a_trace_and_never_one_of_another_project(
    app: AppTest, me: Person, mine: Project
) -> None:
    [trace_id] = seed.store(me, mine.id, [seed.trace("a")])
    other = projects.create(me, "Another")
    [foreign] = seed.store(me, other.id, [seed.trace("b")])
    assert len(opened(app, mine, trace=str(trace_id)).main.warning) == 0
    assert len(opened(app, mine, trace=str(foreign)).main.warning) == 1


def test_an_opened_trace_tells_what_was_said_of_it_to_whom_may_see_it(
    hosted: AppTest, me: Person, mine: Project
) -> None:
    ids = seed.store(me, mine.id, [seed.trace("a")])
    hostile = "![x](http://127.0.0.1:9/x.png)"
    made = reviews.submit(
        me, mine.id, ids[0], Verdict.FAIL, [Note(f"taken slot {hostile}", 4, "9:00 is free")]
    )
    taxonomy.create_mode(me, mine.id, "Ignored the calendar", "", [note.id or 0 for note in made.notes])
    people.set_role(me, mine.id, "sam@example.com", Role.ANNOTATOR)
    people.set_role(me, mine.id, "vic@example.com", Role.VIEWER)
    sam = people.signed_in("sam@example.com", "Sam", is_admin=False)
    batch = seed.batch(me, mine.id, ids)
    assignments.assign(me, mine.id, batch, Plan((sam.id,), everyone=True))
    told = []
    for who in ("vic@example.com", "sam@example.com"):
        opened(as_person(hosted, who), mine, trace=str(ids[0]), step="4")
        told.append("\n".join(str(each.value) for each in hosted.markdown))
    assert "**✗ fail** · Dana\n  * step 4 · **Ignored the calendar** · taken slot " in told[0]
    assert r"· “9\:00 is free”" in told[0] and "![" not in told[0]
    assert "Dana" not in told[1] and "taken slot" not in told[1]


def test_viewers_browse_and_do_not_import(hosted: AppTest, me: Person, mine: Project) -> None:
    people.set_role(me, mine.id, "vic@example.com", Role.VIEWER)
    opened(as_person(hosted, "vic@example.com"), mine)
    assert len(hosted.file_uploader) == 0
    seed.store(me, mine.id, [seed.trace("a")])
    opened(hosted, mine)
    assert len(hosted.radio) == 0 and len(hosted.file_uploader) == 0


def test_where_sign_in_is_configured_no_path_is_asked_for_without_a_folder(
    hosted: AppTest, me: Person, mine: Project
) -> None:
    people.set_role(me, mine.id, "eve@example.com", Role.ENGINEER)
    opened(as_person(hosted, "eve@example.com"), mine)
    assert len(hosted.file_uploader) == 1 and len(hosted.radio) == 0
