# What gisplan says in English. See zh.ftl.

## The language itself
language-name = English
language-tag = en
between-list = { ", " }
between-clauses = { ", " }
between-sentences = { " " }

## Units
currency-by = code
unit-none = { $number }
unit-chargers = { $number }
unit-stations = { $number }
unit-sites = { $number }
unit-people = { $number }
unit-share = { $number } %
unit-currency = { $currency } { $number }
    .from-6-by-6-to-1 = { $currency } { $number } m
    .from-9-by-9-to-2 = { $currency } { $number } bn
unit-currency-kwh = { $currency } { $number }/kWh
unit-currency-kg = { $currency } { $number }/kg
unit-currency-year = { $currency } { $number } a year
    .from-6-by-6-to-1 = { $currency } { $number } m a year
    .from-9-by-9-to-2 = { $currency } { $number } bn a year
unit-m = { $number } m
    .from-4-by-3-to-1 = { $number } km
unit-km = { $number } km
unit-m2 = { $number } m²
unit-kw = { $number } kW
unit-kwh-day = { $number } kWh/day
    .from-4-by-3-to-0 = { $number } MWh/day
unit-kg = { $number } kg
unit-kg-day = { $number } kg/day
unit-mpa = { $number } MPa
unit-min = { $number } min
unit-year = { $number }

## layers: the vocabulary, templates, screening, lint
category-residential = Residential
category-expressway_service_area = Expressway service area
category-trunk_service_area = Trunk-road service area
category-transport_hub = Transport hub
category-public_parking = Public parking
category-logistics_park = Logistics park
category-industrial_park = Industrial park
category-park = Park and sight
category-fuel_station = Fuel station
category-bus_depot = Bus depot
category-commercial = Commercial
category-hydrogen_hub = Hydrogen hub

access-public = Public
access-dedicated = Dedicated
access-private = Private

status-existing = Existing
status-required = Required
status-candidate = Candidate
status-excluded = Excluded

origin-official = Official
origin-osm = OpenStreetMap
origin-census = Census
origin-survey = Survey
origin-geonames = GeoNames
origin-memory = From memory (unverified)
origin-modelled = Modelled

tier-central = Core city
tier-ring = Inner suburbs
tier-outer = Outer districts

demand-home = Home (own bay)
demand-residential = Residents without a bay
demand-workplace = Workplace
demand-destination = Destination
demand-corridor = Corridor
demand-taxi = Taxi and ride-hail
demand-bus = Bus
demand-logistics = Logistics
demand-sanitation = Sanitation

function-charging = Charging
function-hydrogen = Hydrogen
function-swap = Battery swap
function-methanol = Methanol

place-settlement = Settlement
place-district_seat = District seat
place-airport = Airport
place-rail_station = Railway station
place-port = Port
place-zone = Development zone
place-logistics = Logistics
place-industry = Industry
place-attraction = Attraction
place-charging_station = Charging station
origin-not-stated = Not stated

ownership-commercial = Commercial
ownership-captive = Captive

supply-by-product = By-product
supply-electrolysis = Electrolysis
supply-reforming = Reforming
supply-import = Import

transport-tube_trailer = Tube trailer
transport-pipeline = Pipeline
transport-onsite = On site

road-expressway = Expressway
road-trunk = Trunk road

## maps: pages

## maps: frame and pictures

## gisplan: tables and results

## gisplan: clauses and delivery

## gisplan: report

## gisplan: explain
explain-counting = explain: counting
explain-judging = explain: the rules of { $about }, { $stage }
explain-at-conflict = explain: the conflict in { $about }, { $stage }
explain-stage-any = any sites
explain-stage-sited = the sites that siting opens
explain-stage-sized = the chargers that sizing chooses
explain-stage-candidates = all candidates
explain-no-plan = { $scenario }: no plan exists.
explain-possible = { $scenario }: the rules can hold together.
explain-not-told = { $scenario }: could not be told in time; raise --time-limit.
explain-facts-impossible = These facts leave no plan:
explain-facts-limits = These facts limit every plan:
explain-conflict-proven = These rules cannot hold together, and none of them can be spared:
explain-conflict = These rules cannot hold together:
explain-no-setting = No setting of the scenario ends this; change the layers.
explain-least = The least that has to change:
explain-or-alone = Or one of these alone:
explain-change = { $change }
explain-change-unchecked = { $change } (could not be checked)

explain-no-public-site = none of { $sites } public sites may hold a charger (charging not allowed, excluded, or bays or grid below one charger)
explain-required-without-room = required site { $name } ({ $site }) has no room for a charger: { $bays } bays, { $power }, allows { $allows }
explain-bay-room = the { $name } { $category } ({ $site }) has { $bays } bays, the rule asks { $asked } fast chargers
explain-grid-room = the { $name } { $category } ({ $site }) has { $power }, enough for { $room }, the rule asks { $asked } fast chargers
explain-site-limit = { $required } public sites have to open, the limit is { $limit }
explain-target-room = all { $sites } usable sites hold at most { $room } chargers, the target is { $target }
explain-category-room = { $category }: at least { $asked } chargers asked, its { $sites } sites hold at most { $room } ({ $bays } bays)
explain-out-of-reach = { $cells } cells in { $district }, { $people } people, have no candidate within { $radius }; the nearest is { $nearest } away
explain-no-way = { $cells } cells in { $district }, { $people } people, have no candidate within { $radius }; no road leads to one
explain-corridor-stretch = { $road } { $direction }, { $begin } to { $end }: { $span } without a site, the limit is { $limit }
explain-station-candidates = { $able } of { $candidates } candidates may hold a station, the target is { $target }{ $example }
explain-owner-candidates = at least { $asked } { $owner } asked, { $able } of { $candidates } candidates may hold one{ $example }
explain-district-candidates = { $district } needs { $asked } station, { $able } of its { $candidates } candidates may hold one{ $example }
explain-example = { " " }(for instance { $site }: { $reason })
explain-station-use = a station sells at least { $share } of its size, { $least } or more: { $able } of { $candidates } candidates that may hold one have that much within reach, the target is { $target }
explain-station-use-total = { $target } stations sell at least { $least } together; { $demand } are asked for and sources give { $supply }

explain-bays = the bays of every site
explain-grid = the grid connection of every site
explain-most = the most chargers of one site (in compounds, its cars)
explain-required = { $sites } public sites are required
explain-max-sites = at most { $most } public sites
explain-tile = public sites of planning tile { $tile } (km) must be able to give { $energy }
explain-min-chargers = at least { $least } chargers at an open public site
explain-fast = at least { $least } fast chargers at every { $category }
explain-floor = at least { $least } chargers in { $where } ({ $bays } bays there)
explain-ceiling = at most { $most } chargers in { $where }
explain-kinds = the kinds that count
explain-bound = bound { $id }
explain-share-lower = { $chargers }: at least { $share }
explain-share-upper = { $chargers }: at most { $share }
explain-of-access = { $access } chargers
explain-of-bound = chargers of bound { $id }
explain-of-type = { $type } at { $category }
explain-target = at least { $target } new chargers
explain-budget = at most { $budget }
explain-set-max-sites = the limit on public sites
explain-set-adequacy = the adequacy of planning tiles
explain-set-min-chargers = the least chargers of a site
explain-set-fast = the fast chargers of every { $category }
explain-set-district-floor = the floor share of districts
explain-set-floor = the least chargers in { $where }
explain-set-ceiling = the most chargers in { $where }
explain-set-share = the share of { $chargers }
explain-set-target = the target of chargers
explain-set-budget = the budget

explain-years = the chargers of the horizon are built in its years
explain-paid = every charger is paid for by the year in which it is built
explain-horizon = the plan of { $year }: { $chargers } chargers, { $sites } public sites, { $cost }
explain-nested = nothing that stands is taken away
explain-open = the chargers that open sites have, of those in the plan
explain-year-least = at least { $least } chargers by { $year }
explain-year-new = at most { $most } new chargers in { $year }
explain-year-sites = at most { $most } new public sites in { $year }
explain-year-budget = at most { $most } in { $year }
explain-set-year-least = the least chargers by { $year }
explain-set-year-new = the most new chargers of { $year }
explain-set-year-sites = the most new public sites of { $year }
explain-set-year-budget = the budget of { $year }

explain-parcel = at most one hydrogen station a parcel
explain-screening = screening closes { $closed } of { $candidates } candidates to every size
explain-stations = exactly { $target } new hydrogen stations
explain-owner = at least { $least } { $owner } ({ $able } candidates may hold one)
explain-district = at least { $least } in { $district }
explain-commercial = commercial stations
explain-captive = captive stations
explain-set-stations = the target of hydrogen stations
explain-set-owner = the least { $owner }
explain-set-districts = the districts with a station
explain-use = every new station sells at least { $share } of its size (from { $smallest })
explain-flows = hydrogen is sold within the service radius, by captive stations to their own premises only
explain-demand = { $total } are asked for in all
explain-source = source { $source } gives at most { $given } ({ $share } of what it can)
explain-supply = the other sources give at most { $given }
explain-arc = a trip needs a station within range all along its route ({ $ranges }, half a tank at its ends)
explain-trips = at least { $share } ({ $least }) of the { $trips } trips a day that can be refuelled
explain-set-use = the least use of a new station
explain-set-source = the share of source { $source }
explain-set-trips = the least share of freight trips

## gisplan: why
why-site = { $site } { $name }: { $kind }
why-chosen = the plan puts chargers here
why-not-chosen = the plan puts no charger here
why-barred = ruled out: { $reason }
why-forced = it is in every plan: { $reason }
why-excluded = its row is marked excluded
why-no-charging = charging is not allowed there ({ $allows })
why-no-room = { $bays } { $bays ->
        [one] bay
       *[other] bays
    }, { $power }
why-existing = it stands already
why-category-required = every { $category } has to be equipped
why-required = its row is marked required
why-not-public = not a public site, so it counts for no public coverage
why-people-lost = { $reach } people are within the radius; for { $added } of them no other open site is
why-people-added = { $reach } people are within the radius; opening it as well would newly cover { $added }
why-least-added = the open site of least use that was a choice is { $site }: it alone covers { $people }
why-energy = it serves { $energy } kWh/day ({ $parts })
why-gap = the longest stretch of its road and direction is { $held } with it, { $without } without
why-no-other = no other candidate could take its place
why-next-best = next best: { $name } ({ $site }), which would win back { $people } of them, { $away } away
why-covered-by = { $name } ({ $site }) is open and reaches { $people } of its people, { $away } away
why-station = the plan puts a hydrogen station here, which sells { $sold }
why-screened-out = screening rules a hydrogen station of { $size } out: { $reason }
why-screened-in = a hydrogen station of { $size } passes screening (no compliance); not chosen

## gisplan: planning, scenario, verify

## gisplan: the command line

## optimize: faults and reasons
