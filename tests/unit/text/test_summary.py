"""The light columns of a trace."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from lib.model import Step, StepKind, Trace
from lib.text.summary import counts, normalised_hash, preview, search_text

TRACE = Trace(
    "Order-7",
    (
        Step(1, StepKind.SYSTEM, "Be kind."),
        Step(2, StepKind.USER, "Where is\n  my Parcel?"),
        Step(3, StepKind.TOOL, name="find_parcel", arguments="{}", result="Error: gone", error=True),
        Step(4, StepKind.ASSISTANT, "First."),
        Step(5, StepKind.USER, "And now?"),
        Step(6, StepKind.TOOL, name="find_parcel", arguments="{}", result="ok"),
        Step(7, StepKind.ASSISTANT, "It is LOST."),
    ),
)


def test_preview_is_the_first_user_message_on_one_line() -> None:
    assert preview(TRACE) == "Where is my Parcel?"
    assert preview(Trace("x", (Step(1, StepKind.ASSISTANT, "Only me"),))) == "Only me"
    assert preview(Trace("x", ())) == ""
    long = preview(Trace("x", (Step(1, StepKind.USER, "ab " * 300),)))
    assert len(long) == 200 and long.endswith("…")


def test_search_text_holds_id_first_question_last_answer_and_tools_once() -> None:
    assert search_text(TRACE) == "order-7 where is my parcel? it is lost. find_parcel"


def test_search_text_keeps_every_part_when_all_are_long() -> None:
    long = Trace(
        "I" * 500,
        (
            Step(1, StepKind.USER, "U" * 5000),
            Step(2, StepKind.ASSISTANT, "A" * 5000),
            Step(3, StepKind.TOOL, name="T" * 500),
        ),
    )
    text = search_text(long)
    assert len(text) <= 600
    assert [set(part) for part in text.split()] == [{"i"}, {"u"}, {"a"}, {"t"}]


def test_counts() -> None:
    characters = sum(len(s.text) + len(s.arguments or "") + len(s.result or "") for s in TRACE.steps)
    assert counts(TRACE) == (7, 2, 1, characters)
    assert counts(Trace("x", ())) == (0, 0, 0, 0)


def test_the_hash_folds_case_and_space_and_nothing_else() -> None:
    def changed(**fields: str) -> Trace:
        return replace(TRACE, steps=(TRACE.steps[0], replace(TRACE.steps[1], **fields), *TRACE.steps[2:]))

    same = normalised_hash(TRACE)
    assert len(same) == 64
    assert normalised_hash(changed(text=" where IS my parcel? ")) == same
    assert normalised_hash(replace(TRACE, external_id="other", metadata={"a": 1})) == same
    assert normalised_hash(changed(text="Where is my parcel")) != same
    assert normalised_hash(changed(kind=StepKind.SYSTEM)) != same
    assert normalised_hash(replace(TRACE, steps=TRACE.steps[:-1])) != same


@given(st.lists(st.tuples(st.sampled_from(StepKind), st.text(), st.none() | st.text())), st.text())
def test_any_trace_has_a_summary(parts: list[tuple[StepKind, str, str | None]], identity: str) -> None:
    trace = Trace(identity, tuple(Step(n, k, t, name=x, result=x) for n, (k, t, x) in enumerate(parts, 1)))
    assert len(preview(trace)) <= 200 and "\n" not in preview(trace)
    assert len(search_text(trace)) <= 600 and search_text(trace).count("\n") == 0
    assert len(normalised_hash(trace)) == 64
    assert counts(trace)[0] == len(parts)
