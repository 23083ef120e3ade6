// Checklists whose ticks last: in the book under `mkdocs serve`, else in this browser.
import { news, served, tick, ticks } from "./store.js";

export async function checklists(page, signal) {
  const boxes = [...page.querySelectorAll(".lb-tick")].flatMap((mark) => {
    const item = mark.closest("li");
    const box = item?.querySelector("input[type='checkbox']");
    return box ? [{ box, item, name: mark.dataset.tick }] : [];
  });
  for (const { box, item } of boxes) if (!box.ariaLabel) box.ariaLabel = item.textContent.trim();
  const ticked = new Set(); // by the reader, perhaps before it is known what was kept
  for (const { box, item, name } of boxes) {
    item.classList.add("lb-ticks");
    item.addEventListener("click", ({ target }) => {
      const own = target.closest("li") === item && !target.closest("a, button, label, summary, input");
      if (own && getSelection().isCollapsed) box.click();
    }, { signal });
    box.addEventListener("change", async () => {
      ticked.add(name);
      const set = (done) => boxes.filter((other) => other.name === name).forEach((other) => { other.box.checked = done; });
      set(box.checked);
      const problem = await tick(name, box.checked);
      item.querySelector(".lb-problem")?.remove();
      if (!problem) return;
      set(!box.checked);
      const note = Object.assign(document.createElement("span"), { className: "lb-problem", textContent: ` ${problem}` });
      note.setAttribute("role", "alert");
      item.append(note);
    }, { signal });
  }
  const kept = served() ? (await news())?.ticks : Object.fromEntries(Object.entries(ticks()).map(([name, [done]]) => [name, done]));
  if (signal.aborted) return;
  for (const { box, name } of kept ? boxes.filter((each) => !ticked.has(each.name)) : []) {
    if (served()) box.checked = Boolean(kept[name]);
    else if (name in kept) box.checked = kept[name];
  }
  for (const place of kept ? page.querySelectorAll(".lb-done") : []) {
    const done = Object.keys(kept).filter((name) => kept[name] && name.startsWith(place.dataset.of)).length;
    place.textContent = `${Math.min(done, place.dataset.count)} of ${place.dataset.count} done`;
  }
}
