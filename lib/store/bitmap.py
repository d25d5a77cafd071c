"""Sets of serials as bytes: bit ``serial`` of a little-endian bitmap, deflated."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

import numpy as np


def pack(serials: Iterable[int]) -> bytes:
    """Return a set of serials (1, 2, 3, ...) as a compressed bitmap."""
    marked = np.fromiter(serials, dtype=np.int64)
    bits = np.zeros(int(marked.max()) + 1 if len(marked) else 0, dtype=bool)
    bits[marked] = True
    return zlib.compress(np.packbits(bits, bitorder="little").tobytes())


def unpack(data: bytes) -> set[int]:
    """Return the serials that ``pack`` was given."""
    bits = np.unpackbits(np.frombuffer(zlib.decompress(data), dtype=np.uint8), bitorder="little")
    return {int(serial) for serial in np.flatnonzero(bits)}


def count(data: bytes) -> int:
    """Return how many serials ``pack`` was given."""
    return int.from_bytes(zlib.decompress(data), "little").bit_count()
