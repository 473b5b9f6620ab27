// What a click shows: figures, where the row comes from, and what the plan proves. Text only, never markup.
/** The figures of a layer's popup, each with how it is written; dropped sites are sites. */
gisplan.figuresOf = (kind) => gisplan.own(gisplan.page.popups || {}, kind) || [];

gisplan.popup = (layer, row) => {
  if (layer.name === "names") return gisplan.namePopup(layer, row);
  const box = gisplan.element("div", "popup");
  const kind = layer.name === "dropped" ? "sites" : layer.name;
  const title = layer.title(row) || gisplan.say(`layer_${layer.name}`);
  box.append(gisplan.element("h3", "", title));
  const badges = gisplan.element("p", "badges");
  if (gisplan.page.draft) badges.append(gisplan.element("strong", "draft", gisplan.pick(gisplan.page.draft)));
  if (layer.has("origin")) {
    const verified = layer.get("verified", row) === 1;
    badges.append(gisplan.element("span", verified ? "mark verified" : "mark unverified",
      `${gisplan.say(verified ? "verified" : "unverified")} · ${gisplan.term("origin", layer.get("origin", row))}`));
  }
  for (const text of gisplan.badges(layer, row)) badges.append(gisplan.element("span", "badge", text));
  if (badges.childElementCount) box.append(badges);
  const table = gisplan.element("table");
  const line = (key, text, label = gisplan.say(key)) => {
    const tr = table.insertRow();
    const head = gisplan.element("th", "", label);
    head.scope = "row";
    tr.append(head, gisplan.element("td", "", text));
  };
  for (const [column, unit] of gisplan.figuresOf(kind)) {
    const value = layer.get(column, row);
    if (value !== null) line(column, gisplan.figure(value, unit));
    if (kind !== "sites" || column !== "chargers") continue;
    for (const type of gisplan.page.types || []) {
      const n = layer.get(`n_${type}`, row);
      if (n) line("type", gisplan.number(n), gisplan.term("type", type));
    }
  }
  const swapped = layer.get("replaced", row);
  if (swapped) {
    line("replaced", gisplan.swapped(swapped));
    const paid = layer.get("replacement_cost", row);
    if (paid !== null) line("replacement_cost", gisplan.figure(paid, "currency"));
  }
  if (kind === "corridors" && layer.get("gap_km", row) !== null) line("gap_place", gisplan.gapPlace(layer, row));
  for (const [key, text] of gisplan.reachLines(layer, row)) line(key, text);
  if (layer.text("reason", row)) line("reason", layer.text("reason", row));
  if (kind === "restrictions") {
    line("closed_to", gisplan.say(`closed_${layer.get("vehicles", row)}`));
    line("closed_hours", layer.get("hours", row));
    line("closed_days", layer.get("days", row) || gisplan.say("closed_daily"));
  }
  const functions = kind === "energy_facilities" && layer.get("functions", row);
  if (functions) line("functions", functions.split(";").map((key) => gisplan.term("function", key)).join(gisplan.say("between-list")));
  if (layer.get("supply_id", row)) line("supply_id", gisplan.sourceName(layer.get("supply_id", row)));
  if (layer.get("fed_by", row)) line("fed_by", gisplan.feederName(layer.get("fed_by", row)));
  if (layer.get("authority", row)) line("authority", gisplan.dataText(layer.get("authority", row)));
  if (layer.get("site_id", row)) line("site_id", layer.get("site_id", row));
  box.append(table);
  if (kind === "stations" && layer.get("screening", row)) {
    const found = layer.get("screening", row).split(" (")[0];
    box.append(gisplan.element("p", "note",
      `${gisplan.say("setbacks")}: ${gisplan.term("verdict", found)} · ${gisplan.say("screening_note")}`));
  }
  box.append(gisplan.provenance(layer, row));
  const adcode = layer.get("adcode", row);
  if (adcode && gisplan.page.kind !== "district" && /^\d{6}$/.test(adcode)) {
    const link = gisplan.element("a", "", gisplan.say("site_page"));
    link.href = `districts/${adcode}.html`;
    box.append(link);
  }
  return box;
};

/** Which chargers give way to which, as `ac7>dc60:3` has it, in words. */
gisplan.swapped = (text) => text.split(";").filter(Boolean).map((part) => {
  const [old, by, number] = part.split(/[>:]/);
  return `${gisplan.term("type", old)} → ${gisplan.term("type", by)} × ${number}`;
}).join(gisplan.say("between-list"));

/** Words of the values of column kind, by layer. */
const kinds = { corridors: "road", feeders: "grid", energy_facilities: "station", hydrogen_supply: "supply", places: "place" };
gisplan.badges = (layer, row) => {
  const texts = [];
  for (const table of ["category", "access", "status", "kind", "verdict", "change", "tier"]) {
    const value = layer.get(table, row);
    const words = table === "kind" ? gisplan.own(kinds, layer.name) : table;
    if (value !== null && value !== "") texts.push(gisplan.term(words, value));
  }
  for (const word of ["state", "grade"]) if (layer.get(word, row)) texts.push(gisplan.say(layer.get(word, row)));
  if (layer.get("ownership", row) && layer.name === "stations") texts.push(gisplan.say(layer.get("ownership", row)));
  if (layer.get("integrated", row)) texts.push(gisplan.say("integrated"));
  if (layer.get("road_ref", row)) texts.push([layer.get("road_ref", row), gisplan.pick({ zh: layer.get("direction", row), en: layer.get("direction_en", row) })].filter(Boolean).join(" "));
  return texts;
};

/** Where the longest stretch without fast charging lies: from km and name to km and name. */
gisplan.gapPlace = (layer, row) => ["from", "to"].map((end) =>
  `${gisplan.figure(layer.get(`gap_${end}_km`, row), "chainage")} ${layer.text(`gap_${end}`, row)}`,
).join(" – ");

gisplan.sourceName = (id) => {
  const supply = gisplan.layer("hydrogen_supply");
  for (let row = 0; supply && row < supply.rows; row++) if (supply.get("supply_id", row) === id) return supply.title(row);
  return id;
};

gisplan.feederName = (id) => {
  const feeders = gisplan.layer("feeders");
  for (let row = 0; feeders && row < feeders.rows; row++) {
    if (feeders.get("feeder_id", row) === id && feeders.get("kind", row) === "feeder") return feeders.title(row);
  }
  return id;
};

/** Origin, source, date and whether verified, then the plan's certificate in words. */
gisplan.provenance = (layer, row) => {
  const box = gisplan.element("div", "source");
  if (layer.has("origin")) {
    const parts = [gisplan.term("origin", layer.get("origin", row)), ...["source", "as_of"].map((key) => gisplan.dataText(layer.get(key, row)))];
    box.append(gisplan.element("span", "", `${gisplan.say("source")}: `));
    parts.filter(Boolean).forEach((text, at) => box.append(at ? " · " : "", gisplan.element("span", "", text)));
  } else if (gisplan.own(gisplan.page.sources, layer.name === "reach" ? "roads" : layer.name)) {
    const source = gisplan.own(gisplan.page.sources, layer.name === "reach" ? "roads" : layer.name);
    box.append(gisplan.element("span", "", gisplan.pick(source)));
  }
  const proof = gisplan.own(gisplan.page.proofs, layer.name) || gisplan.page.proof;
  const words = gisplan.pick(proof.words);
  if (words) box.append(gisplan.element("p", `proof ${proof.grade}`, `${gisplan.say("proof")}: ${words}`));
  return box;
};

/** Open a popup whose content follows the language; on a phone it may take the room of search and tools. */
const openPopup = (map, where, content, closed) => {
  const size = map.getSize(), small = size.x < 600;
  const popup = L.popup({
    maxWidth: Math.min(320, size.x - 56), minWidth: Math.min(240, size.x - 56),
    maxHeight: small ? Math.max(160, size.y - 90) : Math.max(220, size.y - 150),
    autoPanPaddingTopLeft: small ? [12, 12] : [24, 64], autoPanPaddingBottomRight: small ? [12, 12] : [64, 24],
  });
  const refresh = () => popup.setContent(content());
  document.addEventListener("gisplan-language", refresh);
  popup.on("remove", () => {
    document.removeEventListener("gisplan-language", refresh);
    document.body.classList.remove("popup-open");
    closed();
  });
  popup.setLatLng(where).setContent(content()).openOn(map);
  document.body.classList.add("popup-open");
  gisplan.canvas.redraw();
};
gisplan.open = (map, layer, row, latlng) => {
  gisplan.state.selected = { layer, row };
  const where = layer.x ? gisplan.latlng(layer.x[row], layer.y[row]) : latlng, world = map.project(where, 0);
  const content = () => {
    const box = gisplan.popup(layer, row);
    // an area says what is near where it was touched
    if (["districts", "demand", "coverage"].includes(layer.name)) box.append(...gisplan.nearBox([[world.x, world.y]]));
    return box;
  };
  openPopup(map, where, content, () => {
    if (gisplan.state.selected && gisplan.state.selected.layer === layer && gisplan.state.selected.row === row) {
      gisplan.state.selected = null;
      gisplan.canvas.redraw();
    }
  });
};
/** What is nearest to a place where nothing stands. */
gisplan.openNear = (map, latlng) => {
  const { x, y } = map.project(latlng, 0);
  if (gisplan.districtAt(x, y) < 0 || !gisplan.nearLines([[x, y]]).length) return;
  gisplan.state.selected = null;
  openPopup(map, latlng, () => gisplan.nearPopup(latlng), () => {});
};
/** Hand the keyboard to the popup; it comes back to the map when the popup closes. */
gisplan.enterPopup = (map) => {
  const box = map.getContainer().querySelector(".leaflet-popup-content");
  if (!box) return;
  box.tabIndex = -1;
  box.focus({ preventScroll: true });
  map.once("popupclose", () => map.getContainer().focus({ preventScroll: true }));
};
/** The position that the browser gives, if it does. */
gisplan.hereTool = (map, button) => {
  if (gisplan.page.tiles === true) { button.hidden = true; return; }
  button.addEventListener("click", () => {
    const failed = () => gisplan.say2("here_failed");
    if (!navigator.geolocation) { failed(); return; }
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      const latlng = L.latLng(coords.latitude, coords.longitude), { x, y } = map.project(latlng, 0);
      if (gisplan.districtAt(x, y) < 0) { gisplan.say2("here_outside"); return; }
      map.setView(latlng, 15, { animate: false });
      gisplan.openNear(map, latlng);
    }, failed, { timeout: 8000 });
  });
};
