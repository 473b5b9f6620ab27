// Versions: save with a reason, conflicts by row with both values, and what was saved before.
"use strict";
editor.who = localStorage.getItem("gisplan-who") || "";
editor.saving = async (choice = {}) => {
  const done = await editor.do("save", { who: editor.who, why: editor.why, choice });
  if (!done) return;
  if (done.conflicts) { editor.conflict(done.conflicts, choice); return; }
  editor.closeWindow();
  editor.changed.clear();
  editor.tell(done.told);
};
click("tool-save", async () => {
  const found = (await editor.ask("/api/changes")) || [];
  const who = Object.assign(document.createElement("input"), { type: "text", id: "save-who", value: editor.who, required: true, maxLength: 200 });
  const why = Object.assign(document.createElement("input"), { type: "text", id: "save-why", required: true, maxLength: 400 });
  const list = gisplan.element("ul", "changes");
  for (const line of found.slice(0, 200)) list.append(gisplan.element("li", "", gisplan.pick(line)));
  const save = () => {
    if (!who.reportValidity() || !why.reportValidity()) return;
    editor.who = who.value.trim();
    editor.why = why.value.trim();
    localStorage.setItem("gisplan-who", editor.who);
    editor.saving();
  };
  editor.window(() => [
    gisplan.element("h2", "", gisplan.say("save")),
    gisplan.element("p", "", gisplan.pick(editor.draft.told)),
    list,
    editor.labelled("who", who),
    editor.labelled("why", why, "why-hint"),
    editor.buttons([["save", save, "main"]]),
  ]);
  why.focus();
});
editor.conflict = (conflicts, choice) => {
  const picked = { ...choice };
  const table = gisplan.element("table", "conflicts");
  const head = document.createElement("tr");
  head.append(...["row", "column", "mine", "theirs"].map((key) => gisplan.element("th", "", gisplan.say(key))));
  table.append(head);
  for (const one of conflicts) {
    const cells = one.cells.length ? one.cells : [{ label: { zh: "", en: "" }, mine: one.mine ? "kept" : "removed", theirs: one.theirs ? "kept" : "removed" }];
    cells.forEach((cell, at) => {
      const row = document.createElement("tr");
      row.append(gisplan.element("td", "", at ? "" : one.key), gisplan.element("td", "", gisplan.pick(cell.label)), gisplan.element("td", "mine", editor.text(cell.mine)), gisplan.element("td", "theirs", editor.text(cell.theirs)));
      table.append(row);
    });
    const row = document.createElement("tr");
    const place = document.createElement("td");
    place.colSpan = 4;
    for (const side of ["mine", "theirs"]) {
      const radio = Object.assign(document.createElement("input"), { type: "radio", name: `conflict-${one.key}`, value: side });
      radio.addEventListener("change", () => { picked[one.key] = side; });
      const label = gisplan.element("label", "pick", "");
      label.append(radio, ` ${gisplan.say(`take-${side}`)}`);
      place.append(label);
    }
    row.append(place);
    table.append(row);
  }
  editor.window(() => [
    gisplan.element("h2", "", gisplan.say("conflict")),
    gisplan.element("p", "", gisplan.say("conflict-hint")),
    table,
    editor.buttons([["save", () => {
      if (conflicts.every(({ key }) => picked[key])) editor.saving(picked);
      else editor.tell("decide-all", true);
    }, "main"]]),
  ]);
};
/** Drafts whose editor or session has ended, to be taken up or forgotten. */
editor.leftOver = (found) => {
  if (!found?.length) { if (editor.byId("dialog").open) editor.closeWindow(); return; }
  editor.window(() => [
    gisplan.element("h2", "", gisplan.say("left")),
    gisplan.element("p", "hint", gisplan.say("left-hint")),
    ...found.map(({ name, when, steps, last }) => {
      const line = gisplan.element("p", "left", `${new Date(when).toLocaleString(gisplan.tag())} · ${gisplan.say("steps-done")} ${gisplan.number(steps)} · ${gisplan.pick(last)} `);
      line.dataset.draft = name;
      line.append(
        editor.button("take", async () => { editor.closeWindow(); await editor.do("take", { draft: name }); }, "main"),
        editor.button("drop", async () => editor.leftOver(await editor.ask("/api/do/drop", { draft: name })), "danger"),
      );
      return line;
    }),
    editor.buttons([]),
  ]);
};
editor.once = () => {
  editor.once = () => {};
  if (editor.may && !Object.values(editor.draft.counts).some(Boolean)) editor.ask("/api/do/left", {}).then(editor.leftOver);
};
editor.on("draft", () => editor.once());
click("tool-log", async () => {
  const found = await editor.ask("/api/log");
  if (!found) return;
  const table = gisplan.element("table", "log");
  const head = document.createElement("tr");
  head.append(...["version", "when", "who", "why", "counts", ""].map((key) => gisplan.element("th", "", key ? gisplan.say(key) : "")));
  table.append(head);
  for (const one of found) {
    const row = document.createElement("tr");
    row.append(gisplan.element("td", "", String(one.number)), gisplan.element("td", "", new Date(one.when).toLocaleString(gisplan.tag())), gisplan.element("td", "", gisplan.pick(one.who)), gisplan.element("td", "", one.why), gisplan.element("td", "", `+${one.counts[0]} ~${one.counts[1]} −${one.counts[2]}`));
    const last = document.createElement("td");
    if (editor.may) last.append(editor.button("restore", async () => { editor.closeWindow(); await editor.do("restore", { version: one.number }); }));
    row.append(last);
    table.append(row);
  }
  editor.window(() => [gisplan.element("h2", "", gisplan.say("log")), gisplan.element("p", "hint", gisplan.say("log-hint")), table, editor.buttons([])]);
});
