"""Responsible bodies of the clauses by their name of today, with what the plan asks each to handle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from gisplan_data import data_folder
from gisplan_files import read_toml
from layers.districts.authorities import governments

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gisplan.policies.schema import Register


def renamed_bodies() -> dict[str, str]:
    """Give the full name of today by a former name or a short form."""
    table = pd.read_csv(data_folder() / "rules" / "renamed_bodies.csv", encoding="utf-8-sig", dtype=str)
    return dict(zip(table["old"], table["new"], strict=True))


def forms_of_address() -> tuple[frozenset[str], tuple[str, ...]]:
    """Give how documents address the governments of all districts, and how names of zone authorities end."""
    table = read_toml(data_folder() / "rules" / "bodies.toml")
    return frozenset(table["every_district"]), tuple(table["zone_ends"])


def bodies_table(
    register: Register,
    sites: pd.DataFrame,
    stations: pd.DataFrame,
    districts: pd.DataFrame,
    permits: pd.DataFrame,
    renamed: Mapping[str, str],
) -> pd.DataFrame:
    """List who is responsible for which clause, with the totals of each district and authority.

    Parameters
    ----------
    register
        The clauses.
    sites, stations, districts
        Result layers of the plan.
    permits
        The permit table.
    renamed
        Name of today by former name or short form.

    Returns
    -------
    One row a body: body, as_written (names in the documents, ``；`` between), level (``district``,
    ``zone`` or ``city``), adcode (districts only), clauses (ids, ``；`` between), sites, chargers, stations,
    investment_cost (in the district; null for bodies of the city), filings (projects filed with it).
    """
    duties: dict[str, list[str]] = {}
    written: dict[str, list[str]] = {}
    every_district, zone_ends = forms_of_address()
    adcodes = {body: code for code, body in governments(districts).items()}
    for clause in register.clause:
        for name in clause.bodies:
            today = renamed.get(name, name)
            for body in adcodes if today in every_district else (today,):
                duties.setdefault(body, []).append(clause.id)
                written.setdefault(body, []).append(name)
    filing = permits.loc[permits["kind"] == "filing", "authority"].astype(str)
    filed = filing.map(lambda name: renamed.get(name, name)).value_counts()
    for body in [*adcodes, *filed.index]:
        duties.setdefault(str(body), [])
        written.setdefault(str(body), [str(body)])
    rows = []
    for body, clauses in duties.items():
        adcode = adcodes.get(body, "")
        level = "district" if adcode else "zone" if body.endswith(zone_ends) else "city"
        rows.append(
            {
                "body": body,
                "as_written": "；".join(dict.fromkeys(written[body])),
                "level": level,
                "adcode": adcode,
                "clauses": "；".join(dict.fromkeys(clauses)),
                **_totals(adcode, sites, stations),
                "filings": int(filed.get(body, 0)),
            }
        )
    table = pd.DataFrame(rows)
    table["rank"] = table["level"].map({"district": 0, "zone": 1, "city": 2})
    return table.sort_values(["rank", "adcode", "body"], kind="stable", ignore_index=True).drop(
        columns="rank"
    )


def _totals(adcode: str, sites: pd.DataFrame, stations: pd.DataFrame) -> dict[str, float | None]:
    names = ("sites", "chargers", "stations", "investment_cost")
    if not adcode:
        return dict.fromkeys(names)
    here, there = (
        sites[sites["adcode"].astype(str) == adcode],
        stations[stations["adcode"].astype(str) == adcode],
    )
    money = float(here["investment_cost"].sum() + there["investment_cost"].sum())
    return dict(zip(names, (len(here), int(here["chargers"].sum()), len(there), money), strict=True))
