"""Sheets of an atlas: A3 across, with frame, title, map at a round scale, legend, sources and sign-off."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from gisplan_numbers import UNITS
from gisplan_numbers import Figure as Number
from gisplan_words import Named, message
from layers.columns import column
from layers.districts.polygons import SOURCES
from maps.pictures.charts import chart_style
from maps.pictures.fonts import drawn_with
from maps.pictures.marks import INK, LAND, QUIET, write_names
from maps.pictures.sheet_ground import first_year
from maps.pictures.sheet_inset import add_inset
from maps.pictures.sheet_maps import DRAWN, draw_base, draw_district
from maps.words.catalogue import word
from maps.words.credit import boundary_credit, used_credits
from maps.words.text import told, told_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from gisplan_words import Said
    from maps.pictures.sheet_ground import Ground
    from maps.pictures.sheet_maps import Entries

WIDE, HIGH = 420.0, 297.0
"""A3 across, millimetres."""
MAP: Final = (18.0, 18.0, 296.0, 241.0)
"""Left, bottom, width and height of the map, millimetres."""
PANEL: Final = (320.0, 84.0)
"""Left and width of the column beside the map, millimetres."""
INCH: Final = 25.4
SCALES: Final = tuple(
    round(step * 10.0**power)
    for power in range(3, 7)
    for step in (1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7, 7.5, 8, 8.5, 9, 9.5)
)
"""Scales that a sheet may have, 1 to this."""
MARGIN: Final = 1.04
DPI: Final = 150
CLOSING: Final = "，。；、：）》”,.;:)"
"""Marks that begin no line."""
_CHARGERS: Final = ("chargers", "chargers_public", "chargers_dedicated", "chargers_private")
_FIGURES: Final = (
    *("population", *_CHARGERS, "chargers_per_10k", "covered_share", "stations", "investment_cost"),
)
_COUNTED: Final = {"population": "people", "stations": "stations", **dict.fromkeys(_CHARGERS, "chargers")}


@dataclass(frozen=True, eq=False)
class Sheet:
    """One sheet.

    Parameters
    ----------
    number, total
        Its number in the atlas, from 1, and how many there are.
    key
        Key of `maps.pictures.sheet_maps.DRAWN`, or ``district``.
    title
        What it shows.
    draw
        Draws the map on axes in a language and gives the entries of the legend.
    adcode
        Of the district that it shows; empty: the whole region.
    """

    number: int
    total: int
    key: str
    title: Said
    draw: Callable[[Ground, Any, str], Entries]
    adcode: str = ""


def sheets_of(ground: Ground) -> list[Sheet]:
    """Give the sheets of an atlas in order: what stands, demand, layout, the districts, and what is built."""
    found: list[tuple[str, Said, Callable[[Ground, Any, str], Entries], str]] = []
    year = first_year(ground)
    for key, draw in DRAWN.items():
        near = {} if key != "near-term" else {"year": "—" if year is None else str(year)}
        found.append((key, message(f"sheet-{key}", **near), draw, ""))
    districts = ground.frames["districts"].sort_values("adcode").to_dict("records")
    each: list[Any] = [
        (
            "district",
            message("sheet-district", district=told_of(row)),
            partial(draw_district, adcode=str(row["adcode"])),
            str(row["adcode"]),
        )
        for row in districts
    ]
    after = 1 + next(at for at, one in enumerate(found) if one[0] == "coverage")
    found[after:after] = each
    return [Sheet(number, len(found), *one) for number, one in enumerate(found, start=1)]


def atlas_pages(
    ground: Ground, sheets: Sequence[Sheet], language: str, dpi: int = DPI
) -> tuple[bytes, list[bytes]]:
    """Draw sheets as one PDF, its text to search and its lines to enlarge, and each as a PNG.

    Parameters
    ----------
    ground
        What they draw from, as `maps.pictures.sheet_ground.ground_of` gives it.
    sheets
        As `sheets_of` gives them.
    language
        Of all words.
    dpi
        Dots per inch of a PNG, and of the cells of the demand in the PDF.
    """
    facts = ground.facts
    info = {
        "Title": f"{facts.title.said(language)} {message('papers-atlas').said(language)}",
        "Author": f"gisplan {facts.version}",
        "Subject": facts.scenario_name,
        "Creator": f"gisplan {facts.version}",
        "Producer": f"gisplan {facts.version}",
        "CreationDate": None,
    }
    pictures = []
    with io.BytesIO() as book:
        with PdfPages(book, metadata=info) as pages:
            for sheet in sheets:
                build = partial(_figure, ground, sheet, language)
                with drawn_with(build, chart_style()) as figure:
                    pages.savefig(figure, dpi=dpi)
                    with io.BytesIO() as picture:
                        figure.savefig(picture, format="png", dpi=dpi, metadata={"Software": None})
                        pictures.append(picture.getvalue())
        return book.getvalue(), pictures


def _figure(ground: Ground, sheet: Sheet, language: str) -> Figure:
    figure = Figure(figsize=(WIDE / INCH, HIGH / INCH))
    for edge, width in ((8.0, 0.5), (11.0, 1.6)):
        figure.add_artist(_box(figure, edge, edge, WIDE - 2 * edge, HIGH - 2 * edge, linewidth=width))
    axes = figure.add_axes(_parts(*MAP))
    scale = _place(axes, ground, sheet)
    streets = draw_base(ground, axes, language)
    inset: Any = None
    if not sheet.adcode:
        inset = add_inset(axes, ground, scale, SCALES, language)
        for part in (axes, *([inset] if inset else [])):
            write_names(part, ground.frames["districts"], language)
    else:
        _neighbours(axes, ground, sheet.adcode, language)
    entries = [*sheet.draw(ground, axes, language), *streets]
    if inset is not None:
        draw_base(ground, inset, language)
        sheet.draw(ground, inset, language)
    _title(figure, ground, sheet, language)
    _compass(figure, scale, ground, language)
    low = _legend(figure, entries, language)
    if sheet.key == "standing" and ground.frames["standing"].empty:
        _note(figure, message("sheet-no-data").said(language))
    _table(figure, ground, sheet, language, low)
    _sources(figure, ground, language)
    _sign_off(figure, ground, sheet, language)
    return figure


def _parts(left: float, bottom: float, wide: float, high: float) -> tuple[float, float, float, float]:
    """Give a box of millimetres as parts of the sheet."""
    return left / WIDE, bottom / HIGH, wide / WIDE, high / HIGH


def _box(figure: Figure, *millimetres: float, **more: Any) -> Rectangle:  # noqa: ANN401
    left, bottom, wide, high = _parts(*millimetres)
    style: dict[str, Any] = {"edgecolor": INK, "facecolor": "none", "transform": figure.transFigure} | more
    return Rectangle((left, bottom), wide, high, **style)


def _write(figure: Figure, x: float, y: float, text: str, **more: Any) -> None:  # noqa: ANN401
    style: dict[str, Any] = {"color": INK, "va": "center", "fontsize": 9} | more
    figure.text(x / WIDE, y / HIGH, text, **style)


def _place(axes: Any, ground: Ground, sheet: Sheet) -> int:  # noqa: ANN401
    """Fit what the sheet shows into the map at a round scale, and give the scale."""
    shown = ground.of("districts", sheet.adcode) if sheet.adcode else ground.frames["districts"]
    west, south, east, north = shown.total_bounds
    least = max((east - west) / MAP[2], (north - south) / MAP[3]) * MARGIN * 1_000.0
    scale = next((one for one in SCALES if one >= least), SCALES[-1])
    x, y = (west + east) / 2, (south + north) / 2
    half = np.array([MAP[2], MAP[3]]) * scale / 2_000.0
    axes.set(xlim=(x - half[0], x + half[0]), ylim=(y - half[1], y + half[1]), facecolor=LAND)
    axes.tick_params(left=False, bottom=False, labelleft=False, labelbottom=False)
    for spine in axes.spines.values():
        spine.set(visible=True, color=INK, linewidth=0.8)
    return scale


def _neighbours(axes: Any, ground: Ground, adcode: str, language: str) -> None:  # noqa: ANN401
    """Write the names of the districts around one, where the map shows enough of them."""
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    window = shapely.box(left, low, right, high)
    for row in ground.frames["districts"].to_dict("records"):
        part = row["geometry"].intersection(window)
        if str(row["adcode"]) == adcode or part.area < 0.006 * window.area:
            continue
        point = part.representative_point()
        name = told_of(row).said(language)
        axes.text(
            point.x, point.y, name, ha="center", va="center", fontsize=10, color="#8a96a3", clip_on=True
        )


def _title(figure: Figure, ground: Ground, sheet: Sheet, language: str) -> None:
    plan = ground.facts.title.said(language)
    _write(figure, MAP[0] + MAP[2] / 2, 276.5, sheet.title.said(language), fontsize=22, ha="center")
    _write(figure, MAP[0] + MAP[2] / 2, 265.0, plan, fontsize=11, ha="center", color=QUIET)
    if ground.facts.draft is not None:
        stamp = message("draft-stamp").said(language)
        _write(
            figure,
            MAP[0] + 8,
            272.0,
            stamp,
            fontsize=16,
            color="#8a5300",
            bbox={"facecolor": "none", "edgecolor": "#8a5300", "pad": 4},
        )


def _compass(figure: Figure, scale: int, ground: Ground, language: str) -> None:
    """Draw the arrow to the north, the scale in figures and as a bar, and name the CRS."""
    left, wide = PANEL
    middle = left + 9.0
    axes = figure.add_axes(_parts(left, 246.0, 18.0, 34.0))
    axes.set(xlim=(-1, 1), ylim=(-1, 1.5))
    axes.axis("off")
    axes.fill([0, -0.5, 0], [1.0, -0.8, -0.35], color=INK)
    axes.fill([0, 0.5, 0], [1.0, -0.8, -0.35], facecolor="white", edgecolor=INK, linewidth=1)
    _write(figure, middle, 278.5, word("north").said(language), ha="center", fontsize=12)
    start = left + 26.0
    _write(figure, start, 275.0, message("sheet-scale", scale=f"{scale:,}").said(language), fontsize=12)
    km = max(
        step for step in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50) if step * 1e6 / scale <= 24.0 or step == 0.1
    )
    part = km * 1e6 / scale
    for at, face in ((0, INK), (1, "white")):
        figure.add_artist(_box(figure, start + at * part, 264.0, part, 1.6, facecolor=face, linewidth=0.8))
    for at in range(3):
        decimals = 0 if km >= 1 else 1
        said = (
            Number(at * km, "km", decimals).said(language)
            if at == 2
            else f"{at * km:.{decimals if at else 0}f}"
        )
        _write(figure, start + at * part, 268.5, said, ha="center", fontsize=8)
    _write(figure, start, 258.0, message("sheet-crs", crs=ground.crs).said(language), fontsize=8, color=QUIET)
    _write(
        figure,
        start,
        252.5,
        message("sheet-horizon", horizon=_horizon(ground)).said(language),
        fontsize=8,
        color=QUIET,
    )
    figure.add_artist(_box(figure, left, 246.0, wide, 0.0, linewidth=0.5))


def _horizon(ground: Ground) -> str:
    years = ground.frames["sites"]["year"].dropna() if len(ground.frames["sites"]) else []
    return str(int(max(years))) if len(years) else "—"


def _legend(figure: Figure, entries: Entries, language: str) -> float:
    """Write the legend, and give where it ends, millimetres from below."""
    left, _ = PANEL
    _write(figure, left, 240.5, message("sheet-legend").said(language), fontsize=12)
    size = 9 if len(entries) <= 16 else 8
    figure.legend(
        handles=entries,
        loc="upper left",
        bbox_to_anchor=(left / WIDE, 237.0 / HIGH),
        borderaxespad=0,
        borderpad=0,
        fontsize=size,
        handletextpad=0.8,
        labelspacing=0.75,
    )
    return 237.0 - len(entries) * size * 0.3528 * 1.95


def _note(figure: Figure, text: str) -> None:
    _write(
        figure,
        MAP[0] + MAP[2] / 2,
        MAP[1] + 10,
        text,
        ha="center",
        fontsize=11,
        bbox={"facecolor": "white", "edgecolor": QUIET, "pad": 5},
    )


def _table(figure: Figure, ground: Ground, sheet: Sheet, language: str, top: float) -> None:
    """Write the figures of the district, or of all of them together."""
    left, wide = PANEL
    rows = list(_figures(ground, sheet, language))
    y = min(top - 4.0, 166.0)
    _write(figure, left, y, message("sheet-figures").said(language), fontsize=12)
    for label, value in rows:
        y -= 5.4
        if y < 84.0:
            return
        _write(figure, left, y, label, fontsize=8.5, color=QUIET)
        _write(figure, left + wide, y, value, fontsize=8.5, ha="right")
        figure.add_artist(_box(figure, left, y - 2.7, wide, 0.0, linewidth=0.25, edgecolor="#b7c1cb"))


def _figures(ground: Ground, sheet: Sheet, language: str) -> Iterator[tuple[str, str]]:
    currency = ground.facts.currency
    if sheet.adcode:
        row = ground.of("districts", sheet.adcode).iloc[0]
        for name in _FIGURES:
            own = column("districts", name)
            unit = _COUNTED.get(name, own.unit if own.unit in UNITS else "")
            value = Number(row[name], unit, None if unit else own.decimals, currency)
            yield own.label.said(language), value.said(language)
        return
    for row in ground.facts.headline:
        if row["value"] is not None and not isinstance(row["value"], str):
            value = Number(row["value"], row["unit"], currency=currency, asked=row["target"])
            label = told(row["label"])
            if isinstance(row["note"], Named):  # which district it is
                label = message("sheet-figure-of", figure=label, name=row["note"])
            yield label.said(language), value.said(language)


def _sources(figure: Figure, ground: Ground, language: str) -> None:
    """Credit what the sheet draws, and say what of it is modelled."""
    left, wide = PANEL
    facts, frames = ground.facts, ground.frames
    said: list[Said] = [message("source-ground")] if len(ground.land) else []
    bound = boundary_credit(facts.provenance, SOURCES["tianditu"])
    drawn = {name: frames[name] for name in ("corridors", "sites", "stations", "places", "hydrogen_supply")}
    found = [
        *said,
        *([bound] if bound else []),
        *used_credits(facts.provenance, drawn | {"water": ground.water}, named=len(ground.streets) > 0),
    ]
    modelled = message("sheet-modelled")
    text = "\n".join(one.said(language) for one in (*found, modelled))
    _write(figure, left, 79.0, message("sheet-sources").said(language), fontsize=10, va="top")
    lines = _wrapped(text, wide / (7.0 * 0.3528) - 1.0)
    _write(figure, left, 73.5, "\n".join(lines[:9]), fontsize=7, va="top", color=QUIET, linespacing=1.35)


def _wrapped(text: str, room: float) -> list[str]:
    """Break lines by their width: Chinese takes one, Latin a little more than a half."""
    lines = []
    for whole in text.split("\n"):
        line, used = "", 0.0
        for mark in whole:
            wide = 1.0 if ord(mark) > 0x2E7F else 0.56
            if used + wide > room and mark not in CLOSING:
                cut = line.rfind(" ") if " " in line[-14:] and ord(mark) < 0x2E7F else -1
                lines.append(line[:cut] if cut > 0 else line)
                line = line[cut + 1 :] if cut > 0 else ""
                used = sum(1.0 if ord(one) > 0x2E7F else 0.56 for one in line)
            line, used = line + mark, used + wide
        lines.append(line)
    return lines


def _sign_off(figure: Figure, ground: Ground, sheet: Sheet, language: str) -> None:
    """Draw the block with room for who drew it and for the map's approval, and the sheet's number."""
    left, wide = PANEL
    rows = (
        (message("papers-institute"), ""),
        (message("papers-map-number"), ""),
        (message("papers-made-on"), ground.facts.generated_on),
        (message("sheet-number"), message("sheet-of", number=sheet.number, total=sheet.total).said(language)),
    )
    high = 6.6
    for at, (label, value) in enumerate(rows):
        bottom = MAP[1] + (len(rows) - 1 - at) * high
        figure.add_artist(_box(figure, left, bottom, 28.0, high, linewidth=0.6))
        figure.add_artist(_box(figure, left + 28.0, bottom, wide - 28.0, high, linewidth=0.6))
        _write(figure, left + 2.0, bottom + high / 2, label.said(language), fontsize=8.5)
        _write(figure, left + 30.0, bottom + high / 2, value, fontsize=8.5)
    mark = f"gisplan {ground.facts.version} · {ground.facts.scenario_name} · {ground.facts.fingerprint}"
    _write(figure, MAP[0], 14.3, mark, fontsize=6.5, color=QUIET)
