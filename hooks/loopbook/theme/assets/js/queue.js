// Which items a session asks, and in which order: no DOM in here.
import { days, later } from "./fsrs.js";

const MOST = 30;

/** The session's items with what was reviewed since the page was made. `data` is items.json, `reviews` log lines in any order. */
export class Shelf {
  constructor(data, fsrs, today, reviews) {
    Object.assign(this, { data, fsrs, today });
    this.items = data.items.map((item) => ({ ...item }));
    this.byKey = new Map(this.items.map((item) => [item.key, item]));
    this.done = data.built === today ? { ...data.done } : { new: 0, reviews: 0 };
    const order = (r) => `${r.date} ${r.time ?? ""}`;
    const known = data.items.reduce((map, item) => map.set(item.key, item), new Map());
    const isNew = ({ item: key, date, time }) => {
      const { reviewed = "", times = [] } = known.get(key) ?? {};
      return date <= today && (date > reviewed || (date === reviewed && !times.includes(time)));
    };
    for (const review of [...reviews].filter(isNew).sort((a, b) => (order(a) < order(b) ? -1 : 1))) this.apply(review);
  }

  /** Counts a review in. */
  apply({ item: key, grade, date }) {
    const item = this.byKey.get(key);
    if (!item) return;
    if (date === this.today && item.reviewed !== date) this.done[item.stability === undefined ? "new" : "reviews"] += 1;
    Object.assign(item, this.after(item, grade, date));
    delete item.new;
  }

  /** What an item would be after an answer. */
  after(item, grade, date) {
    const before = item.stability === undefined ? null : item;
    const state = this.fsrs.step(before, grade, before ? Math.max(0, days(item.reviewed, date)) : 0);
    return { ...state, grade, reviewed: date, due: later(date, this.fsrs.interval(state.stability)) };
  }

  recall(item) {
    return item.stability === undefined ? null : this.fsrs.recall(item.stability, days(item.reviewed, this.today));
  }

  /**
   * The items of a scope {company, round, topic, kind}: those due, those new, the weakest; each in its order.
   * A study block ({block: "07:30"}) holds what the plan put into it, due or not.
   */
  queue(scope) {
    const within = this.within(scope);
    const open = within.filter((item) => item.reviewed !== this.today);
    if (scope.block) return { due: open, fresh: [], moreFresh: [], weakest: [], count: within.length };
    const whole = !["company", "round", "topic", "kind"].some((name) => scope[name]);
    const weakest = (a, b) => (this.recall(a) ?? 2) - (this.recall(b) ?? 2) || (a.key < b.key ? -1 : 1);
    const due = within.filter((item) => item.due && item.due <= this.today).sort(weakest);
    const fresh = within.filter((item) => item.new !== undefined).sort((a, b) => a.new - b.new);
    const { limits } = this.data;
    return {
      due: whole ? due.slice(0, Math.max(0, limits.reviews - this.done.reviews)) : due,
      fresh: fresh.slice(0, Math.max(0, limits.new - this.done.new)),
      moreFresh: fresh.slice(0, MOST),
      weakest: open.sort(weakest).slice(0, MOST),
      count: within.length,
    };
  }

  within({ company, round, topic, kind, block }) {
    const { packs, rounds, topics, blocks } = this.data;
    let items = this.items;
    if (block) return this.data.built === this.today ? (blocks[block]?.items ?? []).map((i) => items[i]) : [];
    if (company) {
      const names = Object.keys(packs).filter((name) => (round ? name === `${company}/${round}` : name.startsWith(`${company}/`)));
      items = [...new Set(names.flatMap((name) => packs[name].items))].map((i) => this.items[i]);
    } else if (round) items = (rounds[round]?.items ?? []).map((i) => this.items[i]);
    if (topic) {
      const below = (name) => name === topic || (topics[name]?.[1] && below(topics[name][1]));
      items = items.filter((item) => item.topics.some(below));
    }
    if (kind) items = items.filter((item) => item.key.startsWith(`${kind}/`));
    return items;
  }

  /** What a scope is called. */
  title({ company, round, topic, kind, block }) {
    const { packs, rounds, topics, companies, blocks } = this.data;
    if (block) return `${block} ${blocks[block]?.title ?? ""}`.trim();
    const names = [];
    if (company && round) names.push(packs[`${company}/${round}`]?.title ?? `${company} ${round}`);
    else if (company) names.push(companies[company] ?? company);
    else if (round) names.push(rounds[round]?.title ?? round);
    if (topic) names.push(topics[topic]?.[0] ?? topic);
    if (kind) names.push(kind === "cards" ? "Cards in notes" : kind[0].toUpperCase() + kind.slice(1));
    return names.join(", ");
  }
}
