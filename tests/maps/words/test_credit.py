"""The credit of OpenStreetMap stands where a row says that it comes from there, and nowhere else."""

from __future__ import annotations

import pandas as pd
import pytest

from maps.data.contents import common_data
from maps.page.city import city_page
from maps.page.district import district_page
from maps.page.planner import planner_page
from maps.words.credit import osm_credit
from tests.maps.sample import sample_facts, sample_layers

CREDIT = "© OpenStreetMap contributors"


def test_a_row_of_any_frame_asks_for_the_credit():
    own = pd.DataFrame({"origin": ["modelled", "memory"]})
    taken = pd.DataFrame({"origin": ["modelled", "osm"]})
    assert osm_credit(own, pd.DataFrame({"name": ["osm"]})) is None
    credit = osm_credit(own, taken)
    assert all(CREDIT in credit.said(language) for language in ("zh", "en"))


@pytest.mark.parametrize("origin", ["osm", "modelled"])
def test_every_page_carries_the_credit_that_its_provenance_asks_for(origin):
    layers, facts = sample_layers(40, 60), sample_facts()
    facts.provenance["origin"] = origin
    common = common_data(layers, facts) | {"tiles": False}
    pages = [
        city_page(layers, facts, common, None),
        planner_page(layers, facts, common, None, None),
        district_page("120101", layers, facts, common, None),
    ]
    for page in pages:
        foot = page[page.rindex("<footer") :]
        assert (CREDIT in foot) == (origin == "osm")
    assert ("ODbL" in page) == (origin == "osm")
