// Tables: sorted by their headings, filtered by a text.
gisplan.sortable = (table) => {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = head.querySelector("button");
    if (!button) return;
    button.addEventListener("click", () => {
      const rising = head.getAttribute("aria-sort") !== "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", rising ? "ascending" : "descending");
      gisplan.sortBy(table, column, rising);
    });
  });
};
gisplan.sortBy = (table, column, rising) => {
  const value = (row) => {
    const cell = row.cells[column];
    return cell.dataset.value !== undefined ? Number(cell.dataset.value || NaN) : cell.textContent;
  };
  const compare = (a, b) => {
    const p = value(a), q = value(b);
    if (typeof p === "string" || typeof q === "string") return String(p).localeCompare(String(q), "zh") * (rising ? 1 : -1);
    if (Number.isNaN(p) || Number.isNaN(q)) return Number.isNaN(p) - Number.isNaN(q);
    return (p - q) * (rising ? 1 : -1);
  };
  table.tBodies[0].append(...[...table.tBodies[0].rows].sort(compare));
};
/** A text that follows the language switch by the style sheet alone, as in the page's own tables. */
gisplan.both = (tag, write) => {
  const made = gisplan.element(tag), chosen = gisplan.language;
  const [zh, en] = ["zh", "en"].map((language) => { gisplan.language = language; return String(write()); });
  gisplan.language = chosen;
  if (zh === en) { made.textContent = zh; return made; }
  for (const [lang, text] of [["zh-CN", zh], ["en", en]]) {
    const span = gisplan.element("span", "", text);
    span.lang = lang;
    made.append(span);
  }
  return made;
};

/** The rows of a district's sites, from the same block that the map draws. */
gisplan.siteTable = (table) => {
  const layer = gisplan.layer("sites");
  const units = new Map(gisplan.figuresOf("sites"));
  const numbers = ["chargers", "fast_chargers", "kw", "people_covered", "investment_cost", "year"];
  const order = Array.from({ length: layer.rows }, (_, row) => row)
    .sort((a, b) => layer.get("chargers", b) - layer.get("chargers", a));
  const body = document.createDocumentFragment();
  for (const row of order) {
    const verified = layer.get("verified", row) === 1;
    const line = gisplan.element("tr", verified ? "" : "unverified");
    line.dataset.layer = "sites";
    line.dataset.site = layer.get("site_id", row);
    const head = gisplan.element("th"), find = gisplan.both("button", () => layer.title(row));
    head.scope = "row"; find.type = "button"; find.className = "find";
    head.append(find);
    line.append(head, gisplan.both("td", () => gisplan.term("category", layer.get("category", row))),
      gisplan.both("td", () => gisplan.term("access", layer.get("access", row))));
    for (const column of numbers) {
      const value = layer.get(column, row), cell = gisplan.both("td", () => gisplan.figure(value, units.get(column)));
      cell.className = "n";
      cell.dataset.value = value ?? "";
      line.append(cell);
    }
    line.append(gisplan.element("td", "", layer.get("authority", row)), gisplan.element("td", "id", layer.get("site_id", row)));
    const source = gisplan.element("td"), mark = gisplan.both("span", () => gisplan.say(verified ? "verified" : "unverified"));
    mark.className = verified ? "mark verified" : "mark unverified";
    source.append(mark, " ", gisplan.both("small", () => gisplan.term("origin", layer.get("origin", row))));
    line.append(source);
    body.append(line);
  }
  table.tBodies[0].append(body);
};
gisplan.filterable = (input) => {
  const holder = document.getElementById(input.dataset.filters);
  input.addEventListener("input", () => {
    const wanted = input.value.trim().toLowerCase();
    for (const row of holder.querySelectorAll("tbody tr")) row.hidden = wanted !== "" && !row.textContent.toLowerCase().includes(wanted);
    if (wanted === "") return;
    for (const fold of holder.querySelectorAll("details")) fold.open = fold.querySelector("tbody tr:not([hidden])") !== null;
  });
};
