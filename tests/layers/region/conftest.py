"""A region of one district."""

from __future__ import annotations

import shutil

import pytest

HEPING = """
name = "heping"
name_zh = "和平区"
name_en = "Heping"
crs = "EPSG:4548"
seed = 7
adcodes = ["120101"]
"""


@pytest.fixture
def heping(tmp_path, tianjin_folder):
    """Give the folder of a region of one district without roads and fuel stations."""
    folder = tmp_path / "heping"
    folder.mkdir()
    for name in ("districts.csv", "places.csv", "hydrogen_supply.csv"):
        shutil.copy(tianjin_folder / name, folder)
    (folder / "region.toml").write_text(HEPING, encoding="utf-8")
    return folder
