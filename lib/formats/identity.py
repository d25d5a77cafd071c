"""Which id a trace is known by, decided in a first pass over the whole file."""

from __future__ import annotations

from hashlib import blake2b

HASHED_BEFORE = (
    "Each id gets a short suffix made from its content, as in the earlier imports of this project."
)
"""What is said where a file would not need it, but the project's ids already have it."""


class IdentityScan:
    """Decides whether the ids of a file can stand alone or need a content hash behind them.

    Holds 64 bits of each id and of its content until the answer is known, then nothing. Two ids
    that fall together by chance only mean that a hash is added: harmless.
    """

    def __init__(self) -> None:
        self._seen: dict[int, int] = {}
        self._rows = 0
        self._without_id = 0
        self._repeated: str | None = None

    def add(self, trace_id_value: str, content_hash: str) -> None:
        """Take in one row: its id as text ("" for none) and the hash of its content."""
        self._rows += 1
        if not trace_id_value:
            self._without_id += 1
        elif self._repeated is None:
            self._note(trace_id_value, int(content_hash[:16], 16))

    def _note(self, value: str, content: int) -> None:
        key = int.from_bytes(blake2b(value.encode("utf-8", "replace"), digest_size=8).digest(), "big")
        if self._seen.setdefault(key, content) != content:
            self._repeated = external_id(_short(value), f"{content:016x}", True)
            self._seen.clear()

    @property
    def needs_hash(self) -> bool:
        """True where some row has no id, or one id stands before two different contents."""
        return self._without_id > 0 or self._repeated is not None

    @property
    def reason(self) -> str:
        """One sentence to show beside the choice."""
        if self._rows and self._without_id == self._rows:
            return "The file has no ids, so each trace gets one made from its content."
        if self._repeated is not None:
            return (
                "Ids repeat in this file with different content, so each gets a short suffix, "
                f"as in “{self._repeated}”."
            )
        if self._without_id:
            return (
                f"{self._without_id:,} of {self._rows:,} rows have no id, "
                "so each gets one made from its content, and the others a short suffix."
            )
        return "Each trace keeps the id written in the file."


def external_id(value: str, content_hash: str, with_hash: bool) -> str:
    """Return the id a trace is stored under: ``value``, or ``value#`` and 12 digits of the hash.

    A row without an id always gets the hash, whatever was decided for the file.
    """
    return f"{value}#{content_hash[:12]}" if with_hash or not value else value


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
