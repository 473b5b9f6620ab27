"""Write the parts of docs/architecture.md that the code says itself: rooms, the way of imports, the rules.

    python docs/architecture.py

A test holds the page to what this gives.
"""

from __future__ import annotations

import ast
import itertools
import re
import tomllib
from pathlib import Path

import rules

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "architecture.md"
PACKAGES = ("gisplan", "layers", "optimize", "maps")
PACKAGE_CONTRACT = "Packages import one way"
ROOM_CONTRACT = "Rooms of gisplan import one way"


def rooms() -> str:
    """Tabulate every folder of the packages with the first line of what it says of itself."""
    lines = ["| room | modules | what it is for |", "|---|---|---|"]
    for package in PACKAGES:
        for face in sorted((ROOT / package).rglob("__init__.py")):
            folder = face.parent
            said = ast.get_docstring(ast.parse(face.read_text(encoding="utf-8"))) or ""
            count = len(list(folder.glob("*.py"))) - 1
            lines.append(f"| `{folder.relative_to(ROOT)}/` | {count} | {said.splitlines()[0]} |")
    return "\n".join(lines)


def imports() -> str:
    """Draw the contracts of imports as a Mermaid graph: each room may import those below it."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    never = {
        (source, target)
        for contract in contracts
        if contract["type"] == "forbidden"
        for source in contract["source_modules"]
        for target in contract["forbidden_modules"]
    }
    lines = ["```mermaid", "graph TD"]
    for contract in contracts:
        if not contract["name"].startswith((PACKAGE_CONTRACT, ROOM_CONTRACT)):
            continue
        inside = contract.get("containers", [""])[0]
        layers = [[name.strip() for name in row.split("|")] for row in contract["layers"]]
        box = f"{inside}: rooms" if inside else "packages"
        lines.append(f'  subgraph {inside or "packages"}_["{box}"]')
        lines += [
            f"    {inside}_{high} --> {inside}_{low}" if inside else f"    {high} --> {low}"
            for above, below in itertools.pairwise(layers)
            for high in above
            for low in below
            if (high, low) not in never
        ]
        lines += [f'    {inside}_{name}["{name}"]' for row in layers for name in row if inside]
        lines.append("  end")
    return "\n".join([*lines, "```"])


def page(text: str) -> str:
    """Give the page with its marked parts written anew."""
    for name, part in (("rooms", rooms()), ("imports", imports()), ("rules", rules.table())):
        mark = f"(<!-- {name} -->\n).*?(<!-- end of {name} -->)"
        text = re.sub(mark, lambda found, part=part: f"{found[1]}{part}\n{found[2]}", text, flags=re.DOTALL)
    return text


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    (PAGE.parent / "settings.md").write_text(rules.settings(), encoding="utf-8")
