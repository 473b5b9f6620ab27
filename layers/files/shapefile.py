"""The text encoding of a Shapefile's attribute table (dBASE), which the file often does not state."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from gisplan_errors import LayerError
from gisplan_words import message

if TYPE_CHECKING:
    from pathlib import Path

# Language driver bytes of a dBASE header that name a Chinese code page.
DRIVER_GBK = (0x4D, 0x7A)
# Records that are looked at.
MOST_RECORDS = 20_000
# A UTF-8 character cut off by a full field leaves at most this many bytes, and the field is not padded.
CUT_BYTES = 3


def text_encoding(dbf: Path) -> str:
    """Return the encoding of a dBASE table: what its .cpg says, else UTF-8 if every text fits it, else GBK.

    Raises
    ------
    LayerError
        The .cpg names an unknown encoding, or the table is damaged.
    """
    for note in (dbf.with_suffix(".cpg"), dbf.with_suffix(".CPG")):
        if note.is_file():
            stated = note.read_text(encoding="ascii", errors="replace").strip()
            if stated:
                return _known(stated, note)
    data = dbf.read_bytes()
    if len(data) < 32:
        raise LayerError(message("layers-cut-off", path=str(dbf), bytes=len(data)))
    if data[29] in DRIVER_GBK:
        return "gbk"
    return "utf-8" if all(map(_fits_utf8, _texts(data))) else "gbk"


def _known(stated: str, note: Path) -> str:
    name = {"936": "gbk", "54936": "gb18030", "65001": "utf-8"}.get(
        stated.removeprefix("CP").removeprefix("cp"), stated
    )
    try:
        return codecs.lookup(name).name
    except LookupError:
        raise LayerError(message("layers-encoding-unknown", path=str(note), name=stated)) from None


def _texts(data: bytes) -> list[bytes]:
    """Return the text fields of the first records, blanks kept."""
    records = int.from_bytes(data[4:8], "little")
    header, width = int.from_bytes(data[8:10], "little"), int.from_bytes(data[10:12], "little")
    fields, start = [], 1
    for at in range(32, header - 1, 32):
        size = data[at + 16]
        if data[at + 11 : at + 12] == b"C":
            fields.append((start, start + size))
        start += size
    rows = (data[header + i * width : header + (i + 1) * width] for i in range(min(records, MOST_RECORDS)))
    return [row[first:last] for row in rows for first, last in fields]


def _fits_utf8(text: bytes) -> bool:
    padded = text[-1:] in {b" ", b"\0"}
    try:
        text.decode("utf-8")
    except UnicodeDecodeError as fault:
        return (
            not padded and fault.start >= len(text) - CUT_BYTES and fault.reason == "unexpected end of data"
        )
    return True
