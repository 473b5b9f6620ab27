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
/** The text of an element in the language of the page. */
gisplan.shownText = (element) => {
  const copy = element.cloneNode(true);
  for (const span of copy.querySelectorAll("span[lang]")) if (span.lang !== gisplan.tag()) span.remove();
  return copy.textContent;
};

/** What is folded away is made when it is opened: the page holds no more than what is read of it. */
gisplan.unfold = (fold) => {
  const kept = fold.querySelector(":scope > template");
  if (!kept) return;
  kept.replaceWith(kept.content);
  fold.querySelectorAll("table.sortable").forEach(gisplan.sortable);
};

gisplan.filterable = (input) => {
  const holder = document.getElementById(input.dataset.filters);
  input.addEventListener("input", () => {
    const wanted = input.value.trim().toLowerCase();
    if (holder.virtual) { holder.virtual.filter(wanted); return; }
    if (wanted !== "") holder.querySelectorAll("details").forEach(gisplan.unfold);
    for (const row of holder.querySelectorAll("tbody tr")) row.hidden = wanted !== "" && !row.textContent.toLowerCase().includes(wanted);
    if (wanted === "") return;
    for (const fold of holder.querySelectorAll("details")) fold.open = fold.querySelector("tbody tr:not([hidden])") !== null;
  });
};
