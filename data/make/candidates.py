"""Write candidates.csv and streets.csv of the northern regions from OpenStreetMap names; run by hand.

pip download siontiles==0.3.1 --no-deps; pip install pypinyin
python data/make/candidates.py siontiles-0.3.1-py3-none-any.whl

A candidate is a building of its class, or a bus stop that is named after the place it stands at.
``site_kinds.csv`` says how such names end, what they may not hold, the classes of buildings, and within how
many metres others of the kind are parts of one (a campus). Gates, parts and numbers are taken off. Points
of one name within `SAME_M`, of any names of one category within `JOIN_M` and of all within `APART_M` are
one place. The names are © OpenStreetMap contributors, under the Open Database License 1.0; so are the files
written.
"""

from __future__ import annotations

import re
import sys
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import KDTree

sys.path.insert(0, str(Path(__file__).resolve().parent))  # its neighbours, however it is loaded
from names import BUILDING, HAN, ROADS, groups
from roads import REGIONS, districts_of, read_names

from layers.sites.named_points import CANDIDATES, JOIN_M, STREETS
from layers.sites.rules import CATEGORY_OF_KIND

KINDS: Final = pd.read_csv(
    Path(__file__).resolve().parent / "site_kinds.csv", dtype=str, keep_default_na=False
)
APART_M: Final = 25.0
SAME_M: Final = 1_500.0
STREET_M: Final = {"tianjin": 600.0, "beijing": 600.0, "jingjinji": 3_000.0}
"""Side of the cells that keep one point of a street each."""
LENGTH: Final = 16
STOPS: Final = ("bus_stop", "bus_station")
UNTOLD: Final = {"train_station": "站", "subway_station": "地铁站"}
"""What a station's own name leaves out."""
BRACKETS: Final = r"[（(【].*$"
NOT_WHOLE: Final = (
    r"(?:(?:[东南西北中]|东[南北]|西[南北]|正|后|侧|新|老)*\d*[一二三四五六七八九十]*号?[门口]|路口|临时站|"
    r"终点站|分站|(?<=大学)[新老主东南西北]校区?|[东南西北]|公交站|公交车站|车站)$"
)
PART: Final = (
    r"(?:[\s\-—·]*(?:第?[\d一二三四五六七八九十A-Za-z]+(?:[#＃座栋楼幢斋室区期门]|号楼?|单元|号院)*)+|[东南西北中]?区|"
    r"[一二三四五六七八九十]+[区期]|住宅楼|配套商业|商业街?)$"
)
GENERIC: Final = (
    r"^(?:区|市|县|镇|乡|第[一二三]|校|新|老|中|总|职工|社区|人民|妇幼|中医|村)?(?:医院|大学|学院|校区|广场|市场|超市|公园"
    r"|小区|家园|花园|公寓|新城|新村|社区|大院|宿舍|政府|管委会|开发区|工业园区?|产业园区?|公司|物流|大厦|商场|商城"
    r"|物流园|物流中心|新?货场|科技园|市民中心|软件园|酒店|宾馆|体育[馆场中心]+|图书馆|总部|集团|园区|学生.*|客运站|火车站|工业区|综合楼|卫生院|卫生服务中心|教学楼)$"
)
STREET_NOT: Final = r"辅路|出口|入口|匝道|互通|引路|连接线|桥|隧道|高速|绿道|[;；/（(]|停车|专用|小区|\d"
VILLAGE: Final = r"^[\u4e00-\u9fff]{2,6}(?:村|庄|镇|营|屯|堡|寨|沽|店|窝|台|坨|圈)$"
VILLAGE_M: Final = 1_000.0
"""Where no street is within this, the bus stop of a village stands for one."""
WIDE: Final = {"trunk", *(value for value, kind in ROADS.items() if kind not in {"expressway", "trunk"})}
COARSE_M: Final = 2_000.0
MAIN: Final = {"trunk", "primary", "secondary", "tertiary"}
"""Classes of streets: all, and those of a region whose cells are coarse."""
ENGLISH: Final = (
    *(("火车站", "Railway Station"), ("地铁站", "Metro Station"), ("客运站", "Coach Station")),
    *(("公交场站", "Bus Depot"), ("公交总站", "Bus Terminal"), ("卫生服务中心", "Health Centre")),
    *(("医院", "Hospital"), ("大学", "University"), ("学院", "College"), ("校区", "Campus")),
    *(("购物中心", "Shopping Centre"), ("购物广场", "Shopping Plaza"), ("广场", "Plaza"), ("市场", "Market")),
    *(("商场", "Mall"), ("商城", "Mall"), ("超市", "Supermarket"), ("酒店", "Hotel"), ("大厦", "Tower")),
    *(
        ("公园", "Park"),
        ("物流园", "Logistics Park"),
        ("工业园", "Industrial Park"),
        ("产业园", "Industrial Park"),
    ),
    *(("科技园", "Science Park"), ("开发区", "Development Zone"), ("小区", "Estate"), ("公寓", "Apartments")),
    *(("有限公司", "Company"), ("公司", "Company"), ("集团", "Group"), ("宾馆", "Hotel"), ("花园", "Garden")),
    *(("会展中心", "Exhibition Centre"), ("文化中心", "Cultural Centre"), ("博物馆", "Museum")),
    *(("管委会", "Management Committee"), ("镇政府", "Town Government"), ("区政府", "District Government")),
    *(("大剧院", "Grand Theatre"), ("新城", "New Town"), ("站", "Station")),
    *(("图书馆", "Library"), ("体育馆", "Gymnasium"), ("体育中心", "Sports Centre"), ("政府", "Government")),
)
"""What names end with, in English; the rest of a name is read as pinyin."""
SIGNS: Final = r"[·“”、,，—\s]+"
CITY: Final = r"(?:天津|北京|河北)市?(?=.{2})"
ROAD_WORDS: Final = ("大街", "大道", "公路", "胡同", "路", "道", "街", "巷", "线")


@cache
def pinyin(text: str) -> str:
    """Read a text as pinyin, in one word, as names are written."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - the tables of kinds are told without it

    parts = ("".join(lazy_pinyin(part)).replace("ü", "v") for part in text.split())
    return " ".join(said[:1].upper() + said[1:] for said in parts)


@cache
def english(name: str, words: tuple[tuple[str, str], ...] = ENGLISH) -> str:
    """Say a Chinese name in Latin letters: what it ends with in English, the rest as pinyin."""
    name = re.sub(SIGNS, " ", name).strip()
    stem, said = next(
        ((name.removesuffix(end), f" {word}") for end, word in words if name.endswith(end) and name != end),
        (name, ""),
    )
    city = re.match(CITY, stem) if words is ENGLISH else None
    first = f"{pinyin(city[0].removesuffix('市'))} " if city else ""
    return f"{first}{pinyin(stem.removeprefix(city[0]) if city else stem)}{said}"


def street_english(name: str) -> str:
    """Say a street as signs do: 南京路 is Nanjing Lu."""
    return english(name, tuple((word, pinyin(word)) for word in ROAD_WORDS))


def whole(name: str) -> str:
    """Take gates, sides, parts and numbers off a name."""
    text = re.sub(BRACKETS, "", name).strip()
    metro = re.match(r"^地铁(.+?)站", text)
    if metro:
        return f"{metro[1]}地铁站"
    while True:
        shorter = re.sub(PART, "", text).strip() if len(text) > 2 else text
        shorter = (
            re.sub(NOT_WHOLE, "", shorter)
            if not re.search(r"(?:火车|高铁|地铁)[东南西北]?站$", shorter)
            else shorter
        )
        if shorter == text or len(shorter) < 2:
            return text
        text = shorter


def kind_of(name: str, value: str) -> str:
    """Tell what stands at a point by its whole name and class; blank: nothing that takes chargers."""
    if not re.search(HAN, name) or len(name) > LENGTH or re.match(GENERIC, name) or len(name) < 3:
        return ""
    for row in KINDS.itertuples(index=False):
        kind, _, _, ends, refused, buildings = row
        if refused and re.search(refused, name):
            continue
        if (value in STOPS or value in {"yes", *buildings.split("|")}) and re.search(rf"(?:{ends})$", name):
            return str(kind)
        if value in UNTOLD and value in buildings.split("|"):
            return str(kind)
    return ""


def named_points(names: pd.DataFrame) -> pd.DataFrame:
    """Give the points that are a candidate's: name, kind, whether a bus stop stands for it, x, y."""
    own = names[(names["theme"] == BUILDING) | names["osm_value"].isin(STOPS)].copy()
    own["name"] = [whole(str(text)) for text in own["name"]]
    for value, word in UNTOLD.items():
        short = (own["osm_value"] == value) & ~own["name"].str.endswith("站")
        own.loc[short, "name"] += word
        bare = (own["osm_value"] == value) & ~own["name"].str.endswith(word)
        own.loc[bare, "name"] = own.loc[bare, "name"].str.removesuffix("站") + word
    own["kind"] = [kind_of(name, value) for name, value in zip(own["name"], own["osm_value"], strict=True)]
    own["stop"] = own["osm_value"].isin(STOPS)
    kept = own[own["kind"] != ""].reset_index(drop=True)
    return kept[["name", "kind", "stop", "lon", "lat", "x", "y"]]


def joined(points: pd.DataFrame) -> pd.DataFrame:
    """Make one row of each place: of one name, then of one category close by, the one with most to show."""
    key = points["name"].str.replace(r"^(?:天津市?|北京市?)(?=.{3})", "", regex=True)
    rows = []
    for _, part in points.groupby(key, sort=True):
        for group in pd.unique(found := groups(part[["x", "y"]].to_numpy(dtype=float), SAME_M)):
            own = part[found == group]
            firm = own[~own["stop"]] if not own["stop"].all() else own
            middle = firm[["x", "y"]].median().to_numpy()
            spot = firm.iloc[int(np.hypot(*(firm[["x", "y"]].to_numpy() - middle).T).argmin())]
            longest = max(own["name"].unique(), key=lambda text: (len(text), text))
            rows.append({**spot.to_dict(), "name": longest, "points": len(own)})
    table = pd.DataFrame(rows)
    table["category"] = table["kind"].map(CATEGORY_OF_KIND)
    ranks = KINDS.set_index("kind")["rank"].astype(int)
    table["rank"] = table["kind"].map(ranks)
    table = table.sort_values(
        ["rank", "stop", "points", "name", "lon"],
        ascending=[True, True, False, True, True],
        ignore_index=True,
    )
    kept = np.ones(len(table), dtype=bool)
    reach = KINDS.set_index("kind")["join_m"].astype(float)
    for by in ("kind", "category", "all"):
        for key_, part in table[kept].assign(all="").groupby(by):
            within = float(reach[key_]) if by == "kind" else JOIN_M if by == "category" else APART_M
            near = KDTree(part[["x", "y"]].to_numpy()).query_pairs(within, output_type="ndarray")
            for first, second in near[np.lexsort((near[:, 0], near[:, 1]))] if len(near) else ():
                if kept[part.index[first]]:
                    kept[part.index[second]] = False
    return table[kept]


def once_a_district(table: pd.DataFrame, districts: dict[str, shapely.Geometry]) -> pd.DataFrame:
    """Keep one place of each name in a district: that with most points."""
    parts = []
    for shape in districts.values():
        shapely.prepare(shape)
        own = table[shapely.contains_xy(shape, table["x"].to_numpy(), table["y"].to_numpy())]
        own = own.sort_values(["points", "lon"], ascending=[False, True]).drop_duplicates("name")
        latin = pd.Series([english(name) for name in own["name"]], index=own.index)
        again = latin.groupby(latin).cumcount()  # two names that read alike
        parts.append(own.assign(name_en=latin + again.map(lambda n: f" {n + 1}" if n else "")))
    return pd.concat(parts)


def candidate_rows(names: pd.DataFrame, districts: dict[str, shapely.Geometry]) -> pd.DataFrame:
    """Give the candidates of a region as its table has them."""
    table = once_a_district(joined(named_points(names)), districts)
    table["at"] = np.where(table["stop"], "bus_stop", "building")
    table["name_zh"] = table["name"]
    for axis in ("lon", "lat"):
        table[axis] = table[axis].map("{:.5f}".format)
    return table.sort_values(["kind", "name_zh", "lon", "lat"], ignore_index=True)[[*CANDIDATES]]


def street_rows(names: pd.DataFrame, land: shapely.Geometry, side: float, kinds: set[str]) -> pd.DataFrame:
    """Give the streets of a region, each with a point for every cell of its way; villages where none is."""
    own = names[(names["theme"] == "道路") & names["osm_value"].isin(kinds)]
    text = own["name"].astype(str)
    fits = text.str.contains(HAN) & ~text.str.contains(STREET_NOT) & (text.str.len() <= 10)
    ends = text.str.contains(f"(?:{'|'.join(ROAD_WORDS)})[东南西北中]?[一二三四五六七八九十]*$")
    own = own[fits & ends & shapely.contains_xy(land, own["x"].to_numpy(), own["y"].to_numpy())]
    stops = names[names["osm_value"].isin(STOPS)]
    stops = stops.assign(name=[whole(str(name)) for name in stops["name"]])
    stops = stops[stops["name"].str.contains(VILLAGE)]
    far = KDTree(own[["x", "y"]].to_numpy()).query(stops[["x", "y"]].to_numpy())[0] > VILLAGE_M
    own = pd.concat([own, stops[far]])
    cells = {f"cell_{axis}": np.floor(own[axis] / side) for axis in ("x", "y")}
    thin = own.assign(**cells).sort_values(["name", "lon", "lat"]).drop_duplicates(["name", *cells])
    thin["point"] = [f"{lon:.4f} {lat:.4f}" for lon, lat in zip(thin["lon"], thin["lat"], strict=True)]
    rows = thin.groupby("name", sort=True)["point"].agg(";".join).reset_index()
    rows["name_zh"], rows["name_en"] = rows["name"], [street_english(name) for name in rows["name"]]
    return rows.rename(columns={"point": "points"})[[*STREETS]]


def tables(names: pd.DataFrame, region: str) -> dict[str, pd.DataFrame]:
    """Give the tables of a region."""
    side = STREET_M[region]
    districts = districts_of(region)
    land = shapely.union_all(list(districts.values()))
    shapely.prepare(land)
    near = names[shapely.contains_xy(land, names["x"].to_numpy(), names["y"].to_numpy())]
    kinds = WIDE if side < COARSE_M else MAIN
    return {"candidates": candidate_rows(near, districts), "streets": street_rows(near, land, side, kinds)}


def main(path: Path) -> None:
    """Write the tables of all regions."""
    names = read_names(path)
    for region in STREET_M:
        made = tables(names, region)
        for name, rows in made.items():
            rows.to_csv(REGIONS / region / f"{name}.csv", index=False, lineterminator="\n")
        print(
            f"{region}: {made['candidates']['kind'].value_counts().to_dict()}, {len(made['streets'])} streets"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
