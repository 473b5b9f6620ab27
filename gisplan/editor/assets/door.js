// Who was not let in: why, or the password.
"use strict";
const door = { told: gisplan.json("page").told };
door.say = () => { document.getElementById("told").textContent = door.told ? gisplan.pick(door.told) : ""; };
document.addEventListener("gisplan-language", () => {
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = gisplan.say(element.dataset.word);
  door.say();
});
for (const button of document.querySelectorAll("button[data-language]")) {
  button.addEventListener("click", () => gisplan.setLanguage(button.dataset.language));
}
const form = document.getElementById("door");
form.hidden = Boolean(door.told);
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const answer = await fetch("/login", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ password: document.getElementById("password").value }),
  });
  if (answer.ok) { location.replace("/"); return; }
  const said = await answer.json().catch(() => ({}));
  door.told = said.error || gisplan.words["no-answer"];
  door.say();
});
gisplan.setLanguage(localStorage.getItem("gisplan-language") || gisplan.written.first);
