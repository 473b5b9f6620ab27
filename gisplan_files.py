"""Plain files that all four packages read and write: TOML with a planner's messages, tables, sums of files.

Beside `gisplan_errors`, for the same reason: ``layers`` reads TOML as ``gisplan`` does and never imports it.
"""

from __future__ import annotations

import csv
import hashlib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gisplan_errors import ScenarioError

if TYPE_CHECKING:
    from gisplan_errors import GisplanError


def data_folder() -> Path:
    """Give the folder of the shipped data: that of the installed wheel, else that of the checkout.

    Raises
    ------
    ScenarioError
        If neither exists: the installation is damaged.
    """
    root = Path(__file__).resolve().parent
    folders = (root / "gisplan" / "data", root / "data")
    for folder in folders:
        if (folder / "scenarios").is_dir():
            return folder
    raise ScenarioError(
        f"The shipped data of gisplan is missing: neither {folders[0]} nor {folders[1]} "
        "holds a folder 'scenarios'. Install gisplan again."
    )


def read_toml(path: Path, error: type[GisplanError] = ScenarioError) -> dict[str, Any]:
    """Read a TOML file; a mark of byte order, as some editors write it, is no fault.

    Parameters
    ----------
    path
        File to read.
    error
        Kind of the error to raise.

    Raises
    ------
    GisplanError
        Of the asked kind, if the file cannot be read, is not UTF-8, or is not TOML; with file and line.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except tomllib.TOMLDecodeError as fault:
        raise error(f"{path}: not valid TOML: {fault}.") from None
    except UnicodeDecodeError as fault:
        raise error(f"{path}: not UTF-8 text (byte {fault.start}). Save the file as UTF-8.") from None
    except OSError as fault:
        raise error(f"{path}: cannot be read: {fault.strerror}.") from None


def read_rows(path: Path) -> list[dict[str, str]]:
    """Read a shipped table (CSV): a mapping of column to text for each row."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def toml_text(table: Mapping[str, Any]) -> str:
    """Write a table of plain values, mappings and sequences as TOML."""
    import tomli_w  # noqa: PLC0415 - to read needs no writer

    return tomli_w.dumps(_plain(table))


def with_tuples(value: Any) -> Any:  # noqa: ANN401 - a TOML value is of any kind
    """Give a TOML value with tuples for its arrays, as frozen models take them."""
    if isinstance(value, Mapping):
        return {key: with_tuples(child) for key, child in value.items()}
    return tuple(with_tuples(child) for child in value) if isinstance(value, list | tuple) else value


def sha256_of(path: Path) -> str:
    """Give the SHA-256 sum of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _plain(value: Any) -> Any:  # noqa: ANN401 - a TOML value is of any kind
    # tomli-w knows dict only, and takes a read-only mapping for an unknown type
    if isinstance(value, Mapping):
        return {key: _plain(child) for key, child in value.items()}
    return [_plain(child) for child in value] if isinstance(value, list | tuple) else value
