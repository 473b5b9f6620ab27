"""Pages that open without a network: every outside script and style is swapped for a vendored file.

Folium names its scripts by address. Leaflet is replaced by the pinned copy in ``maps/assets``; what the
pages do not use (jQuery, Bootstrap, Font Awesome, awesome-markers) is dropped; any other address makes
the build fail. A Content-Security-Policy then lets the page run exactly these scripts, by their hashes,
and load nothing.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from gisplan_errors import GisplanError

if TYPE_CHECKING:
    from collections.abc import Mapping

KEPT: Final[Mapping[str, str]] = {
    r"/leaflet@[\d.]+/dist/leaflet\.js$": "leaflet.js",
    r"/leaflet@[\d.]+/dist/leaflet\.css$": "leaflet.css",
}
"""Addresses that a vendored file stands in for."""

DROPPED: Final = (
    r"/jquery-[\d.]+(\.min)?\.js$",
    r"/bootstrap@?[\d./a-z-]*/bootstrap(\.bundle)?(\.min)?\.(js|css)$",
    r"/bootstrap/[\d.]+/css/bootstrap-glyphicons\.css$",
    r"/fontawesome-free@[\d.]+/css/all(\.min)?\.css$",
    r"/leaflet\.awesome-markers\.(js|css)$",
    r"/leaflet\.awesome\.rotate(\.min)?\.css$",
)
"""Addresses that Folium always links and these pages never use."""

SCRIPTS: Final = (
    *("language.js", "data.js", "colours.js", "canvas.js", "shapes.js", "marks.js", "reach.js", "names.js"),
    *("popup.js", "layers.js", "years.js", "panel.js", "tools.js", "tables.js", "virtual.js", "inset.js"),
    *("compare.js", "hours.js", "start.js"),
)
"""Own scripts, in the order they run."""

_SCRIPT_LINK = re.compile(r"<script\s[^>]*?src=\"([^\"]*)\"[^>]*>\s*</script>", re.IGNORECASE)
_STYLE_LINK = re.compile(r"<link\s[^>]*?href=\"([^\"]*)\"[^>]*?/?>", re.IGNORECASE)
_CSS_ADDRESS = re.compile(r"url\(\s*['\"]?([^'\")]+)['\"]?\s*\)")
_RUN_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_LOADING = re.compile(
    r"<(?:img(?!\ssrc=\"data:image/svg\+xml,[^\"]*\" alt=\"[^\"]*\">)|"
    r"iframe|frame|source|track|video|audio|object|embed|base|form|input[^>]*\stype=\"image\"|"
    r"script\s[^>]*\bsrc=|link\s(?!rel=\"icon\" href=\"data:,\"))[^>]*",
    re.IGNORECASE,
)
"""Elements that load something; text of the pages is escaped, so that ``<`` always opens an element.

A drawing that stands in its own address loads nothing, and browsers run no script in it.
"""


@cache
def asset(name: str) -> str:
    """Read a vendored or own text file of ``maps/assets``, without its source map address."""
    text = files("maps").joinpath("assets", name).read_text(encoding="utf-8")
    return re.sub(r"^//# sourceMappingURL=.*$", "", text, flags=re.MULTILINE).strip()


@cache
def style(name: str) -> str:
    """Read a style sheet with its pictures embedded as data addresses."""
    return _CSS_ADDRESS.sub(_embedded, asset(name))


@cache
def own_script() -> str:
    """Give the own scripts as one text."""
    return "\n".join(asset(name) for name in SCRIPTS)


def swap_links(head: str) -> str:
    """Swap every script and style link of a page head for the vendored file, or drop it.

    Raises
    ------
    GisplanError
        A link is neither vendored nor known to be unused.
    """
    head = _SCRIPT_LINK.sub(lambda found: _swapped(found[1], "script"), head)
    return _STYLE_LINK.sub(lambda found: _swapped(found[1], "style"), head)


def sealed(page: str, tile_host: str | None = None) -> str:
    """Put the Content-Security-Policy into a finished page, after checking that it loads nothing.

    Parameters
    ----------
    page
        Whole page, with ``<!--policy-->`` where the policy goes (before any script or style).
    tile_host
        Scheme and host of map tiles, the only network source the page may then use for pictures.

    Raises
    ------
    GisplanError
        An element of the page loads something by address.
    """
    loading = _LOADING.search(re.sub(r"<(script|style)>.*?</\1>", "", page, flags=re.DOTALL))
    if loading:
        raise GisplanError(f"a page would load {loading[0][:200]!r}; vendor it in maps/assets or drop it")
    hashes = sorted(
        {
            base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
            for text in _RUN_SCRIPT.findall(page)
        },
    )
    allowed = " ".join(f"'sha256-{digest}'" for digest in hashes)
    pictures = f"data: blob: {tile_host}" if tile_host else "data: blob:"
    policy = (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src {pictures}; "
        "base-uri 'none'; form-action 'none'"
    )
    return page.replace("<!--policy-->", f'<meta http-equiv="Content-Security-Policy" content="{policy}">', 1)


def _swapped(address: str, kind: str) -> str:
    for pattern, name in KEPT.items():
        if re.search(pattern, address):
            if kind == "style":
                return f"<style>{style(name)}</style>"
            return f"<script>/*! {name}\n{asset(name.replace('.js', '.LICENSE'))}\n*/\n{asset(name)}</script>"
    if any(re.search(pattern, address) for pattern in DROPPED):
        return ""
    raise GisplanError(
        f"a page links {address!r}, which is neither vendored in maps/assets nor known to be unused; "
        "add it to KEPT or DROPPED in maps/frame/offline.py",
    )


def _embedded(found: re.Match[str]) -> str:
    address = found[1].strip()
    if address.startswith(("#", "data:")):
        return found[0]
    picture = files("maps").joinpath("assets", address)
    if "://" in address or not picture.is_file():
        raise GisplanError(f"a style sheet loads {address!r}, which is not in maps/assets")
    return f"url(data:image/png;base64,{base64.b64encode(picture.read_bytes()).decode()})"
