// What a link leads to, beside it, when the pointer or the focus rests on it: a page's first words, or a row of a table.
import * as address from "./address.js";
import { h } from "./dom.js";

const REST = 350; // ms on a link before it counts
const STAY = 200; // ms beside it before the card goes
const ROOM = 420; // characters
const LINKS = ".md-content a[href]:not(.headerlink, .footnote-ref, .lb-start a)";
const cards = new Map();
let card = null;
let link = null;
let timer = 0;

/** A row as what its columns say; in blind mode some of that stays hidden, as it does in the table. */
function ofRow(text, at) {
  const from = text.lastIndexOf("<table", at);
  const rest = document.createElement("template");
  rest.innerHTML = `${text.slice(from, text.indexOf("<tbody", from))}<tbody>${text.slice(at, text.indexOf("</tr>", at))}</table>`;
  const [table] = rest.content.children;
  const [heads, cells] = [...table.rows].map((row) => [...row.cells]);
  const blind = (table.dataset.blind ?? "").split(" ");
  const title = cells.find((cell) => cell.className === "title");
  const said = cells.flatMap((cell, i) => (cell === title || !cell.textContent.trim() ? [] : [h("div", {},
    h("dt", {}, heads[i].textContent), h("dd", { "data-blind": blind.includes(String(i + 1)) ? "" : null }, ...cell.childNodes))]));
  return [h("p", {}, h("strong", {}, title.textContent)), h("dl", {}, ...said)];
}

/** What stands under a heading, without answers that are folded away. */
function ofPage(text, hash) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const start = hash ? page.getElementById(hash) : page.querySelector("article h1");
  if (!start || !/^H\d$/.test(start.tagName)) return [];
  start.querySelector(".headerlink")?.remove();
  const found = [h("p", {}, h("strong", {}, start.textContent.trim()))];
  let room = ROOM;
  for (let next = start.nextElementSibling; next && room > 0 && !/^H\d$/.test(next.tagName); next = next.nextElementSibling) {
    if (!next.matches("p:not(.lb-start), ul, ol, blockquote, .lb-maths") || !next.textContent.trim()) continue;
    found.push(document.importNode(next, true));
    room -= next.textContent.length;
  }
  return found.length > 1 ? found : [];
}

/** What to show of an address: elements that nothing can be done with, or none. */
async function excerpt(url) {
  const answer = await fetch(url.href.replace(/#.*/, "")).catch(() => null);
  const text = answer?.ok ? await answer.text() : "";
  const hash = url.searchParams.get("row") ?? decodeURIComponent(url.hash.slice(1));
  const row = hash ? text.indexOf(`<tr id="${hash}"`) : -1;
  const found = h("div", {}, ...(row < 0 ? ofPage(text, hash) : ofRow(text, row)));
  for (const gone of found.querySelectorAll("script, style, button, input, img, svg, .lb-js, .lb-sr")) gone.remove();
  for (const inner of found.querySelectorAll("a")) inner.replaceWith(...inner.childNodes);
  for (const named of found.querySelectorAll("[id], [data-key]")) { named.removeAttribute("id"); named.removeAttribute("data-key"); }
  return [...found.childNodes];
}

function place() {
  const at = link.getClientRects()[0];
  const { offsetWidth: wide, offsetHeight: high } = card;
  const below = at.bottom + 8 + high <= innerHeight || at.top < high + 8;
  card.style.left = `${Math.max(8, Math.min(at.left, innerWidth - wide - 8))}px`;
  card.style.top = `${below ? at.bottom + 8 : at.top - high - 8}px`;
}

async function show(wanted) {
  const url = new URL(wanted.href);
  if (!cards.has(url.href)) cards.set(url.href, excerpt(url));
  const found = await cards.get(url.href);
  if (wanted !== link || !wanted.isConnected || !found.length) return;
  if (!card?.isConnected) {
    card = h("div", { class: "lb-preview md-typeset", popover: "manual", "aria-hidden": "true", onpointerenter: () => clearTimeout(timer), onpointerleave: leave });
    document.body.append(card);
  }
  card.replaceChildren(...found.map((part) => part.cloneNode(true)));
  card.showPopover();
  place();
}

function hide() {
  clearTimeout(timer);
  link = null;
  if (card?.matches(":popover-open")) card.hidePopover();
}

function leave() {
  clearTimeout(timer);
  timer = setTimeout(hide, STAY);
}

function rest(event) {
  const found = event.target.closest?.(LINKS);
  if (!found || found === link || (event.pointerType ?? "mouse") !== "mouse") return;
  if (event.type === "focusin" && !found.matches(":focus-visible")) return;
  const url = new URL(found.href);
  const isHere = url.pathname === location.pathname;
  if (url.origin !== location.origin || !url.pathname.startsWith(address.scope) || isHere) return;
  hide();
  link = found;
  timer = setTimeout(() => show(found), REST);
}

/** Listens for a pointer or a focus that rests on a link, once; `first` is the event that made somebody ask. */
export function listen(first) {
  if (!("popover" in HTMLElement.prototype)) return;
  document.addEventListener("pointerover", rest);
  document.addEventListener("pointerout", ({ target, relatedTarget }) => {
    if (link?.contains(target) && !link.contains(relatedTarget)) leave();
  });
  document.addEventListener("focusin", rest);
  document.addEventListener("focusout", (event) => { if (link === event.target) hide(); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  for (const gone of ["click", "scroll"]) document.addEventListener(gone, (event) => { if (!card?.contains(event.target)) hide(); }, { passive: true });
  rest(first);
}
