// Layers from their compact blocks: columns by name, coordinates as Web-Mercator pixels at zoom 0.
gisplan.worldX = (degrees) => 256 * (degrees / 360 + 0.5);
gisplan.worldY = (degrees) => {
  const sine = Math.sin((degrees * Math.PI) / 180);
  return 256 * (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI));
};
gisplan.latlng = (x, y) => L.latLng(
  (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / 256))) * 180) / Math.PI, (x / 256 - 0.5) * 360);

gisplan.layers = {};
gisplan.layer = (name) => {
  if (!(name in gisplan.layers)) {
    const block = gisplan.json(`layer-${name}`);
    gisplan.layers[name] = block ? (name === "names" ? gisplan.decodeNames : gisplan.decode)(name, block) : null;
  }
  return gisplan.layers[name];
};

gisplan.decode = (name, block) => {
  const layer = { name, rows: block.rows, columns: block.columns };
  layer.has = (column) => Object.hasOwn(block.columns, column);
  layer.get = (column, row) => {
    if (!layer.has(column)) return null;
    const stored = block.columns[column];
    return (stored.of ? stored.of[stored.at[row]] : stored[row]) ?? null;
  };
  layer.holds = (column, value) => [...Array(layer.rows).keys()].some((row) => layer.get(column, row) === value);
  /** What a row says in its columns `<stem>_<language>`. */
  layer.text = (stem, row) => gisplan.pick(Object.fromEntries(
    gisplan.languages.map(({ key }) => [key, layer.get(`${stem}_${key}`, row)])));
  layer.title = (row) => layer.text("name", row);
  if (layer.has("km2")) addDensities(layer);
  layer.bounds = new Float64Array(4 * block.rows);
  if (block.x) {
    layer.x = Float64Array.from(block.x, (x) => gisplan.worldX(x / 1e5));
    layer.y = Float64Array.from(block.y, (y) => gisplan.worldY(y / 1e5));
    for (let row = 0; row < block.rows; row++) {
      layer.bounds.set([layer.x[row], layer.y[row], layer.x[row], layer.y[row]], 4 * row);
    }
  } else {
    layer.parts = block.shapes.map((parts) => parts.map(decodePart));
    layer.parts.forEach((parts, row) => {
      const box = [Infinity, Infinity, -Infinity, -Infinity];
      for (const part of parts) {
        for (let i = 0; i < part.length; i += 2) {
          box[0] = Math.min(box[0], part[i]); box[1] = Math.min(box[1], part[i + 1]);
          box[2] = Math.max(box[2], part[i]); box[3] = Math.max(box[3], part[i + 1]);
        }
      }
      layer.bounds.set(box, 4 * row);
    });
  }
  return layer;
};

/** Figures per square kilometre, so that cells of different size compare. */
function addDensities(layer) {
  for (const [key, measure] of Object.entries(gisplan.page.cellMeasures || {})) {
    if (!measure.of || !layer.has(measure.of)) continue;
    layer.columns[key] = layer.columns.km2.map((km2, row) => (km2 > 0 ? (layer.columns[measure.of][row] ?? 0) / km2 : null));
  }
}

function decodePart(steps) {
  const part = new Float64Array(steps.length);
  let x = 0, y = 0;
  for (let i = 0; i < steps.length; i += 2) {
    x += steps[i]; y += steps[i + 1];
    part[i] = gisplan.worldX(x / 1e5); part[i + 1] = gisplan.worldY(y / 1e5);
  }
  return part;
}

/** Whether a point lies in a polygon row, by the even-odd rule over all its rings. */
gisplan.inside = (layer, row, x, y) => {
  const b = layer.bounds, at = 4 * row;
  if (x < b[at] || y < b[at + 1] || x > b[at + 2] || y > b[at + 3]) return false;
  let odd = false;
  for (const ring of layer.parts[row]) {
    for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
      if ((ring[i + 1] > y) !== (ring[j + 1] > y)
        && x < ((ring[j] - ring[i]) * (y - ring[i + 1])) / (ring[j + 1] - ring[i + 1]) + ring[i]) odd = !odd;
    }
  }
  return odd;
};

/** Distance from a point to a line row, in world pixels. */
gisplan.away = (layer, row, x, y) => {
  let least = Infinity;
  for (const line of layer.parts[row]) {
    for (let i = 2; i < line.length; i += 2) {
      const dx = line[i] - line[i - 2], dy = line[i + 1] - line[i - 1];
      const t = ((x - line[i - 2]) * dx + (y - line[i - 1]) * dy) / (dx * dx + dy * dy || 1);
      const s = Math.max(0, Math.min(1, t));
      least = Math.min(least, Math.hypot(x - line[i - 2] - s * dx, y - line[i - 1] - s * dy));
    }
  }
  return least;
};

/** Twice the area of a ring, in world pixels. */
gisplan.doubleArea = function doubleArea(ring) {
  let sum = 0;
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
    sum += ring[j] * ring[i + 1] - ring[i] * ring[j + 1];
  }
  return Math.abs(sum);
};

/** A good place for a label: the middle of the widest stretch of the row's largest ring. */
gisplan.heart = (layer, row) => {
  const ring = layer.parts[row].reduce((a, b) => (a && gisplan.doubleArea(a) >= gisplan.doubleArea(b) ? a : b), null);
  if (!ring) return null;
  // the box of the ring alone: islands far off would draw the label into the sea
  const [west, south, east, north] = ring.reduce((box, value, i) => {
    box[i % 2] = Math.min(box[i % 2], value);
    box[2 + (i % 2)] = Math.max(box[2 + (i % 2)], value);
    return box;
  }, [Infinity, Infinity, -Infinity, -Infinity]);
  let best = [(west + east) / 2, (south + north) / 2], room = -1;
  for (let k = 2; k <= 8; k++) {
    const y = south + ((north - south) * k) / 10;
    const crossings = [];
    for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
      if ((ring[i + 1] > y) !== (ring[j + 1] > y)) {
        crossings.push(ring[i] + ((ring[j] - ring[i]) * (y - ring[i + 1])) / (ring[j + 1] - ring[i + 1]));
      }
    }
    crossings.sort((p, q) => p - q);
    for (let i = 1; i < crossings.length; i += 2) {
      const width = (crossings[i] - crossings[i - 1]) * (1 - Math.abs(k - 5) / 12);
      if (width > room) { room = width; best = [(crossings[i] + crossings[i - 1]) / 2, y]; }
    }
  }
  return best;
};
