"""Chargers and stations on shared parcels: by parts, yielding, or as one model."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

from gisplan_errors import InfeasiblePlan, SolverFailed
from optimize.certificate import certify
from optimize.cover_pairs import CoverPairs
from optimize.entry import solve
from optimize.hydrogen.check import check_hydrogen
from optimize.hydrogen.model import index_columns
from optimize.joint import siting
from optimize.joint.model import SharedParcels, joint_model
from optimize.joint.siting import joint_faults
from optimize.stages import evaluate, stage_problems
from tests.optimize.hydrogen_cases import shared_problem

GOLDEN = Path(__file__).parents[1] / "golden" / "joint_served.lp"
FIRST = np.array([0])
ONLY_FIRST = {"pairs": CoverPairs.from_dense(np.array([[0.0, 9.0]]), 1.0)}


def checked(problem, opened=FIRST):
    answer = solve(replace(problem, opened=opened), threads=1, gap=1e-7)
    assert joint_faults(problem, answer.opened, answer.siting) == []
    assert check_hydrogen(problem.hydrogen, answer.siting) == []
    return answer


def test_parcels_with_room_for_both_are_proven_by_parts():
    answer = checked(shared_problem(parcels={"room": np.array([[1100.0]])}))
    assert (answer.how, answer.crowded.tolist()) == ("by parts", [])
    assert answer.siting.served_kg == pytest.approx(1700)
    assert [c.status for c in answer.siting.certificates] == ["optimal", "optimal"]


def test_a_crowded_parcel_moves_the_chargers_when_others_reach_the_same_people():
    """Yielding would leave 500 kg at site 0, so 1,300 kg in all; the other charging site covers as many."""
    answer = checked(shared_problem())
    assert answer.how == "one model"
    assert answer.crowded.tolist() == [0]
    assert answer.opened.tolist() == [1]
    assert answer.siting.served_kg == pytest.approx(1700)
    assert [c.status for c in answer.siting.certificates] == ["optimal", "optimal"]


def test_chargers_that_left_people_behind_are_not_handed_out():
    """The row of the people is what the charging sites covered before, not what is left of them."""
    nothing = {"provides": sparse.csr_array((0, 2)), "need": np.empty(0), "names": ()}
    problem = replace(shared_problem(cover=nothing), opened=FIRST)
    answer = solve(problem, threads=1, gap=1e-7)
    evaluate(stage_problems(problem, answer))
    with pytest.raises(SolverFailed, match="break the model"):
        evaluate(stage_problems(problem, replace(answer, opened=answer.opened[:0])))


def test_stations_yield_where_only_this_parcel_covers_the_people():
    answer = checked(shared_problem(cover=ONLY_FIRST))
    assert answer.how == "stations yield"
    assert answer.opened.tolist() == [0]
    assert answer.siting.served_kg == pytest.approx(1300)
    served = answer.siting.certificates[0]
    assert served.status == "optimal", "the one model proves that no other sites serve more"
    assert "charging sites held" in str(answer.siting.certificates[1].proven)


def test_people_give_way_only_when_the_stations_are_not_possible_otherwise():
    """Four stations are asked for, and no size fits beside chargers: the chargers leave parcel 0."""
    crowded = {"charging_takes": np.array([[700.0]])}
    answer = checked(shared_problem(cover=ONLY_FIRST, parcels=crowded, hydrogen={"target": 4}))
    assert answer.how == "one model"
    assert answer.certificate is not None
    assert answer.certificate.objective == pytest.approx(0.0)
    assert 0 not in answer.opened


def test_required_chargers_and_required_stations_on_one_parcel_are_refused():
    crowded = {"charging_takes": np.array([[700.0]])}
    required = ONLY_FIRST | {"required": FIRST}
    with pytest.raises(InfeasiblePlan, match="alone each is possible"):
        checked(shared_problem(cover=required, parcels=crowded, hydrogen={"target": 4}))


def test_needs_of_the_charging_count_what_stations_leave():
    """Beside 1,000 kg/day the parcel keeps a tenth of its 10 kWh, and 5 are needed."""
    roomy = {"room": np.array([[9000.0]]), "kept": np.array([[1.0, 0.1]])}
    held = checked(shared_problem(cover=ONLY_FIRST, parcels=roomy))
    assert (held.how, held.siting.served_kg) == ("stations yield", pytest.approx(1300))
    assert checked(shared_problem(parcels=roomy)).opened.tolist() == [1]


def moving(people, bound, **cover):
    """A parcel that keeps a tenth beside 1,000 kg/day, and a proof of the people covered."""
    roomy = {"room": np.array([[9000.0]]), "kept": np.array([[1.0, 0.1]])}
    told = {"proven": "people", "solver": "highs", "version": "1", "seconds": 0.0, "limit": None}
    proof = certify("siting", "max", people, bound, **told).proven_by({"needs": np.array([2.0])})
    return replace(shared_problem(cover=cover, parcels=roomy), opened=FIRST, proof=proof)


@pytest.mark.parametrize("scale", [1.0, 1e9])
def test_chargers_move_within_the_gap_asked_where_the_model_is_too_large(monkeypatch, scale):
    """Yielding serves 1,300 kg; the other charging site covers 99.5 of 100 people and frees all 1,700."""
    monkeypatch.setattr(siting, "MOST_PAIRS", 0)
    beyond = {"pairs": CoverPairs.from_dense(np.array([[0.0, 0.0], [0.0, 9.0]]), 1.0)}
    problem = moving(100.0 * scale, 100.0 * scale, **beyond, weights=np.array([99.5, 0.5]) * scale)
    answer = solve(problem, threads=1, gap=0.01)
    assert joint_faults(problem, answer.opened, answer.siting) == []
    assert (answer.how, answer.opened.tolist()) == ("chargers move", [1])
    assert answer.siting.served_kg == pytest.approx(1700)
    assert answer.certificate is not None
    assert answer.certificate.objective == pytest.approx(99.5 * scale)
    assert answer.certificate.gap == pytest.approx(0.5 / 99.5)
    assert answer.certificate.multipliers["needs"] == pytest.approx([2.0])
    evaluate(stage_problems(problem, answer))


@pytest.mark.parametrize(
    ("bound", "cover"),
    [
        (105.0, {}),
        (100.0, {"required": FIRST}),
        (100.0, {"provides": sparse.csr_array(np.array([[10.0, 4.0]]))}),
    ],
    ids=["people too far from their bound", "a required site", "a need that no exchange meets"],
)
def test_chargers_that_may_not_move_make_the_stations_yield(monkeypatch, bound, cover):
    monkeypatch.setattr(siting, "MOST_PAIRS", 0)
    answer = solve(moving(100.0, bound, **cover), threads=1, gap=0.01)
    assert (answer.how, answer.opened.tolist()) == ("stations yield", [0])


def test_a_need_for_all_that_its_sites_have_takes_no_notice_of_stations():
    roomy = {"room": np.array([[9000.0]]), "kept": np.array([[1.0, 0.1]])}
    every = ONLY_FIRST | {"need": np.array([20.0]), "count": 2}
    assert checked(shared_problem(cover=every, parcels=roomy), np.array([0, 1])).how == "by parts"


def test_each_resource_of_a_parcel_binds_alone():
    parcels = {
        "room": np.array([[9000.0, 100.0]]),
        "charging_takes": np.array([[300.0, 30.0]]),
        "station_takes": np.array([[[400.0, 50.0], [800.0, 90.0]]]),
    }
    assert checked(shared_problem(cover=ONLY_FIRST, parcels=parcels)).siting.served_kg == pytest.approx(1300)


def test_model_is_the_golden_one(tmp_path):
    problem = shared_problem(parcels={"kept": np.array([[0.8, 0.1]])})
    columns = index_columns(problem.hydrogen)
    builder = joint_model(problem, columns, "served", people=100.0, hold_kg=0.0)
    builder.build().writeLP(str(tmp_path / "model.lp"))
    text = (tmp_path / "model.lp").read_text(encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")
    families = ("charge", "count", "people", "parcel0", "both", "need")
    assert [name for name in families if f"\n{name}_0:" not in text] == []


def test_parcels_refuse_what_cannot_be():
    values = {
        "charging": np.array([0, 0]),
        "station": np.array([0, 1]),
        "room": np.ones((2, 1)),
        "charging_takes": np.ones((2, 1)),
        "station_takes": np.ones((2, 1, 1)),
        "kept": np.ones((2, 1)),
    }
    with pytest.raises(ValueError, match="charging: a site stands on two parcels"):
        SharedParcels(**values)
    with pytest.raises(ValueError, match="kept"):
        SharedParcels(**(values | {"charging": np.array([0, 1]), "kept": np.full((2, 1), 1.5)}))


def test_needs_without_shared_parcels_stay_the_charging_models_own():
    none = {
        "charging": np.empty(0, dtype=np.int64),
        "station": np.empty(0, dtype=np.int64),
        "room": np.empty((0, 1)),
        "charging_takes": np.empty((0, 1)),
        "station_takes": np.empty((0, 2, 1)),
        "kept": np.empty((0, 2)),
    }
    problem = shared_problem(parcels=none, cover={"provides": sparse.csr_array(np.array([[10.0, 1.0]]))})
    assert checked(problem).how == "by parts"
