"""What own constraints cost is told in the reader's words, and cannot be changed alone in a run."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse

from gisplan.pipeline import plan_region
from gisplan.planning.constraints.collected import OwnConstraints
from gisplan.planning.constraints.table import Kept
from gisplan.results.headline_rows import headline_rows
from gisplan.verify.own_constraints import own_faults
from optimize.certificate import Certificate
from optimize.own_rows import OwnRows
from tests.gisplan.planning.test_constraints import both
from tests.gisplan.spoilt_runs import in_english
from tests.gisplan.toy import toy_region, toy_scenario


@pytest.fixture(scope="module")
def constrained():
    return plan_region(toy_scenario(), toy_region(), constrain=both)


def test_what_rows_cost_is_told_by_figures_and_stages_that_a_reader_knows(constrained):
    rows = headline_rows(constrained.scenario, constrained.headline)
    said = next(row["note"] for row in rows if row["key"] == "own_rows")
    for one in constrained.headline.own_rows_cost:
        assert f"{one['with']:,.10g}" in said.en
    assert "siting" not in said.zh
    assert "sizing" not in said.zh


def test_a_certificate_counts_the_rows_of_its_own_kind_of_facility():
    def kept(*names):
        rows = np.ones((len(names), 1))
        own = OwnRows(names, sparse.csr_array(rows), np.zeros(len(names)), np.ones(len(names)))
        return Kept(own, ["<="] * len(names), [("FS-1",)])

    own = OwnConstraints(both, _kept={("facilities", "a"): kept("x", "y"), ("facilities", "b"): kept("z")})
    stage = Certificate("a served", "optimal", "max", 1.0, 1.0, 0.0, "highs", "1", 0.0, None, "")
    (said,) = own.told("facilities", [stage], "a")
    assert "2 own rows" in str(said.proven)
    assert own.told("facilities", [stage], "c") == (stage,)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(("decision", "years"), ("part", "swap"), ("rows", 99), ("binding", False), ("stage", "plan")),
        *(("without", 1.0), ("with", 1.0), ("cost", 1.0), ("least", 1e9), ("most", -1.0)),
        *((key, None) for key in ("decision", "rows", "with", "most")),
    ],
)
def test_what_rows_cost_cannot_be_changed_alone(constrained, key, value):
    told = [dict(one) for one in constrained.headline.own_rows_cost]
    assert list(own_faults(constrained)) == []
    told[0][key] = value
    if value is None:
        del told[0][key]
    headline = replace(constrained.headline, own_rows_cost=told)
    faults = [
        fault
        for fault in in_english(own_faults(replace(constrained, headline=headline)))
        if "own_rows_cost" in fault
    ]
    assert any(key in fault or key in {"binding", "without"} for fault in faults), faults


def test_a_cost_that_is_gone_or_of_no_decision_is_missed(constrained):
    fewer = constrained.headline.own_rows_cost[1:2]
    headline = replace(constrained.headline, own_rows_cost=fewer)
    assert any(
        "is missing" in fault for fault in in_english(own_faults(replace(constrained, headline=headline)))
    )
