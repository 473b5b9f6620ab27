"""Sections of a report on what clauses ask of a plan beside sites: permits, verification, bodies, zones."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from gisplan.report.parts import KIND, Row, Section, Shown, figure, table_of, text_of
from gisplan_numbers import Figure
from gisplan_words import listed, message
from layers.columns import column
from maps.words.text import is_null, told_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

_MOST_NAMED: Final = 2
"""Authorities of a permit that are named, and not only counted."""
_KEPT: Final = {
    "permits": ("permits.csv", "platform.csv"),
    "facilities": ("pilots.csv",),
    "bodies": ("bodies.csv",),
}
"""Files of the run with more than a section tells."""


def delivery_sections(delivery: Mapping[str, pd.DataFrame], currency: str) -> list[Section]:
    """Give one section a table of delivery that the plan has; money is in ``currency`` (ISO 4217)."""
    sections = []
    for name, columns in _columns().items():
        if name in delivery and len(delivery[name]):
            rows: Any = _permits(delivery[name]) if name == "permits" else delivery[name]
            table = table_of(name, rows, *columns, currency=currency)
            notes = (message(f"report-{name}-note"),)
            sections.append(Section(message(f"report-{name}"), notes, table, kept=_KEPT.get(name, ())))
    return sections


def _columns() -> dict[str, tuple[Shown, ...]]:
    return {
        "facilities": (KIND, "count", "asked", "counted_in"),
        "permits": (
            (column("permits", "permit").label, partial(told_of, stem="permit")),
            figure(message("report-items"), "items"),
            figure(message("table-sites"), "sites"),
            *("authority", "requires", "law", "tag"),
        ),
        "verification": ("year", "commissioned", "first", "periodic", "standing", "due", "capacity", "gap"),
        "bodies": (
            "body",
            (column("bodies", "as_written").label, _as_written),
            *("chargers", "stations", "investment_cost"),
            (column("bodies", "filings").label, lambda row: Figure(row["filings"] or None)),
            (column("bodies", "clauses").label, _clauses),
        ),
        "zones": (
            "zone",
            (message("report-role"), partial(told_of, stem="role")),
            *("clause", "districts_zh", "place", "chargers", "stations"),
        ),
    }


def _permits(table: pd.DataFrame) -> list[dict[Any, Any]]:
    """Sum the permits of all sites by kind of permit."""
    texts = ["authority", "law"]
    names = {row["permit"]: told_of(row, "permit") for row in table.to_dict("records")}
    # a column that is blank all over comes back from its file as numbers
    table = table.assign(**table[texts].astype(object).fillna(""))
    rows = []
    for _, part in table.groupby("permit", sort=False):
        named = {name: "；".join(filter(None, part[name].unique())) for name in texts}
        row: dict[Any, Any] = part.iloc[0].to_dict() | named
        row |= {"items": len(part), "sites": part["site_id"].nunique()}
        authorities = part["authority"].nunique()
        if authorities > _MOST_NAMED:
            row["authority"] = message("report-authorities", count=authorities)
        before = str(row["requires"] or "").split(";") if not is_null(row["requires"]) else []
        known = listed(names.get(permit, permit) for permit in before if permit)
        row["requires"] = known if known.parts else message("report-none")
        rows.append(row)
    return rows


def _as_written(row: Row) -> str:
    written = text_of(row, "as_written")
    return "" if written == text_of(row, "body") else written


def _clauses(row: Row) -> Figure:
    return Figure(len([name for name in text_of(row, "clauses").split("；") if name]))
