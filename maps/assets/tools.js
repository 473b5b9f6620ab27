// Search, measuring, full screen, and the view kept in the address.
/** Text as it is searched: without case, width of letters, or blanks at its ends. */
gisplan.searchText = (text) => text.normalize("NFKC").toLowerCase().trim();

/** The rows that can be found: what each is called, and where it lies. */
gisplan.searchable = () => {
  if (gisplan.index) return gisplan.index;
  gisplan.index = [];
  const districts = gisplan.layer("districts"), places = new Map();
  const said = (layer, row) => gisplan.languages.map(({ key }) => layer.get(`name_${key}`, row)).filter(Boolean);
  for (let row = 0; districts && row < districts.rows; row++) places.set(districts.get("adcode", row), said(districts, row));
  for (const key of ["districts", "stations", "sites", "places", "hydrogen_supply", "names"]) {
    const layer = gisplan.layer(key);
    for (let row = 0; layer && row < layer.rows; row++) {
      const own = [...said(layer, row), layer.get("site_id", row), key === "names" && layer.also(row)].filter(Boolean);
      const at = key === "names" ? gisplan.districtAt(layer.x[row], layer.y[row]) : -1;
      const where = places.get(at >= 0 ? districts.get("adcode", at) : layer.get("adcode", row)) || [];
      gisplan.index.push({ key, layer, row, at, names: own.map(gisplan.searchText), where: where.map(gisplan.searchText) });
    }
  }
  return gisplan.index;
};

/** The rows that hold every word, in their names or (one of them at least in a name) in that of their district. */
gisplan.find = (wanted, most) => {
  const words = gisplan.searchText(wanted).split(/\s+/).filter(Boolean), whole = words.join(" "), found = [];
  if (!words.length) return found;
  for (const entry of gisplan.searchable()) {
    const own = words.filter((word) => entry.names.some((name) => name.includes(word)));
    const rest = words.filter((word) => !own.includes(word));
    if (!own.length || !rest.every((word) => entry.where.some((name) => name.includes(word)))) continue;
    const exact = entry.names.some((name) => name === whole || own.includes(name));
    const begins = entry.names.some((name) => own.some((word) => name.startsWith(word)));
    found.push({ entry, rank: exact ? 0 : begins ? 1 : 2 });
  }
  const kinds = Object.keys(gisplan.NAME_KINDS);
  const width = ({ entry }) => (entry.key === "names" ? kinds.indexOf(entry.layer.get("kind", entry.row)) : -1);
  return found.sort((a, b) => a.rank - b.rank || width(a) - width(b)).slice(0, most).map(({ entry }) => entry);
};

/** What a found row is, and of a name in which district. */
gisplan.foundAs = (entry) => {
  if (entry.key !== "names") return gisplan.say(`layer_${entry.key}`);
  const kind = gisplan.term("name", entry.layer.get("kind", entry.row));
  return entry.at >= 0 ? `${kind} · ${gisplan.layer("districts").title(entry.at)}` : kind;
};

gisplan.search = (map, input, list) => {
  let active = -1;
  const close = () => { list.hidden = true; input.setAttribute("aria-expanded", "false"); active = -1; };
  const choose = (found) => {
    close();
    gisplan.showRow(map, found.layer, found.row);
  };
  input.addEventListener("input", () => {
    list.replaceChildren();
    if (!input.value.trim()) { close(); return; }
    const found = gisplan.find(input.value, 12);
    found.forEach((entry, place) => {
      const item = gisplan.element("li"), name = entry.layer.title(entry.row);
      item.append(entry.key === "names" ? gisplan.properName(name) : gisplan.element("span", "", name));
      item.id = `found-${place}`; item.setAttribute("role", "option");
      item.append(gisplan.element("small", "", gisplan.foundAs(entry)));
      item.addEventListener("mousedown", (event) => { event.preventDefault(); choose(entry); });
      item.entry = entry;
      list.append(item);
    });
    if (!found.length) list.append(gisplan.element("li", "empty", gisplan.say("no_match")));
    list.hidden = false; active = -1;
    input.setAttribute("aria-expanded", "true");
  });
  input.addEventListener("keydown", (event) => {
    const items = [...list.querySelectorAll("[role=option]")];
    if (event.key === "Escape") close();
    if (event.key === "Enter" && items.length) { event.preventDefault(); choose(items[Math.max(active, 0)].entry); }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    active = Math.max(0, Math.min(items.length - 1, active + (event.key === "ArrowDown" ? 1 : -1)));
    items.forEach((item, place) => item.setAttribute("aria-selected", String(place === active)));
    if (items[active]) {
      input.setAttribute("aria-activedescendant", items[active].id);
      items[active].scrollIntoView({ block: "nearest" });
    }
  });
  input.addEventListener("blur", close);
};

/** Move to a row, switch its layer on, and open its popup. */
gisplan.showRow = (map, layer, row) => {
  const b = layer.bounds, at = 4 * row;
  const bounds = L.latLngBounds(gisplan.latlng(b[at], b[at + 1]), gisplan.latlng(b[at + 2], b[at + 3]));
  gisplan.state.on.add(layer.name);
  if (layer.name === "sites") gisplan.state.hidden.delete(layer.get("category", row));
  if (layer.x) map.setView(bounds.getCenter(), Math.max(map.getZoom(), 14), { animate: false });
  else map.fitBounds(bounds, { animate: false });
  gisplan.changed();
  gisplan.open(map, layer, row, bounds.getCenter());
};

gisplan.measureTool = (map, button, read) => {
  let points = null;
  const line = L.polyline([], { color: "#d81b60", weight: 3, interactive: false });
  const total = () => points.reduce((sum, p, i) => sum + (i ? points[i - 1].distanceTo(p) : 0), 0);
  const stop = () => {
    button.setAttribute("aria-pressed", "false");
    map.getContainer().classList.remove("measuring");
    map.doubleClickZoom.enable();
    gisplan.measuring = false;
  };
  const start = () => {
    points = [];
    line.setLatLngs(points).addTo(map);
    button.setAttribute("aria-pressed", "true");
    map.getContainer().classList.add("measuring");
    map.doubleClickZoom.disable();
    read.hidden = false;
    read.textContent = gisplan.say("measure_hint");
    gisplan.measuring = true;
  };
  button.addEventListener("click", () => {
    if (gisplan.measuring) { stop(); return; }
    if (!read.hidden) { read.hidden = true; line.remove(); return; }
    start();
  });
  map.on("click", (event) => {
    if (!gisplan.measuring) return;
    points.push(event.latlng);
    line.setLatLngs(points);
    read.textContent = gisplan.figure(total(), "m");
  });
  map.on("dblclick", () => { if (gisplan.measuring) stop(); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && gisplan.measuring) stop(); });
};

gisplan.fullscreen = (button, element) => {
  button.addEventListener("click", () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else element.requestFullscreen();
  });
};

/** Write view and layers into the address, without a new entry in the history. */
gisplan.permalink = () => {
  if (gisplan.page.kind !== "map" || !gisplan.map) return;
  const centre = gisplan.map.getCenter(), state = gisplan.state, parts = new URLSearchParams();
  parts.set("view", [gisplan.map.getZoom().toFixed(2), centre.lat.toFixed(5), centre.lng.toFixed(5)].join("/"));
  parts.set("on", [...state.on].filter((key) => !gisplan.always().includes(key)).join("."));
  if (state.hidden.size) parts.set("hide", [...state.hidden].join("."));
  parts.set("by", [state.measure, state.scheme, state.colour, state.cell].join("."));
  if (state.year !== null) parts.set("year", String(state.year));
  parts.set("lang", gisplan.language);
  history.replaceState(null, "", `#${parts}`);
};
gisplan.readAddress = (map) => {
  const parts = new URLSearchParams(location.hash.slice(1)), state = gisplan.state, refused = [];
  /** The words of a part that the page knows; the others are told to the reader. */
  const kept = (part, knows) => (parts.get(part) || "").split(".").filter((word) => {
    if (!word) return false;
    if (!knows(word)) refused.push(`${part}=${word.slice(0, 30)}`);
    return knows(word);
  });
  for (const part of parts.keys()) if (!["view", "on", "hide", "by", "year", "lang"].includes(part)) refused.push(part.slice(0, 30));
  if (parts.has("on")) state.on = new Set([...kept("on", (key) => gisplan.ORDER.includes(key)), ...gisplan.always()]);
  if (parts.has("hide")) state.hidden = new Set(kept("hide", (key) => Object.hasOwn(gisplan.signs.category, key)));
  const by = { measure: gisplan.page.measures, scheme: { quantile: 1, equal: 1, natural: 1 }, colour: { ...gisplan.siteColours, ...gisplan.page.siteMeasures }, cell: gisplan.page.cellMeasures };
  (parts.get("by") || "").split(".").forEach((word, at) => {
    const key = Object.keys(by)[at];
    if (!word) return;
    if (key && (Object.hasOwn(by[key] || {}, word) || (key === "measure" && word === "none"))) state[key] = word;
    else refused.push(`by=${word.slice(0, 30)}`);
  });
  if (parts.has("year")) {
    const year = Number(parts.get("year"));
    if ((gisplan.page.years || []).includes(year)) state.year = year;
    else refused.push(`year=${parts.get("year").slice(0, 30)}`);
  }
  if (parts.has("lang") && !gisplan.languages.some(({ key }) => key === parts.get("lang"))) refused.push(`lang=${parts.get("lang").slice(0, 30)}`);
  if (parts.has("view")) {
    const [zoom, lat, lng, ...more] = parts.get("view").split("/").map(Number), [south, west, north, east] = gisplan.page.view;
    // a view that shows nothing of the plan is as good as none
    const shows = zoom >= 4 && zoom <= map.getMaxZoom() && lat > south - 2 && lat < north + 2 && lng > west - 3 && lng < east + 3;
    if (shows && !more.length) map.setView([lat, lng], zoom, { animate: false });
    else refused.push(`view=${parts.get("view").slice(0, 30)}`);
  }
  return refused;
};
