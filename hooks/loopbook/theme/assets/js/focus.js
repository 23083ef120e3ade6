// The company switch: once chosen, every page shows what bears on a company or on one of its rounds, until cleared.
import * as address from "./address.js";
import { h, text } from "./dom.js";

const SHOWN = ["problems", "papers", "questions", "stories", "topics", "checklists"];
const files = new Map();
const bar = document.querySelector(".lb-focus");
const part = (name) => bar.querySelector(`.lb-focus__${name}`);

/** The company or the round of one that is chosen: "acme", "acme/coding", or "". */
export const chosen = () => address.read().find(([name]) => name === "for")?.[1] ?? address.recall("for") ?? "";

async function load(company) {
  if (!files.has(company)) {
    const found = await fetch(`${address.scope}assets/focus/${encodeURIComponent(company)}.json`).catch(() => null);
    files.set(company, found?.ok ? await found.json() : null);
  }
  return files.get(company);
}

/** Puts a choice into the address and the memory: "acme", "acme/coding", or "" for none. */
export function choose(name) {
  address.remember("for", name || null);
  address.write([...address.read().filter(([key]) => key !== "for"), ...(name ? [["for", name]] : [])], true);
  dispatchEvent(new Event("lb-focus"));
}

/** Shows on a page what the choice leaves. `tables` are the page's. */
export async function focus(page, tables) {
  const name = chosen();
  const [company, round] = name.split("/");
  const about = name ? await load(company) : null;
  const one = about?.rounds.find((r) => r.id === round);
  bar.hidden = !about;
  if (!about) {
    if (name) choose("");
    restore(page);
    tables.forEach((table) => table.focus(null));
    return;
  }
  if (!address.read().some(([key]) => key === "for")) address.write([...address.read(), ["for", name]]);
  address.remember("for", name);
  const keys = one?.keys ?? about.keys;
  const sets = Object.fromEntries(SHOWN.map((tracker) => [tracker, new Set(keys[tracker])]));
  const keep = (key) => {
    const at = key.indexOf("/");
    return sets[key.slice(0, at)]?.has(key.slice(at + 1)) ?? true;
  };
  say(about, one, company);
  const here = location.pathname.slice(address.scope.length);
  const elsewhere = !/^companies\/|^checklists\/./.test(here);
  tables.forEach((table) => table.focus(elsewhere ? keep : null));
  restore(page);
  const left = elsewhere ? prune(page, keep) : 0;
  const rows = elsewhere ? tables.map((table) => table.said()).join(" · ") : "";
  const whole = elsewhere && !page.querySelector("[data-key], [data-review]");
  text(part("count"), rows || (left ? `${left} left out here` : whole ? "this page shows everything" : ""));
}

function say(about, one, company) {
  const link = part("company");
  link.href = address.scope + about.url;
  text(link, about.name);
  const select = part("round");
  select.replaceChildren(h("option", { value: company }, "any round"), ...about.rounds.map((r) =>
    h("option", { value: `${company}/${r.id}`, selected: r === one }, r.title)));
  part("pack").hidden = !one;
  if (one) part("pack").href = address.scope + one.url;
}

/** Hides what does not bear on the choice outside of tables: list items, and headings with what is under them. */
function prune(page, keep) {
  let left = 0;
  for (const element of page.querySelectorAll("[data-key]:not(tr)")) {
    if (keep(element.dataset.key)) continue;
    left += 1;
    for (const gone of under(element)) gone.classList.add("lb-off-focus");
  }
  for (const heading of page.querySelectorAll("h2")) { // nothing is left under it
    const section = under(heading, /^H[12]$/);
    const keyed = section.flatMap((e) => e.dataset.key ? [e] : [...e.querySelectorAll("[data-key]:not(tr)")]);
    if (keyed.length && keyed.every((e) => under(e)[0].matches(".lb-off-focus"))) for (const gone of section) gone.classList.add("lb-off-focus");
  }
  return left;
}

function under(element, end = /^H[1-4]$/) {
  if (element.tagName === "A") return [element.closest("li") ?? element];
  if (!/^H[2-4]$/.test(element.tagName)) return [element];
  const found = [element];
  for (let next = element.nextElementSibling; next && !end.test(next.tagName); next = next.nextElementSibling) found.push(next);
  return found;
}

const restore = (page) => page.querySelectorAll(".lb-off-focus").forEach((element) => element.classList.remove("lb-off-focus"));

/** Listens for the switch, once. */
export function listen() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-focus]");
    if (!button) return;
    choose(button.dataset.focus);
    const menu = button.closest("details");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  part("clear").addEventListener("click", () => {
    choose("");
    document.querySelector(".lb-hunt > summary")?.focus(); // where one chooses: the bar is about to go
  });
  part("round").addEventListener("change", (event) => choose(event.target.value));
}
