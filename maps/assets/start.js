// What runs when a page opens.
gisplan.Scale = L.Control.Scale.extend({
  _updateMetric(most) {
    const metres = this._getRoundNum(most);
    const text = metres < 1000 ? gisplan.figure(metres, "m", 0) : gisplan.figure(metres / 1000, "km", 0);
    this._updateScale(this._mScale, text, metres / most);
  },
});
/** Write a text now and whenever the language changes; `put` gets it and the one before. */
gisplan.following = (say, put) => {
  let before = null;
  const write = () => { const text = say(); put(text, before); before = text; };
  document.addEventListener("gisplan-language", write);
  write();
};

gisplan.start = (map) => {
  if (gisplan.page.kind === "compare") { gisplan.compareMaps(map); return; }
  gisplan.map = map;
  map.setMaxZoom(18);
  map.attributionControl.setPrefix(false);
  const credit = (texts) => gisplan.following(() => gisplan.pick(texts), (text, before) => {
    if (before) map.attributionControl.removeAttribution(before);
    map.attributionControl.addAttribution(text);
  });
  const land = gisplan.layer("surroundings");
  if (land && land.rows && !gisplan.page.tiles) {
    map.getContainer().classList.add("coast");
    credit(gisplan.page.ground);
  }
  gisplan.page.credits.forEach(credit);
  const scale = new gisplan.Scale({ imperial: false, position: "bottomright" }).addTo(map);
  document.addEventListener("gisplan-language", () => scale._update());
  const [south, west, north, east] = gisplan.page.view;
  const whole = () => map.fitBounds([[south, west], [north, east]], { animate: false, padding: [8, 8] });
  map.invalidateSize({ animate: false });
  whole();
  const refused = gisplan.page.kind === "map" ? gisplan.readAddress(map) : [];
  gisplan.canvas = new gisplan.Canvas(gisplan.painters()).addTo(map);

  map.on("click", (event) => {
    if (gisplan.measuring) return;
    const group = gisplan.clusterAt(map, event.latlng);
    if (group) { map.setView(gisplan.latlng(group.x, group.y), Math.min(map.getZoom() + 2, 14), { animate: false }); return; }
    const found = gisplan.canvas.hit(event);
    if (found) gisplan.open(map, found.painter.layer, found.row, event.latlng);
    else gisplan.openNear(map, event.latlng);
  });
  const container = map.getContainer();
  container.setAttribute("role", "application");
  gisplan.following(() => gisplan.say("keyboard_hint"), (text) => container.setAttribute("aria-label", text));
  container.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target !== container) return;
    const latlng = map.getCenter(), found = gisplan.canvas.hit({ latlng });
    if (found) gisplan.open(map, found.painter.layer, found.row, latlng);
    else gisplan.openNear(map, latlng);
    gisplan.enterPopup(map);
  });
  map.on("mousemove", (event) => {
    L.Util.cancelAnimFrame(gisplan.hovering);
    gisplan.hovering = L.Util.requestAnimFrame(() => gisplan.hover(map, event));
  });
  map.on("mouseout", () => { gisplan.tip.hidden = true; });
  gisplan.tip = gisplan.element("div", "tip");
  gisplan.tip.hidden = true;
  map.getContainer().append(gisplan.tip);

  const panel = document.getElementById("panel-layers");
  if (panel) gisplan.panel(panel);
  const small = document.getElementById("small-legend");
  if (small) gisplan.smallLegend(small);
  gisplan.controls(map, whole);
  if (gisplan.page.kind === "district") {
    gisplan.siteTable(document.getElementById("sites"));
    gisplan.filingTable(document.getElementById("filings"));
    gisplan.standingTable(document.getElementById("standing"));
  }
  gisplan.assumptionTable(document.getElementById("assumptions"));
  const hour = document.getElementById("hour");
  if (hour) gisplan.hourSlider(hour);
  for (const row of document.querySelectorAll("tr[data-site]")) gisplan.linkRow(row);
  document.addEventListener("gisplan-language", () => { gisplan.canvas.redraw(); gisplan.permalink(); });
  document.addEventListener("gisplan-state", gisplan.permalink);
  map.on("moveend", gisplan.permalink);
  gisplan.printable(map);
  gisplan.inset(map);
  if (refused.length) gisplan.say2("address_refused", `${gisplan.say("address_refused")} ${refused.join(", ")}`);
  document.documentElement.dataset.ready = "yes";
};

/** Paper: the map takes the size it has on paper before the print starts, and shows the same ground. */
gisplan.printable = (map) => {
  let view = null;
  const resize = () => map.invalidateSize({ animate: false, pan: false });
  window.addEventListener("beforeprint", () => {
    view = { bounds: map.getBounds(), centre: map.getCenter(), zoom: map.getZoom() };
    document.body.classList.add("printing");
    resize();
    map.fitBounds(view.bounds, { animate: false });
    gisplan.canvas._update();
  });
  window.addEventListener("afterprint", () => {
    document.body.classList.remove("printing");
    resize();
    if (view) map.setView(view.centre, view.zoom, { animate: false });
  });
};

gisplan.hover = (map, event) => {
  const found = gisplan.measuring ? null : gisplan.canvas.hit(event);
  map.getContainer().classList.toggle("pointing", Boolean(found));
  gisplan.tip.hidden = !found;
  if (!found) return;
  const { layer } = found.painter;
  const title = layer.title(found.row) || gisplan.say(layer.get("state", found.row) || `layer_${layer.name}`);
  const measure = layer.name === "districts" && (gisplan.page.measures || {})[gisplan.state.measure];
  const chargers = layer.name === "sites" ? `${gisplan.say("chargers")} ${layer.get("chargers", found.row)}` : "";
  const way = layer.name === "reach" ? `${gisplan.reachText(layer.get("from_m", found.row), layer.get("to_m", found.row))} · ${gisplan.siteName(layer.get("site_id", found.row))}` : "";
  const figure = way || (measure ? `${gisplan.say(gisplan.state.measure)} ${gisplan.figure(layer.get(gisplan.state.measure, found.row), measure.unit)}` : chargers);
  gisplan.tip.textContent = figure ? `${title} · ${figure}` : title;
  gisplan.tip.style.transform = `translate(${event.containerPoint.x + 14}px, ${event.containerPoint.y + 14}px)`;
};

gisplan.smallLegend = (root) => {
  const refresh = () => root.replaceChildren(...gisplan.legend.districts());
  document.addEventListener("gisplan-language", refresh);
  document.addEventListener("gisplan-state", refresh);
  refresh();
};

gisplan.controls = (map, whole) => {
  const on = (id, act) => { const element = document.getElementById(id); if (element) act(element); };
  on("tool-home", (button) => button.addEventListener("click", whole));
  on("tool-measure", (button) => gisplan.measureTool(map, button, document.getElementById("measured")));
  on("tool-fullscreen", (button) => gisplan.fullscreen(button, document.documentElement));
  on("tool-here", (button) => gisplan.hereTool(map, button));
  on("tool-print", (button) => button.addEventListener("click", () => {
    document.body.classList.toggle("sheet", gisplan.page.kind === "district");
    window.print();
    document.body.classList.remove("sheet");
  }));
  on("tool-link", (button) => button.addEventListener("click", async () => {
    gisplan.permalink();
    try { await navigator.clipboard.writeText(location.href); gisplan.say2("copied"); } catch { gisplan.say2("copied", location.href); }
  }));
  on("search", (input) => gisplan.search(map, input, document.getElementById("found")));
  on("panel-toggle", (button) => button.addEventListener("click", () => {
    const open = document.body.classList.toggle("panel-open");
    button.setAttribute("aria-expanded", String(open));
    setTimeout(() => map.invalidateSize({ animate: false }), 0);
  }));
};
/** Say something over the map until the reader acts: how long one reads is not known. */
gisplan.say2 = (key, more) => {
  const read = document.getElementById("measured");
  read.textContent = more || gisplan.say(key);
  read.hidden = false;
  const hide = () => { if (!gisplan.measuring) read.hidden = true; };
  for (const act of ["pointerdown", "keydown"]) document.addEventListener(act, hide, { once: true });
};

/** A table row of a site leads to the site on the map. */
gisplan.linkRow = (row) => {
  const button = row.querySelector("button.find");
  if (!button) return;
  button.addEventListener("click", () => gisplan.findSite(row.dataset.layer, row.dataset.site));
};

/** Whether this machine has a font for a text: where it has none, all letters are one and the same box. */
gisplan.drawable = (text) => {
  const canvas = document.createElement("canvas"), context = canvas.getContext("2d", { willReadFrequently: true });
  canvas.width = canvas.height = 24;
  context.font = `20px ${getComputedStyle(document.body).fontFamily}`;
  const drawn = [...new Set(text.trim())].slice(0, 2).map((letter) => {
    context.clearRect(0, 0, 24, 24);
    context.fillText(letter, 2, 20);
    return context.getImageData(0, 0, 24, 24).data.join();
  });
  return drawn.length < 2 || drawn[0] !== drawn[1];
};

gisplan.openPage = () => {
  const asked = new URLSearchParams(location.hash.slice(1)).get("lang");
  let kept = null;
  try { kept = localStorage.getItem("gisplan-language"); } catch { /* files may have no storage */ }
  for (const button of document.querySelectorAll("button[data-language]")) {
    button.addEventListener("click", () => gisplan.setLanguage(button.dataset.language));
  }
  const unread = [...document.querySelectorAll("button[data-language]")].filter((button) => !gisplan.drawable(button.textContent));
  const first = gisplan.languages.map(({ key }) => key).filter((key) => !unread.some((button) => button.dataset.language === key));
  const boxes = unread.some((button) => button.dataset.language === gisplan.written.first) && first.length > 0;
  gisplan.setLanguage(asked || kept || (boxes ? first[0] : null));
  if (boxes) {
    const told = gisplan.spoken("p", "draft", "no_font");
    told.setAttribute("role", "status");
    document.body.prepend(told);
  }
  for (const fold of document.querySelectorAll("details")) fold.addEventListener("toggle", () => gisplan.unfold(fold));
  document.querySelectorAll("table.sortable").forEach(gisplan.sortable);
  document.querySelectorAll("input[data-filters]").forEach(gisplan.filterable);
};
gisplan.openPage();
