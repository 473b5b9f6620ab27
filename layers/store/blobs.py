"""Shapes as a GeoPackage holds them, and the functions that its index of places asks SQLite for.

OGC 12-128r19, clause 2.1.3 and annex F.3: a header of 8 bytes, an envelope (optional: none is written),
then well-known binary. No library that is kept changes single rows of a GeoPackage and leaves the rest.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

import shapely

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

_ENVELOPES: Final = (0, 32, 48, 48, 64)
_EMPTY, _LITTLE = 0x10, 0x01
_BOUNDS: Final = {"ST_MinX": 0, "ST_MinY": 1, "ST_MaxX": 2, "ST_MaxY": 3}


def shape_of(blob: bytes | None) -> str | None:
    """Give the shape of a blob as hexadecimal well-known binary without heights; None where there is none.

    Raises
    ------
    ValueError
        It is no blob of a GeoPackage.
    """
    if blob is None:
        return None
    shape = shapely.from_wkb(_body(blob))
    return str(shapely.to_wkb(shape, hex=True, output_dimension=2))


def blob_of(shape: str | None, srs: int) -> bytes | None:
    """Give the blob of a shape in hexadecimal well-known binary.

    Parameters
    ----------
    shape
        As `shape_of` gives it.
    srs
        Number of its reference system in the file.
    """
    if shape is None:
        return None
    made = shapely.from_wkb(shape)
    flags = _LITTLE | (_EMPTY if made.is_empty else 0)
    return struct.pack("<2sBBi", b"GP", 0, flags, srs) + shapely.to_wkb(made, byte_order=1)


def teach(base: sqlite3.Connection) -> None:
    """Give a connection the functions that the triggers of a GeoPackage's index call."""
    base.create_function("ST_IsEmpty", 1, _is_empty, deterministic=True)
    for name, at in _BOUNDS.items():
        base.create_function(name, 1, _bound(at), deterministic=True)


def _body(blob: bytes) -> bytes:
    if blob[:2] != b"GP" or len(blob) < 8 or (kind := blob[3] >> 1 & 7) >= len(_ENVELOPES):
        raise ValueError("no shape of a GeoPackage")
    return blob[8 + _ENVELOPES[kind] :]


def _is_empty(blob: bytes | None) -> int | None:
    return None if blob is None else int(shapely.is_empty(shapely.from_wkb(_body(blob))))


def _bound(at: int) -> Callable[[bytes | None], float | None]:
    def bound(blob: bytes | None) -> float | None:
        return None if blob is None else float(shapely.bounds(shapely.from_wkb(_body(blob)))[at])

    return bound
