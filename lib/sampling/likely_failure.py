"""The likely-failure draw: traces like those that failed before."""

from __future__ import annotations

from collections.abc import Sequence

from lib.model import Draw
from lib.sampling import failure_model
from lib.sampling.drawing import falling, targeted
from lib.sampling.failure_model import Model
from lib.sampling.population import Population, Rows
from lib.text.vectors import Vectoriser

_WORDS, _LEAST_LETTERS = 2, 4
# Every conversation with an assistant is full of these.
_MANNERS = """
    assist glad great happy hello help here know like look need okay please provide sorry sure tell thank
    thanks user want welcome would
"""


def draw(
    population: Population,
    size: int,
    seed: int,
    *,
    model: Model | None = None,
    vectoriser: Vectoriser | None = None,
) -> Draw:
    """Return the unread, undrawn traces that the model ranks highest, the most likely failure first.

    With ``vectoriser`` the reasons name words, where two or more are worth reading. Raises ``NotPossible`` as
    ``failure_model.learn``.
    """
    learnt = model or failure_model.learn(population, rated=False)
    frame = population.frame()
    rows = frame.rows[~frame.waiting]
    best = rows[falling(learnt.score[rows], seed, "likely failure")[:size]]
    return targeted(population, best, reasons(population, best, learnt, vectoriser))


def reasons(population: Population, rows: Rows, model: Model, vectoriser: Vectoriser | None) -> list[str]:
    """Return for each row why it may fail: "looks like 14 failed traces: refund, policy"."""
    plain = f"looks like {model.failures} failed traces"
    if vectoriser is None or model.direction is None or population.vectors is None:
        return [plain] * len(rows)
    along = model.direction[None, :].astype("float32")
    words = map(readable, vectoriser.words_along(along, 6 * _WORDS, near=population.vectors[rows]))
    return [f"{plain}: {', '.join(found)}" if len(found) > 1 else plain for found in words]


def readable(terms: Sequence[str]) -> list[str]:
    """Return the first two words of these that say something alone: no numbers, and no manners."""
    words = dict.fromkeys(word for term in terms for word in term.split())
    telling = [word for word in words if word.isalpha() and len(word) >= _LEAST_LETTERS]
    return [word for word in telling if word not in _MANNERS.split()][:_WORDS]
