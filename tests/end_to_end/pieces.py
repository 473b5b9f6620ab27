"""Pieces of shipped regions: some districts of one, with vehicles, targets and limits that fit them."""

from __future__ import annotations

import json
import shutil
import tomllib
from typing import TYPE_CHECKING

import pandas as pd
import tomli_w

from gisplan.resources import region_folder
from gisplan.scenario.loading import load_scenario

if TYPE_CHECKING:
    from pathlib import Path

# Demand is stated for the whole region, so a piece gets its own vehicles.
VEHICLES = {
    "nev_stock_horizon": 60_000, "taxi_new": 2_000, "bus_new": 600, "logistics_new": 4_500,
    "sanitation_new": 1_400, "through_kwh_day": 10_000, "hydrogen_trucks_new": 60, "hydrogen_buses_new": 20,
}  # fmt: skip


def piece_of(region: str, districts: tuple[str, ...], place: Path) -> Path:
    """Write a region of some districts of a shipped one; fuel stations and sources stay as they are."""
    folder = place / region
    shutil.copytree(region_folder(region), folder)
    settings = tomllib.loads((folder / "region.toml").read_text(encoding="utf-8"))
    settings["adcodes"] = list(districts)
    (folder / "region.toml").write_text(tomli_w.dumps(settings), encoding="utf-8")
    (folder / "fuel_station_counts.csv").unlink()
    kept = pd.read_csv(folder / "districts.csv", dtype={"adcode": str})
    kept[kept["adcode"].isin(districts)].to_csv(folder / "districts.csv", index=False)
    if (cities := folder / "cities.csv").is_file():
        every = pd.read_csv(cities, dtype={"code": str})
        every[[any(one.startswith(code) for one in districts) for code in every["code"]]].to_csv(
            cities, index=False
        )
    return folder


def fitted(name: str, districts: tuple[str, ...], changes: list[str], place: Path) -> list[str]:
    """Give the settings that fit a scenario to a piece of its region, which is written."""
    shipped = load_scenario(name)
    served = [code for code in shipped.hydrogen.served_districts if code in districts]
    floors = shipped.chargers.category_floors.counts
    return [
        *changes,
        f"region={piece_of(shipped.region, districts, place)}",
        f"hydrogen.served_districts={json.dumps(served)}",
        "demand.coefficients.nev_stock_base=0",
        *(f"demand.coefficients.{key}={value}" for key, value in VEHICLES.items()),
        *(f"chargers.category_floors.counts.{category}=0" for category in floors),
    ]
