"""The one list of the tables of a run: its name, where it is written, what it is made from, who checks it.

Data only. ``gisplan.runs`` makes, writes and reads what stands here, ``gisplan.verify`` binds the checks by
their names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gisplan.tables.corridors import CITY_TRIP_COLUMNS, STRETCH_COLUMNS, STRETCH_KEY
from gisplan.tables.feeders import FEEDER_COLUMNS, FEEDER_KEY
from gisplan.tables.integrated import INTEGRATED_COLUMNS
from gisplan.tables.lorries import LORRY_COLUMNS, ROUTE_COLUMNS, STOP_COLUMNS
from gisplan.tables.own_rows import OWN_PLACE, OWN_ROW
from gisplan.tables.waits import WAIT_COLUMNS
from gisplan_words import message

if TYPE_CHECKING:
    import pandas as pd

    from gisplan_words import Message, Said

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
    listed
        Its place among the downloads of a page; 0: not listed.
    absent
        Columns of a table that only some scenarios or regions ask for: a run without rows of it has no such
        file, and one of before it was thought of no such layer.
    """

    name: str
    file: str
    part: str
    key: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    listed: int = 0
    absent: tuple[str, ...] = ()

    @property
    def label(self) -> Message:
        """What a table that readers open is called, on pages and in the workbook."""
        return message(f"table-{self.name}")

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
    return Table(name, LAYERS, f"layers.{name}", tuple(key.split()), checks)


def _evidence(name: str, *checks: str, key: str = "") -> Table:
    return Table(name, EVIDENCE, f"evidence.{name}", tuple(key.split()), checks)


def _csv(name: str, part: str, *checks: str, key: str = "", listed: int = 0) -> Table:
    return Table(name, CSV, part, tuple(key.split()), checks, listed)


TABLES: Final = (
    _layer("sites", "charging", "cost", "wait", "count", "use", "load", "replacement", key="site_id"),
    _layer("stations", "hydrogen", key="site_id"),
    _layer("supply_links", "hydrogen_flow", key="supply_id site_id mode"),
    _layer("demand", "energy", "coverage", key="cell_id"),
    _layer("districts", "totals", "coverage", "passed_on", "load", key="adcode"),
    _layer("corridors", "corridor", "passed_on", key="road_ref direction"),
    _layer("coverage", "area", key="adcode state"),
    _layer("hydrogen_supply", "hydrogen_flow", "passed_on", key="supply_id"),
    _layer("places", "place"),
    _layer("reach", "reach"),
    _layer("freight_routes", "freight_layer", key="route_id"),
    _layer("energy_facilities", "facility_layer", key="kind site_id"),
    _layer("standing", "standing", "replacement", key="site_id"),
    Table("feeders", LAYERS, "layers.feeders", FEEDER_KEY, ("feeder",), absent=FEEDER_COLUMNS),
    _evidence("candidates", "candidate", "restriction", key="site_id"),
    _evidence("assignment", "energy", key="cell_id group site_id"),
    _evidence("phase_assignment", "phase", key="year cell_id group site_id"),
    _evidence("hydrogen_demand", "hydrogen_flow", key="cell_id"),
    _evidence("hydrogen_assignment", "hydrogen_flow"),
    _evidence("freight", "freight", key="route_id"),
    _evidence("freight_routes", "freight", key="route_id seq"),
    _evidence("parcels", "parcel", key="site_id"),
    _evidence("facilities", "facility", key="kind site_id"),
    _evidence("facility_service", "facility", key="kind cell_id site_id"),
    _evidence("count_sites", "beside", key="plan site_id"),
    _evidence("own_constraints", "own_constraint", key=" ".join((*OWN_ROW, *OWN_PLACE))),
    _csv("sites", "layers.sites", "copy", key="site_id", listed=1),
    _csv("stations", "layers.stations", "copy", key="site_id", listed=2),
    _csv("districts", "layers.districts", "copy", key="adcode", listed=3),
    _csv("standing", "layers.standing", "copy", key="site_id", listed=14),
    Table("corridors", SHEET, "layers.corridors", ("road_ref", "direction"), ("corridor",)),
    _csv("schedule", "schedule", "schedule", "phase", key="year site_id type", listed=4),
    _csv("phases", "phases", "phase", key="year", listed=5),
    _csv("clauses", "clauses", "clause", key="id", listed=6),
    _csv("tradeoff", "tradeoff", "tradeoff", key="kind sites"),
    _csv("assumptions", "assumptions", "assumption"),
    _csv("provenance", "provenance", "provenance"),
    _csv("freight", "evidence.freight", "copy", key="route_id"),
    _csv("parcels", "evidence.parcels", "copy", key="site_id"),
    _csv("energy_facilities", "evidence.facilities", "copy", key="kind site_id"),
    Table("integrated", CSV, "evidence.integrated", ("station",), ("integrated",), absent=INTEGRATED_COLUMNS),
    *(
        Table(name, CSV, f"evidence.{name}", key, ("lorry",), absent=columns)
        for name, key, columns in (
            ("lorries", ("route_id",), LORRY_COLUMNS),
            ("lorry_stops", ("site_id",), STOP_COLUMNS),
            ("lorry_routes", ("route_id", "seq"), ROUTE_COLUMNS),
        )
    ),
    _csv("hydrogen_screening", "evidence.screening", "screening", key="site_id"),
    _csv("count_plans", "count.count_plans", "beside", key="plan", listed=15),
    _csv("count_rules", "count.count_rules", "count", key="key", listed=16),
    _csv("count_thousands", "count.count_thousands", "thousand", key="thousand", listed=17),
    _csv("energy_ways", "count.energy_ways", "way", key="group from_m", listed=18),
    _csv("load", "evidence.load", "load", key="day adcode hour", listed=19),
    Table("waits", CSV, "evidence.waits", ("site_id", "day"), ("peak_wait",), absent=WAIT_COLUMNS),
    Table("stretches", CSV, "evidence.stretches", STRETCH_KEY, ("stretch",), 20, absent=STRETCH_COLUMNS),
    Table("trips", CSV, "evidence.trips", ("pair",), ("trip",), 21, absent=CITY_TRIP_COLUMNS),
    Table("feeders", CSV, "layers.feeders", FEEDER_KEY, ("copy",), absent=(*FEEDER_COLUMNS, "lon", "lat")),
    _csv("permits", "delivery.permits", "delivery", "clause", key="site_id project permit", listed=7),
    _csv("platform", "delivery.platform", "delivery", "clause", key="site_id", listed=8),
    _csv("verification", "delivery.verification", "delivery", "clause", key="year", listed=9),
    _csv("facilities", "delivery.facilities", "kind", "clause", key="kind", listed=12),
    _csv("pilots", "delivery.pilots", "delivery", "clause", key="kind site_id", listed=13),
    _csv("bodies", "delivery.bodies", "delivery", "clause", key="body", listed=10),
    _csv("zones", "delivery.zones", "clause", key="zone clause", listed=11),
)
"""Every table in every file of a run; the order is that of layers in a file, and of sheets."""


def tables_in(*files: str) -> list[Table]:
    """Give the tables of these files, in the order they are written."""
    return [table for table in TABLES if table.file in files]


def key_of(file: str, name: str) -> tuple[str, ...]:
    """Give the columns that no two rows of a table share."""
    return next(table.key for table in tables_in(file) if table.name == name)


def csv_parts(part: str) -> list[Table]:
    """Give the CSV tables that are made from one part of a plan: ``layers``, ``evidence``, ``delivery``."""
    return [table for table in tables_in(CSV) if table.part.partition(".")[0] == part]


DELIVERY_TABLES: Final = tuple(table.name for table in csv_parts("delivery"))
"""Tables that clauses ask of a plan beside its layers."""


DOWNLOADS: Final[list[tuple[Said, str]]] = [
    (message("download-layers"), LAYERS),
    *((table.label, table.path) for table in sorted(TABLES, key=lambda table: table.listed) if table.listed),
    (message("download-workbook"), SHEET),
    (message("download-word"), "report.docx"),
    (message("download-page"), "report.html"),
    (message("download-scenario"), "scenario.toml"),
]
"""Files that a page offers: label, path in the run folder."""
