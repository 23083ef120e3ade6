// What this browser holds of reviews and ticks, and the way to take it to the book.
import { h, text } from "./dom.js";
import { exported, forget, imported, pending, served, ticks } from "./store.js";

const many = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** Fills the panel. `again` is called when what the browser holds has changed, `say` shows a sentence. */
export function kept(panel, day, again, say) {
  const count = pending().length;
  const ticked = Object.keys(ticks()).length;
  if (served() && !count) { panel.replaceChildren(); return; }
  const name = `loopbook-reviews-${day}.json`;
  const save = () => {
    const link = h("a", { href: URL.createObjectURL(new Blob([exported()], { type: "application/json" })), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };
  const file = h("input", { type: "file", accept: ".json,application/json", hidden: true, onchange: async () => {
    try {
      const added = imported(await file.files[0].text());
      again();
      say(`${many(added, "review")} added to this browser.`);
    } catch (error) { say(`That file cannot be read: ${error.message}.`); }
  } });
  const clear = () => {
    if (!confirm("Forget the reviews in this browser? Export them first if the book does not have them.")) return;
    forget();
    again();
  };
  const button = (words, onclick, disabled = false) => h("button", { type: "button", class: "lb-button", onclick, disabled }, words);
  const words = h("p", { class: "lb-quiet" });
  const one = count === 1;
  const held = `${many(count, "review")}${ticked ? `, ${many(ticked, "tick")}` : ""}`;
  text(words, served()
    ? `${many(count, "review")} ${one ? "waits" : "wait"} in this browser until the book takes ${one ? "it" : "them"}.`
    : count || ticked
      ? `Kept in this browser only: ${held}. With the exported file, loopbook review merge ${name} takes this into your own book.`
      : "What you review here is kept in this browser only.");
  panel.replaceChildren(
    words,
    h("p", {}, button("Export", save, !count && !ticked), button("Import", () => file.click()), button("Forget", clear, !count), file),
  );
}
