// Marks of sites: each kind is drawn once and then copied, and homes come in groups at the scale of a city.
const sprites = new Map();
/** A small canvas with one mark, and half its side in pixels of the page. */
gisplan.sprite = (shape, colour, centre, known, rimmed, radius, opacity, ratio) => {
  const size = Math.max(1, Math.round(radius * 2)) / 2, key = [shape, colour, centre, known, rimmed, size, opacity, ratio].join();
  if (!sprites.has(key)) {
    const half = Math.ceil(size * 1.25 + 2), made = document.createElement("canvas"), pen = made.getContext("2d");
    made.width = made.height = 2 * half * ratio;
    pen.scale(ratio, ratio);
    pen.beginPath(); gisplan.mark(pen, shape, half, half, size);
    pen.globalAlpha = opacity; pen.fillStyle = colour; pen.fill(); pen.globalAlpha = 1;
    if (rimmed) { pen.strokeStyle = known ? "#14202b" : "#ffffff"; pen.lineWidth = known ? 1.2 : 0.8; pen.stroke(); }
    if (centre && centre !== "full") {
      pen.beginPath(); gisplan.markCentre(pen, shape, centre, half, half, size);
      pen.fillStyle = "#ffffff"; pen.fill();
    }
    sprites.set(key, { made, half });
  }
  return sprites.get(key);
};

/** Zoom from which each home has a mark of its own. */
gisplan.CLUSTERS_BELOW = 12.5;
const CLUSTER_PIXELS = 44;
const isHome = (layer, row) => layer.get("category", row) === "residential" && layer.get("access", row) === "private";
/** Whether homes come in groups: never where each site says what became of it. */
const grouped = (zoom) => zoom < gisplan.CLUSTERS_BELOW && !["compare", "progress"].includes(gisplan.page.kind);
gisplan.clustered = (layer, row, zoom) => grouped(zoom) && isHome(layer, row);

let kept = { key: null, groups: [] };
/** Groups of homes on a grid that lies still while the map moves: [{x, y, count, chargers}] in world pixels. */
gisplan.clusters = (layer, zoom) => {
  const level = Math.round(zoom * 2) / 2, key = [level, gisplan.state.year, gisplan.state.hidden.has("residential")].join();
  if (kept.key === key) return kept.groups;
  const side = CLUSTER_PIXELS / 2 ** level, cells = new Map();
  for (let row = 0; row < layer.rows; row++) {
    if (!isHome(layer, row) || !gisplan.siteShown(layer, row)) continue;
    const place = `${Math.floor(layer.x[row] / side)} ${Math.floor(layer.y[row] / side)}`;
    const group = cells.get(place) || { x: 0, y: 0, count: 0, chargers: 0 };
    group.x += layer.x[row]; group.y += layer.y[row]; group.count++; group.chargers += layer.get("chargers", row) || 0;
    cells.set(place, group);
  }
  const groups = [...cells.values()].map((group) => ({ ...group, x: group.x / group.count, y: group.y / group.count }));
  kept = { key, groups };
  return groups;
};
const clusterRadius = (group) => Math.min(15, 5 + 2.1 * Math.log2(group.count + 1));
gisplan.drawClusters = (context, view, layer) => {
  const colour = gisplan.colourOf("category", "residential");
  context.textAlign = "center"; context.textBaseline = "middle";
  for (const group of gisplan.clusters(layer, view.zoom)) {
    const x = view.x(group.x), y = view.y(group.y), radius = clusterRadius(group);
    if (x < -20 || y < -20 || x > view.width + 20 || y > view.height + 20) continue;
    const { made, half } = gisplan.sprite("circle", "#e6eef6", null, true, false, radius, 0.88, view.ratio);
    context.drawImage(made, x - half, y - half, 2 * half, 2 * half);
    const rim = gisplan.sprite("circle", colour, "open", false, false, 4, 0.9, view.ratio);
    if (group.count === 1) { context.drawImage(rim.made, x - rim.half, y - rim.half, 2 * rim.half, 2 * rim.half); continue; }
    context.font = `600 ${radius > 11 ? 11 : 10}px sans-serif`; context.fillStyle = "#24476b";
    context.fillText(String(group.count), x, y + 0.5);
  }
};
/** The group under a place of the map, or null. */
gisplan.clusterAt = (map, latlng) => {
  const layer = gisplan.layer("sites"), zoom = map.getZoom();
  if (!layer || !gisplan.shown("sites") || !grouped(zoom)) return null;
  const world = map.project(latlng, 0), scale = 2 ** zoom;
  return gisplan.clusters(layer, zoom).find((group) => Math.hypot(group.x - world.x, group.y - world.y) * scale < clusterRadius(group) + 3) || null;
};

/** The marks of all sites, private piles below, public ones on top, within these small ones on large ones. */
gisplan.sitesPainter = (layer) => {
  const radius = gisplan.rowRadius(layer);
  const rank = (row) => ["private", "dedicated", "public"].indexOf(layer.get("access", row));
  const order = Array.from({ length: layer.rows }, (_, row) => row)
    .sort((a, b) => rank(a) - rank(b) || layer.get("chargers", b) - layer.get("chargers", a));
  return {
    draw(context, view) {
      const opacity = view.zoom < 12 ? 0.78 : 0.9;
      if (grouped(view.zoom)) gisplan.drawClusters(context, view, layer);
      for (const row of order) {
        if (!view.shows(layer, row) || gisplan.clustered(layer, row, view.zoom) || !gisplan.siteShown(layer, row)) continue;
        const r = radius(row, view.zoom), known = layer.get("verified", row) === 1 && r > 2.5;
        const { centre } = gisplan.sign("access", layer.get("access", row));
        const { made, half } = gisplan.sprite(gisplan.shapeOf("category", layer.get("category", row)), gisplan.siteColour(layer, row),
          centre, known, view.zoom >= 11 || known, r, opacity, view.ratio);
        context.drawImage(made, view.x(layer.x[row]) - half, view.y(layer.y[row]) - half, 2 * half, 2 * half);
      }
    },
    hit: (x, y, view) => gisplan.hitPoint(layer, x, y, view,
      (row, zoom) => (gisplan.clustered(layer, row, zoom) ? 0 : radius(row, zoom))),
  };
};
