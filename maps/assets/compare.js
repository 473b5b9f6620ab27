// Two plans on two maps of one view: under a swipe, or side by side; sites coloured by what became of them.
gisplan.only = true;

/** Say of every site of two runs what became of it from left to right. */
gisplan.pairUp = (left, right, same) => {
  const rowsOf = (layer) => new Map(Array.from({ length: layer.rows }, (_, row) => [layer.get("site_id", row), row]));
  const [here, there] = [rowsOf(left), rowsOf(right)];
  const mark = (layer, others, other, alone) => Array.from({ length: layer.rows }, (_, row) => {
    const twin = others.get(layer.get("site_id", row));
    return twin === undefined ? alone : same(layer, row, other, twin) ? "kept" : "changed";
  });
  left.columns.change = mark(left, there, right, "dropped");
  right.columns.change = mark(right, here, left, "added");
};

/** A layer of points of a run, under the name by which its painter and its words know it. */
gisplan.runLayer = (name, run) => {
  const block = gisplan.json(`layer-${name}-${run}`);
  return gisplan.decode(name, block);
};

gisplan.sidePainters = (sites, stations) => {
  const shared = ["surroundings", "districts", "water"].filter((key) => gisplan.layer(key)).map((key) => ({ key, layer: gisplan.layer(key), ...painters[key](gisplan.layer(key)) }));
  const size = (row) => 8 + Math.min(5, (stations.get("size_kg_day", row) || 0) / 400);
  const colour = (row) => gisplan.colourOf("change", stations.get("change", row));
  return [
    ...shared,
    { key: "sites", layer: sites, ...painters.sites(sites) },
    { key: "stations", layer: stations, ...gisplan.symbols(stations, "hexagon", size, colour, () => "H", (row) => gisplan.siteShown(stations, row)) },
    { key: "places", layer: gisplan.layer("places"), ...painters.places() },
  ];
};

gisplan.comparePopup = (layer, row, others) => {
  const box = gisplan.element("div", "popup");
  box.append(gisplan.element("h3", "", layer.title(row)));
  const badges = gisplan.element("p", "badges");
  for (const table of ["change", "category", "access"]) {
    const value = layer.get(table, row);
    if (value) badges.append(gisplan.element("span", "badge", gisplan.term(table, value)));
  }
  box.append(badges);
  const table = gisplan.element("table");
  const columns = layer.name === "sites" ? ["chargers", ...gisplan.page.types.map((type) => `n_${type}`)] : ["size_kg_day"];
  const id = layer.get("site_id", row);
  const rowIn = (other) => Array.from({ length: other.rows }, (_, at) => at).find((at) => other.get("site_id", at) === id);
  const cells = others.map((other) => [other, rowIn(other)]);
  for (const column of columns) {
    const values = cells.map(([other, at]) => (at === undefined ? 0 : other.get(column, at) || 0));
    if (!values.some(Boolean)) continue;
    const line = table.insertRow(), label = column.startsWith("n_") ? gisplan.term("type", column.slice(2)) : gisplan.say(column);
    line.append(gisplan.element("th", "", label), gisplan.element("td", "", values.map((value) => gisplan.number(value)).join(" → ")));
  }
  const line = table.insertRow();
  line.append(gisplan.element("th", "", gisplan.say("site_id")), gisplan.element("td", "", id));
  box.append(table);
  return box;
};

gisplan.compareMaps = (left) => {
  const box = document.getElementById("sides"), handle = document.getElementById("swipe-handle");
  const options = { ...left.options, attributionControl: false, zoomControl: false };
  const right = L.map("map-right", options);
  const maps = [left, right], picks = ["left", "right"].map((side) => document.getElementById(`side-${side}`));
  left.attributionControl.setPrefix(false);
  const [south, west, north, east] = gisplan.page.view;
  const whole = (map) => map.fitBounds([[south, west], [north, east]], { animate: false, padding: [8, 8] });
  gisplan.siteShown = (layer, row) => !gisplan.only || layer.get("change", row) !== "kept";
  for (const key of ["surroundings", "water"]) gisplan.state.on.add(key);
  maps.forEach((map) => { map.getContainer().classList.add("coast"); map.invalidateSize({ animate: false }); whole(map); });

  let following = false;
  maps.forEach((map, place) => map.on("move", () => {
    if (following) return;
    following = true;
    maps[1 - place].setView(map.getCenter(), map.getZoom(), { animate: false });
    following = false;
  }));

  let shown = [], drawn = [];
  const layers = new Map();
  const layersOf = (run) => {
    if (!layers.has(run)) layers.set(run, ["sites", "stations"].map((name) => gisplan.runLayer(name, run)));
    return layers.get(run);
  };
  const differs = (columns) => (layer, row, other, twin) => columns.every((column) => (layer.get(column, row) || 0) === (other.get(column, twin) || 0));
  const draw = () => {
    drawn.forEach((canvas) => canvas.remove());
    // two runs of one choice still need two marks: the layers are decoded anew where both sides show one run
    const runs = picks.map((pick) => Number(pick.value));
    if (runs[0] === runs[1]) layers.delete(runs[1]);
    shown = runs.map((run, place) => (place && run === runs[0] ? ["sites", "stations"].map((name) => gisplan.runLayer(name, run)) : layersOf(run)));
    gisplan.pairUp(shown[0][0], shown[1][0], differs(["chargers", ...gisplan.page.types.map((type) => `n_${type}`)]));
    gisplan.pairUp(shown[0][1], shown[1][1], differs(["size_kg_day"]));
    drawn = shown.map(([sites, stations], place) => new gisplan.Canvas(gisplan.sidePainters(sites, stations)).addTo(maps[place]));
    ["left", "right"].forEach((side, place) => { document.getElementById(`name-${side}`).textContent = gisplan.page.runs[runs[place]]; });
  };
  draw();
  gisplan.map = left;
  picks.forEach((pick) => pick.addEventListener("change", draw));

  let part = 50;
  const clip = () => {
    const swiping = box.classList.contains("swipe");
    right.getContainer().style.clipPath = swiping ? `inset(0 0 0 ${part}%)` : "";
    handle.style.left = `${part}%`;
    handle.setAttribute("aria-valuenow", String(Math.round(part)));
  };
  const slide = (value) => { part = Math.max(0, Math.min(100, value)); clip(); };
  handle.addEventListener("pointerdown", (event) => { handle.setPointerCapture(event.pointerId); event.preventDefault(); });
  handle.addEventListener("pointermove", (event) => {
    if (!handle.hasPointerCapture(event.pointerId)) return;
    const { left: start, width } = box.getBoundingClientRect();
    slide((100 * (event.clientX - start)) / width);
  });
  handle.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -2, ArrowRight: 2, Home: -100, End: 100 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    slide(part + step);
  });
  const buttons = { swipe: document.getElementById("side-swipe"), beside: document.getElementById("side-beside") };
  for (const [mode, button] of Object.entries(buttons)) {
    button.addEventListener("click", () => {
      box.classList.toggle("swipe", mode === "swipe");
      for (const [name, other] of Object.entries(buttons)) other.setAttribute("aria-pressed", String(name === mode));
      maps.forEach((map) => map.invalidateSize({ animate: false }));
      right.setView(left.getCenter(), left.getZoom(), { animate: false });
      clip();
    });
  }
  const check = document.getElementById("side-changed");
  check.addEventListener("change", () => { gisplan.only = check.checked; drawn.forEach((canvas) => canvas.redraw()); });
  maps.forEach((map, place) => map.on("click", (event) => {
    const found = drawn[place].hit(event);
    if (!found || !found.painter.layer || !["sites", "stations"].includes(found.painter.key)) return;
    const at = found.painter.key === "sites" ? 0 : 1;
    L.popup().setLatLng(event.latlng).setContent(gisplan.comparePopup(found.painter.layer, found.row, shown.map((pair) => pair[at]))).openOn(map);
  }));
  for (const row of document.querySelectorAll("tr[data-site]")) {
    row.querySelector("button.find").addEventListener("click", () => {
      for (const layer of shown.flat()) {
        for (let at = 0; at < layer.rows; at++) {
          if (layer.get("site_id", at) !== row.dataset.site) continue;
          box.scrollIntoView({ block: "center" });
          left.setView(gisplan.latlng(layer.x[at], layer.y[at]), 14, { animate: false });
          return;
        }
      }
    });
  }
  document.addEventListener("gisplan-language", () => drawn.forEach((canvas) => canvas.redraw()));
  clip();
  document.documentElement.dataset.ready = "yes";
};
