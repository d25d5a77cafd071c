"""How far readers agree, in words. Plain text, not markdown, but where it says so. No drawing here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from lib.stats.agreement import BANDS, LEAST_DOUBLE, Pairwise, mcnemar
from lib.stats.double_reading import LEAST_SEEN, Figures, ModeAgreement, Score, Steps
from lib.words.figures import decimal, with_interval
from lib.words.text import count, md_escape

if TYPE_CHECKING:
    from lib.services.readers import Readers

ALPHA = (
    "Krippendorff's alpha says how far readers agree beyond what chance would bring: 1 is perfect, 0 is what "
    "two people who draw lots would reach, and below 0 they contradict each other. It is lower than the "
    "plain share of agreement, since two people who both say “pass” most of the time agree often by chance. "
    f"As a rule of thumb, {BANDS[1]} or more is reliable, and below {BANDS[0]:.3f} conclusions are unsafe."
)
MASI = (
    "A trace may show several failure modes, so two readers can agree in part. The MASI distance gives part "
    "of the credit for that: none where their sets share nothing, some where they overlap, more where one "
    "holds the other. Two readers who both see no failure agree."
)
STEP = (
    "The step at which a trace first went wrong; what goes wrong later often follows from it. It is compared "
    "where both readers fail the trace and their first note names a step. One step apart is often the same "
    "failure, marked at the question or at the answer."
)
KAPPA = (
    "Cohen's kappa is agreement beyond chance on one failure mode, for two readers; its interval says how "
    "sure that is with so few traces. Positive agreement leaves out the traces where neither saw it: of all "
    "the times one of them saw it, the share where both did. Where a failure mode is rare, kappa is low for "
    "that alone, so AC1 stands beside it, which is high for that alone: never read one without the other."
)
STRICT = (
    "Where two people differ on failed or not, one of them may simply be stricter. If neither is, each such "
    "trace falls to either side as a coin does; how often coins alone would split them at least as unevenly "
    "is McNemar's exact test. It is of all traces both have read, whatever picked them."
)


NO_BREAK = "\N{NO-BREAK SPACE}"
_LEAST_APART = 6
"""On fewer traces than this even two people who differ in one direction alone may do so by chance."""
_BY_CHANCE = 0.05
"""What chance alone does in fewer cases than these is taken for a difference between people."""
_MERGE = 3
"""In so many traces one has to see the one where the other sees the other, to think of merging them."""


def people(names: Sequence[str]) -> str:
    """Return names as a sentence begins with them: ``Dana and Robin``, ``Dana, Robin and 2 others``."""
    if len(names) > 3:
        return f"{', '.join(names[:2])} and {len(names) - 2} others"
    return " and ".join([", ".join(names[:-1])] * (len(names) > 1) + list(names[-1:]))


def headline(found: Figures, names: Sequence[str]) -> str:
    """Return the sentence at the top, as markdown: in how many traces the readers said the same verdict."""
    verdict = found.verdict
    what = "random traces" if found.only_random else "traces"
    return (
        f"{md_escape(people(names))} agree on failed or not in **{verdict.same:,} of {verdict.of:,}** {what} "
        f"that {'both' if len(names) == 2 else 'two or more of them'} read."
    )


def outside(traces: int) -> str:
    """Return how many traces read by several the page leaves out by its filter or kind, or "" for none."""
    if not traces:
        return ""
    return (
        f"{count(traces, 'more trace')} read by several left out: of another kind, or outside of the filter"
    )


def basis(found: Figures, left_out: str = "") -> str:
    """Return what the figures are of: which traces, and which of the things said of them.

    ``left_out`` says how many others were left out and why.
    """
    if found.only_random:
        rest = found.traces - found.random
        which = f"Of the {count(found.random, 'random pick')} read by two or more people"
        which += (
            f"; {count(rest, 'targeted one')} left out, since agreement hangs on how common failures are"
            * (rest > 0)
        )
    else:
        few = f"; only {found.random:,} of them random picks, too few to take alone (it takes {LEAST_DOUBLE})"
        which = f"Of {'' if left_out else 'all '}{count(found.traces, 'trace')} read by two or more people"
        which += few * (found.random < found.traces)
    which += f"; {left_out}" if left_out else ""
    return f"{which}. What each said first, before any discussion."


def alpha(score: Score) -> str:
    """Return alpha with its interval, and what it is good for where enough traces were read twice."""
    if score.alpha is None:
        return (
            "No alpha: nothing to compare." if score.of == 0 else "No alpha: no variation, all said the same."
        )
    return f"Alpha {with_interval(score.alpha, score.low, score.high)}. {band(score)}"


def labels(known: Readers) -> str:
    """Return in a line whether another person would label the same, as markdown; "" where nobody has read."""
    found, many = known.figures, len(known.names)
    if not many:
        return ""
    if not found.traces and known.unread:
        return "Labels: how far readers agree is told once you have read the same traces yourself."
    unknown = "nobody can say yet whether another would label the same."
    if many == 1:
        return f"Labels: one person has read everything, so {unknown}"
    if not found.traces:
        return f"Labels: {_people(many)} have read, no trace twice, so {unknown}"
    verdict, what = found.verdict, "random traces" if found.only_random else "traces"
    said = f"{_people(len(known.compared))} read {verdict.of:,} of the same {what}"
    same = f"say the same of {verdict.same:,}, failed or not"
    told = f"Labels: {said} and {same}. {alpha(verdict)}"
    if found.modes.of:
        mine = f"{found.modes.same:,} of {count(found.modes.of, 'trace')} that somebody failed"
        told += f" They name the same failure modes in {mine}. {alpha(found.modes)}"
    return md_escape(told)


def _people(number: int) -> str:
    return "two people" if number == 2 else f"{number:,} people"


def steps(found: Steps) -> str:
    """Return how far apart the first failing steps are, and of what that is."""
    if not found.of:
        return "No trace that two people failed and named a step of."
    return (
        f"At most one step apart in {found.near:,} of {found.of:,} pairs of readings that both fail the "
        "trace and name a step."
    )


def modes(found: Figures) -> str:
    """Return how far the failure modes agree, and of which traces that is."""
    if not found.modes.of:
        return "Known once the notes of two readers of a trace are grouped."
    left_out = (
        f" {count(found.unknown, 'trace')} left out: not all notes are grouped." if found.unknown else ""
    )
    return f"Of the traces somebody failed. With those nobody failed: {alpha(found.modes)}{left_out}"


def band(score: Score) -> str:
    """Return what an alpha is good for: the ends of its interval are held to Krippendorff's guide lines."""
    if score.alpha is None:
        return ""
    if score.of < LEAST_DOUBLE:
        return f"Too few traces to judge it: it takes {LEAST_DOUBLE}."
    if score.low is None or score.high is None:
        return "How sure that is cannot be told."
    if score.low >= BANDS[0]:
        return "Reliable." if score.low >= BANDS[1] else "Good enough for tentative conclusions."
    if score.high < BANDS[0]:
        return "Not reliable yet."
    if score.high < BANDS[1]:
        return "Good enough for tentative conclusions at most."
    return "Could be reliable or not: more traces read twice would tell."


def strictness(table: Pairwise, first: str, second: str) -> str:
    """Return whether one of two people finds more failures than the other, as markdown; "" where they agree.

    ``table`` is of failed or not.
    """
    sides = [(table.only_first, first, second), (table.only_second, second, first)]
    (most, strict, other), (least, _, _) = sorted(sides, key=lambda side: -side[0])
    if most == 0:
        return ""
    strict, other = md_escape(strict), md_escape(other)
    both = most + least + table.both + table.neither
    told = (
        f"Of the {count(both, 'trace')} both have read, {strict} found a failure in {most:,} that {other} "
        f"passed; the other way round it was {least:,}."
    )
    if most - least <= 1:
        return f"{told} That is about even."
    shares = f"{strict} failed {most + table.both:,} of them, {other} {least + table.both:,}."
    if most + least < _LEAST_APART:
        return f"{told} Too few to say whether one of them reads more strictly."
    p = mcnemar(most, least)
    often = "fewer than 1" if p < 0.005 else f"{p * 100:.0f}"
    told += f" By chance alone so uneven a split comes up in {often} of 100 pairs like this"
    if p >= _BY_CHANCE:
        return f"{told}: too often to call one of them stricter."
    return (
        f"{told}: **{strict} reads more strictly.** {shares} Talk over what counts as a failure; these "
        "traces stand first under “Traces to discuss”."
    )


def stricter(table: Pairwise, first: str, second: str) -> tuple[str, str] | None:
    """Return who reads more strictly than whom; None where that may be chance.

    ``table`` is of failed or not. By McNemar's test, on all traces both have read.
    """
    most, least = table.only_first, table.only_second
    if most + least < _LEAST_APART or mcnemar(most, least) >= _BY_CHANCE:
        return None
    return (first, second) if most > least else (second, first)


def suggestions(
    found: Sequence[ModeAgreement], names: Mapping[int, str], strict: tuple[str, str] | None = None
) -> list[str]:
    """Return what the failure modes with little agreement suggest, as markdown, one line each.

    ``strict`` as ``stricter``: a failure mode that one sees mostly where the other passes the trace then
    tells of how strictly each reads, and not of its definition.
    """
    said = [_suggestion(mode, names, strict) for mode in found if mode.is_low]
    sparse = sum(mode.is_sparse for mode in found)
    if sparse:
        others = (
            f"{count(sparse, 'other failure mode')} on which they differ"
            if said
            else count(sparse, "failure mode on which they differ", "failure modes on which they differ")
        )
        said.append(f"{others}: seen in fewer than {LEAST_SEEN} traces, too few to judge a definition by.")
    return said


def _suggestion(mode: ModeAgreement, names: Mapping[int, str], strict: tuple[str, str] | None) -> str:
    name = f"**{md_escape(names[mode.mode_id])}**"
    told = (
        f"{name}: both saw it in {mode.table.both:,} of the {count(mode.seen, 'trace')} in which either did."
    )
    if mode.instead is not None and mode.times >= _MERGE and mode.times >= mode.unseen:
        other = f"**{md_escape(names[mode.instead])}**"
        return (
            f"{told} In {mode.times:,} of the {mode.apart:,} others, one saw {other} instead: merge the two, "
            "or say in their definitions what sets them apart."
        )
    unseen = f"In {mode.unseen:,} of the {mode.apart:,} others, one saw no failure at all"
    if strict and mode.unseen * 2 > mode.apart:
        one, other = map(md_escape, strict)
        return (
            f"{told} {unseen}. That is how strictly each reads, not the definition: settle first what counts "
            f"as a failure, since {one} fails traces that {other} passes."
        )
    rewrite = "rewrite the definition, with when to use it and when not."
    if mode.table.only_first and mode.table.only_second:
        most, least = sorted((mode.table.only_first, mode.table.only_second), reverse=True)
        return (
            f"{told} Each saw it where the other did not, {most:,} and {least:,} times: the definition is "
            f"unclear, so {rewrite}"
        )
    if mode.unseen * 2 >= mode.apart:
        return f"{told} {unseen}: {rewrite}"
    return f"{told} So {rewrite}"


def table(found: Sequence[ModeAgreement], names: Mapping[int, str], first: str, second: str) -> str:
    """Return the failure modes as a markdown table: the 2 x 2 table in a row, and what follows from it."""
    rare = any(mode.is_rare for mode in found)
    head = [
        "Failure mode",
        "Both",
        f"Only {first}",
        f"Only {second}",
        "Neither",
        "Positive agreement",
        "Kappa",
    ]
    head += ["AC1"] * rare
    lines = [_row([md_escape(cell) for cell in head]), _row(["---", *["---:"] * (len(head) - 1)])]
    for mode in found:
        of = mode.table
        cells = [
            md_escape(names[mode.mode_id]),
            *map(str, (of.both, of.only_first, of.only_second, of.neither)),
        ]
        cells += [_percent(of.positive_agreement), _kappa(mode)]
        cells += [decimal(of.ac1) if mode.is_rare else ""] * rare
        lines.append(_row(cells))
    return "\n".join(lines)


def own(found: Figures) -> str:
    """Return how far a person agrees with themselves."""
    verdict, steps = found.verdict, found.steps
    if not verdict.of:
        return "You have not read a trace again yet."
    said = (
        f"You said the same, failed or not, of {verdict.same:,} of {count(verdict.of, 'trace')} read again. "
    )
    said += alpha(verdict)
    if steps.of:
        same = f"{steps.exact:,} of {steps.of:,}"
        said += f" Where you failed it both times, the first failing step was the same in {same}."
    return said


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _kappa(mode: ModeAgreement) -> str:
    of = mode.table
    if of.kappa is None or of.low is None or of.high is None:
        return "no variation"
    if round(of.low, 2) == round(of.high, 2):
        # So few say yes that the formula has no spread; an interval of no width would claim certainty.
        return decimal(of.kappa)
    return with_interval(of.kappa, of.low, of.high).replace(" ", NO_BREAK)


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.0%}".replace("%", "\u00a0%")


def still_to_read(unread: int) -> str:
    """Return that so many traces are for this person to read first, without a word on what others said."""
    be, them = ("is", "it") if unread == 1 else ("are", "them")
    return (
        f"{count(unread, 'trace')} read by several people {be} for you to read too. What the others said, "
        f"and whether they differ, is shown once you have read {them} yourself."
    )


def decided(traces: int, seen: str) -> str:
    """Return that these are decided, as a heading."""
    if traces == 1:
        return f"The one trace{seen} on which readers differ is decided"
    return f"All {traces:,} traces{seen} on which readers differ are decided"


def which(traces: int) -> str:
    """Return of which traces it is said that nobody differs on them."""
    return "the one trace" if traces == 1 else f"any of the {traces:,} traces"
