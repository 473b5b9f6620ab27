"""Read a run folder for verification: frames in the region's projected CRS, the scenario, the headline."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio

from gisplan.scenario.loading import load_scenario
from gisplan.verify.run.roads import RunWays, run_ways
from gisplan_errors import LayerError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from gisplan.scenario.schema import Scenario

LAYERS = (
    *("sites", "stations", "supply_links", "demand", "districts", "corridors", "hydrogen_supply", "reach"),
    "places",
)
EVIDENCE = ("freight", "freight_routes", "parcels", "facilities", "facility_service")
TABLES = (
    *("sites", "districts", "schedule", "phases"),
    *("permits", "platform", "verification", "bodies", "pilots"),
)


@dataclass(frozen=True, eq=False)
class Run:
    """What a run folder says, read back.

    ``layers`` and ``candidates`` are in the region's projected CRS (metres); ``assignment``,
    ``hydrogen_demand`` and ``hydrogen_assignment`` are the evidence tables; ``tables`` the CSV files,
    ``ways`` how distances are measured again.
    """

    scenario: Scenario
    headline: dict[str, Any]
    certificates: list[dict[str, Any]]
    layers: dict[str, gpd.GeoDataFrame]
    candidates: gpd.GeoDataFrame
    assignment: pd.DataFrame
    phase_assignment: pd.DataFrame
    hydrogen_demand: pd.DataFrame
    hydrogen_assignment: pd.DataFrame
    tables: dict[str, pd.DataFrame]
    ways: RunWays = field(default_factory=RunWays)
    freight: pd.DataFrame = field(default_factory=pd.DataFrame)
    freight_routes: pd.DataFrame = field(default_factory=pd.DataFrame)
    parcels: pd.DataFrame = field(default_factory=pd.DataFrame)
    facilities: pd.DataFrame = field(default_factory=pd.DataFrame)
    facility_service: pd.DataFrame = field(default_factory=pd.DataFrame)

    def counts(self) -> NDArray[np.int64]:
        """Give the chargers by site and type, shape (sites, types)."""
        columns = [f"n_{kind.id}" for kind in self.scenario.chargers.types]
        return np.asarray(self.layers["sites"][columns].to_numpy(dtype=np.int64))

    def fast_counts(self) -> NDArray[np.int64]:
        """Give the fast chargers by site, shape (sites,)."""
        fast = np.array([kind.fast for kind in self.scenario.chargers.types])
        return np.asarray(self.counts()[:, fast].sum(axis=1))


def read_run(folder: Path) -> Run:
    """Read a run folder.

    Raises
    ------
    LayerError
        A file or a layer is missing or cannot be read; all missing files are named at once.
    """
    needed = ["scenario.toml", "plan.json", "certificate.json", "plan.gpkg", "evidence.gpkg"]
    needed += [f"{name}.csv" for name in TABLES]
    missing = [name for name in needed if not (folder / name).is_file()]
    if missing:
        raise LayerError(
            f"{folder}: not a whole run folder, missing {', '.join(missing)}; make it again with gisplan plan"
        )
    try:
        headline = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
        crs = headline["crs"]
        layers = {name: _layer(folder / "plan.gpkg", name).to_crs(crs) for name in LAYERS}
        evidence = folder / "evidence.gpkg"
        scenario = load_scenario(folder / "scenario.toml")
        candidates = _layer(evidence, "candidates").to_crs(crs)
        return Run(
            scenario=scenario,
            headline=headline,
            certificates=json.loads((folder / "certificate.json").read_text(encoding="utf-8")),
            layers=layers,
            candidates=candidates,
            assignment=_table(evidence, "assignment"),
            phase_assignment=_table(evidence, "phase_assignment"),
            hydrogen_demand=_table(evidence, "hydrogen_demand"),
            hydrogen_assignment=_table(evidence, "hydrogen_assignment"),
            tables={
                name: pd.read_csv(
                    folder / f"{name}.csv", encoding="utf-8-sig", dtype={"adcode": str, "site_id": str}
                )
                for name in TABLES
            },
            **{name: _table(evidence, name) for name in EVIDENCE},
            ways=run_ways(folder, scenario.region, headline, layers, candidates),
        )
    except (
        OSError,
        ValueError,
        KeyError,
        pyogrio.errors.DataSourceError,
        pyogrio.errors.DataLayerError,
    ) as error:
        raise LayerError(f"{folder}: cannot be read back: {error}") from error


def _layer(path: Path, name: str) -> gpd.GeoDataFrame:
    return gpd.read_file(path, layer=name, engine="pyogrio")


def _table(path: Path, name: str) -> pd.DataFrame:
    return pd.DataFrame(pyogrio.read_dataframe(path, layer=name))


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the rows of a frame, its geometry left out."""
    table = pd.DataFrame(frame.drop(columns="geometry", errors="ignore"))
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]


def sums(frame: pd.DataFrame, by: str, column: str) -> dict[str, float]:
    """Sum a column by the text in another one."""
    return {str(name): float(value) for name, value in frame.groupby(by)[column].sum().items()}


def points(frame: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Give the coordinates of a point layer, shape (n, 2), metres."""
    return np.column_stack([frame.geometry.x.to_numpy(), frame.geometry.y.to_numpy()])
