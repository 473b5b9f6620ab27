"""Headings of a table put into the names of a layer's columns: those given, our own labels, common others.

Our own labels are the Chinese and English ones of the registry; ``data/rules/headings.csv`` has what offices
call the same columns. Anything else is guessed at in a message, never in silence.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Final

from gisplan_data import data_folder
from gisplan_errors import LayerError
from gisplan_files import read_rows
from gisplan_words import listed, message
from layers.columns import columns
from layers.files.layers import SITE_DEFAULTS
from layers.importing.points import LAT_NAMES, LON_NAMES, WKT_NAMES, plain
from layers.importing.presets import STATION, fitting_presets
from layers.lint.faults import CONTRACTS
from layers.vocabulary import VOCABULARY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import geopandas as gpd

    from gisplan_words import Message
    from layers.importing.tables import Renames

PLACES: Final = ("lon", "lat", "wkt")
"""What a column of a table may be, beside a layer's own."""
REST: Final = "*"
"""Stands for every column that the layer has not, where they are left out."""
LATER: Final = frozenset({"adcode", "authority", "origin", "source", "name_en"})
"""Columns of sites that the region or the command gives where a file does not."""
_TIES: Final = re.compile(r"[\s_\-./()\[\]（）【】:：#]+")
_LABELLED: Final = ("category", "access", "status", "origin", "ownership")


def parse_columns(given: Iterable[str], layer: str) -> dict[str, str]:
    """Read ``theirs=ours`` as the command line takes it; ``theirs=`` leaves a column out, ``*=`` the rest.

    Raises
    ------
    LayerError
        The layer is not known, a text has no ``=``, names no column of the layer (the nearest is offered), or
        a column stands twice.
    """
    if layer not in CONTRACTS:
        raise LayerError(message("layers-unknown", what="layer", name=layer, known=listed(CONTRACTS)))
    return _parsed(given, [*CONTRACTS[layer].columns, *PLACES], layer)


def parse_fields(given: Iterable[str]) -> dict[str, str]:
    """Read ``theirs=ours`` beside a preset: theirs by the field of the preset that it is.

    Raises
    ------
    LayerError
        As in `parse_columns`; a column cannot be left out here.
    """
    alias = {"name_zh": "name", "existing_chargers": "chargers"}
    parsed = _parsed(given, [*STATION, *alias], "sites")
    if blank := next((theirs for theirs, ours in parsed.items() if not ours), ""):
        raise LayerError(message("layers-columns-form", value=repr(f"{blank}=")))
    return {alias.get(ours, ours): theirs for theirs, ours in parsed.items()}


def _parsed(given: Iterable[str], known: list[str], layer: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in given:
        theirs, mark, ours = text.rpartition("=")
        if not mark or not theirs.strip():
            raise LayerError(message("layers-columns-form", value=repr(text)))
        theirs, ours = theirs.strip(), ours.strip()
        if ours and ours not in known:
            if theirs in known:  # written the other way round
                theirs, ours = ours, theirs
            else:
                near = get_close_matches(ours, known, n=1)
                told = message("layers-meant", name=near[0]) if near else listed(known)
                raise LayerError(message("layers-columns-unknown", name=ours, layer=layer, known=told))
        if theirs in found or (ours and ours in found.values()):
            raise LayerError(message("layers-columns-twice", value=repr(text)))
        found[theirs] = ours
    return found


def renames_of(layer: str, given: Mapping[str, str] | None = None) -> Renames:
    """Give what puts headings into a layer's names.

    Parameters
    ----------
    layer
        Key of `layers.lint.faults.CONTRACTS`.
    given
        Headings by the column that each is, as its owner says; these come first.
    """
    said = {theirs: ours for theirs, ours in (given or {}).items() if theirs != REST}
    labels = _labels(layer)

    def renames(names: Iterable[str]) -> dict[str, str]:
        there = list(names)
        lacking = [name for name in said if name not in there]
        taken = {said[name] for name in there if said.get(name)}
        found = {name: said[name] for name in there if said.get(name)}
        if lacking and not set(said.values()) & set(there):
            near = get_close_matches(lacking[0], there, n=1)
            told = message("layers-meant", name=near[0]) if near else listed(there)
            raise LayerError(message("layers-columns-absent", name=lacking[0], known=told))
        for name in there:
            ours = labels.get(_bare(name))
            if name not in said and ours and ours not in taken and ours not in there:
                found[name] = ours
                taken.add(ours)
        return found

    return renames


def missing_columns(frame: gpd.GeoDataFrame, layer: str) -> list[str]:
    """Give the columns that a layer needs, that nobody else fills in, and that a frame lacks."""
    later = {*SITE_DEFAULTS, *LATER} if layer == "sites" else {"origin", "source", "as_of", "verified"}
    needed = [name for name, column in CONTRACTS[layer].columns.items() if column.required]
    return [name for name in needed if name not in frame and name not in later]


def unread(missing: Sequence[str], extra: Sequence[str], layer: str, file: str = "") -> LayerError:
    """Give the error of a file whose columns would be dropped while the layer lacks some.

    Each missing column comes with the nearest of those that would be dropped.
    """
    asked = [
        message("layers-lacks-near", name=name, near=near) if (near := guess(name, extra)) else name
        for name in missing
    ]
    example = next((f"{guess(name, extra)}={name}" for name in missing if guess(name, extra)), "")
    told = {"example": example or f"{extra[0]}={missing[0]}", "drop": f"{extra[0]}="}
    lists = {"missing": listed(asked), "extra": listed(extra)}
    fits = fitting_presets(extra) if layer == "sites" else []
    told |= {"preset": fits[0] if fits else "", "fits": "one" if fits else "none"}
    where = message("schema-file", path=file) if file else ""
    return LayerError(message("layers-unread", where=where, layer=layer, **lists, **told))


def guess(name: str, among: Iterable[str]) -> str:
    """Give the heading that may be a column, empty where none looks like it."""
    bare = {_bare(heading): heading for heading in among}
    if near := get_close_matches(_bare(name), bare, n=1, cutoff=0.75):
        return bare[near[0]]
    words = {word for word in re.split(r"[_\s]", name) if word not in {"zh", "kw", "m2"}}
    held = {heading: words & set(re.split(r"[^a-z0-9]+", plain(heading))) for heading in bare.values()}
    best = max(held, key=lambda heading: (len(held[heading]), -len(heading)), default="")
    return best if best and held[best] else ""


def in_words(frame: gpd.GeoDataFrame, layer: str) -> tuple[gpd.GeoDataFrame, list[Message]]:
    """Put labels of the vocabulary, such as 公共停车场, into its words; what else a cell says stays."""
    said: list[Message] = []
    changed: dict[str, object] = {}
    for name in _LABELLED:
        if name not in frame or name not in CONTRACTS[layer].columns:
            continue
        terms = VOCABULARY[name].items()
        words = {_bare(label): word for word, term in terms for label in (term.zh, term.en)}
        cells = frame[name]
        meant = cells.map(
            lambda cell, words=words: words.get(_bare(cell), cell) if isinstance(cell, str) else cell
        )
        if not meant.equals(cells):
            changed[name] = meant
    if changed:
        said.append(message("layers-found-words", names=listed(changed)))
    return frame.assign(**changed), said


def _bare(text: object) -> str:
    return _TIES.sub("", plain(text))


@cache
def _labels(layer: str) -> dict[str, str]:
    """Give the columns of a layer by what else they are called."""
    found: dict[str, str] = {}
    for row in read_rows(data_folder() / "rules" / "headings.csv"):
        if row["layer"] == layer:
            found[_bare(row["heading"])] = row["column"]
    names = [name for name in CONTRACTS[layer].columns if name != "geometry"]
    for name, column in columns().get(layer, {}).items():
        if name in names:
            for label in (column.label_zh, column.label_en, column.alias):
                unit = f"{label}{column.printed_unit}"
                found |= {_bare(label): name, _bare(unit): name}
    places = {"lon": LON_NAMES, "lat": LAT_NAMES, "wkt": WKT_NAMES}
    own = {_bare(label): name for name, labels in places.items() for label in labels}
    return {label: name for label, name in found.items() if label not in own} | {
        _bare(name): name for name in names
    }
