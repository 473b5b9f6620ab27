// Language of the page, words, and figures as a reader writes them.
"use strict";
const gisplan = {};

gisplan.json = (id) => {
  const element = document.getElementById(id);
  return element ? JSON.parse(element.textContent) : null;
};
gisplan.words = gisplan.json("words") || {};
gisplan.language = "zh";

gisplan.pick = (zh, en) => (gisplan.language === "en" ? en || zh : zh || en) || "";
gisplan.say = (key) => {
  const texts = Object.hasOwn(gisplan.words, key) ? gisplan.words[key] : [key, key];
  return gisplan.pick(texts[0], texts[1]);
};
/** The word of a vocabulary value, or the value itself when the vocabulary does not know it. */
gisplan.term = (table, value) => {
  const key = `${table}.${value}`;
  return Object.hasOwn(gisplan.words, key) ? gisplan.say(key) : String(value ?? "");
};

gisplan.setLanguage = (language) => {
  gisplan.language = language === "en" ? "en" : "zh";
  const root = document.documentElement;
  root.dataset.lang = gisplan.language;
  root.lang = gisplan.language === "en" ? "en" : "zh-CN";
  const title = document.querySelector("title");
  if (title && title.dataset.zh) document.title = gisplan.pick(title.dataset.zh, title.dataset.en);
  for (const button of document.querySelectorAll("button[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === gisplan.language));
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

gisplan.element = (tag, className, text) => {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
};
/** An element whose words follow the language switch. */
gisplan.spoken = (tag, className, key) => {
  const made = gisplan.element(tag, className, gisplan.say(key));
  document.addEventListener("gisplan-language", () => { made.textContent = gisplan.say(key); });
  return made;
};

gisplan.number = (value, decimals = 0) =>
  value.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
/** The currency of the plan, as each language calls it. */
const currency = () => gisplan.pick(...gisplan.page.currency);
const written = {
  share: (v) => `${(Math.floor(v * 1000 + 1e-6) / 10).toFixed(1)} %`,
  currency: (v) => gisplan.pick(
    `${v >= 1e8 ? `${gisplan.number(v / 1e8, 2)} 亿` : `${gisplan.number(v / 1e4)} 万`}${currency()}`,
    `${currency()} ${v >= 1e9 ? `${gisplan.number(v / 1e9, 2)} bn` : `${gisplan.number(v / 1e6, 2)} m`}`),
  m: (v) => gisplan.pick(
    v >= 10000 ? `${gisplan.number(v / 1000, 1)} 公里` : `${gisplan.number(v)} 米`,
    v >= 10000 ? `${gisplan.number(v / 1000, 1)} km` : `${gisplan.number(v)} m`),
  km: (v) => gisplan.pick(`${gisplan.number(v, 1)} 公里`, `${gisplan.number(v, 1)} km`),
  kW: (v) => gisplan.pick(`${gisplan.number(v)} 千瓦`, `${gisplan.number(v)} kW`),
  "kWh/day": (v) => gisplan.pick(`${gisplan.number(v)} 千瓦时/日`, `${gisplan.number(v)} kWh/day`),
  kg: (v) => gisplan.pick(`${gisplan.number(v)} 千克`, `${gisplan.number(v)} kg`),
  "kg/day": (v) => gisplan.pick(`${gisplan.number(v)} 千克/日`, `${gisplan.number(v)} kg/day`),
  "currency/kg": (v) => gisplan.pick(
    `${gisplan.number(v, 1)} ${currency()}/千克`, `${currency()} ${gisplan.number(v, 1)}/kg`),
  "currency/kWh": (v) => gisplan.pick(
    `${gisplan.number(v, 2)} ${currency()}/千瓦时`, `${currency()} ${gisplan.number(v, 2)}/kWh`),
  min: (v) => gisplan.pick(`${gisplan.number(v, 1)} 分钟`, `${gisplan.number(v, 1)} min`),
  MPa: (v) => `${gisplan.number(v)} MPa`,
  "m²": (v) => gisplan.pick(`${gisplan.number(v)} 平方米`, `${gisplan.number(v)} m²`),
  one: (v) => gisplan.number(v, 1),
  count: (v) => gisplan.number(v),
  year: (v) => String(v),
};
gisplan.figure = (value, unit) => (value === null || value === undefined ? "—" : written[unit](value));
