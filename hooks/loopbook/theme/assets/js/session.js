// A session: what is asked now, what was answered, and what of it outlives a reload. No DOM in here.
import { Fsrs, GRADES } from "./fsrs.js";
import { Shelf } from "./queue.js";

const MOST_MINUTES = 180;
const MOST_LETTERS = 2000;
const name = (r) => `${r.date} ${r.time} ${r.item} ${r.grade}`;

export class Session {
  /** `data` is items.json, `scope` what it is about, `shelf` the name under which the browser keeps it. */
  constructor(data, scope, today, shelf) {
    Object.assign(this, { data, scope, today, name: shelf, fsrs: new Fsrs(data) });
  }

  /** Begins, or goes on with what was begun today. `told` is what the book heard since the page was made, `waiting` what it did not. */
  start(told, waiting) {
    this.state = this.load();
    this.count(told, waiting);
    if (this.state?.day !== this.today || !(this.state.queue.length || this.state.done.length)) {
      this.begin("all" in this.scope ? "all" : "");
      return;
    }
    // without what was reviewed elsewhere meanwhile, or left the book
    const elsewhere = new Set([...told, ...waiting].filter((r) => r.date === this.today).map((r) => r.item));
    for (const { item } of this.state.done) elsewhere.delete(item);
    this.state.queue = this.state.queue.filter((key) => this.shelf.byKey.has(key) && !elsewhere.has(key));
  }

  /** Where each item stands, with everything that was reviewed since the page was made. */
  count(told, waiting) {
    const seen = new Map([...told, ...waiting, ...(this.state?.done ?? [])].map((r) => [name(r), r]));
    this.shelf = new Shelf(this.data, this.fsrs, this.today, seen.values());
  }

  /** Asks what is due and new; or only what is new ("new"), or the weakest whether due or not ("all"). */
  begin(which = "") {
    const { due, fresh, moreFresh, weakest } = this.shelf.queue(this.scope);
    const queue = { new: moreFresh, all: weakest }[which] ?? [...due, ...fresh];
    this.state = { day: this.today, queue: queue.map((item) => item.key), done: [], times: [], shown: false, spent: 0, note: "" };
    this.save();
  }

  load() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(this.name));
      return kept && { times: [], ...kept };
    } catch { return null; }
  }

  save() { try { sessionStorage.setItem(this.name, JSON.stringify(this.state)); } catch { /* blocked: lost on a reload */ } }

  get item() { return this.shelf.byKey.get(this.state.queue[0]); }
  get shown() { return this.state.shown; }
  get done() { return this.state.done; }
  /** How long it took so far, in minutes, at least one. The log counts each review as a minute or more. */
  get minutes() { return Math.max(1, Math.round(this.state.times.reduce((sum, time) => sum + time, 0) / 60_000)); }
  get left() { return this.state.queue.length; }

  change(what) {
    Object.assign(this.state, what);
    this.save();
  }

  /** Adds to the time that the item was looked at, in milliseconds. */
  spend(time) { this.state.spent += time; }

  /** The review of the item that is asked, at a moment {date, time}; the next one is asked then. */
  grade(place, { date, time }) {
    const minutes = Math.min(MOST_MINUTES, Math.max(1, Math.round(this.state.spent / 60_000)));
    const given = { date: this.data.day ?? date, time, item: this.item.key, grade: GRADES[place], minutes };
    const note = this.state.note.trim().slice(0, MOST_LETTERS);
    if (note) given.note = note;
    this.state.done.push(given);
    this.state.times.push(this.state.spent);
    this.state.queue.shift();
    this.change({ shown: false, spent: 0, note: "" });
    this.shelf.apply(given);
    return given;
  }

  /** The last review, taken back: its item is asked again, with its answer and its note. Undefined if there is none. */
  undo() {
    const last = this.state.done.pop();
    if (!last) return undefined;
    this.state.times.pop();
    this.state.queue.unshift(last.item);
    this.change({ shown: true, spent: 0, note: last.note ?? "" });
    return last;
  }

  /** Puts the item off to the end. */
  later() {
    this.state.queue.push(this.state.queue.shift());
    this.change({ shown: false, spent: 0, note: "" });
  }
}
