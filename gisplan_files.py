"""Plain files that all four packages read and write: TOML with a planner's messages, tables, sums of files.

Beside `gisplan_errors`, for the same reason: ``layers`` reads TOML as ``gisplan`` does and never imports it.
"""

from __future__ import annotations

import csv
import errno
import hashlib
import json
import re
import shutil
import tomllib
from collections.abc import Iterable, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gisplan_errors import ScenarioError
from gisplan_words import message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan_errors import GisplanError
    from gisplan_words import Sayable


_REASONS = {errno.ENOENT: "missing", errno.EACCES: "denied", errno.EISDIR: "folder", errno.ENOSPC: "full"}
MOST_DEPTH = 50
"""Levels of tables and arrays that a TOML file may nest; a scenario has eight."""
_DEEP = f"nested deeper than {MOST_DEPTH} levels"
_AT = re.compile(
    r"(?P<why>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)", re.DOTALL
)

_TOML_REASONS = {
    "Invalid statement": "toml-why-statement",
    "Expected newline or end of document": "toml-why-rest",
    "Expected '=' after a key": "toml-why-equals",
    "Expected ']": "toml-why-bracket",
    "Found invalid character": "toml-why-character",
    "Illegal character": "toml-why-character",
    "Cannot ": "toml-why-twice",
    "Duplicate inline table key": "toml-why-twice",
    "Invalid initial character for a key": "toml-why-key",
    "Unclosed array": "toml-why-array",
    "Unclosed inline table": "toml-why-inline",
    "Unescaped ": "toml-why-escape",
    "Invalid hex value": "toml-why-escape",
    "Escaped character": "toml-why-escape",
    "Unterminated string": "toml-why-string",
    "Expected \"'": "toml-why-string",
    "Expected '\"": "toml-why-string",
    "Invalid date": "toml-why-date",
    "Invalid value": "toml-why-value",
    "Exceeds the limit": "toml-why-digits",
}
"""How the sentences of Python's parser begin: it gives no code."""


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
        return toml_of(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as fault:
        raise error(message("file-not-utf8", path=str(path), byte=str(fault.start))) from None
    except ValueError as fault:
        raise error(message("file-not-toml", path=str(path), fault=toml_fault(fault))) from None
    except OSError as fault:
        raise error(message("run-unreadable", path=str(path), error=reason_of(fault))) from None


def toml_of(text: str) -> dict[str, Any]:
    """Give the table that a TOML text is.

    Raises
    ------
    ValueError
        It is not TOML, holds a whole number of thousands of digits, or is nested deeper than `MOST_DEPTH`.
    """
    try:
        table = tomllib.loads(text)
    except RecursionError:
        raise ValueError(_DEEP) from None
    level: list[Any] = [table]
    for _ in range(MOST_DEPTH):
        level = [child for value in level for child in _children(value)]
    if level:
        raise ValueError(_DEEP)
    return table


def toml_fault(fault: ValueError) -> Sayable:
    """Say what `toml_of` found and where; an unknown reason of Python's parser stays in its words."""
    if fault.args == (_DEEP,):
        return message("toml-deep", most=MOST_DEPTH)
    found = _AT.fullmatch(str(fault))
    why = _toml_reason(str(fault) if found is None else found["why"])
    if found is None:
        return why
    if found["line"] is None:
        return message("toml-at-end", why=why)
    return message("toml-at", line=found["line"], column=found["column"], why=why)


def _toml_reason(sentence: str) -> Sayable:
    codes = (code for begin, code in _TOML_REASONS.items() if sentence.startswith(begin))
    code = next(codes, None)
    return sentence if code is None else message(code)


def read_json(path: Path) -> Any:  # noqa: ANN401 - JSON of any kind
    """Read a JSON file.

    Raises
    ------
    OSError
        It cannot be read.
    ValueError
        It is not UTF-8, not JSON, or nested too deep.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except RecursionError:
        raise ValueError("nested too deep") from None


def refuse_links_out(folder: Path, error: type[GisplanError] = ScenarioError) -> None:
    """Refuse a folder in which a link leads out of it: what it names is not what the folder holds.

    Raises
    ------
    GisplanError
        Of the asked kind, with the name of each such link.
    """
    home = folder.resolve()
    out = [
        path for path in folder.rglob("*") if path.is_symlink() and not path.resolve().is_relative_to(home)
    ]
    if out:
        names = ", ".join(f"{path.relative_to(folder)} -> {path.readlink()}" for path in sorted(out))
        raise error(message("file-link-out", folder=str(folder), names=names))


def inside(folder: Path, name: str, error: type[GisplanError] = ScenarioError) -> Path:
    """Give the path of a file by its name in a folder, which may not lead out of it.

    Raises
    ------
    GisplanError
        Of the asked kind, if the name is an absolute path, has ``..`` in it, or is that of a link out.
    """
    path = folder / name
    if Path(name).is_absolute() or not path.resolve().is_relative_to(folder.resolve()):
        raise error(message("file-name-out", folder=str(folder), name=repr(name)))
    return path


def reason_of(fault: Exception) -> Sayable:
    """Say why the system refused a file; one without a message by its own words."""
    code = _REASONS.get(getattr(fault, "errno", None) or 0)
    return message(f"fault-{code}") if code else getattr(fault, "strerror", None) or str(fault)


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


_BESIDE: Final = (".gpkg-wal", ".gpkg-shm")
"""Files that stand beside a GeoPackage while a program has it open; its sum counts what they hold."""


def is_taken(path: Path) -> bool:
    """Tell whether something stands at a path that is to be a new folder; an empty one may."""
    return path.exists() and (not path.is_dir() or any(path.iterdir()))


@contextmanager
def new_folder(out: Path) -> Iterator[Path]:
    """Give a draft beside a new folder, which takes its place whole when the block ends well."""
    draft = out.parent / f".{out.name}.draft"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        yield draft
        if out.exists():
            out.rmdir()
        draft.rename(out)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def sha256_of(path: Path) -> str:
    """Give the SHA-256 sum of a file, in hexadecimal; of a GeoPackage with what is written ahead of it."""
    with path.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256")
    if (ahead := written_ahead(path)) is not None:
        found.update(ahead.read_bytes())
    return found.hexdigest()


def sums_under(folder: Path) -> dict[str, str]:
    """Give the SHA-256 of every file under a folder, by its path from there, in the order of the paths."""
    return {
        path.relative_to(folder).as_posix(): sha256_of(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(_BESIDE)
    }


def written_ahead(path: Path) -> Path | None:
    """Give the file of what a program that has a GeoPackage open saved into it; None where there is none."""
    ahead = path.with_name(f"{path.name}-wal")
    return ahead if path.suffix == ".gpkg" and ahead.is_file() and ahead.stat().st_size else None


def _children(value: Any) -> Iterable[Any]:  # noqa: ANN401 - a TOML value is of any kind
    if isinstance(value, Mapping):
        return value.values()
    return value if isinstance(value, list) else ()


def _plain(value: Any) -> Any:  # noqa: ANN401 - a TOML value is of any kind
    # tomli-w knows dict only, and takes a read-only mapping for an unknown type
    if isinstance(value, Mapping):
        return {key: _plain(child) for key, child in value.items()}
    return [_plain(child) for child in value] if isinstance(value, list | tuple) else value
