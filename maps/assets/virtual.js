// Long tables: only the rows in sight are in the document; sorting, filtering and the download work on all.
const ROW_PIXELS = 34, SPARE_ROWS = 4, PRINTED_ROWS = 30;
/**
 * Fill a table with as many rows as fit. `columns` are {key, text(row), value?(row), node?(row), className?}; texts are
 * of the language of the page.
 */
gisplan.virtual = (table, rows, columns, rowClass = () => "") => {
  const box = table.closest(".scroll"), body = table.tBodies[0], heads = [...table.tHead.rows[0].cells];
  const state = { order: [...Array(rows).keys()], wanted: "", keep: () => true, sort: null, from: -1, to: -1, printing: false };
  const texts = new Map();
  const textOf = (row) => {
    if (!texts.has(row)) texts.set(row, columns.map((column) => column.text(row)).join(" ").toLowerCase());
    return texts.get(row);
  };
  const spacer = (count) => {
    const line = gisplan.element("tr", "spacer"), cell = line.insertCell();
    cell.colSpan = columns.length; cell.style.height = `${count * ROW_PIXELS}px`;
    line.setAttribute("aria-hidden", "true");
    return line;
  };
  const line = (row, at) => {
    const made = gisplan.element("tr", rowClass(row));
    made.setAttribute("aria-rowindex", String(at + 2));
    columns.forEach((column, place) => {
      const cell = gisplan.element(place ? "td" : "th", column.className || "", column.node ? undefined : column.text(row));
      if (!place) cell.scope = "row";
      if (column.node) cell.append(column.node(row));
      cell.title = column.text(row);
      made.append(cell);
    });
    return made;
  };
  const draw = (anew) => {
    const seen = Math.ceil(Math.max(box.clientHeight, 640) / ROW_PIXELS), top = Math.floor(box.scrollTop / ROW_PIXELS);
    const from = state.printing ? 0 : Math.max(0, Math.min(top, state.order.length - seen) - SPARE_ROWS);
    const to = Math.min(state.order.length, state.printing ? PRINTED_ROWS : from + seen + 2 * SPARE_ROWS);
    if (!anew && from === state.from && to === state.to) return;
    Object.assign(state, { from, to });
    const lines = state.order.slice(from, to).map((row, at) => line(row, from + at));
    body.replaceChildren(...(from ? [spacer(from)] : []), ...lines,
      ...(to < state.order.length && !state.printing ? [spacer(state.order.length - to)] : []));
  };
  const arrange = () => {
    state.order = [...Array(rows).keys()].filter((row) => state.keep(row) && textOf(row).includes(state.wanted));
    if (state.sort) {
      const { column, rising } = state.sort, value = column.value || column.text, sign = rising ? 1 : -1;
      const compare = (p, q) => (typeof p === "string" || typeof q === "string" ? String(p ?? "").localeCompare(String(q ?? ""), gisplan.tag()) : p - q);
      state.order.sort((a, b) => {
        const p = value(a), q = value(b);
        return p === null || q === null ? (p === null) - (q === null) : sign * compare(p, q);
      });
    }
    table.setAttribute("aria-rowcount", String(state.order.length + 1));
    box.scrollTop = 0;
    draw(true);
  };
  heads.forEach((head, place) => head.querySelector("button")?.addEventListener("click", () => {
    const rising = head.getAttribute("aria-sort") !== "ascending";
    for (const other of heads) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", rising ? "ascending" : "descending");
    state.sort = { column: columns[place], rising };
    arrange();
  }));
  box.addEventListener("scroll", () => draw(false), { passive: true });
  document.addEventListener("gisplan-language", () => { texts.clear(); arrange(); });
  const printing = (on) => { state.printing = on; draw(true); };
  window.addEventListener("beforeprint", () => printing(true));
  window.addEventListener("afterprint", () => printing(false));
  table.virtual = {
    filter: (wanted) => { state.wanted = wanted; arrange(); },
    keep: (keep) => { state.keep = keep; arrange(); },
    /** What the table holds now, as a file for a spreadsheet. */
    csv: () => {
      // a text that a spreadsheet would take for a formula is told to be a text
      const cell = (text) => `"${String(text).replace(/^(?=[=+\-@\t\r])/, "'").replaceAll('"', '""')}"`;
      const lines = [heads.map((head) => gisplan.shownText(head)), ...state.order.map((row) => columns.map((column) => column.text(row)))];
      return `\ufeff${lines.map((cells) => cells.map(cell).join(",")).join("\r\n")}\r\n`;
    },
  };
  arrange();
};
gisplan.downloads = (button, table, name) => button?.addEventListener("click", () => {
  const link = gisplan.element("a");
  link.href = URL.createObjectURL(new Blob([table.virtual.csv()], { type: "text/csv;charset=utf-8" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
});

/** A button that leads from a table to a site on the map. */
const findButton = (text, layer, site) => {
  const button = gisplan.element("button", "find", text);
  button.type = "button";
  button.title = text;
  button.addEventListener("click", () => gisplan.findSite(layer, site));
  return button;
};
gisplan.findSite = (name, site) => {
  for (const key of [name, "sites", "stations", "energy_facilities"]) {
    const layer = gisplan.layer(key);
    for (let row = 0; layer && row < layer.rows; row++) {
      if (layer.get("site_id", row) !== site) continue;
      gisplan.map.getContainer().scrollIntoView({ block: "center" });
      gisplan.showRow(gisplan.map, layer, row);
      return;
    }
  }
};

/** Points of a district, from the same block that the map draws, the largest first; `own` gives the columns of the layer. */
const pointTable = (table, name, own) => {
  const layer = gisplan.layer(name), units = new Map(gisplan.figuresOf(name));
  const order = Array.from({ length: layer.rows }, (_, row) => row).sort((a, b) => layer.get("chargers", b) - layer.get("chargers", a));
  const get = (key, at) => layer.get(key, order[at]);
  const mark = (at) => (get("verified", at) === 1 ? "verified" : "unverified");
  const number = (key) => ({
    className: "n", value: (at) => get(key, at), text: (at) => (get(key, at) === null ? "—" : gisplan.figure(get(key, at), units.get(key))),
  });
  gisplan.virtual(table, layer.rows, [
    { text: (at) => layer.title(order[at]), node: (at) => findButton(layer.title(order[at]), name, get("site_id", at)) },
    { text: (at) => gisplan.term("category", get("category", at)) },
    { text: (at) => gisplan.term("access", get("access", at)) },
    ...own(get, number),
    { className: "id", text: (at) => get("site_id", at) ?? "" },
    {
      text: (at) => `${gisplan.say(mark(at))} · ${gisplan.term("origin", get("origin", at))}`,
      node: (at) => {
        const box = gisplan.element("span");
        box.append(gisplan.element("span", `mark ${mark(at)}`, gisplan.say(mark(at))), " ", gisplan.element("small", "", gisplan.term("origin", get("origin", at))));
        return box;
      },
    },
  ], (at) => (get("verified", at) === 1 ? "" : "unverified"));
  gisplan.downloads(document.getElementById(`${name}-csv`), table, `${name}-${gisplan.page.adcode}.csv`);
};
gisplan.siteTable = (table) => pointTable(table, "sites", (get, number) => [
  ...["chargers", "fast_chargers", "kw", "people_covered", "investment_cost", "year"].map(number),
  { text: (at) => gisplan.dataText(get("authority", at)) },
]);
/** What stands already: its chargers as far as they are known, what the plan adds, and what gives way to what. */
gisplan.standingTable = (table) => table && pointTable(table, "standing", (get, number) => [
  ...["chargers", "chargers_new"].map(number),
  { text: (at) => gisplan.swapped(get("replaced", at) || "") || "—" },
  ...["served_kwh_day", "h2_served_kg_day"].map(number),
  { text: (at) => gisplan.dataText(get("since", at)) },
  { text: (at) => gisplan.dataText(get("operator", at)) },
]);

/** The cells of a block of rows that are no layer. */
const cellsOf = ({ columns }) => (key, row) => {
  const stored = columns[key];
  return (stored.of ? stored.of[stored.at[row]] : stored[row]) ?? null;
};

/** Every figure that the plan assumes, with where it is from. */
gisplan.assumptionTable = (table) => {
  const block = gisplan.json("assumption-rows");
  if (!table || !block) return;
  const get = cellsOf(block);
  const said = (key) => ({ text: (row) => gisplan.dataText(get(key, row), block.texts) });
  gisplan.virtual(table, block.rows, [
    { className: "id", text: (row) => get("name", row) ?? "" },
    { className: "n", text: (row) => get("value", row) ?? "" },
    said("unit"),
    { text: (row) => gisplan.term("tag", get("tag", row)) },
    said("source"),
    said("as_of"),
  ], (row) => (["modelled", "memory"].includes(get("tag", row)) ? "unverified" : ""));
};

/** What has to be filed in a district: what, where, with whom, by when, after what, by which rule. */
gisplan.filingTable = (table) => {
  const block = gisplan.json("filing-rows");
  if (!table || !block || !block.rows) return;
  const get = cellsOf(block);
  const said = (text) => gisplan.dataText(text, block.texts);
  const permit = (key) => gisplan.pick(gisplan.own(block.names, key) || { en: key });
  const before = (row) => (get("requires", row) || "").split(";").filter(Boolean);
  const order = (row) => (before(row).length ? `${gisplan.say("after")} ${before(row).map(permit).join(gisplan.say("between-list"))}` : gisplan.say("at_once"));
  const titles = new Map();
  for (const layer of ["stations", "sites"].map(gisplan.layer)) {
    for (let row = 0; layer && row < layer.rows; row++) titles.set(layer.get("site_id", row), () => layer.title(row));
  }
  const title = (row) => titles.get(get("site_id", row))?.() || get("name", row) || get("site_id", row);
  const home = (row) => (get("project", row) === "hydrogen" ? "stations" : "sites");
  gisplan.virtual(table, block.rows, [
    { text: (row) => permit(get("permit", row)) },
    { text: title, node: (row) => findButton(title(row), home(row), get("site_id", row)) },
    { text: (row) => gisplan.term("function", get("project", row)) },
    { text: (row) => said(get("authority", row)) },
    { text: (row) => said(get("received_by", row)) },
    { text: (row) => (get("year", row) === null ? "—" : gisplan.say("before_built").replace("0000", String(get("year", row)))), value: (row) => get("year", row) },
    { text: order, value: (row) => get("round", row) },
    { text: (row) => said([get("law", row), get("source", row)].filter(Boolean).join("; ")) },
    { text: (row) => gisplan.term("tag", get("tag", row)) },
  ], (row) => (get("tag", row) === "memory" ? "unverified" : ""));
  const choice = document.getElementById("filing-kind");
  const options = () => {
    const chosen = choice.value;
    choice.replaceChildren(...[["", gisplan.say("all_filings")], ...Object.keys(block.names).map((key) => [key, permit(key)])].map(([key, text]) => {
      const option = gisplan.element("option", "", text);
      option.value = key;
      return option;
    }));
    choice.value = chosen;
  };
  document.addEventListener("gisplan-language", options);
  options();
  choice.addEventListener("change", () => table.virtual.keep((row) => !choice.value || get("permit", row) === choice.value));
  gisplan.downloads(document.getElementById("filings-csv"), table, `filings-${gisplan.page.adcode}.csv`);
};
