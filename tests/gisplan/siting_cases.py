"""What the tests of siting rules share: settings, the public sites of the toy, which of them open."""

from __future__ import annotations

import numpy as np

from gisplan.planning.chargers.capacity import charger_tables
from gisplan.planning.siting.choice import site_public_chargers
from tests.gisplan.toy import figure, toy_region

TOLD = {"source": "test", "tag": "modelled", "as_of": "2026"}


FREE = {"coverage__adequacy": 0.0, "chargers__category_floors__counts": {}}


def metres(value: float) -> dict[str, object]:
    return figure(value, "m")


def public() -> np.ndarray:
    return np.flatnonzero((toy_region().sites["access"] == "public").to_numpy())


def opened(region, scenario) -> set[str]:
    tables = charger_tables(region.sites, scenario, home_kwh_day=5.0)
    return set(region.sites["site_id"].iloc[site_public_chargers(region, scenario, tables).opened])
