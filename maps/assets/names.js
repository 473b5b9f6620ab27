// Names of streets, stations and waters: their layer, their labels by zoom, and what is near one.
// Zoom from which on a kind is written, in the order in which they take room.
gisplan.NAME_KINDS = {
  expressway: [10.5, "#8a4b12", 600], trunk: [12, "#8a5a1a", 500], rail_station: [11, "#7a1f4d", 600], water: [12, "#1d5f8a", 400],
  river: [12, "#1d5f8a", 400], primary: [12.5, "#7a5a2a", 500], metro_station: [13, "#7a1f4d", 500], hospital: [14, "#9c2b2b", 400],
  secondary: [13.5, "#6a5a3c", 400], school: [14, "#4d5a22", 400], tertiary: [14.5, "#655c4a", 400], landmark: [15, "#4b4b66", 400],
  street: [15.5, "#6b6558", 400], estate: [15.5, "#4b5b4b", 400], bus_stop: [16, "#56707a", 400],
};
/** A name as a label has it: what stands in brackets is left to the search. */
gisplan.shortName = (name) => name.split(/[（(]/)[0] || name;
/** Most labels in one paint. */
const MOST_NAMES = 500;

/** Names as a layer: a text as that of the row above is told once, points of long ones are steps from the first. */
gisplan.decodeNames = (name, block) => {
  const texts = block.columns.name_zh;
  for (let row = 1; row < block.rows; row++) texts[row] ??= texts[row - 1];
  block.x = block.x.map((x) => x + block.corner[0]);
  block.y = block.y.map((y) => y + block.corner[1]);
  const layer = gisplan.decode(name, block);
  layer.also = (row) => block.also[row] || "";
  const { of: rows, shapes } = block.lines;
  layer.drawn = gisplan.decode("streets", { rows: rows.length, columns: { kind: rows.map((row) => layer.get("kind", row)) }, shapes });
  /** Every point of a row, the one that stands for it first: world pixels. */
  layer.points = (row) => {
    const points = [[layer.x[row], layer.y[row]]], steps = block.more[row] || [];
    for (let i = 0; i < steps.length; i += 2) {
      points.push([gisplan.worldX((block.x[row] + steps[i]) / 1e5), gisplan.worldY((block.y[row] + steps[i + 1]) / 1e5)]);
    }
    return points;
  };
  return layer;
};

/** A name that has one language only: no span, of which a page shows those of its own language. */
gisplan.properName = (text) => {
  const made = gisplan.element("bdi", "", text);
  made.lang = "zh-CN";
  return made;
};

/** The district that holds a point, by the outlines of the page: its row, or -1. */
gisplan.districtAt = (x, y) => {
  const districts = gisplan.layer("districts");
  return districts ? gisplan.hitPolygon(districts, x, y) : -1;
};

/** Roads by class and waters, as a ground under all that is planned: the widest lie on top. */
gisplan.streetsPainter = ({ drawn }) => {
  const kinds = Object.keys(gisplan.signs.street).map((kind) => [kind, []]), byKind = new Map(kinds);
  for (let row = 0; row < drawn.rows; row++) byKind.get(drawn.get("kind", row))?.push(row);
  const closed = (row) => drawn.parts[row].every((ring) => ring[0] === ring.at(-2) && ring[1] === ring.at(-1));
  return {
    draw(context, view) {
      if (!drawn.rows) return;
      const wide = 0.55 * 2 ** (Math.max(0, Math.min(view.zoom, 16) - 10) * 0.3);
      gisplan.inWorld(context, view, drawn, (path) => {
        context.lineJoin = context.lineCap = "round";
        for (const [kind, rows] of [...kinds].reverse()) {
          const { colour, width, from } = gisplan.signs.street[kind];
          if (view.zoom < from) continue;
          context.strokeStyle = context.fillStyle = colour; context.lineWidth = (width * wide) / view.scale;
          for (const row of rows) {
            if (!view.shows(drawn, row)) continue;
            if (kind === "water" && closed(row)) context.fill(path(row), "evenodd");
            context.stroke(path(row));
          }
        }
      });
    },
  };
};

/** Names of waters that are large on the screen, before their points have names. */
gisplan.waterLabels = (write, view) => {
  const layer = gisplan.layer("water"), [from, colour, weight] = gisplan.NAME_KINDS.water;
  if (!layer || !gisplan.shown("water") || view.zoom >= from) return;
  layer.hearts ||= Array.from({ length: layer.rows }, (_, row) => gisplan.heart(layer, row));
  for (let row = 0; row < layer.rows; row++) {
    const b = layer.bounds, at = 4 * row, heart = layer.hearts[row];
    const name = layer.get("name_zh", row), wide = (b[at + 2] - b[at]) * view.scale;
    if (!name || !heart || wide < 12 * name.length || !view.shows(layer, row)) continue;
    write(name, view.x(heart[0]), view.y(heart[1]), `${weight} 11px ${gisplan.LABEL_FAMILY}`, colour);
  }
};

gisplan.namesPainter = (layer, reserve) => {
  const order = [];
  let ranked = null;
  const rank = () => {
    const kinds = Object.keys(gisplan.NAME_KINDS);
    for (let row = 0; row < layer.rows; row++) {
      const at = kinds.indexOf(layer.get("kind", row));
      if (at >= 0) (order[at] ||= []).push(...layer.points(row).map(([x, y]) => ({ row, x, y })));
    }
    ranked = kinds.map((kind, at) => [gisplan.NAME_KINDS[kind], order[at] || []]);
  };
  return {
    draw(context, view) {
      if (!ranked) rank();
      const write = gisplan.writer(context);
      reserve(write, view);
      gisplan.namesWritten = 0;
      gisplan.waterLabels(write, view);
      for (const [[from, colour, weight], spots] of ranked) {
        if (view.zoom < from) continue;
        const font = `${weight} ${view.zoom >= from + 2 ? 12 : 11}px ${gisplan.LABEL_FAMILY}`;
        for (const spot of spots) {
          const x = view.x(spot.x), y = view.y(spot.y);
          if (x < 0 || y < 0 || x > view.width || y > view.height) continue;
          if (write(gisplan.shortName(layer.title(spot.row)), x, y, font, colour) && ++gisplan.namesWritten >= MOST_NAMES) return;
        }
      }
    },
  };
};

/** The nearest row of a layer that fits, by straight line from any of some points: {row, metres}, or null. */
gisplan.nearest = (layer, points, fits) => {
  let best = null;
  for (let row = 0; layer && row < layer.rows; row++) {
    if (!fits(layer, row)) continue;
    for (const [x, y] of points) {
      const away = Math.hypot(layer.x[row] - x, layer.y[row] - y);
      if (!best || away < best.away) best = { row, away, x, y };
    }
  }
  if (!best) return null;
  return { row: best.row, metres: gisplan.latlng(best.x, best.y).distanceTo(gisplan.latlng(layer.x[best.row], layer.y[best.row])) };
};

const NEAR = [
  ["near_site", "sites", (layer, row) => layer.get("access", row) === "public" && layer.get("chargers", row) > 0 && gisplan.isBuilt(layer, row)],
  ["near_hydrogen", "stations", (layer, row) => gisplan.isBuilt(layer, row)],
];

/** What stands nearest to some points, each a button that leads there. */
gisplan.nearLines = (points) => {
  const lines = [];
  for (const [key, name, fits] of NEAR) {
    const other = gisplan.layer(name), found = gisplan.nearest(other, points, fits);
    if (!found) continue;
    const line = gisplan.element("li"), button = gisplan.element("button", "small", other.title(found.row));
    button.type = "button";
    button.addEventListener("click", () => gisplan.showRow(gisplan.map, other, found.row));
    line.append(gisplan.element("span", "", gisplan.say(key)), gisplan.element("b", "", gisplan.figure(found.metres, "m")), button);
    lines.push(line);
  }
  return lines;
};

/** Such a list under its note, or nothing. */
gisplan.nearBox = (points) => {
  const lines = gisplan.nearLines(points);
  if (!lines.length) return [];
  const list = gisplan.element("ul", "near");
  list.append(...lines);
  return [gisplan.element("p", "note", gisplan.say(gisplan.page.kind === "district" ? "near_note_district" : "near_note")), list];
};
/** What is near a place of the map, wherever it is. */
gisplan.nearPopup = (latlng) => {
  const box = gisplan.element("div", "popup"), { x, y } = gisplan.map.project(latlng, 0), at = gisplan.districtAt(x, y);
  box.append(gisplan.element("h3", "", gisplan.say("near_here")));
  if (at >= 0) box.append(gisplan.element("span", "badge", gisplan.layer("districts").title(at)));
  box.append(...gisplan.nearBox([[x, y]]));
  return box;
};

/** What a name's popup shows: what it is, in which district, what is near. */
gisplan.namePopup = (layer, row) => {
  const box = gisplan.element("div", "popup"), title = gisplan.element("h3");
  title.append(gisplan.properName(layer.title(row)));
  box.append(title);
  const badges = gisplan.element("p", "badges"), at = gisplan.districtAt(layer.x[row], layer.y[row]);
  const texts = [gisplan.term("name", layer.get("kind", row)), at >= 0 ? gisplan.layer("districts").title(at) : ""];
  for (const text of texts.filter(Boolean)) badges.append(gisplan.element("span", "badge", text));
  box.append(badges);
  if (layer.also(row)) {
    const also = gisplan.element("p", "", `${gisplan.say("known_as")}: `);
    also.append(gisplan.properName(layer.also(row)));
    box.append(also);
  }
  box.append(...gisplan.nearBox(layer.points(row)));
  const source = gisplan.own(gisplan.page.sources, "names");
  if (source) box.append(gisplan.element("div", "source", gisplan.pick(source)));
  return box;
};
