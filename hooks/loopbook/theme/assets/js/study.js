// Starts what a page has of studying: the review session, checklists whose ticks last.
let leave = new AbortController();

async function start() {
  leave.abort();
  leave = new AbortController();
  const { signal } = leave;
  const session = document.querySelector("[data-review]");
  if (session) (await import("./review.js")).review(session, signal);
  if (document.querySelector(".lb-tick, .lb-done")) (await import("./checklists.js")).checklists(document, signal);
}

if (window.document$) window.document$.subscribe(start);
else start();
