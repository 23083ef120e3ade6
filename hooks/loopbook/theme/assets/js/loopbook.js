// Everything that a page does besides being read. Works under Material's instant navigation: `start` runs for each page.
import * as address from "./address.js";
import * as blind from "./blind.js";
import * as focus from "./focus.js";
import * as keys from "./keys.js";
import { mend, mendDrawer, mendSearch } from "./mend.js";
import { menu } from "./menu.js";

let leave = new AbortController();
let page = document.body;
let live = [];

async function start() {
  leave.abort();
  leave = new AbortController();
  if (!page.isConnected) page.replaceChildren(); // Material never lets go of a page that it has left
  window.lbPath = location.pathname; // the head of the page wants to know
  page = document.querySelector(".md-content") ?? document.body;
  const { signal } = leave;
  live = [];
  mend(page, signal);
  if (page.querySelector(".lb-table table")) {
    const { tables } = await import("./tables.js");
    if (signal.aborted) return;
    live = tables(page, signal);
  }
  if (page.querySelector("[data-board]")) (await import("./board.js")).board(page);
  if (!signal.aborted) focus.focus(page, live);
}

const looked = new AbortController();

/** Previews of links come when somebody first points at one or goes to one by key: a phone never needs them. */
async function look(event) {
  if (!event.target.closest?.("a")) return;
  looked.abort();
  (await import("./previews.js")).listen(event);
}

const again = () => focus.focus(page, live);
addEventListener("lb-focus", again);
addEventListener("lb-address", () => {
  if (!address.read().some(([name]) => name === "for")) address.remember("for", null);
  again();
});

menu();
mendSearch();
mendDrawer();
focus.listen();
keys.listen();
blind.listen();
for (const kind of ["pointerover", "focusin"]) addEventListener(kind, look, { signal: looked.signal });
if (window.document$) window.document$.subscribe(start);
else start();
