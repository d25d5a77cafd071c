"""A small model of this project's own failures: from texts and feedback to a rank of likely failure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lib.sampling.population import Floats, Mask, NotPossible, Population, Rows
from lib.text.vectors import Vectoriser

LEAST_FAILURES, LEAST_PASSES = 3, 1
ENOUGH_FAILURES = 10
LEAST_AUC = 0.6
_FOLDS = 5
_CHUNK = 50_000


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """What was learnt. ``score`` is, per row of the population, a rank and no rate: classes are balanced.

    ``auc`` is the chance that a failing trace it has not seen ranks above a passing one (.5 is blind
    guessing), None where there are too few traces to say. ``direction`` is what it goes by in the texts.
    """

    score: Floats
    failures: int
    passes: int
    auc: float | None
    direction: NDArray[np.float64] | None
    feedback_weight: float

    @property
    def warning(self) -> str | None:
        """What to beware of, in a sentence; None where there is nothing."""
        if self.failures < ENOUGH_FAILURES:
            return (
                f"It has learnt from {self.failures} failing traces only. "
                f"Below {ENOUGH_FAILURES} its picks are hardly better than chance."
            )
        if self.auc is None or self.auc < LEAST_AUC:
            return "On traces it had not seen it did hardly better than guessing. Choose another strategy."
        return None

    @property
    def quality(self) -> str:
        """How well it ranks, in words."""
        if self.auc is None:
            return "Too few traces are read to say how well it ranks."
        of_ten = round(self.auc * 10)
        word = "well" if self.auc >= 0.8 else "fairly well" if self.auc >= 0.7 else "weakly"
        told = (
            f"tells failing from passing traces {word}"
            if self.auc >= LEAST_AUC
            else "hardly tells them apart"
        )
        return (
            f"It {told}: of a failing and a passing trace it had not seen, it ranked the failing one higher "
            f"about {of_ten} times in 10 (blind guessing: 5)."
        )

    def words(self, vectoriser: Vectoriser, top: int = 10) -> list[str]:
        """Return the words that speak for a failure, the foremost first."""
        if self.direction is None:
            return []
        return vectoriser.words_along(self.direction[None, :].astype(np.float32), top)[0]


def can_learn(population: Population) -> bool:
    """Return whether enough traces are read: 3 failing and 1 passing, identical ones counted once."""
    _, fails = population.labelled()
    return int(fails.sum()) >= LEAST_FAILURES and int((~fails).sum()) >= LEAST_PASSES


def learn(population: Population, *, rated: bool = True) -> Model:
    """Return a logistic regression on vectors and feedback, learnt from all verdicts of this population.

    Without ``rated`` its ``auc`` is left out, which is most of the work. Raises ``NotPossible`` where
    fewer than 3 failing and 1 passing traces are read.
    """
    rows, fails = population.labelled()
    failures, passes = int(fails.sum()), int((~fails).sum())
    if failures < LEAST_FAILURES or passes < LEAST_PASSES:
        raise NotPossible(
            f"This strategy learns from verdicts. It needs {LEAST_FAILURES} failing traces and "
            f"{LEAST_PASSES} passing one, and so far {failures} failing and {passes} passing are read. "
            "Draw at random first."
        )
    model = _regression().fit(_features(population, rows), fails)
    score = np.empty(len(population))
    for start in range(0, len(population), _CHUNK):
        piece = np.arange(start, min(start + _CHUNK, len(population)))
        score[piece] = model.predict_proba(_features(population, piece))[:, 1]
    weights = model.coef_[0]
    return Model(
        score=score,
        failures=failures,
        passes=passes,
        auc=_auc(_features(population, rows), fails) if rated else None,
        direction=None if population.vectors is None else weights[:-1],
        feedback_weight=float(weights[-1]),
    )


def _features(population: Population, rows: Rows) -> Floats:
    feedback = np.nan_to_num(population.feedback[rows])[:, None]
    return feedback if population.vectors is None else np.hstack([population.vectors[rows], feedback])


def _regression() -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=3, class_weight="balanced", max_iter=200)


def _auc(features: Floats, fails: Mask) -> float | None:
    """Return the area under the curve over folds none of which was learnt from; None for too few traces."""
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    folds = min(_FOLDS, int(fails.sum()), int((~fails).sum()))
    if folds < 2:
        return None
    splits = StratifiedKFold(folds, shuffle=True, random_state=0)
    guessed = cross_val_predict(_regression(), features, fails, cv=splits, method="decision_function")
    return float(roc_auc_score(fails, guessed))
