"""What was computed once, kept by what it was computed from: equal inputs are never solved twice.

A `Keeper` is a folder of answers. The key of an answer is the sum of everything that goes in: the values of a
frozen problem, its limits, the code of gisplan and the versions of its solvers. Who asks stands in
`optimize.entry.solve` and where a region is loaded; nothing is kept unless a sweep asks for it (`keeping`).

Answers are pickled, and a pickle can run code: a folder that another user can write to is refused.

What several readers of one plan compute alike is kept in memory while they run: `once`, in `computing_once`.
"""

from __future__ import annotations

import copyreg
import hashlib
import io
import os
import pickle
import stat
import tempfile
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field, fields, is_dataclass
from enum import Enum
from functools import cache, wraps
from importlib.metadata import PackageNotFoundError, version
from inspect import signature
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar

import numpy as np

from gisplan_errors import ScenarioError
from gisplan_words import message

try:
    import fcntl
except ImportError:  # pragma: no cover  (Windows: two processes may solve the same at once)
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Given = ParamSpec("Given")
Made = TypeVar("Made")

SOLVERS: Final = ("highspy", "pulp", "numpy", "scipy", "geopandas", "shapely", "pyproj")
"""Libraries whose version may change an answer."""
ROOMS: Final = ("gisplan", "layers", "optimize", "data/rules")
_READERS: Final = (
    *("certain", "cli", "compare", "editor", "explain", "progress", "report", "sweep", "verify", "why"),
)
SAID: Final = tuple(f"gisplan/{room}/" for room in _READERS)
"""Rooms that read a plan or ask for one, and decide nothing of it."""
_CODE: Final = frozenset({".py", ".csv", ".toml"})
_PLAIN: Final = (str, bytes, bool, int, float, type(None))
_IN_CELLS: Final = (*_PLAIN, np.ndarray, list, tuple, dict, set, frozenset)
"""What stands in the cells of a frame and has parts of its own, or none."""


class NotKeptError(TypeError):
    """A value whose contents cannot be summed, such as a function: what it goes into is not kept."""


def own_folder(folder: Path, code: str = "kept-foreign") -> None:
    """Make a folder of this user alone.

    Parameters
    ----------
    folder
        The folder.
    code
        What is said where it is not.

    Raises
    ------
    ScenarioError
        It is of another user, or others can write to it.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    told = folder.stat()
    foreign = hasattr(os, "getuid") and told.st_uid != os.getuid()
    if foreign or (os.name == "posix" and told.st_mode & (stat.S_IWGRP | stat.S_IWOTH)):
        raise ScenarioError(message(code, folder=str(folder)))


@dataclass(eq=False)
class Keeper:
    """A folder of answers.

    Parameters
    ----------
    folder
        Made when it is missing; of this user alone.
    found, made
        How many answers were taken from it and put into it, by kind.

    Raises
    ------
    ScenarioError
        The folder is of another user, or others can write to it.
    """

    folder: Path
    found: dict[str, int] = field(default_factory=dict)
    made: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make the folder, and refuse one that is not this user's alone."""
        own_folder(self.folder)

    def recall(self, kind: str, key: str, make: Callable[[], Made], keep: Callable[[Made], bool]) -> Made:
        """Give the answer that is kept under a key, or make and keep it; by one process at a time.

        Parameters
        ----------
        kind
            What it is, such as ``region``: a folder of its own.
        key
            Sum of all that goes in.
        make
            Called where none is kept.
        keep
            Whether what was made may be kept.
        """
        path = self.folder / kind / key[:2] / f"{key}.pickle"
        path.parent.mkdir(parents=True, exist_ok=True)
        with _alone(path.with_suffix(".lock")):
            if path.is_file():
                with suppress(OSError, EOFError, pickle.UnpicklingError, AttributeError, ImportError):
                    kept: Made = pickle.loads(path.read_bytes())  # noqa: S301 - a folder of this user alone
                    self.found[kind] = self.found.get(kind, 0) + 1
                    return kept
            made = make()
            if keep(made):
                with suppress(pickle.PicklingError, TypeError, AttributeError):
                    _put(pickled(made), path)
            self.made[kind] = self.made.get(kind, 0) + 1
            return made


_keeper: ContextVar[Keeper | None] = ContextVar("keeper", default=None)


@contextmanager
def keeping(folder: Path | None) -> Iterator[Keeper | None]:
    """Keep answers in a folder while the block runs; None keeps nothing."""
    keeper = None if folder is None else Keeper(folder)
    token = _keeper.set(keeper)
    try:
        yield keeper
    finally:
        _keeper.reset(token)


def is_keeping() -> bool:
    """Tell whether answers are kept here."""
    return _keeper.get() is not None


def recalled(
    kind: str, went_in: object, make: Callable[[], Made], keep: Callable[[Made], bool] = lambda _: True
) -> Made:
    """Give what was made from the same before, where somebody keeps it; else make it.

    Parameters
    ----------
    kind
        What it is.
    went_in
        All that the answer depends on beside the code: plain values, arrays, frames, frozen dataclasses.
    make
        Makes the answer, from nothing else.
    keep
        Whether an answer may be kept; all of them by default.
    """
    keeper = _keeper.get()
    if keeper is None:
        return make()
    try:
        key = sum_of(kind, code_sum(), went_in)
    except NotKeptError:
        return make()
    return keeper.recall(kind, key, make, keep)


def sum_of(*parts: object) -> str:
    """Give the SHA-256 of values by their contents.

    Raises
    ------
    NotKeptError
        One of them holds something that is no data, such as a function.
    """
    found = hashlib.sha256()
    for part in parts:
        _feed(found, part)
    return found.hexdigest()


def _feed(into: Any, value: object) -> None:  # noqa: ANN401 - a sum of hashlib
    """Add a value to a sum, with its type and its length before it."""
    if isinstance(value, (Enum, *_PLAIN)):
        _text(into, f"{type(value).__name__}:{value!r}")
    elif isinstance(value, np.ndarray):
        _array(into, value)
    elif isinstance(value, np.generic):
        _feed(into, value.item())
    elif isinstance(value, Path):
        _text(into, f"path:{value}")
    else:
        parts = _parts(value)
        _text(into, f"{_name(value)}:{len(parts)}")
        for part in parts:
            _feed(into, part)


def _parts(value: Any) -> list[Any]:  # noqa: ANN401 - data of any kind
    """Give what a value is made of, in an order of its own.

    Raises
    ------
    NotKeptError
        It is no data.
    """
    for fits, parts in _KINDS:
        if fits(value):
            found: list[Any] = parts(value)
            return found
    raise NotKeptError(_name(value))


def _has(*names: str) -> Callable[[Any], bool]:
    return lambda value: all(hasattr(value, name) for name in names)


_KINDS: Final[tuple[tuple[Callable[[Any], bool], Callable[[Any], list[Any]]], ...]] = (
    (
        lambda one: isinstance(one, dict | MappingProxyType),
        lambda one: [part for pair in one.items() for part in pair],
    ),
    (lambda one: isinstance(one, list | tuple), list),
    (lambda one: isinstance(one, set | frozenset), lambda one: sorted(one, key=repr)),
    (
        lambda one: is_dataclass(one) and not isinstance(one, type),
        lambda one: [part for each in fields(one) for part in (each.name, getattr(one, each.name))],
    ),
    (_has("model_dump"), lambda one: [one.model_dump()]),
    # matrices of scipy; layers of geopandas as frames, whose names and rows count too; columns of pandas
    (_has("indptr", "indices"), lambda one: [one.shape, one.data, one.indices, one.indptr]),
    (_has("to_wkb", "crs"), lambda one: [str(one.crs), one.to_wkb(hex=False)]),
    (
        _has("columns", "index"),
        lambda one: [
            *(part for name in one.columns for part in (str(name), one[name])),
            one.index.to_numpy(),
        ],
    ),
    (_has("to_numpy", "index"), lambda one: [one.to_numpy(), one.index.to_numpy()]),
    (_has("to_numpy"), lambda one: [one.to_numpy()]),
)
"""How values of other kinds are told, and what they are made of."""


def _name(value: object) -> str:
    return f"{type(value).__module__}.{type(value).__qualname__}"


def _text(into: Any, text: str) -> None:  # noqa: ANN401
    data = text.encode("utf-8", "surrogatepass")
    into.update(len(data).to_bytes(8, "little"))
    into.update(data)


def _array(into: Any, values: np.ndarray[Any, Any]) -> None:  # noqa: ANN401
    _text(into, f"array:{values.dtype.str}:{values.shape}")
    if values.dtype.hasobject:
        for part in values.ravel().tolist():
            # dates and geometries say all of themselves as text; a long array would leave out its middle
            _feed(into, part if isinstance(part, _IN_CELLS) else str(part))
    else:
        data = np.ascontiguousarray(values).tobytes()
        into.update(len(data).to_bytes(8, "little"))
        into.update(data)


@cache
def code_sum() -> str:
    """Give the sum of the code and figures of gisplan, and of the versions that it computes with."""
    home = Path(__file__).resolve().parent
    found = hashlib.sha256()
    files = [path for room in ROOMS for path in (home / room).rglob("*") if path.suffix in _CODE]
    for path in sorted([*files, *home.glob("gisplan_*.py")]):
        name = path.relative_to(home).as_posix()
        if not name.startswith(SAID):
            _text(found, name)
            _text(found, hashlib.sha256(path.read_bytes()).hexdigest())
    for name in SOLVERS:
        try:
            _text(found, f"{name} {version(name)}")
        except PackageNotFoundError:
            _text(found, name)
    return found.hexdigest()


class _Pickler(pickle.Pickler):
    """Pickles read-only tables too, which the library does not know."""

    dispatch_table = copyreg.dispatch_table | {MappingProxyType: lambda one: (_read_only, (dict(one),))}


def _read_only(table: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(table)


def pickled(value: object) -> bytes:
    """Pickle a value, read-only tables too."""
    into = io.BytesIO()
    _Pickler(into, protocol=pickle.HIGHEST_PROTOCOL).dump(value)
    return into.getvalue()


def _put(data: bytes, path: Path) -> None:
    """Put a file in its place whole, so that a killed process leaves no half of one."""
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=".")
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
    Path(draft).replace(path)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Hold a lock that the system drops with its process."""
    descriptor = os.open(lock, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        if fcntl is not None:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


_once: ContextVar[dict[tuple[Any, ...], tuple[object, Any]] | None] = ContextVar("once", default=None)


@contextmanager
def computing_once() -> Iterator[None]:
    """Keep what functions marked `once` give, until the outermost such block ends; no input may change."""
    token = _once.set({}) if _once.get() is None else None
    try:
        yield
    finally:
        if token is not None:
            _once.reset(token)


def once(compute: Callable[Given, Made]) -> Callable[Given, Made]:
    """Let a function answer the same objects with what it gave before, inside of `computing_once`.

    Its callers share the answer, and change nothing in it.
    """
    asked = signature(compute)

    @wraps(compute)
    def kept(*args: Given.args, **kwargs: Given.kwargs) -> Made:
        made = _once.get()
        if made is None:
            return compute(*args, **kwargs)
        bound = asked.bind(*args, **kwargs)
        bound.apply_defaults()
        given = [*bound.arguments.values()]
        key = (compute, *(one if isinstance(one, _PLAIN) else (id(one),) for one in given))
        if key not in made:
            # the objects are held too, so that no other one takes their place in memory
            made[key] = (given, compute(*args, **kwargs))
        answer: Made = made[key][1]
        return answer

    return kept
