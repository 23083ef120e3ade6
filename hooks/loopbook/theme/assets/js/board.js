// The board: show one stage at a time.
import { h } from "./dom.js";

const STAGES = [["", "All"], ["ahead", "Ahead"], ["planned", "Planned"], ["scheduling", "Scheduling"], ["in-progress", "In progress"], ["done", "Done"]];

export function board(page) {
  for (const root of page.querySelectorAll("[data-board]:not([data-ready])")) {
    root.dataset.ready = "";
    const tools = root.previousElementSibling?.matches(".lb-board-tools") ? root.previousElementSibling : null;
    if (!tools) continue;
    const cells = [...root.querySelectorAll(".lb-stage")];
    const rows = [...root.querySelectorAll("tbody tr")];
    const show = (stage, pressed) => {
      for (const button of tools.children) button.setAttribute("aria-pressed", String(button === pressed));
      for (const cell of cells) {
        const on = !stage || (stage === "ahead" ? "ahead" in cell.dataset : cell.dataset.of === stage);
        cell.classList.toggle("lb-dim", !on);
      }
      for (const row of rows) row.hidden = Boolean(stage) && !row.querySelector(".lb-stage:not(.lb-dim)");
    };
    for (const [stage, label] of STAGES) {
      const count = stage === "ahead" ? cells.filter((c) => "ahead" in c.dataset).length : cells.filter((c) => !stage || c.dataset.of === stage).length;
      if (!count) continue;
      const button = h("button", { type: "button", class: "lb-button", "aria-pressed": String(!stage), onclick: () => show(stage, button) }, `${label} `, h("small", {}, String(count)));
      tools.append(button);
    }
  }
}
