"""The font of charts and pictures ships, so that every machine draws the same bytes."""

from __future__ import annotations

import io
import logging
import os
import platform
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.ft2font import FT2Font
from matplotlib.text import Text

from gisplan_data import data_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from matplotlib.figure import Figure

logger = logging.getLogger(__name__)

FAMILY: Final = "Gisplan Sans SC"
"""Family of the font that ships: every character of the shipped data and words, and GB 2312."""

SUBSTITUTE: Final = "Gisplan Substitute"
"""Family that has a box for every character there is: a text is never without a glyph."""

FILES: Final = {FAMILY: "GisplanSansSC-Regular.otf", SUBSTITUTE: "GisplanSubstitute.ttf"}

CONFINED: Final = "MPL_IGNORE_SYSTEM_FONTS"

_told: Final[set[str]] = set()


def saved(build: Callable[[], Figure], settings: Any, **options: Any) -> bytes:  # noqa: ANN401  matplotlib's
    """Build a figure and give its file; the machine's fonts and settings of matplotlib do not matter.

    Only characters that the font lacks are sought elsewhere: in matplotlib's own DejaVu Sans, then in the
    machine's fonts. What no font has is drawn as a box and logged once.

    Parameters
    ----------
    build
        Draws the figure; called again when its texts need further fonts.
    settings
        Of matplotlib, beside its defaults; the font family is set here.
    options
        For `matplotlib.figure.Figure.savefig`.
    """
    with drawn_with(build, settings) as figure, io.BytesIO() as buffer:
        figure.savefig(buffer, **options)
        return buffer.getvalue()


@contextmanager
def drawn_with(build: Callable[[], Figure], settings: Any) -> Iterator[Figure]:  # noqa: ANN401  matplotlib's
    """Build a figure that is saved within this context, with the fonts and settings of `saved`."""
    for family in FILES:
        _register(family, str(font_file(family)))
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(settings | {"font.family": [FAMILY, SUBSTITUTE]})
        figure = build()
        lacking = {mark for text in _texts(figure) for mark in text if not mark.isspace()} - covered()
        if lacking:
            mpl.rcParams["font.family"] = [FAMILY, *_fallbacks(frozenset(lacking)), SUBSTITUTE]
            figure = build()
        with _registered_fonts():
            yield figure


def font_file(family: str) -> Path:
    """Give the file of a font that ships."""
    return data_folder() / "fonts" / FILES[family]


@lru_cache(maxsize=1)
def covered() -> frozenset[str]:
    """Give the characters of the font that ships."""
    return frozenset(chr(code) for code in FT2Font(str(font_file(FAMILY))).get_charmap())


def _register(family: str, path: str) -> None:
    """Make a font known to matplotlib by its path, before what its cached list says of the machine's."""
    known = font_manager.fontManager.ttflist
    if not any((entry.name, entry.fname) == (family, path) for entry in known):
        known.insert(0, font_manager.FontEntry(fname=path, name=family, size="scalable"))


@contextmanager
def _registered_fonts() -> Iterator[None]:
    """Let matplotlib find registered fonts where a setting confines it to its own."""
    confined = os.environ.pop(CONFINED, None)
    try:
        yield
    finally:
        if confined is not None:
            os.environ[CONFINED] = confined


def _texts(figure: Figure) -> Iterator[str]:
    yield from (text.get_text() for text in figure.findobj(Text))
    for axes in figure.axes:  # the labels of ticks are written only when asked
        yield from (label.get_text() for label in (*axes.get_xticklabels(), *axes.get_yticklabels()))


@lru_cache
def _fallbacks(lacking: frozenset[str]) -> tuple[str, ...]:
    """Name the fonts that have what the shipped one lacks; log the characters that no font has."""
    missing, families = set(lacking), []
    own = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    for path in _one_by_one(own):
        found = _drawable(path, missing)
        if found:
            # a name of its own: another file of the same family may lack the character
            family = f"Gisplan Fallback {hash(path):x}"
            _register(family, path)
            families.append(family)
            missing -= found
        if not missing:
            break
    if untold := sorted(missing - _told):
        _told.update(untold)
        named = ", ".join(f"{mark} (U+{ord(mark):04X})" for mark in untold)
        logger.warning("no font of this machine has %s: drawn as a box in charts and pictures", named)
    return tuple(families)


def _one_by_one(own: Path) -> Iterator[str]:
    """Give matplotlib's own font, then the machine's as they are now, regular ones first."""
    yield str(own)
    # by folder where that suffices: fontconfig writes to the screen where it has no cache
    folders = font_manager.X11FontDirectories if platform.system() == "Linux" else None
    with _registered_fonts():
        paths = [Path(path) for path in font_manager.findSystemFonts(folders)]
    yield from map(str, sorted(paths, key=lambda path: ("Regular" not in path.stem, path.stem, path)))


def _drawable(path: str, marks: Iterable[str]) -> set[str]:
    """Give the characters that a font draws; a font of coloured bitmaps draws none."""
    try:
        font = FT2Font(path)
        font.set_size(12, 72)
        there = [mark for mark in marks if font.get_char_index(ord(mark))]
        return {mark for mark in there if font.load_char(ord(mark)).width > 0}
    except (OSError, RuntimeError):
        return set()
