// What stands above and beside a table: words to find, facets with counts, chosen values, columns.
import { h, text } from "./dom.js";
import { plain } from "./rows.js";

const LONG = 14;

/** The toolbar. `act` says what happened: find(words), clear(), column(i, on), more(). */
export function toolbar(root, columns, noun, act) {
  const find = h("input", {
    type: "search", class: "lb-find", placeholder: `Find in ${noun}`, "aria-label": `Find in ${noun}`, autocomplete: "off",
    spellcheck: "false", oninput: () => act.find(find.value),
  });
  const hits = h("output", { class: "lb-hits", role: "status" });
  const chosen = h("ul", { class: "lb-chosen", "aria-label": "Chosen filters" });
  const clear = h("button", { type: "button", class: "lb-button", hidden: true, onclick: act.clear }, "Clear filters");
  const boxes = columns.map((column, i) =>
    h("input", { type: "checkbox", onchange: (event) => act.column(i, event.target.checked) }));
  const choice = h("details", { class: "lb-menu" },
    h("summary", {}, "Columns"),
    h("div", { class: "lb-menu__panel" }, ...columns.map((name, i) => h("label", {}, boxes[i], name))));
  const filters = h("button", {
    type: "button", class: "lb-button lb-filters", "aria-expanded": "false",
    onclick: () => filters.setAttribute("aria-expanded", String(root.classList.toggle("lb-open"))),
  }, "Filters");
  const note = h("p", { class: "lb-note", role: "status", hidden: true });
  root.querySelector(".lb-tools").append(find, filters, hits, clear, choice, chosen, note);
  return { find, hits, chosen, clear, boxes, note, filters };
}

/** One facet: its checkboxes with counts. `act`: pick(value number, on), all(facet number, on). */
export function facet([id, title, values], number, first, open, act) {
  const counts = [];
  const boxes = [];
  const labels = values.map(([value, label, depth = 0], i) => {
    const box = h("input", { type: "checkbox", value, onchange: () => act.pick(first + i, box.checked) });
    const count = h("small", {}, "0");
    counts.push(count.firstChild);
    boxes.push(box);
    return h("label", depth ? { style: `--depth:${depth}` } : {}, box, h("span", {}, label), count);
  });
  const list = h("div", { class: "lb-facet__list", role: "group", "aria-label": title }, ...labels);
  const all = h("input", { type: "checkbox", onchange: () => act.all(number, all.checked) });
  const every = h("label", { class: "lb-facet__all", hidden: true }, all, "All of these, not any");
  const number_ = h("span", { class: "lb-facet__picked" });
  const parts = [list, every];
  if (values.length > LONG) {
    const names = values.map(([, label]) => plain(label));
    const find = h("input", {
      type: "search", class: "lb-facet__find", placeholder: "Find", "aria-label": `Find a ${title.toLowerCase()}`,
      oninput: () => labels.forEach((label, i) => { label.hidden = !names[i].includes(plain(find.value)); }),
    });
    parts.unshift(find);
  }
  const element = h("details", { class: "lb-facet", "data-facet": id, open },
    h("summary", {}, title, number_), h("div", { class: "lb-facet__panel" }, ...parts));
  return {
    element, boxes,
    show(found, picked, isAll) {
      let chosen = 0;
      boxes.forEach((box, i) => {
        const on = Boolean(picked[first + i]);
        chosen += on;
        if (box.checked !== on) box.checked = on;
        counts[i].data = found[first + i]; // in the node that is there: a new one is styled anew
        const none = !found[first + i] && !on;
        if (none !== labels[i].hasAttribute("data-none")) labels[i].toggleAttribute("data-none", none);
      });
      text(number_, chosen ? String(chosen) : "");
      every.hidden = chosen < 2 && !isAll;
      all.checked = Boolean(isAll);
    },
  };
}

/** A chosen value that a click takes away again. */
export const chip = (title, label, drop) =>
  h("li", {}, h("button", { type: "button", class: "lb-chip", onclick: drop }, h("small", {}, title), ` ${label}`, h("span", { class: "lb-sr" }, ", take away")));
