// Years: what is built up to the chosen one, and the slider that chooses it.
/** The last year of the plan: what has no year of its own is built by then. */
gisplan.lastYear = () => Math.max(...(gisplan.page.years || []), 0);

/** Year by site id of a layer. */
const yearsOf = new Map();
gisplan.siteYear = (name, site) => {
  if (!yearsOf.has(name)) {
    const layer = gisplan.layer(name), years = new Map();
    for (let row = 0; layer && row < layer.rows; row++) years.set(layer.get("site_id", row), layer.get("year", row) ?? 0);
    yearsOf.set(name, years);
  }
  return yearsOf.get(name).get(site);
};
/** Year in which a parcel has its second function: fuel stands, swap and methanol come by the last year. */
const integratedYear = (site, functions) => {
  const homes = { fuel: () => 0, charging: () => gisplan.siteYear("sites", site), hydrogen: () => gisplan.siteYear("stations", site) };
  const years = functions.map((key) => gisplan.own(homes, key)?.() ?? gisplan.lastYear()).sort((a, b) => a - b);
  return years[1] ?? gisplan.lastYear();
};
/** Year in which a row is built. */
gisplan.yearOf = (layer, row) => {
  const site = () => layer.get("site_id", row);
  if (layer.name === "supply_links") return gisplan.siteYear("stations", site());
  if (layer.name === "reach") return gisplan.siteYear("sites", site());
  if (layer.name !== "energy_facilities") return layer.get("year", row);
  if (layer.get("kind", row) !== "integrated") return gisplan.lastYear();
  return integratedYear(site(), (layer.get("functions", row) || "").split(";"));
};
gisplan.isBuilt = (layer, row) => gisplan.state.year === null || (gisplan.yearOf(layer, row) ?? 0) <= gisplan.state.year;
/** Whether a station stands on a parcel that has two functions by the chosen year. */
gisplan.isIntegrated = (layer, row) => Boolean(layer.get("integrated", row)) && gisplan.isBuilt(layer, row)
  && [...Array(gisplan.layer("energy_facilities")?.rows || 0).keys()].every((at) => {
    const other = gisplan.layer("energy_facilities");
    return other.get("site_id", at) !== layer.get("site_id", row) || other.get("kind", at) !== "integrated" || gisplan.isBuilt(other, at);
  });

/** Layers whose figures a plan has for its last year alone. */
const LAST_ONLY = new Set(["districts", "demand", "coverage", "corridors", "freight_routes"]);
gisplan.yearNote = (key) => (LAST_ONLY.has(key) && gisplan.state.year !== null && gisplan.state.year !== gisplan.lastYear()
  ? [gisplan.element("p", "hint year-note", `${gisplan.say("last_year_only")} ${gisplan.lastYear()}`)] : []);

/** The slider stays while the legends around it are written again, so that a hand on it keeps its hold. */
gisplan.yearSlider = () => {
  const years = gisplan.page.years, label = gisplan.element("label", "choice");
  const shown = gisplan.element("output", ""), slider = gisplan.element("input");
  slider.type = "range"; slider.min = 0; slider.max = years.length - 1; slider.step = 1;
  slider.dataset.choice = "year";
  const follow = () => {
    slider.value = gisplan.state.year === null ? years.length - 1 : years.indexOf(gisplan.state.year);
    shown.textContent = String(years[Number(slider.value)]);
    slider.setAttribute("aria-valuetext", shown.textContent);
  };
  slider.addEventListener("input", () => {
    gisplan.state.year = years[Number(slider.value)];
    gisplan.changed();
  });
  document.addEventListener("gisplan-state", follow);
  follow();
  label.append(gisplan.spoken("span", "", "up_to_year"), slider, shown);
  return label;
};
