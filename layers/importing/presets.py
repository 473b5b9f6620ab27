"""Presets of registers: which columns of a register say what, as data (``data/rules/presets/<name>.toml``).

A planner's own preset is a file of the same form, given by its path. Columns of a JSON file are paths with
points (``AddressInfo.Title``); in a table the last part of a path is enough.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gisplan_data import data_folder
from gisplan_errors import LayerError
from gisplan_files import read_toml
from gisplan_words import Named, lines, listed, message, named
from layers.vocabulary import ACCESS, CATEGORIES, FUNCTIONS, ORIGINS, STATUS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gisplan_words import Message

SHIFTS: Final = ("", "GCJ-02", "BD-09")
STATION: Final = (
    *("site_id", "name", "lon", "lat", "operator", "opened", "as_of", "chargers", "points", "bays", "kw"),
    "address",
)
NEEDED: Final = ("name", "lon", "lat")
CONNECTOR: Final = ("id", "charger_id", "charger_kw", "kind", "kw", "watts", "count")
WORDS: Final[Mapping[str, Iterable[str]]] = {
    "access": ACCESS,
    "status": STATUS,
    "category": CATEGORIES,
    "allows": FUNCTIONS,
}
USUAL: Final = {"access": "public", "status": "existing", "category": "public_parking", "allows": "charging"}
_TEXTS: Final = ("name_zh", "name_en", "source", "origin", "prefix", "decimal", "shift", "as_of_after")
_LISTS: Final = ("records", "lists", "encodings", "dates")
_TABLES: Final = ("station", "connectors", "kinds", "blank", *WORDS)


@dataclass(frozen=True, slots=True)
class Words:
    """How a register's values become words of a column.

    Attributes
    ----------
    usual
        The word of a blank value, or of every row where no column says it.
    columns
        Theirs, the first that is there counts.
    meant
        Word by value.
    left_out, note
        Values whose rows are no part of the layer, and those that the row's source repeats.
    """

    usual: str
    columns: tuple[str, ...] = ()
    meant: Mapping[str, str] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    note: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Connector:
    """Columns of one group of connectors: a row of theirs may hold several groups.

    Attributes
    ----------
    columns
        Theirs by what they say, of `CONNECTOR`.
    label
        Kind of all of them, where no column says it.
    charger
        Whether each counts as a charger where nothing else counts chargers.
    """

    columns: Mapping[str, tuple[str, ...]]
    label: str = ""
    charger: bool = False


@dataclass(frozen=True, slots=True)
class Preset:
    """How to read a register.

    Attributes
    ----------
    name
        Of its file, without the ending.
    title
        What people call the register.
    source, origin
        Of its rows.
    prefix
        Before its ids, so that two registers do not clash.
    station, connectors
        Theirs by what they say: `STATION`, and groups of `CONNECTOR`.
    words
        Of access, status, category and functions.
    kinds
        What a code of a connector's kind means.
    blank
        Texts that stand for nothing, by what they would say.
    records, lists
        Of JSON: where the list of stations lies (tried in turn, else the whole file), and the lists within
        a station whose members become rows.
    encodings, dates, decimal, as_of_after
        Of text: encodings to try, forms of a date, mark of decimals, and what stands before the date of the
        register above its headings.
    shift
        Of its coordinates: empty for WGS 84, ``GCJ-02`` or ``BD-09``.
    """

    name: str
    title: Named
    source: str
    origin: str
    prefix: str
    station: Mapping[str, tuple[str, ...]]
    connectors: tuple[Connector, ...]
    words: Mapping[str, Words]
    kinds: Mapping[str, str]
    blank: Mapping[str, frozenset[str]]
    records: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    encodings: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    decimal: str = "."
    as_of_after: str = ""
    shift: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column of theirs that the preset reads."""
        groups = (*self.station.values(), *(c for one in self.connectors for c in one.columns.values()))
        return tuple(
            dict.fromkeys(
                [name for group in groups for name in group]
                + [name for words in self.words.values() for name in words.columns]
            )
        )


def preset_names() -> tuple[str, ...]:
    """Give the names of the shipped presets."""
    return tuple(sorted(path.stem for path in _folder().glob("*.toml")))


def read_preset(name: str) -> Preset:
    """Read a preset: a shipped one by its name, or a planner's own by its path (``.toml``).

    Raises
    ------
    LayerError
        There is no such preset, or its file is not in the form; every fault is listed with its key.
    """
    path = Path(name) if name.lower().endswith(".toml") else _folder() / f"{name}.toml"
    if path.suffix.lower() == ".toml" and path.parent == _folder() and name not in preset_names():
        near = get_close_matches(name.lower(), preset_names(), n=1)
        known = message("layers-meant", name=near[0]) if near else listed(preset_names())
        raise LayerError(message("preset-unknown", name=name, known=known))
    table = read_toml(path, LayerError)
    faults = list(_faults(table))
    if faults:
        raise LayerError(lines(message("preset-fault", path=str(path), fault=fault) for fault in faults))
    return _preset(path.stem, table)


def fitting_presets(headings: Iterable[str]) -> list[str]:
    """Give the shipped presets half of whose columns are among the headings of a file."""
    there = set(headings)
    known = {name: read_preset(name).columns for name in preset_names()}
    return [name for name, columns in known.items() if 2 * len(there & set(columns)) >= len(columns)]


def _folder() -> Path:
    return data_folder() / "rules" / "presets"


def _faults(table: Mapping[str, Any]) -> Iterable[Message]:
    """Give every fault of a preset's table."""
    yield from _unknown("", table, (*_TEXTS, *_LISTS, *_TABLES))
    yield from _plain_faults(table)
    yield from _group_faults("station", table.get("station", {}), STATION)
    yield from _group_faults("blank", table.get("blank", {}), STATION)
    station = _table(table.get("station"))
    needed = [f"station.{key}" for key in NEEDED if not station.get(key)]
    needed += [key for key in ("name_zh", "name_en", "source", "origin", "prefix") if not table.get(key)]
    yield from (message("preset-missing", key=key) for key in needed)
    groups = table.get("connectors", [])
    for at, group in enumerate(groups if isinstance(groups, list) else [groups], start=1):
        yield from _group_faults(f"connectors[{at}]", group, (*CONNECTOR, "label", "charger"))
    for key in WORDS:
        yield from _word_faults(key, table.get(key, {}))


def _plain_faults(table: Mapping[str, Any]) -> Iterable[Message]:
    yield from (message("preset-text", key=key) for key in _TEXTS if not isinstance(table.get(key, ""), str))
    yield from (message("preset-list", key=key) for key in _LISTS if not _texts(table.get(key, [])))
    kinds = table.get("kinds", {})
    if not isinstance(kinds, dict):
        yield message("preset-table", key="kinds")
    for key, value in _table(kinds).items():
        if not isinstance(value, str):
            yield message("preset-text", key=f"kinds.{key}")
    for key, allowed in (("origin", tuple(ORIGINS)), ("shift", SHIFTS), ("decimal", (".", ","))):
        if table.get(key, allowed[0]) not in allowed:
            known = listed(filter(None, allowed))
            yield message("preset-word", key=key, value=str(table[key]), known=known)


def _group_faults(where: str, group: Any, known: tuple[str, ...]) -> Iterable[Message]:  # noqa: ANN401
    if not isinstance(group, dict):
        yield message("preset-table", key=where)
        return
    yield from _unknown(f"{where}.", group, known)
    for key, value in group.items():
        if key == "label" and not isinstance(value, str):
            yield message("preset-text", key=f"{where}.{key}")
        elif key == "charger" and not isinstance(value, bool):
            yield message("preset-word", key=f"{where}.{key}", value=str(value), known="true, false")
        elif key not in {"label", "charger"} and not _texts(value):
            yield message("preset-list", key=f"{where}.{key}")


def _word_faults(key: str, group: Any) -> Iterable[Message]:  # noqa: ANN401
    if not isinstance(group, dict):
        yield message("preset-table", key=key)
        return
    known = tuple(WORDS[key])
    yield from _unknown(f"{key}.", group, ("columns", "usual", "left_out", "note", *known))
    if group.get("usual", known[0]) not in known:
        yield message("preset-word", key=f"{key}.usual", value=str(group["usual"]), known=listed(known))
    for name, value in group.items():
        if name != "usual" and not _texts(value):
            yield message("preset-list", key=f"{key}.{name}")
    meant = {name: group[name] for name in (*known, "left_out") if _texts(group.get(name))}
    if any(meant.values()) and not group.get("columns"):
        yield message("preset-missing", key=f"{key}.columns")
    first: dict[str, str] = {}
    for name, values in meant.items():
        for value in values:
            if first.setdefault(value, name) != name:
                yield message("preset-two", key=f"{key}.{name}", value=value, other=f"{key}.{first[value]}")


def _unknown(where: str, group: Mapping[str, Any], known: Iterable[str]) -> Iterable[Message]:
    names = list(known)
    for key in group:
        if key not in names:
            near = get_close_matches(key, names, n=1)
            told = message("layers-meant", name=near[0]) if near else listed(names)
            yield message("preset-key", key=f"{where}{key}", known=told)


def _preset(name: str, table: Mapping[str, Any]) -> Preset:
    return Preset(
        name=name,
        title=named(table["name_zh"], table["name_en"]),
        source=table["source"],
        origin=table["origin"],
        prefix=table["prefix"],
        station={key: tuple(value) for key, value in table["station"].items()},
        connectors=tuple(
            Connector(
                {key: tuple(group[key]) for key in CONNECTOR if key in group},
                str(group.get("label", "")),
                charger=bool(group.get("charger", False)),
            )
            for group in table.get("connectors", [])
        ),
        words={key: _words(key, table.get(key, {})) for key in WORDS},
        kinds={str(key): str(value) for key, value in _table(table.get("kinds")).items()},
        blank={key: frozenset(value) for key, value in _table(table.get("blank")).items()},
        decimal=table.get("decimal", "."),
        as_of_after=table.get("as_of_after", ""),
        shift=table.get("shift", ""),
        **{key: tuple(table.get(key, ())) for key in _LISTS},
    )


def _words(key: str, group: Mapping[str, Any]) -> Words:
    return Words(
        usual=group.get("usual", USUAL[key]),
        columns=tuple(group.get("columns", ())),
        meant={value: word for word in WORDS[key] for value in group.get(word, ())},
        left_out=frozenset(group.get("left_out", ())),
        note=frozenset(group.get("note", ())),
    )


def _table(value: Any) -> Mapping[str, Any]:  # noqa: ANN401 - a TOML value is of any kind
    return value if isinstance(value, dict) else {}


def _texts(value: Any) -> bool:  # noqa: ANN401
    return isinstance(value, list) and all(isinstance(one, str) for one in value)
