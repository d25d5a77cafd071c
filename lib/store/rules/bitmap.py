"""Sets of serials as bytes: bit ``serial`` of a little-endian bitmap, deflated."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray


def pack(serials: Iterable[int]) -> bytes:
    """Return a set of serials (1, 2, 3, ...) as a compressed bitmap."""
    marked = np.fromiter(serials, dtype=np.int64)
    bits = np.zeros(int(marked.max()) + 1 if len(marked) else 0, dtype=bool)
    bits[marked] = True
    return zlib.compress(np.packbits(bits, bitorder="little").tobytes())


def members(data: bytes) -> NDArray[np.int64]:
    """Return the serials that ``pack`` was given, in rising order."""
    bits = np.unpackbits(np.frombuffer(zlib.decompress(data), dtype=np.uint8), bitorder="little")
    return np.flatnonzero(bits).astype(np.int64)


def unpack(data: bytes) -> set[int]:
    """Return the serials that ``pack`` was given, as a set."""
    return set(members(data).tolist())


def count(data: bytes) -> int:
    """Return how many serials ``pack`` was given."""
    return int.from_bytes(zlib.decompress(data), "little").bit_count()
