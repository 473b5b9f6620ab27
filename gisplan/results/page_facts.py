"""What the pages say beside the layers, taken from a plan."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from gisplan.regions import tiers_of
from gisplan.results.headline_rows import headline_rows
from gisplan.version import __version__
from maps.data.facts import PageFacts

if TYPE_CHECKING:
    from gisplan.plan import Plan

DOWNLOADS = [
    ("图层（GeoPackage）", "Layers (GeoPackage)", "plan.gpkg"),
    ("站点表", "Sites", "sites.csv"),
    ("加氢站表", "Hydrogen stations", "stations.csv"),
    ("各区汇总", "Districts", "districts.csv"),
    ("建设计划", "Schedule", "schedule.csv"),
    ("分年汇总", "By year", "phases.csv"),
    ("政策条款", "Policy clauses", "clauses.csv"),
    ("审批手续", "Permits", "permits.csv"),
    ("平台导入表", "Platform records", "platform.csv"),
    ("计量检定", "Verification", "verification.csv"),
    ("责任单位", "Responsible bodies", "bodies.csv"),
    ("功能区", "Zones", "zones.csv"),
    ("设施种类", "Facility kinds", "facilities.csv"),
    ("试点", "Pilots", "pilots.csv"),
    ("全部表格（Excel）", "All tables (Excel)", "workbook.xlsx"),
    ("报告（Word）", "Report (Word)", "report.docx"),
    ("报告（网页）", "Report (HTML)", "report.html"),
    ("情景", "Scenario", "scenario.toml"),
]


def plan_facts(plan: Plan) -> PageFacts:
    """Collect what the pages print about a plan."""
    return PageFacts(
        title_zh=plan.scenario.title_zh,
        title_en=plan.scenario.title_en,
        headline=headline_rows(plan.scenario, plan.headline),
        clauses=plan.clauses,
        certificates=[certificate.as_dict() for certificate in plan.certificates],
        assumptions=plan.assumptions,
        provenance=plan.provenance,
        scenario_name=plan.scenario.name,
        generated_on=dt.datetime.now(dt.UTC).date().isoformat(),
        version=__version__,
        downloads=DOWNLOADS,
        not_known=plan.not_known,
        tradeoff=plan.tradeoff,
        tiers=tiers_of(plan.scenario.region).labels(),
    )
