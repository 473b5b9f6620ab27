"""Measure the planner's map against plain Folium markers of the same sites, in the same run.

Run: ``python tests/benchmarks/bench_maps.py [sites] [cells]``. Prints, for each: seconds to build, size,
seconds from opening until drawn, milliseconds per frame while the map is dragged; per redraw for the first.
All in headless Chromium.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import folium
from playwright.sync_api import sync_playwright

from maps.data.contents import common_data
from maps.frame.offline import asset
from maps.page.planner import planner_page

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.maps.sample import sample_facts, sample_layers

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = "/usr/bin/chromium"
ALL_LAYERS = """() => { if (typeof gisplan === 'undefined') return;
  for (const key of gisplan.ORDER) gisplan.state.on.add(key); gisplan.changed(); }"""
FRAMES = """() => new Promise((done) => {
  const times = []; let last = performance.now();
  const tick = (now) => { times.push(now - last); last = now; times.length < 90 ? requestAnimationFrame(tick) : done(times); };
  requestAnimationFrame(tick); })"""  # noqa: E501  one line a statement


def plain_folium(layers: Any) -> str:
    """Draw one marker with a popup per site and one polygon per district, as Folium's guide does."""
    plan_map = folium.Map([39.3, 117.4], zoom_start=9, tiles=None, prefer_canvas=True)
    for row in layers.sites.itertuples():
        folium.CircleMarker(
            [row.geometry.y, row.geometry.x],
            radius=4,
            popup=folium.Popup(f"{row.name_zh}: {row.chargers}"),
        ).add_to(plan_map)
    page = plan_map.get_root().render()
    # the vendored Leaflet in place of the network, so that both open offline
    return page.replace(
        "<head>", f"<head><script>{asset('leaflet.js')}</script><style>{asset('leaflet.css')}</style>"
    )


REDRAW = """() => [[8.75, 117.38, 39.4], [10, 117.2, 39.12], [11, 117.2, 39.12], [12, 117.2, 39.12],
  [13, 117.2, 39.12], [12, 117.7, 39.0], [15, 117.2, 39.12]].map(([zoom, lng, lat]) => {
  const started = performance.now();
  gisplan.map.setView([lat, lng], zoom, { animate: false });
  gisplan.canvas._context.getImageData(0, 0, 1, 1);
  return performance.now() - started; })"""
"""Milliseconds from a new view to its last pixel, which reading one pixel waits for."""


def measure(browser: Browser, path: Path, ready: str) -> tuple[float, float, float]:
    context = browser.new_context(offline=True, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.set_default_timeout(600_000)
    started = time.perf_counter()
    page.goto(path.as_uri(), wait_until="load", timeout=600_000)
    page.wait_for_selector(ready, state="attached")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))")
    seconds = time.perf_counter() - started
    page.evaluate(ALL_LAYERS)  # panning is measured with every layer on
    frames = drag(page)
    context.close()
    return seconds, statistics.median(frames), sorted(frames)[int(len(frames) * 0.95)]


def redraws(browser: Browser, path: Path) -> None:
    """Print the slowest redraw after a zoom or pan, with the layers of the start and with all."""
    context = browser.new_context(offline=True, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-ready=yes]", state="attached")
    for label, before in (("default layers", "0"), ("all layers", f"({ALL_LAYERS})()")):
        page.evaluate(before)
        page.evaluate(REDRAW)  # outlines and marks are made once
        slowest, median = max(times := page.evaluate(REDRAW)), statistics.median(times)
        print(f"redraw, {label:15} slowest {slowest:5.0f} ms, median {median:5.0f} ms")
    context.close()


def drag(page: Page) -> list[float]:
    """Drag the map to and fro while the page counts its own frames."""
    page.mouse.move(800, 450)
    page.mouse.down()
    page.evaluate(f"window.frames_ = ({FRAMES})()")
    for step in range(60):
        page.mouse.move(800 + 5 * (step % 30) * (1 if step < 30 else -1), 450 + 2 * step)
    page.mouse.up()
    return list(page.evaluate("window.frames_"))


def main() -> None:
    sites, cells = (int(word) for word in (*sys.argv[1:3], "8000", "12000")[:2])
    layers, facts = sample_layers(sites, cells), sample_facts()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        print(f"{len(layers.sites)} sites, {len(layers.demand)} cells")
        for name, build, ready in (
            (
                "planner's map, all layers",
                lambda: planner_page(
                    layers, facts, {**common_data(layers, facts), "tiles": False}, None, None
                ),
                "html[data-ready=yes]",
            ),
            (
                "Folium markers, sites only",
                lambda: plain_folium(layers),
                "canvas",
            ),
        ):
            started = time.perf_counter()
            page = build()
            built = time.perf_counter() - started
            path = Path(folder) / "map.html"
            path.write_text(page, encoding="utf-8")
            opened, median, slow = measure(browser, path, ready)
            print(
                f"{name:28} build {built:6.1f} s  size {path.stat().st_size / 1e6:5.1f} MB  "
                f"drawn {opened:6.1f} s  frame {median:5.0f} ms, 95 % {slow:5.0f} ms",
            )
            if "planner" in name:
                redraws(browser, path)
        browser.close()


if __name__ == "__main__":
    main()
