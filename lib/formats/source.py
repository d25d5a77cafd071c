"""A file's text: unpacked, decoded and counted, whatever it holds."""

from __future__ import annotations

import gzip
import io
import os
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

OnBytes = Callable[[int, int], None]
"""Called with the bytes read of the file on disk so far, and the file's size."""

_BUFFER = 256 * 1024
_GZIP = b"\x1f\x8b"
_BOMS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


class Source:
    """An open text file. ``damaged`` tells, at the end, that packed data was cut off or broken."""

    def __init__(self, path: Path, on_bytes: OnBytes | None = None) -> None:
        """Open ``path``. Raises OSError where it cannot be read."""
        counted = _Counted(path, on_bytes)
        packed = io.BufferedReader(counted, _BUFFER)
        self._unpacked = _Unpacked(packed, packed.peek(2)[:2] == _GZIP)
        plain = io.BufferedReader(self._unpacked, _BUFFER)
        self.head = plain.peek(4)[:4]
        encoding = _skip_bom(plain)
        # Undecodable bytes stay visible as lone surrogates, so that cleaning can count them.
        errors = "surrogateescape" if encoding == "utf-8" else "replace"
        # newline="" keeps line ends as they are: the CSV reader needs them inside quoted cells.
        self.text = io.TextIOWrapper(plain, encoding=encoding, errors=errors, newline="")

    @property
    def damaged(self) -> bool:
        return self._unpacked.damaged

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


class _Counted(io.RawIOBase):
    """The bytes on disk, counted as they are read."""

    def __init__(self, path: Path, on_bytes: OnBytes | None) -> None:
        self._file = io.FileIO(path)
        self._size = os.fstat(self._file.fileno()).st_size
        self._read = 0
        self._on_bytes = on_bytes

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        count = self._file.readinto(buffer) or 0
        self._read += count
        if self._on_bytes is not None:
            self._on_bytes(self._read, self._size)
        return count

    def close(self) -> None:
        self._file.close()
        super().close()


class _Unpacked(io.RawIOBase):
    """The bytes after unpacking. Broken packed data reads as the end of the file."""

    def __init__(self, packed: io.BufferedReader[_Counted], is_gzip: bool) -> None:
        self._packed = packed
        self._from: Any = gzip.GzipFile(fileobj=packed) if is_gzip else packed
        self.damaged = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self.damaged:
            return 0
        try:
            data = self._from.read1(len(buffer))
        except (EOFError, zlib.error, gzip.BadGzipFile):
            self.damaged = True
            return 0
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._packed.close()
        super().close()
