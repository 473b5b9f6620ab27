"""A redraw is cheap: outlines are made once, cells are boxes, marks are copies, homes come in groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.browser

COUNT = """(names) => { const counts = {}, pen = CanvasRenderingContext2D;
  const kinds = { lineTo: [pen, Path2D], fillRect: [pen], drawImage: [pen], arc: [pen] };
  const back = [];
  for (const [name, makers] of Object.entries(kinds)) for (const made of makers) {
    const own = made.prototype[name]; counts[name] = 0;
    made.prototype[name] = function (...all) { counts[name]++; return own.apply(this, all); };
    back.push(() => { made.prototype[name] = own; });
  }
  gisplan.canvas.paint();
  back.forEach((undo) => undo());
  return counts; }"""


def test_a_second_paint_makes_no_outline_again(visit: Any, pages: Path) -> None:
    page = visit.open(pages / "map.html")
    page.evaluate(
        "gisplan.state.on = new Set(['surroundings', 'districts', 'demand', 'sites']); gisplan.changed();"
        " gisplan.canvas.paint()"
    )
    counts = page.evaluate(COUNT)
    assert counts["lineTo"] == 0
    assert counts["arc"] == 0
    assert counts["fillRect"] > 0


def test_homes_come_in_groups_at_the_scale_of_a_city_and_one_by_one_near(
    visit: Any, pages: Path, layers: Any
) -> None:
    page = visit.open(pages / "map.html")
    homes = layers.sites[(layers.sites["category"] == "residential") & (layers.sites["access"] == "private")]
    groups = page.evaluate("gisplan.clusters(gisplan.layer('sites'), 9)")
    assert sum(group["count"] for group in groups) == len(homes)
    assert sum(group["chargers"] for group in groups) == int(homes["chargers"].sum())
    assert len(groups) < len(homes)
    near = f"(zoom) => gisplan.clustered(gisplan.layer('sites'), {homes.index[0]}, zoom)"
    assert page.evaluate(near, 10) is True
    assert page.evaluate(near, 13) is False
    first = layers.sites["site_id"].iloc[homes.index[0]]
    assert page.evaluate(f"gisplan.layer('sites').get('site_id', {homes.index[0]})") == first


def test_a_click_on_a_group_goes_nearer(visit: Any, pages: Path) -> None:
    page = visit.open(pages / "map.html")
    x, y = page.evaluate(
        """(() => { const m = gisplan.map; m.setView([39.1, 117.2], 10, { animate: false });
        const s = m.getSize(), at = (g) => m.latLngToContainerPoint(gisplan.latlng(g.x, g.y));
        const free = gisplan.clusters(gisplan.layer('sites'), 10).find((g) => { const p = at(g);
          return p.x > 450 && p.x < s.x - 120 && p.y > 100 && p.y < s.y - 100; });
        const p = at(free), box = m.getContainer().getBoundingClientRect();
        return [box.left + p.x, box.top + p.y]; })()"""
    )
    page.mouse.click(x, y)
    assert page.evaluate("gisplan.map.getZoom()") == 12
    assert page.locator(".leaflet-popup").count() == 0
