"""The encoding of a text from elsewhere: found out where the bytes prove it, else asked for, never guessed.

Almost any bytes read as GB18030, so that "not UTF-8" is no proof of Chinese: what is GBK has to look like
Chinese, in letters that people use. charset-normalizer (3.5.2) is not asked: it names one whatever it is, and
takes the cp1252 of two of the tests' files for cp1250.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, Final

from gisplan_errors import LayerError
from gisplan_words import listed, message

if TYPE_CHECKING:
    from pathlib import Path

    from gisplan_words import Message

MARKS: Final = (
    *((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32")),
    *((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")),
)
"""Marks of byte order; that of UTF-32 begins with that of UTF-16."""
OTHERS: Final = ("cp1252", "cp1251", "shift_jis", "euc_jp", "big5", "euc_kr")
"""Encodings whose reading is shown to whoever has to choose."""
COMMON: Final = range(0xB0, 0xD8)
"""First bytes of the 3,755 letters that GB 2312 calls common, in the order of their sound."""
LATE: Final = range(0xC9, 0xD8)
"""Those of them from Q on, some half of any Chinese text; Korean in EUC-KR has none."""
LAST: Final = range(0xD0, 0xD8)
"""Those from X on, a fifth of Chinese names; of Japanese in EUC-JP only rare letters stand there."""
LEAST_COMMON, MOST_KANA, ENOUGH, PLENTY = 0.7, 0.05, 12, 24
_NUMBER = re.compile(r"[^a-z0-9]")
_SHOWN, _KEPT = 40, 0.6
_CHINESE = re.compile("[\u4e00-\u9fff]")
_FOREIGN = re.compile("[^\x20-\x7e\u2010-\u2030\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")
_WITHIN = re.compile("(?<=[A-Za-z])[\u4e00-\u9fff]")
_HEAD, _PIECE = 2_000, 1 << 20


def text_encoding_of(path: Path, given: str | None = None) -> str:
    """Give the encoding of a text file.

    Parameters
    ----------
    path
        A file of text.
    given
        What its owner says it is; it has to fit the bytes.

    Raises
    ------
    LayerError
        The encoding given is unknown or does not fit, or none is proven; with how others would read it.
    """
    if given is not None:
        name = known_encoding(given, path)
        if not file_fits(path, name):
            raise LayerError(message("layers-encoding-misfit", path=str(path), name=name))
        return name
    found = encoding_of(path)
    if found is None:
        raise asked_for(path, odd_lines(path))
    return found


def encoding_of(path: Path) -> str | None:
    """Give the encoding that the bytes of a file prove, None where none is proven."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    for mark, name in MARKS:
        if head.startswith(mark):
            return name if file_fits(path, name) else None
    if b"\0\0\0" in head:
        return next((name for name in ("utf-32-le", "utf-32-be") if file_fits(path, name)), None)
    if b"\0" in head:
        odd, even = head[1::2].count(0), head[0::2].count(0)
        name = "utf-16-le" if odd > even else "utf-16-be"
        return name if file_fits(path, name) else None
    if file_fits(path, "utf-8"):
        return "utf-8"
    return "gb18030" if file_fits(path, "gb18030") and looks_chinese(odd_lines(path)) else None


def file_fits(path: Path, encoding: str) -> bool:
    """Tell whether a file can be read in an encoding, holding a piece of it at a time."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def odd_lines(path: Path) -> bytes:
    """Give the first lines of a file that hold more than ASCII, a MB of them at most."""
    found: list[bytes] = []
    size = 0
    with path.open("rb") as file:
        while size < _PIECE and (line := file.readline(_PIECE)):
            if not line.isascii():
                found.append(line)
                size += len(line)
    return b"".join(found)


def looks_chinese(data: bytes) -> bool:
    """Tell whether bytes that read as GBK are written in the letters that Chinese is written in."""
    pairs = _pairs(data)
    letters = [first for first, second in pairs if first >= 0xB0 or second < 0xA1 or first < 0xA1]
    if not letters:
        return False
    plain = sum(first in COMMON and second >= 0xA1 for first, second in pairs)
    kana = sum(first in {0xA4, 0xA5} and second >= 0xA1 for first, second in pairs)
    late = any(first in LATE for first, _ in pairs) or len(letters) < ENOUGH
    late &= any(first in LAST for first, _ in pairs) or len(letters) < PLENTY
    return plain >= LEAST_COMMON * len(letters) and kana <= MOST_KANA * len(pairs) and late


def known_encoding(stated: str, where: Path) -> str:
    """Give Python's name of an encoding as people and programs write it: 936, ANSI 1252, 88591, UTF_8.

    Raises
    ------
    LayerError
        It is not known.
    """
    plain = _NUMBER.sub("", stated.lower()).removeprefix("ansi").removeprefix("windows").removeprefix("cp")
    plain = plain.removeprefix("ibm").removeprefix("oem").removeprefix("ldid")
    codes = {"936": "gbk", "54936": "gb18030", "65001": "utf-8", "950": "big5", "932": "cp932"}
    latin = re.fullmatch(r"(?:iso)?8859(\d{1,2})", plain)
    name = codes.get(plain) or (f"iso8859-{latin[1]}" if latin else stated)
    for tried in (name, f"cp{plain}", plain):
        try:
            return codecs.lookup(tried).name
        except LookupError:
            continue
    raise LayerError(message("layers-encoding-unknown", path=str(where), name=stated))


def asked_for(path: Path, data: bytes) -> LayerError:
    """Give the error of a text whose encoding has to be told, with its first odd words as others read it."""
    return LayerError(message("layers-encoding", path=str(path), read=listed(_readings(data))))


def fits(data: bytes, encoding: str) -> bool:
    """Tell whether bytes can be read in an encoding."""
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def misread(text: str) -> str:
    """Give what a text says that was read as GBK and is UTF-8 or Western; empty where it is as it should be.

    A letter of Chinese within a Western word whose second byte is a small letter (ür, ße read as one) is
    none, and neither are letters whose bytes make up Chinese in UTF-8.
    """
    try:
        raw = text.encode("gb18030")
    except UnicodeEncodeError:
        return ""
    if text.isascii():
        return ""
    utf8 = raw.decode("utf-8", "ignore")
    letters = len(_CHINESE.findall(utf8))
    kept = len(utf8.encode()) / len(raw)
    # reading it as GBK costs half letters: what is left of a longer text is still plain
    if not _FOREIGN.search(utf8) and ((letters >= 2 and kept == 1) or (letters >= 3 and kept >= _KEPT)):
        return utf8
    eaten = [found[0].encode("gb18030") for found in _WITHIN.finditer(text)]
    if any(len(pair) == 2 and pair[0] >= 0xC0 and 0x61 <= pair[1] <= 0x7A for pair in eaten):
        return raw.decode("cp1252", "replace")
    return utf8 if eaten and kept == 1 and not letters and utf8.isprintable() else ""


def _readings(data: bytes) -> list[Message]:
    found = []
    odd = next((part for part in re.split(rb"[\r\n,;\t|\"\0]+", data) if not part.isascii()), b"")[:_SHOWN]
    for name in OTHERS:
        if fits(data, name):
            text = odd.decode(name, "ignore").strip()
            found.append(message("layers-encoding-reads", name=name, text=text))
    return found


def _pairs(data: bytes) -> list[tuple[int, int]]:
    """Give the pairs of bytes that GBK makes letters of."""
    found, at = [], 0
    while at < len(data) - 1:
        if data[at] < 0x80:
            at += 1
            continue
        found.append((data[at], data[at + 1]))
        at += 2
    return found
