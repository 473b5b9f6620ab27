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
    return cell.dataset.value !== undefined ? Number(cell.dataset.value || NaN) : gisplan.shownText(cell);
  };
  const compare = (a, b) => {
    const p = value(a), q = value(b);
    if (typeof p === "string" || typeof q === "string") return String(p).localeCompare(String(q), gisplan.tag()) * (rising ? 1 : -1);
    if (Number.isNaN(p) || Number.isNaN(q)) return Number.isNaN(p) - Number.isNaN(q);
    return (p - q) * (rising ? 1 : -1);
  };
  table.tBodies[0].append(...[...table.tBodies[0].rows].sort(compare));
};
/** A text that follows the language switch by the style sheet alone, as in the page's own tables. */
gisplan.everyLanguage = (tag, write) => {
  const made = gisplan.element(tag), chosen = gisplan.language;
  const texts = gisplan.languages.map(({ key }) => { gisplan.language = key; return String(write()); });
  gisplan.language = chosen;
  if (new Set(texts).size === 1) { [made.textContent] = texts; return made; }
  gisplan.languages.forEach((language, place) => {
    const span = gisplan.element("span", "", texts[place]);
    span.lang = language.tag;
    made.append(span);
  });
  return made;
};
/** The text of an element in the language of the page. */
gisplan.shownText = (element) => {
  const copy = element.cloneNode(true);
  for (const span of copy.querySelectorAll("span[lang]")) if (span.lang !== gisplan.tag()) span.remove();
  return copy.textContent;
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
    const head = gisplan.element("th"), find = gisplan.everyLanguage("button", () => layer.title(row));
    head.scope = "row"; find.type = "button"; find.className = "find";
    head.append(find);
    line.append(head, gisplan.everyLanguage("td", () => gisplan.term("category", layer.get("category", row))),
      gisplan.everyLanguage("td", () => gisplan.term("access", layer.get("access", row))));
    for (const column of numbers) {
      const value = layer.get(column, row), cell = gisplan.everyLanguage("td", () => gisplan.figure(value, units.get(column)));
      cell.className = "n";
      cell.dataset.value = value ?? "";
      line.append(cell);
    }
    line.append(gisplan.element("td", "", layer.get("authority", row)), gisplan.element("td", "id", layer.get("site_id", row)));
    const source = gisplan.element("td"), mark = gisplan.everyLanguage("span", () => gisplan.say(verified ? "verified" : "unverified"));
    mark.className = verified ? "mark verified" : "mark unverified";
    source.append(mark, " ", gisplan.everyLanguage("small", () => gisplan.term("origin", layer.get("origin", row))));
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
