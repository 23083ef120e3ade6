// Tables that one can filter, sort and share. Of the rows that a page comes with, it keeps those that are shown.
import * as address from "./address.js";
import { h, text } from "./dom.js";
import { filter, index, order, plain } from "./rows.js";
import { State } from "./state.js";
import { chip, facet, toolbar } from "./tools.js";

const LIMIT = 50;
const SCREEN = 24; // rows that answer a click; the others follow when these are painted
const OTHERS = ["for", "h", "q", "row"]; // parameters that are not a table's

class Table {
  constructor(root, prefix, signal) {
    this.root = root;
    this.id = root.dataset.table;
    this.prefix = prefix;
    this.table = root.querySelector("table");
    this.body = this.table.tBodies[0];
    this.rows = [...this.body.rows];
    this.heads = [...this.table.tHead.rows[0].cells];
    this.noun = root.dataset.noun;
    this.places = [...this.rows.keys()]; // the rows' numbers in the order in which they stand
    this.limit = LIMIT;
    this.sortKeys = new Map();
    const data = root.querySelector("template");
    this.tooled = Boolean(data);
    const columns = this.heads.map((th) => th.dataset.col);
    const off = (this.table.dataset.off ?? "").split(" ").filter(Boolean).map((n) => columns[n - 1]);
    this.state = new State(data ? JSON.parse(data.content.textContent) : [], columns, new Set(off));
    const said = this.rows.map((tr) => (tr.dataset.f ? tr.dataset.f.split(" ").map(Number) : []));
    this.index = index(said, this.state.facets.map(([, , values]) => values.length));
    this.table.dataset.live = "";
    this.heads.forEach((th, i) => {
      th.append(h("button", { type: "button", class: "lb-sort", onclick: () => this.sortBy(columns[i]) }, ...th.childNodes));
    });
    this.more = h("button", { type: "button", class: "lb-button lb-more", hidden: true, onclick: () => this.showAll() });
    root.append(this.more);
    if (this.tooled) this.addTools();
    this.restore(true);
    const media = matchMedia("print");
    media.addEventListener("change", () => this.print(media.matches), { signal });
    addEventListener("beforeprint", () => this.print(true), { signal });
    addEventListener("afterprint", () => this.print(false), { signal });
    addEventListener("hashchange", () => this.findRow(), { signal });
    root.dataset.ready = "";
  }

  addTools() {
    const { facets, columns } = this.state;
    this.tools = toolbar(this.root, this.heads.map((th) => th.textContent), this.noun, {
      find: (words) => { this.state.find = words; this.changed(false); },
      clear: () => this.clear(),
      column: (i, on) => this.showColumn(columns[i], on),
    });
    const wide = this.root.classList.contains("lb-wide");
    let first = 0;
    this.panels = facets.map((given, number) => {
      const open = wide && (number < 4 || given[2].length < 8);
      const panel = facet(given, number, first, open, {
        pick: (value, on) => { this.state.picked[value] = on ? 1 : 0; this.changed(true); },
        all: (f, on) => { this.state.all[f] = on ? 1 : 0; this.changed(true); },
      });
      first += given[2].length;
      return panel;
    });
    this.root.querySelector(".lb-facets").append(...this.panels.map((panel) => panel.element));
    if (!facets.length) this.tools.filters.remove();
  }

  // -- what the address and the memory say ---------------------------------------------------------------------------

  /** Takes its state from the address; at first from memory, if the address says nothing of it. */
  restore(first = false) {
    const stated = this.tooled ? address.read().filter(([name]) => this.isOurs(name)) : [];
    const kept = address.recall(`table.${this.id}`) ?? [];
    const said = first && !stated.length ? kept : stated.map(([name, value]) => [name.slice(this.prefix.length), value]);
    this.unsettled = null;
    const before = this.state.sort;
    const missing = this.state.take(said, kept);
    const lost = stated.length ? missing : []; // what is remembered goes without a word
    if (this.tooled) {
      this.tools.find.value = this.state.find;
      this.tools.note.hidden = !lost.length;
      if (lost.length) text(this.tools.note, `This address asked for what is not here any more, so it was left out: ${lost.join(", ")}.`);
    }
    if (before !== this.state.sort) this.reorder();
    this.applyColumns();
    this.show();
    if (said.length) this.store(false);
    if (first) this.findRow();
  }

  /** Shows the row that the address names (`?row=two-sum` from the search, `#two-sum` from a link), whatever is filtered. */
  findRow() {
    const row = address.read().find(([name]) => name === "row")?.[1];
    const id = row ?? decodeURIComponent(location.hash.slice(1));
    const target = this.rows.find((tr) => tr.id && tr.id === id);
    if (!target || (!row && target.isConnected)) return;
    this.asked = target;
    this.put(this.found(this.limit));
    target.classList.add("lb-here");
    target.scrollIntoView({ block: "center" });
    target.querySelector("a")?.focus({ preventScroll: true });
    if (row) address.write(address.read().filter(([name]) => !["row", "h"].includes(name)));
  }

  isOurs(name) {
    return this.prefix ? name.startsWith(this.prefix) : !/^\d+\./.test(name) && !OTHERS.includes(name);
  }

  /** Puts its state into the address, as a new step of history where `push` asks for one, and into memory. */
  store(push) {
    if (!this.tooled) return;
    const others = address.read().filter(([name]) => !this.isOurs(name));
    const mine = this.state.pairs().map(([name, value]) => [this.prefix + name, value]);
    address.write(this.prefix ? [...others, ...mine] : [...mine, ...others], push);
    this.keep();
  }

  /** Remembers its state for the next visit. */
  keep() {
    const mine = this.tooled ? this.state.pairs() : [];
    address.remember(`table.${this.id}`, mine.length ? mine : null);
  }

  // -- what people do ------------------------------------------------------------------------------------------------

  /** Shows what a screen holds, and does the rest when that is painted. */
  changed(push) {
    this.settle();
    this.asked = null;
    this.limit = LIMIT;
    this.show(true);
    this.unsettled = { push };
    requestAnimationFrame(() => setTimeout(() => this.settle()));
  }

  /** Does what a change has left to do: rows below the screen, address, memory. */
  settle() {
    const { unsettled } = this;
    this.unsettled = null;
    if (!unsettled || !this.root.isConnected) return;
    this.put(this.found(this.limit));
    this.store(unsettled.push);
  }

  /** Takes a chosen value away; the focus goes to the chip in its place, or the last, or to where one finds. */
  drop(value, place) {
    this.state.picked[value] = 0;
    this.changed(true);
    const chips = this.tools.chosen.querySelectorAll("button");
    (chips[place] ?? [...chips].at(-1) ?? this.tools.find).focus();
  }

  clear() {
    const { sort } = this.state;
    this.state.clear();
    this.tools.find.value = "";
    this.tools.note.hidden = true;
    if (sort) this.reorder();
    this.changed(true);
    this.tools.find.focus();
  }

  sortBy(name) {
    const { sort } = this.state;
    this.state.sort = sort === name ? `-${name}` : sort === `-${name}` ? "" : name;
    this.reorder();
    this.changed(true);
  }

  showColumn(name, on) {
    this.settle();
    if (on) this.state.hidden.delete(name); else this.state.hidden.add(name);
    this.applyColumns();
    this.store(false);
  }

  showAll() {
    const next = this.body.rows.length;
    this.limit = Infinity;
    this.show();
    this.body.rows[next]?.querySelector("a")?.focus({ preventScroll: true }); // its button is gone
  }

  /** Shows only rows whose key a function keeps, or all again. */
  focus(keep) {
    if (!keep && !this.kept) return;
    this.kept = keep ? this.rows.map((tr) => keep(tr.dataset.key)) : null;
    this.limit = LIMIT;
    this.show();
  }

  // -- what is seen --------------------------------------------------------------------------------------------------

  applyColumns() {
    const { columns, hidden } = this.state;
    const widths = this.table.dataset.widths.match(/[^\s(]+(\([^)]*\))?/g);
    this.table.dataset.off = columns.flatMap((name, i) => (hidden.has(name) ? [i + 1] : [])).join(" ");
    this.table.style.setProperty("--columns", widths.filter((_, i) => !hidden.has(columns[i])).join(" "));
    this.tools?.boxes.forEach((box, i) => { box.checked = !hidden.has(columns[i]); });
  }

  get texts() {
    this.cachedTexts ??= this.rows.map((tr) => plain(tr.textContent));
    return this.cachedTexts;
  }

  reorder() {
    const { sort, columns } = this.state;
    const down = sort.startsWith("-");
    const i = columns.indexOf(sort.replace(/^-/, ""));
    this.heads.forEach((th, k) => {
      if (k === i) th.setAttribute("aria-sort", down ? "descending" : "ascending");
      else th.removeAttribute("aria-sort");
    });
    if (i < 0) this.places = [...this.rows.keys()];
    else {
      if (!this.sortKeys.has(i)) this.sortKeys.set(i, this.rows.map((tr) => sortKey(tr.cells[i])));
      this.places = order(this.sortKeys.get(i), down);
    }
  }

  /** What words and the company switch ask of row i; null if they ask nothing. */
  admits() {
    const words = plain(this.state.find).split(/\s+/).filter(Boolean);
    const { kept } = this;
    if (!words.length && !kept) return null;
    const texts = words.length ? this.texts : null;
    return (i) => (!kept || kept[i]) && words.every((word) => texts[i].includes(word));
  }

  /** Shows the rows that are asked for, or those of the first screen only. */
  show(screen = false) {
    const { picked, all } = this.state;
    const found = filter(this.index, picked, all, this.admits());
    this.hits = found.hits;
    this.total = found.total;
    this.put(this.found(screen ? SCREEN : this.limit));
    this.more.hidden = found.total <= this.limit;
    if (!this.more.hidden) text(this.more, `Show all ${found.total.toLocaleString("en")}`);
    if (this.tooled) this.say(found.counts);
    const { find, chosen } = this.state;
    this.root.dataset.empty = found.total ? "" : this.kept && !find && !chosen.length ? "switched" : "filtered";
  }

  /** The rows that are asked for, at most so many, and the one that the address names. */
  found(limit) {
    const found = [];
    for (const place of this.places) {
      if (found.length >= limit) break;
      if (this.hits[place]) found.push(this.rows[place]);
    }
    if (this.asked && !found.includes(this.asked)) found.push(this.asked);
    return found;
  }

  /** Leaves these rows in the page. Those that stand there keep their boxes. */
  put(rows) {
    const wanted = new Set(rows);
    for (const tr of [...this.body.rows]) if (!wanted.has(tr)) tr.remove();
    let next = this.body.firstElementChild;
    for (const tr of rows) {
      tr.hidden = false;
      if (tr === next) next = next.nextElementSibling;
      else this.body.insertBefore(tr, next);
    }
  }

  /** What stands above and beside the rows: counts, how many are left, what is chosen. */
  say(counts) {
    const { picked, all, chosen, facets, values, find, sort } = this.state;
    this.panels.forEach((panel, f) => panel.show(counts, picked, all[f]));
    text(this.tools.hits, this.said());
    this.tools.clear.hidden = !chosen.length && !find && !sort;
    if (chosen.join() !== this.named) {
      this.named = chosen.join();
      this.tools.chosen.replaceChildren(...chosen.map((i, place) =>
        chip(facets[values[i].facet][1], values[i].label, () => this.drop(i, place))));
    }
    text(this.tools.filters, chosen.length ? `Filters (${chosen.length})` : "Filters");
  }

  /** How many rows are left, in words. */
  said() {
    const [left, all] = [this.total, this.rows.length].map((n) => n.toLocaleString("en"));
    return `${left === all ? all : `${left} of ${all}`} ${this.noun}`;
  }

  print(on) {
    this.settle();
    this.put(this.found(on ? Infinity : this.limit));
  }
}

function sortKey(cell) {
  const said = cell.dataset.sort ?? cell.textContent.trim();
  return said !== "" && Number.isFinite(Number(said)) ? Number(said) : said;
}

/** Every table of a page, alive until `signal` is aborted. */
export function tables(page, signal) {
  let tooled = 0;
  const found = [...page.querySelectorAll(".lb-table:has(table)")].map((root) => {
    const number = root.classList.contains("lb-tooled") ? (tooled += 1) : 0;
    return new Table(root, number > 1 ? `${number}.` : "", signal);
  });
  addEventListener("lb-address", () => found.forEach((table) => {
    table.restore();
    table.keep();
  }), { signal });
  return found;
}
