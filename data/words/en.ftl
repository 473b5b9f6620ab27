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
unit-min = { $number } min
unit-kinds = { $number } kinds
unit-districts = { $number } districts
unit-cities = { $number } cities
unit-zones = { $number } zones
unit-places = { $number } places
unit-sources = { $number } sources
unit-vehicles = { $number } vehicles
unit-edges = { $number } edges
unit-chargers-year = { $number } chargers/year
unit-ratio = { $number } capacity / demand
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
verdict-met = met
verdict-not-met = not met
verdict-partly = partly
verdict-not-assessable = not assessable
verdict-context = context

clause-context-bodies = Responsible bodies, with what each handles: bodies.csv.
clause-context-zones = The places named, with their districts: zones.csv.
clause-context-industry = Asks industry or research, not the placing of facilities.
clause-context-baseline = A figure of the past or present, not a demand.
clause-context-finance = Money, land or price policy, which no layout decides.
clause-context-demand = Background of the demand; nothing to judge.
clause-still-needed = Still needed: { $what }.
clause-year-passed = The clause's year { $year } has passed; the end of the plan ({ $horizon }) is judged.
clause-people-from = { $districts } { $districts ->
        [one] district
       *[other] districts
    } with { $share } of the people { $tag ->
        [memory] from memory
       *[modelled] modelled
    }
clause-rests-on-people = Rests on populations of { $parts }.
clause-none-verified = None of them is verified (modelled or from memory).
clause-some-unverified = { $count } of them { $count ->
        [one] is
       *[other] are
    } not verified (modelled or from memory).
clause-none = none

## gisplan: what keeps a quantity from being known
clause-no-parameter = The policy file has no parameter { $name }: give it under [parameters].
clause-not-understood = { $quantity } does not know { $argument }.
clause-no-stations = This scenario plans no new hydrogen station.
clause-no-hydrogen_supply = The region has no layer of hydrogen sources.
clause-no-corridors = The region has no layer of corridors.
clause-no-verification = No new charger is due for verification.
clause-no-platform = There are no planned sites.
clause-no-permits = No site needs a permit.
clause-no-projects = No project needs filing.
clause-no-chargers = There are no new chargers.
clause-no-public-sites = There are no public sites.
clause-no-private-sites = There are no private sites.
clause-no-home-chargers = There are no AC chargers at residential sites, or the scenario has no section [grid].
clause-no-stock = { $count } new public chargers; how many stand is not known (chargers.existing).
clause-nothing-asked = Nothing is asked of public chargers.
clause-no-category = The region has no layer of this kind: { $kind }.
clause-no-place = The region names no place of this kind: { $kind }.
clause-no-tier = { $tiers } is unknown; the region's tiers are { $held }.
clause-no-zone = The region has none of these zones: { $zones }.
clause-no-people = There are no people where this is judged.
clause-judges-means = This scenario judges mean distances ({ $profile }), not the { $metres } m radius.
clause-judges-radius = This scenario judges a radius ({ $profile }), not mean distances.
clause-judges-wider = This scenario judges other radii or tiers than the clause ({ $metres } m, { $tiers }).
clause-no-operator = { $stations } use fuel-station land, but the layer names no operator.
clause-no-pilot = This scenario asks for no { $kind } (delivery.pilots).
clause-no-capacity = The capacity is not known (delivery.verification_capacity).
clause-no-fleet = The demand model lacks { $fleets }.
clause-no-classes = The demand layer has no energy by class.

## gisplan: the evidence of a quantity, by its name
clause-new_chargers = { $count } planned new chargers ({ $parts }), counted after { $base }.
clause-chargers-of = { $count } { $access }
clause-public_chargers_in_all = { $new } new public chargers and { $stands } that stand: { $count } in all.
clause-new_chargers_at = { $category }: { $count } chargers at { $of } sites.
clause-category-of-access = { $category } ({ $access })
clause-public_capacity_ratio = Public chargers can deliver { $capacity }; { $asked } are asked (unmet included).
clause-chargers_of_national_standard = { $count } of { $of } chargers have a connector of the national standard (platform.csv).
clause-service_areas_equipped = { $count } of { $of } { $kind } sites (each direction apart) have { $speed ->
        [fast] fast
       *[public] public
    } chargers.
clause-places_served = { $count } of { $of } { $kind } sites have { $what } within { $metres } m (straight).
clause-of-them-public = { $count } of them have public ones.
clause-named_places_served = { $count } of { $of } places ({ $kind }) have { $what }{ $who ->
        [truck] { " or a hydrogen station" }
       *[public] { "" }
    } within { $metres } m (straight).
clause-public-chargers = public chargers
clause-truck-chargers = chargers of at least { $power }
clause-people_covered = { $covered } of { $people } people have a public site within { $kilometres } km; homes are modelled.
clause-people_reached = { $covered } of { $people } people have a public site within the scenario's radii.
clause-zones_within_mean_distance = { $count } of { $of } kinds of zone hold their mean radius ({ $ways }).
clause-mean-way = { $radius }: { $mean }
clause-corridors_within_gap = { $count } of { $of } corridors (each direction apart) have no gap beyond { $kilometres } km, { $broken } have one, { $open } end where it is not known.
clause-districts_scored = { $count } of { $of } districts have every figure (districts.csv).
clause-stations_in_all = { $new } new; { $standing } more stood by { $on } as the press reports (most without a place, not verified); { $count } in all.
clause-new_stations = { $count } new hydrogen stations.
clause-ownership_kinds = { $commercial } new commercial and { $captive } new captive stations.
clause-stations_on_fuel_land = { $count } of { $of } new stations ({ $share }) use fuel-station land.
clause-stations_of_operator = { $count } at stations of the operators named; { $unnamed } without a known operator.
clause-integrated_stations = { $count } hydrogen stations share their parcel with charging or fuel: integrated energy stations.
clause-functions_at_fuel_stations = On fuel-station land: { $parts }.
clause-function-at = { $what } at { $count }
clause-stations_in = { $count } new stations in { $places }.
clause-districts_with_station = New hydrogen stations: { $parts }.
clause-districts_with_integrated = New integrated energy stations: { $parts }.
clause-zones_with_station = New stations inside: { $parts }.
clause-zone-without-place = { $zone } has no place.
clause-stations-at = { $count } in { $what }
clause-station_pressures = { $parts }.
clause-of-pressure = { $count } of { $what }
clause-hydrogen_used = { $used } used of { $capacity } at { $sources } sources.
clause-source-overdrawn = { $name } is above its capacity.
clause-source-missing = No source at { $place }.
clause-sources_of_kind = { $count } of { $of } sources: { $kind }.
clause-sources_by_transport = { clause-sources_of_kind }
clause-delivered_hydrogen_cost = Delivered hydrogen costs { $cost } on average, by station in stations.csv.
clause-hydrogen_demand_served = { $served } of { $asked } are served; the demand is modelled.
clause-hydrogen_vehicles = The demand model holds { $trucks } fuel-cell trucks and { $buses } buses.
clause-facility_kinds = { $parts } (facilities.csv).
clause-kind-of = { $what } { $count }
clause-facilities = { $kind }: { $count } (facilities.csv).
clause-pilots = The scenario asks for { $of } { $kind }, { $count } are placed: { $names }.
clause-orderly_chargers = { $of } AC chargers at residential sites, { $share } of them orderly: { $saved } less load (coincidence { $coincidence }).
clause-verifications_due = { $count } due in { $year }, the busiest year ({ $first } first, { $again } again){ $stands ->
        [unknown] ; public chargers that stand are not known and left out
       *[known] { "" }
    }; by year in verification.csv.
clause-verification_capacity = Capacity: { $count } chargers a year.
clause-platform_records_complete = { $count } of { $of } sites have a complete record (platform.csv); { $unnamed } have no operator yet.
clause-public_sites_interoperable = { $count } of { $of } public sites have national connectors throughout (platform.csv); payment and data come in operation.
clause-private_sites_one_window = { $count } of { $of } private sites take the one-window connection only (permits.csv).
clause-projects_filed = { $count } of { $of } projects name the authority that files them ({ $authorities } authorities).
clause-stations_filed = { clause-projects_filed }
clause-sites_with_one_bundle = { $count } of { $of } sites have all permits at one window (permits.csv).
clause-unlawful_precedences = { $first } of { $of } permits can be filed at once, { $waits } wait for another one{ $lawful ->
        [no] ; without a law: { $kinds }.
       *[yes] { " by law (permits.csv)." }
    }
clause-fleet_electric_share = Electric share of new vehicles in the demand model: { $parts }; the demand is computed with it.
clause-fleet-share = { $fleet } { $share }
clause-fleets_in_demand = { $count } of { $of } fleets are in the demand; absent: { $absent }.

fleet-bus = bus
fleet-taxi = taxi
fleet-sanitation = sanitation
fleet-logistics = logistics
fleet-postal = postal
fleet-official = official
fleet-municipal = municipal
fleet-warehouse = warehouse
fleet-mine = mine
fleet-airport = airport
fleet-port = port

facility-AC = AC chargers
facility-DC = DC chargers
facility-high_power = High-power chargers
facility-orderly = Chargers with orderly charging
facility-swap = Battery swap stations
facility-methanol = Methanol stations
facility-hydrogen = Hydrogen stations
facility-integrated = Integrated energy stations
facility-wireless = Wireless charging pilots
facility-v2g = Vehicle-to-grid pilots
platform-status-planned = Planned

## gisplan: what a verdict assumes
assumes-people = Rests on populations of { $parts }
assumes-baseline = baseline { $base }
assumes-utilisation = max_utilisation of the charger types bounds what can be delivered
assumes-connectors = connector standard by charger type ({ $tags })
assumes-inventory = on the inventory of the region, which may be modelled
assumes-way = distance = { $way ->
        [roads] along roads
       *[circuity] straight x { $detour }
    }
assumes-threshold = threshold { $threshold }
assumes-radii = radii of coverage.profile = { $profile }
assumes-mean-radii = mean radii of a plan known from the press
assumes-station-count = count = { $count }{ $rests ->
        [reported] ; rests on the reported number of existing stations
       *[none] { "" }
    }
assumes-zone-circle = a zone is the circle of its place, whose radius is an input
assumes-source-capacity = capacities of the supply layer
assumes-haul-cost = costs of sources and haul are assumptions of the scenario
assumes-hydrogen-demand = hydrogen demand of the model
assumes-high-power = high power from { $power } on ({ $tag })
assumes-pilots = number of pilot sites ({ $tags })
assumes-cycle = cycle of { $years } years ({ $tag })
assumes-connection = connection happens in operation
assumes-operators = operators are chosen after the plan
assumes-laws = laws of precedence are from memory
assumes-fleet-shares = a coefficient of the demand model, not a registration figure
assumes-fleet-energy = energy of the fleets is modelled

## gisplan: faults of policy registers and of tables of permits
policy-not-valid = { $file }: the register is not valid.
policy-do-not-fit = policy: the registers do not fit together.
policy-fault = { "  " }{ $place }: { $fault }
policy-document-differs = { "  " }document { $key } differs in { $register }
policy-parameter-differs = { "  " }parameter { $key } differs in { $register }
policy-clause-twice = { "  " }clause { $id } is in { $one } and in { $other }
policy-did-you-mean = { " " }Did you mean { $name }?
policy-check-long = check of { $length } characters: at most { $most } are taken
policy-check-no-expression = check { $check }: not an expression: { $error }
policy-check-no-comparison = check { $check }: { $part } is no comparison. Write such as: new_chargers >= target
policy-check-chained = check { $check }: compares more than two sides. Join two comparisons with 'and'.
policy-check-operator = check { $check }: compares by something else than >=, <=, >, < or ==
policy-check-brackets = check { $check }: { $name } needs its brackets
policy-check-not-allowed = check { $check }: { $part } is not allowed in a check
policy-check-takes-one = check { $check }: { $name } takes one quantity
policy-check-takes-several = check { $check }: { $name } takes quantities
policy-check-arguments = check { $check }: arguments of { $name } are plain texts or numbers
policy-check-parameter = check { $check }: parameter takes one name in quotation marks
policy-check-no-quantity = check { $check }: no quantity '{ $name }'.{ $hint } gisplan clauses --quantities lists them
policy-check-takes = check { $check }: { $name } takes { $takes }, not { $count }
policy-no-arguments = no arguments
policy-check-and-context = has a check and a context: give one of them
policy-no-judgement = needs a check, a context, or settled_by: which data would settle it
policy-partly = at_most = "partly" needs settled_by: what would settle the rest
policy-no-target = check { $check } names target, and the clause has none
policy-no-text = needs fragments or a text
policy-id-twice = clause id { $id } is used twice
policy-no-document = clause { $id }: document { $document } is not in [documents]
policy-no-fragments = clause { $id }: a document that was read needs fragments to find it by
policy-no-clause = zone { $zone }: no clause { $clause }
permit-not-valid = { $file }: the table of permits is not valid.
permit-id-twice = { $file }: two permits share an id. Give each its own.
permit-unknown = { $file }: permit { $permit } requires { $other }, which is not in the table.
permit-circle = { $file }: the permits { $permits } wait for each other in a circle.

## gisplan: what a quantity counts, by its name
quantity-chargers_of_national_standard = New chargers whose connector follows the national standard
quantity-corridors_within_gap = Expressways and directions whose gaps between fast sites hold coverage.corridor_max_gap_km
quantity-delivered_hydrogen_cost = Delivered cost of hydrogen, mean by kilogram
quantity-districts_scored = Districts with every figure that an assessment of the network takes
quantity-districts_with_integrated = How many of the districts named have an integrated energy station
quantity-districts_with_station = How many of the districts or cities named have a new station
quantity-facilities = Facilities of one kind
quantity-facility_kinds = How many of the facility kinds named the plan has
quantity-fleet_electric_share = Electric share of new and replaced vehicles in the demand model, the least of the fleets named
quantity-fleets_in_demand = How many of the fleets named the demand model holds with some energy
quantity-functions_at_fuel_stations = How many of the named functions the plan adds on fuel-station land
quantity-hydrogen_capacity = Capacity of all hydrogen sources
quantity-hydrogen_demand_served = Hydrogen demand that the new stations serve
quantity-hydrogen_used = Hydrogen that the new stations take from the sources
quantity-hydrogen_vehicles = Fuel-cell vehicles that the hydrogen demand stands for
quantity-integrated_stations = Parcels with two functions or more
quantity-named_places_served = Named places of a kind with public chargers within place_m; truck: with truck_kw or a hydrogen station
quantity-new_chargers = New chargers, all kinds or the access kinds named: public, dedicated, private
quantity-new_chargers_at = New chargers at one category of site, of all access kinds or the ones named
quantity-new_stations = New hydrogen stations
quantity-orderly_chargers = AC chargers at residential sites in orderly charging
quantity-ownership_kinds = Ownership kinds among the new stations, of two
quantity-people_covered = People within radius_m of a public site, in the tiers named
quantity-people_reached = All people with a public site within the scenario's radii, where judged and elsewhere
quantity-pilots = Planned sites that host a pilot of the scenario
quantity-places_served = Sites of a category with public chargers within catchment_m; truck: or dedicated, of truck_kw
quantity-platform_records_complete = Planned sites whose platform record is complete
quantity-private_sites_one_window = Private sites whose only permit is the one-window connection
quantity-projects_filed = Projects that are filed with a named authority
quantity-public_capacity_ratio = What new public chargers can deliver in a day over what they are asked to
quantity-public_chargers_in_all = Public chargers in all: planned new ones and those that stand
quantity-public_sites_interoperable = Public sites whose chargers all have a national connector, so that any operator's user can charge
quantity-service_areas_equipped = Service areas with public chargers (or fast ones), each direction apart
quantity-sites_with_one_bundle = Sites whose permits are all received at one window
quantity-sources_at = How many of the named places have a hydrogen source
quantity-sources_by_transport = Hydrogen sources with one way of transport
quantity-sources_of_kind = Hydrogen sources of one kind
quantity-sources_overdrawn = Hydrogen sources that are asked for more than they give
quantity-station_pressures = How many of the pressures named the new stations have
quantity-stations_filed = Hydrogen projects that are filed with a named authority
quantity-stations_in = New stations in the districts named by code; 440100 stands for the whole city
quantity-stations_in_all = Hydrogen stations in all: new and standing, commercial and self-use together
quantity-stations_of_operator = New stations at fuel stations of the operators named
quantity-stations_on_fuel_land = New stations on fuel-station land
quantity-unlawful_precedences = Permits that wait for another one without a law that says so
quantity-verification_capacity = Chargers that the city can verify in a year
quantity-verifications_due = Chargers due for verification in the busiest year
quantity-zones_with_station = How many of the zones of the policy file, by name, have a new station inside
quantity-zones_within_mean_distance = Zones whose people have a mean way to a public site within the zone's mean radius

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
