// Menus that stand over a page: the header's, a table's columns and filters. They close when one looks elsewhere.

const OPEN = ".lb-hunt[open], .lb-menu[open], .lb-tooled:not(.lb-wide) .lb-facet[open]";

export function menu() {
  for (const link of document.querySelectorAll(".md-header details a")) link.href = link.href; // absolute from here on
  const leave = ({ target }) => {
    for (const open of document.querySelectorAll(OPEN)) if (!open.contains(target)) open.open = false;
  };
  addEventListener("click", (event) => {
    leave(event);
    if (event.target.closest("a")) event.target.closest(OPEN)?.removeAttribute("open");
  });
  // a pointer's focus comes before its click, which would miss if the page closed up under it
  addEventListener("focusin", (event) => { if (event.target.matches(":focus-visible")) leave(event); });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
    const open = event.target.closest?.(OPEN) ?? document.querySelector(OPEN);
    if (open) { open.open = false; open.querySelector("summary").focus(); }
  });
}
