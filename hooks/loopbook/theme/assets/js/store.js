// What the reader did: kept in the browser, and under `mkdocs serve` handed to the book, which then is what counts.

const config = document.querySelector("#__config");
const root = new URL(config ? JSON.parse(config.textContent).base : ".", location);
const shelf = (name) => `${root.pathname}lb.${name}`;

function read(name, otherwise) {
  try { return JSON.parse(localStorage.getItem(shelf(name))) ?? otherwise; } catch { return otherwise; }
}
function write(name, value) {
  try { localStorage.setItem(shelf(name), JSON.stringify(value)); } catch { /* blocked or full: the page works, and forgets */ }
}

const same = (a, b) => a.date === b.date && a.time === b.time && a.item === b.item && a.grade === b.grade;
const pageToken = (page) => page.querySelector("meta[name='loopbook-token']")?.content;
let newer;

/** Whether a local server keeps what is done. */
export const served = () => Boolean(pageToken(document));

async function ask(path, body, method = "POST") {
  const send = () => fetch(`/_loopbook/${path}`, {
    method,
    keepalive: true,
    headers: { "Content-Type": "application/json", "X-Loopbook-Token": newer ?? pageToken(document) },
    body: body && JSON.stringify(body),
  });
  let answer = await send();
  if (answer.status === 403) { // the server was started anew, with a new token: the page, fetched again, has it
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    newer = pageToken(page);
    answer = await send();
  }
  return { status: answer.status, ...(await answer.json().catch(() => ({}))) };
}

/** The reviews that this browser holds and the book does not. */
export const pending = () => read("reviews", []);
/** The ticks of this browser: name → [done, when]. */
export const ticks = () => read("ticks", {});

/** Keeps a review here; under a server, hands it over too. Resolves to what went wrong, in words, or "". */
export function keep(review) {
  write("reviews", [...pending(), review]);
  return flush();
}

/** Takes a review back, wherever it is, even if the page goes before the book has heard. Resolves like `keep`. */
export function take(review) {
  write("reviews", pending().filter((other) => !same(other, review)));
  if (served()) write("undone", [...read("undone", []), review]);
  return flush();
}

let flushing = Promise.resolve("");
/** Hands to the book what it does not have yet; what it cannot take stays here. */
export function flush() {
  if (served()) flushing = flushing.then(send, send);
  return flushing;
}

async function send() {
  try {
    const problem = await sendReviews();
    for (const review of read("undone", [])) { // the book may never have had it: then there is nothing to take back
      const answer = await ask("undo", review);
      if (![200, 400].includes(answer.status)) return answer.error ?? `the book answers with ${answer.status}`;
      write("undone", read("undone", []).filter((other) => !same(other, review)));
    }
    return problem;
  } catch {
    return "the book cannot be reached; reviews wait in this browser";
  }
}

async function sendReviews() {
  for (let part = pending().slice(0, 100), left = []; part.length; part = left.slice(0, 100)) {
    const answer = await ask("reviews", { reviews: part });
    if (answer.status !== 200) return answer.error ?? `the book answers with ${answer.status}`;
    const kept = part.filter((review) => !(answer.refused ?? []).some((refused) => same(review, refused)));
    left = pending().filter((review) => !kept.some((done) => same(review, done)));
    write("reviews", left);
    if (kept.length < part.length) return `the book does not know ${answer.refused[0].item}; it waits in this browser`;
  }
  return "";
}

/** What the book knows and the page, made earlier, does not: {reviews, ticks}; null without a server. */
export async function news() {
  if (!served()) return null;
  try {
    const answer = await ask("state", undefined, "GET");
    return answer.status === 200 ? answer : null;
  } catch {
    return null;
  }
}

/** Asks the server to make the pages anew, now that a session is over. */
export const refresh = () => (served() ? ask("refresh", {}).catch(() => null) : Promise.resolve(null));

/** Ticks or unticks an item of a checklist. Resolves to what went wrong, in words, or "". */
export async function tick(name, done) {
  if (!served()) {
    const { date, time } = now();
    write("ticks", { ...ticks(), [name]: [done, `${date}T${time}`] });
    return "";
  }
  try {
    const answer = await ask("ticks", { key: name, done });
    return answer.status === 200 ? "" : (answer.error ?? `the book answers with ${answer.status}`);
  } catch {
    return "the book cannot be reached, so this tick is not kept";
  }
}

const two = (number) => String(number).padStart(2, "0");
let last = "";
/** The reader's day and time, by their own clock; never the same moment twice. */
export function now() {
  const at = new Date();
  const moment = () => `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${String(at.getMilliseconds()).padStart(3, "0")}`;
  if (moment() === last) at.setMilliseconds(at.getMilliseconds() + 1);
  last = moment();
  return { date: `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`, time: last };
}

/** Everything in this browser as a file that `loopbook review merge` reads. */
export const exported = () => `${JSON.stringify({ loopbook: 1, reviews: pending(), ticks: ticks() }, null, 1)}\n`;

/** Adds another browser's file to this one; nothing twice. How many reviews were added. */
export function imported(text) {
  const data = JSON.parse(text);
  if (data?.loopbook !== 1 || !Array.isArray(data.reviews)) throw new Error("not a file that Loopbook exported");
  const here = pending();
  const added = data.reviews.filter((r) => r?.date && r.item && r.grade && !here.some((other) => same(other, r)));
  write("reviews", [...here, ...added]);
  const mine = ticks();
  for (const [name, value] of Object.entries(data.ticks ?? {})) {
    if (Array.isArray(value) && (!mine[name] || mine[name][1] < value[1])) mine[name] = value;
  }
  write("ticks", mine);
  return added.length;
}

/** Forgets the reviews of this browser, once they are in the book. */
export const forget = () => write("reviews", []);
