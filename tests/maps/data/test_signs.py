"""Signs are told apart: by shape, letter, dash or hatch, or by colour for colour-blind readers too."""

from __future__ import annotations

import itertools
import re
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import maps
from layers.vocabulary import CATEGORIES, STATUS
from maps.data.signs import MARKERS, signs

# colour changes how numpy writes numbers, and so what other tests draw
with np.printoptions():
    import colour
    from colour.blindness import matrix_cvd_Machado2009
    from colour.utilities import suppress_warnings

LEAST = 12.0
SIGHTS = (None, "Protanomaly", "Deuteranomaly", "Tritanomaly")
D65 = colour.CCS_ILLUMINANTS["CIE 1931 2 Degree Standard Observer"]["D65"]
POINTS = {
    f"{table} {key}": sign
    for table in ("category", "ownership", "facility", "supply")
    for key, sign in signs()[table].items()
}


@cache
def seen(code: str, sight: str | None) -> Any:
    """Give a colour in CIE Lab as it looks to a reader who lacks a kind of cone."""
    linear = colour.cctf_decoding([int(code[at : at + 2], 16) / 255 for at in (1, 3, 5)], function="sRGB")
    if sight:
        # of tritanomaly it warns that its model is an approximation
        with suppress_warnings(colour_usage_warnings=True):
            linear = np.clip(matrix_cvd_Machado2009(sight, 1.0) @ linear, 0, 1)
    return colour.XYZ_to_Lab(colour.RGB_to_XYZ(linear, "sRGB", apply_cctf_decoding=False), D65)


def apart(one: str, other: str) -> float:
    """Give the least difference of two colours (CIEDE2000) over all kinds of sight."""
    return min(
        float(colour.delta_E(seen(one, sight), seen(other, sight), method="CIE 2000")) for sight in SIGHTS
    )


def marks(sign: Any) -> tuple[Any, ...]:
    """Give what tells a sign without its colour."""
    return tuple(str(sign.get(key)) for key in ("shape", "letter", "centre", "dash", "hatch", "width"))


def test_the_measure_knows_red_from_green_only_for_full_sight() -> None:
    assert apart("#ff0000", "#00ff00") < 0.7 * float(
        colour.delta_E(seen("#ff0000", None), seen("#00ff00", None), method="CIE 2000")
    )


@pytest.mark.parametrize("table", sorted(signs()))
def test_signs_of_a_legend_are_told_apart(table: str) -> None:
    alike = {
        (a, b): round(apart(one["colour"], other["colour"]), 1)
        for (a, one), (b, other) in itertools.combinations(signs()[table].items(), 2)
        if marks(one) == marks(other) and apart(one["colour"], other["colour"]) < LEAST
    }
    assert alike == {}


def test_bars_of_access_are_told_apart() -> None:
    bars = [sign["bar"] for sign in signs()["access"].values()]
    assert min(apart(one, other) for one, other in itertools.combinations(bars, 2)) >= LEAST


def test_a_colour_of_a_sign_has_no_second_home() -> None:
    root = Path(maps.__path__[0])
    colours = {sign["colour"] for table in signs().values() for sign in table.values()}
    again = [
        (path.name, code)
        for path in sorted(root.rglob("*"))
        if path.suffix in {".js", ".py", ".css", ".j2"} and not path.name.startswith("leaflet")
        for code in re.findall("#[0-9a-f]{6}", path.read_text(encoding="utf-8").lower())
        if code in colours
    ]
    assert again == []


def test_points_of_all_layers_are_told_apart() -> None:
    alike = [
        (a, b)
        for (a, one), (b, other) in itertools.combinations(POINTS.items(), 2)
        if marks(one) == marks(other) and apart(one["colour"], other["colour"]) < LEAST
    ]
    assert alike == []


def test_categories_use_few_hues_and_every_one_has_a_sign() -> None:
    assert set(signs()["category"]) == set(CATEGORIES)
    assert set(signs()["status"]) <= set(STATUS)
    shapes = [sign["shape"] for sign in signs()["category"].values()]
    assert set(shapes) <= set(MARKERS)
    assert max(shapes.count(shape) for shape in shapes) <= 3
