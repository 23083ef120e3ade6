// Everything that a page does besides being read. Works under Material's instant navigation: `start` runs for each page.
import { menu } from "./menu.js";

let leave = new AbortController();

async function start() {
  leave.abort();
  leave = new AbortController();
  window.lbPath = location.pathname; // the head of the page wants to know
  const page = document.querySelector(".md-content") ?? document.body;
  const { signal } = leave;
  if (page.querySelector(".lb-table")) {
    const { tables } = await import("./tables.js");
    if (!signal.aborted) tables(page, signal);
  }
}

menu();
if (window.document$) window.document$.subscribe(start);
else start();
