// The header's menu of companies: closes when one looks elsewhere, and keeps its addresses wherever one goes.

export function menu() {
  const menus = [...document.querySelectorAll(".md-header details")];
  for (const link of document.querySelectorAll(".md-header details a")) link.href = link.href; // absolute from here on
  addEventListener("click", ({ target }) => {
    for (const open of document.querySelectorAll(".lb-hunt[open], .lb-menu[open], .lb-tooled:not(.lb-wide) .lb-facet[open]")) {
      if (!open.contains(target) || target.closest("a")) open.open = false;
    }
  });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = event.target.closest?.(".lb-hunt[open], .lb-menu[open], .lb-tooled:not(.lb-wide) .lb-facet[open]") ?? menus.find((m) => m.open);
    if (open) { open.open = false; open.querySelector("summary").focus(); }
  });
}
