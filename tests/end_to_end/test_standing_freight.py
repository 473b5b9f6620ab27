"""The works Rongcheng fills its own trucks: a station that stands there refuels the relation to Daqiuzhuang.

The station is known by press reports alone (its opening in 2021, its place the town Gegu), so that nothing of
it is shipped as a row; a planner who has it gives it as layer ``standing``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from gisplan.planning.hydrogen.freight import freight_table, plan_freight
from gisplan.planning.hydrogen.stations import hydrogen_candidates
from gisplan.planning.prepared import prepare_region, scenario_region
from gisplan.scenario.loading import load_scenario

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

pytestmark = pytest.mark.slow

ROW = """\
site_id,name_zh,access,ownership,h2_mpa,h2_storage_kg,since,origin,source,as_of,lon,lat
RC-2021,荣程众和自用加氢站,dedicated,captive,35,500,2021-08-20,geonames,press,2021-08-20,117.5091,38.9904
"""


def relation(changes: list[str]) -> pd.Series:
    """Give the freight relation where no new station is built."""
    scenario = load_scenario("tianjin-2027", ["demand.coefficients.cell_fine_m=2000", *changes])
    region = prepare_region(scenario_region(scenario), scenario).region
    candidates = hydrogen_candidates(region.sites)
    plan = plan_freight(region, scenario, candidates)
    assert plan is not None
    stands = np.flatnonzero((region.sites["status"] == "existing").to_numpy()[candidates])
    table = freight_table(region, plan, stands, candidates)
    named = table["origin"].str.startswith("荣程钢铁") & table["destination"].str.startswith("大邱庄")
    return table[named].iloc[0]


def test_the_works_own_station_refuels_its_relation(tmp_path: Path) -> None:
    """Without the station the relation is refuelled by nothing that stands, with it by that station alone."""
    (tmp_path / "standing.csv").write_text(ROW, encoding="utf-8")
    before, after = relation([]), relation([f"standing={tmp_path / 'standing.csv'}"])
    assert not before["refuelled"]
    assert after["refuelled"]
    assert after["stations"] == "荣程众和自用加氢站"
