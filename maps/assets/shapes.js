// Shapes drawn fast: a row's outline is made once, in world pixels from the middle of its layer.
/** Polygons as paths, one a row: far from the origin of the world a path has too few digits for high zooms. */
const pathOf = (layer, row) => {
  layer.paths ||= [];
  if (!layer.paths[row]) {
    layer.middle ||= [layer.bounds[0], layer.bounds[1]];
    const [ox, oy] = layer.middle, made = new Path2D();
    for (const ring of layer.parts[row]) {
      made.moveTo(ring[0] - ox, ring[1] - oy);
      for (let i = 2; i < ring.length; i += 2) made.lineTo(ring[i] - ox, ring[i + 1] - oy);
    }
    layer.paths[row] = made;
  }
  return layer.paths[row];
};
/** Draw in the world pixels of a layer; widths are divided by the scale. */
gisplan.inWorld = (context, view, layer, draw) => {
  pathOf(layer, 0);
  context.save();
  const [ox, oy] = layer.middle, r = view.ratio;
  context.setTransform(r * view.scale, 0, 0, r * view.scale, r * (ox * view.scale - view.left), r * (oy * view.scale - view.top));
  draw((row) => pathOf(layer, row));
  context.restore();
};
/** Fill and outline rows of polygons that are always the same. */
gisplan.drawGround = (context, view, layer, fill, line, width) => {
  if (!layer.rows) return;
  gisplan.inWorld(context, view, layer, (path) => {
    context.fillStyle = fill; context.strokeStyle = line; context.lineWidth = width / view.scale; context.lineJoin = "round";
    for (let row = 0; row < layer.rows; row++) {
      if (!view.shows(layer, row)) continue;
      if (fill) context.fill(path(row), "evenodd");
      if (line) context.stroke(path(row));
    }
  });
};

/** Rows whose polygon is as good as its box: most cells are squares, the others are cut by a border. */
const boxLike = (layer) => {
  layer.boxes ||= Uint8Array.from({ length: layer.rows }, (_, row) => {
    const b = layer.bounds, at = 4 * row, [ring, ...more] = layer.parts[row];
    const box = (b[at + 2] - b[at]) * (b[at + 3] - b[at + 1]);
    return !more.length && ring.length <= 12 && gisplan.doubleArea(ring) / 2 > 0.9 * box ? 1 : 0;
  });
  return layer.boxes;
};
/** Pixels of a cell below which its box stands for it, whatever its outline. */
const SMALL_CELL = 5;
/** Cells filled by class: boxes in whole pixels, so that neighbours meet without a seam; cut ones by their outline. */
gisplan.fillCells = (context, view, layer, colourOf, opacity) => {
  if (!layer.rows) return;
  const boxes = boxLike(layer), byColour = new Map(), b = layer.bounds;
  for (let row = 0; row < layer.rows; row++) {
    if (!view.shows(layer, row, 0)) continue;
    const colour = colourOf(row);
    if (!colour) continue;
    if (!byColour.has(colour)) byColour.set(colour, []);
    byColour.get(colour).push(row);
  }
  context.globalAlpha = opacity;
  for (const [colour, rows] of byColour) {
    const cut = [];
    context.fillStyle = colour;
    for (const row of rows) {
      const at = 4 * row, wide = (b[at + 2] - b[at]) * view.scale;
      if (!boxes[row] && wide >= SMALL_CELL) { cut.push(row); continue; }
      const left = Math.round(view.x(b[at])), top = Math.round(view.y(b[at + 1]));
      context.fillRect(left, top, Math.max(1, Math.round(view.x(b[at + 2])) - left), Math.max(1, Math.round(view.y(b[at + 3])) - top));
    }
    if (cut.length) {
      gisplan.inWorld(context, view, layer, (path) => { for (const row of cut) context.fill(path(row), "evenodd"); });
    }
  }
  context.globalAlpha = 1;
};
