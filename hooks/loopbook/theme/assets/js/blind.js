// Blind mode hides what one is to find out: difficulty, pattern, tags, insights. A click on one shows that one.
import * as address from "./address.js";

const HIDDEN = ":is([data-difficulty], [data-blind]:not(table), .lb-blindable, .lb-rows-table[data-blind] td)";

/** Switches it on or off, and remembers. */
export function toggle() {
  const on = document.documentElement.classList.toggle("lb-blind");
  address.remember("blind", on || null);
  document.querySelectorAll(".lb-seen").forEach((element) => element.classList.remove("lb-seen"));
  document.querySelectorAll(".lb-blind-switch").forEach((button) => button.setAttribute("aria-pressed", String(on)));
  const said = document.querySelector(".lb-said") ?? document.body.appendChild(Object.assign(document.createElement("output"), { className: "lb-sr lb-said" }));
  said.textContent = on ? "Blind mode is on: a click shows one" : "Blind mode is off";
}

/** Listens for clicks on what is hidden, and on the switch, once. */
export function listen() {
  const on = document.documentElement.classList.contains("lb-blind");
  document.querySelectorAll(".lb-blind-switch").forEach((button) => button.setAttribute("aria-pressed", String(on)));
  document.addEventListener("click", (event) => {
    if (event.target.closest?.(".lb-blind-switch")) { toggle(); return; }
    if (!document.documentElement.classList.contains("lb-blind")) return;
    const hidden = event.target.closest?.(HIDDEN);
    if (hidden && !hidden.classList.contains("lb-seen")) {
      hidden.classList.add("lb-seen");
      if (!hidden.matches("td:not(:has(a))")) event.preventDefault();
    }
  }, true);
}
