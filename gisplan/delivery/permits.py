"""The permit bundle of every site: what is filed where, and what may wait for what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import pandas as pd
from pydantic import Field, ValidationError

from gisplan.policies.registers import not_valid
from gisplan.scenario.values import Frozen, Sourced
from gisplan_data import data_folder
from gisplan_errors import ScenarioError
from gisplan_files import read_toml, with_tuples
from gisplan_words import listed, message

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import geopandas as gpd

AT_THE_SITE: Final = "site"
"""Authority of a permit that is filed where the site stands."""
COLUMNS: Final = (
    *("bundle_id", "site_id", "name_zh", "adcode", "project", "access", "permit", "permit_zh", "permit_en"),
    *("kind", "authority", "received_by", "requires", "law", "round", "source", "tag"),
)
_PROJECT: Final = ["site_id", "name_zh", "adcode", "authority"]


class Permit(Sourced):
    """One permit: which projects ask for it, who gives it, what comes before it."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{0,31}$")
    name_zh: str
    name_en: str
    kind: Literal[
        "filing",
        "one-window",
        "connection",
        "planning",
        "fire",
        "construction",
        "operation",
        "environment",
        "safety",
        "registration",
    ]
    functions: tuple[Literal["charging", "hydrogen", "swap", "methanol"], ...] = Field(min_length=1)
    access: tuple[Literal["public", "dedicated", "private"], ...] = Field(min_length=1)
    authority: str = Field(min_length=1)
    requires: tuple[str, ...] = ()
    law: str = ""


class _Rules(Frozen):
    permit: tuple[Permit, ...] = Field(min_length=1)


def permit_rules(path: Path | None = None) -> tuple[Permit, ...]:
    """Read a table of permits, the shipped one without a path.

    Parameters
    ----------
    path
        TOML file of permits; None reads the shipped one.

    Returns
    -------
    tuple of Permit
        The permits in the order of the file.

    Raises
    ------
    ScenarioError
        If the file cannot be read, a permit is not complete, or one waits for an unknown one or itself.
    """
    path = data_folder() / "rules" / "permits.toml" if path is None else path
    table = read_toml(path)
    try:
        rules = _Rules.model_validate(with_tuples(table)).permit
    except ValidationError as error:
        raise not_valid("permit-not-valid", path, error, table) from None
    known = {rule.id for rule in rules}
    if len(known) < len(rules):
        raise ScenarioError(message("permit-id-twice", file=str(path)))
    for rule in rules:
        if strange := [name for name in rule.requires if name not in known]:
            told = {"file": str(path), "permit": rule.id, "other": repr(strange[0])}
            raise ScenarioError(message("permit-unknown", **told))
    _rounds(rules, path)
    return rules


def permit_table(
    sites: gpd.GeoDataFrame,
    stations: gpd.GeoDataFrame,
    rules: Sequence[Permit],
    other: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """List the permits of every planned site and station, bundled by site.

    Parameters
    ----------
    sites
        Planned charging sites with ``site_id``, ``access``, ``adcode``, ``authority``; ``functions`` when
        a site does more than charge.
    stations
        Planned hydrogen stations with the same columns but ``access``.
    rules
        The permits.
    other
        Battery swap and methanol facilities: kind, site_id, name_zh, adcode, authority.

    Returns
    -------
    pandas.DataFrame
        One row a permit: bundle_id (the site), site_id, name_zh, adcode, project (function), access, permit,
        permit_zh, permit_en, kind, authority, received_by (the one window), requires and law (``;`` between),
        round (1: filed at once; 2: after what a law puts before it), source, tag.
    """
    parts = [_projects(sites, "charging"), _projects(stations, "hydrogen")]
    if other is not None and len(other):
        parts.append(other[_PROJECT].assign(access="public", project=other["kind"]))
    projects = pd.concat(parts, ignore_index=True)
    projects = projects.drop_duplicates(["site_id", "project"])
    rounds = _rounds(rules, None)
    permits = []
    for order, rule in enumerate(rules):
        asked = projects[projects["project"].isin(rule.functions) & projects["access"].isin(rule.access)]
        if asked.empty:
            continue
        window = asked["authority"] if rule.kind != "one-window" else rule.authority
        permits.append(
            asked.assign(
                bundle_id=asked["site_id"],
                permit=rule.id,
                permit_zh=rule.name_zh,
                permit_en=rule.name_en,
                kind=rule.kind,
                received_by=window,
                authority=asked["authority"] if rule.authority == AT_THE_SITE else rule.authority,
                requires=";".join(rule.requires),
                law=rule.law,
                round=rounds[rule.id],
                source=rule.source,
                tag=rule.tag,
                order=order,
            )
        )
    if not permits:
        return pd.DataFrame(columns=list(COLUMNS))
    table = pd.concat(permits, ignore_index=True)
    table = table.sort_values(["site_id", "project", "order"], kind="stable", ignore_index=True)
    return _own_precedence(table)[list(COLUMNS)]


def _own_precedence(table: pd.DataFrame) -> pd.DataFrame:
    """Keep of ``requires`` only what the same project asks for: a swap station needs no fire review."""
    keys = [*zip(table["site_id"], table["project"], strict=True)]
    asked = set(zip(keys, table["permit"], strict=True))
    wanted = [
        ";".join(name for name in text.split(";") if (key, name) in asked)
        for text, key in zip(table["requires"], keys, strict=True)
    ]
    return table.assign(requires=wanted)


def _projects(frame: gpd.GeoDataFrame, main: str) -> pd.DataFrame:
    """Give one row a project: the frame's own function, and what else its column ``functions`` names."""
    base = pd.DataFrame(frame[_PROJECT]).assign(
        access=frame["access"] if "access" in frame.columns else "public", project=main
    )
    if "functions" not in frame.columns:
        return base
    more = base.assign(project=frame["functions"].fillna("").astype(str).str.split(";"))
    more = more.explode("project", ignore_index=True)
    more = more[more["project"].isin(("charging", "hydrogen", "swap", "methanol"))]
    # What the other frame is the home of comes from there: a shared parcel is not filed twice.
    others = {"charging": "hydrogen", "hydrogen": "charging"}
    return pd.concat([base, more[more["project"] != others[main]]], ignore_index=True)


def _rounds(rules: Sequence[Permit], path: Path | None) -> dict[str, int]:
    """Give the round each permit is filed in: one more than the latest that comes before it."""
    rounds: dict[str, int] = {}
    waiting = {rule.id: rule for rule in rules}
    while waiting:
        ready = [rule for rule in waiting.values() if all(name in rounds for name in rule.requires)]
        if not ready:
            raise ScenarioError(message("permit-circle", file=str(path), permits=listed(waiting)))
        for rule in ready:
            rounds[rule.id] = 1 + max((rounds[name] for name in rule.requires), default=0)
            del waiting[rule.id]
    return rounds
