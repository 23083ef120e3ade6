// What a table is asked to show: values of facets, words, an order, columns; and how an address says it. No DOM in here.

/** `facets` are [name, title, [[value, label, depth], …]]; `columns` their names; `off` the set of those hidden at first. */
export class State {
  constructor(facets, columns, off) {
    Object.assign(this, { facets, columns, usual: off });
    this.values = facets.flatMap(([id, , values], f) => values.map(([value, label]) => ({ facet: f, id, value, label })));
    this.hidden = new Set(off);
    this.clear();
  }

  /** Nothing chosen, in the order of the page; columns stay as they are. */
  clear() {
    this.find = "";
    this.sort = "";
    this.picked = new Uint8Array(this.values.length);
    this.all = new Uint8Array(this.facets.length);
  }

  /** The numbers of the chosen values. */
  get chosen() {
    return [...this.picked.keys()].filter((i) => this.picked[i]);
  }

  /** Takes [name, value] pairs, and what they do not say of columns from `kept`; returns in words what does not exist. */
  take(pairs, kept = []) {
    const lost = [];
    this.clear();
    this.hidden = new Set(this.usual);
    const said = pairs.some(([name]) => name === "cols") ? pairs : [...pairs, ...kept.filter(([name]) => name === "cols")];
    for (const [name, value] of said) {
      const list = value.split(",").filter(Boolean);
      if (name === "find") this.find = value;
      else if (name === "sort") {
        if (this.columns.includes(bare(value))) this.sort = value;
        else lost.push(`sort ${value}`);
      } else if (name === "cols") lost.push(...list.filter((column) => !this.turn(column)).map((column) => `column ${bare(column)}`));
      else if (name === "all") lost.push(...list.filter((id) => !this.demand(id)));
      else lost.push(...this.choose(name, list));
    }
    return lost;
  }

  turn(column) {
    if (!this.columns.includes(bare(column))) return false;
    if (column.startsWith("-")) this.hidden.add(bare(column));
    else this.hidden.delete(column);
    return true;
  }

  demand(id) {
    const f = this.facets.findIndex((facet) => facet[0] === id);
    if (f >= 0) this.all[f] = 1;
    return f >= 0;
  }

  choose(name, list) {
    const facet = this.facets.find(([id]) => id === name);
    if (!facet) return [`${name} ${list.join(" ")}`];
    return list.filter((wanted) => {
      const at = this.values.findIndex((value) => value.id === name && value.value === wanted);
      if (at >= 0) this.picked[at] = 1;
      return at < 0;
    }).map((wanted) => `${facet[1].toLowerCase()} ${wanted}`);
  }

  /** All of it as [name, value] pairs, as short as it can be said: `cols` holds only what is not as usual. */
  pairs() {
    const columns = this.columns.filter((column) => this.hidden.has(column) !== this.usual.has(column));
    return [
      ...this.facets.map(([id]) => [id, this.chosen.filter((i) => this.values[i].id === id).map((i) => this.values[i].value).join()]),
      ["all", this.facets.filter((_, f) => this.all[f]).map(([id]) => id).join()],
      ["find", this.find.trim()],
      ["sort", this.sort],
      ["cols", columns.map((column) => (this.hidden.has(column) ? `-${column}` : column)).join()],
    ].filter(([, value]) => value);
  }
}

const bare = (name) => name.replace(/^-/, "");
