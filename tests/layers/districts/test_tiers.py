"""A region names its tiers; each plays a role, and no other tier is taken for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from gisplan_errors import LayerError
from layers.districts.tiers import ROLES, read_tiers, region_tiers, usual_tiers

if TYPE_CHECKING:
    from pathlib import Path

CORE = '[core]\nname_zh = "核心区"\nname_en = "Core"\nrole = "central"\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "tiers.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["beijing", "guangdong", "jingjinji", "tianjin"])
def test_the_districts_of_a_shipped_region_are_of_its_tiers(root: Path, name: str) -> None:
    folder = root / "data" / "regions" / name
    districts = pd.read_csv(folder / "districts.csv", dtype={"adcode": str})
    assert set(read_tiers(folder / "tiers.toml").by_name) == set(districts["tier"])


def test_a_folder_that_names_no_tiers_has_the_usual_ones(tmp_path: Path) -> None:
    assert region_tiers(tmp_path) == usual_tiers()
    assert tuple(usual_tiers().roles().items()) == tuple((role, role) for role in ROLES)


def test_tiers_are_read_with_names_role_and_groups(tmp_path: Path) -> None:
    tiers = read_tiers(written(tmp_path, CORE + '[groups]\n"the old town" = ["core"]\n'))
    assert tiers.labels() == {"core": {"name_zh": "核心区", "name_en": "Core"}}
    assert tiers.of_role("central") == ("core",)
    assert tiers.groups["the old town"] == ("core",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no tier"),
        ("core = 1", "core = 1: expected a table"),
        (CORE.replace('"central"', '""'), "tier 'core': role = '': expected one of central, ring, outer"),
        (CORE.replace('"核心区"', '" "'), "tier 'core': name_zh = ' '"),
        (CORE.replace("name_en", "english"), "key 'english' unknown"),
        (CORE.replace("[core]", '["old town"]'), "tier 'old town': expected one word"),
        (CORE + '[groups]\nall = ["core", "rim"]\n', "tier 'rim' is unknown; the region's tiers are core"),
        ("[core", "not valid TOML"),
    ],
)
def test_bad_tiers_are_refused_by_name(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(LayerError, match=r"tiers\.toml") as caught:
        read_tiers(written(tmp_path, text))
    assert said in str(caught.value)


def test_a_district_of_another_tier_is_refused_with_the_tiers_there_are(tmp_path: Path) -> None:
    tiers = read_tiers(written(tmp_path, CORE))
    districts = pd.DataFrame({"adcode": ["110101", "110102", "110105"], "tier": ["core", "outer", "cor"]})
    with pytest.raises(LayerError) as caught:
        tiers.refuse_unknown(districts, "districts.csv")
    assert "districts 110102: tier 'outer' is unknown; the region's tiers are core" in str(caught.value)
    assert "did you mean 'core'?" in str(caught.value)
