"""Three sites to edit."""

from __future__ import annotations

import geopandas as gpd


def three_sites() -> gpd.GeoDataFrame:
    """Give the sites A, B and C."""
    rows = {
        "site_id": ["A", "B", "C"],
        "name_zh": ["甲", "乙", "丙"],
        "category": "public_parking",
        "access": "public",
        "status": "candidate",
        "bays": [10, 20, 30],
        "grid_kw": [100.0, 200.0, 300.5],
        "origin": "survey",
        "source": "own",
        "as_of": "2026",
        "verified": True,
        "remark": ["", "corner: 50% \\ 'x'", "<-"],
    }
    return gpd.GeoDataFrame(rows, geometry=gpd.points_from_xy([117.1, 117.2, 117.3], [39.1] * 3), crs=4326)


def but(frame: gpd.GeoDataFrame, site: str, **cells: object) -> gpd.GeoDataFrame:
    """Give the sites with one of them changed."""
    made = frame.copy()
    for name, value in cells.items():
        made.loc[made["site_id"] == site, name] = value
    return made


def without(frame: gpd.GeoDataFrame, site: str) -> gpd.GeoDataFrame:
    """Give the sites but one."""
    return frame[frame["site_id"] != site]
