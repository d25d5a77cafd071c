"""What each strategy picks, and that the same seed and data pick the same in any process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from lib.model import FeedbackOrigin
from lib.sampling import clustered, feedback, likely_failure, outlier, random, smart_mix, stratified
from lib.sampling.allocation import Allocation
from lib.sampling.audit import audit_size, with_audit
from lib.sampling.drawing import Strategy
from lib.sampling.failure_model import learn
from lib.sampling.population import NotPossible, Population
from lib.text.vectors import fit
from tests.unit.sampling.populations import after_reading, toy, with_verdicts

STRATEGIES: dict[str, Strategy] = {
    "random": random.draw,
    "stratified": partial(stratified.draw, by=["topic", "channel"]),
    "clustered": clustered.draw,
    "cluster centres": partial(clustered.draw, allocation=Allocation.EQUAL, centres=True),
    "feedback": feedback.draw,
    "likely failure": likely_failure.draw,
    "outlier by latency": partial(outlier.draw, by="latency"),
    "outlier by text": partial(outlier.draw, by=outlier.TEXT),
    "smart mix": smart_mix.draw,
    "feedback with audit": with_audit(feedback.draw, 0.3),
    "stratified with audit": with_audit(partial(stratified.draw, by=["topic"]), 0.2),
}
each_strategy = pytest.mark.parametrize("strategy", STRATEGIES.values(), ids=STRATEGIES)


def _rows(population: Population, ids: tuple[int, ...]) -> np.ndarray:
    return np.array([population.ids.tolist().index(trace_id) for trace_id in ids], dtype=int)


def draws_of_this_process() -> str:
    """Return what every strategy draws from one population, as text."""
    population = after_reading(toy(200, duplicates=30))
    return repr([STRATEGIES[name](population, 25, 7) for name in STRATEGIES])


@each_strategy
def test_nothing_is_drawn_twice_nor_a_trace_that_was_read_nor_two_copies_of_one(strategy: Strategy) -> None:
    population = after_reading(toy(150, duplicates=30))
    for size in (1, 10, 60, 500):
        draw = strategy(population, size, 5)
        rows = _rows(population, draw.trace_ids)
        assert 0 < len(draw.trace_ids) <= size
        assert len(set(population.duplicate_of[rows].tolist())) == len(rows)
        assert not np.isin(population.duplicate_of[rows], population.duplicate_of[population.read()]).any()
        assert all(draw.reasons)


@each_strategy
def test_the_filter_is_kept_and_a_batch_is_full_where_there_are_enough(strategy: Strategy) -> None:
    population = after_reading(toy(200))
    population = replace(population, wanted=np.arange(200) % 2 == 0)
    draw = strategy(population, 30, 1)
    assert len(draw.trace_ids) == 30
    assert (_rows(population, draw.trace_ids) % 2 == 0).all()


def test_another_process_draws_the_same() -> None:
    said = [
        subprocess.run(
            [sys.executable, "-c", f"import {__name__} as here; print(here.draws_of_this_process())"],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for hash_seed in ("1", "2")
    ]
    assert said[0] == said[1] == draws_of_this_process()


@each_strategy
def test_another_seed_or_an_empty_population_is_no_trouble(strategy: Strategy) -> None:
    empty = replace(toy(20), wanted=np.zeros(20, dtype=bool))
    try:
        assert strategy(empty, 5, 1).trace_ids == ()
    except NotPossible as refused:
        assert str(refused).endswith(".")


def test_only_uniform_picks_are_marked_random_and_only_designed_ones_have_a_probability() -> None:
    population = after_reading(toy(200))
    for name, strategy in STRATEGIES.items():
        draw = strategy(population, 20, 3)
        designed = name in ("random", "stratified", "clustered")
        share = 1.0 if name == "random" else 0.3 if "audit" in name or name == "smart mix" else 0.0
        share = 0.2 if name == "stratified with audit" else share
        assert sum(draw.random) == audit_size(20, share)
        for is_random, probability in zip(draw.random, draw.inclusion_probability, strict=True):
            assert (probability is not None) == (is_random or designed)


@pytest.mark.parametrize(
    ("size", "share", "expected"),
    [(10, 0.3, 3), (10, 0.7, 7), (25, 0.3, 8), (1, 0.2, 1), (5, 1, 5), (9, 0, 0)],
)
def test_the_audit_share_is_rounded_up(size: int, share: float, expected: int) -> None:
    assert audit_size(size, share) == expected


def test_feedback_sorts_the_worst_first_then_neutral_unrated_praised() -> None:
    population = replace(Population.of_ids(range(6)), feedback=np.array([1, np.nan, -0.5, 0, -1, np.nan]))
    for seed in range(5):
        order = feedback.draw(population, 6, seed).trace_ids
        assert order[:3] == (4, 2, 3) and set(order[3:5]) == {1, 5} and order[5] == 0


def test_ties_of_feedback_are_in_random_order() -> None:
    population = replace(Population.of_ids(range(40)), feedback=np.full(40, -1.0))
    first = {feedback.draw(population, 1, seed).trace_ids[0] for seed in range(60)}
    assert len(first) > 20


def test_feedback_says_thumbs_down_where_it_is_one() -> None:
    population = replace(
        Population.of_ids([1]), feedback=np.array([-1.0]), feedback_origin=FeedbackOrigin.THUMB
    )
    assert feedback.draw(population, 1, 1).reasons == ("thumbs down",)


@pytest.mark.parametrize(
    "impossible",
    [
        lambda p: feedback.draw(replace(p, feedback=np.full(len(p), np.nan)), 5, 1),
        lambda p: likely_failure.draw(p, 5, 1),
        lambda p: clustered.draw(replace(p, vectors=None), 5, 1),
        lambda p: stratified.draw(p, 5, 1, by=["planet"]),
        lambda p: stratified.draw(p, 5, 1, by=[]),
        lambda p: outlier.draw(p, 5, 1, by="cost"),
    ],
)
def test_what_cannot_be_drawn_says_why(impossible: Callable[[Population], object]) -> None:
    with pytest.raises(NotPossible):
        impossible(toy(50))


def test_targeted_picks_leave_out_what_already_waits_but_the_audit_does_not() -> None:
    population = replace(toy(100), drawn=np.arange(100) < 50)
    for name in ("feedback", "outlier by latency", "outlier by text"):
        assert (_rows(population, STRATEGIES[name](population, 20, 1).trace_ids) >= 50).all()
    draw = smart_mix.draw(population, 50, 1, audit=0.6)
    rows = _rows(population, draw.trace_ids)
    assert (rows[~np.array(draw.random)] >= 50).all()
    assert (rows[np.array(draw.random)] < 50).any()


def test_strata_of_two_fields_are_named_and_equal() -> None:
    population = toy(300, topics=2)
    draw = stratified.draw(population, 24, 1, by=["topic", "channel"])
    assert {str(name) for name in draw.stratum} == {
        f"topic: topic {topic}, channel: {channel}"
        for topic in (0, 1)
        for channel in ("chat", "not given", "sms")
    }
    assert all(draw.stratum.count(name) == 4 for name in draw.stratum)


def test_cluster_centres_are_nearer_to_the_middle_than_random_members() -> None:
    population = toy(200)
    vectors = population.with_vectors()
    middle = {
        name: np.mean(vectors[population.fields["topic"] == name], axis=0)
        for name in population.fields["topic"]
    }

    def off(draw_ids: tuple[int, ...]) -> float:
        rows = _rows(population, draw_ids)
        return float(
            np.mean([np.linalg.norm(vectors[r] - middle[population.fields["topic"][r]]) for r in rows])
        )

    centres = STRATEGIES["cluster centres"](population, 20, 1)
    assert off(centres.trace_ids) < off(clustered.draw(population, 20, 1).trace_ids)


def test_the_unusual_is_drawn_first() -> None:
    latency = np.append(np.full(49, 2.0), 400.0)
    vectors = np.vstack([np.tile([1.0, 0.0], (49, 1)), [[0.0, 1.0]]]).astype(np.float32)
    population = replace(Population.of_ids(range(50)), numbers={"latency": latency}, vectors=vectors)
    assert outlier.draw(population, 1, 1, by="latency").trace_ids == (49,)
    assert outlier.draw(population, 1, 1, by=outlier.TEXT).trace_ids == (49,)


def test_likely_failures_come_from_the_topic_that_failed() -> None:
    population = after_reading(toy(300))
    rows = _rows(population, likely_failure.draw(population, 10, 1).trace_ids)
    assert (population.fields["topic"][rows] == "topic 2").mean() >= 0.8


def test_the_model_says_how_good_it_is_and_warns_when_it_is_not() -> None:
    good = learn(after_reading(toy(600), 200))
    assert good.auc is not None and good.auc > 0.8 and good.warning is None
    population = toy(400)
    blind = learn(with_verdicts(population, np.arange(120), np.random.default_rng(99).random(120) < 0.3))
    assert blind.auc is not None and blind.auc < 0.6 and blind.warning
    few = learn(with_verdicts(population, np.arange(20), np.arange(20) < 4))
    assert few.failures == 4 and few.warning


def test_words_of_a_reason_are_readable_or_left_out() -> None:
    terms = ["45", "item let", "let", "return", "w3239882", "please", "refund", "exchange", "receipt"]
    assert likely_failure.readable(terms) == ["item", "return"]
    assert likely_failure.readable(["45", "let", "please help"]) == []


def test_the_reason_names_words_that_failing_traces_have() -> None:
    texts = [
        "refund policy days" if row % 3 == 0 else f"tour calendar slot {'morning' if row % 2 else 'evening'}"
        for row in range(90)
    ]
    vectoriser = fit(texts)
    population = replace(Population.of_ids(range(90)), vectors=vectoriser.transform(texts))
    population = with_verdicts(population, np.arange(30), np.arange(30) % 3 == 0)
    draw = likely_failure.draw(population, 5, 1, vectoriser=vectoriser)
    for trace_id, why in zip(draw.trace_ids, draw.reasons, strict=True):
        named = why.split(": ")[1].replace(",", "").split()
        assert why.startswith("looks like 10 failed traces") and set(named) <= set(texts[trace_id].split())
    assert set(learn(population).words(vectoriser, 2)) <= {
        "refund",
        "policy",
        "days",
        "refund policy",
        "policy days",
    }
