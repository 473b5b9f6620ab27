"""The headline figures as a record and as a mapping: names, units, order and types."""

from __future__ import annotations

import dataclasses
import json
import pickle
import re
from typing import TYPE_CHECKING, get_type_hints

import pytest
from pydantic import TypeAdapter

from gisplan.plan.fingerprint import fingerprint
from gisplan.plan.headline import LABELS, Headline
from gisplan.plan.reading import read_plan
from gisplan.results.headline_rows import headline_rows
from gisplan_catalogue import codes
from gisplan_numbers import UNITS
from tests.gisplan.figures import figures
from tests.gisplan.planned import planned

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def headline() -> Headline:
    return planned().headline


def test_a_figure_reads_as_an_attribute_and_by_its_name(headline: Headline) -> None:
    assert headline["chargers_new_total"] == headline.chargers_new_total > 0
    assert headline.get("no_such") is None


def test_a_figure_that_does_not_exist_names_near_ones(headline: Headline) -> None:
    with pytest.raises(KeyError, match=r"'charger_new_total'; near ones: chargers_new_total"):
        headline["charger_new_total"]
    with pytest.raises(AttributeError, match=r"'sites_totl'; near ones: sites_total"):
        headline.sites_totl  # noqa: B018
    with pytest.raises(TypeError, match="no_such"):
        figures(no_such=1)


def test_a_figure_that_the_scenario_does_not_ask_for_is_not_in_the_mapping(headline: Headline) -> None:
    assert headline.chargers_stock_total is None
    assert "chargers_stock_total" not in dict(headline)
    with pytest.raises(KeyError, match="its scenario does not ask for it"):
        headline["chargers_stock_total"]
    stock = figures(chargers_existing=0, chargers_stock_total=7)
    assert set(stock) - set(headline) == {"chargers_existing", "chargers_stock_total"}


def test_what_cannot_be_said_is_kept_where_it_is_asked_for() -> None:
    served_nothing = figures(charging_annual_cost=5.0, charging_delivered_cost_kwh=None)
    assert dict(served_nothing)["charging_delivered_cost_kwh"] is None
    assert "charging_delivered_cost_kwh" not in dict(figures())


def test_every_figure_of_a_plan_is_of_its_type(headline: Headline) -> None:
    for name, kind in get_type_hints(Headline).items():
        TypeAdapter(kind).validate_python(getattr(headline, name), strict=True)


def test_plan_json_is_the_record_and_reads_back_as_it(headline: Headline, toy_run: Path) -> None:
    said = json.loads((toy_run / "plan.json").read_text(encoding="utf-8"))
    assert list(said) == list(headline)
    made = said.pop("fingerprint")
    assert re.fullmatch(r"[0-9a-f]{4}(-[0-9a-f]{4})+", made)
    assert made == fingerprint(read_plan(toy_run))
    assert Headline(**said | {"fingerprint": ""}) == Headline(**json.loads(json.dumps(dict(headline))))


def test_what_is_shown_has_labels_and_a_unit_that_pages_know(headline: Headline) -> None:
    rows = headline_rows(planned().scenario, dataclasses.replace(headline, chargers_stock_total=1))
    assert "chargers_stock_total" in {row["key"] for row in rows}
    labelled = {name for name in LABELS if f"headline-{name}" in codes()}
    assert {row["key"] for row in rows} <= labelled
    assert all(LABELS[name].unit in UNITS for name in labelled)


def test_a_needed_figure_exists() -> None:
    assert {label.needs for label in LABELS.values()} - {""} <= set(LABELS)


def test_a_headline_survives_a_copy(headline: Headline) -> None:
    assert pickle.loads(pickle.dumps(headline)) == headline  # noqa: S301 - written in this line
