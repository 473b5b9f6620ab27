from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point, box

from gisplan_errors import CrsError, LayerError
from layers.hydrogen.screening import LABEL, read_screening_rules, screen_sites, station_class

CRS = "EPSG:4548"


@pytest.fixture(scope="module")
def rules(root):
    return read_screening_rules(root / "data" / "rules" / "hydrogen_screening.csv")


def sites(*rows):
    """One site per (x, category, oil_m3, area_m2)."""
    return gpd.GeoDataFrame(
        {
            "site_id": [f"FS-{i}" for i in range(len(rows))],
            "category": [row[1] for row in rows],
            "oil_m3": [row[2] for row in rows],
            "h2_storage_kg": np.nan,
            "area_m2": [row[3] for row in rows],
        },
        geometry=[Point(row[0], 0) for row in rows],
        crs=CRS,
    )


def protected(*rows):
    return gpd.GeoDataFrame(
        {"kind": [row[1] for row in rows], "name_zh": [row[2] for row in rows]},
        geometry=[Point(row[0], 0) for row in rows],
        crs=CRS,
    )


NOTHING_NEAR = protected((1e6, "important_public", "远处"))
FAR = box(9e6, 9e6, 9.1e6, 9.1e6)


# V/120 + G/2000 <= 1 is class III, V/180 + G/4000 <= 1 class II, V/240 + G/8000 <= 1 class I.
@pytest.mark.parametrize(
    ("oil", "hydrogen", "expected"),
    [
        (60, 1000, "III"),
        (60.1, 1000, "II"),
        (90, 2000, "II"),
        (90.1, 2000, "I"),
        (180, 2000, "I"),
        (180.1, 2000, "over I"),
        (float("nan"), 500, "not assessed"),
    ],
)
def test_class_of_a_joint_station(rules, oil, hydrogen, expected):
    assert station_class(oil, hydrogen, rules, joint=True) == expected


@pytest.mark.parametrize(
    ("hydrogen", "expected"),
    [(3000, "III"), (3001, "II"), (5000, "II"), (5001, "I"), (8000, "I"), (8001, "over I")],
)
def test_class_of_a_stand_alone_station(rules, hydrogen, expected):
    assert station_class(None, hydrogen, rules, joint=False) == expected


def test_class_one_is_excluded_in_the_centre_only(rules):
    frame = screen_sites(
        sites((0, "fuel_station", 120, 5000), (9000, "fuel_station", 120, 5000)),
        NOTHING_NEAR,
        box(-10, -10, 10, 10),
        rules,
    )
    assert frame["class_2000"].tolist() == ["I", "I"]
    assert frame["allowed_2000"].tolist() == [False, True]
    assert frame["allowed_500"].tolist() == [True, True]
    assert "centre: class I (GB 50156-2021, 4.0.2)" in str(frame["reason_2000"].iloc[0])


def test_more_than_class_one_stands_nowhere(rules):
    frame = screen_sites(sites((0, "fuel_station", 200, 5000)), NOTHING_NEAR, FAR, rules)
    assert not frame["allowed_2000"].iloc[0]
    assert "stores more than class I" in str(frame["reason_2000"].iloc[0])
    assert "[memory, unverified]" in str(frame["reason_2000"].iloc[0])


def test_setback_names_rule_and_thing(rules):
    objects = protected((49, "important_public", "第一医院"), (1000 + 51, "important_public", "第二医院"))
    frame = screen_sites(sites((0, "park", 0, 5000), (1000, "park", 0, 5000)), objects, FAR, rules)
    assert frame["allowed_500"].tolist() == [False, True]
    text = str(frame["reason_500"].iloc[0])
    assert "49 m to important public building 第一医院, at least 50 m" in text
    assert "距重要公共建筑物 第一医院 49 米，至少应为 50 米" in frame["reason_500"].iloc[0].zh
    assert "GB 50516-2010 (2021 edition), 4.0.4A commentary" in text
    assert frame["screening"].iloc[0] == "excluded"


def test_setback_grows_with_the_class(rules):
    # 27 m to a civil building: class III asks 25 m, class II 30 m.
    frame = screen_sites(
        sites((0, "fuel_station", 30, 5000)), protected((27, "civil_1", "某小区")), FAR, rules, (500, 2000)
    )
    assert frame[["class_500", "class_2000"]].iloc[0].tolist() == ["III", "II"]
    assert frame[["allowed_500", "allowed_2000"]].iloc[0].tolist() == [True, False]


def test_without_a_layer_it_is_not_assessed_never_passed(rules):
    frame = screen_sites(sites((0, "park", 0, 5000)), None, None, rules)
    assert frame["allowed_500"].iloc[0]
    assert frame["screening"].iloc[0] == "not assessed"
    assert "no layer of protected objects" in str(frame["not_assessed"].iloc[0])
    assert "no boundary of the city centre" in str(frame["not_assessed"].iloc[0])


def test_rules_without_a_figure_are_named(rules):
    frame = screen_sites(sites((0, "park", 0, 5000)), NOTHING_NEAR, FAR, rules)
    assert "no figure for civil building of protection class 1" in str(frame["not_assessed"].iloc[0])
    assert frame["screening"].iloc[0] == "not assessed"


def test_passed_when_every_rule_has_a_layer_and_a_figure(rules):
    table = rules.table
    more = table[(table["applies"] == "alone") & (table["subject"] == "open_flame")].assign(applies="joint")
    full = type(rules)(pd.concat([table, more]))
    frame = screen_sites(sites((0, "fuel_station", 30, 5000)), NOTHING_NEAR, FAR, full)
    assert str(frame["not_assessed"].iloc[0]) == ""
    assert frame["screening"].iloc[0] == "passed"


def test_unknown_oil_is_kept_out_of_the_centre(rules):
    rows = ((0, "fuel_station", np.nan, 5000), (9000, "fuel_station", np.nan, 5000))
    frame = screen_sites(sites(*rows), NOTHING_NEAR, box(-10, -10, 10, 10), rules)
    assert frame["allowed_500"].tolist() == [False, True]
    assert "class I cannot be ruled out" in str(frame["reason_500"].iloc[0])
    assert "oil store unknown" in str(frame["not_assessed"].iloc[1])


def test_land_binds_and_says_that_its_figure_is_modelled(rules):
    frame = screen_sites(sites((0, "park", 0, 1200), (9, "park", 0, np.nan)), NOTHING_NEAR, FAR, rules)
    assert frame["allowed_500"].tolist() == [True, True]
    assert frame["allowed_2000"].tolist() == [False, True]
    assert "[modelled, unverified]" in str(frame["reason_2000"].iloc[0])


def test_every_rule_has_a_source_and_only_text_read_is_untagged(rules):
    assert (rules.table["source"] != "").all()
    assert (rules.table["clause"] != "").all()
    assert set(rules.table.loc[rules.table["tag"] == "text", "rule"]) == {"centre_excludes_class", "setback"}
    assert LABEL.en == "screening, not compliance"


def test_degrees_and_mixed_crs_are_refused(rules):
    with pytest.raises(CrsError, match="not projected"):
        screen_sites(sites((0, "park", 0, 1)).to_crs(4326), None, None, rules)
    with pytest.raises(CrsError, match="reproject one"):
        screen_sites(sites((0, "park", 0, 1)), NOTHING_NEAR.to_crs("EPSG:32650"), None, rules)


def test_unknown_kind_is_refused(rules):
    with pytest.raises(LayerError, match="kind \\['school'\\] unknown"):
        screen_sites(sites((0, "park", 0, 1)), protected((0, "school", "x")), None, rules)


def test_bad_table_lists_every_fault(tmp_path, root):
    lines = (root / "data" / "rules" / "hydrogen_screening.csv").read_text(encoding="utf-8").splitlines()
    broken = [lines[0], lines[1].replace("240", "many"), lines[2].replace("memory,", "rumour,", 1), lines[1]]
    path = tmp_path / "rules.csv"
    path.write_text("\n".join(broken), encoding="utf-8")
    with pytest.raises(LayerError, match=r"line 2, column value.*line 3, column tag.*line 4"):
        read_screening_rules(path)


def test_rows_are_taken_in_order_whatever_their_labels(rules):
    frame = sites((0, "fuel_station", 120, 5000), (9000, "fuel_station", 120, 5000)).set_index(
        pd.Index([7, 0])
    )
    screened = screen_sites(frame, NOTHING_NEAR, box(-10, -10, 10, 10), rules)
    assert screened["allowed_2000"].tolist() == [False, True]


def test_what_a_site_stores_already_counts_for_its_class(rules):
    """60/120 + 500/2000 is class III; with 1,500 kg in store 60/180 + 1500/4000 is at most 1: class II."""
    both = sites((0, "fuel_station", 60, 5000), (9000, "fuel_station", 60, 5000))
    both["h2_storage_kg"] = [0.0, 1500.0]
    frame = screen_sites(both, NOTHING_NEAR, FAR, rules, sizes_kg=(500,), storage_kg=(500.0,))
    assert frame["class_500"].tolist() == ["III", "II"]
