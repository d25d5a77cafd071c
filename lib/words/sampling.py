"""What a draw would pick and what it can say, in words, before it is drawn. Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lib.model import Strategy, TraceFilter
from lib.stats import planning
from lib.words.figures import percent
from lib.words.text import count, md_escape

if TYPE_CHECKING:
    from lib.services.drawing import Plan, Preview
    from lib.services.trace_map import TraceMap

_LIGHT = 30


def in_words(found: Preview, plan: Plan) -> str:
    """Return what would be drawn and what it can say, in two or three sentences."""
    size, random = len(found.draw.trace_ids), found.random
    parts = [f"**{size:,} of {count(found.units, 'unread trace')}**{_shares(found, plan, size, random)}."]
    if plan.strategy is Strategy.FEEDBACK and 0 < found.rated < found.total:
        without = found.total - found.rated
        have, they = ("has", "it") if without == 1 else ("have", "they")
        total = count(found.total, "trace")
        parts.append(f"{without:,} of {total} {have} no feedback; {they} will not be drawn by it.")
    if found.worth >= 1:
        points = round(found.half_width * 100)
        missed = planning.misses(round(found.worth), found.units, 0.01)
        parts.append(
            f"A failure in 20 % of the traces would be known to **± {points} points**. A failure in 1 of 100 "
            f"{_missed(missed)}."
        )
        if 0 < random < _LIGHT:
            parts.append(
                f"It takes {_LIGHT} random traces, with those read before, to say whether new failures still "
                "turn up."
            )
        if plan.wanted != TraceFilter():
            parts.append("Percentages then hold for the traces this filter keeps.")
    elif plan.strategy in (Strategy.STRATIFIED, Strategy.CLUSTERED) and not plan.centres:
        parts.append("Some groups get no trace, so no percentage can be given. Draw more, or fewer groups.")
    else:
        parts.append(
            "**Counts only**: these traces are picked on purpose, so no percentage of traffic can be given."
        )
    return " ".join(parts)


def _missed(chance: float) -> str:
    if 0 < chance < 0.995:
        return f"would be missed with a chance of **{percent(chance)}**"
    return "would almost surely be missed" if chance else "would not be missed"


def behind(found: Preview) -> str:
    """Return what the precision rests on, for who wants to know; "" where there is none."""
    if found.worth < 1:
        return ""
    size, random = len(found.draw.trace_ids), found.random
    basis = (
        f"Both rest on the {count(random, 'random pick')}{'' if random == size else f' of {size:,}'}."
        if random
        else f"Read whole, the batch is worth about {found.worth:,.0f} random traces, on which both rest."
    )
    rare = planning.meets(round(found.worth)) * 100
    return (
        f"{basis} ± is half of the 95 % interval (Wilson). With 95 % certainty a failure that hits "
        f"{rare:.2g} % of traces or more shows at least once. What the targeted picks find comes on top."
    )


def takes(size: int, spent: float | None, assumed: float) -> str:
    """Return how long a batch takes at one's own pace, in seconds a trace, or at the one that is assumed."""
    each = assumed if spent is None else spent
    minutes = count(max(1, round(size * each / 60)), "minute")
    if spent is None:
        return (
            f"About {minutes}, at {count(round(assumed), 'second')} a trace until you have read a few here."
        )
    return f"About {minutes} at your pace, {count(max(1, round(spent)), 'second')} a trace."


def _shares(found: Preview, plan: Plan, size: int, random: int) -> str:
    if random == size:
        return ", all at random"
    aimed = size - random
    rest = {
        Strategy.SMART_MIX: {
            "what failed so far": "that look likely to fail and unlike what was read",
            "feedback": "by bad feedback, of different kinds",
            "nothing yet": "one of each kind of trace, since there is no feedback and no verdict to go by",
        }.get(found.goes_by, ""),
        Strategy.FEEDBACK: "with the worst feedback",
        Strategy.LIKELY_FAILURE: "most like those that failed",
        Strategy.OUTLIER: "most unlike the others",
        Strategy.STRATIFIED: "at random inside each group",
        Strategy.CLUSTERED: "most typical of their clusters"
        if plan.centres
        else "at random inside each cluster",
    }.get(plan.strategy, "")
    return f": {random:,} at random, {aimed:,} {rest}" if random else f" {rest}"


def remarks(found: Preview, plan: Plan) -> str:
    """Return what else there is to know: feedback, copies, picks that read alike, too few; "" for nothing."""
    said: list[str] = []
    if plan.strategy in (Strategy.FEEDBACK, Strategy.SMART_MIX):
        origins = " and ".join(found.origins)
        percent = found.rated / max(1, found.total) * 100
        have = f"{found.rated:,} of {count(found.total, 'trace')} ({percent:.0f} %) have feedback"
        said.append(f"{have}{f', from: {origins}' if origins else ''}.")
        if plan.strategy is Strategy.SMART_MIX and 0 < found.rated < found.total:
            said.append("None is no good feedback: parts of the traces without any get their share of picks.")
    if found.copies:
        be, each = ("is a copy of another", "It") if found.copies == 1 else ("are copies of others", "Each")
        said.append(f"{count(found.copies, 'trace')} {be}. {each} is read once and counted with its copies.")
    if alike := sum(bool(others) for others in found.near):
        said.append(
            f"{alike:,} of the picks read nearly the same as another pick; each is still judged. “Picks” "
            "puts them together."
        )
    if len(found.draw.trace_ids) < plan.size:
        said.append(f"Fewer than the {plan.size:,} asked for: there are no more.")
    return " ".join(said)


def of_model(found: Preview) -> str:
    """Return how good the model is that a draw aims with, and what it goes by; "" where there is none."""
    if found.learnt is None:
        return ""
    words = md_escape(", ".join(found.learnt.words))
    return f"The model: {found.learnt.quality}" + (f" Words it goes by: {words}." if words else "")


def of_map(drawn: TraceMap) -> str:
    """Return how many traces a map shows, and how to read it."""
    shown, others = len(drawn.points), drawn.total - len(drawn.points)
    said = f"{shown:,} of {count(drawn.total, 'trace')}"
    if others:
        said += f": all {drawn.read:,} read, all picks, others at random; the shade is the other {others:,}"
    return f"{said}. Traces near each other read alike. A rim marks a pick. Click a trace to open it."
