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
