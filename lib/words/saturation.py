"""Whether reading more would show anything new, in words."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from lib.stats import saturation
from lib.stats.agreement import BANDS, LEAST_DOUBLE
from lib.stats.planning import meets
from lib.stats.saturation import Status
from lib.words.figures import with_interval
from lib.words.rates import Reach
from lib.words.text import count

if TYPE_CHECKING:
    from lib.services.findings.modes import Discovery
    from lib.services.findings.population import Findings
    from lib.services.readers import Readers

_MORE = 50


def status(found: Discovery, reach: Reach) -> Status:
    """Return the light and its sentence."""
    return saturation.status(found.informed, found.reviewed, reach.like, reach.outside_of_it)


def expected(found: Discovery, reach: Reach) -> str:
    """Return what more reading is expected to bring; "" where too few were read to say, or none is left."""
    more = min(_MORE, reach.covered - reach.read)
    if found.plain.traces < saturation.LEAST or more <= 0:
        return ""
    new = found.informed.expected_new(more)
    modes = "mode" if f"{new:.1f}" == "1.0" else "modes"
    drawn = f" of {reach.share_of}" if reach.outrun else ""
    verb = "is" if more == 1 else "are"
    many = f"{new:.1f}" if new >= 0.05 else "fewer than 0.1"
    return f"{count(more, 'more random trace')}{drawn} {verb} expected to add {many} new failure {modes}."


def not_grouped(found: Discovery, of: Findings) -> str:
    """Return how many failed traces could still show a new failure mode, or "" for none."""
    loose = of.count(of.material.loose)
    if not loose:
        return ""
    random = f"; {found.loose:,} of them random, each counted as one" if found.loose else ""
    return f"{count(loose, 'failed trace')} not grouped yet may show new failure modes{random}."


def not_labelled(of: Findings) -> str:
    """Return how many failed traces may show more than was noted of them, or "" for none.

    A light goes by what was noted: it may be green while nobody has asked the rest.
    """
    failed = of.count(of.material.failed)
    open_ones = failed - of.count(of.material.labelled & of.material.failed)
    if not open_ones or not of.material.coding.modes:
        return ""
    verb = "is" if open_ones == 1 else "are"
    which = f"{open_ones:,} of {count(failed, 'failed trace')} {verb} not"
    if open_ones == failed > 1:
        which = f"none of the {failed:,} failed traces is"
    return f"This goes by what was noted first: {which} labelled for every failure mode yet."


def not_agreed(known: Readers) -> str:
    """Return that readers do not agree on failure modes yet, or "" where they do or nobody can tell.

    What one reader takes for a known failure may be a new one to another.
    """
    score = known.figures.modes
    if score.alpha is None or score.high is None or score.of < LEAST_DOUBLE or score.high >= BANDS[0]:
        return ""
    return (
        "Readers do not agree yet on which failure mode a trace shows (alpha "
        f"{with_interval(score.alpha, score.low, score.high)}), so a new one may hide behind a known name."
    )


def shown(found: Discovery, share_of: str) -> str:
    """Return which failures so many random traces would have shown, or "" for no random trace."""
    random = found.plain.traces
    if not random:
        return ""
    # Up to the next tenth, so that it holds as it is said.
    least = ceil(1000 * meets(random)) / 10
    said = (
        f"With {count(random, 'random trace')} you have a 95\u00a0% chance of having seen every single given "
        f"failure that hits {least:g}\u00a0% of {share_of} or more"
    )
    return f"{said}; one of 1\u00a0% needs 299." if least > 1 else f"{said}."
