// A table's rows as numbers, and which of them a choice of values leaves: no DOM in here.

/**
 * Rows as flat arrays, both ways round: row i says values[at[i]] … values[at[i + 1] - 1]; rowsOf[v] are the rows that say
 * value v, and facet f has the values first[f] … first[f + 1] - 1.
 */
export function index(said, sizes) {
  const first = [0];
  for (const size of sizes) first.push(first.at(-1) + size);
  const at = new Uint32Array(said.length + 1);
  said.forEach((list, i) => { at[i + 1] = at[i] + list.length; });
  const values = new Uint16Array(at[said.length]);
  const rowsOf = Array.from({ length: first.at(-1) }, () => []);
  said.forEach((list, i) => {
    values.set(list, at[i]);
    for (const value of list) rowsOf[value].push(i);
  });
  return { count: said.length, at, values, rowsOf, first };
}

/**
 * Which rows are left, and how many rows each value would leave or leaves.
 * picked[v] is 1 for a chosen value; all[f] is 1 where a row has to say every chosen value of a facet, else any will do;
 * admits(i) is what text and company ask of row i. A value's count looks at what the other facets leave.
 */
export function filter({ count, at, values, rowsOf, first }, picked, all, admits) {
  const asking = []; // facets of which something is chosen: how many of it each row says, and how many it has to
  const met = new Uint8Array(count); // how many of these facets are content with a row
  for (let f = 0; f + 1 < first.length; f += 1) {
    const wanted = [];
    for (let v = first[f]; v < first[f + 1]; v += 1) if (picked[v]) wanted.push(v);
    if (!wanted.length) continue;
    const said = new Uint8Array(count);
    const need = all[f] ? wanted.length : 1;
    for (const v of wanted) for (const i of rowsOf[v]) if ((said[i] += 1) === need) met[i] += 1;
    asking.push({ f, said, need });
  }
  const hits = new Uint8Array(count);
  const counts = new Uint32Array(rowsOf.length);
  const near = new Uint8Array(count); // rows that one facet alone keeps out
  let total = 0;
  for (let i = 0; i < count; i += 1) {
    const missed = asking.length - met[i];
    if (missed > 1 || (admits && !admits(i))) continue;
    if (missed) near[i] = 1;
    else {
      hits[i] = 1;
      total += 1;
      for (let k = at[i]; k < at[i + 1]; k += 1) counts[values[k]] += 1;
    }
  }
  for (const { f, said, need } of asking) {
    if (all[f]) continue;
    for (let v = first[f]; v < first[f + 1]; v += 1) for (const i of rowsOf[v]) if (near[i] && said[i] < need) counts[v] += 1;
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
