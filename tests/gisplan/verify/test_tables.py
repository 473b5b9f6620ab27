"""A table that tells again what stands elsewhere is caught when it tells something else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from gisplan.verify.run.cells import apart, differences, record_differences
from tests.gisplan.spoilt_runs import caught, caught_by, change_csv, change_layer, more, put

CHECK_OF = {
    "tradeoff.csv": "tradeoff",
    "assumptions.csv": "assumption",
    "provenance.csv": "provenance",
    "hydrogen_screening.csv": "screening",
    "facilities.csv": "kind",
}

if TYPE_CHECKING:
    from tests.gisplan.spoilt_runs import Held


@pytest.mark.parametrize(
    ("file", "change", "words"),
    [
        ("stations.csv", put("site_id", "FS-1", name_zh="别处"), ("csv FS-1: name_zh", "stations.csv")),
        (
            "sites.csv",
            put("site_id", "PP-1", bays=41),
            ("sites.csv PP-1: bays 41, plan.gpkg has 40",),
        ),
        ("parcels.csv", more("site_id", "FS-1", area_m2=1.0), ("csv FS-1: area_m2", "parcels.csv")),
        ("parcels.csv", lambda frame: frame.iloc[1:], ("parcels.csv: row FS-1 stands 0 times, 1 are due",)),
        (
            "districts.csv",
            lambda frame: frame.drop(columns="tier"),
            ("districts.csv: column tier is missing",),
        ),
        ("districts.csv", lambda frame: frame.assign(wealth=1), ("column wealth is none of this table",)),
        ("sites.csv", more("site_id", "PP-1", lon=2e-6), ("csv PP-1: lon", "plan.gpkg", "sites.csv")),
        ("stations.csv", more("site_id", "FS-1", lat=-2e-6), ("csv FS-1: lat", "stations.csv")),
        ("stations.csv", lambda frame: frame.drop(columns="lat"), ("stations.csv: column lat is missing",)),
        ("sites.csv", put("site_id", "PP-1", utilisation=0.0), ("csv PP-1: utilisation", "sites.csv")),
        (
            "sites.csv",
            lambda frame: frame.assign(utilisation=frame["utilisation"] * (1 + 1e-8)),
            ("utilisation", "sites.csv "),
        ),
        ("sites.csv", lambda frame: frame.drop(columns="site_id"), ("sites.csv: column site_id is missing",)),
        ("tradeoff.csv", put("kind", "plan", covered_people=1.0), ("plan 12: covered_people_share",)),
        ("tradeoff.csv", more("kind", "plan", bound=-60_000.0), ("plan 12: covered_people", "at most")),
        (
            "tradeoff.csv",
            put("kind", "plan", sites=11),
            ("tradeoff.csv plan: sites 11, the layers give 12",),
        ),
        (
            "tradeoff.csv",
            lambda frame: frame[frame["kind"] != "plan"],
            ("tradeoff.csv: rows of kind plan 0, due is 1",),
        ),
        ("tradeoff.csv", lambda frame: frame[frame["sites"] != 9], ("greedy: 9 is missing",)),
        ("tradeoff.csv", lambda frame: frame[frame["sites"] != 6], ("greedy: 6 is missing",)),
        (
            "tradeoff.csv",
            lambda frame: frame[(frame["sites"] != 12) | (frame["kind"] == "plan")],
            ("covered_people 65000.0, at least 66000.0",),
        ),
        (
            "tradeoff.csv",
            put("sites", 8, covered_people=30_000.0, covered_people_share=30 / 66),
            ("greedy 8: covered_people 30000.0, fewer sites have 35500.0",),
        ),
        (
            "tradeoff.csv",
            lambda frame: frame.drop(columns="bound"),
            ("tradeoff.csv: column bound is missing",),
        ),
        ("assumptions.csv", more("name", "grid.orderly_share", value=0.1), ("grid.orderly_share",)),
        (
            "assumptions.csv",
            lambda frame: frame[frame["name"] != "chargers.types.ac7.power_kw"],
            ("chargers.types.ac7.power_kw is missing",),
        ),
        (
            "provenance.csv",
            more("layer", "sites", rows=1),
            ("provenance.csv sites modelled: rows 28", "give 27"),
        ),
        ("hydrogen_screening.csv", put("site_id", "FS-1", allowed_500=False), ("FS-1: may not have 500",)),
        ("hydrogen_screening.csv", put("site_id", "FS-1", class_500="I"), ("FS-1: class_500 I",)),
        ("hydrogen_screening.csv", lambda frame: frame.iloc[1:], ("station FS-1: was not screened",)),
        ("facilities.csv", more("kind", "AC", count=1), ("facilities.csv count: AC 99", "give 98")),
        ("facilities.csv", more("kind", "orderly", count=1), ("facilities.csv count: orderly 1", "give 0")),
        ("facilities.csv", more("kind", "swap", count=1), ("facilities.csv count: swap 1", "give 0")),
    ],
)
def test_a_table_that_tells_something_else_is_caught(
    run: Held, file: str, change: Any, words: tuple[str, ...]
) -> None:
    change_csv(run, file, change)
    caught_by(run, CHECK_OF.get(file, "copy"), *words)


def test_a_covered_area_that_its_cells_do_not_give(run: Held) -> None:
    def shift(frame: Any) -> Any:
        frame.loc[0, "people"] += 1.0
        return frame

    change_layer(run, "coverage", shift)
    caught(run, "coverage 1201", "the cells give")


def test_a_parcel_of_several_functions_that_is_not_drawn(run: Held) -> None:
    change_layer(run, "energy_facilities", lambda frame: frame.iloc[1:])
    caught(run, "energy_facilities: integrated", "is not drawn")


def test_two_long_texts_are_shown_where_they_differ() -> None:
    long = "proven by the relaxation " * 20
    (fault,) = record_differences("certificate.json 0", long + "and more", long + "or less")
    said, due = str(fault).split(", due is ")
    assert said.endswith("and more")
    assert due.endswith("or less")
    (fault,) = differences("sites PP-1", {"source": long + "a" + long}, {"source": long + "b" + long})
    said, due = str(fault).split(", due is ")
    assert said.split("source ")[1] != due
    assert len(due) < 250


def test_texts_one_of_which_goes_on_are_told_apart() -> None:
    assert apart("a" * 90, "a" * 100, 80) == ("…" + "a" * 20, "…" + "a" * 30)
    assert apart("short", "other", 80) == ("short", "other")
