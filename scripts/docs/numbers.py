"""Every figure on the pages: what it is, its formula, where that comes from, and what makes it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from lib.services.findings import comparison, failing_steps, modes, subgroups, together
from lib.services.findings.population import Findings
from lib.stats import agreement, designs, double_reading, prevalence, ranks, saturation
from lib.store.batches import batches
from lib.store.counts import counts
from lib.store.recoding import criteria_drift
from scripts.docs.markdown import code, table


class Figure(NamedTuple):
    """One figure; ``section`` is that of the design notes on statistics."""

    name: str
    what: str
    formula: str
    section: str
    paper: str
    made_by: Callable[..., Any]
    unknown: str


COUNTS = [
    Figure(
        *("Traces, drawn, read, failed, noted, grouped", "How far the project is, in traces."),
        "Counts by the one review of a trace that counts: the decision, else the lead's, else the first.",
        *("4.2", "", counts.funnel, "Always known."),
    ),
    Figure(
        *("Found in k of n", "Traces read that have a failure mode, or one below it, by a note or a yes."),
        "A count of judged traces, by random, targeted and not drawn. Deferred traces are in neither.",
        *("6", "", modes.by_mode, "A lower bound until every failed trace is labelled for every mode."),
    ),
    Figure(
        *("Not grouped", "Failed traces with a note in no failure mode, or with neither note nor mode."),
        *("A count.", "6", "", modes.by_mode, "Always known."),
    ),
    Figure(
        *("First failed at", "Where a trace first went wrong: a kind of step, a tool, a number."),
        *("A count of all traces read; the share beside it is of all traces.", "5", ""),
        *(failing_steps.locations, "For a failed trace whose first note names no step."),
    ),
    Figure(
        *("Found together", "Traces read with both of two failure modes, Jaccard's share, lift, Fisher's p."),
        "J = both / either; lift = n · both / (a · b); p one-sided, Benjamini–Hochberg over the pairs.",
        *("6", "Fisher 1935; Benjamini & Hochberg 1995", together.together),
        f"Lift and p below {together.LEAST_RANDOM} random traces read.",
    ),
    Figure(
        *(
            "Batch: read of drawn",
            "Picks of a batch that have a verdict of any kind; archived ones count on.",
        ),
        *("A count.", "2", "", batches.summaries, "Always known."),
    ),
    Figure(
        *("Looked at again", "How many older traces changed when they were looked at again."),
        *("A count.", "7", "Shankar et al. 2024", criteria_drift.flips, "Before anybody has looked again."),
    ),
]

RATES = [
    Figure(
        *("Share of traffic", "How common a failure is in what the application does."),
        "v = Σ (r/R)(K + U x/r)/N over the runs of random picks; v − √((v−l)² φ + (v−l_N)²) to the like, "
        "(l, h) Wilson's for the R picks scaled to what was unread, (l_N, h_N) Wilson's for N.",
        *("4.2, 10.1", "Des Raj 1956; Wilson 1927; Donner & Zou 2012", prevalence.traffic),
        "Without a random pick read.",
    ),
    Figure(
        *("Share over several imports", "The same where draws did not all reach the same imports."),
        "v = Σ W v_h, ends v ∓ √(Σ W² (v_h − end_h)²); a part weighs what it stands for where it came from.",
        *("10.2, 10.4", "Donner & Zou 2012", prevalence.over_strata),
        f"Of a part with fewer than {prevalence.LEAST_IN_STRATUM} random picks read; with more than "
        f"{prevalence.UNCOVERED_AT_MOST:.0%} of the weight in such parts it speaks of the others alone.",
    ),
    Figure(
        *("Share by the groups of a batch", "The share where only picks at random within groups were read."),
        "v = Σ W_h x_h / n_h, Wilson on the effective number of picks.",
        *("4.2", "Horvitz & Thompson 1952; Hájek 1971; Kish 1965", prevalence.stratified),
        "Where one group has no pick read.",
    ),
    Figure(
        *("Deferred picks", "An interval that leaves open what was deferred."),
        *("The low end takes all of them for passed, the high end for failed.", "4.2", "", designs.bounded),
        f"Shown where more than {designs.DEFERRED_AT_MOST:.0%} of the random picks are deferred.",
    ),
    Figure(
        *("Several of one session", "How many independent picks those are worth that share a user."),
        *("R over the design effect, whole sessions resampled; N shrinks by the same factor.", "4.2, 10.1"),
        *("Kish 1965", prevalence.effective_picks, "Where no trace says its session."),
    ),
    Figure(
        *(
            "Random traces",
            "The random picks that rates rest on, each once: those before a batch's first gap.",
        ),
        *("A count.", "4.2", "", Findings.picks.func, "Always known."),
    ),
    Figure(
        *("Comes first in n of 100 redraws", "How often a failure mode leads when the picks are resampled."),
        *("Bootstrap within the parts.", "6", "Efron 1979", ranks.rank_chances),
        "Without a random pick read.",
    ),
    Figure(
        *("Difference of two shares", "Two versions, periods, rounds, or a group and all others."),
        "d = v₂ − v₁, d − √((v₂−l₂)² + (h₁−v₁)²) to the like; p is how far that would reach to hold zero.",
        *(
            "6, 10.1",
            "Newcombe 1998; Donner & Zou 2012",
            prevalence.difference,
            "Where one side has no share.",
        ),
    ),
    Figure(
        *("p, adjusted", "A change, or a group apart from the others, is called one below 0.05."),
        *("Benjamini–Hochberg over all that was compared.", "6, 10.3", "Benjamini & Hochberg 1995"),
        *(prevalence.benjamini_hochberg, "Where there is no difference to judge."),
    ),
    Figure(
        *("By version, channel, week", "The same share in a part of the traces."),
        *("As the share of traffic, inside the part.", "4.2, 10.3", "", subgroups.by_value),
        f"Compared with nothing below {prevalence.LEAST_IN_STRATUM} random picks.",
    ),
    Figure(
        *("Change of every failure mode", "The differences of two sides, the largest first."),
        *("As the difference of two shares.", "6", "", comparison.compared),
        "Where both sides speak of the same traces.",
    ),
]

SATURATION = [
    Figure(
        *(
            "About n in 100 would show a new failure",
            "The chance that the next random trace shows a new mode.",
        ),
        "U1 / T: random traces with a mode known from no other, of all random ones; what a targeted trace "
        "showed is known to random ones of the same draw or a later one.",
        *("1.2, 1.5", "Good 1953", saturation.Incidence.unseen_probability),
        f"Below {saturation.LEAST} random traces read.",
    ),
    Figure(
        *("Below n in 100", "Its 95 % upper bound."),
        "Score form of the variance (p(1−p) + 2 Q2/T)/T, never below Clopper–Pearson.",
        *("1.2, 1.3", "Esty 1983; Clopper & Pearson 1934", saturation.upper_bound, "As above."),
    ),
    Figure(
        *("The light", "Nearly saturated, saturated."),
        f"The bound at most {saturation.NEARLY:.0%}, {saturation.SATURATED:.0%}, with at least "
        f"{saturation.ENOUGH} traces read and nothing unsampled.",
        *("1.4", "", saturation.status, f"Red below {saturation.LEAST} random traces read."),
    ),
    Figure(
        *("At least about n exist", "A rough lower bound on how many failure modes there are."),
        "Chao2 = S + (T−1)/T · Q1²/(2 Q2), bias-corrected Q1(Q1−1)/(2(Q2+1)).",
        *("1.2", "Chao 1987", saturation.Incidence.richness, f"Below {saturation.LEAST} random traces read."),
    ),
    Figure(
        *("The curve and its band", "Failure modes that so many random traces show on average."),
        *("Rarefaction, beyond T extrapolated; the band a bootstrap.", "1.2"),
        *("Colwell et al. 2012; Chao et al. 2014", saturation.Incidence.curve, "As above."),
    ),
    Figure(
        *("Expected to add n new", "What more random traces are expected to show."),
        *("Q0 (1 − (1 − Q1/(T Q0 + Q1))^m).", "1.2", "Good & Toulmin 1956; Chao et al. 2014"),
        *(saturation.Incidence.expected_new, "As above."),
    ),
    Figure(
        *("Sample coverage", "The share of failure occurrences that known modes cover; for experts."),
        *("1 − (Q1/U) A.", "1.2", "Chao & Jost 2012", saturation.Incidence.coverage, "Where nothing failed."),
    ),
    Figure(
        *("New information", "New codes in the last run over those of the base; a heuristic."),
        *("New codes / codes in the base.", "1.4", "Guest, Namey & Chen 2020", saturation.guest),
        "Before base and run are read.",
    ),
]

AGREEMENT = [
    Figure(
        *("n of m the same", "Traces of which all readers first said the same."),
        *("A count, of random picks alone where enough were read twice.", "5", "", double_reading.figures),
        "Before two people have read a trace of the chosen ones.",
    ),
    Figure(
        *("Alpha", "Agreement beyond chance on failed or not."),
        *("1 − observed / expected disagreement; its interval over resampled traces.", "5"),
        *("Krippendorff 2004", agreement.krippendorff_alpha, "Where all said the same: nothing varies."),
    ),
    Figure(
        *("Alpha of failure modes", "The same on the sets of modes, with credit for a part in common."),
        *("Distance 1 − J · M, M = 1, 2/3, 1/3 or 0.", "5", "Passonneau 2006", agreement.masi),
        "Of a trace with a note of two readers in no failure mode.",
    ),
    Figure(
        *("Kappa, positive agreement, AC1", "Two readers on one failure mode."),
        *("(same − chance)/(1 − chance); 2a/(2a+b+c).", "5", "Cohen 1960; Fleiss et al. 1969; Gwet 2008"),
        *(agreement.pairwise, "Where neither or both always say yes."),
    ),
    Figure(
        *("Reads more strictly", "Whether one of two readers fails more of the same traces."),
        *("Exact binomial test of the traces on which they differ.", "6", "McNemar 1947", agreement.mcnemar),
        "On fewer than six traces on which they differ.",
    ),
]

PAGES = {
    "Counts": COUNTS,
    "Shares and differences": RATES,
    "Saturation": SATURATION,
    "Agreement": AGREEMENT,
}


def block(root: Path) -> str:
    """Return the tables of all figures, by subject."""
    head = ["Figure", "What it is", "Formula", "From", "Made by", "Not known"]
    told = [
        f"## {title}\n\n{table(head, [_row(figure, root) for figure in figures])}"
        for title, figures in PAGES.items()
    ]
    return "\n\n".join(told)


def _row(figure: Figure, root: Path) -> list[str]:
    source = ". ".join(filter(None, (f"Section {figure.section}", figure.paper)))
    file = Path(inspect.getfile(figure.made_by)).resolve().relative_to(root.resolve())
    made_by = code(f"{file.as_posix()}::{figure.made_by.__qualname__}")
    return [f"**{figure.name}**", figure.what, figure.formula, source, made_by, figure.unknown]
