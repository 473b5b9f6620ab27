"""Everything that a page says in a language: its text with every layer, legend and popup open."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

OPEN = """(language) => {
  gisplan.setLanguage(language);
  document.querySelectorAll("details").forEach((fold) => { fold.open = true; });
  for (const key of gisplan.ORDER) if (gisplan.layer(key)) gisplan.state.on.add(key);
  gisplan.changed();
}"""

TEXTS = """() => {
  const found = new Set();
  const add = (text) => { if (text && text.trim()) found.add(text.trim().replace(/\\s+/g, " ")); };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const holder = node.parentElement, own = holder.closest("[lang]");
    if (holder.closest("script, style, noscript") || own.lang !== document.documentElement.lang) continue;
    if (holder.closest("select, [hidden]") || holder.checkVisibility()) add(node.textContent);
  }
  const leaflet = ".leaflet-control-zoom, .leaflet-popup-close-button";
  for (const name of ["title", "aria-label", "placeholder"]) {
    for (const element of document.querySelectorAll(`body [${name}]`)) {
      const same = element.closest("[lang]").lang === document.documentElement.lang;
      if (same && !element.closest(leaflet)) add(element.getAttribute(name));
    }
  }
  add(document.title);
  return [...found];
}"""

POPUPS = """() => gisplan.ORDER.flatMap((key) => {
  const layer = gisplan.layer(key);
  if (!layer || !layer.rows || key === "surroundings") return [];
  const rows = new Set([0, layer.rows - 1]);
  for (let row = 0; row < layer.rows && rows.size < 12; row += Math.ceil(layer.rows / 10)) rows.add(row);
  return [...rows].map((row) => [key, row]);
})"""


def spoken(page: Page, language: str) -> set[str]:
    """Give the texts of a page that are open to a reader in a language, apart from what is in another."""
    page.evaluate(OPEN, language)
    said = set(page.evaluate(TEXTS))
    choices = "[...document.querySelectorAll('select')].map((s) => [s.dataset.choice, s.options.length])"
    for choice, count in page.evaluate(choices):
        for at in range(count):
            page.locator(f"select[data-choice={choice}]").first.select_option(index=at, force=True)
            said |= set(page.evaluate(TEXTS))
    for key, row in page.evaluate(POPUPS):
        page.evaluate(
            "([key, row]) => gisplan.open(gisplan.map, gisplan.layer(key), row, gisplan.map.getCenter())",
            [key, row],
        )
        said |= set(page.evaluate(TEXTS))
    return said
