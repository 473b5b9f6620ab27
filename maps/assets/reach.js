// Service areas along roads: the roads from which a public site is reached, by distance and by site.
gisplan.reachColours = ["#0c2c84", "#1d6fb0", "#2b9fbf", "#58bfb0", "#9ccf9a"];
gisplan.reachClasses = () => (gisplan.page.reach || { classes: [] }).classes;
gisplan.reachPlace = (layer, row) => gisplan.reachClasses().findIndex(([from]) => from === layer.get("from_m", row));
gisplan.reachColour = (place) => {
  const colours = gisplan.reachColours, last = Math.max(gisplan.reachClasses().length - 1, 1);
  return colours[Math.round((place * (colours.length - 1)) / last)];
};
gisplan.reachText = (from, to) => `${gisplan.number(from)} – ${gisplan.figure(to, "m")}`;

/** Rows of the layer that one site serves. */
gisplan.reachOf = (site) => {
  const layer = gisplan.layer("reach"), rows = [];
  for (let row = 0; layer && row < layer.rows; row++) if (layer.get("site_id", row) === site) rows.push(row);
  return rows;
};

gisplan.reachPainter = (layer) => ({
  draw(context, view) {
    // near classes are thicker too, so that they stay apart in grey
    const width = Math.max(1, Math.min(4.2, 1.3 + (view.zoom - 11) * 0.55));
    context.lineCap = "round"; context.lineJoin = "round";
    for (let row = 0; row < layer.rows; row++) {
      if (!view.shows(layer, row) || !gisplan.isBuilt(layer, row)) continue;
      const place = gisplan.reachPlace(layer, row);
      context.strokeStyle = gisplan.reachColour(place);
      context.lineWidth = width * (1 - place * 0.1);
      gisplan.strokeRows(context, view, layer, row);
      context.stroke();
    }
  },
  hit: (x, y, view) => gisplan.hitLine(layer, x, y, view, (row) => gisplan.isBuilt(layer, row)),
});

/** All roads of the selected site, under a light rim. */
gisplan.reachSelection = (context, view, site) => {
  const layer = gisplan.layer("reach"), rows = site ? gisplan.reachOf(site) : [];
  context.lineCap = "round"; context.lineJoin = "round";
  for (const [colour, width] of [["#ffffff", 8], ["#d81b60", 4.5]]) {
    context.strokeStyle = colour; context.lineWidth = width;
    for (const row of rows) {
      if (!view.shows(layer, row)) continue;
      gisplan.strokeRows(context, view, layer, row);
      context.stroke();
    }
  }
};

gisplan.siteName = (site) => {
  const layer = gisplan.layer("sites");
  for (let row = 0; layer && row < layer.rows; row++) if (layer.get("site_id", row) === site) return layer.title(row);
  return site;
};

/** Lines of a popup: [word, text]. */
gisplan.reachLines = (layer, row) => {
  const site = layer.get("site_id", row);
  if (layer.name === "reach") {
    return [["nearest_site", gisplan.siteName(site)], ["way_class", gisplan.reachText(layer.get("from_m", row), layer.get("to_m", row))],
      ["road_km", gisplan.figure(layer.get("road_km", row), "km")]];
  }
  const rows = layer.name === "sites" ? gisplan.reachOf(site) : [];
  if (!rows.length) return [];
  const reach = gisplan.layer("reach");
  return [["site_road_km", gisplan.figure(rows.reduce((sum, at) => sum + reach.get("road_km", at), 0), "km")]];
};

gisplan.reachLegend = () => {
  const lines = gisplan.reachClasses().map(([from, to], place) =>
    gisplan.entry(gisplan.swatch("line", gisplan.reachColour(place)), gisplan.reachText(from, to)));
  lines.push(gisplan.element("p", "hint", gisplan.say("reach_hint")));
  const drawn = gisplan.page.reach.drawn;
  if (drawn !== "all") lines.push(gisplan.element("p", "hint", gisplan.say(`reach_${drawn}`)));
  return lines;
};
