"""A file's text: unpacked, decoded and counted, whatever it holds."""

from __future__ import annotations

import gzip
import io
import os
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lib.formats import limits

OnBytes = Callable[[int, int], None]
"""Called with the bytes read of the file on disk so far, and the file's size."""

_BUFFER = 256 * 1024
_GZIP = b"\x1f\x8b"
_BOMS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


class Source:
    """An open text file. ``ended`` tells, at the end, why it ended before its end; "" where it did not."""

    def __init__(self, path: Path, on_bytes: OnBytes | None = None, *, most: int | None = None) -> None:
        """Open ``path``, to read ``most`` bytes of it, unpacked. Raises OSError where it cannot be read."""
        counted = _Counted(path, on_bytes)
        packed = io.BufferedReader(counted, _BUFFER)
        self.is_packed = packed.peek(2)[:2] == _GZIP
        self._unpacked = _Unpacked(counted, packed, self.is_packed, most)
        plain = io.BufferedReader(self._unpacked, _BUFFER)
        self.head = plain.peek(4)[:4]
        encoding = _skip_bom(plain)
        # Undecodable bytes stay visible as lone surrogates, so that cleaning can count them.
        errors = "surrogateescape" if encoding == "utf-8" else "replace"
        # newline="" keeps line ends as they are: the CSV reader needs them inside quoted cells.
        self.text = io.TextIOWrapper(plain, encoding=encoding, errors=errors, newline="")

    @property
    def ended(self) -> str:
        return self._unpacked.ended

    @property
    def unpacked(self) -> int:
        """How many bytes came out so far."""
        return self._unpacked.total

    @property
    def is_packed_twice(self) -> bool:
        return self.is_packed and self.head.startswith(_GZIP)

    def __enter__(self) -> Source:
        return self

    def __exit__(self, *_: object) -> None:
        self.text.close()


def _skip_bom(plain: io.BufferedReader[_Unpacked]) -> str:
    for bom, encoding in _BOMS.items():
        if plain.peek(len(bom)).startswith(bom):
            plain.read(len(bom))
            return encoding
    return "utf-8"


class _Silent(Exception):
    """Much was read and nothing came out of it."""


class _Counted(io.RawIOBase):
    """The bytes on disk, counted as they are read. ``silent`` is how many since anything was made of them."""

    def __init__(self, path: Path, on_bytes: OnBytes | None) -> None:
        self._file = io.FileIO(path)
        self.size = os.fstat(self._file.fileno()).st_size
        self.silent = 0
        self._read = 0
        self._on_bytes = on_bytes

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self.silent > limits.MOST_SILENT:
            raise _Silent
        count = self._file.readinto(buffer) or 0
        self._read += count
        self.silent += count
        if self._on_bytes is not None:
            self._on_bytes(self._read, self.size)
        return count

    def close(self) -> None:
        self._file.close()
        super().close()


class _Unpacked(io.RawIOBase):
    """The bytes after unpacking. Broken packed data, and what is beyond a limit, reads as the file's end."""

    def __init__(
        self, counted: _Counted, packed: io.BufferedReader[_Counted], is_gzip: bool, most: int | None
    ) -> None:
        self._counted, self._packed, self._is_gzip = counted, packed, is_gzip
        self._from: Any = gzip.GzipFile(fileobj=packed) if is_gzip else packed
        self._most = most
        self.total = 0
        self.ended = ""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.ended = self.ended or self._beyond()
        if self.ended:
            return 0
        try:
            data = self._from.read1(len(buffer))
        except (EOFError, zlib.error, gzip.BadGzipFile):
            self.ended = limits.DAMAGED
            return 0
        except _Silent:
            self.ended = limits.HOLDS_NOTHING
            return 0
        buffer[: len(data)] = data
        self.total += len(data)
        self._counted.silent = 0
        return len(data)

    def _beyond(self) -> str:
        if self._most is not None and self.total >= self._most:
            return limits.BEGINNING
        of_its_size = max(limits.TIMES_FROM, limits.MOST_TIMES * self._counted.size)
        if self._is_gzip and self.total > min(limits.MOST_UNPACKED, of_its_size):
            return limits.UNPACKS_TO_TOO_MUCH
        return ""

    def close(self) -> None:
        self._packed.close()
        super().close()
