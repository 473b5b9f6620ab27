// Re-plan and show: where the new plan differs, on the map and in a list.
"use strict";
const CHANGED = { opened: ["#00695c", 8], closed: ["#b3261e", 8], resized: ["#b8860b", 6], moved: ["#5b2a86", 7] };
editor.opened = null;

/** Wait for a job, telling how far it is; its result, or undefined where there is none. */
editor.awaited = async (job, tell) => {
  let now = job;
  while (now && (now.state === "waiting" || now.state === "running")) {
    tell(now);
    await new Promise((done) => { setTimeout(done, 700); });
    now = await editor.ask(`/api/job/${job.number}`);
  }
  if (now) tell(now);
  return now?.state === "done" ? now.result : undefined;
};
editor.jobLine = (job) => {
  const seconds = `${gisplan.number(job.seconds, 0)} ${gisplan.say("seconds")}`;
  const line = gisplan.pick(job.line) || gisplan.say(job.state);
  return job.state === "failed" || job.state === "stopped" ? `${gisplan.say(job.state)}${gisplan.say("colon")}${line}` : `${line} · ${seconds}`;
};
click("tool-plan", async () => {
  const versions = (await editor.ask("/api/log")) || [];
  const row = editor.rows.get([...editor.selected][0]);
  const area = editor.choice([["", gisplan.say("plan-whole")], ...(editor.field.adcode ? Object.entries(editor.page.districts) : []).map(([adcode, names]) => [adcode, gisplan.pick(names)])], row?.adcode || editor.filters.adcode || "");
  area.id = "plan-area";
  const base = editor.choice(versions.map((one) => [String(one.number), `${one.number} · ${one.why}`]), String(editor.opened));
  base.id = "plan-base";
  const start = async () => {
    editor.closeWindow();
    const job = await editor.ask("/api/do/plan", { area: area.value, base: Number(base.value) });
    if (!job) return;
    const place = editor.byId("job");
    const stop = editor.button("stop", () => editor.ask("/api/desk/stop", { number: job.number }));
    editor.byId("tool-plan").disabled = true;
    const result = await editor.awaited(job, (now) => {
      place.replaceChildren(editor.jobLine(now), " ", ...(now.state === "running" || now.state === "waiting" ? [stop] : []));
      if (now.state === "failed") editor.tell(now.line, true);
    });
    editor.byId("tool-plan").disabled = false;
    if (!result) return;
    place.replaceChildren();
    editor.result = result;
    editor.select([]);
  };
  editor.window(() => [
    gisplan.element("h2", "", gisplan.say("plan")),
    gisplan.element("p", "hint", gisplan.say("plan-hint")),
    editor.labelled("plan-area", area),
    editor.labelled("plan-against", base),
    editor.buttons([["plan-start", start, "main"]]),
  ]);
});
editor.showResult = () => {
  const [run] = editor.result.runs;
  editor.differences.clearLayers().addTo(editor.map);
  for (const site of run.sites) {
    const [color, radius] = CHANGED[site.change];
    const mark = L.circleMarker([site.lat, site.lon], { radius, color, weight: 3, fillOpacity: 0.15, renderer: editor.canvas });
    mark.bindTooltip(() => `${gisplan.pick(site.name)} · ${gisplan.pick(site.label)}`.replaceAll("<", "&lt;"));
    mark.on("click", (event) => { L.DomEvent.stop(event); editor.flash(site); });
    mark.addTo(editor.differences);
  }
  const side = editor.byId("side");
  const close = editor.button("result-close", () => { editor.result = null; editor.differences.clearLayers(); editor.legend(); editor.form(); });
  side.replaceChildren(gisplan.element("h2", "", gisplan.say("result")), ...editor.compared(editor.result, true), close);
  side.scrollTop = 0;
  editor.legend();
};
editor.flash = (site) => {
  editor.map.setView([site.lat, site.lon], Math.max(editor.map.getZoom(), 13));
  const row = document.querySelector(`#side [data-site="${CSS.escape(site.key)}"]`);
  row?.scrollIntoView({ block: "center" });
  row?.classList.add("flash");
};
editor.table = (heads, rows) => {
  const table = document.createElement("table");
  const head = document.createElement("tr");
  head.append(...heads.map((text) => gisplan.element("th", "", text)));
  table.append(head);
  for (const cells of rows) {
    const row = document.createElement("tr");
    row.append(...cells.map((cell) => { const made = document.createElement("td"); made.append(...(cell instanceof Node ? [cell] : gisplan.marked(String(cell)))); return made; }));
    table.append(row);
  }
  return table;
};
/** What a comparison says of its later runs, as nodes; figures of all runs side by side. */
editor.compared = (result, alone, names = [gisplan.say("before"), gisplan.say("after")]) => {
  const nodes = [];
  const within = gisplan.say("within");
  const counts = ({ counts: found }) => Object.values(found).filter(([, count]) => count).map(([label, count]) => `${gisplan.pick(label)} ${gisplan.number(count)}`).join(" · ");
  if (alone) nodes.push(gisplan.element("p", "counts", counts(result.runs[0]) || gisplan.say("no-difference")));
  const figures = result.figures.filter(({ values }) => !alone || values.some(({ apart }) => apart));
  const cells = figures.map(({ label, values }) => [gisplan.pick(label), ...values.map(({ value, apart, within: small }) => {
    const cell = gisplan.element("span", "", gisplan.pick(value));
    if (apart) cell.append(gisplan.element("small", small ? "quiet" : "apart", ` ${gisplan.pick(apart)}${small ? " ≈" : ""}`));
    return cell;
  })]);
  if (cells.length) nodes.push(editor.table([gisplan.say("figure"), ...names], cells));
  if (figures.some(({ values }) => values.some(({ within: small }) => small))) nodes.push(gisplan.element("p", "hint", `≈ ${within}`));
  result.runs.forEach((run, at) => {
    if (!alone) nodes.push(gisplan.element("h3", "", `${names[at + 1]} · ${counts(run) || gisplan.say("no-difference")}`));
    nodes.push(gisplan.element("h4", "", gisplan.say("losses")));
    const losses = gisplan.element("ul", "losses");
    for (const loss of run.losses) losses.append(gisplan.element("li", "", `${gisplan.pick(loss.label)} ${gisplan.pick(loss.apart)}`));
    nodes.push(run.losses.length ? losses : gisplan.element("p", "hint", gisplan.say("no-losses")));
    if (run.clauses.length) {
      nodes.push(gisplan.element("h4", "", gisplan.say("clauses")));
      const side = ({ verdict, achieved }) => `${verdict ? gisplan.pick(verdict) : gisplan.say("unknown")} ${gisplan.pick(achieved)}`;
      nodes.push(editor.table(["", gisplan.say("before"), gisplan.say("after")], run.clauses.map((one) => [one.id, side(one.before), side(one.after)])));
    }
    if (!alone || !run.sites.length) return;
    nodes.push(gisplan.element("h4", "", gisplan.say("sites-changed")));
    const list = gisplan.element("ol", "changed-sites");
    for (const site of run.sites.slice(0, 200)) {
      const item = gisplan.element("li", site.change);
      item.dataset.site = site.key;
      const button = gisplan.element("button", "link", `${gisplan.pick(site.name)} ${site.key}`);
      button.type = "button";
      button.addEventListener("click", () => editor.flash(site));
      item.append(button, gisplan.element("span", "", ` ${gisplan.pick(site.label)} ${gisplan.number(site.before)} → ${gisplan.number(site.after)}`), gisplan.element("small", "quiet", ` ${gisplan.pick(site.why)}`));
      list.append(item);
    }
    nodes.push(list);
    const more = run.more + Math.max(0, run.sites.length - 200);
    if (more) nodes.push(gisplan.element("p", "hint", `${gisplan.say("and-more")}${gisplan.number(more)}`));
  });
  const page = gisplan.element("a", "", gisplan.say("full-page"));
  Object.assign(page, { href: `/compare/${result.page}`, target: "_blank", rel: "noopener" });
  nodes.push(gisplan.element("p", "", ""));
  nodes.at(-1).append(page);
  return nodes;
};
editor.on("draft", () => { if (editor.opened === null) editor.opened = editor.draft.version; });
editor.on("selected", () => { if (!editor.result) editor.differences.clearLayers(); });
