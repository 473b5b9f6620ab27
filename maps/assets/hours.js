// The hours of a simulated day: a slider that colours each site by the mean wait of who comes to it in that hour.
gisplan.hourSlider = (slider) => {
  const shown = document.getElementById("hour-shown"), legend = document.getElementById("hour-legend");
  const rows = document.querySelectorAll("tr[data-hour]");
  const follow = () => {
    const hour = Number(slider.value);
    gisplan.state.colour = `wait_${hour}`;
    shown.textContent = gisplan.figure(hour, "hour");
    slider.setAttribute("aria-valuetext", shown.textContent);
    for (const row of rows) row.classList.toggle("now", Number(row.dataset.hour) === hour);
    const { ramp, breaks, unit } = gisplan.page.siteMeasures[gisplan.state.colour], edges = breaks.quantile;
    const entry = (colour, text) => {
      const made = gisplan.element("span", "entry"), dot = gisplan.element("i", "dot");
      dot.style.background = colour;
      made.append(dot, gisplan.element("span", "", text));
      return made;
    };
    legend.replaceChildren(
      ...[...edges, null].map((edge, place) => entry(gisplan.rampColour(ramp, place, edges), edge === null
        ? `≥ ${gisplan.figure(edges.at(-1), unit, 0)}` : `${gisplan.number(edges[place - 1] ?? 0, 0)}–${gisplan.figure(edge, unit, 0)}`)),
      entry(gisplan.OTHER, gisplan.say("hour_nobody")),
    );
    gisplan.changed();
  };
  slider.addEventListener("input", follow);
  document.addEventListener("gisplan-language", follow);
  follow();
};
