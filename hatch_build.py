"""Build hook: the wheel carries a CycloneDX bill of materials (PEP 770) of all it needs and embeds."""

from __future__ import annotations

import re
import tempfile
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Iterable

LEAFLET = Path("maps", "assets", "leaflet.js")
FONT = Path("data", "fonts", "GisplanSubstitute.ttf")


class BillOfMaterials(BuildHookInterface[Any]):
    """Has the builder put the bill into the metadata of a wheel; an editable install needs none."""

    _made: tempfile.TemporaryDirectory[str] | None = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the bill to a folder of its own and name it to the builder."""
        if version == "editable":
            return
        root = Path(self.root)
        self._made = tempfile.TemporaryDirectory(prefix="gisplan-bill-")
        place = Path(self._made.name) / "gisplan.cdx.json"
        core = self.metadata.core
        place.write_text(bill(root, core.name, self.metadata.version, core.dependencies), encoding="utf-8")
        build_data["sbom_files"].append(str(place))

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Take the folder away: the wheel is written."""
        if self._made is not None:
            self._made.cleanup()


def bill(root: Path, name: str, version: str, requirements: Iterable[str]) -> str:
    """Write the bill: the product, its distributions at the versions the tests passed with, what it embeds.

    Distributions that only other ones need are listed where they are installed, as in the project's own
    environment. The same sources give the same bill: it carries no time, and a serial number of its own.
    """
    pins = dict(
        re.findall(r"^([\w.\-]+)==(\S+)$", (root / "constraints.txt").read_text("utf-8"), re.MULTILINE)
    )
    pinned = {canonicalize_name(pin): number for pin, number in pins.items()}
    product = Component(name=name, version=version, type=ComponentType.APPLICATION, bom_ref=name)
    made = Bom()
    made.metadata.component = product
    parts = {one: _distribution(one, pinned.get(one)) for one in sorted(_needed(requirements))}
    direct = {canonicalize_name(Requirement(line).name) for line in requirements}
    for part in (*parts.values(), *_embedded(root)):
        made.components.add(part)
    made.register_dependency(product, [parts[one] for one in sorted(direct)])
    for one, part in parts.items():
        made.register_dependency(part, [parts[other] for other in sorted(_asks(one) & parts.keys())])
    content = JsonV1Dot6(made)
    made.serial_number = uuid5(
        NAMESPACE_URL, ",".join(f"{one.name}=={one.version}" for one in made.components)
    )
    made.metadata.timestamp = None  # type: ignore[assignment]
    return content.output_as_string(indent=1)


def _distribution(name: str, version: str | None) -> Component:
    url = PackageURL("pypi", name=name, version=version)
    return Component(name=name, version=version, type=ComponentType.LIBRARY, purl=url, bom_ref=str(url))


def _embedded(root: Path) -> list[Component]:
    """Give what lies within the wheel and was made elsewhere, with its licence."""
    head = (root / LEAFLET).read_text("utf-8")[:300]
    leaflet = re.search(r"Leaflet (\d[\w.]*)", head)
    if leaflet is None:
        raise ValueError(f"{LEAFLET} no longer says its version in its first line")
    made = LicenseFactory().make_from_string
    return [
        Component(
            name="leaflet",
            version=leaflet[1],
            purl=PackageURL("npm", name="leaflet", version=leaflet[1]),
            bom_ref="leaflet",
            licenses=[made("BSD-2-Clause")],
        ),
        Component(name=FONT.name, type=ComponentType.FILE, bom_ref=FONT.name, licenses=[made("OFL-1.1")]),
    ]


def _needed(requirements: Iterable[str]) -> set[str]:
    """Give the distributions that requirements lead to, as far as they are installed."""
    waiting, found = {canonicalize_name(Requirement(line).name) for line in requirements}, set()
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= _asks(name) - found
    return found


def _asks(name: str) -> set[str]:
    """Give the distributions that one asks for by itself, without its extras."""
    try:
        lines = distribution(name).requires or []
    except PackageNotFoundError:
        return set()
    asked = [Requirement(line) for line in lines]
    return {
        canonicalize_name(one.name)
        for one in asked
        if one.marker is None or one.marker.evaluate({"extra": ""})
    }
