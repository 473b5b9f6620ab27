"""What the columns of templates are called in Chinese and English, and the words each may hold."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from layers.schema.checking import SCHEMAS
from layers.vocabulary import ACCESS, CATEGORIES, FUNCTIONS, ORIGINS, PLACE_KINDS, STATUS, TIERS, Term

if TYPE_CHECKING:
    from collections.abc import Mapping

ALIASES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "site_id": ("站点编号", "Site id, unique"),
        "name_zh": ("中文名称", "Name in Chinese"),
        "name_en": ("英文名称", "Name in English"),
        "category": ("类别", "Category"),
        "access": ("开放性质", "Who may use it"),
        "adcode": ("行政区划代码", "District code, six digits"),
        "authority": ("审批主体", "Authority that files the permit"),
        "status": ("状态", "Part in the choice"),
        "bays": ("可装车位数", "Bays that may take a charger"),
        "grid_kw": ("电网容量 kW", "Grid connection, kW"),
        "area_m2": ("用地面积 m²", "Area, m²"),
        "existing_chargers": ("已有充电桩数", "Chargers that stand already"),
        "allows": ("允许功能", "Functions, ; between them"),
        "operator": ("运营单位", "Operator"),
        "road_ref": ("道路编号", "Road, such as G1"),
        "direction": ("行车方向", "Direction of travel served"),
        "direction_en": ("行车方向（英文）", "Direction in English"),
        "chainage_km": ("桩号 km", "Chainage along the road, km"),
        "ownership": ("权属", "Commercial or captive"),
        "oil_m3": ("油罐容积 m³", "Oil storage, m³"),
        "h2_storage_kg": ("储氢量 kg", "Hydrogen storage, kg"),
        "origin": ("数据来源类型", "Kind of origin"),
        "source": ("来源", "Source"),
        "as_of": ("数据日期", "Date of the data: year or ISO date"),
        "verified": ("是否核实", "Verified on the ground or on paper"),
        "tier": ("圈层", "Tier"),
        "population": ("人口", "People"),
        "area_km2": ("面积 km²", "Area, km²"),
        "kind": ("种类", "Kind"),
        "capacity_kg_day": ("供氢能力 kg/日", "Capacity, kg/day"),
        "cost_cny_kg": ("成本 元/kg", "Cost, CNY/kg"),
        "transport": ("运输方式", "Transport"),
        "length_km": ("长度 km", "Length, km"),
        "supply_id": ("氢源编号", "Supply id, unique"),
        "cell_id": ("网格编号", "Cell id, unique"),
        "ev_kwh_day": ("充电需求 kWh/日", "Charging demand, kWh/day"),
        "h2_kg_day": ("用氢需求 kg/日", "Hydrogen demand, kg/day"),
    }
)
"""Column to its Chinese and English alias; other columns go by their own name."""

OWNERSHIP = MappingProxyType({"commercial": Term("经营", "Commercial"), "captive": Term("自用", "Captive")})
SUPPLY_KINDS = MappingProxyType(
    {
        "by-product": Term("工业副产氢", "By-product"),
        "electrolysis": Term("电解水制氢", "Electrolysis"),
        "reforming": Term("重整制氢", "Reforming"),
        "import": Term("外购", "Import"),
    }
)
TRANSPORT = MappingProxyType(
    {
        "tube_trailer": Term("长管拖车", "Tube trailer"),
        "pipeline": Term("管道", "Pipeline"),
        "onsite": Term("站内制氢", "On site"),
    }
)
ROAD_KINDS = MappingProxyType(
    {"expressway": Term("高速公路", "Expressway"), "trunk": Term("国省干线", "Trunk road")}
)
KINDS: Mapping[str, Mapping[str, Term]] = MappingProxyType(
    {"places": PLACE_KINDS, "hydrogen_supply": SUPPLY_KINDS, "corridors": ROAD_KINDS}
)
SHARED: Mapping[str, Mapping[str, Term]] = MappingProxyType(
    {
        "category": CATEGORIES,
        "access": ACCESS,
        "status": STATUS,
        "origin": ORIGINS,
        "ownership": OWNERSHIP,
        "transport": TRANSPORT,
    }
)
# Several words may stand in one cell, or a region names more: no list of choices fits, the note has them.
SEVERAL: Mapping[str, Mapping[str, Term]] = MappingProxyType({"allows": FUNCTIONS, "tier": TIERS})


def words_of(layer: str, column: str) -> Mapping[str, Term]:
    """Return the words that a column of a layer may hold; empty where it takes any value."""
    return KINDS.get(layer, {}) if column == "kind" else SHARED.get(column, {})


def alias_of(column: str) -> str:
    """Return a column's alias, Chinese and English."""
    zh, en = ALIASES.get(column, ("", ""))
    return f"{zh} {en}".strip() or column


def note_of(layer: str, column: str) -> str:
    """Return what a planner should know when filling a column in."""
    words = words_of(layer, column) or SEVERAL.get(column, {})
    if not words:
        return alias_of(column)
    return f"{alias_of(column)}: " + ", ".join(f"{word} ({term.zh})" for word, term in words.items())


def field_types(layer: str) -> dict[str, str]:
    """Return the pandas type of each column of a layer: int64, float64, bool or object (text)."""
    return {
        name: str(column.metadata["dtype"]) if column.metadata else "object"
        for name, column in SCHEMAS[layer].columns.items()
    }
