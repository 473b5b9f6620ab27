"""The multipliers of a run's bounds, as one file of compact arrays: written and read, and their sums."""

from __future__ import annotations

import hashlib
import zipfile
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from layers.files.archive import SPOILT_ZIP

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    Arrays = Mapping[str, NDArray[Any]]

BOUNDS: Final = "bounds.npz"
MOST_BYTES: Final = 512 * 2**20
"""Bytes that all arrays of a run may take when they are read."""
_DAMAGED: Final = (
    *(*SPOILT_ZIP, KeyError),
    *(MemoryError, OverflowError),  # a header that names a shape beyond what the file holds
)
"""What reading raises over an archive that is damaged or forged, beside what it is declared to raise."""


def sum_of(arrays: Arrays) -> str:
    """Sum names, kinds, shapes and values of arrays: SHA-256, in hexadecimal."""
    total = hashlib.sha256()
    for name, array in sorted(arrays.items()):
        total.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        total.update(np.ascontiguousarray(array).tobytes())
    return total.hexdigest()


def write_multipliers(folder: Path, found: Mapping[str, Arrays]) -> None:
    """Write arrays by the sum that the certificate of their bound names; equal arrays give equal bytes."""
    cells = {f"{name}/{part}": array for name, arrays in found.items() for part, array in arrays.items()}
    np.savez_compressed(folder / BOUNDS, **cells)  # type: ignore[arg-type]  # no array is named allow_pickle


def read_multipliers(folder: Path) -> dict[str, dict[str, NDArray[Any]]]:
    """Read the arrays of every bound by their sum.

    Raises
    ------
    ValueError
        The file is no archive of plain arrays, or they are too large.
    OSError
        It is missing or cannot be read.
    """
    found: dict[str, dict[str, NDArray[Any]]] = {}
    path = folder / BOUNDS
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(part.file_size for part in archive.infolist())
        if size > MOST_BYTES:
            raise ValueError(f"its arrays take {size} bytes, at most {MOST_BYTES} are read")
        with np.load(path, allow_pickle=False) as arrays:
            for key in arrays.files:
                name, _, part = key.partition("/")
                found.setdefault(name, {})[part] = arrays[key]
    except _DAMAGED as error:
        raise ValueError(str(error)) from None
    return found
