// One canvas for all layers: painters draw themselves in order, and answer which of their rows was hit.
gisplan.Canvas = L.Renderer.extend({
  initialize(painters) {
    L.Renderer.prototype.initialize.call(this, { padding: 0.1 });
    this.painters = painters;
  },
  getEvents() {
    return { ...L.Renderer.prototype.getEvents.call(this), move: this._onMove };
  },
  _initContainer() {
    this._container = L.DomUtil.create("canvas", "gisplan-canvas");
    this._context = this._container.getContext("2d");
  },
  _destroyContainer() {
    L.Util.cancelAnimFrame(this._frame);
    L.DomUtil.remove(this._container);
  },
  _update() {
    if (this._map._animatingZoom && this._bounds) return;
    L.Renderer.prototype._update.call(this);
    const size = this._bounds.getSize(), ratio = Math.min(window.devicePixelRatio || 1, 2);
    L.DomUtil.setPosition(this._container, this._bounds.min);
    this._container.width = size.x * ratio; this._container.height = size.y * ratio;
    this._container.style.width = `${size.x}px`; this._container.style.height = `${size.y}px`;
    this._ratio = ratio;
    this.paint();
  },
  _updatePaths() {},
  _onMove() {
    if (!this._bounds || this._map._animatingZoom) return;
    const size = this._map.getSize(), min = this._map.containerPointToLayerPoint([0, 0]);
    if (!this._bounds.contains(L.bounds(min, min.add(size)))) this._update();
  },
  /** Ask for one repaint in the next frame. */
  redraw() {
    if (!this._map) return;
    L.Util.cancelAnimFrame(this._frame);
    this._frame = L.Util.requestAnimFrame(() => this.paint(), this);
  },
  view() {
    const scale = 2 ** this._zoom, origin = this._map.getPixelOrigin();
    const left = this._bounds.min.x + origin.x, top = this._bounds.min.y + origin.y;
    const size = this._bounds.getSize();
    return {
      scale, left, top, ratio: this._ratio, zoom: this._zoom, width: size.x, height: size.y,
      x: (world) => world * scale - left,
      y: (world) => world * scale - top,
      shows: (layer, row, margin = 30) => {
        const b = layer.bounds, at = 4 * row;
        return b[at + 2] * scale - left > -margin && b[at] * scale - left < size.x + margin
          && b[at + 3] * scale - top > -margin && b[at + 1] * scale - top < size.y + margin;
      },
    };
  },
  paint() {
    const started = performance.now(), context = this._context, view = this.view();
    context.setTransform(this._ratio, 0, 0, this._ratio, 0, 0);
    context.clearRect(0, 0, view.width, view.height);
    for (const painter of this.painters) {
      if (!gisplan.shown(painter.key)) continue;
      context.save();
      painter.draw(context, view);
      context.restore();
    }
    this.milliseconds = performance.now() - started;
  },
  /** The topmost row under a map event: {painter, row}, or null. */
  hit(event) {
    const view = this.view();
    const world = this._map.project(event.latlng, 0);
    for (const painter of [...this.painters].reverse()) {
      if (!painter.hit || !gisplan.shown(painter.key)) continue;
      const row = painter.hit(world.x, world.y, view);
      if (row >= 0) return { painter, row };
    }
    return null;
  },
});

gisplan.trace = (context, view, part) => {
  context.moveTo(view.x(part[0]), view.y(part[1]));
  for (let i = 2; i < part.length; i += 2) context.lineTo(view.x(part[i]), view.y(part[i + 1]));
};

/** Polygons filled by colour: rows of one colour are one path. */
gisplan.fillPolygons = (context, view, layer, colourOf, opacity) => {
  const paths = new Map();
  for (let row = 0; row < layer.rows; row++) {
    if (!view.shows(layer, row)) continue;
    const colour = colourOf(row);
    if (!colour) continue;
    if (!paths.has(colour)) paths.set(colour, []);
    paths.get(colour).push(row);
  }
  context.globalAlpha = opacity;
  for (const [colour, rows] of paths) {
    context.fillStyle = colour;
    if (typeof colour === "string") {
      gisplan.inWorld(context, view, layer, (path) => { for (const row of rows) context.fill(path(row), "evenodd"); });
      continue;
    }
    context.beginPath();
    for (const row of rows) for (const ring of layer.parts[row]) { gisplan.trace(context, view, ring); context.closePath(); }
    context.fill("evenodd");
  }
  context.globalAlpha = 1;
};
gisplan.strokeRows = (context, view, layer, row) => {
  context.beginPath();
  for (const part of layer.parts[row]) gisplan.trace(context, view, part);
};
gisplan.hitPolygon = (layer, x, y) => {
  for (let row = 0; row < layer.rows; row++) if (gisplan.inside(layer, row, x, y)) return row;
  return -1;
};
gisplan.hitLine = (layer, x, y, view, shown = () => true) => {
  let best = -1, least = 7 / view.scale;
  for (let row = 0; row < layer.rows; row++) {
    const b = layer.bounds, at = 4 * row;
    if (x < b[at] - least || y < b[at + 1] - least || x > b[at + 2] + least || y > b[at + 3] + least || !shown(row)) continue;
    const distance = gisplan.away(layer, row, x, y);
    if (distance < least) { least = distance; best = row; }
  }
  return best;
};
gisplan.hitPoint = (layer, x, y, view, radiusOf) => {
  let best = -1, least = Infinity;
  for (let row = 0; row < layer.rows; row++) {
    const radius = radiusOf(row, view.zoom);
    if (radius <= 0) continue;
    const distance = Math.hypot(layer.x[row] - x, layer.y[row] - y) * view.scale;
    if (distance < Math.max(radius + 3, 8) && distance < least) { least = distance; best = row; }
  }
  return best;
};

/** Text with a halo, unless it would lie on a text already written in this paint. */
const textWidths = new Map();
gisplan.writer = (context) => {
  const taken = [];
  /** Take the room of a text; the text, or null where it would lie on another. */
  const place = (name, x, y, font) => {
    const text = name.length > 28 ? `${name.slice(0, 27)}…` : name;
    context.font = font;
    const key = `${font}|${text}`;
    if (!textWidths.has(key)) textWidths.set(key, context.measureText(text).width);
    const width = textWidths.get(key), height = parseInt(font.match(/(\d+)px/)[1], 10);
    const box = [x - width / 2 - 2, y - height / 2 - 2, x + width / 2 + 2, y + height / 2 + 2];
    if (taken.some((t) => box[0] < t[2] && box[2] > t[0] && box[1] < t[3] && box[3] > t[1])) return null;
    taken.push(box);
    return text;
  };
  const write = (name, x, y, font, colour) => {
    const text = place(name, x, y, font);
    if (text === null) return false;
    context.textAlign = "center"; context.textBaseline = "middle"; context.lineJoin = "round";
    context.strokeStyle = "rgba(255,255,255,0.92)"; context.lineWidth = 3.5; context.strokeText(text, x, y);
    context.fillStyle = colour; context.fillText(text, x, y);
    return true;
  };
  /** Keep the room of a text that another layer writes. */
  write.reserve = (name, x, y, font) => place(name, x, y, font) !== null;
  return write;
};
