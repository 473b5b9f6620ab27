"""Verify what a run passes on: candidates, places, where rows come from, and the figures it assumed."""

from __future__ import annotations

from collections import Counter
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from gisplan.regions import is_at_hand, profiles_of
from gisplan.resources import screening_file
from gisplan.tables.reading import texts
from gisplan.verify.charging.standing import stock_is_given
from gisplan.verify.run.cells import MOST, column_differences, differences, flags, lacking
from gisplan.verify.run.faults import amount, by, differs, fault, of, place, told
from gisplan.verify.run.inputs import at_hand, inputs_of, layer_files, register_of
from gisplan.verify.run.reading import needing, points, records
from gisplan.verify.run.ways import EPS_M
from gisplan_errors import GisplanError
from gisplan_files import read_toml
from gisplan_words import message, parts_said
from layers.demand.homes import figures_not_taken
from layers.districts.places import district_of, read_places
from layers.districts.polygons import HOME_FIGURES
from layers.files.layers import blank_texts
from layers.files.reading import read_csv
from layers.hydrogen.screening import read_screening_rules
from layers.provenance import MOST_SOURCES
from layers.region.names import NAMES, SAID
from layers.region.sources import sources_of
from layers.schema.checking import check_layer
from layers.schema.contracts import SCHEMAS
from layers.sites.reading import laid_sites, read_sites

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

    import geopandas as gpd
    import pandas as pd

    from gisplan.plan.record import Plan
    from gisplan.verify.run.faults import Fault

READ: Final = by("file", file="inputs.json")
DEGREES: Final = 1e-6
_DATED: Final = ("source", "as_of")
_SOURCE: Final = ("source", "tag", "as_of")
_TABLES: Final = frozenset(("flows", "hydrogen_existing", "names"))
"""Tables of a region's folder that the provenance sums up and that are no layer of their own."""


@needing("evidence.gpkg candidates", "evidence.candidates", SCHEMAS["sites"].columns)
def candidate_faults(run: Plan) -> Iterator[Fault]:
    """Hold the candidates to their contract, their districts, their file, and to all that was chosen."""
    frame, where = run.evidence.candidates, "evidence.gpkg candidates"
    yield from _contract(frame, "sites", where)
    yield from _as_counted(run, "sites", frame, where)
    yield from _in_districts(run, frame, where, "site_id")
    tiers = dict(zip(run.layers.districts["adcode"], run.layers.districts["tier"], strict=True))
    if "tier" in frame.columns:
        names = [f"{where} {name}" for name in frame["site_id"]]
        yield from column_differences(names, frame, {"tier": frame["adcode"].map(tiers)}, by("district"))
    yield from _chosen(run)
    yield from _asked_status(run, frame, where)
    right = yield from _sites_read(run, where, str(frame.crs))
    if right is None:
        return
    for name, rule in run.scenario.sites.items():
        right.loc[right["site_id"] == name, "status"] = rule.status
    for row in right.index[right["adcode"].isin(list(run.scenario.districts))]:
        if right["status"][row] != "existing" and right["site_id"][row] not in run.scenario.sites:
            right.loc[row, "status"] = "excluded"
    everywhere = right["category"].isin(list(run.scenario.coverage.required_categories.min_fast))
    marked = everywhere & (right["status"] == "candidate")
    right["status"] = right["status"].mask(marked, "required")  # as planning marks them
    # what stands and what it leaves is for the check of the layer ``standing``
    built = set(run.layers.standing["site_id"].astype(str))
    new = ~frame["site_id"].astype(str).isin(built)
    yield from _as_read(where, frame[new], right[~right["site_id"].astype(str).isin(built)], "site_id")


@needing("plan.gpkg places", "layers.places", SCHEMAS["places"].columns)
def place_faults(run: Plan) -> Iterator[Fault]:
    """Hold the places to their contract, coordinates, districts, and the file they came from."""
    frame, where = run.layers.places, "plan.gpkg places"
    yield from _contract(frame, "places", where)
    yield from _as_counted(run, "places", frame, where)
    yield from _in_districts(run, frame, where, "name_zh")
    degrees = frame.to_crs(4326)
    for row, point in zip(records(frame), degrees.geometry, strict=True):
        due = {"lon": point.x, "lat": point.y}
        yield from differences(f"{where} {row['name_zh']}", row, due, by("point"), near=DEGREES, share=0.0)
    table, settings = at_hand(run, "places.csv"), at_hand(run, "region.toml")
    if table is None or settings is None:
        return
    named = read_toml(settings).get("geonames")
    towns = None if named is None else at_hand(run, str(named))
    if named is not None and towns is None:
        return
    try:
        right = read_places(table, towns, districts=run.layers.districts)
    except GisplanError as error:
        yield fault("unread", f"{where} places.csv", error=told(error))
        return
    yield from _as_read(where, frame, right.to_crs(frame.crs), "")


@needing("provenance.csv", "provenance", ("layer", "origin", "rows", "verified_share", *_DATED))
def provenance_faults(run: Plan) -> Iterator[Fault]:
    """Count the rows of each layer and origin again, with the share verified, the sources and the dates."""
    table = run.provenance
    said = {(str(row["layer"]), str(row["origin"])): row for row in records(table)}
    if len(said) != len(table):
        yield differs("provenance.csv", amount("rows"), len(table), len(said), by("pairs"))
    yield from _rows(run, said)
    whole = {
        name: getattr(run.layers, name) for name in ("districts", "corridors", "hydrogen_supply", "places")
    }
    whole["sites"] = run.evidence.candidates
    if "standing" in {layer for layer, _ in said}:
        own = run.layers.standing
        whole["standing"] = own[own["told_by"] == "standing"]
    if "transport" in whole["hydrogen_supply"]:
        sources = whole["hydrogen_supply"]
        whole["hydrogen_supply"] = sources[sources["transport"] != "onsite"]  # a station's own is no input
    for name in sorted({layer for layer, _ in said} - whole.keys() - {"demand", "roads"}):
        path = at_hand(run, f"{name}.csv")
        if path is not None:
            whole[name] = blank_texts(read_csv(path, dtype=str)).assign(**_stated_once(run, name))
            yield from _origins_known(name, said, whole[name])
    for name, frame in whole.items():
        if not lacking(frame, name, ("origin", "source", "as_of", "verified")):
            for origin, part in frame.groupby("origin"):
                if (name, origin) in said:
                    yield from _told(f"provenance.csv {name} {origin}", said[name, str(origin)], part)


def _stated_once(run: Plan, name: str) -> dict[str, Any]:
    """Give what region.toml states of all rows of a table: origin, source and date of names."""
    settings = at_hand(run, "region.toml") if f"{name}.csv" == NAMES else None
    said = {} if settings is None else read_toml(settings).get(name, {})
    return {**said, "verified": False} if {*said} == {*SAID} else {}


@needing("plan.gpkg districts", "layers.districts", ("tier", "population", *HOME_FIGURES))
@needing("assumptions.csv", "assumptions", ("name", "value", "unit", *_SOURCE))
def assumption_faults(run: Plan) -> Iterator[Fault]:
    """Compare assumptions.csv with scenario, demand model, screening and registers, both ways."""
    table = run.assumptions
    said = {str(row["name"]): row for row in records(table)}
    if len(said) != len(table):
        yield differs("assumptions.csv", amount("rows"), len(table), len(said), by("figures-named"))
    right = {**dict(_figures(run.scenario.model_dump(mode="python"), "", {})), **_others(run)}
    for name in sorted(right.keys() - said.keys())[:MOST]:
        yield fault("missing", "assumptions.csv", key=name)
    for name in sorted(right.keys() & said.keys()):
        yield from differences(f"assumptions.csv {name}", said[name], right[name], by("source"))
    away = {"policy.": register_of(run) is None, "demand.": not is_at_hand(run.scenario.region)}
    away |= {"profiles.": away["demand."]}
    unknown = tuple(part for part, is_away in away.items() if is_away)
    for name in sorted(said.keys() - right.keys()):
        if not name.startswith(unknown):
            yield fault("no-figure", "assumptions.csv", key=name)


def _contract(frame: gpd.GeoDataFrame, layer: str, where: str) -> Iterator[Fault]:
    """Name the rows that break the contract of their layer."""
    try:
        check_layer(blank_texts(frame)[[*SCHEMAS[layer].columns, "geometry"]], layer, file=where)
    except GisplanError as error:
        yield from (message("check-told", told=part) for part in parts_said(error.what)[:MOST])


def _sites_read(run: Plan, where: str, crs: str) -> Generator[Fault, None, gpd.GeoDataFrame | None]:
    """Read the sites again from the file or the store that they came from; None where neither is at hand."""
    path = next(filter(None, (at_hand(run, name) for name in layer_files("sites"))), None)
    districts, places = run.layers.districts, run.layers.places
    try:
        if path is not None:
            return read_sites(path, districts=districts, places=places, crs=crs)
        found = _store_of_sites(run)
        return None if found is None else laid_sites(*found, districts=districts, places=places, crs=crs)
    except GisplanError as error:
        yield fault("unread", f"{where} {path.name if path else 'sites'}", error=told(error))
        return None


def _store_of_sites(run: Plan) -> tuple[gpd.GeoDataFrame, str] | None:
    """Give the version of a store that the sites came from, where it is a GeoPackage that is at hand."""
    said = next((row for row in run.inputs if row.get("layer") == "sites" and "store" in row), None)
    settings = at_hand(run, "region.toml")
    if said is None or settings is None:
        return None
    store = sources_of(settings.parent, read_toml(settings)).stores.get("sites")
    if store is None or store.address.path is None:  # a server is not asked: it may be anywhere
        return None
    try:
        return store.read(int(said["version"]) or None).frame, str(said["store"])
    except GisplanError:
        return None


def _asked_status(run: Plan, frame: gpd.GeoDataFrame, where: str) -> Iterator[Fault]:
    """Compare the status of candidates with what the scenario says of their sites and districts."""
    always = set(run.scenario.coverage.required_categories.min_fast)
    for row in records(frame):
        rule = run.scenario.sites.get(str(row["site_id"]))
        due = None if rule is None else rule.status
        if due is None and row["adcode"] in run.scenario.districts and row["status"] != "existing":
            due = "excluded"
        if due == "candidate" and row["category"] in always:
            due = "required"
        if due is not None and row["status"] != due:
            of_site = f"{where} {row['site_id']}"
            yield differs(of_site, "status", str(row["status"]), due, by("scenario"))


def _as_counted(run: Plan, layer: str, frame: gpd.GeoDataFrame, where: str) -> Iterator[Fault]:
    """Compare the rows of each origin with what inputs.json says went in."""
    found, right = Counter(texts(frame, "origin")), Counter(inputs_of(run).origins.get(layer, {}))
    yield from _origins(where, found, right)


def _origins(where: str, found: Counter[str], right: Counter[str]) -> Iterator[Fault]:
    for origin in sorted({*right, *found}):
        if found[origin] != right[origin]:
            yield differs(where, amount("rows-of", origin=origin), found[origin], right[origin], READ)


def _in_districts(run: Plan, frame: gpd.GeoDataFrame, where: str, key: str) -> Iterator[Fault]:
    found = district_of(frame, run.layers.districts)
    names = [f"{where} {name}" for name in frame[key]]
    yield from column_differences(names, frame, {"adcode": found}, by("lies"))


def _chosen(run: Plan) -> Iterator[Fault]:
    """Check that whatever the run places stands at a candidate, and tells of it what the candidate does."""
    known = set(run.evidence.candidates["site_id"].astype(str))
    evidence = ("assignment", "phase_assignment", "hydrogen_assignment", "parcels", "facilities")
    frames = {
        f"evidence.gpkg {name}": getattr(run.evidence, name) for name in (*evidence, "facility_service")
    }
    frames |= {f"{name}.csv": run.delivery[name] for name in ("permits", "platform", "pilots")}
    frames["schedule.csv"] = run.schedule
    frames |= {
        f"plan.gpkg {name}": getattr(run.layers, name) for name in ("sites", "stations", "energy_facilities")
    }
    for where, frame in frames.items():
        if "site_id" in frame.columns:
            for name in sorted(set(frame["site_id"].astype(str)) - known)[:MOST]:
                yield fault("no-candidate", place(where, of("site", name)))
    was = run.evidence.candidates.set_index(run.evidence.candidates["site_id"].astype(str))
    for layer in ("sites", "stations"):
        frame = getattr(run.layers, layer)
        frame = frame[frame["site_id"].astype(str).isin(known)]
        before = was.loc[frame["site_id"].astype(str)]
        due = {name: before[name] for name in SCHEMAS["sites"].columns if name in frame.columns}
        names = [f"plan.gpkg {layer} {site}" for site in frame["site_id"]]
        yield from column_differences(names, frame, due, by("candidate"))


def _as_read(where: str, frame: gpd.GeoDataFrame, right: gpd.GeoDataFrame, key: str) -> Iterator[Fault]:
    """Compare a layer with the file it was read from, row by row; without a key in the order of the rows."""
    if len(frame) != len(right):
        yield differs(where, amount("rows"), len(frame), len(right), by("its-file"))
        return
    if key:
        frame, right = (one.sort_values(key, ignore_index=True) for one in (frame, right))
    names = [f"{where} {name}" for name in frame[key or "name_zh"]]
    shared = {name: right[name] for name in right.columns if name in frame.columns and name != "geometry"}
    away = np.hypot(*(points(frame) - points(right)).T)
    moved = (
        fault("moved-file", name, metres=f"{metres:.1f}")
        for name, metres in zip(names, away, strict=True)
        if metres > EPS_M
    )
    yield from islice(chain(column_differences(names, frame, shared, by("its-file")), moved), MOST)


def _rows(run: Plan, said: Mapping[tuple[str, str], Mapping[str, Any]]) -> Iterator[Fault]:
    """Compare the rows of each layer and origin with inputs.json, and a table's with its file."""
    layers = {layer for layer, _ in said} | inputs_of(run).origins.keys() | _TABLES
    for layer in sorted(layers):
        stated = Counter({origin: int(row["rows"]) for (name, origin), row in said.items() if name == layer})
        if layer in inputs_of(run).origins:
            yield from _origins(f"provenance.csv {layer}", stated, Counter(inputs_of(run).origins[layer]))
        elif layer == "standing":  # rows outside all districts are left out; `standing_faults` has the others
            continue
        elif (rows := inputs_of(run).rows.get(f"{layer}.csv")) is not None and rows != sum(stated.values()):
            has = by("file", file=f"{layer}.csv")
            yield differs(f"provenance.csv {layer}", amount("rows"), sum(stated.values()), rows, has)


def _origins_known(layer: str, said: Mapping[tuple[str, str], Any], frame: pd.DataFrame) -> Iterator[Fault]:
    known = set(texts(frame, "origin")) if "origin" in frame.columns else set()
    for name, origin in sorted(said):
        if name == layer and known and origin not in known:
            yield fault("no-origin", f"provenance.csv {name} {origin}", origin=origin, file=f"{name}.csv")


def _told(name: str, row: Mapping[str, Any], part: pd.DataFrame) -> Iterator[Fault]:
    """Compare one row of the provenance with the rows of the layer that it sums up."""
    dates = sorted(set(texts(part, "as_of")) - {"undated"})
    due = {
        "rows": len(part),
        "verified_share": float(flags(part, "verified").mean()),
        "as_of": " – ".join(dict.fromkeys([dates[0], dates[-1]])) if dates else "undated",
    }
    yield from differences(name, row, due, by("rows-of-run"))
    sources = Counter(texts(part, "source"))
    text = str(row["source"])
    named = text.removesuffix(" …").split(" | ")
    common = sorted(sources.values(), reverse=True)[:MOST_SOURCES]
    if sorted((sources.get(one, 0) for one in named), reverse=True) != common or text.endswith(" …") != (
        len(sources) > MOST_SOURCES
    ):
        yield fault("sources", name, source=repr(text))


def _others(run: Plan) -> dict[str, dict[str, Any]]:
    """Give the figures that stand in files of their own: demand model, screening, registers."""
    scenario = run.scenario
    right: dict[str, dict[str, Any]] = {}
    if is_at_hand(scenario.region):
        parameters = scenario.demand.parameters(scenario.region)
        parameters = parameters.without_stock() if stock_is_given(run) else parameters
        aside = figures_not_taken(run.layers.districts, parameters)
        columns = ("value", "unit", *_SOURCE, "low", "high")
        for figure in parameters.rows():
            if figure["name"] not in aside:
                right[f"demand.{figure['name']}"] = {key: figure[key] for key in columns if key in figure}
        for figure in profiles_of(scenario.region).rows():
            right[f"profiles.{figure['name']}"] = {key: figure[key] for key in ("value", "unit", *_SOURCE)}
    for row in read_screening_rules(screening_file()).table.to_dict("records"):
        parts = (row[key] for key in ("rule", "applies", "subject", "station_class"))
        source = ", ".join(filter(None, (row["source"], row["clause"])))
        name = "screening." + ".".join(str(part) for part in parts if part)
        right[name] = {key: row[key] for key in ("value", "unit", "tag", "as_of")} | {"source": source}
    register = register_of(run)
    for name, known in () if register is None else register.parameters.items():
        right[f"policy.{name}"] = {key: getattr(known, key) for key in ("value", "unit", *_SOURCE)}
    return right


def _figures(
    value: Any,  # noqa: ANN401 - parts of a scenario
    name: str,
    source: Mapping[str, Any],
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give every number that stands beside a source, by its dotted name; demand has tables of its own."""
    if isinstance(value, dict):
        if value.keys() >= set(_SOURCE):
            source = {key: value[key] for key in _SOURCE}
        if source and "value" in value and "unit" in value:
            unit = {"unit": value["unit"]} if value["unit"] else {}
            yield name, {"value": float(value["value"]), **unit, **source}
            return
        for key, child in value.items():
            if (name, key) != ("", "demand"):
                yield from _figures(child, f"{name}.{key}".strip("."), source)
    elif isinstance(value, tuple | list):
        for place, child in enumerate(value, start=1):
            key = child.get("id", place) if isinstance(child, dict) else place
            yield from _figures(child, f"{name}.{key}", {})
    elif source and isinstance(value, int | float) and not isinstance(value, bool):
        yield name, {"value": float(value), **source}
