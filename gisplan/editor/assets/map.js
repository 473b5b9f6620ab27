// The map: ground from the region's own layers, sites, what is selected, and shapes that are drawn.
"use strict";
const MARKS = {
  candidate: { color: "#0b6aa2", fillColor: "#5aa9d6", fillOpacity: 0.85, radius: 4 },
  required: { color: "#5b2a86", fillColor: "#8e5bb8", fillOpacity: 0.95, radius: 6 },
  existing: { color: "#222", fillColor: "#777", fillOpacity: 0.95, radius: 6 },
  excluded: { color: "#b3261e", fillColor: "#fff", fillOpacity: 0.6, radius: 4 },
};
editor.decoded = (parts) => parts.map((steps) => {
  const points = [];
  let [x, y] = [0, 0];
  for (let at = 0; at < steps.length; at += 2) {
    x += steps[at]; y += steps[at + 1];
    points.push([y / 1e5, x / 1e5]);
  }
  return points;
});
editor.cell = (column, at) => (Array.isArray(column) ? column[at] : column.of[column.at[at]]);

editor.map = L.map("map", { zoomSnap: 0.25, wheelPxPerZoomLevel: 90, minZoom: 6, maxZoom: 18, zoomControl: true, attributionControl: false, preferCanvas: true });
editor.canvas = L.canvas({ padding: 0.4, tolerance: 4 });
editor.markers = new Map();
editor.rings = L.layerGroup();
editor.differences = L.layerGroup();

editor.drawGround = ({ view, layers }) => {
  const [south, west, north, east] = view;
  editor.map.fitBounds([[south, west], [north, east]]);
  const pane = editor.map.createPane("ground");
  pane.style.zIndex = 200;
  const renderer = L.canvas({ pane: "ground", padding: 0.4 });
  const shapes = (name, style, line = false) => {
    for (const parts of layers[name]?.shapes || []) {
      const found = editor.decoded(parts);
      (line ? L.polyline(found, { ...style, renderer, interactive: false }) : L.polygon(found, { stroke: false, ...style, renderer, interactive: false })).addTo(editor.map);
    }
  };
  shapes("sea", { fillColor: "#cfe3ef", fillOpacity: 1 });
  shapes("land", { stroke: true, color: "#c9c9c0", weight: 1, fillColor: "#f1f0ea", fillOpacity: 1 });
  shapes("districts", { stroke: true, color: "#8b8f86", weight: 1.2, fillColor: "#faf9f4", fillOpacity: 1 });
  shapes("water", { fillColor: "#b7d5e8", fillOpacity: 1 });
  shapes("corridors", { color: "#d09a4c", weight: 2, opacity: 0.9 }, true);
  const { districts } = layers;
  editor.labels = [];
  for (let at = 0; at < districts.rows; at += 1) {
    const names = { zh: editor.cell(districts.columns.name_zh, at), en: editor.cell(districts.columns.name_en, at) };
    const outer = editor.decoded(districts.shapes[at]).sort((one, other) => other.length - one.length)[0];
    const centre = L.polygon(outer).getBounds().getCenter();
    editor.labels.push([L.marker(centre, { interactive: false, keyboard: false, icon: L.divIcon({ className: "district-name", iconSize: [120, 16], html: "" }) }).addTo(editor.map), names]);
  }
  editor.relabel();
};
editor.relabel = () => {
  for (const [marker, names] of editor.labels || []) marker.getElement().textContent = gisplan.pick(names);
};

editor.markOf = (row) => MARKS[row.status] || MARKS.candidate;
editor.place = (key) => {
  const row = editor.rows.get(key);
  const old = editor.markers.get(key);
  if (!row) { old?.remove(); editor.markers.delete(key); return; }
  const faulty = (editor.faults[key] || []).length > 0;
  const drawn = `${row.lat} ${row.lon} ${row.status} ${faulty}`;
  if (old?.drawn === drawn) return;
  const style = { ...editor.markOf(row), weight: faulty ? 3 : 1.2, ...(faulty ? { color: "#e07b00" } : {}) };
  if (old) { old.setLatLng([row.lat, row.lon]); old.setStyle(style); old.drawn = drawn; return; }
  const made = L.circleMarker([row.lat, row.lon], { ...style, renderer: editor.canvas });
  made.on("click", (event) => {
    if (editor.drawing) return;
    L.DomEvent.stop(event);
    editor.select([key], event.originalEvent.shiftKey || event.originalEvent.ctrlKey);
  });
  made.drawn = drawn;
  editor.markers.set(key, made);
};
editor.showMarkers = (visible) => {
  for (const [key, marker] of editor.markers) {
    const shown = visible.has(key);
    if (shown !== editor.map.hasLayer(marker)) { if (shown) marker.addTo(editor.map); else marker.remove(); }
  }
};
editor.ringUp = () => {
  editor.rings.clearLayers().addTo(editor.map);
  const keys = [...editor.selected];
  for (const key of keys.slice(0, 3000)) {
    const row = editor.rows.get(key);
    if (row) L.circleMarker([row.lat, row.lon], { radius: 9, color: "#f5a400", weight: 3, fill: false, interactive: false, renderer: editor.canvas }).addTo(editor.rings);
  }
  if (keys.length !== 1 || !editor.may) return;
  const row = editor.rows.get(keys[0]);
  const handle = L.marker([row.lat, row.lon], { draggable: true, keyboard: false, title: gisplan.say("drag"), icon: L.divIcon({ className: "handle", iconSize: [22, 22] }) });
  handle.on("dragend", () => {
    const { lat, lng } = handle.getLatLng();
    editor.do("move", { key: keys[0], lon: lng, lat });
  });
  handle.addTo(editor.rings);
};
/** Let somebody draw a polygon: corner by corner; a double click or Enter ends it, Escape gives it up. */
editor.draw = (hint, done) => {
  editor.stopDrawing?.();
  const corners = [];
  const line = L.polyline([], { color: "#b3261e", weight: 2, dashArray: "6 4", interactive: false }).addTo(editor.map);
  editor.drawing = true;
  editor.map.getContainer().classList.add("drawing");
  editor.map.doubleClickZoom.disable();
  editor.tell(hint);
  const click = (event) => {
    const last = corners.at(-1);
    if (last && editor.map.latLngToContainerPoint(last).distanceTo(event.containerPoint) < 5) return;
    corners.push(event.latlng);
    line.setLatLngs([...corners, corners[0]]);
  };
  const end = (finished) => {
    editor.map.off("click", click).off("dblclick", finish);
    document.removeEventListener("keydown", key);
    line.remove();
    editor.map.getContainer().classList.remove("drawing");
    setTimeout(() => { editor.drawing = false; editor.map.doubleClickZoom.enable(); }, 50);
    editor.stopDrawing = null;
    editor.tell(null);
    if (finished && corners.length >= 3) done(corners.map(({ lng, lat }) => [lng, lat]));
  };
  const finish = () => end(true);
  const key = (event) => { if (event.key === "Escape") end(false); if (event.key === "Enter") end(true); };
  editor.map.on("click", click).on("dblclick", finish);
  document.addEventListener("keydown", key);
  editor.stopDrawing = () => end(false);
};
editor.within = (corners) => ({ lon, lat }) => {
  let inside = false;
  for (let at = 0, before = corners.length - 1; at < corners.length; before = at, at += 1) {
    const [[x, y], [u, v]] = [corners[at], corners[before]];
    if ((y > lat) !== (v > lat) && lon < ((u - x) * (lat - y)) / (v - y) + x) inside = !inside;
  }
  return inside;
};
editor.legend = () => {
  const entry = (text, fill, edge) => {
    const made = gisplan.element("li", "", text);
    const dot = gisplan.element("i", "dot");
    dot.style.background = fill;
    dot.style.borderColor = edge;
    made.prepend(dot);
    return made;
  };
  editor.byId("legend").replaceChildren(
    ...Object.entries(MARKS).map(([status, mark]) => entry(editor.term("status", status), mark.fillColor, mark.color)),
    Object.assign(gisplan.element("li", "", gisplan.say("faulty-mark")), { className: "faulty" }),
    ...Object.entries(editor.result?.runs[0].counts || {}).filter(([, [, count]]) => count).map(([change, [label]]) => entry(gisplan.pick(label), "transparent", CHANGED[change][0])),
  );
};
editor.on("selected", editor.ringUp);
editor.on("language", () => { editor.relabel(); editor.legend(); });
