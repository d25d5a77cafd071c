"""The report as it will look, in a frame in which nothing can run and from which nothing can be read."""

from __future__ import annotations

import streamlit as st

_SCRIPT = """
export default function showReport({ data, parentElement }) {
  const frame = parentElement.querySelector("iframe");
  if (frame.srcdoc !== data.page) frame.srcdoc = data.page;
}"""

# No allow-scripts and no allow-same-origin: whatever the page held, it could neither act nor see the app.
_frame = st.components.v2.component(
    "faultline_report",
    html='<iframe title="Preview" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>',
    css="""iframe {
      width: 100%; height: 46rem; border: 1px solid var(--st-border-color); border-radius: 6px;
      background: #fff;
    }""",
    js=_SCRIPT,
)


def show(page: str) -> None:
    """Draw the page."""
    _frame(key="report", data={"page": page})
