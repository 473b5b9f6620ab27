// Colours and classes: chosen to stay apart for colour-blind readers, and in grey print by shape and label.
gisplan.colours = {
  category: {
    residential: "#4477aa", public_parking: "#33a8d8", commercial: "#aa4499", transport_hub: "#e0348b",
    expressway_service_area: "#cc3311", trunk_service_area: "#ee7733", logistics_park: "#8c6d31",
    industrial_park: "#6b7280", park: "#228833", fuel_station: "#882255", bus_depot: "#999933",
    hydrogen_hub: "#009988",
  },
  access: { public: "circle", dedicated: "square", private: "diamond" },
  status: { existing: "#6b7280", required: "#cc3311", candidate: "#0072b2" },
  change: { added: "#0072b2", kept: "#9aa5b1", changed: "#e69f00", dropped: "#cc3311" },
  verdict: { met: "#1a7f37", "not met": "#c62828", "not assessed": "#5f6b76" },
  coverage: { covered: "#00897b", uncovered: "#d95f02", not_judged: "#b6c0ca" },
  kind: { commercial: "#00796b", captive: "#6a3d9a" },
  integrated: "#e69f00",
  freight: { refuelled: "#1b5faa", by_candidates: "#d95f02", out_of_range: "#5f6b76" },
  facility: { swap_car: "#2a6fbb", swap_truck: "#7b3294", methanol: "#a6611a", integrated: "#e69f00" },
  other: "#6b7280",
  none: "#dfe5ea",
};
gisplan.ramps = {
  good: ["#edf8b1", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494"],
  bad: ["#fef0d9", "#fdcc8a", "#fc8d59", "#e34a33", "#b30000"],
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
