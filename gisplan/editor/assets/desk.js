// The scenario desk: sliders, runs side by side, sweeps, what a plan would lose.
"use strict";
editor.desk = { found: null, set: {}, chosen: new Set(), result: null };

editor.settings = () => Object.fromEntries(Object.entries(editor.desk.set).filter(([, value]) => value !== null));
editor.deskLoad = async () => {
  const found = await editor.ask("/api/desk");
  if (!found) return;
  const wider = editor.desk.found && editor.desk.found.sliders.length !== found.sliders.length;
  editor.desk.found = found;
  if (wider) editor.deskDraw(); else editor.deskRuns();
  const busy = found.runs.some(({ job }) => job.state === "waiting" || job.state === "running");
  clearTimeout(editor.desk.timer);
  if (busy) editor.desk.timer = setTimeout(editor.deskLoad, 1500);
};
editor.deskDraw = () => {
  const place = editor.byId("view-desk");
  if (!editor.desk.found || place.hidden) return;
  const left = gisplan.element("aside", "sliders");
  left.append(gisplan.element("p", "hint", gisplan.say("desk-hint")));
  for (const slider of editor.desk.found.sliders) left.append(editor.slider(slider));
  if (editor.may) {
    const plan = async (path, asked) => { if (await editor.ask(path, asked)) await editor.deskLoad(); };
    const buttons = gisplan.element("p", "buttons");
    const run = editor.button("run", () => plan("/api/desk/run", { settings: editor.settings() }), "main");
    run.id = "desk-run";
    buttons.append(run);
    const { sliders } = editor.desk.found;
    const which = editor.choice(sliders.map(({ name, label }) => [name, gisplan.pick(label)]), "target");
    const [least, most, steps] = ["from", "to", "steps"].map((name) => Object.assign(document.createElement("input"), { type: "number", id: `sweep-${name}` }));
    const fill = () => { const one = sliders.find(({ name }) => name === which.value); least.value = one.least; most.value = one.most; };
    steps.value = 3; steps.min = 2; steps.max = 9;
    which.addEventListener("change", fill);
    fill();
    const sweep = editor.button("sweep", () => {
      const { [which.value]: _, ...rest } = editor.settings();
      plan("/api/desk/sweep", { name: which.value, least: Number(least.value), most: Number(most.value), steps: Number(steps.value), settings: rest });
    });
    sweep.id = "desk-sweep";
    left.append(buttons, gisplan.element("h3", "", gisplan.say("sweep")), gisplan.element("p", "hint", gisplan.say("sweep-hint")), editor.labelled("sweep-of", which), editor.labelled("from", least), editor.labelled("to", most), editor.labelled("steps", steps), sweep);
  }
  const right = gisplan.element("section", "runs");
  right.id = "desk-runs";
  place.replaceChildren(left, right);
  editor.deskRuns();
};
editor.slider = (slider) => {
  const { name, value, least, most, step, unit } = slider;
  const made = gisplan.element("label", "field");
  const held = editor.desk.set[name] ?? null;
  const shown = gisplan.element("output", "quiet");
  const say = (now) => { shown.textContent = now === null ? (value === null ? gisplan.say("not-set") : `${gisplan.figure(value, unit)} · ${gisplan.say("as-scenario")}`) : gisplan.figure(now, unit); };
  const range = Object.assign(document.createElement("input"), { type: "range", min: least, max: most, step, disabled: !editor.may, id: `slider-${name}` });
  range.value = held ?? value ?? most;
  range.addEventListener("input", () => {
    const now = Number(range.value);
    editor.desk.set[name] = now === value ? null : now;
    say(editor.desk.set[name]);
  });
  say(held);
  made.append(gisplan.element("span", "", gisplan.pick(slider.label)), range, shown);
  return made;
};
editor.deskRuns = () => {
  const place = editor.byId("desk-runs");
  if (!place) return;
  const { found, chosen } = editor.desk;
  if (!found.runs.length) { place.replaceChildren(gisplan.element("p", "hint", gisplan.say("no-runs"))); return; }
  const first = found.runs.find(({ job }) => job.state === "done");
  const figures = first ? first.job.result : [];
  const heads = ["", gisplan.say("settings"), ...figures.map(({ label }) => gisplan.pick(label))];
  const rows = found.runs.map(({ number, asked, job }) => {
    const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: chosen.has(number), disabled: job.state !== "done" });
    box.dataset.run = number;
    box.setAttribute("aria-label", `${gisplan.say("compare")} ${number}`);
    box.addEventListener("change", () => { if (box.checked) chosen.add(number); else chosen.delete(number); });
    const label = gisplan.element("label", "", `${number} `);
    label.prepend(box);
    const settings = Object.entries(asked).map(([name, value]) => `${gisplan.pick(found.sliders.find((one) => one.name === name).label)} ${gisplan.pick(value)}`).join(" · ") || gisplan.say("as-scenario");
    const text = gisplan.element("span", "", settings);
    if (job.state !== "done") {
      text.append(gisplan.element("small", job.state === "failed" ? "fault" : "quiet", ` ${editor.jobLine(job)} `));
      if (editor.may && (job.state === "running" || job.state === "waiting")) text.append(editor.button("stop", async () => { await editor.ask("/api/desk/stop", { number: job.number }); editor.deskLoad(); }));
    }
    const cells = job.state === "done" ? job.result.map(({ value, target }) => `${gisplan.pick(value)}${target ? ` / ${gisplan.pick(target)}` : ""}`) : figures.map(() => "");
    return [label, text, ...cells];
  });
  const scroll = gisplan.element("div", "scroll");
  scroll.append(editor.table(heads, rows));
  const nodes = [gisplan.element("h2", "", gisplan.say("runs")), scroll];
  if (editor.may) {
    const compare = editor.button("compare", editor.deskCompare, "main");
    compare.id = "desk-compare";
    nodes.push(gisplan.element("p", "hint", gisplan.say("compare-first")), compare);
  }
  const line = gisplan.element("span", "hint");
  line.id = "desk-line";
  nodes.push(line);
  if (editor.desk.result) {
    const { result } = editor.desk;
    const part = gisplan.element("section", "side-by-side");
    part.append(...editor.compared(result, result.numbers.length === 2, result.numbers.map((number) => `${gisplan.say("run")} ${number}`)));
    nodes.push(part);
  }
  place.replaceChildren(...nodes);
};
editor.deskCompare = async () => {
  const job = await editor.ask("/api/desk/compare", { runs: [...editor.desk.chosen] });
  if (!job) return;
  const result = await editor.awaited(job, (now) => {
    const line = editor.byId("desk-line");
    if (line) line.textContent = ` ${editor.jobLine(now)}`;
    if (now.state === "failed") editor.tell(now.line, true);
  });
  if (result) { editor.desk.result = result; editor.deskRuns(); }
};
for (const button of document.querySelectorAll("button[data-view]")) {
  button.addEventListener("click", async () => {
    for (const other of document.querySelectorAll("button[data-view]")) other.setAttribute("aria-selected", String(other === button));
    for (const view of ["edit", "desk"]) editor.byId(`view-${view}`).hidden = view !== button.dataset.view;
    if (button.dataset.view === "desk") { await editor.deskLoad(); editor.deskDraw(); } else editor.map.invalidateSize();
  });
}
editor.on("language", editor.deskDraw);

for (const button of document.querySelectorAll("button[data-language]")) {
  button.addEventListener("click", () => gisplan.setLanguage(button.dataset.language));
}
if (!editor.may) for (const element of document.querySelectorAll(".change")) element.hidden = true;
if (editor.page.plans) {
  editor.byId("tool-plan").hidden = !editor.may;
  document.querySelector("button[data-view=desk]").hidden = false;
}
(async () => {
  gisplan.setLanguage(localStorage.getItem("gisplan-language") || gisplan.written.first);
  const ground = await editor.ask("/api/ground");
  if (ground) editor.drawGround(ground);
  await editor.load();
  document.documentElement.dataset.ready = "yes";
})();
