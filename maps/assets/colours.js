// Signs and classes. The signs are those of signs.json: colour and shape, apart for colour-blind readers and in grey.
gisplan.signs = gisplan.json("signs") || {};
gisplan.OTHER = "#6b7280";
gisplan.sign = (table, key) => gisplan.own(gisplan.signs[table] || {}, key) || { colour: gisplan.OTHER };
/** Colour of a kind of thing, grey where the table does not know it. */
gisplan.colourOf = (table, key) => gisplan.sign(table, key).colour;
gisplan.shapeOf = (table, key) => gisplan.sign(table, key).shape || "circle";
gisplan.ramps = {
  good: ["#edf8b1", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494"],
  bad: ["#fef0d9", "#fdcc8a", "#fc8d59", "#e34a33", "#b30000"],
  wait: ["#2c7fb8", "#7fcdbb", "#fdcc8a", "#fc8d59", "#b30000"],
  heat: ["#fff3cf", "#fed08a", "#fd9a4b", "#e4601c", "#a33a00"],
};

/** Place of a value among inner breaks: 0 below the first. */
gisplan.classOf = (value, breaks) => {
  let place = 0;
  while (place < breaks.length && value >= breaks[place]) place++;
  return place;
};
/** Colour of a class, spread over the ramp when there are fewer classes than colours. */
gisplan.rampColour = (ramp, place, breaks) => {
  const colours = gisplan.ramps[ramp];
  return colours[breaks.length ? Math.round((place * (colours.length - 1)) / breaks.length) : 2];
};
gisplan.classColour = (value, measure, scheme) => {
  if (value === null || value === undefined) return null;
  const breaks = measure.breaks[scheme] || measure.breaks.quantile;
  return gisplan.rampColour(measure.ramp, gisplan.classOf(value, breaks), breaks);
};

/** Path of a site's mark around a point. */
gisplan.mark = (context, shape, x, y, r) => {
  if (shape === "square") {
    context.rect(x - r * 0.88, y - r * 0.88, r * 1.76, r * 1.76);
  } else if (shape === "diamond") {
    context.moveTo(x, y - r * 1.2); context.lineTo(x + r * 1.2, y);
    context.lineTo(x, y + r * 1.2); context.lineTo(x - r * 1.2, y); context.closePath();
  } else if (shape === "down") {
    context.moveTo(x, y + r * 1.2); context.lineTo(x + r * 1.1, y - r * 0.8);
    context.lineTo(x - r * 1.1, y - r * 0.8); context.closePath();
  } else if (shape === "pentagon") {
    for (let k = 0; k < 5; k++) {
      const angle = (Math.PI * (4 * k - 5)) / 10;
      context[k ? "lineTo" : "moveTo"](x + 1.1 * r * Math.cos(angle), y + 1.1 * r * Math.sin(angle));
    }
    context.closePath();
  } else if (shape === "triangle") {
    context.moveTo(x, y - r * 1.2); context.lineTo(x + r * 1.1, y + r * 0.8);
    context.lineTo(x - r * 1.1, y + r * 0.8); context.closePath();
  } else if (shape === "hexagon") {
    for (let k = 0; k < 6; k++) {
      const angle = (Math.PI * (2 * k + 1)) / 6;
      context[k ? "lineTo" : "moveTo"](x + r * Math.cos(angle), y + r * Math.sin(angle));
    }
    context.closePath();
  } else {
    context.moveTo(x + r, y); context.arc(x, y, r, 0, 2 * Math.PI);
  }
};

/** White in the middle of a mark says who may use it: none for all, a dot for one fleet, open for one household. */
gisplan.markCentre = (context, shape, centre, x, y, r) => {
  if (centre === "open" && r > 2.2) gisplan.mark(context, shape, x, y, r * 0.52);
  else if (centre === "dot" && r > 3) gisplan.mark(context, "circle", x, y, r * 0.3);
};

/** Small picture of a mark, line or fill for a legend. */
gisplan.swatch = (kind, colour, options = {}) => {
  const canvas = document.createElement("canvas");
  const ratio = 2, width = options.width || 20, height = 16;
  canvas.width = width * ratio; canvas.height = height * ratio;
  canvas.style.width = `${width}px`; canvas.style.height = `${height}px`;
  canvas.className = "swatch";
  canvas.setAttribute("aria-hidden", "true");
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  context.fillStyle = colour; context.strokeStyle = colour;
  if (kind === "line") {
    context.lineWidth = 3; context.setLineDash(options.dash || []);
    context.beginPath(); context.moveTo(1, 8); context.lineTo(width - 1, 8); context.stroke();
  } else if (kind === "fill") {
    context.fillRect(1, 2, width - 2, 12);
    if (options.hatch) gisplan.hatchOver(context, 1, 2, width - 2, 12);
    context.strokeStyle = "#8a96a3"; context.lineWidth = 0.75; context.strokeRect(1, 2, width - 2, 12);
  } else {
    context.beginPath(); gisplan.mark(context, kind, width / 2, 8, options.radius || 5.5); context.fill();
    context.strokeStyle = options.rim || "#ffffff"; context.lineWidth = options.rim ? 1.8 : 1; context.stroke();
    context.beginPath(); context.fillStyle = "#ffffff";
    gisplan.markCentre(context, kind, options.centre, width / 2, 8, options.radius || 5.5); context.fill();
  }
  return canvas;
};
gisplan.hatchOver = (context, x, y, width, height) => {
  context.save(); context.beginPath(); context.rect(x, y, width, height); context.clip();
  context.strokeStyle = "#8a96a3"; context.lineWidth = 1; context.setLineDash([]);
  for (let k = -height; k < width; k += 4) {
    context.beginPath(); context.moveTo(x + k, y + height); context.lineTo(x + k + height, y); context.stroke();
  }
  context.restore();
};
gisplan.hatchPattern = (context, colour) => {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 8;
  const pen = tile.getContext("2d");
  pen.strokeStyle = colour; pen.lineWidth = 1.2;
  for (const k of [-8, 0, 8]) { pen.beginPath(); pen.moveTo(k, 8); pen.lineTo(k + 8, 0); pen.stroke(); }
  return context.createPattern(tile, "repeat");
};
