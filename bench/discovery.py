"""How many failure modes each strategy finds for how much reading, on traces whose failures are known.

    python -m bench.discovery [--seeds 8] [--makes 3] [--size 1200] [--batch 25]

Reads as a team would: batches of 25, verdicts known after each. Random is not simulated but computed:
the expected number of modes after n of N traces is the sum over modes of 1 - C(N - f, n) / C(N, n). Every
other figure is a mean over the seeds; the ratio is the area under its curve over that of random.
Prints tables and asserts nothing.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from scipy.special import gammaln

from lib.demo import generate
from lib.formats import mapping
from lib.model import FeedbackOrigin, Trace, Verdict
from lib.sampling import clustered, feedback, likely_failure, outlier, random, smart_mix, stratified
from lib.sampling.allocation import Allocation
from lib.sampling.audit import with_audit
from lib.sampling.drawing import Strategy
from lib.sampling.population import NotPossible, Population
from lib.text import summary
from lib.text.vectors import fit, representation

CODED = (
    Path(__file__).resolve().parents[2] / "shared" / "data" / "tau_retail_coded" / "agentrx_tau_retail.jsonl"
)
READ = (25, 50, 100, 200)


@dataclass(frozen=True)
class Case:
    """Traces with their failures known: which modes each has, by row."""

    name: str
    population: Population
    modes: list[frozenset[str]]
    by: str

    @property
    def horizon(self) -> int:
        """How many traces are read at most."""
        return min(READ[-1], len(self.modes))


def demo(seed: int, size: int, fine: bool = False) -> Case:
    """Return the demo project with its planted failures; ``fine``: by channel and contact type, too."""
    made = generate(seed, size)
    records = [item.record for item in made]
    parts = [f"{item.record['channel']} {item.record['contact_type']}" if fine else "" for item in made]
    modes = [
        frozenset(f"{mode} {part}" for mode in item.modes) for item, part in zip(made, parts, strict=True)
    ]
    return _case("Demo project, fine modes" if fine else "Demo project", records, modes, "contact_type")


def at_most(case: Case) -> float:
    """Return the ratio of the order that shows the most new modes at each step: what any could gain."""
    left, known, curve = set(range(len(case.modes))), set[str](), []
    for _ in range(case.horizon):
        best = max(left, key=lambda row: (len(case.modes[row] - known), -row))
        left.discard(best)
        known |= case.modes[best]
        curve.append(len(known))
    return float(np.mean(curve) / expected(case).mean())


def coded() -> Case | None:
    """Return the retail agent's traces with the experts' codes; None where they are absent."""
    if not CODED.exists():
        return None
    records = [json.loads(line) for line in CODED.read_text("utf-8").splitlines()]
    gold = [record.pop("gold") for record in records]
    modes = [frozenset(map(_spelling, one["codes"])) if one else frozenset() for one in gold]
    return _case("Retail agent, expert codes", records, modes, "")


def _spelling(code: str) -> str:
    """Return one spelling of a code whose case and plural differ between experts."""
    return " ".join(word.rstrip("s") for word in code.casefold().split())


def _case(name: str, records: list[dict[str, object]], modes: list[frozenset[str]], by: str) -> Case:
    found = mapping.detect(records[:200])
    assert found is not None
    traces = [mapping.to_trace(record, found) for record in records]
    order = sorted(range(len(traces)), key=lambda place: traces[place].external_id)
    # One of each group of identical traces, so that the exact expectation speaks of the same units.
    first = {summary.normalised_hash(traces[place]): place for place in reversed(order)}
    kept = [place for place in order if first[summary.normalised_hash(traces[place])] == place]
    chosen = [traces[place] for place in kept]
    return Case(name, _population(chosen, by), [modes[place] for place in kept], by)


def _population(traces: Sequence[Trace], by: str) -> Population:
    texts = [representation(trace) for trace in traces]
    plain = Population.of_ids(range(len(traces)))
    counts = np.array([summary.counts(trace) for trace in traces], dtype=np.float64)
    return replace(
        plain,
        feedback=np.array([np.nan if trace.feedback is None else trace.feedback.value for trace in traces]),
        feedback_origin=FeedbackOrigin.THUMB,
        vectors=fit(texts).transform(texts),
        numbers={"characters": counts[:, 3]},
        fields={
            name: np.array([str(trace.metadata[name]) for trace in traces], dtype=object)
            for name in ((by, "channel") if by else ())
        },
    )


def strategies(case: Case) -> Iterator[tuple[str, Strategy]]:
    """Yield every strategy under its name."""
    yield "smart mix, 30 % audit", smart_mix.draw
    yield "smart mix, 100 % targeted", partial(smart_mix.draw, audit=0.0)
    yield "worst feedback first", feedback.draw
    yield "worst feedback first, 30 % audit", with_audit(feedback.draw, 0.3)
    yield "likely failure", likely_failure.draw
    yield "likely failure, 30 % audit", with_audit(likely_failure.draw, 0.3)
    if case.by:
        yield f"equal per {case.by}", partial(stratified.draw, by=[case.by])
    yield "clusters, proportional", clustered.draw
    yield "clusters, equal", partial(clustered.draw, allocation=Allocation.EQUAL)
    yield "clusters, small more", partial(clustered.draw, allocation=Allocation.SMALL_MORE)
    yield "cluster centres, equal", partial(clustered.draw, allocation=Allocation.EQUAL, centres=True)
    yield "outlier by text", partial(outlier.draw, by=outlier.TEXT)
    yield "outlier by length", partial(outlier.draw, by="characters")


def read_order(case: Case, population: Population, strategy: Strategy, seed: int, batch: int) -> list[int]:
    """Return the rows in the order a team reads them; a batch the strategy cannot draw is drawn at random."""
    order: list[int] = []
    while len(order) < case.horizon:
        size = min(batch, case.horizon - len(order))
        try:
            ids = strategy(population, size, seed * 1_000 + len(order)).trace_ids
        except NotPossible:
            ids = ()
        if len(ids) < size:
            ids = random.draw(population, size, seed * 1_000 + len(order)).trace_ids
        verdict = population.verdict.copy()
        for row in ids:
            verdict[row] = Verdict.FAIL if case.modes[row] else Verdict.PASS
        population = replace(population, verdict=verdict)
        order += ids
    return order


def found(case: Case, order: Sequence[int]) -> np.ndarray:
    """Return how many distinct modes are known after each trace read."""
    known: set[str] = set()
    curve = []
    for row in order:
        known |= case.modes[row]
        curve.append(len(known))
    return np.array(curve, dtype=np.float64)


def expected(case: Case) -> np.ndarray:
    """Return how many distinct modes n = 1, 2, ... traces drawn at random show on average: exact."""
    total = len(case.modes)
    n = np.arange(1, case.horizon + 1)
    curve = np.zeros(len(n))
    for mode in sorted(set().union(*case.modes)):
        without = total - sum(mode in modes for modes in case.modes)
        possible = n <= without
        missed = np.zeros(len(n))
        left = gammaln(without + 1) - gammaln(np.where(possible, without - n, 0) + 1)
        missed[possible] = np.exp(left + gammaln(total - n + 1) - gammaln(total + 1))[possible]
        curve += 1 - missed
    return curve


def table(cases: Sequence[Case], with_feedback: bool, seeds: int, batch: int) -> None:
    """Print one table: every strategy on these cases, which are several makes of the same project."""
    first = cases[0]
    points = [n for n in READ if n <= first.horizon]
    modes = np.mean([len(frozenset().union(*case.modes)) for case in cases])
    failing = np.mean([np.mean([bool(one) for one in case.modes]) for case in cases])
    print(
        f"\n{first.name}, {'with' if with_feedback else 'without'} feedback: {len(first.modes):,} traces, "
        f"{failing:.0%} failing, {modes:.0f} modes; {seeds} seeds on each of {len(cases)} makes"
    )
    print(
        f"{'modes found after reading':32}"
        + "".join(f"{n:>8}" for n in points)
        + "   ratio    ±     wins  failing"
    )
    base = np.mean([expected(case)[: first.horizon] for case in cases], axis=0)
    share = np.mean([np.mean([bool(one) for one in case.modes]) for case in cases]) * first.horizon
    print(f"{'random (exact)':32}" + _figures(base, points) + f"{1:8.3f}{'':17}{share:7.0f}")
    print(
        f"{'the best order there is':32}{'':{8 * len(points)}}{np.mean([at_most(one) for one in cases]):8.3f}"
    )
    for name, strategy in strategies(first):
        if name.startswith("worst") and not with_feedback:
            continue
        print(f"{name:32}" + _row(cases, strategy, with_feedback, seeds, batch, points), flush=True)


def _row(
    cases: Sequence[Case], strategy: Strategy, with_feedback: bool, seeds: int, batch: int, points: list[int]
) -> str:
    curves, ratios, failing = [], [], []
    for make, case in enumerate(cases):
        population = case.population
        if not with_feedback:
            population = replace(population, feedback=np.full(len(population), np.nan))
        for seed in range(seeds):
            order = read_order(case, population, strategy, seed * len(cases) + make, batch)
            curves.append(found(case, order))
            ratios.append(curves[-1].mean() / expected(case).mean())
            failing.append(sum(bool(case.modes[row]) for row in order))
    error = np.std(ratios, ddof=1) / np.sqrt(len(ratios)) if len(ratios) > 1 else 0.0
    wins = np.mean(np.array(ratios) > 1)
    return (
        _figures(np.mean(curves, axis=0), points)
        + f"{np.mean(ratios):8.3f}{error:7.3f}{wins:8.0%}{np.mean(failing):9.0f}"
    )


def _figures(curve: np.ndarray, points: list[int]) -> str:
    return "".join(f"{curve[n - 1]:8.2f}" for n in points)


def arguments(about: str | None) -> argparse.Namespace:
    """Return what a bench that reads as a team would is asked for; ``about`` is its help."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=8, help="readings of each project")
    parser.add_argument("--makes", type=int, default=3, help="demo projects, each generated anew")
    parser.add_argument("--size", type=int, default=1_200, help="traces of a demo project")
    parser.add_argument("--batch", type=int, default=25, help="traces drawn at a time")
    return parser.parse_args()


def main() -> None:
    """Print all tables."""
    asked = arguments(__doc__)
    projects = [
        [demo(seed, asked.size, fine) for seed in range(1, asked.makes + 1)] for fine in (False, True)
    ]
    retail = coded()
    for with_feedback in (True, False):
        for makes in projects:
            table(makes, with_feedback, asked.seeds, asked.batch)
        if retail is not None:
            table([retail], with_feedback, asked.seeds * asked.makes, asked.batch)
    if retail is None:
        print("\nThe coded traces of the retail agent are absent (../shared/data/tau_retail_coded): skipped.")


if __name__ == "__main__":
    main()
