"""Day types: curves that sum to their day, a region's own in their place, a year by date, clear refusals."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from gisplan.regions import profiles_of, usual_profiles
from gisplan.resources import profiles_file
from gisplan_errors import LayerError
from layers.demand.parameters import TAGS
from layers.demand.profiles import CLASSES, read_profiles, region_profiles

if TYPE_CHECKING:
    from pathlib import Path

USUAL = profiles_file().read_text(encoding="utf-8")


def refused(tmp_path: Path, text: str) -> str:
    path = tmp_path / "profiles.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LayerError) as caught:
        read_profiles(path)
    assert str(path) in str(caught.value)
    return str(caught.value)


def test_every_curve_sums_to_its_day_to_the_kilowatt_hour():
    shares = usual_profiles().shares
    assert shares.shape == (5, len(CLASSES), 24)
    energy = 6_123_457.0  # kWh, a day of a large city
    assert np.abs(energy * shares.sum(axis=2) - energy).max() < 0.5


def test_every_figure_says_its_source_tag_and_date():
    rows = usual_profiles().rows()
    assert all(row["source"] and row["as_of"] and row["tag"] in TAGS for row in rows)
    assert {"sessions.corridor", "curves.golden-week.corridor", "season.range_loss.1"} <= {
        row["name"] for row in rows
    }


def test_weeks_of_workdays_and_weekends_are_the_mean_day():
    profiles = usual_profiles()
    work, rest = (list(profiles.days).index(name) for name in ("workday", "weekend"))
    assert (5 * profiles.energy[work] + 2 * profiles.energy[rest]) / 7 == pytest.approx(1.0, abs=0.005)


def test_a_year_of_day_types_is_a_year_of_mean_days_but_for_its_holidays():
    profiles = usual_profiles()
    kinds, factor = profiles.calendar(2027)
    energy = profiles.energy[[list(profiles.days).index(kind) for kind in kinds]] * factor[:, None]
    assert energy.mean(axis=0) == pytest.approx(1.0, abs=0.07)


def test_days_of_2027_are_what_the_calendar_says():
    kinds, factor = usual_profiles().calendar(2027)
    assert len(kinds) == 365
    assert kinds[0] == "workday"  # Friday 1 January
    assert factor[0] == usual_profiles().month_factor[0]
    assert kinds[1] == "weekend"
    assert kinds[35:43] == ["spring-festival"] * 8  # from 5 February
    assert kinds[273:280] == ["golden-week"] * 7
    assert kinds[10:20] == ["cold-day"] * 10
    assert (factor[273:280] == 1.0).all()


def test_a_leap_year_has_its_day():
    assert len(usual_profiles().calendar(2028)[0]) == 366


def test_months_average_one_and_go_with_the_range_that_is_left():
    profiles = usual_profiles()
    assert profiles.month_factor.mean() == pytest.approx(1.0)
    losses = profiles.season["range_loss"]
    assert profiles.month_factor[0] / profiles.month_factor[4] == pytest.approx(
        (1 - losses[4]) / (1 - losses[0])
    )


def test_the_cold_of_a_day_stands_in_for_the_season():
    profiles = usual_profiles()
    work, cold = (list(profiles.days).index(name) for name in ("workday", "cold-day"))
    mean = math.fsum(1 / (1 - loss) for loss in profiles.season["range_loss"]) / 12
    assert profiles.energy[cold] / profiles.energy[work] == pytest.approx(1 / (1 - 0.39) / mean)


def test_a_year_without_its_spring_festival_is_refused_by_name():
    with pytest.raises(LayerError, match=r"spring-festival.*2099|2099.*spring-festival"):
        usual_profiles().calendar(2099)


def test_a_region_replaces_what_it_names_and_nothing_else():
    own, usual = profiles_of("guangdong"), usual_profiles()
    assert own.curves == usual.curves
    assert own.figures == usual.figures
    assert own.month_factor[0] < usual.month_factor[0]
    assert own.days["cold-day"].range_loss != usual.days["cold-day"].range_loss
    assert own.days["golden-week"] == usual.days["golden-week"]
    assert list(own.days) == list(usual.days)


def test_a_region_may_name_a_day_type_of_its_own(tmp_path: Path):
    source = 'source = "own count"\ntag = "official"\nas_of = "2026"\n'
    day = f'[days.fair]\nname_zh = "车展"\nname_en = "Fair"\nbegins = ["04-20"]\nlength = 3\n{source}'
    classes = ", ".join(f'"{name}"' for name in CLASSES)
    figure = 'value = 1.5, unit = "share of the mean day", source = "own count", tag = "official"'
    curve = f'[[curves]]\ndays = ["fair"]\nclasses = [{classes}]\nper_mille = {[0] * 23 + [1000]}\n'
    curve += f'energy = {{ {figure}, as_of = "2026" }}\n'
    (tmp_path / "profiles.toml").write_text(day + curve + source, encoding="utf-8")
    own = region_profiles(tmp_path, usual_profiles())
    assert list(own.days)[-1] == "fair"
    assert own.energy[-1] == pytest.approx(1.5)
    assert own.calendar(2027)[0][109] == "fair"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("per_mille = [70, 60", "per_mille = [71, 60", "1001"),
        ("per_mille = [70, 60", "per_mille = [60", "24"),
        ("per_mille = [70, 60", "per_mille = [-70, 60", "24"),
        ('classes = ["home"]', 'classes = ["hone"]', "hone"),
        ('classes = ["residential"]', 'classes = ["home"]', "home"),
        ('days = ["golden-week"]', 'days = ["gold"]', "gold"),
        ("weekdays = [6, 7]", "weekdays = [7, 8]", "[7, 8]"),
        ("weekdays = [6, 7]", "", "weekdays"),
        ('begins = ["10-01"]', 'begins = ["10-41"]', "10-41"),
        ("length = 7", "length = 0", "0"),
        ("range_loss = [0.28, ", "range_loss = [", "12"),
        ("range_loss = [0.28", "range_loss = [1.28", "1.28"),
        ("value = 0.39", "value = 1", "range_loss"),
        ("value = 30, unit", "value = -30, unit", "sessions.taxi"),
        ("value = 30, unit", "value = 0, unit", "sessions.taxi"),
        ("value = 0.6,", "value = 60,", "power_share.DC"),
        ("[behaviour]", "[behavior]", "behavior"),
        ("patience = ", "patent = ", "patent"),
        ('tag = "press"', 'tag = "heard"', "heard"),
    ],
)
def test_what_is_wrong_is_named_with_the_file(tmp_path: Path, old: str, new: str, says: str):
    assert old in USUAL
    assert says in refused(tmp_path, USUAL.replace(old, new, 1))


@pytest.mark.parametrize("text", ["curves = 3", "days = 3", "[days]\nworkday = 3", "[[curves]]\ndays = 3"])
def test_other_kinds_of_values_are_refused(tmp_path: Path, text: str):
    refused(tmp_path, text)
