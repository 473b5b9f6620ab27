"""One preparation of the region for the plan and for what explains that there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from gisplan.explain import explanation as explain
from gisplan.pipeline import plan_region
from gisplan.planning import decisions
from gisplan.planning.prepared import prepare_region, scenario_region
from gisplan.scenario.loading import load_scenario
from gisplan_errors import InfeasiblePlan, LayerError, ScenarioError
from gisplan_kept import keeping
from tests.gisplan.toy import toy_region, toy_scenario, with_sites

if TYPE_CHECKING:
    from pathlib import Path

    from gisplan.scenario.schema import Scenario
    from layers.region.loading import Region

SAID = {"source": "toy", "tag": "modelled", "as_of": "2026"}


def asked() -> Scenario:
    """Ask for fast chargers at every public parking, and for a fifth of the western hydrogen."""
    return toy_scenario(
        coverage__required_categories={**SAID, "min_fast": {"public_parking": 1}},
        hydrogen__supply_share={"HS-1": {"share": 0.2, **SAID}},
    )


def test_a_missing_file_of_standing_stations_is_told_alike_where_answers_are_kept(tmp_path: Path) -> None:
    scenario = load_scenario("tianjin-2027").model_copy(update={"standing": str(tmp_path / "none.csv")})
    for kept in (None, tmp_path / "kept"):
        with keeping(kept), pytest.raises(LayerError, match=r"none\.csv: no such file"):
            scenario_region(scenario)


class SeenError(Exception):
    """Ends a plan once its region was seen."""


def test_preparing_marks_required_sites_and_cuts_the_supply_but_leaves_the_loaded_region() -> None:
    region = with_sites(toy_region(), PP_1={"status": "excluded"})
    prepared = prepare_region(region, asked())
    status = prepared.region.sites.set_index("site_id")["status"]
    assert status[["PP-1", "PP-2", "PK-1"]].tolist() == ["excluded", "required", "candidate"]
    supply = prepared.region.hydrogen_supply.set_index("supply_id")
    assert supply["capacity_kg_day"].to_dict() == pytest.approx({"HS-1": 600.0, "HS-2": 2000.0})
    assert prepared.tables.capacity_kwh.shape[0] == len(region.sites)
    assert (region.sites.set_index("site_id")["status"][["PP-2", "PK-1"]] == "candidate").all()
    assert region.hydrogen_supply["capacity_kg_day"].tolist() == [3000.0, 2000.0]


def test_explain_judges_the_very_region_that_the_plan_is_made_on(monkeypatch: pytest.MonkeyPatch) -> None:
    planned: list[Region] = []
    judged: dict[str, list[Region]] = {"charging_rules": [], "hydrogen_rules": [], "charging_truths": []}

    def look(region: Region, *_: Any, **__: Any) -> NoReturn:
        planned.append(region)
        raise SeenError

    monkeypatch.setattr(decisions, "plan_hydrogen", look)
    with pytest.raises(SeenError):
        plan_region(asked(), toy_region())

    def recorded(name: str) -> Any:
        original = getattr(explain, name)

        def record(region: Region, *rest: Any) -> Any:
            judged[name].append(region)
            return original(region, *rest)

        return record

    for name in judged:
        monkeypatch.setattr(explain, name, recorded(name))
    explain.explain_region(asked(), toy_region())
    (plan,) = planned
    required = plan.sites.set_index("site_id")["status"]
    assert (required[["PP-1", "PP-2", "PP-3", "PP-4", "PP-5", "PP-6"]] == "required").all()
    assert [len(regions) > 0 for regions in judged.values()] == [True, True, True]
    for region in (region for regions in judged.values() for region in regions):
        assert region.sites["status"].tolist() == plan.sites["status"].tolist()
        supply = ["supply_id", "capacity_kg_day", "capacity_full_kg_day"]
        assert region.hydrogen_supply[supply].equals(plan.hydrogen_supply[supply])


def test_explain_refuses_a_district_that_the_region_lacks_as_the_plan_does() -> None:
    lost = toy_scenario(hydrogen__served_districts=["999999"])
    with pytest.raises(ScenarioError, match="999999") as planned:
        plan_region(lost, toy_region())
    with pytest.raises(ScenarioError, match="999999") as explained:
        explain.explain_region(lost, toy_region())
    assert str(planned.value) == str(explained.value)
    assert not isinstance(explained.value, InfeasiblePlan)
