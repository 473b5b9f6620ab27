"""The facts that go with a made-up plan of Tianjin's shape."""

from __future__ import annotations

import pandas as pd

from gisplan_words import named
from maps.data.facts import PageFacts
from tests.maps.hostile import HOSTILE


def sample_facts(*, hostile: bool = False, generated_on: str = "2026-11-21") -> PageFacts:
    """Build the facts that go with the sample layers."""
    facts = PageFacts(
        title=named("天津市充电加氢设施规划 2027", "Tianjin charging and hydrogen plan 2027"),
        headline=[
            {
                "key": "chargers_new_total",
                "label": named("新建充电桩", "New chargers"),
                "value": 51342,
                "target": 50000,
                "unit": "chargers",
                "verdict": "met",
                "note": named("公共、专用、私人合计", "public, dedicated and private"),
            },
            {
                "key": "hydrogen_stations_new",
                "label": named("新建加氢站", "New hydrogen stations"),
                "value": 11,
                "target": 11,
                "unit": "stations",
                "verdict": "met",
                "note": named("商业站 8 座，自用站 3 座", "8 commercial, 3 captive"),
            },
            {
                "key": "covered_people_share",
                "label": named("2 公里公共充电覆盖率", "People within 2 km of a public site"),
                "value": 0.9731,
                "target": 1.0,
                "unit": "share",
                "verdict": "not met",
                "note": named("市内六区和滨海新区", "central six and Binhai"),
            },
            {
                "key": "served_energy_share",
                "label": named("充电需求满足率", "Energy demand served"),
                "value": 0.9902,
                "target": None,
                "unit": "share",
                "verdict": None,
                "note": None,
            },
            {
                "key": "service_areas",
                "label": named("高速服务区快充覆盖", "Expressway service areas with fast chargers"),
                "value": 1.0,
                "target": 1.0,
                "unit": "share",
                "verdict": "met",
                "note": named("按模拟清单，其中 30 处未核实", "on the modelled inventory, 30 unverified"),
            },
            {
                "key": "investment_cost",
                "label": named("总投资", "Investment"),
                "value": 4.213e9,
                "target": None,
                "unit": "currency",
                "verdict": None,
                "note": named("低 36 亿 – 高 51 亿", "low 3.6 bn, high 5.1 bn"),
            },
        ],
        clauses=pd.DataFrame(
            [
                (
                    "TJ15-01",
                    "到2027年，新建充电桩不少于5万台",
                    ">= 50000",
                    "51342",
                    "met",
                    "sites.csv 各行之和",
                    "sum of sites.csv",
                ),
                (
                    "TJ15-03",
                    "高速公路服务区双向快充全覆盖",
                    "100 %",
                    "100 %",
                    "met",
                    "按模拟清单",
                    "on the modelled inventory",
                ),
                ("TJ17-01", "建成加氢站11座", "11", "11", "met", "新建口径", "counted as new"),
                (
                    "N24-01",
                    "中心城区充电服务半径2公里",
                    "100 %",
                    "97.3 %",
                    "not met",
                    "覆盖图层",
                    "coverage layer",
                ),
                (
                    "TJ17-09",
                    "加氢站安全防护距离",
                    "GB 50516",
                    "—",
                    "not assessed",
                    "缺少受保护目标图层",
                    "no layer of protected objects",
                ),
            ],
            columns=["id", "clause_zh", "target", "achieved", "verdict", "evidence_zh", "evidence_en"],
        ),
        certificates=[
            {
                "stage": "siting",
                "status": "feasible",
                "sense": "max",
                "objective": 6.02e6,
                "bound": 6.044e6,
                "gap": 0.00398,
                "solver": "HiGHS",
                "version": "1.15.1",
                "seconds": 12.0,
                "limit": 60.0,
                "proven": "covered people",
                "asked": 0.005,
                "grade": "close",
            },
            {
                "stage": "hydrogen",
                "status": "optimal",
                "sense": "max",
                "objective": 9200.0,
                "bound": 9200.0,
                "gap": 0.0,
                "solver": "HiGHS",
                "version": "1.15.1",
                "seconds": 2.0,
                "limit": 60.0,
                "proven": "kg/day served",
                "asked": 0.005,
                "grade": "close",
            },
        ],
        assumptions=pd.DataFrame(
            [
                ("detour", 1.3, "1", "assumption", "modelled", "2024"),
                ("kwh_per_car_day", 4.2, "kWh/day", "press", "press", "2023"),
            ],
            columns=["name", "value", "unit", "source", "tag", "as_of"],
        ),
        provenance=pd.DataFrame(
            [
                ("districts", 16, "official", 1.0, "Tianditu", "2023"),
                ("sites", 400, "modelled", 0.0, "gisplan", "2026"),
                ("demand", 600, "modelled", 0.0, "gisplan, census 2020", "2020"),
                ("places", 60, "geonames", 1.0, "GeoNames CC BY 4.0", "2024"),
            ],
            columns=["layer", "rows", "origin", "verified_share", "source", "as_of"],
        ),
        scenario_name="tianjin-2027",
        type_names={
            f"{current}{kw}": named(f"{kw} 千瓦{zh}", f"{kw} kW {current.upper()}")
            for current, kw, zh in (
                *(("ac", 7, "交流"), ("dc", 60, "直流"), ("dc", 120, "直流")),
                *(("dc", 240, "直流"), ("dc", 480, "超充")),
            )
        },
        generated_on=generated_on,
        version="0.1.0",
        downloads=[
            (named("站点表", "Sites (CSV)"), "sites.csv"),
            (named("地理数据包", "GeoPackage"), "plan.gpkg"),
            (named("报告", "Report (Word)"), "report.docx"),
        ],
        not_known=[
            named(
                "没有公开的加油站坐标，1005 处为模拟点。",
                "No fuel-station coordinates are public; 1,005 are modelled.",
            )
        ],
        currency="CNY",
        tradeoff=pd.DataFrame(
            {
                "sites": [100, 200, 400, 800],
                "covered_people": [3.0e6, 4.4e6, 5.6e6, 6.0e6],
                "covered_people_share": [0.49, 0.71, 0.91, 0.973],
                "bound": [0.50, 0.72, 0.913, 0.977],
            },
        ),
    )
    if not hostile:
        return facts
    bad = iter(HOSTILE * 40)
    for frame in (facts.clauses, facts.assumptions, facts.provenance):
        for column in frame.columns:
            if column in {"rows", "verified_share", "verdict"} or frame[column].dtype.kind in "if":
                continue
            frame[column] = [next(bad) for _ in range(len(frame))]
    return PageFacts(
        title=named(HOSTILE[0], HOSTILE[1]),
        headline=[
            {
                **row,
                "label": named(next(bad), next(bad)),
                "note": named(next(bad), next(bad)),
                "unit": next(bad),
                "verdict": next(bad),
            }
            for row in facts.headline
        ],
        clauses=facts.clauses,
        certificates=[
            {**row, "stage": next(bad), "proven": next(bad), "solver": next(bad)}
            for row in facts.certificates
        ],
        assumptions=facts.assumptions,
        provenance=facts.provenance,
        scenario_name=next(bad),
        type_names={kind: named(next(bad), next(bad)) for kind in facts.type_names},
        tiers={tier: named(next(bad), next(bad)) for tier in ("central", "__proto__", "a b")},
        generated_on=generated_on,
        version=next(bad),
        downloads=[(named(next(bad), next(bad)), "sites.csv")],
        not_known=[named(text, text) for text in HOSTILE],
        currency="CNY",
        tradeoff=facts.tradeoff,
    )
