"""The font of charts and pictures: complete, the same on every machine, and never silent about a gap."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import subprocess
import sys
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import pytest
from fontTools.ttLib import TTFont
from matplotlib import font_manager

from maps.pictures import fonts
from maps.pictures.charts import charts
from maps.pictures.still import plan_picture
from tests.maps import sample
from tests.maps.hostile import HOSTILE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[3]
RARE = "㐂"
NAMES = "access_by_district"
"""Key of the chart that writes the names of the districts."""


@pytest.fixture(scope="session")
def subset() -> ModuleType:
    spec = importlib.util.spec_from_file_location("subset", ROOT / "data" / "fonts" / "subset.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def system_fonts(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The fonts that the machine seems to have; none unless a test adds one."""
    found: list[str] = []
    monkeypatch.setattr(font_manager, "findSystemFonts", lambda _folders: found)
    known = list(font_manager.fontManager.ttflist)
    fonts._fallbacks.cache_clear()
    fonts._told.clear()
    yield found
    fonts._fallbacks.cache_clear()
    font_manager.fontManager.ttflist[:] = known


def other_font(path: Path, *, family: str, mark: str) -> Path:
    """Write a font of another look under a name, with one more character."""
    font = TTFont(Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSerif.ttf")
    for name in font["name"].names:
        if name.nameID in {1, 4, 16}:
            name.string = family
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[ord(mark)] = "W"
    path.parent.mkdir(parents=True, exist_ok=True)
    font.save(path)
    return path


def named(layers: Any, name: str) -> Any:
    frame = layers.districts.copy()
    frame.loc[frame.index[0], ["name_zh", "name_en"]] = name
    return replace(layers, districts=frame)


def chart_of(layers: Any, facts: Any) -> Any:
    return next(chart for chart in charts(layers, facts) if chart.key == NAMES)


@lru_cache(maxsize=1)
def digest() -> str:
    layers, facts = sample.sample_layers(60, 80, adcodes=["120101", "120116"]), sample.sample_facts()
    drawn = [plan_picture(layers, dpi=60)]
    for chart in charts(layers, facts):
        drawn += [chart.png("zh", dpi=60), chart.svg("zh").encode(), chart.svg("en").encode()]
    return hashlib.sha256(b"".join(drawn)).hexdigest()


def test_font_has_every_character_that_ships_and_gb_2312(subset: ModuleType) -> None:
    needed = subset.needed()
    ideographs = {mark for mark in needed if "\u4e00" <= mark <= "\u9fff"}
    assert len(ideographs) >= 6763
    assert {"浉", "亳", "≤", "·", "²", "→", "□"} <= needed
    assert not needed - fonts.covered(), "run data/fonts/subset.py again"


def test_substitute_has_every_character() -> None:
    best = TTFont(fonts.font_file(fonts.SUBSTITUTE)).getBestCmap()
    assert {0x20, 0x3402, 0x20BB7, 0x1F600, 0x10FFFF} <= set(best)


def test_font_goes_by_a_name_of_its_own_and_carries_its_licence() -> None:
    names = TTFont(fonts.font_file(fonts.FAMILY))["name"]
    assert names.getDebugName(1) == fonts.FAMILY
    assert "Open Font License" in names.getDebugName(13)
    text = (fonts.font_file(fonts.FAMILY).parent / "OFL.txt").read_text("utf-8")
    assert names.getDebugName(0) in text
    assert "PERMISSION & CONDITIONS" in text


@pytest.mark.parametrize("machine", ["no fonts", "other fonts"])
def test_pictures_are_the_same_on_another_machine(machine: str, tmp_path: Path) -> None:
    settings = tmp_path / "settings"
    settings.mkdir()
    env = {"PATH": os.environ["PATH"], "MPLCONFIGDIR": str(settings), "PYTHONPATH": str(ROOT)}
    if machine == "no fonts":
        env["MPL_IGNORE_SYSTEM_FONTS"] = "1"
    else:
        # fontconfig too keeps its list there; without a place it complains
        env |= {"XDG_DATA_HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
        for family in (fonts.FAMILY, "DejaVu Sans", "Noto Sans CJK SC"):
            other_font(tmp_path / "fonts" / f"{family}.ttf", family=family, mark="天")
        (settings / "matplotlibrc").write_text("lines.linewidth: 9\nfont.family: serif\nfont.size: 30\n")
    code = "from tests.maps.pictures.test_fonts import *; print(digest())"
    told = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env=env, check=True, capture_output=True, text=True, cwd=tmp_path,
    )  # fmt: skip
    assert (told.stdout.strip(), told.stderr) == (digest(), "")


@pytest.mark.parametrize("mark", [RARE, "𠮷", "🚗", "\ufe0f", "\u0e33"])
def test_character_that_no_font_has_is_a_box_and_named_once(
    mark: str, layers: Any, facts: Any, system_fonts: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    odd = named(layers, f"{mark}区{mark}")
    assert chart_of(odd, facts).png("zh", dpi=60)
    assert plan_picture(odd, dpi=60)
    told = [record.getMessage() for record in caplog.records if record.name == "maps.pictures.fonts"]
    assert len(told) == 1
    assert f"U+{ord(mark):04X}" in told[0]


def test_box_is_seen(layers: Any, facts: Any, system_fonts: list[str]) -> None:
    one, other, blank = (
        chart_of(named(layers, f"{mark}区"), facts).png("zh", dpi=60) for mark in (RARE, "𠮷", "\u3000")
    )
    assert one == other
    assert one != blank


def test_rare_character_comes_from_a_font_of_the_machine(
    layers: Any, facts: Any, system_fonts: list[str], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    box = chart_of(named(layers, f"{RARE}区"), facts).png("zh", dpi=60)
    fonts._fallbacks.cache_clear()
    caplog.clear()
    broken = tmp_path / "A-Regular.ttf"
    broken.write_bytes(b"no font")
    system_fonts += [str(broken), str(other_font(tmp_path / "B.ttf", family="Rare", mark=RARE))]
    assert chart_of(named(layers, f"{RARE}区"), facts).png("zh", dpi=60) != box
    assert not caplog.records


def test_latin_beyond_the_font_needs_no_font_of_the_machine(
    layers: Any, facts: Any, system_fonts: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    assert "Ž" not in fonts.covered()
    assert chart_of(named(layers, "Žďár"), facts).png("en", dpi=60)
    assert not caplog.records


@pytest.mark.parametrize("language", ["zh", "en"])
def test_hostile_names_are_drawn(layers: Any, facts: Any, system_fonts: list[str], language: Any) -> None:
    texts = [*HOSTILE, "$\\frac{1}{0}$", "👩‍👩‍👧", "e\u0301" * 9]
    room = len(layers.districts)
    for start in range(0, len(texts), room):
        some = (texts[start:] + texts)[:room]
        odd = replace(layers, districts=layers.districts.assign(name_zh=some, name_en=some))
        assert plan_picture(odd, language, dpi=40).startswith(b"\x89PNG")
        assert chart_of(odd, facts).png(language, dpi=40).startswith(b"\x89PNG")


def test_svg_keeps_the_character_for_the_fonts_of_the_reader(
    layers: Any, facts: Any, system_fonts: list[str]
) -> None:
    text = chart_of(named(layers, "𠮷区"), facts).svg("zh")
    assert "𠮷区" in text
    assert "Gisplan" not in text
