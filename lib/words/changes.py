"""What two versions, periods or rounds differ in, in words; and why some are not compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lib.words import rates as rate_words
from lib.words.figures import percent, points, rate, signed
from lib.words.text import capital, count, md_escape

if TYPE_CHECKING:
    from lib.services.findings.comparison import Side
    from lib.services.findings.modes import ModeFinding
    from lib.services.findings.subgroups import Changed


_RISEN = 2
"""Of more failure modes that rose than these the others are counted."""


def same_traces(first: Side, second: Side, shared: int) -> str:
    """Return why two sides are not compared that speak of ``shared`` traces alike, or "" for none."""
    if not shared:
        return ""
    return (
        f"{md_escape(capital(first.name))} and {md_escape(second.name)} speak of the same "
        f"{count(shared, 'trace')}. What differs between them is how they were read, not what the "
        "application did, so nothing is said to have changed. **Reliability** says how far readings agree."
    )


def no_random(first: Side, second: Side) -> str:
    """Return which of the two no random trace was read of, or "" where of both one was."""
    for side in (first, second):
        if side.of.random == 0:
            return (
                f"No random trace of {md_escape(side.name)} was read, so nothing can be said of how common "
                f"failures are there. {count(side.of.read, 'trace')} of it read."
            )
    return ""


def sentence(first: Side, second: Side, overall: Changed, modes: list[tuple[ModeFinding, Changed]]) -> str:
    """Return what changed most beyond chance, and what that rests on."""
    clear = [(row, one) for row, one in modes if one.is_clear]
    span = f"From {md_escape(first.name)} to {md_escape(second.name)}"
    if clear:
        row, one = clear[0]
        word = "fell" if (one.difference.value or 0) < 0 else "rose"
        more = f"; {count(len(clear) - 1, 'other')} changed too" if len(clear) > 1 else ""
        said = f"{span}, **{md_escape(row.name)}** {word}: {points(one.difference)}{more}."
    else:
        said = f"{span}, no failure mode changed by more than chance could explain."
    return (
        f"{said} Failing traces: {rate(overall.first)} to {rate(overall.second)}. Rests on "
        f"{first.of.random:,} and {count(second.of.random, 'random trace')}."
    )


def rose(first: Side, second: Side, modes: list[tuple[ModeFinding, Changed]]) -> str:
    """Return which failure modes rose by more than chance could explain, as markdown; "" for none."""
    risen = [(row, one) for row, one in modes if one.is_clear and (one.difference.value or 0) > 0]
    if not risen:
        return ""
    told = [f"{md_escape(row.name)} {points(one.difference)}" for row, one in risen[:_RISEN]]
    if risen[_RISEN:]:
        told.append(count(len(risen) - _RISEN, "other"))
    return f"**Rose from {md_escape(first.name)} to {md_escape(second.name)}:** {'; '.join(told)}."


def column(first: Side, second: Side) -> str:
    """Return the title of the column that says by how much each share changed."""
    return f"change in points, {first.name} to {second.name.removeprefix('version ')}, 95\u00a0%"


def in_a_row(one: Changed) -> str:
    """Return a change as a row says it, with an arrow where it is more than chance: ``▲ +8 (+2 to +14)``."""
    if one.difference.value is None or not one.is_clear:
        return signed(one.difference)
    return f"{'▲' if one.difference.value > 0 else '▼'} {signed(one.difference)}"


ARROW = "▲ and ▼ mark a change by more than chance could explain, looking at all failure modes at once."


def partial(first: Side, second: Side) -> list[str]:
    """Return for each side of which not all traces could be sampled how many the comparison speaks of."""
    reaches = [(side, rate_words.reach(side.of)) for side in (first, second)]
    return [
        f"This speaks of {reach.covered:,} of the {count(len(side.of.serials), 'trace')} "
        f"{md_escape(side.whose)}: the others are not sampled enough yet."
        for side, reach in reaches
        if reach.outrun
    ]


def unseen(first: Side, second: Side, modes: list[tuple[ModeFinding, Changed]]) -> list[str]:
    """Return for each failure mode seen on one side alone what the other side still allows."""
    said = []
    for row, one in modes:
        for side, seen, other in ((second, one.second, one.first), (first, one.first, one.second)):
            if seen.positives == 0 and other.positives > 0:
                said.append(
                    f"{md_escape(row.name)} was not seen in {count(side.of.random, 'random trace')} of "
                    f"{md_escape(side.name)}; that still allows up to {percent(seen.high)}."
                )
    return said


def too_few_rounds(found: int) -> str:
    """Return what a round is, where fewer than two have random traces read."""
    return (
        "A round ends where the taxonomy is given a name, and holds the batches drawn until then. Two "
        f"rounds with random traces read are needed; there {'is one' if found else 'is none'}."
    )


def no_course(*, weeks: bool) -> str:
    """Return why there is no course over weeks, or over batches."""
    return "No random trace with a time was read." if weeks else "No random trace was read."
