from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from layers.gcj02 import (
    bd09_to_gcj02,
    bd09_to_wgs84,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    wgs84_to_gcj02,
)

GEOD = Geod(ellps="WGS84")

# Place, WGS 84, GCJ-02, BD-09. Written by two published implementations, coord-convert 0.2.1
# (transform.wgs2gcj, gcj2bd) and prcoords 1.0.2 (wgs_gcj, gcj_bd); they agree in all eleven decimals.
PUBLISHED = [
    (
        "Tianjin",
        (117.2008, 39.0842),
        (117.20709799433, 39.08520610335),
        (117.21359736435, 39.09114675169),
    ),
    ("Binhai", (117.698, 39.013), (117.70425524933, 39.01388386852), (117.71068839447, 39.02012781492)),
    ("Jizhou", (117.408, 40.045), (117.41468852854, 40.04643207684), (117.42128545124, 40.05208702324)),
    ("Beijing", (116.3975, 39.9087), (116.40374357265, 39.91010349934), (116.41011658647, 39.91644274963)),
    ("Shanghai", (121.4737, 31.2304), (121.47822305928, 31.22845773758), (121.48478146850, 31.23431059369)),
    ("Shenzhen", (114.0579, 22.5431), (114.06301399857, 22.54038281422), (114.06956398703, 22.54604155907)),
    ("Urumqi", (87.6168, 43.8256), (87.61964994947, 43.82680539311), (87.62609977082, 43.83294979479)),
    ("Harbin", (126.6424, 45.7567), (126.64836981630, 45.75865110186), (126.65499932897, 45.76434556387)),
    ("Lhasa", (91.1322, 29.6604), (91.13374332488, 29.65767958995), (91.14034276219, 29.66342567403)),
    ("Wuhan", (114.3055, 30.5928), (114.31094488843, 30.59039056431), (114.31751268183, 30.59609992579)),
]
NAMES = [row[0] for row in PUBLISHED]
WGS, GCJ, BD = (np.array([row[i] for row in PUBLISHED]) for i in (1, 2, 3))


def metres(a, b):
    return GEOD.inv(*np.asarray(a).T, *np.asarray(b).T)[2]


def test_forward_is_within_a_millimetre_of_two_published_implementations():
    assert metres(np.column_stack(wgs84_to_gcj02(*WGS.T)), GCJ).max() < 1e-3
    assert metres(np.column_stack(gcj02_to_bd09(*GCJ.T)), BD).max() < 1e-3


def test_inverse_is_within_a_millimetre_of_the_place_the_published_shift_started_from():
    assert metres(np.column_stack(gcj02_to_wgs84(*GCJ.T)), WGS).max() < 1e-3
    assert metres(np.column_stack(bd09_to_gcj02(*BD.T)), GCJ).max() < 1e-3
    assert metres(np.column_stack(bd09_to_wgs84(*BD.T)), WGS).max() < 1e-3


def test_the_shift_in_tianjin_is_about_555_metres():
    assert metres(GCJ[:1], WGS[:1])[0] == pytest.approx(550, abs=15)


def wgs84_to_bd09(lon, lat):
    return gcj02_to_bd09(*wgs84_to_gcj02(lon, lat))


@given(st.floats(74, 135), st.floats(18, 53.5))
def test_there_and_back_is_within_a_millimetre_everywhere_in_china(lon, lat):
    for there, back in ((wgs84_to_gcj02, gcj02_to_wgs84), (wgs84_to_bd09, bd09_to_wgs84)):
        assert metres([np.array(back(*there(lon, lat)))], [(lon, lat)])[0] < 1e-3


@pytest.mark.parametrize("place", [(2.35, 48.85), (0.0, 0.0), (-74.0, 40.7), (180.0, 90.0), (140.0, -90.0)])
def test_places_outside_the_box_are_not_shifted(place):
    assert np.array(wgs84_to_gcj02(*place)).tolist() == list(place)
    assert np.array(gcj02_to_wgs84(*place)).tolist() == list(place)


def test_missing_coordinates_stay_missing_and_do_not_disturb_the_others():
    lon, lat = gcj02_to_wgs84([np.nan, GCJ[0, 0]], [np.nan, GCJ[0, 1]])
    assert np.isnan([lon[0], lat[0]]).all()
    assert metres([(lon[1], lat[1])], WGS[:1])[0] < 1e-3
    assert np.isnan(bd09_to_wgs84([np.nan], [1.0])).any()


def test_no_coordinates_give_no_coordinates():
    assert [len(axis) for axis in bd09_to_wgs84([], [])] == [0, 0]
