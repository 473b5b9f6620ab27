// Inset of the central districts, which are too small to tell apart at the scale of the whole plan.
const INSET_PIXELS = 168, INSET_BELOW = 10.5;
/** World bounds of the districts of the first tier, or null where they are few or fill the plan. */
gisplan.insetBounds = (layer) => {
  const box = [Infinity, Infinity, -Infinity, -Infinity], whole = [...box];
  let rows = 0;
  for (let row = 0; layer && row < layer.rows; row++) {
    const b = layer.bounds.subarray(4 * row, 4 * row + 4), central = layer.get("tier", row) === "central";
    rows += central ? 1 : 0;
    for (const into of central ? [box, whole] : [whole]) {
      into[0] = Math.min(into[0], b[0]); into[1] = Math.min(into[1], b[1]); into[2] = Math.max(into[2], b[2]); into[3] = Math.max(into[3], b[3]);
    }
  }
  return rows > 1 && box[2] - box[0] < 0.4 * (whole[2] - whole[0]) ? box : null;
};
gisplan.inset = (map) => {
  const districts = gisplan.layer("districts"), bounds = gisplan.insetBounds(districts);
  if (!bounds || gisplan.page.kind === "district" || gisplan.page.tiles) return;
  const button = gisplan.element("button", "inset"), canvas = gisplan.element("canvas"), ratio = Math.min(window.devicePixelRatio || 1, 2);
  button.type = "button";
  canvas.width = canvas.height = INSET_PIXELS * ratio;
  button.append(canvas, gisplan.spoken("span", "", "inset"));
  const scale = (0.9 * INSET_PIXELS) / Math.max(bounds[2] - bounds[0], bounds[3] - bounds[1]);
  const left = ((bounds[0] + bounds[2]) / 2) * scale - INSET_PIXELS / 2, top = ((bounds[1] + bounds[3]) / 2) * scale - INSET_PIXELS / 2;
  const zoom = Math.log2(scale), context = canvas.getContext("2d");
  const draw = () => {
    button.hidden = map.getZoom() >= INSET_BELOW;
    if (button.hidden) return;
    const view = {
      scale, left, top, zoom, ratio, width: INSET_PIXELS, height: INSET_PIXELS, x: (world) => world * scale - left, y: (world) => world * scale - top,
      shows: (layer, row) => { const b = layer.bounds, at = 4 * row; return b[at + 2] > bounds[0] - 0.05 && b[at] < bounds[2] + 0.05 && b[at + 3] > bounds[1] - 0.05 && b[at + 1] < bounds[3] + 0.05; },
    };
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    for (const painter of gisplan.canvas.painters) {
      if (!["surroundings", "districts", "water", "streets", "stations"].includes(painter.key) || !gisplan.shown(painter.key)) continue;
      context.save(); painter.draw(context, view); context.restore();
    }
    const write = gisplan.writer(context);
    for (let row = 0; row < districts.rows; row++) {
      const heart = districts.get("tier", row) === "central" && gisplan.heart(districts, row);
      if (heart) write(districts.title(row), view.x(heart[0]), view.y(heart[1]), `600 11px ${gisplan.LABEL_FAMILY}`, "#1d3246");
    }
  };
  button.addEventListener("click", () => map.fitBounds([gisplan.latlng(bounds[0], bounds[1]), gisplan.latlng(bounds[2], bounds[3])], { animate: false }));
  map.getContainer().parentElement.append(button);
  for (const event of ["gisplan-language", "gisplan-state"]) document.addEventListener(event, draw);
  map.on("zoomend", draw);
  draw();
};
