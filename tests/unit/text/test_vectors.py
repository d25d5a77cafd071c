"""Traces as texts, texts as vectors."""

from __future__ import annotations

import io
import os
import subprocess
import sys

import numpy as np
import pytest

from lib.model import Step, StepKind, Trace
from lib.text.vectors import Vectoriser, fit, representation, rows_to_fit

TEXTS = [
    f"{['refund my order', 'book a tour', 'the sink leaks'][n % 3]} please, number {n % 7} today"
    for n in range(120)
]


def test_a_trace_is_compared_by_question_answer_tools_and_errors() -> None:
    trace = Trace(
        "x",
        (
            Step(1, StepKind.SYSTEM, "You are kind."),
            Step(2, StepKind.USER, "Is 9:00 free?"),
            Step(3, StepKind.TOOL, name="check_calendar", result="[]"),
            Step(4, StepKind.TOOL, name="book", result="no such slot", error=True),
            Step(5, StepKind.ASSISTANT, "One moment."),
            Step(6, StepKind.USER, "And?"),
            Step(7, StepKind.ASSISTANT, "Booked."),
        ),
    )
    text = representation(trace)
    assert all(
        part in text for part in ("Is 9:00 free?", "Booked.", "check_calendar", "book error no such slot")
    )
    assert not any(part in text for part in ("kind", "One moment", "And?"))


def test_a_long_question_hides_neither_answer_nor_tools() -> None:
    steps = (
        Step(1, StepKind.USER, "q" * 90_000),
        *(Step(n, StepKind.TOOL, name="t" * 50, result="r" * 900, error=True) for n in range(2, 40)),
        Step(40, StepKind.ASSISTANT, "a" * 90_000),
    )
    text = representation(Trace("x", steps))
    assert len(text) <= 2_500
    assert all(mark in text for mark in ("qqq", "aaa", "ttt"))
    assert representation(Trace("x", ())) == ""


def test_vectors_are_of_unit_length_and_zero_for_an_empty_text() -> None:
    rows = fit(TEXTS).transform([*TEXTS, "", "zzz unheard"])
    assert rows.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), [1.0] * 120 + [0.0, 0.0], atol=1e-5)


def test_texts_on_one_subject_are_nearer() -> None:
    rows = fit(TEXTS).transform(["refund for an order", "an order: refund", "a tour to book"])
    assert rows[0] @ rows[1] > rows[0] @ rows[2] + 0.3


def test_chunks_and_the_cut_at_2500_characters_change_nothing() -> None:
    vectoriser = fit(TEXTS)
    many = TEXTS * 40
    np.testing.assert_allclose(
        vectoriser.transform(many)[4_500:4_600], vectoriser.transform(many[4_500:4_600]), atol=1e-6
    )
    long = "refund " * 1_000
    np.testing.assert_array_equal(vectoriser.transform([long]), vectoriser.transform([long[:2_500]]))


def test_a_stored_vectoriser_gives_the_same_vectors_and_holds_no_pickle() -> None:
    vectoriser = fit(TEXTS)
    data = vectoriser.dump()
    again = Vectoriser.load(data)
    assert again.vocabulary == vectoriser.vocabulary
    np.testing.assert_array_equal(again.transform(TEXTS), vectoriser.transform(TEXTS))
    with np.load(io.BytesIO(data), allow_pickle=False) as held:
        assert all(held[name].dtype != object for name in held.files)


def test_another_process_fits_the_same_signs_included() -> None:
    code = (
        "import sys; from lib.text.vectors import fit; from tests.unit.text.test_vectors import TEXTS; "
        "sys.stdout.write(fit(TEXTS).transform(TEXTS[:5]).tobytes().hex())"
    )
    said = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": "3"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    there = np.frombuffer(bytes.fromhex(said), dtype=np.float32).reshape(5, -1)
    np.testing.assert_allclose(there, fit(TEXTS).transform(TEXTS[:5]), atol=1e-5)
    components = fit(TEXTS).components
    assert (components[np.arange(len(components)), np.abs(components).argmax(axis=1)] > 0).all()


@pytest.mark.parametrize("texts", [[], [""], ["a"], ["hello"], ["hello", "hello"], ["the same words"] * 200])
def test_hardly_any_text_is_no_trouble(texts: list[str]) -> None:
    vectoriser = Vectoriser.load(fit(texts).dump())
    assert vectoriser.transform(["hello", ""]).shape == (2, vectoriser.dimensions)


def test_scripts_without_spaces_are_compared_by_characters() -> None:
    texts = [
        "请问明天九点可以看房吗我想预约参观",
        "我要退款请尽快处理我的订单退款",
        "水槽漏水了请派人来修理水槽",
    ] * 4
    vectoriser = fit(texts)
    rows = vectoriser.transform(["明天可以预约参观吗", "我想预约参观明天九点", "请尽快处理退款"])
    assert vectoriser.analyser == "char_wb"
    assert rows[0] @ rows[1] > rows[0] @ rows[2]


def test_the_words_along_a_direction() -> None:
    vectoriser = fit(TEXTS)
    refund, tour = (vectoriser.transform([text]) for text in ("refund my order please", "book a tour please"))
    words = vectoriser.words_along(refund - tour, 2)[0]
    assert words and set(" ".join(words).split()) <= {"refund", "my", "order", "please"}
    assert vectoriser.words_along(refund - tour, 2, near=tour)[0] != words


def test_large_projects_are_fitted_on_ten_thousand_traces() -> None:
    assert rows_to_fit(500).tolist() == list(range(500))
    rows = rows_to_fit(1_000_000)
    assert len(rows) == len(set(rows.tolist())) == 10_000
    assert 400_000 < rows.mean() < 600_000
