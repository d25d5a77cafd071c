"""A choice stays on the thing that was chosen, whatever it is called by now; no page chooses otherwise."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from streamlit.testing.v1 import AppTest

from lib.ui.shell import choice
from tests.pages import widgets
from tests.server import ROOT

SOURCES = [*sorted((ROOT / "pages").glob("*.py")), *sorted((ROOT / "lib" / "ui").rglob("*.py"))]

# Whose words stand in the source, one for each option, and never change.
FIXED = {
    "lib/ui/reliability/adjudication_form.py: Verdict",
    "lib/ui/drift/read_again.py: Verdict",
    "lib/ui/sampling/preview.py: Group by",
    "lib/ui/sampling/strategy_cards.py: Strategy",
    "lib/ui/sampling/strategy_cards.py: Unusual in",
    "lib/ui/sampling/strategy_cards.py: From each group",
    "lib/ui/trace/trace_filters.py: Feedback",
    "lib/ui/trace/trace_filters.py: Reading",
    "lib/ui/browsing/trace_list.py: Order",
}
# Whose words are the values themselves, of the traces' own data.
DATA = {"lib/ui/trace/trace_filters.py: md_escape(name)", "lib/ui/failures/tabs/who.py: By"}
# Rows that open at once, and marks of a chart, which say their keys.
OPENED = {"lib/ui/sampling/preview.py", "lib/ui/shell/chart_with_table.py"}


def calls(path: Path) -> list[tuple[ast.Call, set[str]]]:
    """The calls in a file with the names of what each is given by name."""
    tree = ast.parse(path.read_text())
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [(node, {word.arg for word in node.keywords if word.arg}) for node in found]


def test_what_is_called_by_other_words_than_itself_is_chosen_through_choice() -> None:
    found, tables = set(), set()
    for path in SOURCES:
        name = path.relative_to(ROOT).as_posix()
        if name == "lib/ui/shell/choice.py":
            continue
        for node, given_by_name in calls(path):
            if "format_func" in given_by_name:
                label = node.args[0]
                said = label.value if isinstance(label, ast.Constant) else ast.unparse(label)
                found.add(f"{name}: {said}")
            if "on_select" in given_by_name:
                tables.add(name)
    assert found == FIXED | DATA
    assert tables == OPENED


def drawn() -> None:
    """A page with one widget of each kind, whose words and things the session holds."""
    import streamlit as st

    from lib.ui.shell import choice

    words = st.session_state["words"]
    told = st.session_state["told"] = {}
    told["select"] = choice.select("One", words, key="select", first=1)
    told["follows"] = choice.select("Follows", words, key="follows", first=min(words), follows=True)
    told["stands"] = choice.select("Stands", words, key="stands", first=max(words), stands=True)
    told["radio"] = choice.radio("Radio", words, key="radio", first=min(words))
    told["several"] = choice.several("Several", words, key="several")
    told["rows"] = choice.rows([{"Word": word} for word in words.values()], list(words), key="rows")
    choice.pills("Pills", words, key="pills", on_choice=lambda one: st.session_state.update(pressed=one))


@pytest.fixture
def page() -> AppTest:
    made = AppTest.from_function(drawn, default_timeout=20)
    made.session_state["words"] = {1: "one", 2: "two", 3: "three"}
    return made.run()


def told(page: AppTest) -> dict[str, Any]:
    assert not page.exception
    found: dict[str, Any] = page.session_state["told"]
    return found


def choose_the_second(page: AppTest) -> None:
    widgets.of(page.selectbox, "select").set_value(2)
    widgets.of(page.selectbox, "follows").set_value(2)
    widgets.of(page.radio, "radio").set_value(2)
    widgets.of(page.multiselect, "several").set_value([2, 3])
    page.session_state[page.dataframe[0].key] = {"selection": {"rows": [1], "columns": []}}
    page.run()
    assert told(page) == {
        "select": 2, "follows": 2, "stands": 3, "radio": 2, "several": [2, 3], "rows": [2],
    }  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        {1: "one", 2: "another", 3: "three"},
        {3: "three · 7", 2: "two · 19", 1: "one · 20"},
        {1: "two", 2: "one", 3: "three"},
        {1: "two", 2: "two", 3: "two"},
        {0: "two", 1: "one", 2: "two", 3: "three"},
    ],
    ids=["renamed", "counted and sorted anew", "names swapped", "all of one name", "one came in above"],
)
def test_the_same_things_stay_chosen_under_other_words(page: AppTest, words: dict[int, str]) -> None:
    choose_the_second(page)
    for _ in range(2):
        page.session_state["words"] = words
        page.run()
        assert told(page) == {
            "select": 2, "follows": 2, "stands": 3, "radio": 2, "several": [2, 3], "rows": [2],
        }  # fmt: skip
    assert "pressed" not in page.session_state


def test_a_thing_that_is_gone_leaves_the_choice_empty(page: AppTest) -> None:
    choose_the_second(page)
    page.session_state["words"] = {1: "one", 3: "three"}
    found = told(page.run())
    assert (found["select"], found["several"], found["rows"]) == (None, [3], [])
    assert choice_shown(page) is None


def choice_shown(page: AppTest) -> object:
    return widgets.of(page.selectbox, "select").value


def test_what_follows_goes_along_until_another_was_chosen(page: AppTest) -> None:
    page.session_state["words"] = {0: "zero", 1: "one", 2: "two"}
    page.run()
    assert (told(page)["follows"], told(page)["select"]) == (0, 1)


def test_each_of_two_things_of_one_name_can_be_chosen(page: AppTest) -> None:
    page.session_state["words"] = {1: "Sam", 2: "Sam", 3: "Sam (2)"}
    page.run()
    for one in (1, 2, 3):
        widgets.of(page.selectbox, "select").set_value(one)
        widgets.of(page.multiselect, "several").set_value([one])
        widgets.of(page.button_group, "pills").set_value(one).run()
        assert (told(page)["select"], told(page)["several"]) == (one, [one])
        assert page.session_state["pressed"] == one


@settings(max_examples=60)
@given(some.lists(some.sampled_from(["a", "a (2)", "a (3)", "b", ""]), max_size=8))
def test_no_two_things_have_the_same_words(given_words: list[str]) -> None:
    words = dict(enumerate(given_words))
    found = choice.apart(words)
    assert list(found) == list(words)
    assert len(set(found.values())) == len(words)
    for one, said in words.items():
        assert found[one].startswith(said)
    once = {said for said in words.values() if list(words.values()).count(said) == 1}
    assert once <= {said for one, said in words.items() if found[one] == said}
