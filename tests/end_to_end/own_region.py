"""What the tests of a planner's own region share: a scenario small enough for minutes, and the command."""

from __future__ import annotations

from typer.testing import CliRunner

from gisplan.cli.app import app

SCENARIO = """
extends = "tianjin-2027"
name = "wuhan-part"
title_zh = "武汉局部"
title_en = "Part of Wuhan"
region = "wuhan"
[chargers]
target = 200
access_shares.bands.public = { lower = 0.2, upper = 0.9 }
access_shares.bands.dedicated = { lower = 0.05, upper = 0.6 }
access_shares.bands.private = { lower = 0.0, upper = 0.5 }
[chargers.category_floors.counts]
residential = 10
expressway_service_area = 0
trunk_service_area = 0
transport_hub = 0
public_parking = 20
logistics_park = 4
[hydrogen]
target = 0
min_commercial = 0
min_captive = 0
served_districts = []
existing = []
[coverage]
max_new_sites = 8
adequacy = { value = 0.02, unit = "share", source = "test", tag = "modelled", as_of = "2026" }
[demand]
compare_spread = "none"
[demand.coefficients]
nev_stock_base = { value = 3000, source = "test" }
nev_stock_horizon = { value = 6000, source = "test" }
through_kwh_day = { value = 0, source = "test" }
taxi_new = { value = 30, source = "test" }
bus_new = { value = 10, source = "test" }
logistics_new = { value = 30, source = "test" }
sanitation_new = { value = 5, source = "test" }
hydrogen_trucks_new = { value = 0, source = "test" }
hydrogen_buses_new = { value = 0, source = "test" }
[solver]
threads = 1
work = 20.0
"""
"""Plan 200 chargers in a region of one central district, without hydrogen."""


def gisplan(*words: object) -> str:
    """Run a command that has to succeed, and give what it printed."""
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    return done.output
