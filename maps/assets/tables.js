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
gisplan.filterable = (input) => {
  const table = document.getElementById(input.dataset.filters);
  input.addEventListener("input", () => {
    const wanted = input.value.trim().toLowerCase();
    for (const row of table.tBodies[0].rows) row.hidden = wanted !== "" && !row.textContent.toLowerCase().includes(wanted);
  });
};
