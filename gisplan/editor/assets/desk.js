// The scenario desk, and the start of the page.
"use strict";
for (const button of document.querySelectorAll("button[data-language]")) {
  button.addEventListener("click", () => gisplan.setLanguage(button.dataset.language));
}
if (!editor.may) for (const element of document.querySelectorAll(".change")) element.hidden = true;
(async () => {
  gisplan.setLanguage(localStorage.getItem("gisplan-language") || gisplan.written.first);
  const ground = await editor.ask("/api/ground");
  if (ground) editor.drawGround(ground);
  await editor.load();
  document.documentElement.dataset.ready = "yes";
})();
