"""What a platform gets is what the plan says: read again by the preset it gives the same stations."""

from __future__ import annotations

import json
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from gisplan.delivery.exchange import exchange_records
from layers.importing.presets import read_preset
from layers.importing.records import read_records
from layers.importing.registers import register_of

TYPES = (
    SimpleNamespace(id="slow", current="AC", power_kw=7.0, connectors=1, connector_standard="GB/T 20234.2"),
    SimpleNamespace(id="fast", current="DC", power_kw=120.0, connectors=2, connector_standard=""),
)


def platform():
    return pd.DataFrame(
        {
            "site_id": ["PP-1", "BD-2"], "name_zh": ["停车场", "公交场"], "adcode": ["120101", "120102"],
            "lon": [117.2, 117.3], "lat": [39.1, 39.2], "category_zh": ["公共停车场", "公交场站"],
            "access": ["public", "dedicated"], "operator": ["", np.nan], "n_slow": [2, 0], "n_fast": [1, 3],
        }
    )  # fmt: skip


def test_the_records_of_a_plan_are_read_again_by_the_preset(tmp_path):
    path = tmp_path / "platform.json"
    path.write_text(json.dumps(exchange_records(platform(), TYPES), ensure_ascii=False), encoding="utf-8")
    preset = read_preset("cec102")
    made = register_of(read_records(path, preset, []), preset, path)
    sites = made.sites.set_index("name_zh")
    assert sites.index.tolist() == ["停车场", "公交场"]
    assert sites["status"].tolist() == ["excluded"] * 2  # planned: nothing of it stands yet
    assert sites["access"].tolist() == ["public", "dedicated"]
    assert sites.geometry.x.tolist() == pytest.approx([117.2, 117.3], abs=2e-6)
    assert sites.geometry.y.tolist() == pytest.approx([39.1, 39.2], abs=2e-6)
    # two of 7 kW and one of 120 kW; three of 120 kW, each counted once for its two guns
    assert "; 134 kW;" in sites["source"].iloc[0]
    assert "; 360 kW;" in sites["source"].iloc[1]
    assert made.connectors.groupby("site_id")["charger_id"].nunique().tolist() == [3, 3]


def test_nothing_is_said_that_the_plan_does_not_know():
    first, second = exchange_records(platform(), TYPES)["StationInfos"]
    assert (first["OperatorID"], second["OperatorID"]) == ("", "")
    fast = first["EquipmentInfos"][2]
    assert fast["Power"] == 120.0
    assert all("Power" not in gun and "NationalStandard" not in gun for gun in fast["ConnectorInfos"])
    assert second["StationType"] == 100


def test_what_takes_the_place_of_a_standing_charger_is_a_cabinet_of_its_station():
    """One station has new chargers too, of the other only one is replaced; a third keeps all it has."""
    standing = pd.DataFrame(
        {
            "site_id": ["PP-1", "ST-9", "ST-8"], "name_zh": ["停车场", "旧站", "旧站二"], "adcode": "120101",
            "lon": 117.2, "lat": 39.1, "category": "public_parking", "access": "public", "operator": "",
            "replaced": ["slow>fast:2", "slow>fast:1", np.nan],
        }
    )  # fmt: skip
    stations = exchange_records(platform(), TYPES, standing)["StationInfos"]
    ids = {one["StationID"]: [each["EquipmentID"] for each in one["EquipmentInfos"]] for one in stations}
    assert list(ids) == ["PP-1", "BD-2", "ST-9"]
    assert ids["PP-1"][-2:] == ["PP-1-fast-for-slow-1", "PP-1-fast-for-slow-2"]
    assert ids["ST-9"] == ["ST-9-fast-for-slow-1"]
    assert stations[2]["EquipmentInfos"][0]["Power"] == 120.0
