// What the parts of the editor share: its rows, what it asks of the server, and what it tells.
"use strict";
const editor = {
  page: gisplan.json("page"),
  rows: new Map(),
  columns: [],
  faults: {},
  selected: new Set(),
  draft: null,
  told: null,
  listeners: { rows: [], selected: [], draft: [], language: [] },
};
gisplan.page = { texts: {} };
editor.byId = (id) => document.getElementById(id);
editor.may = editor.page.role === "editor";
editor.on = (what, done) => editor.listeners[what].push(done);
editor.happened = (what, ...with_) => { for (const done of editor.listeners[what]) done(...with_); };
editor.field = Object.fromEntries(editor.page.fields.map((field) => [field.name, field]));
/** A message whose figures the server has put in, or a word of the page by its key. */
editor.text = (said) => (typeof said === "string" ? gisplan.say(said) : gisplan.pick(said || {}));
editor.label = (name) => (editor.field[name] ? gisplan.pick(editor.field[name].label) : name);
editor.term = (name, value) => {
  const choice = gisplan.own(editor.field[name]?.choices || {}, value);
  return choice ? gisplan.pick(choice) : String(value ?? "");
};
editor.district = (adcode) => { const names = gisplan.own(editor.page.districts, adcode); return names ? gisplan.pick(names) : String(adcode ?? ""); };
editor.name = (row) => (gisplan.language === "zh" ? row.name_zh || row.name_en : row.name_en || row.name_zh) || "—";

editor.tell = (said, bad = false) => {
  editor.told = { said, bad };
  const place = editor.byId("told");
  place.className = bad ? "bad" : "";
  place.replaceChildren();
  if (!said) return;
  for (const line of editor.text(said).split("\n")) place.append(gisplan.element("span", "", line));
  const close = gisplan.element("button", "close", "×");
  close.type = "button";
  close.setAttribute("aria-label", gisplan.say("close"));
  close.addEventListener("click", () => editor.tell(null));
  place.append(close);
};
/** Ask the server; what it refuses is told, and undefined comes back. */
editor.ask = async (path, body, kind = "application/json") => {
  const change = body !== undefined;
  let answer;
  try {
    answer = await fetch(path, change ? {
      method: "POST",
      headers: { "content-type": kind, "x-gisplan-csrf": editor.page.csrf },
      body: kind === "application/json" ? JSON.stringify(body) : body,
    } : {});
  } catch { editor.tell("no-answer", true); return undefined; }
  const said = await answer.json().catch(() => ({}));
  if (answer.ok) return said;
  editor.tell(said.error || (answer.status === 413 ? "too-large" : "no-answer"), true);
  return undefined;
};

editor.load = async () => {
  const found = await editor.ask("/api/whole");
  if (!found) return;
  editor.columns = Object.keys(found.columns);
  editor.rows = new Map(found.keys.map((key, at) => [key, {
    ...Object.fromEntries(editor.columns.map((name) => [name, found.columns[name][at]])),
    lon: found.lon[at], lat: found.lat[at],
  }]));
  editor.faults = found.faults;
  editor.draft = found;
  editor.selected = new Set([...editor.selected].filter((key) => editor.rows.has(key)));
  editor.happened("rows", null);
  editor.happened("draft");
  editor.happened("selected");
  editor.lintSoon(0);
};
/** Do an action of the draft, and take over what it changed. */
editor.do = async (name, asked = {}) => {
  const done = await editor.ask(`/api/do/${name}`, asked);
  if (!done) return undefined;
  if (done.anew) await editor.load();
  else {
    for (const [key, row] of Object.entries(done.rows || {})) {
      if (row) editor.rows.set(key, { ...editor.rows.get(key), ...row });
      else { editor.rows.delete(key); editor.selected.delete(key); }
    }
    Object.assign(editor.faults, done.faults || {});
    editor.draft = done.told && done.counts ? done : editor.draft;
    editor.happened("rows", Object.keys(done.rows || {}));
    editor.happened("draft");
    editor.happened("selected");
    editor.lintSoon();
  }
  return done;
};
/** Rules that hold rows against each other look at all of them, a moment after the last edit. */
editor.lintSoon = (wait = 1500) => {
  clearTimeout(editor.linting);
  editor.linting = setTimeout(async () => {
    const found = await editor.ask("/api/lint");
    if (!found) return;
    editor.faults = found.faults;
    editor.happened("rows", []);
    editor.happened("selected");
  }, wait);
};
editor.select = (keys, add = false) => {
  editor.selected = new Set(add ? [...editor.selected, ...keys] : keys);
  editor.happened("selected");
};
editor.button = (key, done, className = "") => {
  const made = gisplan.element("button", className, gisplan.say(key));
  made.type = "button";
  made.addEventListener("click", done);
  return made;
};
/** A window over the page; `fill` draws it, and again where the language changes. */
editor.window = (fill) => {
  const place = editor.byId("dialog");
  place.replaceChildren(...fill());
  if (!place.open) place.showModal();
};
editor.closeWindow = () => editor.byId("dialog").close();

document.addEventListener("gisplan-language", () => {
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = gisplan.say(element.dataset.word);
  for (const element of document.querySelectorAll("[data-tip]")) element.title = gisplan.say(element.dataset.tip);
  editor.byId("title").textContent = document.title;
  editor.byId("store").textContent = `${gisplan.say("store")} ${editor.page.store}${editor.may ? "" : ` · ${gisplan.say("reading")}`}`;
  if (editor.told) editor.tell(editor.told.said, editor.told.bad);
  editor.happened("language");
});
