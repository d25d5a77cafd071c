"""The report an import ends with."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lib.services.importing import Outcome, Report
from lib.words import imports as import_words
from lib.words.text import md_escape


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
    for line in import_words.remarks(report):
        st.caption(md_escape(line))
    if report.unread:
        unread = import_words.unread_values(report.unread, report.feedback_origin)
        st.warning("  \n".join(md_escape(line) for line in unread))
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


def _of(number: int, shown: int) -> str:
    return f", the first {shown:,} of {number:,}:" if shown < number else ":"
