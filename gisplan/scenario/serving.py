"""Scenarios from before charger types said whom they serve: their rewriting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gisplan.resources import scenario_names
from gisplan_errors import ScenarioError
from gisplan_files import data_folder, read_toml

if TYPE_CHECKING:
    from collections.abc import Mapping, MutableMapping


def say_whom_types_serve(document: MutableMapping[str, Any]) -> None:
    """Rewrite, in place, a scenario whose groups say ``needs_fast`` and whose types say ``fast``.

    Its types get ``serves`` and ``connector_standard``; where it has none of its own, it says of the types of
    the shipped scenario that it extends what differs. One without any of the old keys stays as it is.

    Parameters
    ----------
    document
        The scenario as its TOML file has it: a dict, or a document that keeps its layout.

    Raises
    ------
    ScenarioError
        The types stand in a file that it extends: what to do there.
    """
    groups, chargers = document.get("service", {}), document.get("chargers", {})
    asked = {name: bool(group.pop("needs_fast")) for name, group in groups.items() if "needs_fast" in group}
    standards = dict(document.get("delivery", {}).pop("connector_standards", {}).get("by_type", {}))
    own = chargers.get("types", [])
    if not (asked or standards or any("fast" in kind for kind in own)):
        return
    below, known = _extended(document.get("extends"))
    slow = {name for kind in below for name in kind["serves"] if kind["current"] == "AC"}
    needs_fast = {name: name not in slow for name in known} | {
        name: asked.get(name, name in known and name not in slow) for name in groups
    }
    if not own and not below:
        raise ScenarioError(
            "the charger types stand in the scenario that this file extends: name there in serves of each of "
            "[[chargers.types]] which groups it can charge, and its connector_standard; then delete "
            f"needs_fast and delivery.connector_standards here ({', '.join(sorted({*asked, *standards}))})"
        )
    for kind in own:
        fast = kind.pop("fast", kind.get("current") == "DC")
        kind["serves"] = [name for name, needed in needs_fast.items() if fast or not needed]
        kind["connector_standard"] = standards.get(kind["id"], kind.get("connector_standard", ""))
    if own:
        return
    rows = []
    for kind in below:
        serves = [name for name, needed in needs_fast.items() if kind["current"] == "DC" or not needed]
        said = {"serves": serves, "connector_standard": standards.get(kind["id"], kind["connector_standard"])}
        changed = {key: value for key, value in said.items() if value != kind[key]}
        if changed:
            rows.append({"id": kind["id"], **changed})
    if rows:
        document.setdefault("chargers", {})["types"] = rows


def _extended(name: object) -> tuple[list[Mapping[str, Any]], list[str]]:
    """Give the types and the names of the groups of a shipped scenario and of those that it extends."""
    types: list[Mapping[str, Any]] = []
    groups: list[str] = []
    while name in scenario_names():
        table = read_toml(data_folder() / "scenarios" / f"{name}.toml")
        types = types or table.get("chargers", {}).get("types", [])
        groups = [*table.get("service", {}), *(one for one in groups if one not in table.get("service", {}))]
        name = table.get("extends")
    return types, groups
