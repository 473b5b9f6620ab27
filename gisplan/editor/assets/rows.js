// The list of sites and its filter; the map shows what the list has.
"use strict";
const MOST_LISTED = 120;
editor.filters = { text: "", status: "", category: "", adcode: "", faulty: false, changed: false };
editor.changed = new Set();

editor.passes = (key, row) => {
  const { text, status, category, adcode, faulty, changed } = editor.filters;
  if (status && row.status !== status) return false;
  if (category && row.category !== category) return false;
  if (adcode && row.adcode !== adcode) return false;
  if (faulty && !(editor.faults[key] || []).length) return false;
  if (changed && !editor.changed.has(key)) return false;
  return !text || `${key} ${row.name_zh ?? ""} ${row.name_en ?? ""} ${row.operator ?? ""}`.toLowerCase().includes(text);
};
editor.refilter = () => {
  editor.visible = new Set();
  for (const [key, row] of editor.rows) if (editor.passes(key, row)) editor.visible.add(key);
  editor.showMarkers(editor.visible);
  editor.list();
};
editor.list = () => {
  const found = [];
  for (const key of editor.visible) { if (found.length === MOST_LISTED) break; found.push(key); }
  editor.byId("list").replaceChildren(...found.map((key) => {
    const row = editor.rows.get(key);
    const made = gisplan.element("li", editor.selected.has(key) ? "selected" : "");
    const button = gisplan.element("button", "row");
    button.type = "button";
    button.dataset.key = key;
    button.append(gisplan.element("strong", "", editor.name(row)), gisplan.element("span", "quiet", [key, editor.district(row.adcode), editor.term("status", row.status)].filter(Boolean).join(" · ")));
    const faults = editor.faults[key] || [];
    if (faults.length) button.append(gisplan.element("span", "fault", `⚠ ${faults.map((one) => gisplan.pick(one.label)).join(gisplan.say("comma"))}`));
    button.addEventListener("click", (event) => {
      editor.select([key], event.shiftKey || event.ctrlKey);
      editor.map.panTo([row.lat, row.lon]);
    });
    made.append(button);
    return made;
  }));
  const faulty = Object.values(editor.faults).filter((one) => one.length).length;
  editor.byId("count").textContent = [
    `${gisplan.say("shown")} ${gisplan.number(editor.visible.size)} / ${gisplan.number(editor.rows.size)}`,
    `${gisplan.say("with-faults")} ${gisplan.number(faulty)}`,
    `${gisplan.say("chosen")} ${gisplan.number(editor.selected.size)}`,
  ].join(" · ");
};
editor.options = (select, entries, all) => {
  const kept = select.value;
  const first = gisplan.element("option", "", all);
  first.value = "";
  select.replaceChildren(first, ...entries.map(([value, text]) => Object.assign(gisplan.element("option", "", text), { value })));
  select.value = kept;
};
editor.filterWords = () => {
  for (const name of ["status", "category"]) {
    const entries = Object.entries(editor.field[name].choices).map(([word, texts]) => [word, gisplan.pick(texts)]);
    editor.options(editor.byId(`filter-${name}`), entries, `${editor.label(name)}${gisplan.say("any")}`);
  }
  const districts = Object.entries(editor.page.districts).map(([adcode, names]) => [adcode, gisplan.pick(names)]);
  editor.options(editor.byId("filter-adcode"), districts, `${gisplan.say("district")}${gisplan.say("any")}`);
};
editor.byId("filter").addEventListener("input", (event) => {
  editor.filters.text = event.target.value.trim().toLowerCase();
  clearTimeout(editor.typing);
  editor.typing = setTimeout(editor.refilter, 150);
});
for (const name of ["status", "category", "adcode"]) {
  editor.byId(`filter-${name}`).addEventListener("change", (event) => { editor.filters[name] = event.target.value; editor.refilter(); });
}
for (const name of ["faulty", "changed"]) {
  editor.byId(`filter-${name}`).addEventListener("change", async (event) => {
    editor.filters[name] = event.target.checked;
    if (name === "changed" && event.target.checked) {
      const found = await editor.ask("/api/changes");
      editor.changed = new Set((found || []).map(({ key }) => key));
    }
    editor.refilter();
  });
}
editor.byId("filter-adcode").hidden = !editor.field.adcode;
editor.byId("select-all").addEventListener("click", () => editor.select([...editor.visible]));
editor.on("rows", (keys) => {
  if (keys === null) {
    for (const marker of editor.markers.values()) marker.remove();
    editor.markers.clear();
  }
  const touched = keys === null || keys.length === 0 ? editor.rows.keys() : keys;
  for (const key of touched) { editor.place(key); if (keys?.length) editor.changed.add(key); }
  editor.refilter();
});
editor.on("selected", () => editor.list());
editor.on("language", () => { editor.filterWords(); if (editor.visible) editor.list(); });
