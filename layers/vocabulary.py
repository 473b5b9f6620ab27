"""Words that all layers, tables and maps share: categories, access, status, origins, demand, functions.

Each word has a Chinese and an English label and the clause it comes from. ``assumption`` stands where
no policy document names it. Ids of clauses are those of the policy register (``TJ15-02`` is the second
check of item 15 of the Tianjin 2023 action plan).
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ASSUMPTION = "assumption"


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the vocabulary.

    Attributes
    ----------
    zh, en
        Label in Chinese and in English (short, as a legend shows it).
    clause
        Id of the policy clause that names it, or ``assumption``.
    """

    zh: str
    en: str
    clause: str = ASSUMPTION


def _terms(**terms: Term) -> Mapping[str, Term]:
    return MappingProxyType(terms)


CATEGORIES = _terms(
    residential=Term("居民小区", "Residential", "TJ15-02"),
    expressway_service_area=Term("高速公路服务区", "Expressway service area", "TJ15-03"),
    trunk_service_area=Term("国省干线服务区", "Trunk-road service area", "TJ15-04"),
    transport_hub=Term("交通枢纽", "Transport hub", "TJ15-05"),
    public_parking=Term("公共停车场", "Public parking", "TJ15-05"),
    logistics_park=Term("物流集散地", "Logistics park", "TJ15-06"),
    industrial_park=Term("产业园区", "Industrial park", ASSUMPTION),
    park=Term("公园景区", "Park and sight", ASSUMPTION),
    fuel_station=Term("加油站", "Fuel station", "TJ17-07"),
    bus_depot=Term("公交场站", "Bus depot", ASSUMPTION),
    commercial=Term("商业综合体", "Commercial", "TJ19-01"),
    hydrogen_hub=Term("氢能园区与自用点", "Hydrogen hub", "TJ09-02"),
)
"""Site categories."""

ACCESS = _terms(
    public=Term("公共", "Public", "TJ15-05"),
    dedicated=Term("专用", "Dedicated", "A1-02"),
    private=Term("私人", "Private", "TJ15-08"),
)
"""Who may use a charger: anyone, one fleet or workplace, or one household."""

STATUS = _terms(
    existing=Term("已建", "Existing"),
    required=Term("必建", "Required", "N24-02"),
    candidate=Term("候选", "Candidate"),
    excluded=Term("排除", "Excluded"),
)
"""Part that a site plays in the choice."""

ORIGINS = _terms(
    official=Term("官方", "Official"),
    osm=Term("开放街图", "OpenStreetMap"),
    census=Term("普查", "Census"),
    survey=Term("实地调查", "Survey"),
    geonames=Term("GeoNames 地名库", "GeoNames"),
    memory=Term("凭记忆（未核实）", "From memory (unverified)"),
    modelled=Term("模拟", "Modelled"),
)
"""Where a row comes from."""

TIERS = _terms(
    central=Term("中心城区", "Core city", "N24-01"),
    ring=Term("近郊区", "Inner suburbs"),
    outer=Term("远郊区县", "Outer districts"),
)
"""The usual tiers of districts, and the roles that the tiers of a region play."""

DEMAND_CLASSES = _terms(
    home=Term("自有车位充电", "Home (own bay)", "TJ15-08"),
    residential=Term("无自有车位住户", "Residents without a bay", "TJ15-02"),
    workplace=Term("工作地", "Workplace"),
    destination=Term("目的地", "Destination", "TJ19-01"),
    corridor=Term("公路过境", "Corridor", "BJ42-1"),
    taxi=Term("出租与网约", "Taxi and ride-hail", "TJ21-03"),
    bus=Term("公交", "Bus", "A63-3"),
    logistics=Term("物流", "Logistics", "TJ21-01"),
    sanitation=Term("环卫", "Sanitation", "TJ21-01"),
)
"""Classes of energy demand; the columns ``kwh_<class>`` of a demand layer, whose sum is ``ev_kwh_day``."""

FUNCTIONS = _terms(
    charging=Term("充电", "Charging", "TJ15-07"),
    hydrogen=Term("加氢", "Hydrogen", "TJ17-08"),
    swap=Term("换电", "Battery swap", "TJ17-08"),
    methanol=Term("甲醇加注", "Methanol", "TJ17-08"),
)
"""What a parcel may be used for."""

PLACE_KINDS = _terms(
    settlement=Term("居民点", "Settlement"),
    district_seat=Term("区政府驻地", "District seat"),
    airport=Term("机场", "Airport", "TJ15-05"),
    rail_station=Term("火车站", "Railway station", "TJ15-05"),
    port=Term("港区", "Port", "TJ21-02"),
    zone=Term("功能区与开发区", "Development zone", "TJ09-03"),
    logistics=Term("物流园", "Logistics", "TJ15-06"),
    industry=Term("重点企业", "Industry", "TJ17-03"),
    attraction=Term("场馆与景点", "Attraction", "TJ05-03"),
    charging_station=Term("已建充电站", "Charging station"),
)
"""Kinds of named places."""


def join_functions(functions: tuple[str, ...]) -> str:
    """Write allowed functions as the text of column ``allows``.

    Parameters
    ----------
    functions
        Keys of `FUNCTIONS`, in any order.

    Returns
    -------
    str
        Keys in the order of the vocabulary with ``;`` between them.

    Raises
    ------
    ValueError
        If a key is not in `FUNCTIONS`.
    """
    unknown = set(functions) - set(FUNCTIONS)
    if unknown:
        raise ValueError(f"unknown functions {sorted(unknown)}; expected among {list(FUNCTIONS)}")
    return ";".join(name for name in FUNCTIONS if name in functions)
