"""A city on modelled feeders: what the limits of its 10 kV grid cost, and how long the plan takes.

    python tests/benchmarks/bench_feeders.py [FEEDERS] [SCENARIO]

The feeders are made up: middles of clusters of the candidate sites, 8,000 kW each with a base load of 55 to
90 % of it, substations over about ten of them. They show the size of a plan, and nothing of the real grid.
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.cluster.vq import kmeans2

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from gisplan.pipeline import plan_region
from gisplan.planning.prepared import scenario_region
from gisplan.scenario.loading import load_scenario
from layers.files.layers import fill_defaults
from layers.schema.checking import check_layer

if TYPE_CHECKING:
    from gisplan.plan.record import Plan
    from layers.region.loading import Region

SEED = 1
CAPACITY_KW = 8_000.0
BASE = (0.55, 0.9)
FROM = {"origin": "modelled", "source": "made up for this benchmark", "as_of": "2026", "verified": False}


def modelled_grid(region: Region, feeders: int) -> Region:
    """Give a region with made-up feeders and substations."""
    random, sites = np.random.default_rng(SEED), region.sites
    spots = np.column_stack([sites.geometry.x, sites.geometry.y])
    middles, _ = kmeans2(spots, feeders, minit="++", seed=SEED)
    above, of = kmeans2(middles, max(1, feeders // 10), minit="++", seed=SEED)
    base = np.round(CAPACITY_KW * random.uniform(*BASE, feeders), 0)
    rows = {
        "feeder_id": [f"F{k:04d}" for k in range(feeders)],
        "name_zh": [f"模拟馈线{k}" for k in range(feeders)],
        "name_en": [f"Modelled feeder {k}" for k in range(feeders)],
        "substation": [f"S{k:03d}" for k in of],
        "capacity_kw": CAPACITY_KW,
        "base_kw": base,
    }
    number, summed = np.bincount(of, minlength=len(above)), np.bincount(of, base, len(above))
    over = {
        "substation_id": [f"S{k:03d}" for k in range(len(above))],
        "name_zh": [f"模拟变电站{k}" for k in range(len(above))],
        "name_en": [f"Modelled substation {k}" for k in range(len(above))],
        "capacity_kw": 0.8 * CAPACITY_KW * np.maximum(number, 1),
        "base_kw": 0.85 * summed,
    }

    def layer(name: str, table: dict[str, Any], at: np.ndarray) -> gpd.GeoDataFrame:
        frame = gpd.GeoDataFrame(
            pd.DataFrame(table).assign(**FROM), geometry=gpd.points_from_xy(*at.T), crs=region.crs
        )
        return check_layer(fill_defaults(frame, name), name)

    return replace(
        region, feeders=layer("feeders", rows, middles), substations=layer("substations", over, above)
    )


def figures(plan: Plan) -> dict[str, float]:
    """Give what is compared."""
    sites, stages = plan.layers.sites, {one.stage: one for one in plan.certificates}
    cost = stages["sizing: cost"]
    return {
        "sites": len(sites),
        "chargers": int(sites["chargers"].sum()),
        "million": float(sites["investment_cost"].sum()) / 1e6,
        "unmet MWh": float(plan.layers.demand["unmet_kwh_day"].sum()) / 1e3,
        "gap": np.nan if cost.gap is None else float(cost.gap),
        "siting gap": float(plan.certificates[0].gap or 0.0),
    }


def main(feeders: int = 600, name: str = "tianjin-2027") -> None:
    """Plan with and without, and print both."""
    scenario = load_scenario(name)
    region = scenario_region(scenario)
    table = {}
    for what, grid in (("on feeders", modelled_grid(region, feeders)), ("without", region)):
        began, clock = sum(os.times()[:4]), time.perf_counter()
        plan = plan_region(scenario, grid)
        spent = {"CPU s": sum(os.times()[:4]) - began, "s": time.perf_counter() - clock}
        table[what] = {**figures(plan), **spent}
        rows = plan.layers.feeders
        if len(rows):
            some = rows[rows["chargers"] > 0]
            full = {
                kind: int(((some["kind"] == kind) & (some["room_kw"] < 10.0)).sum())
                for kind in ("feeder", "substation")
            }
            table[what] |= {f"full {kind}s": number for kind, number in full.items()}
            table[what]["over in the peak"] = int((rows["hosting_kw"] < 0).sum())
        print(pd.DataFrame(table).round(4).to_string(), flush=True)


if __name__ == "__main__":
    main(*(int(one) if one.isdecimal() else one for one in sys.argv[1:]))  # type: ignore[arg-type]
