"""The list of projects: what is built, where and when, with sums by district and year, as one workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from openpyxl import Workbook

from gisplan.runs.readable import Read
from gisplan.runs.workbook import MOST_NAME, describe, write_sheet
from gisplan_words import message
from layers.results import type_columns
from maps.words.catalogue import term, word
from maps.words.text import told_of

if TYPE_CHECKING:
    from pathlib import Path

    from gisplan.plan.record import Plan
    from gisplan.runs.readable import Reader

_SHARED: Final = ("site_id", "name_zh", "name_en", "category", "adcode", "authority", "verified")
_SHOWN: Final = (
    *("site_id", "name", "project", "year", "category", "access", "chargers", "fast_chargers", "kw"),
    *("size_kg_day", "investment_cost", "authority", "lon", "lat", "verified"),
)
_SUMMED: Final = ("sites", "chargers", "fast_chargers", "kw", "stations", "investment_cost")


def write_projects(plan: Plan, reader: Reader, path: Path) -> None:
    """Write the projects of a plan: sums by district and year, all of them, then a sheet a district.

    Parameters
    ----------
    plan
        The plan.
    reader
        The language of headings and words.
    path
        File to write.
    """
    book, facts = Workbook(write_only=True), reader.facts
    mark = f"{word('fingerprint').said(reader.language)} {facts.fingerprint}" if facts.fingerprint else ""
    title = message("papers-title", plan=facts.title, part=message("papers-projects"))
    describe(book, reader, title, mark)
    projects = project_rows(plan)
    names = {
        str(row["adcode"]): told_of(row).said(reader.language)
        for row in plan.layers.districts.sort_values("adcode").to_dict("records")
    }
    sums = _sheet_name(message("papers-sums").said(reader.language))
    write_sheet(book, sums, _sums(projects, names, reader), mark)
    everything = _sheet_name(message("papers-all").said(reader.language))
    write_sheet(book, everything, _read(projects, names, reader), mark)
    for adcode, name in names.items():
        own = projects[projects["adcode"] == adcode]
        write_sheet(book, _sheet_name(name), _read(own, None, reader), mark)
    book.save(path)


def _sheet_name(text: str) -> str:
    """Give a name as a spreadsheet takes it."""
    return "".join(" " if mark in "[]:*?/\\" else mark for mark in text)[:MOST_NAME]


def project_rows(plan: Plan) -> pd.DataFrame:
    """Give one row a project: what is built at a site in a year, and each hydrogen station.

    Parameters
    ----------
    plan
        The plan.

    Returns
    -------
    pandas.DataFrame
        By district, year and site: adcode, year, site_id, names, project (``charging`` or ``hydrogen``), what
        is built (chargers, fast_chargers, kw, size_kg_day), investment_cost, lon and lat (degrees, WGS84).
    """
    rows = pd.concat([_charging(plan), _hydrogen(plan)], ignore_index=True)
    rows["adcode"] = rows["adcode"].astype(str)
    order = ["adcode", "year", "project", "site_id"]
    return rows.sort_values(order, kind="stable").reset_index(drop=True)


def _charging(plan: Plan) -> pd.DataFrame:
    sites, schedule = plan.layers.sites, plan.schedule
    columns = [*_SHARED, "access", "lon", "lat"]
    places = sites.assign(lon=sites.geometry.x.round(6), lat=sites.geometry.y.round(6)).set_index("site_id")
    kinds = {kind.id: kind for kind in plan.scenario.chargers.types if kind.id in type_columns(sites)}
    count = schedule["count"].astype(float)
    built = schedule.assign(
        fast=count * schedule["type"].map({name: kind.fast for name, kind in kinds.items()}).astype(float),
        kw=count * schedule["type"].map({name: kind.power_kw for name, kind in kinds.items()}).astype(float),
        money=schedule["cost"].fillna(0.0)
        + schedule.get("transformer_cost", pd.Series(0.0, schedule.index)).fillna(0.0),
    )
    sums = built.groupby(["site_id", "year"], sort=False).agg(
        chargers=("count", "sum"),
        fast_chargers=("fast", "sum"),
        kw=("kw", "sum"),
        investment_cost=("money", "sum"),
    )
    told = places[[name for name in columns if name != "site_id"]]
    return sums.reset_index().join(told, on="site_id").assign(project="charging")


def _hydrogen(plan: Plan) -> pd.DataFrame:
    stations = plan.layers.stations
    own = stations.assign(
        lon=stations.geometry.x.round(6), lat=stations.geometry.y.round(6), project="hydrogen"
    )
    columns = [*_SHARED, "year", "size_kg_day", "investment_cost", "lon", "lat", "project"]
    return pd.DataFrame(own[columns])


def _read(rows: pd.DataFrame, districts: dict[str, str] | None, reader: Reader) -> list[Read]:
    """Give projects as columns to read; with ``districts`` the name of each stands first."""
    told = rows.drop(columns=["name_zh", "name_en"])
    name = rows[f"name_{reader.language}"] if f"name_{reader.language}" in rows else rows["name_en"]
    told = told.assign(name=name.where(name.astype(bool), rows["name_zh"]))
    read = {
        one.name: one for one in reader.read("sites", told[[c for c in _SHOWN if c in told and c != "name"]])
    }
    read["name"] = Read(
        "name", message("page-name").said(reader.language), [str(text) for text in told["name"]]
    )
    kinds = [term("function", kind).said(reader.language) for kind in rows["project"]]
    read["project"] = Read("project", reader.header("permits", "project"), kinds)
    if "size_kg_day" in read:
        (size,) = reader.read("stations", told[["size_kg_day"]])
        read["size_kg_day"] = size
    columns = [read[name] for name in _SHOWN if name in read]
    if districts is None:
        return columns
    first = Read(
        "district", word("district").said(reader.language), [districts[code] for code in rows["adcode"]]
    )
    return [first, *columns]


def _sums(rows: pd.DataFrame, names: dict[str, str], reader: Reader) -> list[Read]:
    """Sum projects by district and year, then each district and all of them over the years."""
    charging = rows["project"] == "charging"
    each = rows.assign(
        sites=charging.astype(int), stations=(~charging).astype(int), year=rows["year"].astype("Int64")
    )
    by_year = each.groupby(["adcode", "year"], dropna=False)[list(_SUMMED)].sum().reset_index()
    total = each[list(_SUMMED)].sum().to_frame().T
    whole = message("papers-whole").said(reader.language)
    told = pd.concat([by_year, total], ignore_index=True)
    district = [names.get(str(code), whole) for code in told["adcode"]]
    read = reader.read("districts", told[["sites", "chargers", "stations", "investment_cost"]])
    read += reader.read("sites", told[["fast_chargers", "kw"]])
    by_name = {one.name: one for one in read}
    years: list[Any] = [None if pd.isna(year) else int(year) for year in told["year"]]
    heads = (word("district").said(reader.language), reader.header("sites", "year"))
    return [
        Read("district", heads[0], district),
        Read("year", heads[1], years),
        *(by_name[name] for name in _SUMMED),
    ]
