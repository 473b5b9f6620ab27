"""The text encoding of a Shapefile's attribute table (dBASE), which the file often does not state."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from gisplan_errors import LayerError
from gisplan_words import message
from layers.files.encodings import asked_for, fits, known_encoding, looks_chinese

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# Language driver bytes of a dBASE header, by the code page that they name.
DRIVERS: Final[Mapping[int, str]] = MappingProxyType(
    {
        0x01: "cp437",
        0x02: "cp850",
        0x03: "cp1252",
        0x57: "cp1252",
        0x58: "cp1252",
        0x59: "cp1252",
        0x64: "cp852",
        0x65: "cp866",
        0x66: "cp865",
        0x67: "cp861",
        0x6A: "cp737",
        0x6B: "cp857",
        0x13: "cp932",
        0x7B: "cp932",
        0x4D: "gbk",
        0x7A: "gbk",
        0x4F: "big5",
        0x78: "big5",
        0x4E: "cp949",
        0x79: "cp949",
        0x50: "cp874",
        0x7C: "cp874",
        0x7D: "cp1255",
        0x7E: "cp1256",
        0xC8: "cp1250",
        0xC9: "cp1251",
        0xCA: "cp1254",
        0xCB: "cp1253",
        0xCC: "cp1257",
    }
)
# Writers put these down without a thought, over UTF-8 and GBK too: they count where nothing contradicts.
THOUGHTLESS = (0x03, 0x57)
# Records that are looked at.
MOST_RECORDS = 20_000
# A UTF-8 character cut off by a full field leaves at most this many bytes, and the field is not padded.
CUT_BYTES = 3


def text_encoding(dbf: Path) -> str:
    """Return the encoding of a dBASE table: what its .cpg says, else its language byte, else UTF-8 or GBK.

    Raises
    ------
    LayerError
        The .cpg names an unknown encoding or one that the texts contradict, the table is damaged, or it is
        neither UTF-8 nor clearly GBK and says nothing.
    """
    data = dbf.read_bytes()
    if len(data) < 32:
        raise LayerError(message("layers-cut-off", path=str(dbf), bytes=len(data)))
    texts = [text for text in _texts(data) if not text.isascii()]
    utf8 = bool(texts) and all(map(_fits_utf8, texts))
    for note in (dbf.with_suffix(".cpg"), dbf.with_suffix(".CPG")):
        stated = note.read_text(encoding="ascii", errors="replace").strip() if note.is_file() else ""
        if stated:
            name = known_encoding(stated, note)
            if utf8 and name in {"gbk", "gb2312", "gb18030", "big5"}:
                raise LayerError(message("layers-cpg-against", path=str(note), name=stated))
            return name
    if utf8 or not texts:
        return "utf-8"
    words = b"\n".join(map(_uncut, texts))
    chinese = fits(words, "gb18030") and looks_chinese(words)
    named = DRIVERS.get(data[29])
    if named is not None and not (data[29] in THOUGHTLESS and chinese):
        return named
    if chinese:
        return "gbk"
    raise asked_for(dbf, words)


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


def _uncut(text: bytes) -> bytes:
    """Leave out the half letter that a full field may end in."""
    try:
        text.decode("gb18030")
    except UnicodeDecodeError as fault:
        return text[: fault.start] if fault.start >= len(text) - CUT_BYTES else text
    return text


def _fits_utf8(text: bytes) -> bool:
    padded = text[-1:] in {b" ", b"\0"}
    try:
        text.decode("utf-8")
    except UnicodeDecodeError as fault:
        return (
            not padded and fault.start >= len(text) - CUT_BYTES and fault.reason == "unexpected end of data"
        )
    return True
