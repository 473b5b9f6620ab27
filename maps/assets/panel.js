// The panel of layers and legends.
gisplan.GROUPS = [
  ["group_build", ["sites", "dropped", "stations", "energy_facilities", "supply_links", "hydrogen_supply"]],
  ["group_service", ["coverage", "reach", "corridors", "freight_routes", "demand", "feeders"]],
  ["group_context", ["standing", "restrictions", "districts", "places", "names"]],
];

gisplan.panel = (root) => {
  const legends = {};
  for (const [group, keys] of gisplan.GROUPS) {
    const present = keys.filter((key) => gisplan.layer(key) || key === "places");
    if (!present.length) continue;
    const box = gisplan.element("fieldset", "group");
    box.append(gisplan.spoken("legend", "", group));
    for (const key of present) {
      const label = gisplan.element("label", "layer");
      const check = gisplan.element("input");
      check.type = "checkbox"; check.checked = gisplan.shown(key); check.dataset.layer = key;
      check.addEventListener("change", () => gisplan.toggle(key, check.checked));
      label.append(check, gisplan.spoken("span", "", `layer_${key}`));
      const legend = gisplan.element("div", "legend");
      legends[key] = legend;
      box.append(label);
      if (key === "sites" && (gisplan.page.years || []).length > 1) box.append(gisplan.yearSlider());
      box.append(legend);
    }
    root.append(box);
  }
  const refresh = () => {
    for (const [key, legend] of Object.entries(legends)) {
      legend.hidden = !gisplan.shown(key);
      legend.replaceChildren(...(gisplan.legend[key] ? gisplan.legend[key]() : []), ...gisplan.yearNote(key));
    }
    for (const check of root.querySelectorAll("input[data-layer]")) check.checked = gisplan.shown(check.dataset.layer);
  };
  document.addEventListener("gisplan-language", refresh);
  document.addEventListener("gisplan-state", refresh);
  refresh();
};

gisplan.toggle = (key, on) => {
  gisplan.state.on[on ? "add" : "delete"](key);
  gisplan.changed();
};
gisplan.changed = () => {
  document.dispatchEvent(new Event("gisplan-state"));
  gisplan.canvas.redraw();
};

gisplan.entry = (swatch, text) => {
  const line = gisplan.element("div", "entry");
  line.append(swatch, gisplan.element("span", "", text));
  return line;
};
gisplan.counted = (line, n) => { line.append(gisplan.element("span", "count", gisplan.number(n))); return line; };
gisplan.select = (labelKey, options, value, onChange) => {
  const label = gisplan.element("label", "choice");
  label.append(gisplan.element("span", "", gisplan.say(labelKey)));
  const select = gisplan.element("select");
  select.dataset.choice = labelKey;
  for (const [key, text] of options) {
    const option = gisplan.element("option", "", text);
    option.value = key; option.selected = key === value;
    select.append(option);
  }
  select.addEventListener("change", () => { onChange(select.value); gisplan.changed(); });
  label.append(select);
  return label;
};
/** The classes of a measure, from low to high. */
gisplan.classEntries = (measure, scheme, unit, hasNull) => {
  const breaks = measure.breaks[scheme] || measure.breaks.quantile, lines = [];
  for (let place = 0; place <= breaks.length; place++) {
    const colour = gisplan.rampColour(measure.ramp, place, breaks);
    const low = place ? gisplan.figure(breaks[place - 1], unit) : null;
    const high = place < breaks.length ? gisplan.figure(breaks[place], unit) : null;
    const text = low === null ? (high === null ? gisplan.say("all") : `< ${high}`) : high === null ? `≥ ${low}` : `${low} – ${high}`;
    lines.push(gisplan.entry(gisplan.swatch("fill", colour), text));
  }
  if (hasNull) lines.push(gisplan.entry(gisplan.swatch("fill", "#fbfcfd", { hatch: true }), gisplan.say("not_judged")));
  return lines;
};

gisplan.measureChoice = () => {
  const measures = gisplan.page.measures || {};
  const options = [["none", gisplan.say("none")], ...Object.keys(measures).map((key) => [key, gisplan.say(key)])];
  return gisplan.select("district_figure", options, gisplan.state.measure, (value) => { gisplan.state.measure = value; });
};
gisplan.schemeChoice = () => gisplan.select("scheme",
  ["natural", "quantile", "equal"].map((key) => [key, gisplan.say(`scheme_${key}`)]),
  gisplan.state.scheme, (value) => { gisplan.state.scheme = value; });

gisplan.legend = {
  districts() {
    const measure = (gisplan.page.measures || {})[gisplan.state.measure];
    if (!measure) return [gisplan.measureChoice()];
    return [gisplan.measureChoice(), gisplan.schemeChoice(),
      ...gisplan.classEntries(measure, gisplan.state.scheme, measure.unit, measure.missing)];
  },
  demand() {
    const measures = gisplan.page.cellMeasures, measure = measures[gisplan.state.cell];
    const side = gisplan.page.cellsJoinedKm;
    const joined = side ? [gisplan.element("p", "hint", `${gisplan.say("cells_joined")} ${gisplan.figure(side, "km")}`)] : [];
    return [gisplan.select("cell_figure", Object.keys(measures).map((key) => [key, gisplan.say(key)]),
      gisplan.state.cell, (value) => { gisplan.state.cell = value; }),
    ...gisplan.classEntries(measure, "quantile", measure.unit, false), ...joined];
  },
  sites() {
    const layer = gisplan.layer("sites");
    const options = [["category", gisplan.say("by_category")], ["status", gisplan.say("by_status")],
      ...Object.keys(gisplan.page.siteMeasures || {}).map((key) => [key, gisplan.say(key)])];
    if (layer.has("change")) options.splice(1, 0, ["change", gisplan.say("by_change")]);
    const lines = [gisplan.select("colour_by", options, gisplan.state.colour, (value) => { gisplan.state.colour = value; })];
    lines.push(...gisplan.categoryToggles(layer), gisplan.element("p", "hint", gisplan.say("cluster_hint")));
    const by = gisplan.state.colour;
    if (by === "status" || by === "change") {
      for (const [value, { colour }] of Object.entries(gisplan.signs[by])) {
        const layers = by === "change" ? [layer, gisplan.layer("dropped")] : [layer];
        if (!layers.some((l) => l && l.holds(by, value))) continue;
        const n = layers.reduce((sum, l) => sum + (l ? gisplan.countOf(l, by, value) : 0), 0);
        lines.push(gisplan.counted(gisplan.entry(gisplan.swatch("circle", colour), gisplan.term(by, value)), n));
      }
    } else if (by !== "category") {
      const measure = gisplan.page.siteMeasures[by];
      lines.push(...gisplan.classEntries(measure, "quantile", measure.unit, false));
    }
    const shapes = gisplan.element("div", "shapes");
    for (const [access, { shape, colour, centre }] of Object.entries(gisplan.signs.access)) {
      shapes.append(gisplan.entry(gisplan.swatch(shape, colour, { centre }), gisplan.term("access", access)));
    }
    lines.push(gisplan.element("p", "hint", gisplan.say("shape_legend")), shapes);
    const sizes = gisplan.element("div", "shapes");
    for (const n of [5, 20, 80]) {
      const radius = Math.min(8, gisplan.siteRadius(n, 11));
      sizes.append(gisplan.entry(gisplan.swatch("circle", gisplan.colourOf("access", "public"), { radius }), String(n)));
    }
    lines.push(gisplan.element("p", "hint", gisplan.say("size_legend")), sizes,
      gisplan.entry(gisplan.swatch("circle", "#b8c2cc", { rim: "#14202b" }), gisplan.say("rim_legend")));
    return lines;
  },
  stations: () => [...["commercial", "captive"].map((key) => gisplan.counted(
    gisplan.entry(gisplan.swatch("hexagon", gisplan.colourOf("ownership", key), { radius: 7 }), gisplan.say(`${key}_station`)),
    gisplan.countOf(gisplan.layer("stations"), "ownership", key))),
  gisplan.entry(gisplan.swatch("hexagon", "#ffffff", { radius: 6, rim: gisplan.colourOf("ring", "integrated") }), gisplan.say("integrated"))],
  hydrogen_supply: () => [gisplan.entry(gisplan.swatch("triangle", gisplan.colourOf("supply", "source"), { radius: 6 }), gisplan.say("layer_hydrogen_supply"))],
  supply_links: () => [gisplan.entry(gisplan.swatch("line", gisplan.colourOf("link", "supply"), { dash: gisplan.sign("link", "supply").dash, width: 28 }), gisplan.say("kg_day"))],
  corridors: () => Object.entries(gisplan.signs.verdict).map(([key, { colour, dash }]) =>
    gisplan.entry(gisplan.swatch("line", colour, { dash, width: 28 }), gisplan.term("verdict", key))),
  coverage: () => [...Object.entries(gisplan.signs.coverage).map(([key, { colour, hatch }]) =>
    gisplan.entry(gisplan.swatch("fill", `${colour}66`, { hatch }), gisplan.say(key))),
  gisplan.element("p", "hint", gisplan.say(gisplan.page.byRoad ? "ways_by_road" : "ways_straight"))],
  restrictions: () => Object.entries(gisplan.signs.restriction).filter(([key]) => gisplan.layer("restrictions").holds("vehicles", key))
    .map(([key, { colour }]) => gisplan.entry(gisplan.swatch("fill", `${colour}66`, { hatch: true }), gisplan.say(`closed_${key}`))),
  reach: () => gisplan.reachLegend(),
  freight_routes: () => [...Object.entries(gisplan.signs.freight).map(([key, { colour, dash }]) =>
    gisplan.entry(gisplan.swatch("line", colour, { dash, width: 28 }), gisplan.say(key))),
  gisplan.element("p", "hint", gisplan.say("freight_width"))],
  names() {
    const { drawn } = gisplan.layer("names");
    return Object.entries(gisplan.signs.street).filter(([kind]) => !gisplan.page.tiles && (drawn.holds("kind", kind) || (kind === "water" && gisplan.layer("water"))))
      .map(([kind, { colour }]) => gisplan.entry(gisplan.swatch("line", colour, { width: 28 }), gisplan.term("name", kind)));
  },
  standing: () => [gisplan.entry(gisplan.swatch("square", "#ffffff", { radius: 5, rim: gisplan.colourOf("standing", "site") }), gisplan.say("standing_hollow"))],
  feeders: () => Object.entries(gisplan.signs.feeder).map(([key, { colour }]) =>
    gisplan.entry(gisplan.swatch("down", colour, { radius: 6 }), gisplan.say(`feeder_${key}`))),
  energy_facilities() {
    const layer = gisplan.layer("energy_facilities"), lines = [];
    for (const [kind, { colour }] of Object.entries(gisplan.signs.facility)) {
      if (!layer.holds("kind", kind)) continue;
      lines.push(gisplan.counted(gisplan.entry(gisplan.swatch("square", colour, { radius: 6 }), gisplan.term("station", kind)),
        gisplan.countOf(layer, "kind", kind)));
    }
    return lines;
  },
};

/** Rows of a layer with a value, of those that are built by the chosen year. */
gisplan.countOf = (layer, column, value) => {
  let n = 0;
  for (let row = 0; row < layer.rows; row++) if (layer.get(column, row) === value && gisplan.isBuilt(layer, row)) n++;
  return n;
};

gisplan.categoryToggles = (layer) => {
  const counts = new Map();
  for (let row = 0; row < layer.rows; row++) {
    const key = layer.get("category", row);
    counts.set(key, (counts.get(key) || 0) + (gisplan.isBuilt(layer, row) ? 1 : 0));
  }
  const box = gisplan.element("div", "toggles");
  const known = Object.keys(gisplan.signs.category);
  const keys = [...counts.keys()].sort((a, b) => known.indexOf(a) - known.indexOf(b));
  for (const key of keys) {
    const label = gisplan.element("label", "entry");
    const check = gisplan.element("input");
    check.type = "checkbox"; check.checked = !gisplan.state.hidden.has(key); check.dataset.category = key;
    check.addEventListener("change", () => {
      gisplan.state.hidden[check.checked ? "delete" : "add"](key);
      gisplan.canvas.redraw();
      gisplan.permalink();
    });
    label.append(check, gisplan.swatch(gisplan.shapeOf("category", key), gisplan.colourOf("category", key)), gisplan.element("span", "", gisplan.term("category", key)));
    box.append(gisplan.counted(label, counts.get(key)));
  }
  const both = gisplan.element("div", "both");
  for (const [key, hide] of [["all", false], ["nothing", true]]) {
    const button = gisplan.element("button", "small", gisplan.say(key));
    button.type = "button";
    button.addEventListener("click", () => { gisplan.state.hidden = new Set(hide ? keys : []); gisplan.changed(); });
    both.append(button);
  }
  return [both, box];
};
