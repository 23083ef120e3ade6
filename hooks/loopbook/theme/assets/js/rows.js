// A table's rows as numbers, and which of them a choice of values leaves: no DOM in here.

/** Rows as flat arrays: row i says values[at[i]] … values[at[i + 1] - 1]; value v belongs to facet facetOf[v]. */
export function index(said, sizes) {
  const at = new Uint32Array(said.length + 1);
  said.forEach((list, i) => { at[i + 1] = at[i] + list.length; });
  const values = new Uint16Array(at[said.length]);
  said.forEach((list, i) => values.set(list, at[i]));
  const facetOf = new Uint8Array(sizes.reduce((sum, size) => sum + size, 0));
  let first = 0;
  sizes.forEach((size, facet) => { facetOf.fill(facet, first, first + size); first += size; });
  return { count: said.length, at, values, facetOf, facets: sizes.length };
}

/**
 * Which rows are left, and how many rows each value would leave or leaves.
 * picked[v] is 1 for a chosen value; all[f] is 1 where a row has to say every chosen value of a facet, else any will do;
 * admits(i) is what text and company ask of row i. A value's count looks at what the other facets leave.
 */
export function filter({ count, at, values, facetOf, facets }, picked, all, admits) {
  const wanted = new Uint16Array(facets);
  picked.forEach((on, v) => { if (on) wanted[facetOf[v]] += 1; });
  const active = [...wanted.keys()].filter((facet) => wanted[facet]);
  const hits = new Uint8Array(count);
  const counts = new Uint32Array(facetOf.length);
  const said = new Uint16Array(facets);
  let total = 0;
  for (let i = 0; i < count; i += 1) {
    if (admits && !admits(i)) continue;
    let missed = 0;
    let where = -1;
    if (active.length) {
      said.fill(0);
      for (let k = at[i]; k < at[i + 1]; k += 1) if (picked[values[k]]) said[facetOf[values[k]]] += 1;
      for (const facet of active) {
        if (all[facet] ? said[facet] < wanted[facet] : !said[facet]) { missed += 1; where = facet; }
      }
    }
    if (!missed) {
      hits[i] = 1;
      total += 1;
      for (let k = at[i]; k < at[i + 1]; k += 1) counts[values[k]] += 1;
    } else if (missed === 1 && !all[where]) {
      for (let k = at[i]; k < at[i + 1]; k += 1) if (facetOf[values[k]] === where) counts[values[k]] += 1;
    }
  }
  return { hits, counts, total };
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/** Row numbers in the order of their keys; rows without a key come last whichever way round. */
export function order(keys, backwards) {
  const sign = backwards ? -1 : 1;
  return [...keys.keys()].sort((a, b) => {
    const x = keys[a];
    const y = keys[b];
    if (x === "" || y === "") return (x === "") - (y === "") || a - b;
    const by = typeof x === "number" && typeof y === "number" ? x - y : collator.compare(x, y);
    return by * sign || a - b;
  });
}

/** Lower case without marks, for comparing what people type. */
export const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
