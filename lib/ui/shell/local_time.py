"""Moments by the clock of whoever looks at them. What leaves the app as a file says UTC instead."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from lib.words import text


def zone() -> tzinfo:
    """Return the browser's time zone; UTC where it names none, or none that this machine knows."""
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def when(moment: datetime) -> str:
    """Return the moment by the browser's clock: ``21 Nov 2026, 15:05``."""
    return text.when(moment, zone())
