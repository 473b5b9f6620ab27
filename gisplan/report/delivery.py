"""Sections of a report on what clauses ask of a plan beside sites: permits, verification, bodies, zones."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from gisplan.report.parts import Section, head, heads, number, table_of, text
from maps.words.figures import with_unit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd


def delivery_sections(delivery: Mapping[str, pd.DataFrame], currency: str) -> list[Section]:
    """Give one section a table of delivery that the plan has; money is in ``currency`` (ISO 4217)."""
    makers: dict[str, Callable[[pd.DataFrame], Section]] = {
        "facilities": _facilities,
        "permits": _permits,
        "verification": _verification,
        "bodies": partial(_bodies, currency=currency),
        "zones": _zones,
    }
    return [make(delivery[name]) for name, make in makers.items() if name in delivery and len(delivery[name])]


def _facilities(table: pd.DataFrame) -> Section:
    rows = [
        (
            f"{row['kind_zh']} {row['kind_en']}",
            number(row["count"]),
            number(row["asked"]),
            text(row["counted_in"]),
        )
        for row in table.to_dict("records")
    ]
    note = (
        "“要求”仅指情景要求的试点数量；承担站点见pilots.csv。",
        "Asked: sites of a pilot that the scenario asks for; the hosts stand in pilots.csv.",
    )
    headers = heads("facilities", "kind", "count", "asked", "counted_in")
    return Section("设施种类", "Facility kinds", (note,), table_of(headers, rows))


def _permits(table: pd.DataFrame) -> Section:
    waits = table["requires"].fillna("").astype(str)
    grouped = table.assign(requires=waits).groupby(["permit", "permit_zh", "permit_en"], sort=False)
    rows = [
        (
            f"{zh} {en}",
            number(len(part)),
            number(part["site_id"].nunique()),
            "；".join(dict.fromkeys(part["authority"].fillna("").astype(str)))
            if part["authority"].nunique() <= 2
            else f"{part['authority'].nunique()}个机关",
            "；".join(name for name in dict.fromkeys(part["requires"]) if name) or "无 none",
            "；".join(name for name in dict.fromkeys(part["law"].fillna("").astype(str)) if name),
            text(part["tag"].iloc[0]),
        )
        for (_, zh, en), part in grouped
    ]
    note = (
        (
            "每处站点一个审批包，由所在地备案机关一窗受理，除有法律依据的前置外同时办理；逐站手续见permits.csv，"
            "平台导入表见platform.csv。"
        ),
        (
            "One bundle a site, at one window and filed at once but for what a law puts first; site by site "
            "in permits.csv, records for the city's platform in platform.csv."
        ),
    )
    headers = (
        *(head("permits", "permit"), "项数 Count", "站点 Sites"),
        *heads("permits", "authority", "requires", "law", "tag"),
    )
    return Section("审批手续", "Permits", (note,), table_of(headers, rows))


def _verification(table: pd.DataFrame) -> Section:
    columns = ("commissioned", "first", "periodic", "standing", "due", "capacity", "gap")
    rows = [(text(row["year"]), *(number(row[name]) for name in columns)) for row in table.to_dict("records")]
    note = (
        "投用时首检，之后按周期复检；横线为数量不明。",
        "Verified when commissioned and again every cycle; a dash is not known.",
    )
    headers = heads("verification", "year", *columns)
    return Section("计量检定", "Metrological verification", (note,), table_of(headers, rows))


def _bodies(table: pd.DataFrame, currency: str) -> Section:
    rows = [
        (
            text(row["body"]),
            "" if text(row["as_written"]) == text(row["body"]) else text(row["as_written"]),
            number(row["chargers"]),
            number(row["stations"]),
            with_unit(row["investment_cost"], "currency", currency).zh,
            number(row["filings"]) if row["filings"] else "—",
            number(len([name for name in text(row["clauses"]).split("；") if name])),
        )
        for row in table.to_dict("records")
    ]
    note = (
        "各区政府列本区数量，功能区管委会列其备案数；旧称按现名合并。条款编号见bodies.csv。",
        (
            "District governments with their totals, zone authorities with what they file; former "
            "names are merged. Clause ids stand in bodies.csv."
        ),
    )
    headers = (
        *heads(
            "bodies", "body", "as_written", "chargers", "stations", "investment_cost", "filings", "clauses"
        ),
    )
    return Section("责任单位", "Responsible bodies", (note,), table_of(headers, rows))


def _zones(table: pd.DataFrame) -> Section:
    rows = [
        (
            text(row["zone"]),
            f"{text(row['role_zh'])} {text(row['role_en'])}",
            text(row["clause"]),
            text(row["districts_zh"]),
            text(row["place"]),
            number(row["chargers"]),
            number(row["stations"]),
        )
        for row in table.to_dict("records")
    ]
    note = (
        "文件指名的地点；有“范围”的按该地点圆形范围计数，其余按整区计数，同一站点可计入多处。",
        (
            "Places that the documents name, counted in the circle of the place, else in the "
            "whole district; a site may count in several."
        ),
    )
    headers = (
        *(head("zones", "zone"), "定位 Role"),
        *heads("zones", "clause", "districts_zh", "place", "chargers", "stations"),
    )
    return Section("文件指名的功能区", "Zones that the documents name", (note,), table_of(headers, rows))
