// The tools: add, exclusion zone, choose an area, import, undo and redo, links for others.
"use strict";
const click = (id, done) => editor.byId(id).addEventListener("click", done);

click("tool-add", () => {
  editor.stopDrawing?.();
  editor.drawing = true;
  editor.map.getContainer().classList.add("drawing");
  editor.tell("add-hint");
  const end = () => {
    editor.map.off("click", put);
    document.removeEventListener("keydown", key);
    editor.map.getContainer().classList.remove("drawing");
    editor.stopDrawing = null;
    setTimeout(() => { editor.drawing = false; }, 50);
    editor.tell(null);
  };
  const put = async ({ latlng }) => {
    end();
    const done = await editor.do("add", { lon: latlng.lng, lat: latlng.lat });
    if (done) editor.select([done.key]);
  };
  const key = (event) => { if (event.key === "Escape") end(); };
  editor.map.once("click", put);
  document.addEventListener("keydown", key);
  editor.stopDrawing = end;
});
click("tool-zone", () => editor.draw("zone-hint", async (corners) => {
  const done = await editor.do("exclude", { corners });
  if (done) editor.select(Object.keys(done.rows || {}));
  if (done && !Object.keys(done.rows || {}).length) editor.tell("zone-empty");
}));
// a zone forbids candidates; what stands stays
editor.byId("tool-zone").hidden = editor.page.layer !== "sites";
click("tool-area", () => editor.draw("area-hint", (corners) => {
  const inside = editor.within(corners);
  editor.select([...editor.visible].filter((key) => inside(editor.rows.get(key))));
}));
click("tool-undo", () => editor.do("undo"));
click("tool-redo", () => editor.do("redo"));
click("tool-discard", () => editor.window(() => [
  gisplan.element("h2", "", gisplan.say("discard")),
  gisplan.element("p", "", gisplan.say("discard-sure")),
  editor.buttons([["discard", async () => { editor.closeWindow(); await editor.do("discard"); }, "danger"]]),
]));
editor.buttons = (made) => {
  const place = gisplan.element("p", "buttons");
  for (const [key, done, className] of made) place.append(editor.button(key, done, className));
  place.append(editor.button("close", editor.closeWindow));
  return place;
};
document.addEventListener("keydown", (event) => {
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName || "");
  if (typing || !editor.may || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
  event.preventDefault();
  editor.do(event.shiftKey ? "redo" : "undo");
});

// ---------- a table from elsewhere
const targets = () => [["", gisplan.say("leave-out")], ["lon", gisplan.say("lon")], ["lat", gisplan.say("lat")], ...editor.page.fields.map((field) => [field.name, gisplan.pick(field.label)])];
editor.labelled = (key, control, hint = "") => {
  const made = gisplan.element("label", "field");
  made.append(gisplan.element("span", "", gisplan.say(key)), control);
  if (hint) made.append(gisplan.element("small", "hint", gisplan.say(hint)));
  return made;
};
editor.choice = (entries, value = "") => {
  const made = document.createElement("select");
  for (const [word, text] of entries) made.append(Object.assign(gisplan.element("option", "", text), { value: word }));
  made.value = value;
  return made;
};
click("tool-import", () => {
  const file = Object.assign(document.createElement("input"), { type: "file", accept: ".csv,text/csv", id: "import-file" });
  file.addEventListener("change", async () => {
    if (!file.files[0]) return;
    const found = await editor.ask("/api/import/look", file.files[0], "text/csv");
    if (found) editor.mapping(found); else editor.closeWindow();
  });
  editor.window(() => [gisplan.element("h2", "", gisplan.say("import")), gisplan.element("p", "", gisplan.say("import-hint")), file, editor.buttons([])]);
});
editor.mapping = (found) => {
  const table = gisplan.element("table", "mapping");
  const head = document.createElement("tr");
  head.append(...["their-column", "first-rows", "our-column"].map((key) => gisplan.element("th", "", gisplan.say(key))));
  table.append(head);
  const entries = targets();
  const selects = found.columns.map(({ name, guess, first }) => {
    const row = document.createElement("tr");
    const select = editor.choice(entries, entries.some(([word]) => word === guess) ? guess : "");
    select.dataset.column = name;
    const cell = document.createElement("td");
    cell.append(select);
    row.append(gisplan.element("td", "", name), gisplan.element("td", "quiet", first.join(" · ")), cell);
    table.append(row);
    return [name, select];
  });
  const shift = editor.choice([["", gisplan.say("shift-none")], ["GCJ-02", "GCJ-02"], ["BD-09", "BD-09"]]);
  const origins = Object.entries(editor.field.origin.choices).map(([word, texts]) => [word, gisplan.pick(texts)]);
  const origin = editor.choice(origins, "survey");
  const source = Object.assign(document.createElement("input"), { type: "text", id: "import-source" });
  const asOf = Object.assign(document.createElement("input"), { type: "text", placeholder: "2026-11" });
  const bring = async () => {
    const stated = Object.fromEntries([["origin", origin.value], ["source", source.value.trim()], ["as_of", asOf.value.trim()]].filter(([, text]) => text));
    const columns = Object.fromEntries(selects.map(([name, select]) => [name, select.value]));
    editor.closeWindow();
    const done = await editor.do("import", { columns, shift: shift.value, stated });
    if (!done) return;
    const [rows, lines] = [Object.keys(done.rows || {}), done.said || []];
    editor.select(rows);
    if (lines.length) editor.tell({ zh: lines.map((line) => line.zh).join("\n"), en: lines.map((line) => line.en).join("\n") });
  };
  editor.window(() => [
    gisplan.element("h2", "", `${gisplan.say("import")} · ${gisplan.number(found.rows)}`),
    ...found.said.map((line) => gisplan.element("p", "hint", gisplan.pick(line))),
    table,
    editor.labelled("shift", shift, "shift-hint"),
    editor.labelled("origin", origin),
    editor.labelled("source", source, "stated-hint"),
    editor.labelled("as-of", asOf),
    editor.buttons([["bring", bring, "main"]]),
  ]);
};

// ---------- links for others
click("tool-link", () => {
  const shown = gisplan.element("input", "link-text");
  shown.readOnly = true;
  const give = (role) => async () => {
    const found = await editor.ask("/api/link", { role });
    if (found) { shown.value = found.link; shown.select(); }
  };
  editor.window(() => [
    gisplan.element("h2", "", gisplan.say("link")),
    gisplan.element("p", "", gisplan.say("link-hint")),
    shown,
    editor.buttons([["link-editor", give("editor"), ""], ["link-reader", give("reader"), ""]]),
  ]);
});

editor.on("draft", () => {
  const { undo, redo, told, counts } = editor.draft;
  for (const [id, step] of [["tool-undo", undo], ["tool-redo", redo]]) {
    editor.byId(id).disabled = !step;
    editor.byId(id).title = step ? gisplan.pick(step) : "";
  }
  const none = !Object.values(counts).some(Boolean);
  editor.byId("tool-save").disabled = none;
  editor.byId("tool-discard").disabled = none;
  editor.byId("draft").textContent = gisplan.pick(told);
});
editor.on("language", () => { if (editor.draft) editor.happened("draft"); });
window.addEventListener("beforeunload", (event) => {
  if (editor.draft && Object.values(editor.draft.counts).some(Boolean)) event.preventDefault();
});
