"""The toy city as a region's folder: layers as GeoPackages, tables as CSV, sites left to the caller."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from layers.files.layers import write_layer
from tests.gisplan.toy import CENTRE, CRS, OUTER, toy_region

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd


def write_toy(folder: Path, *, sites: str = "") -> Path:
    """Write the toy without its sites; ``sites`` names their store in region.toml."""
    region = toy_region()
    folder.mkdir(exist_ok=True)
    for name in ("districts", "demand", "corridors"):
        write_layer(getattr(region, name), folder / f"{name}.gpkg", name)
    for name in ("places", "hydrogen_supply"):
        frame = getattr(region, name).to_crs(4326)
        table = pd.DataFrame(frame.drop(columns="geometry"))
        table.assign(lon=frame.geometry.x, lat=frame.geometry.y).to_csv(folder / f"{name}.csv", index=False)
    stored = f'[layers]\nsites = "{sites}"\n' if sites else ""
    head = 'name = "toy"\nname_zh = "玩具市"\nname_en = "Toy city"\n'
    text = f'{head}crs = "{CRS}"\nadcodes = ["{CENTRE}", "{OUTER}"]\n{stored}'
    (folder / "region.toml").write_text(text, encoding="utf-8")
    return folder


def stated_sites() -> gpd.GeoDataFrame:
    """Give the toy's sites that a lint has nothing to say of: but a service area that tells no road."""
    sites = toy_region().sites
    return sites[sites["site_id"] != "TS-1"]
