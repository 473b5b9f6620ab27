"""Every constraint on chargers of the toy city binds, and dropping it changes the plan."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gisplan_errors import InfeasiblePlan
from tests.gisplan.planned import counts, planned
from tests.gisplan.toy import toy_scenario


def test_bays_bind() -> None:
    """One bay a site in the centre: less energy is served than with forty."""
    tight, wide = (
        planned(name, chargers__target=90, coverage__adequacy=0.0)
        for name in ("cramped parking", "busy centre")
    )
    used = tight.layers.sites
    bays = used["n_ac7"] + used["n_dc60"] + 2 * (used["n_dc120"] + used["n_dc240"] + used["n_dc480"])
    assert (bays <= used["bays"]).all()
    assert tight.headline["unmet_kwh_day"] > wide.headline["unmet_kwh_day"] + 100


def test_a_charger_that_takes_two_bays_takes_them() -> None:
    """In a depot with two bays only one 120 kW charger fits, though the feed would carry eight."""
    changes = {"chargers__access_shares__bands__dedicated": {"lower": 0.0, "upper": 1.0}}
    tight = planned("cramped depot", **changes)
    depot = tight.layers.sites.set_index("site_id").loc["BD-1"]
    assert depot["n_ac7"] + depot["n_dc60"] + 2 * depot[["n_dc120", "n_dc240", "n_dc480"]].sum() <= 2


def test_grid_kw_bind() -> None:
    """At two thirds of the load that transformers may carry, energy stays unmet."""
    tight = planned(
        "busy centre", chargers__transformer_load_limit=0.55, chargers__target=90, solver__gap=0.05
    )
    wide = planned("busy centre", chargers__target=90, solver__gap=0.05)
    assert tight.headline["unmet_kwh_day"] > wide.headline["unmet_kwh_day"] + 100


def test_max_utilisation_binds() -> None:
    """The depot serves ten times the energy only if a charger may be used for more of the day."""
    plan = planned("busy buses")
    depot = plan.layers.sites.set_index("site_id").loc["BD-1"]
    assert depot["served_kwh_day"] <= depot["capacity_kwh_day"] * (1 + 1e-6)
    types = toy_scenario().model_dump()["chargers"]["types"]
    idle = [{**kind, "max_utilisation": {**kind["max_utilisation"], "dedicated": 0.02}} for kind in types]
    less = planned("busy buses", chargers__types=[_plain(kind) for kind in idle])
    assert less.headline["unmet_kwh_day"] > plan.headline["unmet_kwh_day"] + 100


def _plain(kind: dict[str, Any]) -> dict[str, Any]:
    return {key: dict(value) if isinstance(value, dict) else value for key, value in kind.items()}


def test_the_district_floor_binds() -> None:
    """The outer district draws 54 % of the energy when its road is busy, and gets its share of chargers."""
    none = planned("busy road", chargers__district_floor_share=0.0, coverage__max_new_sites=9)
    full = planned("busy road", chargers__district_floor_share=1.0, coverage__max_new_sites=9)
    energy = full.layers.demand.groupby("adcode")["ev_kwh_day"].sum()
    least = {adcode: int(kwh / energy.sum() * 150) for adcode, kwh in energy.items()}
    assert all(counts(full, adcode=adcode) >= number for adcode, number in least.items())
    assert any(counts(none, adcode=adcode) < number for adcode, number in least.items())


def test_the_category_floor_binds() -> None:
    plan = planned(chargers__category_floors__counts={"bus_depot": 8})
    assert counts(plan, category="bus_depot") >= 8
    assert counts(planned(), category="bus_depot") < 8


@pytest.mark.parametrize("access", ["public", "dedicated", "private"])
def test_access_shares_bind(access: str) -> None:
    plan = planned()
    held = counts(plan, access=access) / counts(plan)
    band = (
        {"lower": 0.0, "upper": round(held * 0.8, 3)} if access != "private" else {"lower": 0.0, "upper": 0.0}
    )
    bands = {
        name: {"lower": 0.0, "upper": 1.0} if name != access else band
        for name in ("public", "dedicated", "private")
    }
    # type shares are left out: with few public sites the others could not follow them
    less = planned(
        chargers__access_shares__bands=bands,
        chargers__category_floors__counts={},
        chargers__category_type_shares__bands={},
    )
    assert counts(less, access=access) <= band["upper"] * counts(less) + 1e-6


def test_type_shares_bind_by_category() -> None:
    plan = planned()
    parking = plan.layers.sites[plan.layers.sites["category"] == "public_parking"]
    assert parking["n_ac7"].sum() >= 0.3 * parking["chargers"].sum() - 1e-6
    free = planned(chargers__category_type_shares__bands={})
    assert free.headline["investment_chargers_cost"] < plan.headline["investment_chargers_cost"]


def test_type_shares_leave_small_categories_alone() -> None:
    """Two hubs with 12 bays cannot follow shares of a few per cent; the scenario says from how many on."""
    strict = planned(chargers__category_type_shares__from_bays=1)
    hubs = strict.layers.sites[strict.layers.sites["category"] == "hydrogen_hub"]
    assert hubs["n_ac7"].sum() <= 0.3 * hubs["chargers"].sum() + 1e-6
    loose = planned()
    hubs = loose.layers.sites[loose.layers.sites["category"] == "hydrogen_hub"]
    assert hubs["n_ac7"].sum() > 0.3 * hubs["chargers"].sum()


def test_the_target_binds() -> None:
    low, high = planned(chargers__target=100), planned(chargers__target=170)
    assert counts(low) < 150
    assert counts(high) >= 170
    assert high.headline["investment_chargers_cost"] > low.headline["investment_chargers_cost"]


def test_a_target_beyond_all_bays_is_refused() -> None:
    with pytest.raises(InfeasiblePlan, match="bays for the target of chargers, 8892 needed, 416 at most"):
        planned(chargers__target=9000)


def test_private_piles_give_no_public_credit() -> None:
    """Without any private pile the coverage is the same, person by person."""
    bands = {
        "public": {"lower": 0.0, "upper": 1.0},
        "dedicated": {"lower": 0.0, "upper": 1.0},
        "private": {"lower": 0.0, "upper": 1.0},
    }
    changes = {"chargers__access_shares__bands": bands, "chargers__category_floors__counts": {}}
    with_piles, without = planned(**changes), planned("no private sites", **changes)
    assert counts(without, access="private") == 0
    assert counts(with_piles, access="private") > 0
    for column in ("covered", "nearest_public_m"):
        np.testing.assert_array_equal(with_piles.layers.demand[column], without.layers.demand[column])
    assert without.headline["unmet_kwh_day"] > with_piles.headline["unmet_kwh_day"]


def test_a_private_pile_serves_one_vehicle_in_its_own_cell() -> None:
    plan = planned()
    flows = plan.evidence.assignment
    home = flows[flows["group"] == "home"]
    at_home = plan.layers.sites.set_index("site_id").loc[home["site_id"]]
    assert (at_home["access"] == "private").all()
    assert home.groupby("site_id")["cell_id"].nunique().max() == 1
    sold = home.groupby("site_id")["kwh_day"].sum()
    piles = plan.layers.sites.set_index("site_id").loc[sold.index, "n_ac7"]
    assert (sold <= piles * plan.headline["home_kwh_day"] * (1 + 1e-6)).all()


def test_buses_charge_in_depots_only() -> None:
    flows = planned().evidence.assignment
    assert set(flows.loc[flows["group"] == "bus", "site_id"]) == {"BD-1"}
    without = planned("no depot")
    assert without.headline["served_energy_share_by_group"]["bus"] == 0.0
