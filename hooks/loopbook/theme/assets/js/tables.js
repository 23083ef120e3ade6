// Tables that one can filter, sort and share. The rows are in the page; this shows some of them.
import * as address from "./address.js";
import { h, text } from "./dom.js";
import { filter, index, order, plain } from "./rows.js";
import { chip, facet, toolbar } from "./tools.js";

const LIMIT = 200;
const OURS = ["find", "sort", "cols", "all"];
const OTHERS = ["for", "h", "q", "row"];

class Table {
  constructor(root, prefix, signal) {
    this.root = root;
    this.id = root.dataset.table;
    this.prefix = prefix;
    this.table = root.querySelector("table");
    this.body = this.table.tBodies[0];
    this.rows = [...this.body.rows];
    this.source = this.rows;
    this.heads = [...this.table.tHead.rows[0].cells];
    this.columns = this.heads.map((th) => th.dataset.col);
    this.off = this.table.dataset.off ?? "";
    this.noun = root.dataset.noun;
    this.shown = Uint8Array.from(this.rows, (tr) => !tr.hidden);
    this.limit = LIMIT;
    this.sortKeys = new Map();
    this.table.dataset.live = "";
    this.heads.forEach((th, i) => {
      const button = h("button", { type: "button", class: "lb-sort", onclick: () => this.sortBy(i) }, ...th.childNodes);
      th.append(button);
    });
    this.more = h("button", { type: "button", class: "lb-button lb-more", hidden: true, onclick: () => this.showAll() });
    root.append(this.more);
    const data = root.querySelector("template");
    this.facets = data ? JSON.parse(data.content.textContent) : [];
    this.tooled = Boolean(data);
    this.values = this.facets.flatMap(([id, , values], f) => values.map(([value, label]) => ({ facet: f, id, value, label })));
    const said = this.rows.map((tr) => (tr.dataset.f ? tr.dataset.f.split(" ").map(Number) : []));
    this.index = index(said, this.facets.map(([, , values]) => values.length));
    this.reset();
    if (this.tooled) this.addTools(signal);
    this.restore(true);
    this.media = matchMedia("print");
    this.media.addEventListener("change", () => this.print(this.media.matches), { signal });
    addEventListener("beforeprint", () => this.print(true), { signal });
    addEventListener("afterprint", () => this.print(false), { signal });
    root.dataset.ready = "";
  }

  reset() {
    this.find = "";
    this.picked = new Uint8Array(this.values.length);
    this.all = new Uint8Array(this.facets.length);
    this.sort = "";
    this.hiddenColumns = this.off;
  }

  addTools() {
    const names = this.heads.map((th) => th.textContent);
    this.tools = toolbar(this.root, names, this.noun, {
      find: (words) => { this.find = words; this.changed(false); },
      clear: () => this.clear(),
      column: (i, on) => this.showColumn(i, on),
    });
    const wide = this.root.classList.contains("lb-wide");
    let first = 0;
    this.panels = this.facets.map((given, number) => {
      const open = wide && (number < 4 || given[2].length < 8);
      const panel = facet(given, number, first, open, {
        pick: (value, on) => { this.picked[value] = on ? 1 : 0; this.changed(true); },
        all: (f, on) => { this.all[f] = on ? 1 : 0; this.changed(true); },
      });
      first += given[2].length;
      return panel;
    });
    this.root.querySelector(".lb-facets").append(...this.panels.map((panel) => panel.element));
    if (!this.facets.length) this.tools.filters.remove();
  }

  // -- what the address and the memory say ---------------------------------------------------------------------------

  /** Takes its state from the address; at first from memory, if the address says nothing of it. */
  restore(first = false) {
    let said = this.tooled ? address.read().filter(([name]) => this.isOurs(name)) : [];
    const kept = address.recall(`table.${this.id}`);
    if (first && kept && !said.length) said = kept.map(([name, value]) => [this.prefix + name, value]);
    const kind = this.sort;
    this.reset();
    if (kept) this.hiddenColumns = kept.find(([name]) => name === "cols")?.[1].replaceAll(",", " ") ?? this.hiddenColumns;
    const lost = this.take(said.map(([name, value]) => [name.slice(this.prefix.length), value]));
    if (this.tooled) {
      this.tools.find.value = this.find;
      this.tools.note.hidden = !lost.length;
      if (lost.length) text(this.tools.note, `This address asked for what is not here any more, so it was left out: ${lost.join(", ")}.`);
    }
    if (kind !== this.sort) this.reorder();
    this.applyColumns();
    this.show();
    if (first && (said.length || lost.length)) this.store(false);
    if (first) this.findRow();
  }

  /** Shows the row that the address names (`?row=two-sum` from the search, `#two-sum` from a link), whatever is filtered. */
  findRow() {
    const row = address.read().find(([name]) => name === "row")?.[1];
    const target = document.getElementById(row ?? decodeURIComponent(location.hash.slice(1)));
    if (!target || !this.body.contains(target) || (!row && !target.hidden)) return;
    target.hidden = false;
    target.classList.add("lb-here");
    target.scrollIntoView({ block: "center" });
    target.querySelector("a")?.focus({ preventScroll: true });
    if (row) address.write(address.read().filter(([name]) => !["row", "h"].includes(name)));
  }

  isOurs(name) {
    return this.prefix ? name.startsWith(this.prefix) : !/^\d+\./.test(name) && !OTHERS.includes(name);
  }

  /** Takes [name, value] pairs; returns what of them does not exist. */
  take(pairs) {
    const lost = [];
    for (const [name, value] of pairs) {
      const f = this.facets.findIndex(([id]) => id === name);
      const list = value.split(",").filter(Boolean);
      if (name === "find") this.find = value;
      else if (name === "sort") {
        if (this.columns.includes(value.replace(/^-/, ""))) this.sort = value; else lost.push(`sort ${value}`);
      } else if (name === "all") list.forEach((id) => {
        const at = this.facets.findIndex((given) => given[0] === id);
        if (at >= 0) this.all[at] = 1; else lost.push(id);
      });
      else if (name === "cols") this.hiddenColumns = list.filter((n) => Number(n) <= this.columns.length).join(" ");
      else if (f < 0) lost.push(`${name} ${list.join(" ")}`);
      else list.forEach((wanted) => {
        const at = this.values.findIndex((v) => v.facet === f && v.value === wanted);
        if (at >= 0) this.picked[at] = 1; else lost.push(`${this.facets[f][1].toLowerCase()} ${wanted}`);
      });
    }
    return lost;
  }

  /** Its state as [name, value] pairs, as short as it can be said. */
  pairs() {
    const pairs = this.facets.map(([id], f) => [id, this.values.filter((v, i) => v.facet === f && this.picked[i]).map((v) => v.value).join(",")]);
    pairs.push(["all", this.facets.filter((_, f) => this.all[f]).map(([id]) => id).join(",")]);
    pairs.push(["find", this.find.trim()], ["sort", this.sort]);
    const found = pairs.filter(([, value]) => value);
    if (this.hiddenColumns !== this.off) found.push(["cols", this.hiddenColumns.replaceAll(" ", ",") || "0"]);
    return found;
  }

  store(push) {
    if (!this.tooled) return;
    const mine = this.pairs();
    const others = address.read().filter(([name]) => !this.isOurs(name));
    const named = mine.map(([name, value]) => [this.prefix + name, value]);
    address.write(this.prefix ? [...others, ...named] : [...named, ...others], push);
    this.keep();
  }

  /** Remembers its state for the next visit. */
  keep() {
    const mine = this.tooled ? this.pairs() : [];
    address.remember(`table.${this.id}`, mine.length ? mine : null);
  }

  // -- what people do ------------------------------------------------------------------------------------------------

  changed(push) {
    this.limit = LIMIT;
    this.show();
    this.store(push);
  }

  clear() {
    const { hiddenColumns, sort } = this;
    this.reset();
    this.hiddenColumns = hiddenColumns;
    this.tools.find.value = "";
    this.tools.note.hidden = true;
    if (sort) this.reorder();
    this.changed(true);
    this.tools.find.focus();
  }

  sortBy(i) {
    const name = this.columns[i];
    this.sort = this.sort === name ? `-${name}` : this.sort === `-${name}` ? "" : name;
    this.reorder();
    this.changed(true);
  }

  showColumn(i, on) {
    const hidden = new Set(this.hiddenColumns.split(" ").filter((n) => n && n !== "0"));
    if (on) hidden.delete(String(i + 1)); else hidden.add(String(i + 1));
    this.hiddenColumns = [...hidden].sort((a, b) => a - b).join(" ");
    this.applyColumns();
    this.store(false);
  }

  showAll() {
    this.limit = Infinity;
    this.show();
  }

  /** Shows only rows whose key a function keeps, or all again. */
  focus(keep) {
    if (!keep && !this.keep_) return;
    this.keep_ = keep;
    this.kept = keep ? this.source.map((tr) => keep(tr.dataset.key)) : null;
    this.limit = LIMIT;
    this.show();
  }

  // -- what is seen --------------------------------------------------------------------------------------------------

  applyColumns() {
    const hidden = this.hiddenColumns.split(" ");
    this.table.dataset.off = this.hiddenColumns;
    const widths = this.table.dataset.widths.match(/[^\s(]+(\([^)]*\))?/g);
    this.table.style.setProperty("--columns", widths.filter((_, i) => !hidden.includes(String(i + 1))).join(" "));
    this.tools?.boxes.forEach((box, i) => { box.checked = !hidden.includes(String(i + 1)); });
  }

  get texts() {
    this.cachedTexts ??= this.source.map((tr) => plain(tr.textContent));
    return this.cachedTexts;
  }

  /** The rows' numbers in the order in which they stand. */
  get places() {
    this.cachedPlaces ??= [...this.source.keys()];
    return this.cachedPlaces;
  }

  reorder() {
    const name = this.sort.replace(/^-/, "");
    const i = this.columns.indexOf(name);
    this.heads.forEach((th, k) => {
      if (k === i) th.setAttribute("aria-sort", this.sort.startsWith("-") ? "descending" : "ascending");
      else th.removeAttribute("aria-sort");
    });
    if (i < 0) this.cachedPlaces = [...this.source.keys()];
    else {
      if (!this.sortKeys.has(i)) this.sortKeys.set(i, this.source.map((tr) => sortKey(tr.cells[i])));
      this.cachedPlaces = order(this.sortKeys.get(i), this.sort.startsWith("-"));
    }
    const stand = document.createDocumentFragment();
    for (const place of this.cachedPlaces) stand.append(this.source[place]);
    this.body.append(stand);
  }

  admits() {
    const words = plain(this.find).split(/\s+/).filter(Boolean);
    const { kept } = this;
    if (!words.length && !kept) return null;
    const texts = words.length ? this.texts : null;
    return (i) => (!kept || kept[i]) && words.every((word) => texts[i].includes(word));
  }

  show() {
    const found = filter(this.index, this.picked, this.all, this.admits());
    this.hits = found.hits;
    let left = this.limit;
    for (const place of this.places) {
      const on = found.hits[place] && left > 0 ? 1 : 0;
      left -= on;
      if (this.shown[place] !== on) {
        this.shown[place] = on;
        this.source[place].hidden = !on;
      }
    }
    const count = this.rows.length;
    this.more.hidden = found.total <= this.limit;
    if (!this.more.hidden) text(this.more, `Show all ${found.total.toLocaleString("en")}`);
    if (!this.tooled) return;
    this.panels.forEach((panel, f) => panel.show(found.counts, this.picked, this.all[f]));
    this.total = found.total;
    text(this.tools.hits, this.said());
    const chosen = this.values.flatMap((v, i) => (this.picked[i] ? [[v, i]] : []));
    this.tools.clear.hidden = !chosen.length && !this.find && !this.sort;
    const named = chosen.map(([, i]) => i).join();
    if (named !== this.named) {
      this.named = named;
      this.tools.chosen.replaceChildren(...chosen.map(([v, i]) =>
        chip(this.facets[v.facet][1], v.label, () => { this.picked[i] = 0; this.changed(true); })));
    }
    text(this.tools.filters, chosen.length ? `Filters (${chosen.length})` : "Filters");
    this.root.toggleAttribute("data-empty", !found.total);
  }

  /** How many rows are left, in words. */
  said() {
    const [left, all] = [this.total, this.rows.length].map((n) => n.toLocaleString("en"));
    return `${left === all ? all : `${left} of ${all}`} ${this.noun}`;
  }

  print(on) {
    this.source.forEach((tr, i) => { tr.hidden = on ? !this.hits[i] : !this.shown[i]; });
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
