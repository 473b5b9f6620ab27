// Language of the page, words, and figures as a reader writes them: all of it comes from the catalogue.
"use strict";
const gisplan = {};

gisplan.json = (id) => {
  const element = document.getElementById(id);
  return element ? JSON.parse(element.textContent) : null;
};
gisplan.words = gisplan.json("words") || {};
/** How the catalogue writes: the languages, and every unit's digits and forms. */
gisplan.written = gisplan.json("language");
gisplan.languages = gisplan.written.languages;
gisplan.language = gisplan.written.first;
gisplan.tag = () => gisplan.languages.find(({ key }) => key === gisplan.language).tag;

/** The text in the language of the page; where it has none, in the next that it has. */
gisplan.pick = (texts) => texts[gisplan.language] || texts.en || texts.zh || Object.values(texts).find(Boolean) || "";
gisplan.say = (key) => (Object.hasOwn(gisplan.words, key) ? gisplan.pick(gisplan.words[key]) : key);
/** The word of a vocabulary value, or the value itself when the vocabulary does not know it. */
gisplan.term = (table, value) => {
  const key = `${table}-${value}`.replaceAll(" ", "-");
  return Object.hasOwn(gisplan.words, key) ? gisplan.say(key) : String(value ?? "");
};

gisplan.setLanguage = (language) => {
  const known = gisplan.languages.some(({ key }) => key === language);
  gisplan.language = known ? language : gisplan.written.first;
  const root = document.documentElement;
  root.dataset.lang = gisplan.language;
  root.lang = gisplan.tag();
  const title = document.querySelector("title");
  if (title && title.dataset.texts) document.title = gisplan.pick(JSON.parse(title.dataset.texts));
  for (const button of document.querySelectorAll("button[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === gisplan.language));
  }
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", gisplan.say(element.dataset.label));
  }
  for (const element of document.querySelectorAll("[data-hint]")) {
    const hint = gisplan.say(element.dataset.hint);
    if ("placeholder" in element) element.placeholder = hint;
    element.title = hint;
    if (!element.textContent.trim()) element.setAttribute("aria-label", hint);
  }
  try { localStorage.setItem("gisplan-language", gisplan.language); } catch { /* files may have no storage */ }
  document.dispatchEvent(new Event("gisplan-language"));
};

/** An entry of a table by a key that comes from data: never one the table did not list itself. */
gisplan.own = (table, key) => (key !== null && key !== undefined && Object.hasOwn(table, key) ? table[key] : undefined);

const CHINESE = /[\u3000-\u303f\uff00-\uffef]*[\u3400-\u9fff][\u3400-\u9fff\u3000-\u303f\uff00-\uffef]*/g;
const ENGLISH = /(?:^|[\s(:])[A-Z]?[a-z]{3,}(?![\w.-]*[\d_])/;
const only = (lang, text) => { const made = document.createElement("bdi"); made.lang = lang; made.textContent = text; return made; };
/** A text in nodes: what it has in another language than that of the page is marked, for it exists in that one only. */
gisplan.marked = (text, language = gisplan.language) => {
  const chinese = new RegExp(CHINESE);
  if (language === "zh") {
    if (!ENGLISH.test(text)) return [text];
    return text.split(/(；|; | \| )/).map((part) => (ENGLISH.test(part) && part.search(chinese) < 0 ? only("en", part) : part));
  }
  const nodes = [];
  let at = 0;
  for (const found of text.matchAll(chinese)) {
    nodes.push(text.slice(at, found.index), only("zh-CN", found[0]));
    at = found.index + found[0].length;
  }
  return [...nodes, text.slice(at)];
};
/** A text of data, such as a source: its parts in the language of the page where the page knows them. */
gisplan.dataText = (text, texts = gisplan.page.texts) => (text ?? "").split(/(; | \| )/).map((part, at) => {
  if (at % 2) return gisplan.language === "zh" ? "；" : part;
  const said = gisplan.own(texts || {}, part);
  return said ? gisplan.pick(said) : part;
}).join("");

gisplan.element = (tag, className, text) => {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.append(...(tag === "option" ? [text] : gisplan.marked(String(text))));
  return made;
};
/** An element whose words follow the language switch. */
gisplan.spoken = (tag, className, key) => {
  const made = gisplan.element(tag, className, gisplan.say(key));
  document.addEventListener("gisplan-language", () => { made.textContent = gisplan.say(key); });
  return made;
};

const formats = new Map();
gisplan.number = (value, decimals = 0) => {
  const key = `${gisplan.tag()} ${decimals}`;
  if (!formats.has(key)) {
    formats.set(key, new Intl.NumberFormat(gisplan.tag(), { minimumFractionDigits: decimals, maximumFractionDigits: decimals }));
  }
  // minus zero is no figure that a reader knows
  return formats.get(key).format(Math.abs(value) < 0.5 / 10 ** decimals ? 0 : value);
};
/** A share in per cent: one below the whole is not written as 100, nor one above nothing as 0. */
gisplan.perCent = (share, decimals) => {
  const scaled = share * 100 * 10 ** decimals;
  const [down, nearest] = [Math.floor(scaled + 1e-6), Math.floor(scaled + 0.5)];
  const whole = 100 * 10 ** decimals;
  const kept = share < 1 && nearest >= whole ? down : share > 0 && nearest === 0 ? 1 : nearest;
  return kept / 10 ** decimals;
};
/** A figure in a unit, as `gisplan_numbers.Figure` says it. */
gisplan.figure = (value, unit, digits) => {
  if (value === null || value === undefined) return "—";
  if (unit === "year") return String(value);
  const { decimals, forms, one } = gisplan.written.units[unit];
  let kept = digits ?? decimals;
  const number = unit === "share" ? gisplan.perCent(value, kept) : value;
  const steps = gisplan.pick(forms);
  let [, by, , form] = steps.at(-1);
  const scaled = digits === undefined && steps.slice(0, -1).find(([start]) => Math.abs(number) >= start);
  if (scaled) [, by, kept, form] = scaled;
  if (number === 1 && kept === 0) form = one[gisplan.language] || form;
  return form.replace("{number}", gisplan.number(number / by, kept));
};
