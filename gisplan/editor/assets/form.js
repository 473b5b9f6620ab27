// The form of what is selected: its fields, their words and limits come from the layer's contract.
"use strict";
editor.common = (name, keys) => {
  const first = editor.rows.get(keys[0])?.[name] ?? null;
  return keys.every((key) => (editor.rows.get(key)?.[name] ?? null) === first) ? first : undefined;
};
editor.input = (field, value) => {
  let made;
  if (field.kind === "word" || field.kind === "flag") {
    const entries = field.kind === "flag"
      ? [["true", gisplan.say("yes")], ["false", gisplan.say("no")]]
      : Object.entries(field.choices).map(([word, texts]) => [word, gisplan.pick(texts)]);
    made = document.createElement("select");
    for (const [word, text] of entries) made.append(Object.assign(gisplan.element("option", "", text), { value: word }));
    const said = value === null && entries.some(([word]) => word === "") ? "" : String(value);
    if (value === undefined || !entries.some(([word]) => word === said)) {
      // what stands there is none of the words: it is shown as it is, for the lint to tell of
      made.prepend(Object.assign(gisplan.element("option", "", value === undefined ? gisplan.say("several") : said), { value: said }));
    }
    made.value = said;
  } else if (field.kind === "words") {
    made = document.createElement("select");
    made.multiple = true;
    made.size = 4;
    const held = new Set(String(value ?? "").split(";"));
    for (const [word, texts] of Object.entries(field.choices)) made.append(Object.assign(gisplan.element("option", "", gisplan.pick(texts)), { value: word, selected: held.has(word) }));
  } else {
    made = document.createElement("input");
    made.type = field.kind === "text" ? "text" : "number";
    if (field.kind !== "text") {
      made.step = field.kind === "count" ? 1 : "any";
      if (field.least !== null) made.min = field.least;
      if (field.most !== null) made.max = field.most;
    }
    made.value = value ?? "";
    if (value === undefined) made.placeholder = gisplan.say("several");
  }
  made.name = field.name;
  made.disabled = !editor.may || field.key;
  return made;
};
editor.valueOf = (field, input) => {
  if (field.kind === "words") return [...input.selectedOptions].map((one) => one.value).join(";");
  if (field.kind === "flag") return input.value === "true" ? true : input.value === "false" ? false : input.value;
  return input.value;
};
editor.form = () => {
  const side = editor.byId("side");
  if (editor.result && !editor.selected.size) { editor.showResult(); return; }
  const keys = [...editor.selected];
  if (!keys.length) { side.replaceChildren(gisplan.element("p", "hint", gisplan.say(editor.may ? "nothing-chosen" : "nothing-chosen-reading"))); return; }
  const focused = document.activeElement?.form?.id === "fields" ? document.activeElement.name : null;
  const scroll = side.scrollTop;
  const one = keys.length === 1;
  const head = gisplan.element("h2", "", one ? editor.name(editor.rows.get(keys[0])) : `${gisplan.say("chosen")} ${gisplan.number(keys.length)}`);
  const form = document.createElement("form");
  form.id = "fields";
  form.addEventListener("submit", (event) => event.preventDefault());
  const faults = one ? editor.faults[keys[0]] || [] : [];
  const names = [...editor.page.fields.map(({ name }) => name), ...editor.columns.filter((name) => !editor.field[name])];
  for (const name of names) {
    const field = editor.field[name] || { name, kind: "text", label: { zh: name, en: name }, note: {}, unit: "", choices: {}, key: false };
    if (!one && field.key) continue;
    const value = editor.common(name, keys);
    const input = editor.input(field, value);
    const label = gisplan.element("label", "field");
    const text = gisplan.element("span", "", gisplan.pick(field.label));
    if (field.unit) text.append(gisplan.element("small", "quiet", ` ${field.unit}`));
    label.title = gisplan.pick(field.note) || "";
    label.append(text, input);
    for (const fault of faults.filter((each) => each.column === name)) label.append(editor.faultLine(fault, input));
    input.addEventListener("change", () => editor.do("edit", { keys, values: { [name]: editor.valueOf(field, input) } }));
    form.append(label);
  }
  const rest = faults.filter((fault) => !names.includes(fault.column)).map((fault) => editor.faultLine(fault));
  const buttons = gisplan.element("p", "buttons");
  if (editor.may) buttons.append(editor.button(one ? "remove" : "remove-all", () => editor.do("remove", { keys }), "danger"));
  buttons.append(editor.button("let-go", () => editor.select([])));
  const place = one ? gisplan.element("p", "hint", `${gisplan.say("place")} ${editor.rows.get(keys[0]).lon}, ${editor.rows.get(keys[0]).lat}`) : gisplan.element("p", "hint", gisplan.say("many-hint"));
  side.replaceChildren(head, place, ...rest, form, buttons);
  side.scrollTop = scroll;
  if (focused) form.elements[focused]?.focus();
};
editor.faultLine = (fault, input) => {
  input?.setAttribute("aria-invalid", "true");
  return gisplan.element("span", "fault", `⚠ ${gisplan.pick(fault.label)}${gisplan.say("colon")}${gisplan.pick(fault.value)} — ${gisplan.pick(fault.do)}`);
};
editor.on("selected", editor.form);
editor.on("language", editor.form);
