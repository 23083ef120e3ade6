// Everything that a page does besides being read. Works under Material's instant navigation: `start` runs for each page.
import * as address from "./address.js";
import * as blind from "./blind.js";
import * as focus from "./focus.js";
import * as keys from "./keys.js";
import { menu } from "./menu.js";

let leave = new AbortController();
let live = [];

async function start() {
  leave.abort();
  leave = new AbortController();
  window.lbPath = location.pathname; // the head of the page wants to know
  const page = document.querySelector(".md-content") ?? document.body;
  const { signal } = leave;
  live = [];
  if (page.querySelector(".lb-table table")) {
    const { tables } = await import("./tables.js");
    if (signal.aborted) return;
    live = tables(page, signal);
  }
  if (page.querySelector("[data-board]")) (await import("./board.js")).board(page);
  if (!signal.aborted) focus.focus(page, live);
}

const again = () => focus.focus(document.querySelector(".md-content") ?? document.body, live);
addEventListener("lb-focus", again);
addEventListener("lb-address", () => {
  if (!address.read().some(([name]) => name === "for")) address.remember("for", null);
  again();
});

menu();
focus.listen();
keys.listen();
blind.listen();
if (window.document$) window.document$.subscribe(start);
else start();
