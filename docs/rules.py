"""Tabulate the rules of a scenario: settings key, who plans by it, re-checks it, explains it, documents it.

Read from the code, not told: the types of attributes are followed through annotations, so that a module
stands beside a key just where it reads that field of the scenario. `docs/architecture.py` writes the table.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
SCHEMA = "gisplan/scenario"
STAGES = {
    "planning": ("planning", "access", "delivery", "pipeline.py"),
    "verify": ("verify",),
    "explain": ("explain",),
}
"""Columns of the table, and the rooms of `gisplan` that they look into."""
CONTAINERS = {"Table"}
"""Names in annotations that only hold others."""
SAME = ("items", "values", "get", "keys", "model_copy", "with_")
"""Methods that give what they are called on, or its parts."""


@dataclass
class Shape:
    """What is known of a class: its fields with the class of each and what they say, bases, and methods."""

    fields: dict[str, str | None] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    optional: set[str] = field(default_factory=set)
    bases: list[str] = field(default_factory=list)
    methods: dict[str, ast.FunctionDef] = field(default_factory=dict)


@cache
def trees() -> dict[Path, ast.Module]:
    """Parse every module of gisplan."""
    return {path: ast.parse(path.read_text("utf-8")) for path in sorted((ROOT / "gisplan").rglob("*.py"))}


@cache
def shapes() -> dict[str, Shape]:
    """Collect the classes of gisplan by name."""
    classes = [
        (path.is_relative_to(ROOT / SCHEMA), node)
        for path, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    ]
    # where two classes share a name, that of the scenario is meant
    settings = {node.name for own, node in classes if own}
    nodes = [node for own, node in classes if own or node.name not in settings]
    found = {node.name: Shape() for node in nodes}
    for node in nodes:
        shape = found[node.name]
        shape.bases += [ast.unparse(base) for base in node.bases]
        last = ""
        for item in node.body:
            if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
                last = item.target.id
                shape.fields[last] = named_in(item.annotation, found)
                if (item.value is not None and ast.unparse(item.value).find("default") + 1) or isinstance(
                    item.value, ast.Constant | ast.Tuple
                ):
                    shape.optional.add(last)
            elif isinstance(item, ast.Expr) and isinstance(item.value, ast.Constant) and last:
                shape.said[last] = str(item.value.value).split("\n")[0]
            elif isinstance(item, ast.FunctionDef):
                shape.methods[item.name] = item
    return found


@cache
def values() -> set[str]:
    """Give the classes of one value with its source, at which a key ends: those of the scenario's ground."""
    tree = trees()[ROOT / SCHEMA / "values.py"]
    return {node.name for node in tree.body if isinstance(node, ast.ClassDef)} | {"Radii"}


@cache
def returns() -> dict[str, str]:
    """Give the class that each function of gisplan returns, where its annotation names one."""
    found: dict[str, str] = {}
    for tree in trees().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and (name := named_in(node.returns, shapes())):
                found[node.name] = name
    return found


def named_in(annotation: ast.AST | None, known: dict[str, Shape]) -> str | None:
    """Give the class that an annotation names, itself or inside a container."""
    names = re.findall(r"\w+", ast.unparse(annotation)) if annotation is not None else []
    return next((name for name in names if name in known and name not in CONTAINERS), None)


def arguments(node: ast.FunctionDef) -> dict[str, str]:
    """Give the classes of the arguments of a function that have a known one."""
    given = (one for one in ast.walk(node.args) if isinstance(one, ast.arg))
    named = ((one.arg, named_in(one.annotation, shapes())) for one in given)
    return {arg: name for arg, name in named if name}


class Reader:
    """Follows one module and notes the fields that it reads, as (class, field)."""

    def __init__(self, own: str | None = None) -> None:
        self.reads: set[tuple[str, str]] = set()
        self.env: dict[str, str] = {"self": own} if own else {}

    def walk(self, node: ast.AST) -> None:
        """Follow a node and all below it."""
        outer = self.env
        match node:
            case ast.ClassDef(name=name):
                self.env = {**outer, "self": name}
            case ast.FunctionDef():
                self.env = {**outer, **arguments(node)}
            case ast.For(target=target, iter=value) | ast.comprehension(target=target, iter=value):
                self.bind(target, value)
            case ast.Attribute() | ast.Call():
                self.type_of(node)
        # a comprehension binds its names before the part that stands in front of it
        for part in sorted(
            ast.iter_child_nodes(node), key=lambda one: not isinstance(one, ast.comprehension)
        ):
            self.walk(part)
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            self.env = outer
        else:
            self.assign(node)

    def assign(self, node: ast.AST) -> None:
        """Give the names that a statement binds the class of what they are bound to."""
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    self.bind(target, value)
            case ast.NamedExpr(target=target, value=value):
                self.bind(target, value)
            case ast.AnnAssign(target=ast.Name(id=name), annotation=said):
                if found := named_in(said, shapes()):
                    self.env[name] = found

    def bind(self, target: ast.expr, value: ast.expr) -> None:
        """Give the names of a target the class of a value, part by part where both are tuples."""
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            for one, part in zip(target.elts, value.elts, strict=False):
                self.bind(one, part)
            return
        name = self.type_of(value)
        for one in ast.walk(target):
            if isinstance(one, ast.Name) and name:
                self.env[one.id] = name

    def type_of(self, node: ast.expr | None) -> str | None:
        """Give the class of an expression, and note the fields that it reads on the way."""
        found: str | None = None
        match node:
            case ast.Name(id=name):
                found = self.env.get(name)
            case ast.Attribute(value=value, attr=attr):
                owner = self.type_of(value)
                found = self.field_of(owner, attr) if owner else None
            case ast.Call(func=ast.Attribute(value=value, attr=attr)) if attr in SAME:
                found = self.type_of(value)
            case ast.Call(func=ast.Name(id="enumerate" | "sorted" | "list" | "tuple" | "zip"), args=parts):
                found = self.first_of(parts)
            case ast.Call(func=ast.Attribute(value=value, attr=attr)) if owner := self.type_of(value):
                found = self.field_of(owner, attr)
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                found = name if name in shapes() else returns().get(name)
            case ast.Subscript(value=value) | ast.Starred(value=value):
                found = self.type_of(value)
            case ast.IfExp(body=body, orelse=other):
                found = self.first_of([body, other])
            case ast.BoolOp(values=parts):
                found = self.first_of(parts)
        return found

    def first_of(self, parts: list[ast.expr]) -> str | None:
        """Give the class of the first expression that has a known one."""
        return next((name for name in map(self.type_of, parts) if name), None)

    def field_of(self, owner: str, attr: str) -> str | None:
        """Note a read of a field, or those that a method makes, and give its class."""
        shape = shapes().get(owner)
        if shape is None:
            return None
        if attr in shape.fields:
            self.reads.add((owner, attr))
            return shape.fields[attr]
        if attr in shape.methods:
            self.reads |= behind(owner, attr)
            return named_in(shape.methods[attr].returns, shapes())
        return next((name for base in shape.bases if (name := self.field_of(base, attr))), None)


@cache
def behind(owner: str, attr: str) -> frozenset[tuple[str, str]]:
    """Give the fields that a method reads."""
    reader = Reader(owner)
    reader.walk(ast.Module(body=shapes()[owner].methods[attr].body, type_ignores=[]))
    return frozenset(reader.reads)


@cache
def readers() -> dict[str, dict[tuple[str, str], list[str]]]:
    """Give the modules that read each field, by stage."""
    found: dict[str, dict[tuple[str, str], list[str]]] = {stage: defaultdict(list) for stage in STAGES}
    for path, tree in trees().items():
        below = path.relative_to(ROOT / "gisplan")
        for stage, rooms in STAGES.items():
            if below.parts[0] in rooms:
                reader = Reader()
                reader.walk(tree)
                for read in reader.reads:
                    found[stage][read].append(below.with_suffix("").as_posix().removeprefix(f"{stage}/"))
    return found


def keys_of(owner: str = "Scenario", before: str = "") -> Iterator[tuple[str, str, str]]:
    """Walk the settings of a scenario: key, and the class and field that hold it."""
    shape = shapes()[owner]
    for name, inner in shape.fields.items():
        key = f"{before}{name}"
        if inner and inner not in values() and inner != owner:
            yield from keys_of(inner, f"{key}.")
        else:
            yield key, owner, name
    for base in shape.bases:
        if base in shapes() and base not in values():
            yield from keys_of(base, before)


@cache
def documented() -> dict[str, set[str]]:
    """Give the pages that name each key, in a text or in a block of TOML."""
    found: dict[str, set[str]] = defaultdict(set)
    pages = [page for page in sorted((ROOT / "docs").glob("*.md")) if page.name != "architecture.md"]
    for page in [ROOT / "README.md", *pages]:
        text = page.read_text("utf-8")
        for name in re.findall(r"[`=\s\[\"]([a-z_]+(?:\.[a-z_0-9*<>-]+)+)", text):
            found[name].add(page.name)
        for block in re.findall(r"```toml\n(.*?)```", text, re.DOTALL):
            for name in leaves(tomllib.loads(block)):
                found[name].add(page.name)
    return found


def leaves(table: object, before: str = "") -> Iterator[str]:
    """Give every key of a TOML table, and those above it; lists of tables stand for one."""
    if before:
        yield before
    if isinstance(table, dict):
        for name, value in table.items():
            yield from leaves(value, f"{before}.{name}" if before else name)
    elif isinstance(table, list):
        for value in table:
            if isinstance(value, dict):
                yield from leaves(value, before)


def pages_of(key: str) -> list[str]:
    """Give the pages that name a key; a name that the planner gives may stand between its parts."""
    *outer, last = key.split(".")
    form = re.compile("".join(rf"{part}(\.[^.]+)?\." for part in outer) + rf"{last}(\..*)?")
    return sorted({page for name, where in documented().items() if form.fullmatch(name) for page in where})


def rules() -> list[tuple[str, dict[str, list[str]], list[str]]]:
    """Give every settings key that planning reads: key, modules by stage, pages."""
    rows = []
    for key, owner, name in keys_of():
        where = {stage: sorted(found.get((owner, name), [])) for stage, found in readers().items()}
        if where["planning"]:
            rows.append((key, where, pages_of(key)))
    return rows


def table() -> str:
    """Write the rules as a Markdown table."""
    lines = ["| settings key | planning | verify | explain | documentation |", "|---|---|---|---|---|"]
    for key, where, pages in rules():
        cells = [", ".join(f"`{name}`" for name in where[stage]) or "—" for stage in STAGES]
        own = f"[settings](settings.md#{key.partition('.')[0]})"
        linked = [f"[{page}]({page if page != 'README.md' else '../README.md'})" for page in pages]
        lines.append(f"| `{key}` | {' | '.join(cells)} | {', '.join([own, *linked])} |")
    return "\n".join(lines)


SETTINGS = """# Settings of a scenario

Written by `python docs/architecture.py` from the schema in `gisplan/scenario`; change it there. A row of a
table array is named by its id, size or year, as in `--set chargers.types.dc120.power_kw=150`. A figure
carries `value`, `unit`, `source`, `tag` and `as_of`.
"""
HEAD = "| key | required | what it says |\n|---|---|---|\n"


def settings() -> str:
    """Write the page of all settings, a section a table of the scenario."""
    parts: dict[str, list[str]] = defaultdict(list)
    for key, owner, name in keys_of():
        shape = shapes()[owner]
        asked = "" if name in shape.optional else "yes"
        row = f"| `{key}` | {asked} | {shape.said.get(name, '').replace('|', '/')} |"
        parts[key.partition(".")[0] if "." in key else "scenario"].append(row)
    tables = (f"\n## {part}\n\n{HEAD}" + "\n".join(rows) + "\n" for part, rows in parts.items())
    return SETTINGS + "".join(tables)
