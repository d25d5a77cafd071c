"""What each strategy has brought, and what to draw next because of it, in words."""

from __future__ import annotations

from collections.abc import Sequence

from lib.model import StrategyYield
from lib.stats.yields import ENOUGH, Basis, Mix
from lib.words.batches import strategy
from lib.words.text import count, md_escape

_AVERAGE = "a strategy with few traces read, or none, is drawn towards the average."
_WHY = {
    Basis.NOTHING_TARGETED: "Only random picks have been read so far. Smart mix aims with what they showed, "
    "and its random share keeps every percentage honest.",
    Basis.NEW_MODES: "In proportion to the new failure modes per trace that each has brought; " + _AVERAGE,
    Basis.FAILURES: "No targeted pick has been the first to show a failure mode yet, so this goes by the "
    "failures per trace that each has brought; " + _AVERAGE,
    Basis.NO_FAILURES: "No failure has been found yet, so every strategy gets the same.",
}


def sentence(found: Sequence[StrategyYield]) -> str:
    """Return in how many traces the two best targeted strategies, and random picks, found a failure."""
    own = [one for one in found if one.read >= ENOUGH and one.strategy and not one.random]
    own.sort(key=lambda one: -one.failed / one.read)
    told = [(strategy(one.strategy or ""), one.failed, one.read) for one in own[:2]]
    read = sum(one.read for one in found if one.random)
    if read >= ENOUGH:
        told.append(("random picks", sum(one.failed for one in found if one.random), read))
    if not told:
        return f"Fewer than {ENOUGH} traces of any strategy have been read: too few to compare."
    name, failed, of = told[0]
    first = f"{name[:1].upper()}{name[1:]} found a failure in {failed:,} of {count(of, 'trace')}"
    rest = [f"{name} in {failed:,} of {of:,}" for name, failed, of in told[1:]]
    return md_escape("; ".join([first, *rest]) + ".")


def label(one: StrategyYield, found: Sequence[StrategyYield]) -> str:
    """Return what a row is called: ``Smart mix, targeted`` where its random share is another row."""
    if one.strategy is None:
        return "Opened in no batch"
    name = strategy(one.strategy)
    name = name[:1].upper() + name[1:]
    if one.strategy == "random":
        return name
    if one.random:
        return f"{name}, random share"
    return f"{name}, targeted" if any(o.random and o.strategy == one.strategy for o in found) else name


def in_words(mix: Mix) -> str:
    """Return a mix as the end of a sentence: ``70 by smart mix and 30 by outlier, each ...``."""
    if mix.random == 1:
        return "all at random"
    draws = [f"{size} by {strategy(name)}" for name, size in mix.draws]
    all_of_them = " and ".join(filter(None, [", ".join(draws[:-1]), draws[-1]]))
    each = ", each" if len(draws) > 1 else ""
    return f"{all_of_them}{each} with a random share of {mix.random:.0%}".replace("%", "\u00a0%")


def reason(mix: Mix, found: Sequence[StrategyYield]) -> str:
    """Return why the mix is as it is, with what each of its strategies brought."""
    if mix.basis not in (Basis.NEW_MODES, Basis.FAILURES):
        return _WHY[mix.basis]
    own = {one.strategy: one for one in found if not one.random and one.read}
    brought = []
    for name, _ in mix.draws:
        one = own.get(name)
        number = one and (one.new_modes if mix.basis is Basis.NEW_MODES else one.failed)
        said = f"{number:,} in {count(one.read, 'trace')}" if one else "none read yet"
        brought.append(f"{strategy(name)} {said}")
    return f"{_WHY[mix.basis]} So far: {'; '.join(brought)}."
