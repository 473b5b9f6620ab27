"""Why a site was chosen or not: people by hand on the toy city, and by trying every other site."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from gisplan.cli.app import app
from gisplan.verify.run.reading import read_run
from gisplan.why.site import run_reasons, why_site
from gisplan.why.words import reason_lines
from gisplan_errors import ScenarioError
from tests import pseudo
from tests.gisplan.planned import written
from tests.plan_data import names_of

if TYPE_CHECKING:
    from pathlib import Path

    from gisplan.plan.record import Plan
    from gisplan.why.reasons import Reasons


@pytest.fixture(scope="module")
def folder() -> Path:
    """Give the run of the toy's plan."""
    return written()


@pytest.fixture(scope="module")
def run(folder: Path) -> Plan:
    """Read it once."""
    return read_run(folder)


@pytest.fixture(scope="module")
def reasons(run: Plan) -> dict[str, Reasons]:
    """Give the reasons of every candidate."""
    return {key: run_reasons(run, i) for i, key in enumerate(run.evidence.candidates["site_id"])}


def within(run: Plan, site_id: str) -> np.ndarray:
    """Mark the cells within the radius of a site: 2 km travelled in the centre, 8 km outside, detour 1.3."""
    cells = run.layers.demand
    point = run.evidence.candidates.set_index("site_id").loc[site_id, "geometry"]
    away = np.hypot(cells["x"] - point.x, cells["y"] - point.y) * 1.3
    return np.asarray(away <= np.where(cells["adcode"] == "120101", 2000.0, 8000.0))


def test_people_in_reach_of_a_car_park_are_its_nine_blocks_and_three_outer_cells(
    reasons: dict[str, Reasons],
) -> None:
    # PP-1 stands in the middle of a block: 1.54 km reach it and its eight neighbours (2,000 people each) and,
    # at 6.15 km, the three outer cells whose middles are 5.8, 4.8 and 5.1 km away (500 people each).
    assert reasons["PP-1"].people_in_reach == 9 * 2000 + 3 * 500


def test_what_a_site_adds_is_what_no_other_open_public_site_reaches(
    run: Plan, reasons: dict[str, Reasons]
) -> None:
    people = run.layers.demand["population"].to_numpy()
    sites = run.layers.sites
    opened = sites.loc[sites["access"] == "public", "site_id"].tolist()
    public = run.evidence.candidates.loc[run.evidence.candidates["access"] == "public", "site_id"]
    told = 0
    for site in public:
        others = np.zeros(people.size, dtype=bool)
        for other in opened:
            others |= within(run, other) if other != site else False
        expected = people[within(run, site) & ~others].sum()
        assert reasons[site].people_added == pytest.approx(expected), site
        told += expected > 0
    assert told > 3


def test_the_next_best_site_wins_back_most_of_what_would_be_lost(
    run: Plan, reasons: dict[str, Reasons]
) -> None:
    people = run.layers.demand["population"].to_numpy()
    sites = run.layers.sites
    opened = set(sites.loc[sites["access"] == "public", "site_id"])
    frame = run.evidence.candidates
    free = frame.loc[
        (frame["access"] == "public") & (frame["status"] != "excluded") & ~frame["site_id"].isin(opened),
        "site_id",
    ]
    site = max(opened, key=lambda key: reasons[key].people_added)
    others = np.logical_or.reduce([within(run, other) for other in opened if other != site])
    lost = within(run, site) & ~others
    best = max(people[lost & within(run, key)].sum() for key in free)
    assert reasons[site].others[0].people == best
    assert reasons[site].others[0].site_id in set(free)


def test_a_site_left_out_names_the_open_sites_that_reach_its_people(
    run: Plan, reasons: dict[str, Reasons]
) -> None:
    opened = set(run.layers.sites["site_id"])
    shut = [
        why for why in reasons.values() if not why.chosen and why.access == "public" and why.people_in_reach
    ]
    assert shut
    for why in shut:
        assert {other.site_id for other in why.others} <= opened
        assert why.others or why.people_added == why.people_in_reach


def test_a_service_area_says_it_is_forced_and_what_gap_it_closes(reasons: dict[str, Reasons]) -> None:
    why = reasons["SA-1N"]
    assert [reason.zh for reason in why.forced] == ["所有高速公路服务区都必须建设"]
    assert [reason.en for reason in why.forced] == ["every expressway service area has to be equipped"]
    # Eastbound sites stand at km 5 and km 13 of 20: 8 km at most with it, 13 km from the start without.
    assert why.gap_km == (8.0, 13.0)


def test_an_excluded_site_says_what_rules_it_out(reasons: dict[str, Reasons]) -> None:
    assert [str(reason) for reason in reasons["CO-2"].barred] == ["its row is marked excluded"]
    assert not reasons["CO-2"].chosen


def test_a_private_site_says_that_it_gives_no_public_coverage(reasons: dict[str, Reasons]) -> None:
    text = "\n".join(reason_lines(reasons["RS-1"], "zh"))
    assert "非公共点位" in text
    assert reasons["RS-1"].people_added == 0
    assert set(reasons["RS-1"].kwh_day) <= {"home"}


def test_energy_is_told_by_group_and_sums_to_what_the_site_serves(
    run: Plan, reasons: dict[str, Reasons]
) -> None:
    served = run.layers.sites.set_index("site_id")["served_kwh_day"]
    for key, energy in served.items():
        assert sum(reasons[str(key)].kwh_day.values()) == pytest.approx(energy, abs=0.01)


def test_a_hydrogen_candidate_says_what_screening_found_for_every_size(folder: Path) -> None:
    cramped = why_site(folder, "FS-2")
    table = pd.read_csv(folder / "hydrogen_screening.csv", encoding="utf-8-sig").set_index("site_id")
    assert set(cramped.screening) == {"500", "1000", "2000"}
    for size, reason in cramped.screening.items():
        assert bool(reason.zh) is not bool(table.loc["FS-2", f"allowed_{size}"])
        assert not re.search("[A-Za-z]{3}", reason.zh.replace("GB", ""))
    assert why_site(folder, "PP-1").screening == {}


def test_an_unknown_site_is_refused_with_names_that_the_run_has(folder: Path) -> None:
    with pytest.raises(ScenarioError, match=r"no candidate site 'PP-99' in this run; it has .*sites.csv"):
        why_site(folder, "PP-99")


def test_the_command_speaks_the_language_asked_for_and_prints_json(folder: Path) -> None:
    zh, en = (
        CliRunner().invoke(app, ["--language", language, "why", "PP-1", str(folder)])
        for language in ("zh", "en")
    )
    assert zh.exit_code == en.exit_code == 0
    assert "服务半径内" in zh.stdout
    assert "within the radius" not in zh.stdout
    assert "people are within the radius" in en.stdout
    assert not re.search(r"[\u4e00-\u9fff]", en.stdout)
    plain = CliRunner().invoke(app, ["why", "PP-1", str(folder), "--json"])
    assert '"people_in_reach": 19500.0' in plain.stdout
    assert CliRunner().invoke(app, ["why", "XX", str(folder)]).exit_code == 2


def test_no_reason_says_what_a_third_language_has_not_said(
    run: Plan, reasons: dict[str, Reasons], tmp_path: Path
) -> None:
    with pytest.MonkeyPatch.context() as patch, pseudo.spoken(tmp_path, patch) as language:
        lines = {line for why in reasons.values() for line in reason_lines(why, language)}
        candidates, groups = run.evidence.candidates, set(run.evidence.assignment["group"])
        named = {text for name in ("site_id", "name_zh", "name_en") for text in candidates[name]}
        left = pseudo.untranslated(lines, names_of(run) | named | groups)
    assert not left, "\n".join(left)


def test_an_open_site_that_alone_covers_nobody_says_why_it_is_open(
    run: Plan, reasons: dict[str, Reasons]
) -> None:
    """A site is opened on top of a plan that meets every need: none hangs on it."""
    rows = run.evidence.candidates
    shut = [
        key
        for key, one in reasons.items()
        if one.access == "public" and not (one.chosen or one.forced or one.barred) and one.people_added == 0
    ]
    place = rows["site_id"].tolist().index(shut[0])
    sites = run.layers.sites
    more = pd.concat([sites, sites[sites["access"] == "public"].head(1).assign(site_id=shut[0])])
    layers = dataclasses.replace(run.layers, sites=more.reset_index(drop=True), checked=False)
    one = run_reasons(dataclasses.replace(run, layers=layers), place)
    assert (one.chosen, one.people_added, one.needed) == (True, 0.0, ())
    assert any("no need hangs on it" in line for line in reason_lines(one, "en"))
    assert one.opened_of == (run_reasons(run, place).opened_of[0] + 1, run.scenario.coverage.max_new_sites)


def test_a_site_that_a_need_hangs_on_names_it(run: Plan, reasons: dict[str, Reasons]) -> None:
    """Without all but one open site the planning tile of that one lacks what it needs."""
    sites = run.layers.sites
    kept = next(
        key for key, one in reasons.items() if one.chosen and one.access == "public" and not one.forced
    )
    only = sites[(sites["access"] != "public") | (sites["site_id"] == kept)].reset_index(drop=True)
    layers = dataclasses.replace(run.layers, sites=only, checked=False)
    place = run.evidence.candidates["site_id"].tolist().index(kept)
    one = run_reasons(dataclasses.replace(run, layers=layers), place)
    assert one.needed
    assert any("the other open sites do not meet" in line for line in reason_lines(one, "en"))
