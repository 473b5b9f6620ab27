// What is drawn: the state of the map and one painter per layer, from bottom to top.
gisplan.page = gisplan.json("page") || {};
gisplan.state = {
  on: new Set(gisplan.page.on || []), hidden: new Set(), measure: gisplan.page.measure || "none",
  scheme: "natural", colour: gisplan.page.colour || "category", cell: "kwh_km2", year: null, selected: null,
};
gisplan.shown = (key) => gisplan.state.on.has(key);

gisplan.siteColours = {
  category: (l, row) => gisplan.colourOf("category", l.get("category", row)),
  status: (l, row) => gisplan.colourOf("status", l.get("status", row)),
  change: (l, row) => gisplan.colourOf("change", l.get("change", row)),
  grade: (l, row) => gisplan.colourOf("grade", l.get("grade", row)),
  state: (l, row) => gisplan.colourOf("state", l.get("state", row)),
};
gisplan.siteColour = (layer, row) => {
  const by = gisplan.state.colour;
  if (gisplan.siteColours[by]) return gisplan.siteColours[by](layer, row);
  const measure = gisplan.page.siteMeasures[by];
  return gisplan.classColour(layer.get(by, row), measure, "quantile") || gisplan.OTHER;
};
gisplan.siteShown = (layer, row) => {
  if (gisplan.state.hidden.has(layer.get("category", row))) return false;
  return gisplan.isBuilt(layer, row);
};
gisplan.siteRadius = (chargers, zoom) =>
  Math.min(24, (1.4 + 0.55 * Math.sqrt(chargers || 0)) * 2 ** ((Math.min(zoom, 15) - 11) * 0.36));
gisplan.rowRadius = (layer) => (row, zoom) =>
  gisplan.siteShown(layer, row) ? gisplan.siteRadius(layer.get(layer.has("mark") ? "mark" : "chargers", row), zoom) : 0;

const painters = {
  surroundings(layer) {
    return {
      draw(context, view) {
        const sea = gisplan.layer("sea");
        context.fillStyle = "#eceff0"; context.fillRect(0, 0, view.width, view.height);
        if (sea && sea.rows) gisplan.drawGround(context, view, sea, "#cfe1ec", null, 1);
        gisplan.drawGround(context, view, layer, "#eceff0", "#c3cbd2", 1);
      },
    };
  },
  districts(layer) {
    return {
      draw(context, view) {
        const measure = (gisplan.page.measures || {})[gisplan.state.measure];
        context.globalAlpha = 1;
        if (gisplan.page.tiles !== true) gisplan.drawGround(context, view, layer, "#fbfcfd", null, 1);
        if (measure) {
          const colourOf = (row) => gisplan.classColour(layer.get(gisplan.state.measure, row), measure, gisplan.state.scheme);
          gisplan.fillPolygons(context, view, layer, colourOf, gisplan.page.tiles ? 0.6 : 0.82);
          const hatch = gisplan.hatchPattern(context, "#c3ccd5");
          gisplan.fillPolygons(context, view, layer, (row) => (colourOf(row) ? null : hatch), 1);
        }
        gisplan.outline(context, view, layer);
      },
      hit: (x, y) => gisplan.hitPolygon(layer, x, y),
    };
  },
  water: (layer) => ({
    draw(context, view) { gisplan.drawGround(context, view, layer, gisplan.signs.street.water.colour, null, 1); },
  }),
  demand(layer) {
    return {
      draw(context, view) {
        const measure = gisplan.page.cellMeasures[gisplan.state.cell];
        const colourOf = (row) => (layer.get(gisplan.state.cell, row) > 0
          ? gisplan.classColour(layer.get(gisplan.state.cell, row), measure, "quantile") : null);
        gisplan.fillCells(context, view, layer, colourOf, 0.72);
      },
      hit: (x, y) => gisplan.hitPolygon(layer, x, y),
    };
  },
  restrictions(layer) {
    return {
      draw(context, view) {
        const hatches = Object.fromEntries(Object.entries(gisplan.signs.restriction).map(([key, { colour }]) => [key, gisplan.hatchPattern(context, colour)]));
        const colourOf = (row) => gisplan.own(gisplan.signs.restriction, layer.get("vehicles", row))?.colour;
        gisplan.fillPolygons(context, view, layer, colourOf, 0.14);
        gisplan.fillPolygons(context, view, layer, (row) => gisplan.own(hatches, layer.get("vehicles", row)), 0.9);
      },
      hit: (x, y) => gisplan.hitPolygon(layer, x, y),
    };
  },
  coverage(layer) {
    return {
      draw(context, view) {
        const hatch = gisplan.hatchPattern(context, gisplan.colourOf("coverage", "uncovered"));
        gisplan.fillPolygons(context, view, layer, (row) => gisplan.own(gisplan.signs.coverage, layer.get("state", row))?.colour, 0.28);
        gisplan.fillPolygons(context, view, layer, (row) => (
          layer.get("state", row) === "uncovered" ? hatch : null), 0.8);
      },
      hit: (x, y) => gisplan.hitPolygon(layer, x, y),
    };
  },
  reach: (layer) => gisplan.reachPainter(layer),
  corridors(layer) {
    const seen = new Map();
    const side = Array.from({ length: layer.rows }, (_, row) => {
      const road = layer.get("road_ref", row), before = seen.get(road) || 0;
      seen.set(road, before + 1);
      return before % 2 ? -1 : 1;
    });
    return {
      draw(context, view) {
        const width = view.zoom < 10 ? 1.2 : 2.4;
        for (let row = 0; row < layer.rows; row++) {
          if (!view.shows(layer, row)) continue;
          const shift = side[row] * (width * 0.75);
          context.save();
          context.translate(shift, shift);
          context.lineJoin = "round"; context.lineWidth = width;
          context.strokeStyle = gisplan.colourOf("verdict", layer.get("verdict", row));
          context.setLineDash(gisplan.sign("verdict", layer.get("verdict", row)).dash || []);
          gisplan.strokeRows(context, view, layer, row);
          context.stroke();
          context.restore();
        }
      },
      hit: (x, y, view) => gisplan.hitLine(layer, x, y, view),
    };
  },
  supply_links(layer) {
    const { colour, dash } = gisplan.sign("link", "supply");
    return {
      draw(context, view) {
        context.strokeStyle = colour; context.setLineDash(dash);
        for (let row = 0; row < layer.rows; row++) {
          if (!view.shows(layer, row) || !gisplan.isBuilt(layer, row)) continue;
          context.lineWidth = Math.max(1.2, Math.min(4.5, Math.sqrt(layer.get("kg_day", row) || 0) / 14));
          gisplan.strokeRows(context, view, layer, row);
          context.stroke();
        }
      },
      hit: (x, y, view) => gisplan.hitLine(layer, x, y, view, (row) => gisplan.isBuilt(layer, row)),
    };
  },
  freight_routes(layer) {
    // narrow lines on wide ones: flows share their roads
    const order = Array.from({ length: layer.rows }, (_, row) => row)
      .sort((a, b) => layer.get("trips_day", b) - layer.get("trips_day", a));
    return {
      draw(context, view) {
        context.lineJoin = "round"; context.lineCap = "butt";
        for (const row of order) {
          if (!view.shows(layer, row)) continue;
          const state = layer.get("state", row);
          context.strokeStyle = gisplan.colourOf("freight", state);
          context.setLineDash(gisplan.sign("freight", state).dash || []);
          context.lineWidth = Math.max(1.5, Math.min(8, Math.sqrt(layer.get("trips_day", row) || 0)));
          gisplan.strokeRows(context, view, layer, row);
          context.stroke();
        }
        context.setLineDash([]);
      },
      hit: (x, y, view) => gisplan.hitLine(layer, x, y, view),
    };
  },
  energy_facilities(layer) {
    return gisplan.symbols(layer, "square", () => 8,
      (row) => gisplan.colourOf("facility", layer.get("kind", row)),
      (row) => gisplan.sign("facility", layer.get("kind", row)).letter && gisplan.say(`letter_${layer.get("kind", row)}`),
      (row) => gisplan.isBuilt(layer, row));
  },
  standing(layer) {
    // what stands is hollow, what the plan builds is filled
    const radius = (row, zoom) => Math.max(2.5, gisplan.siteRadius(layer.get("chargers", row) || 1, zoom) * 0.8);
    return {
      draw(context, view) {
        context.lineWidth = 1.4; context.strokeStyle = gisplan.colourOf("standing", "site"); context.setLineDash([]);
        context.beginPath();
        for (let row = 0; row < layer.rows; row++) {
          if (!view.shows(layer, row)) continue;
          const r = radius(row, view.zoom);
          context.rect(view.x(layer.x[row]) - r, view.y(layer.y[row]) - r, 2 * r, 2 * r);
        }
        context.stroke();
      },
      hit: (x, y, view) => gisplan.hitPoint(layer, x, y, view, radius),
    };
  },
  feeders: (layer) => gisplan.symbols(layer, "down", () => 7,
    (row) => gisplan.colourOf("feeder", gisplan.feederState(layer, row)), () => null),
  dropped(layer) {
    const radius = (row, zoom) => gisplan.siteRadius(layer.get("chargers", row), zoom);
    return {
      draw(context, view) {
        context.strokeStyle = gisplan.colourOf("change", "dropped"); context.lineWidth = 1.6;
        for (let row = 0; row < layer.rows; row++) {
          if (!view.shows(layer, row)) continue;
          const x = view.x(layer.x[row]), y = view.y(layer.y[row]), r = Math.max(3, radius(row, view.zoom) * 0.8);
          context.beginPath();
          context.moveTo(x - r, y - r); context.lineTo(x + r, y + r);
          context.moveTo(x + r, y - r); context.lineTo(x - r, y + r);
          context.stroke();
        }
      },
      hit: (x, y, view) => gisplan.hitPoint(layer, x, y, view, radius),
    };
  },
  sites: (layer) => gisplan.sitesPainter(layer),
  hydrogen_supply(layer) {
    return gisplan.symbols(layer, "triangle", () => 8, () => gisplan.colourOf("supply", "source"), () => null);
  },
  stations(layer) {
    const radius = (row) => 8 + Math.min(5, (layer.get("size_kg_day", row) || 0) / 400);
    const colour = (row) => (["progress", "certain"].includes(gisplan.page.kind) ? gisplan.siteColour(layer, row)
      : gisplan.colourOf("ownership", layer.get("ownership", row)));
    return gisplan.symbols(layer, "hexagon", radius, colour, () => "H",
      (row) => gisplan.isBuilt(layer, row),
      (row) => (gisplan.isIntegrated(layer, row) ? gisplan.colourOf("ring", "integrated") : null));
  },
  streets: gisplan.streetsPainter,
  names: (layer) => gisplan.namesPainter(layer, (write, view) => {
    if (gisplan.shown("places")) gisplan.placeLabels((...label) => write.reserve(...label), view);
  }),
  places: () => ({
    draw(context, view) { gisplan.placeLabels(gisplan.writer(context), view); },
  }),
};

gisplan.LABEL_FAMILY = "'Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif";
/** Hand the labels of the land around, of districts and of places to a writer, the most important first. */
gisplan.placeLabels = (write, view) => {
  const layer = gisplan.layer("places"), districts = gisplan.layer("districts");
  gisplan.hearts ||= districts ? Array.from({ length: districts.rows }, (_, row) => gisplan.heart(districts, row)) : [];
  const family = gisplan.LABEL_FAMILY, size = view.zoom < 9 ? 11 : 13;
  const around = gisplan.shown("surroundings") ? gisplan.layer("surroundings") : null;
  for (let row = 0; around && row < around.rows; row++) {
    const heart = gisplan.heart(around, row);
    if (heart && view.y(heart[1]) > view.height * 0.2 && !gisplan.hitAny(districts, heart)) {
      write(around.title(row), view.x(heart[0]), view.y(heart[1]), `400 15px ${family}`, "#66727d");
    }
  }
  gisplan.hearts.forEach((heart, row) => {
    if (!heart || !view.shows(districts, row)) return;
    const b = districts.bounds, at = 4 * row;
    if ((b[at + 2] - b[at]) * view.scale < 26) return;
    write(districts.title(row), view.x(heart[0]), view.y(heart[1]), `600 ${size}px ${family}`, "#1d3246");
  });
  if (!layer || view.zoom < 10) return;
  for (let row = 0; row < layer.rows; row++) {
    const major = layer.get("kind", row) !== "settlement";
    if (!view.shows(layer, row, 0) || (!major && view.zoom < 12)) continue;
    if (gisplan.language === "zh" && !/\p{Script=Han}/u.test(layer.title(row))) continue;
    write(layer.title(row), view.x(layer.x[row]), view.y(layer.y[row]) - 12,
      `${major ? 600 : 400} 11px ${family}`, major ? "#35506a" : "#5a6b7b");
  }
};

gisplan.hitAny = (layer, point) => layer !== null && gisplan.hitPolygon(layer, point[0], point[1]) >= 0;

/** Whether a feeder or substation has something left, is over, or nobody knows. */
gisplan.feederState = (layer, row) => {
  const left = layer.get("hosting_kw", row);
  return left === null ? "unknown" : left < 0 ? "over" : "left";
};

gisplan.symbols = (layer, shape, radiusOf, colourOf, letterOf, shownRow = () => true, ringOf = () => null) => ({
  draw(context, view) {
    for (let row = 0; row < layer.rows; row++) {
      if (!view.shows(layer, row) || !shownRow(row)) continue;
      const x = view.x(layer.x[row]), y = view.y(layer.y[row]), r = radiusOf(row);
      if (ringOf(row)) {
        context.beginPath(); gisplan.mark(context, shape, x, y, r + 3.5);
        context.fillStyle = ringOf(row); context.fill();
      }
      context.beginPath();
      gisplan.mark(context, shape, x, y, r);
      context.fillStyle = colourOf(row); context.fill();
      context.lineWidth = 2; context.strokeStyle = layer.get("verified", row) === 1 ? "#14202b" : "#ffffff"; context.stroke();
      const letter = letterOf(row);
      if (letter) {
        context.fillStyle = "#ffffff"; context.font = `700 ${Math.round(r * 1.1)}px sans-serif`;
        context.textAlign = "center"; context.textBaseline = "middle"; context.fillText(letter, x, y + 0.5);
      }
    }
  },
  hit: (x, y, view) => gisplan.hitPoint(layer, x, y, view, (row) => (shownRow(row) ? radiusOf(row) : 0)),
});

gisplan.outline = (context, view, layer) => {
  gisplan.drawGround(context, view, layer, null, "#7c8fa1", view.zoom < 10 ? 0.9 : 1.4);
  const own = gisplan.page.adcode;
  for (let row = 0; own && row < layer.rows; row++) {
    if (layer.get("adcode", row) !== own) continue;
    context.strokeStyle = "#0f2a43"; context.lineWidth = 2.6;
    gisplan.strokeRows(context, view, layer, row);
    context.stroke();
  }
};

/** A ring around the selected row. */
gisplan.selection = () => ({
  key: "selection",
  draw(context, view) {
    const chosen = gisplan.state.selected;
    if (!chosen) return;
    const { layer, row } = chosen;
    gisplan.reachSelection(context, view, layer.name === "sites" || layer.name === "reach" ? layer.get("site_id", row) : null);
    if (layer.name === "reach") return;
    context.strokeStyle = "#d81b60"; context.lineWidth = 3;
    if (layer.x) {
      context.beginPath();
      const base = layer.has("chargers") ? gisplan.siteRadius(layer.get("chargers", row), view.zoom) : 10;
      context.arc(view.x(layer.x[row]), view.y(layer.y[row]), base + 5, 0, 2 * Math.PI);
    } else {
      gisplan.strokeRows(context, view, layer, row);
    }
    context.stroke();
  },
});

gisplan.ORDER = ["surroundings", "districts", "water", "streets", "demand", "coverage", "restrictions", "reach", "corridors", "freight_routes", "supply_links", "names", "dropped", "standing", "feeders", "sites", "hydrogen_supply", "energy_facilities", "stations", "places"];
/** What no reader switches off: tiles stand in the place of a ground of our own. */
gisplan.always = () => ["selection", ...(gisplan.page.tiles ? [] : ["surroundings", "water", "streets"])];
gisplan.painters = () => {
  const made = [];
  for (const key of gisplan.ORDER) {
    const layer = gisplan.layer(key === "streets" ? "names" : key);
    if (layer || key === "places") made.push({ key, layer, ...painters[key](layer) });
  }
  for (const key of gisplan.always()) gisplan.state.on.add(key);
  return [...made, gisplan.selection()];
};
