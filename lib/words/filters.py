"""What a filter of traces keeps, in words. Plain text, not markdown."""

from __future__ import annotations

from datetime import timedelta

from lib.model import TraceFilter


def in_words(wanted: TraceFilter) -> str:
    """Return what a filter keeps, for a sentence: ``feedback negative, channel sms``; "" for everything."""
    parts = [f"containing “{wanted.text}”"] if wanted.text else []
    if wanted.feedback:
        parts.append(f"feedback {_or(wanted.feedback)}")
    if wanted.status:
        parts.append(_or(wanted.status))
    if wanted.versions:
        parts.append(f"version {_or(wanted.versions)}")
    parts += [f"{name} {_or(values)}" for name, values in wanted.metadata.items()]
    if wanted.since:
        parts.append(f"from {wanted.since:%Y-%m-%d}")
    if wanted.until:
        parts.append(f"until {wanted.until - timedelta(days=1):%Y-%m-%d}")
    return ", ".join(parts)


def _or(values: tuple[str, ...]) -> str:
    return " or ".join(values)
