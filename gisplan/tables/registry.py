"""The one list of the tables of a run: its name, where it is written, what it is made from, who checks it.

Data only. ``gisplan.runs`` makes, writes and reads what stands here, ``gisplan.verify`` binds the checks by
their names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gisplan_words import message, named

if TYPE_CHECKING:
    import pandas as pd

LAYERS: Final = "plan.gpkg"
EVIDENCE: Final = "evidence.gpkg"
CSV: Final = "csv"
SHEET: Final = "workbook.xlsx"


@dataclass(frozen=True)
class Table:
    """One table in one file of a run.

    Parameters
    ----------
    name
        Its name in the file: the layer of a GeoPackage, or the CSV file and its sheet of the workbook.
    file
        ``plan.gpkg``, ``evidence.gpkg``, ``csv`` (a file of its own, and a sheet), or ``workbook.xlsx`` (a
        sheet only).
    part
        The part of a plan that it is made from, as ``layers.sites``.
    key
        Columns that no two rows share; empty when the order of its rows is all it has.
    checks
        Names of the checks of ``verify`` that compute it again.
    zh, en
        Chinese and English name on pages and in the workbook.
    sheet_zh
        Shorter Chinese name of its sheet; empty: ``zh``.
    listed
        Its place among the downloads of a page; 0: not listed.
    """

    name: str
    file: str
    part: str
    key: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    zh: str = ""
    en: str = ""
    sheet_zh: str = ""
    listed: int = 0

    @property
    def path(self) -> str:
        """The file in the run folder that holds it."""
        return f"{self.name}.csv" if self.file == CSV else self.file

    def of(self, plan: Any) -> pd.DataFrame:  # noqa: ANN401 - a plan is of a room above
        """Give the part of a plan that it is made from."""
        for step in self.part.split("."):
            plan = plan[step] if isinstance(plan, dict) else getattr(plan, step)
        return plan  # type: ignore[no-any-return]


def _layer(name: str, *checks: str, key: str = "") -> Table:
    return Table(name, LAYERS, f"layers.{name}", (key,) if key else (), checks)


def _evidence(name: str, *checks: str, key: tuple[str, ...] = ()) -> Table:
    return Table(name, EVIDENCE, f"evidence.{name}", key, checks)


TABLES: Final = (
    _layer("sites", "charging", "cost", "wait", key="site_id"),
    _layer("stations", "hydrogen", key="site_id"),
    _layer("supply_links", "hydrogen_flow"),
    _layer("demand", "energy", "coverage", key="cell_id"),
    _layer("districts", "totals", "coverage", key="adcode"),
    _layer("corridors", "corridor"),
    _layer("coverage", "area"),
    _layer("hydrogen_supply", "hydrogen_flow", key="supply_id"),
    _layer("places", "place"),
    _layer("reach", "reach"),
    _layer("freight_routes", "freight_layer", key="route_id"),
    _layer("energy_facilities", "facility_layer"),
    _evidence("candidates", "candidate", key=("site_id",)),
    _evidence("assignment", "energy"),
    _evidence("phase_assignment", "phase"),
    _evidence("hydrogen_demand", "hydrogen_flow"),
    _evidence("hydrogen_assignment", "hydrogen_flow"),
    _evidence("freight", "freight"),
    _evidence("freight_routes", "freight"),
    _evidence("parcels", "parcel"),
    _evidence("facilities", "facility"),
    _evidence("facility_service", "facility"),
    Table(
        *("sites", CSV, "layers.sites", ("site_id",), ("copy",)),
        zh="站点表",
        en="Sites",
        sheet_zh="站点",
        listed=1,
    ),
    Table(
        *("stations", CSV, "layers.stations", ("site_id",), ("copy",)),
        zh="加氢站表",
        en="Hydrogen stations",
        sheet_zh="加氢站",
        listed=2,
    ),
    Table(
        *("districts", CSV, "layers.districts", ("adcode",), ("copy",)),
        zh="各区汇总",
        en="Districts",
        sheet_zh="各区",
        listed=3,
    ),
    Table(
        *("corridors", SHEET, "layers.corridors", ("road_ref", "direction"), ("corridor",)),
        zh="高速走廊",
        en="Corridors",
    ),
    Table("schedule", CSV, "schedule", (), ("schedule", "phase"), zh="建设计划", en="Schedule", listed=4),
    Table("phases", CSV, "phases", ("year",), ("phase",), zh="分年汇总", en="By year", listed=5),
    Table(
        *("clauses", CSV, "clauses", ("id",), ("clause",)),
        zh="政策条款",
        en="Policy clauses",
        listed=6,
    ),
    Table("tradeoff", CSV, "tradeoff", (), ("tradeoff",), zh="站点数与覆盖", en="Sites and coverage"),
    Table("assumptions", CSV, "assumptions", (), ("assumption",), zh="假设", en="Assumptions"),
    Table("provenance", CSV, "provenance", (), ("provenance",), zh="数据来源", en="Where data come from"),
    Table("freight", CSV, "evidence.freight", ("route_id",), ("copy",), zh="货运通道加氢", en="Freight"),
    Table("parcels", CSV, "evidence.parcels", ("site_id",), ("copy",), zh="综合供能地块", en="Parcels"),
    Table(
        *("energy_facilities", CSV, "evidence.facilities", (), ("copy",)),
        zh="换电与甲醇",
        en="Swap and methanol",
    ),
    Table(
        *("hydrogen_screening", CSV, "evidence.screening", ("site_id",), ("screening",)),
        zh="加氢初筛",
        en="Hydrogen screening",
    ),
    Table("permits", CSV, "delivery.permits", (), ("delivery",), zh="审批手续", en="Permits", listed=7),
    Table(
        *("platform", CSV, "delivery.platform", ("site_id",), ("delivery",)),
        zh="平台导入表",
        en="Platform records",
        sheet_zh="平台记录",
        listed=8,
    ),
    Table(
        *("verification", CSV, "delivery.verification", ("year",), ("delivery",)),
        zh="计量检定",
        en="Verification",
        listed=9,
    ),
    Table(
        *("facilities", CSV, "delivery.facilities", ("kind",), ("kind",)),
        zh="设施种类",
        en="Facility kinds",
        listed=12,
    ),
    Table("pilots", CSV, "delivery.pilots", (), ("delivery",), zh="试点", en="Pilots", listed=13),
    Table(
        *("bodies", CSV, "delivery.bodies", (), ("delivery",)),
        zh="责任单位",
        en="Responsible bodies",
        listed=10,
    ),
    Table(
        *("zones", CSV, "delivery.zones", (), ("zone",)),
        zh="功能区",
        en="Zones",
        listed=11,
    ),
)
"""Every table in every file of a run; the order is that of layers in a file, and of sheets."""


def tables_in(*files: str) -> list[Table]:
    """Give the tables of these files, in the order they are written."""
    return [table for table in TABLES if table.file in files]


def csv_parts(part: str) -> list[Table]:
    """Give the CSV tables that are made from one part of a plan: ``layers``, ``evidence``, ``delivery``."""
    return [table for table in tables_in(CSV) if table.part.partition(".")[0] == part]


DELIVERY_TABLES: Final = tuple(table.name for table in csv_parts("delivery"))
"""Tables that clauses ask of a plan beside its layers."""


DOWNLOADS: Final = (
    (message("download-layers"), LAYERS),
    *(
        (named(table.zh, table.en, f"table-{table.name}"), table.path)
        for table in sorted(TABLES, key=lambda table: table.listed)
        if table.listed
    ),
    (message("download-workbook"), SHEET),
    (message("download-word"), "report.docx"),
    (message("download-page"), "report.html"),
    (message("download-scenario"), "scenario.toml"),
)
"""Files that a page offers: label, path in the run folder."""
