"""The chart of agreement: alpha with its interval, between the guide lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from lib.charts import row_layout
from lib.charts.theme import ACCENT, themed
from lib.charts.unchecked import alt
from lib.stats.agreement import BANDS, LEAST_DOUBLE
from lib.stats.double_reading import Score
from lib.words.figures import with_interval

_ROW = 44
_WORDS = ("tentative", "reliable")


def alphas(scores: Mapping[str, Score]) -> Any:
    """Return a dot per score with its interval as a line, on one axis up to 1, between Krippendorff's guides.

    Only of scores that rest on ``LEAST_DOUBLE`` traces or more; None where none does.
    """
    rows = pd.DataFrame(
        [
            {
                "name": name,
                "alpha": score.alpha,
                "low": score.alpha if score.low is None else score.low,
                "high": score.alpha if score.high is None else score.high,
                "said": with_interval(score.alpha, score.low, score.high),
            }
            for name, score in scores.items()
            if score.alpha is not None and score.of >= LEAST_DOUBLE
        ]
    )
    if rows.empty:
        return None
    # Beside the plot: within it a guide line may run through them.
    end = row_layout.shared(list(rows["said"]), []).bars_end
    scale = alt.Scale(domain=[min(0.0, rows["low"].min()), 1.0], nice=False, rangeMax=alt.expr(end))
    base = alt.Chart(rows).encode(
        y=alt.Y("name:N", sort=list(rows["name"]), title=None, axis=alt.Axis(labelLimit=200)),
        tooltip=[
            alt.Tooltip("name:N", title="agreement on"),
            alt.Tooltip("alpha:Q", format=".3f"),
            alt.Tooltip("low:Q", title="95\u00a0% from", format=".3f"),
            alt.Tooltip("high:Q", title="to", format=".3f"),
        ],
    )
    across = alt.X(
        "low:Q",
        scale=scale,
        axis=alt.Axis(format=".1f", tickCount=6, title="Krippendorff's alpha, 95\u00a0% interval"),
    )
    layers = [
        base.mark_rule(color=ACCENT, strokeWidth=2).encode(x=across, x2="high:Q"),
        base.mark_point(color=ACCENT, filled=True, size=90, opacity=1).encode(x="alpha:Q"),
        base.mark_text(
            align="right", baseline="middle", fontSize=13, color="currentColor", aria=False
        ).encode(x=alt.value("width"), text="said:N"),
    ]
    guides = pd.DataFrame(
        {"at": BANDS, "word": [f"{word} from {at:.3g}" for word, at in zip(_WORDS, BANDS, strict=True)]}
    )
    lines = alt.Chart(guides).encode(x="at:Q")
    layers.append(lines.mark_rule(color="currentColor", strokeDash=[4, 3], opacity=0.55))
    # To either side of their lines: the two are near each other.
    side = alt.expr(f"datum.at < {max(BANDS)} ? 'right' : 'left'")
    look: dict[str, Any] = {"color": "currentColor", "fontSize": 12, "baseline": "bottom", "dy": -4}
    words = lines.mark_text(align=side, aria=False, **look)
    layers.append(words.encode(text="word:N", y=alt.value(0)))
    return themed(
        alt.layer(*layers).properties(
            # Not a step: Vega warns of one in a chart that fits its width.
            height=_ROW * len(rows),
            autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        )
    )
