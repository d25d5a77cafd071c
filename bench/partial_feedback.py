"""How many failure modes a smart mix finds where feedback is given for a part, or tells nothing.

    python -m bench.partial_feedback [--seeds 8] [--makes 3] [--size 1200] [--batch 25]

Reads as ``bench.discovery`` does, whose ratio this is: the modes known on average while up to 200 traces are
read, of those that random picks show. Beside it the ratio of the best order there is, which knows the modes,
and of failing traces first in random order, which is the most that knowing every verdict can give; and which
share of what either gains is reached. Prints a table and asserts nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from threadpoolctl import threadpool_limits

from bench.discovery import Case, arguments, at_most, coded, demo, expected, found, read_order
from lib.sampling import smart_mix
from lib.sampling.population import Floats, Mask, Population

CHANNELS = ("chat", "sms", "voice")


def given(case: Case, name: str, rated: Mask) -> Case:
    """Return the same where only these traces keep their feedback: of the others nobody asked."""
    return _with(case, name, np.where(rated, case.population.feedback, np.nan))


def shuffled(case: Case, name: str) -> Case:
    """Return the same with the feedback of the rated traces mixed up, so that it tells nothing."""
    feedback = case.population.feedback.copy()
    rated = np.flatnonzero(~np.isnan(feedback))
    feedback[rated] = feedback[np.random.default_rng(len(rated)).permutation(rated)]
    return _with(case, name, feedback)


def failing(case: Case, name: str) -> Case:
    """Return the traces that fail, so that no feedback tells anything."""
    rows = np.array([place for place, modes in enumerate(case.modes) if modes])
    of = case.population
    kept = replace(
        Population.of_ids(range(len(rows))),
        feedback=of.feedback[rows],
        feedback_origin=of.feedback_origin,
        vectors=None if of.vectors is None else of.vectors[rows],
        numbers={name: values[rows] for name, values in of.numbers.items()},
        fields={name: values[rows] for name, values in of.fields.items()},
    )
    return Case(name, kept, [case.modes[row] for row in rows], case.by)


def _with(case: Case, name: str, feedback: Floats) -> Case:
    return replace(case, name=name, population=replace(case.population, feedback=feedback))


def of_demo(case: Case) -> Iterator[Case]:
    """Yield a demo project with feedback everywhere, in one channel, telling nothing, and nowhere."""
    channel, name = case.population.fields["channel"], case.name
    yield replace(case, name=f"{name}, feedback everywhere")
    for one in CHANNELS:
        yield given(case, f"{name}, in {one} alone", channel == one)
    alone = given(case, "", channel == CHANNELS[1])
    yield shuffled(alone, f"{name}, in {CHANNELS[1]} alone, by chance")
    yield given(case, f"{name}, none", np.zeros(len(channel), dtype=np.bool_))
    yield failing(case, f"{name}, all failing")
    yield failing(alone, f"{name}, all failing, in {CHANNELS[1]} alone")


def of_retail(case: Case) -> Iterator[Case]:
    """Yield the coded traces, all rated by the reward of their task, half of them, none."""
    place, count = np.arange(len(case.modes)), len(case.modes)
    yield replace(case, name="Retail agent, feedback everywhere")
    yield given(case, "Retail agent, for the first half", place < count / 2)
    yield given(case, "Retail agent, for the second half", place >= count / 2)
    yield given(case, "Retail agent, none", place < 0)
    yield failing(case, "Retail agent, all failing")


def failing_first(case: Case) -> float:
    """Return the ratio where all failing traces come first, in random order: exact."""
    curve = expected(failing(case, ""))[: case.horizon]
    known = np.concatenate([curve, np.full(case.horizon - len(curve), curve[-1])])
    return float(known.mean() / expected(case).mean())


def row(makes: list[Case], seeds: int, batch: int) -> float:
    """Print the line of one case, which is several makes of the same project; return its ratio."""
    ratios = []
    for make, case in enumerate(makes):
        for seed in range(seeds):
            order = read_order(case, case.population, smart_mix.draw, seed * len(makes) + make, batch)
            ratios.append(found(case, order).mean() / expected(case).mean())
    ratio, error = np.mean(ratios), np.std(ratios) / np.sqrt(len(ratios))
    best, verdicts = (np.mean([bound(case) for case in makes]) for bound in (at_most, failing_first))
    gains = [f"{(ratio - 1) / (most - 1):8.0%}" if most > 1.01 else f"{'-':>8}" for most in (best, verdicts)]
    print(
        f"{makes[0].name:50}{ratio:7.3f}{error:7.3f}{best:8.2f}{gains[0]}{verdicts:9.2f}{gains[1]}",
        flush=True,
    )
    return float(ratio)


def main() -> None:
    """Print the table."""
    asked = arguments(__doc__)
    print(f"{asked.seeds * asked.makes} readings each{'':35}  ratio      ±    best  gained  failing  gained")
    ratios = []
    # Small products: more threads than one only wait for each other.
    with threadpool_limits(limits=1):
        for fine in (True, False):
            projects = [of_demo(demo(seed, asked.size, fine)) for seed in range(1, asked.makes + 1)]
            ratios += [row(list(makes), asked.seeds, asked.batch) for makes in zip(*projects, strict=True)]
        if (retail := coded()) is not None:
            ratios += [row([case], asked.seeds * asked.makes, asked.batch) for case in of_retail(retail)]
        else:
            print(
                "The coded traces of the retail agent are absent (../shared/data/tau_retail_coded): skipped."
            )
    print(f"The lowest is {min(ratios):.3f}, the mean {np.mean(ratios):.3f}.")


if __name__ == "__main__":
    main()
