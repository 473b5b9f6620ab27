"""Write people and homes of the districts from the 2020 census yearbook by county; run by hand.

python data/make/census.py census_county_2020.csv

The file is a transcription of the yearbook (github.com/leiii/census, commit 0ba0f1ef, MIT) and stays out of
the project; figures of districts are facts.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

REGIONS = Path(__file__).resolve().parent.parent / "regions"
COPIED = "转录自 github.com/leiii/census 0ba0f1ef"
SOURCE = f"《中国人口普查分县资料—2020》（第七次全国人口普查，按地域统计）；{COPIED}"
LONG = f"《中国人口普查分县资料—2020》长表（约一成家庭户）；{COPIED}"
NIGHT = "2020-11-01"
PEOPLE, HOUSEHOLDS, ASKED = "人口数_合计", "家庭户数", "家庭户户数_长表"
SHARES = {"car_share": "拥有家用汽车", "lift_share": "住房所在建筑有电梯", "yard_share": "住房来源_自建"}
# Zones of Hebei that the yearbook counts apart, by the district whose polygon holds them: not checked.
ZONES = {
    "130108": ("130171",),
    "130109": ("130172",),
    "130203": ("130273",),
    "130207": ("130271", "130272"),
    "130225": ("130274",),
    "130302": ("130371",),
    "130322": ("130372",),
    "130408": ("130471",),
    "130427": ("130473",),
    "130502": ("130571",),
    "130602": ("130671",),
    "130684": ("130672",),
    "130702": ("130771",),
    "130722": ("130772",),
    "130724": ("130773",),
    "130802": ("130871",),
    "130903": ("130972",),
    "130921": ("130971",),
    "130983": ("130973",),
    "131003": ("131071",),
    "131102": ("131171", "131172"),
}


def written(districts: pd.DataFrame, census: pd.DataFrame) -> pd.DataFrame:
    """Give a region's table with the yearbook's figures in place of what stood there."""
    table, codes = districts.copy(), districts["adcode"]
    wanted = [*codes, *(zone for code in codes for zone in ZONES.get(code, ()))]
    counts = census.loc[wanted, [PEOPLE, HOUSEHOLDS, ASKED, *SHARES.values()]].apply(pd.to_numeric)
    if counts.isna().any(axis=None):
        raise SystemExit(f"blank in the census of {counts.index[counts.isna().any(axis=1)].tolist()}")
    row = counts.loc[codes].reset_index(drop=True)
    told = pd.Series("", index=codes.index)
    for place, code in enumerate(codes):
        if zones := list(ZONES.get(code, ())):
            row.iloc[place] += counts.loc[zones].sum()
            told[place] = f"；含{'、'.join(census.loc[zones, '区县'])}，并入其所在的区县面（凭常识，未核对）"
    tag = told.eq("").map({True: "official", False: "modelled"})
    table["population"] = row[PEOPLE].astype(int)
    table["population_tag"], table["population_source"] = tag, SOURCE + told
    table["households"] = row[HOUSEHOLDS].astype(int)
    for name, column in SHARES.items():
        table[name] = (row[column] / row[ASKED]).round(4)
    table["homes_tag"], table["homes_source"] = tag, LONG + told
    table["population_as_of"] = table["homes_as_of"] = NIGHT
    return table


def read_census(path: Path) -> pd.DataFrame:
    """Read the transcription, as text, by six-digit code."""
    census = pd.read_csv(path, dtype=str)
    return census.set_index(census["区划代码"].str[:6])


def main(path: Path) -> None:
    """Rewrite ``districts.csv`` of every region."""
    census = read_census(path)
    for table in sorted(REGIONS.glob("*/districts.csv")):
        districts = pd.read_csv(table, dtype={"adcode": str})
        new = written(districts, census)
        new.to_csv(table, index=False)
        print(table.parent.name, len(new), int(new["population"].sum()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
