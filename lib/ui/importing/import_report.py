"""The report an import ends with."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lib.services.importing import Outcome, Report, unread_in_words
from lib.words.text import count, md_escape

_BANDS = {
    "+1": "at +1",
    "above 0": "between 0 and +1",
    "0": "at 0",
    "below 0": "between −1 and 0",
    "-1": "at −1",
    "none": "without",
}


def show(report: Report) -> None:
    """Draw what became of the rows of a file: the counts, then what needs a look."""
    if report.outcome is Outcome.STRICT:
        st.error("Nothing was imported: a row was rejected, and you asked for all or nothing.")
    elif report.outcome is Outcome.STOPPED:
        st.info("The import was stopped. Nothing was imported.")
    numbers = {
        "Rows read": report.rows_read,
        "Imported": report.imported,
        "Already there": report.already_there,
        "Changed": report.changed,
        "Rejected": report.rejected,
    }
    for column, (label, number) in zip(st.columns(len(numbers)), numbers.items(), strict=True):
        column.metric(label, f"{number:,}")
    lines = [report.identity, _feedback_line(report)]
    if report.cleaned:
        lines.append(f"{count(report.cleaned, 'character')} that no database can hold became “�”.")
    lines.append(f"Read as: {report.shape}, in {report.seconds:,.1f} s.")
    for line in lines:
        if line:
            st.caption(md_escape(line))
    if report.unread:
        st.warning(
            "  \n".join(md_escape(line) for line in unread_in_words(report.unread, report.feedback_origin))
        )
    if report.rejected:
        st.markdown("**Rejected rows**" + _of(report.rejected, len(report.rejected_rows)))
        rejected = pd.DataFrame(report.rejected_rows, columns=["Line", "Reason"])
        st.dataframe(
            rejected, hide_index=True, column_config={"Line": st.column_config.Column(width="small")}
        )
    if report.changed:
        st.markdown(
            "**Changed**" + _of(report.changed, len(report.changed_ids)) + " These ids are there with other "
            "content. What is there was kept; nothing was overwritten."
        )
        st.dataframe(pd.DataFrame({"Id": report.changed_ids}), hide_index=True)


def _feedback_line(report: Report) -> str:
    if not set(report.feedback) - {"none"}:
        return "No trace has feedback."
    given = [
        f"{report.feedback[band]:,} {words}" for band, words in _BANDS.items() if band in report.feedback
    ]
    return f"Feedback ({report.feedback_origin}): {', '.join(given)}."


def _of(number: int, shown: int) -> str:
    return f", the first {shown:,} of {number:,}:" if shown < number else ":"
