"""The Failures page in each state a project can be in, for those who may only look."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from lib.model import Draw, Note, Person, Project, Role, Verdict
from lib.store.batches import batches
from lib.store.projects import people
from lib.store.reviews import reviews
from lib.store.taxonomy import past as taxonomy_past
from lib.store.taxonomy import taxonomy
from tests import seed
from tests.pages import widgets
from tests.pages.test_shell import as_person


def read(who: Person, project: Project, failing: int, passing: int = 0) -> tuple[list[int], list[int]]:
    """Import and read so many traces, one note each failure; return the ids of traces and notes."""
    ids = seed.store(who, project.id, [seed.trace(f"t{n:03d}") for n in range(failing + passing)])
    notes: list[int] = []
    for place, trace_id in enumerate(ids):
        given = [Note(f"note {place}", 4, "9:00 is free")] if place < failing else []
        verdict = Verdict.FAIL if place < failing else Verdict.PASS
        made = reviews.submit(who, project.id, trace_id, verdict, given)
        notes += [note.id for note in made.notes if note.id is not None]
    return ids, notes


def opened(app: AppTest, project: Project, **params: str) -> AppTest:
    for name, value in {"project": str(project.id), **params}.items():
        app.query_params[name] = value
    app.run()
    app.switch_page("pages/failures.py").run()
    assert not app.exception
    return app


def charts(app: AppTest) -> int:
    return len(app.get("vega_lite_chart")) + len(app.get("html")) + len(widgets.rows_of(app))


def words(app: AppTest) -> str:
    return "\n".join(str(each.value) for each in [*app.main.markdown, *app.main.caption])


def labels(app: AppTest) -> Sequence[str]:
    return [button.label for button in app.main.button]


def test_nothing_read_shows_no_chart_and_one_thing_to_do(app: AppTest, me: Person, mine: Project) -> None:
    opened(app, mine)
    assert charts(app) == 0 and len(labels(app)) == 1
    seed.store(me, mine.id, [seed.trace("a")])
    opened(app, mine)
    assert charts(app) == 0 and len(labels(app)) == 1


def test_read_but_nothing_failed(app: AppTest, me: Person, mine: Project) -> None:
    read(me, mine, 0, 6)
    opened(app, mine)
    assert charts(app) == 0 and "6 traces" in words(app)


def test_an_empty_page_leads_on_as_the_overview_does(app: AppTest, me: Person, mine: Project) -> None:
    ids = seed.store(me, mine.id, [seed.trace("a"), seed.trace("b")])
    assert labels(opened(app, mine)) == ["Draw traces"]
    seed.batch(me, mine.id, ids)
    assert labels(opened(app, mine)) == ["Start reading"]
    reviews.submit(me, mine.id, ids[0], Verdict.PASS)
    assert labels(opened(app, mine)) == ["Read on"]
    reviews.submit(me, mine.id, ids[1], Verdict.PASS)
    assert labels(opened(app, mine)) == [], "the next step would be this page"


def test_a_failed_trace_without_a_note_is_linked_for_who_can_write_it(
    hosted: AppTest, me: Person, mine: Project
) -> None:
    read(me, mine, 4)
    people.set_role(me, mine.id, "sam@example.com", Role.ANNOTATOR)
    people.set_role(me, mine.id, "vic@example.com", Role.VIEWER)
    sam = people.signed_in("sam@example.com", "Sam", is_admin=False)
    extra = seed.store(me, mine.id, [seed.trace("late")])[0]
    reviews.submit(sam, mine.id, extra, Verdict.FAIL, [])
    linked = []
    for who in ("sam@example.com", "vic@example.com"):
        opened(as_person(hosted, who), mine)
        assert "1 failed trace without a note" in words(hosted)
        linked.append([link.proto.query_string for link in hosted.main.get("page_link")])
    assert linked == [[f"project={mine.id}&trace={extra}"], []]


def test_notes_not_grouped_have_a_bar_and_a_way_to_group_them(
    app: AppTest, me: Person, mine: Project
) -> None:
    read(me, mine, 4, 1)
    opened(app, mine)
    assert charts(app) == 1 and len(labels(app)) == 1
    opened(app, mine, pick="none")
    assert "**Not grouped** · 4 traces" in words(app)


def test_a_link_to_a_failure_mode_opens_its_evidence(app: AppTest, me: Person, mine: Project) -> None:
    _, notes = read(me, mine, 30, 10)
    made = taxonomy.create_mode(me, mine.id, "Ignored the calendar", "Said another time.", notes[:25])
    opened(app, mine, pick=str(made.id))
    assert "**Ignored the calendar**" in words(app) and "25 of 40" in words(app)
    assert "25 traces" in words(app)
    assert labels(app) == ["Edit", "Previous", "Next"]
    assert app.main.button[1].disabled
    app.main.button[2].click().run()
    assert not app.exception and app.main.button[2].disabled and not app.main.button[1].disabled
    assert app.query_params["page"] == "2"
    opened(app, mine, pick=str(made.id), page="99")
    assert "Page 2 of 2" in words(app)
    opened(app, mine, pick=str(made.id), page="-1")
    assert "Page 1 of 2" in words(app)


@pytest.mark.parametrize("mode", ["999", "x", "-1", ""])
def test_a_link_to_no_failure_mode_shows_the_page(app: AppTest, me: Person, mine: Project, mode: str) -> None:
    read(me, mine, 4)
    opened(app, mine, pick=mode)
    assert charts(app) == 1


def test_a_viewer_reads_the_counts_and_is_not_asked_to_group(
    hosted: AppTest, me: Person, mine: Project
) -> None:
    read(me, mine, 4)
    people.set_role(me, mine.id, "vic@example.com", Role.VIEWER)
    opened(as_person(hosted, "vic@example.com"), mine, pick="none")
    assert charts(hosted) == 1 and "**Not grouped** · 4 traces" in words(hosted) and labels(hosted) == []


def draw_at_random(me: Person, mine: Project, name: str, ids: list[int], of: int) -> None:
    """Draw these traces at random out of the first so many."""
    many = len(ids)
    draw = Draw(tuple(ids), ("why",) * many, (True,) * many, (0.8,) * many, (None,) * many)
    batches.create(
        me,
        mine.id,
        name,
        draw,
        strategy="random",
        seed=1,
        parameters={},
        population="all",
        frame=range(1, of + 1),
    )


def drawn_and_read(me: Person, mine: Project, versions: tuple[str, ...] = ("0", "1")) -> list[int]:
    """A third of 120 traces of two versions drawn at random, thirty-two read; half fail in two ways."""
    start = datetime(2026, 6, 1, tzinfo=UTC)
    made = [
        seed.trace(
            f"t{n:03d}",
            version=versions[n % len(versions)],
            happened_at=start + timedelta(days=n // 3),
            metadata={"channel": "sms" if n % 4 else "chat"},
        )
        for n in range(120)
    ]
    ids = seed.store(me, mine.id, made)[::3]
    draw_at_random(me, mine, "June random", ids[:32], of=120)
    notes: list[int] = []
    for place in range(32):
        given = [Note("taken slot", 4, "9:00"), Note("no hand-off", 4)] if place % 2 else []
        verdict = Verdict.FAIL if place % 2 else Verdict.PASS
        notes += [note.id or 0 for note in reviews.submit(me, mine.id, ids[place], verdict, given).notes]
    return [
        taxonomy.create_mode(me, mine.id, "Ignored the calendar", "", notes[::2]).id,
        taxonomy.create_mode(me, mine.id, "No hand-off", "", notes[1:9:2]).id,
    ]


@pytest.mark.parametrize(
    ("tab", "pick", "traces"),
    [
        ("How often", "{0}", 16),
        ("Where", "kassistant", 16),
        ("Who", "=1", 16),
        ("Together", "{0}+{1}", 4),
        ("Change", "{1}", 4),
    ],
)
def test_every_tab_leads_from_its_chart_to_traces(
    app: AppTest, me: Person, mine: Project, tab: str, pick: str, traces: int
) -> None:
    modes = drawn_and_read(me, mine)
    opened(app, mine, tab=tab, pick=pick.format(*modes))
    # The curve in the card is one, too.
    assert charts(app) == 2
    assert f"· {traces} traces" in words(app)


@pytest.mark.parametrize(
    ("tab", "choice"),
    [
        ("Where", {"place": "After what"}),
        ("Where", {"place": "Step number", "failure": "2"}),
        ("Who", {"by": "channel", "failure": "1"}),
        ("Change", {"compare": "Before and after"}),
        ("Change", {"compare": "By week"}),
        ("Change", {"compare": "By batch", "failure": "1"}),
        ("Saturation", {}),
    ],
)
def test_what_is_chosen_stands_in_the_address(
    app: AppTest, me: Person, mine: Project, tab: str, choice: dict[str, str]
) -> None:
    drawn_and_read(me, mine)
    opened(app, mine, tab=tab, **choice)
    assert charts(app) == 2


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ({"compare": "Before and after", "changed_on": "2026-06-11"}, "From before 11 Jun 2026 to from"),
        ({"compare": "Before and after", "changed_on": "1999-01-01"}, "From before 20 Jun 2026 to from"),
        ({"from_version": "1", "to_version": "0"}, "From version 1 to version 0"),
        ({"from_version": "gone", "to_version": "1"}, "From version 0 to version 1"),
    ],
)
def test_what_is_compared_stands_in_the_address(
    app: AppTest, me: Person, mine: Project, choice: dict[str, str], said: str
) -> None:
    drawn_and_read(me, mine)
    assert said in words(opened(app, mine, tab="Change", **choice))


@pytest.mark.parametrize(
    ("asked", "what"),
    [
        ({"tab": "Why"}, "tab “Why”"),
        ({"tab": "Change", "from_version": "gone", "to_version": "1"}, "version “gone”"),
        ({"versions": "7.0"}, "version “7\\.0”"),
        ({"field": "tenant"}, "field “tenant”"),
        ({"field": "channel", "values": "fax"}, "value “fax”"),
    ],
)
def test_what_a_link_asks_for_and_is_not_there_is_said(
    app: AppTest, me: Person, mine: Project, asked: dict[str, str], what: str
) -> None:
    drawn_and_read(me, mine)
    said = [one.value for one in opened(app, mine, **asked).info]
    assert said == [f"The address asks for the {what}, which is not here. What is shown goes without it."]


def test_what_a_link_asks_for_and_is_there_needs_no_word(app: AppTest, me: Person, mine: Project) -> None:
    drawn_and_read(me, mine)
    there = {"tab": "Change", "versions": "1", "field": "channel", "values": "sms"}
    assert not opened(app, mine, **there).info


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ({}, "Round 1 and Round 2 speak of the same 80 traces"),
        ({"from_round": "Round 2", "to_round": "Round 0"}, "Round 2 and Round 0 speak of the same"),
        ({"from_round": "Gone", "to_round": "Round 2"}, "Round 1 and Round 2 speak of"),
    ],
)
def test_the_rounds_compared_stand_in_the_address(
    app: AppTest, me: Person, mine: Project, choice: dict[str, str], said: str
) -> None:
    ids = seed.store(me, mine.id, [seed.trace(f"t{n:03d}") for n in range(80)])
    for place in range(3):
        some = ids[place * 10 : place * 10 + 10]
        draw_at_random(me, mine, f"Batch {place}", some, of=80)
        for trace_id in some:
            reviews.submit(me, mine.id, trace_id, Verdict.FAIL, [Note(f"note {trace_id}")])
        taxonomy.create_mode(me, mine.id, f"mode {place}")
        taxonomy_past.name_now(me, mine.id, f"Round {place}")
    assert said in words(opened(app, mine, tab="Change", compare="Rounds", **choice))


def test_a_later_version_is_later_by_its_number_and_not_by_its_letters(
    app: AppTest, me: Person, mine: Project
) -> None:
    drawn_and_read(me, mine, ("1.9", "1.10"))
    opened(app, mine, tab="Change")
    assert "From version 1.9 to version 1.10" in words(app).replace("\\", "")
    assert list(app.multiselect(key="versions").options) == ["1.9", "1.10"]


def test_groups_by_version_follow_each_other_and_others_stand_by_size(
    app: AppTest, me: Person, mine: Project
) -> None:
    drawn_and_read(me, mine, ("1.10", "1.9", "1.10"))
    for by, order in (("version", ["=1.9", "=1.10"]), ("channel", ["=sms", "=chat"])):
        opened(app, mine, tab="Who")
        app.selectbox(key="by").set_value(by).run()
        [drawn] = widgets.rows_of(app)
        assert [row["key"] for row in drawn["rows"]] == order


def test_the_headline_names_a_share_with_its_interval(app: AppTest, me: Person, mine: Project) -> None:
    modes = drawn_and_read(me, mine)
    said = words(opened(app, mine, pick=str(modes[1])))
    assert "**Ignored the calendar** is the most common failure: an estimated" in said
    # Sixteen of thirty-two random picks.
    assert "an estimated **50\u00a0%** (33 to 67\u00a0%) of traffic" in said
    assert "16 failed traces not labelled" not in said and "12 failed traces not labelled" in said
    assert "1 Jun to 10 Jul 2026" in said and "32 random" in said


def read_as(me: Person, mine: Project, ids: list[int], failing: int) -> list[int]:
    """Read these traces, the first of them failing; return the ids of the notes."""
    notes: list[int] = []
    for place, trace_id in enumerate(ids):
        given = [Note(f"note {trace_id}", 4)] if place < failing else []
        verdict = Verdict.FAIL if given else Verdict.PASS
        notes += [note.id or 0 for note in reviews.submit(me, mine.id, trace_id, verdict, given).notes]
    return notes


def test_few_random_traces_make_no_failure_the_most_common(app: AppTest, me: Person, mine: Project) -> None:
    ids = seed.store(me, mine.id, [seed.trace(f"t{n:03d}") for n in range(60)])
    draw_at_random(me, mine, "Random", ids[:29], of=60)
    notes = read_as(me, mine, ids[:29], 12)
    seed.batch(me, mine.id, ids[30:50])
    read_as(me, mine, ids[30:50], 0)
    taxonomy.create_mode(me, mine.id, "Ignored the calendar", "", notes)
    said = words(opened(app, mine))
    assert "## **Ignored the calendar** is the failure found most often: in 12 of 49 traces read." in said
    assert "most common" not in said and "Percentages rest on 29 random traces" in said


def test_what_targeted_traces_show_holds_no_interval_up(app: AppTest, me: Person, mine: Project) -> None:
    ids = seed.store(me, mine.id, [seed.trace(f"t{n:03d}") for n in range(40)])
    draw_at_random(me, mine, "Random", ids[:4], of=40)
    notes = read_as(me, mine, ids[:4], 1)
    by_hand(me, mine, ids[4:15])
    notes += read_as(me, mine, ids[4:15], 11)
    taxonomy.create_mode(me, mine.id, "Ignored the calendar", "", notes)
    said = words(opened(app, mine))
    assert "an estimated **30\u00a0%** (3 to 71\u00a0%)" in said


def by_hand(me: Person, mine: Project, ids: list[int]) -> None:
    some, many = tuple(ids), len(ids)
    seed.batch(
        me, mine.id, some, Draw(some, ("why",) * many, (False,) * many, (None,) * many, (None,) * many)
    )


def test_nothing_is_said_to_make_up_what_was_found_while_notes_are_not_grouped(
    app: AppTest, me: Person, mine: Project
) -> None:
    _, notes = read(me, mine, 12)
    modes = ((f"mode {n}", some) for n, some in enumerate((notes[:8], notes[8:10], notes[10:11])))
    for name, some in modes:
        taxonomy.create_mode(me, mine.id, name, "", some)
    assert "of what was found" not in words(opened(app, mine))
    taxonomy.create_mode(me, mine.id, "the last", "", notes[11:])
    assert "of 4 failure modes make up 83\u00a0% of what was found" in words(opened(app, mine))


def test_what_was_read_and_what_was_judged_are_told_apart(app: AppTest, me: Person, mine: Project) -> None:
    read(me, mine, 4, 6)
    assert "10 read: 10 not drawn." in words(opened(app, mine))
    late = seed.store(me, mine.id, [seed.trace("late")])
    reviews.submit(me, mine.id, late[0], Verdict.DEFER)
    said = words(opened(app, mine))
    assert "11 read, 1 of them deferred and counted nowhere; 10 judged: 10 not drawn." in said


def test_experts_read_how_sure_the_order_is_and_the_level_of_open_codes(
    app: AppTest, me: Person, mine: Project
) -> None:
    drawn_and_read(me, mine)
    assert "the 32 random traces drawn again" in words(opened(app, mine, sureness="true"))
    said = words(opened(app, mine, tab="Saturation"))
    # Two wordings, each in sixteen traces.
    assert "Open codes, each different wording of a note as one: 2 in these traces, P(new) = 0.000" in said


def test_a_filter_in_the_address_narrows_every_number(app: AppTest, me: Person, mine: Project) -> None:
    drawn_and_read(me, mine)
    said = words(opened(app, mine, versions="0"))
    assert "60 traces, version 0" in said and "In 16 traces read, none failed" in said.replace(
        "So far, in", "In"
    )


def test_hand_picked_traces_give_counts_only_and_the_way_to_a_rate(
    app: AppTest, me: Person, mine: Project
) -> None:
    read(me, mine, 30, 10)
    said = words(opened(app, mine))
    assert "Counts only" in said and "50 random traces" in said and "estimated" not in said


def test_an_earlier_taxonomy_and_its_round_are_in_the_address(
    app: AppTest, me: Person, mine: Project
) -> None:
    modes = drawn_and_read(me, mine)
    taxonomy_past.name_now(me, mine.id, "First")
    taxonomy.merge(me, mine.id, modes[1], modes[0])
    said = words(opened(app, mine, pick=str(modes[1]), taxonomy="First"))
    assert "off** · 4 traces" in said and "By the taxonomy “First”" in said
    opened(app, mine, tab="Change", compare="Rounds")
    # Only one round has random traces read: a sentence, and the curve in the card.
    assert charts(app) == 1
