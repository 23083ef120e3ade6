// The keyboard, and what it does not do: nothing while one types, nothing with Ctrl, Alt or Meta, nothing if switched off.
import * as address from "./address.js";
import { h } from "./dom.js";
import { toggle } from "./blind.js";

const PLACES = { p: "problems/", c: "companies/", t: "topics/", q: "questions/", s: "stories/", r: "rounds/", l: "checklists/", a: "papers/", d: "" };
const NAMES = { p: "Problems", c: "Companies", t: "Topics", q: "Questions", s: "Stories", r: "Rounds", l: "Checklists", a: "Papers (articles)" };
const ROWS = [
  ".lb-rows-table tbody tr", ".task-list-item:not(.lb-off-focus)", ".lb-stage", ".lb-card",
  "h3[data-key]:not(.lb-off-focus)", ".lb-pack-list > li",
].map((rows) => `.md-content ${rows}`).join();
const KEYS = [
  ["/", "Search the book"],
  ["j", "Next row, item or card"],
  ["k", "The one before"],
  ["Enter", "Open it"],
  ["x", "Tick it"],
  [".", "Next pack"],
  ["b", "Blind mode: hide difficulty, pattern, tags and insights"],
  ["?", "These keys"],
  ...Object.entries(NAMES).map(([key, name]) => [`g ${key}`, name]),
];

let waiting = 0;
let current = null;

const off = () => address.recall("keys") === "off";
const typing = (element) => element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) && !/^(checkbox|radio|button)$/.test(element.type);

function go(where) {
  const link = h("a", { href: address.scope + where });
  document.body.append(link); // a click on a link is what instant navigation listens to
  link.click();
  link.remove();
}

/** Whether `g` was pressed, and the next key says where to go. */
export const inChord = () => performance.now() < waiting;

const inSight = (element) => element.offsetParent !== null;

/** Moves to the next row (1) or the one before (-1): its first link or box has the focus, so that Enter and Tab go on. */
function move(by) {
  const rows = [...document.querySelectorAll(ROWS)].filter(inSight);
  if (!rows.length) return;
  const focused = document.activeElement?.closest?.(ROWS);
  const from = rows.indexOf(focused ?? current);
  const top = rows.findIndex((row) => row.getBoundingClientRect().bottom > 60);
  const at = from < 0 ? Math.max(top, 0) : Math.min(Math.max(from + by, 0), rows.length - 1);
  current?.classList.remove("lb-current");
  current = rows[at];
  current.classList.add("lb-current");
  const target = current.querySelector("a[href]:not(.headerlink), input, summary") ?? current;
  if (target === current) target.tabIndex = -1;
  target.focus({ preventScroll: true });
  current.scrollIntoView({ block: "nearest" });
}

function tick() {
  const row = document.activeElement?.closest?.(".task-list-item") ?? (current?.isConnected ? current : null);
  row?.querySelector("input[type=checkbox]")?.click();
}

function nextPack() {
  const here = document.querySelector(".lb-siblings [aria-current]");
  const packs = here ? [...here.closest(".lb-siblings").querySelectorAll("a")] : [];
  const next = packs[(packs.indexOf(here) + 1) % packs.length] ?? document.querySelector(".lb-hunt__companies li a");
  next?.click();
}

function help() {
  let dialog = document.querySelector("dialog.lb-help");
  if (!dialog) {
    const box = h("input", { type: "checkbox", onchange: () => address.remember("keys", box.checked ? null : "off") });
    box.checked = !off();
    dialog = h("dialog", { class: "lb-help md-typeset", "aria-labelledby": "lb-help" },
      h("form", { method: "dialog" },
        h("h2", { id: "lb-help" }, "Keys"),
        h("dl", {}, ...[...KEYS, ["g d", address.home()]].map(([keys, does]) => h("div", {},
          h("dt", {}, ...keys.split(" ").flatMap((key) => [h("kbd", {}, key), " "])), h("dd", {}, does)))),
        h("label", {}, box, " Keys of one letter are on. The question mark always works."),
        h("button", { class: "lb-button", autofocus: true }, "Close")));
    document.body.append(dialog);
  }
  if (dialog.open) dialog.close(); else dialog.showModal();
}

function press(event) {
  const { key } = event;
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return false;
  if (document.querySelector("dialog[open]") && key !== "?") return false;
  if (key === "?") { help(); return true; }
  if (off() || document.querySelector("[data-md-toggle=search]")?.checked) return false;
  if (inChord()) {
    waiting = 0;
    if (!(key in PLACES)) return false;
    go(PLACES[key]);
    return true;
  }
  if (key === "g") { waiting = performance.now() + 1500; return true; }
  if (key === "j" || key === "k") { move(key === "j" ? 1 : -1); return true; }
  if (key === "x") { tick(); return true; }
  if (key === ".") { nextPack(); return true; }
  if (key === "b") { toggle(); return true; }
  return ["n", "p", ","].includes(key); // Material's own keys for pages before and after, which ours would fight with
}

/** Listens to the keyboard, once; before Material does, which listens on the window. */
export function listen() {
  document.addEventListener("keydown", (event) => {
    if (!press(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  document.addEventListener("click", (event) => { if (event.target.closest?.(".lb-keys")) help(); });
}
