"""Scenarios from before charger types said whom they serve, rewritten."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def with_serving_types(document: Mapping[str, Any], base: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Rewrite a scenario whose groups say ``needs_fast`` and whose types say ``fast``.

    Parameters
    ----------
    document
        The scenario as its TOML file has it; it is left as it is.
    base
        The scenario that it extends, of today's form and with what that extends laid under it.

    Returns
    -------
    dict
        The scenario with ``serves`` and ``connector_standard`` at its types. Types of the base are copied
        where only groups or standards differ from it. A scenario without the old keys comes back as it was.
    """
    new, under = copy.deepcopy(dict(document)), base or {}
    groups = dict(new.get("service", {}))
    asked = {name: group.pop("needs_fast") for name, group in groups.items() if "needs_fast" in group}
    standards = new.get("delivery", {}).pop("connector_standards", {}).get("by_type", {})
    own = new.get("chargers", {}).get("types")
    if not asked and not standards and not any("fast" in kind for kind in own or ()):
        return new
    below = list(under.get("chargers", {}).get("types", ()))
    slow = {name for kind in below if kind["current"] == "AC" for name in kind["serves"]}
    needs_fast = {name: name not in slow for name in under.get("service", {})}
    needs_fast |= {name: asked.get(name, needs_fast.get(name, False)) for name in groups}
    known = {kind["id"]: kind["connector_standard"] for kind in below} | dict(standards)
    types = [_serving(dict(kind), needs_fast, known) for kind in (below if own is None else own)]
    if types:
        new.setdefault("chargers", {})["types"] = types
    if new.get("delivery") == {}:
        del new["delivery"]
    return new


def _serving(
    kind: dict[str, Any], needs_fast: Mapping[str, bool], standards: Mapping[str, str]
) -> dict[str, Any]:
    """Give a type with the groups it serves: all, or those that do not need fast charging."""
    fast = kind.pop("fast", kind.get("current") == "DC")
    kind["serves"] = [name for name, needed in needs_fast.items() if fast or not needed]
    kind.setdefault("connector_standard", standards.get(kind.get("id", ""), ""))
    return kind
