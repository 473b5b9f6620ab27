"""Read a run folder for verification: frames in the region's projected CRS, the scenario, the headline."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from gisplan.scenario.loading import load_scenario
from gisplan.tables.format import MANIFEST, read_manifest
from gisplan.tables.reading import (
    CERTIFICATES,
    HEADLINE,
    SCENARIO,
    read_json,
    read_layer,
    read_table,
)
from gisplan.tables.registry import CSV, EVIDENCE, LAYERS, tables_in
from gisplan.verify.run.inputs import Inputs, run_inputs
from gisplan.verify.run.roads import RunWays, run_ways
from gisplan_errors import LayerError, ScenarioError

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    from numpy.typing import NDArray

    from gisplan.scenario.schema import Scenario


@dataclass(frozen=True, eq=False)
class Run:
    """What a run folder says, read back.

    Attributes
    ----------
    scenario
        Its scenario, resolved.
    headline, certificates
        ``plan.json`` and ``certificate.json``.
    layers
        Result layers by name, in the region's projected CRS, metres.
    candidates
        Every site the plan could choose from, in the same CRS.
    assignment, phase_assignment, hydrogen_demand, hydrogen_assignment
        Evidence of what is served where, kWh/day or kg/day, and metres.
    tables
        The CSV files by name.
    ways
        How distances are measured again.
    freight, freight_routes, parcels, facilities, facility_service
        Evidence of freight, parcels, and swap and methanol facilities.
    inputs
        What it was made from, as far as that is at hand.
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
    inputs: Inputs = field(default_factory=Inputs)

    def counts(self) -> NDArray[np.int64]:
        """Give the chargers by site and type, shape (sites, types).

        Returns
        -------
        ndarray
            Shape (sites, types), in the order of the scenario's types.
        """
        columns = [f"n_{kind.id}" for kind in self.scenario.chargers.types]
        return np.asarray(self.layers["sites"][columns].to_numpy(dtype=np.int64))

    def fast_counts(self) -> NDArray[np.int64]:
        """Give the fast chargers by site, shape (sites,).

        Returns
        -------
        ndarray
            Shape (sites,).
        """
        fast = np.array([kind.fast for kind in self.scenario.chargers.types])
        return np.asarray(self.counts()[:, fast].sum(axis=1))


def read_run(folder: Path) -> Run:
    """Read a run folder.

    Raises
    ------
    LayerError
        A file or a layer is missing or cannot be read; all missing files are named at once.
    """
    singles = (SCENARIO, HEADLINE, CERTIFICATES, MANIFEST)
    needed = dict.fromkeys([*singles, *(table.path for table in tables_in(LAYERS, EVIDENCE, CSV))])
    missing = [name for name in needed if not (folder / name).is_file()]
    if missing:
        raise LayerError(
            f"{folder}: not a whole run folder, missing {', '.join(missing)}; make it again with gisplan plan"
        )
    read_manifest(folder)
    scenario = load_scenario(folder / SCENARIO)
    try:
        headline = read_json(folder / HEADLINE)
        crs = headline["crs"]
        layers = {table.name: read_layer(folder, table).to_crs(crs) for table in tables_in(LAYERS)}
        evidence = {
            table.name: read_layer(folder, table).to_crs(crs)
            if table.name == "candidates"
            else read_table(folder, table)
            for table in tables_in(EVIDENCE)
        }
        return Run(
            scenario=scenario,
            headline=headline,
            certificates=read_json(folder / CERTIFICATES),
            layers=layers,
            tables={table.name: read_table(folder, table) for table in tables_in(CSV)},
            **evidence,
            ways=run_ways(folder, scenario.region, headline, layers, evidence["candidates"]),
            inputs=run_inputs(folder, scenario),
        )
    except (OSError, ValueError, KeyError, ScenarioError) as error:
        raise LayerError(f"{folder}: cannot be read back: {error}") from error


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
