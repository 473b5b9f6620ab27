"""What of a plan is data, the same in every language: names, ids, sources."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gisplan.results.page_facts import plan_facts
from gisplan_data import data_folder
from gisplan_files import read_rows
from maps.words.text import tidy

if TYPE_CHECKING:
    from gisplan.plan.record import Plan

NAMES = (
    *("site_id", "supply_id", "name_zh", "name_en", "adcode", "authority", "road_ref", "direction"),
    *("direction_en", "source", "as_of", "station_class"),
)
"""Columns of the result layers whose texts are data."""


LONG = 10
"""Letters of a part of a source from which on it can be told from a word of a sentence."""


def names_of(plan: Plan) -> set[str]:
    """Give the names, ids and sources of a plan."""
    facts, scenario = plan_facts(plan), plan.scenario
    frames = plan.layers.frames().values()
    found = {
        str(text) for frame in frames for name in NAMES if name in frame for text in frame[name].dropna()
    }
    # names within a clause's scope, and of the parameters of its register
    found |= {part for text in facts.clauses["scope"] for part in re.split("[、；]", text)}
    found |= {"hydrogen_cost_baseline", "purification_baseline", "Lingang", "Nangang", "经开区", "保税区"}
    found |= {
        scenario.title_zh,
        scenario.title_en,
        scenario.name,
        scenario.coverage.profile,
        facts.version,
        facts.currency,
        "gisplan",
        *((facts.region.zh, facts.region.en) if facts.region else ()),
    }
    for names in (*facts.tiers.values(), *facts.type_names.values(), *facts.day_names.values()):
        found |= {names.zh, names.en}
    found |= {text for group in scenario.service.values() for text in (group.name_zh, group.name_en)}
    found |= {*plan.count["count_rules"]["key"].astype(str)}
    if facts.permits is not None:
        found |= {*facts.permits["permit_en"], *facts.permits["permit_zh"]}
    # parts of sources of shipped data are said in the two languages that ship
    texts = read_rows(data_folder() / "words" / "texts.csv")
    said = (part for row in texts for text in row.values() for part in re.split("[#~]", text))
    found |= {part for part in said if len(part) >= LONG}
    for frame, columns in (
        (facts.clauses, ("id", "place", "document", "scope", "settled_by_en")),
        (facts.assumptions, ("name", "source")),
        (facts.provenance, ("source", "as_of")),
    ):
        found |= {str(text) for name in columns for text in frame[name].dropna()}
    return found


def cells_of(plan: Plan) -> set[str]:
    """Give what is data where it fills a cell: units of assumptions, paths of downloads, solvers."""
    facts = plan_facts(plan)
    solvers = {f"{row['solver']} {row['version']}".strip() for row in facts.certificates}
    solvers |= {text.replace("none", "—") for text in solvers}
    units = {text for unit in facts.assumptions["unit"].dropna() for text in (unit, tidy(unit, 40))}
    return units | {path for *_, path in facts.downloads} | solvers
