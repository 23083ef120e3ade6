// A review session: one item at a time, the question first; space shows the answer, 1 to 4 grade it, u takes that back.
import { h, text } from "./dom.js";
import { Fsrs, GRADES, days } from "./fsrs.js";
import { Shelf } from "./queue.js";
import { exported, flush, forget, imported, keep, news, now, pending, refresh, served, take, ticks } from "./store.js";

const MOST_MINUTES = 180;
const KINDS = { problems: "Problem", questions: "Question", cards: "Card", papers: "Reading", stories: "Story", projects: "Project" };
const name = (grade) => grade.replace("-", " ");
const many = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

export async function review(root, signal) {
  const address = new URL(root.dataset.review, location);
  let data;
  try {
    data = await (await fetch(address)).json();
  } catch {
    root.prepend(h("p", { class: "lb-problem", role: "alert" }, "The items could not be loaded; the list below is what is due."));
    return;
  }
  if (!signal.aborted) await new Session(root, data, address, signal).start();
}

class Session {
  constructor(root, data, address, signal) {
    Object.assign(this, { root, data, address, signal });
    this.scope = Object.fromEntries(new URLSearchParams(location.search));
    this.today = data.day ?? now().date;
    this.fsrs = new Fsrs(data);
    this.shelf_ = `${address.pathname}session${location.search}`;
    this.bases = new Map();
  }

  async start() {
    this.saved = this.load();
    this.waiting = await flush();
    this.told = (await news())?.reviews ?? [];
    if (this.signal.aborted) return;
    this.count();
    if (this.saved?.day === this.today && (this.saved.queue.length || this.saved.done.length)) this.resume();
    else this.begin();
    this.draw();
    addEventListener("keydown", (event) => this.key(event), { capture: true, signal: this.signal });
    document.addEventListener("visibilitychange", () => this.clock(), { signal: this.signal });
    this.render();
    this.say(this.waiting);
  }

  /** Where each item stands, with everything that was reviewed since the page was made. */
  count() {
    const all = [...this.told, ...pending(), ...(this.saved?.done ?? [])];
    const seen = new Map(all.map((r) => [`${r.date} ${r.time} ${r.item} ${r.grade}`, r]));
    this.shelf = new Shelf(this.data, this.fsrs, this.today, seen.values());
  }

  begin(which) {
    const { due, fresh, moreFresh, weakest } = this.shelf.queue(this.scope);
    const queue = { new: moreFresh, all: weakest }[which ?? ("all" in this.scope ? "all" : "")] ?? [...due, ...fresh];
    this.saved = { day: this.today, queue: queue.map((item) => item.key), done: [], shown: false, spent: 0 };
    this.save();
  }

  /** Goes on with what was begun: without what has been reviewed elsewhere meanwhile, or left the book. */
  resume() {
    const elsewhere = new Set([...this.told, ...pending()].filter((r) => r.date === this.today).map((r) => r.item));
    for (const { item } of this.saved.done) elsewhere.delete(item);
    this.saved.queue = this.saved.queue.filter((key) => this.shelf.byKey.has(key) && !elsewhere.has(key));
  }

  load() { try { return JSON.parse(sessionStorage.getItem(this.shelf_)); } catch { return null; } }
  save() { try { sessionStorage.setItem(this.shelf_, JSON.stringify(this.saved)); } catch { /* blocked: lost on a reload */ } }

  // -- what happens ------------------------------------------------------------------------------------------------------

  get item() { return this.shelf.byKey.get(this.saved.queue[0]); }

  /** Counts the time that the item is looked at: none while the page is hidden. */
  clock() {
    if (this.since !== undefined) this.saved.spent += performance.now() - this.since;
    this.since = document.hidden || !this.item ? undefined : performance.now();
  }

  key(event) {
    const field = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (field) {
      if (event.key === "Enter" && field === this.note) { this.card.focus(); event.preventDefault(); event.stopPropagation(); }
      return;
    }
    const onControl = event.target.closest?.("a, button, summary");
    const act = {
      " ": onControl ? null : () => this.show(),
      Enter: onControl ? null : () => this.show(),
      u: () => this.undo(),
      l: () => this.later(),
      o: () => this.open(),
      w: () => this.saved.shown && this.note.focus(),
      1: () => this.grade(0), 2: () => this.grade(1), 3: () => this.grade(2), 4: () => this.grade(3),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  show() {
    if (!this.item || this.saved.shown) return;
    this.saved.shown = true;
    this.save();
    this.render();
  }

  grade(place) {
    if (!this.item || !this.saved.shown) return;
    this.clock();
    const minutes = Math.min(MOST_MINUTES, Math.max(1, Math.round(this.saved.spent / 60_000)));
    const { date, time } = now();
    const given = { date: this.data.day ?? date, time, item: this.item.key, grade: GRADES[place], minutes };
    const words = this.note.value.trim();
    if (words) given.note = words.slice(0, 2000);
    this.saved.done.push(given);
    this.saved.queue.shift();
    Object.assign(this.saved, { shown: false, spent: 0 });
    this.save();
    this.shelf.apply(given);
    this.render();
    const kept = keep(given);
    kept.then((problem) => this.say(problem));
    if (!this.item) kept.then(refresh);
  }

  undo() {
    const last = this.saved.done.pop();
    if (!last) return;
    this.saved.queue.unshift(last.item);
    Object.assign(this.saved, { shown: true, spent: 0 });
    this.save();
    const isIt = (r) => r.time === last.time && r.item === last.item;
    this.told = this.told.filter((r) => !isIt(r));
    const taken = take(last);
    this.count();
    this.render();
    taken.then((problem) => this.say(problem));
  }

  later() {
    if (this.saved.queue.length < 2) return;
    this.saved.queue.push(this.saved.queue.shift());
    Object.assign(this.saved, { shown: false, spent: 0 });
    this.save();
    this.render();
  }

  open() {
    const link = this.card.querySelector(".lb-item__links a");
    if (link) window.open(link.href, "_blank", "noopener");
  }

  // -- what is seen ------------------------------------------------------------------------------------------------------

  draw() {
    const button = (words, key, onclick, more = {}) => h("button", { type: "button", class: "lb-button", onclick, ...more }, words, h("kbd", {}, key));
    this.bar = h("progress", { max: 1, value: 0, "aria-label": "Progress" });
    this.left = h("span", { class: "lb-session__left", role: "status" });
    this.card = h("article", { class: "lb-item", tabindex: "-1", "aria-live": "polite" });
    this.reveal = h("button", { type: "button", class: "lb-go", onclick: () => this.show() }, "Show the answer", h("kbd", {}, "space"));
    this.grades = GRADES.map((grade, i) => {
      const when = h("small");
      const element = h("button", { type: "button", class: "lb-grade", "data-grade": grade, onclick: () => this.grade(i) },
        h("kbd", {}, String(i + 1)), h("b", {}, name(grade)), when);
      return { grade, element, when };
    });
    this.choose = h("div", { class: "lb-grades", role: "group", "aria-label": "How did it go?" }, ...this.grades.map((g) => g.element));
    this.note = h("input", { class: "lb-note-field", type: "text", maxlength: 500, placeholder: "A word for the log (w)", "aria-label": "A word for the log" });
    this.back = button("Undo", "u", () => this.undo());
    this.skip = button("Later", "l", () => this.later());
    this.problem = h("p", { class: "lb-problem", role: "alert", hidden: true });
    this.end = h("div", { class: "lb-session__end" });
    this.shelfPanel = h("div", { class: "lb-kept" });
    const title = this.shelf.title(this.scope);
    const session = h("section", { class: "lb-session", "aria-label": "Review session" },
      h("div", { class: "lb-session__head" }, h("b", {}, title || "Everything due"), this.left, this.bar),
      this.card, this.reveal, this.choose, this.note, this.end, this.problem,
      h("div", { class: "lb-session__foot" }, this.back, this.skip), this.shelfPanel);
    this.root.replaceChildren(session);
    if (title) document.title = `${title} · Review`;
  }

  render() {
    const { queue, done, shown } = this.saved;
    const total = queue.length + done.length;
    this.clock();
    this.since = this.item && !document.hidden ? performance.now() : undefined;
    this.bar.max = Math.max(1, total);
    this.bar.value = done.length;
    text(this.left, queue.length ? `${done.length + 1} of ${total}` : many(done.length, "review"));
    this.back.disabled = !done.length;
    this.skip.disabled = queue.length < 2;
    const { item } = this;
    this.reveal.hidden = !item || shown;
    this.choose.hidden = this.note.hidden = !item || !shown;
    this.card.hidden = !item;
    this.end.hidden = Boolean(item);
    if (item) this.ask(item, shown);
    else this.finish();
    this.shelved();
    this.card.dataset.key = item?.key ?? "";
    if (item && document.activeElement !== this.card) this.card.focus({ preventScroll: true });
  }

  ask(item, shown) {
    const kind = item.key.split("/")[0];
    const recall = this.shelf.recall(item);
    const links = item.links.map(([words, to]) => h("a", { href: new URL(to, this.address).href, target: "_blank", rel: "noopener" }, words));
    const before = item.key.startsWith("problems/") || item.key.startsWith("papers/") ? links.slice(0, 1) : [];
    const parts = [
      h("p", { class: "lb-item__kind" }, KINDS[kind] ?? kind, h("span", { class: "lb-quiet" }, recall === null ? " new" : ` recall ${Math.round(recall * 100)}%`)),
      this.html("lb-item__question", item.question),
      ...(before.length && !shown ? [h("p", { class: "lb-item__links" }, ...before)] : []),
    ];
    if (shown) {
      parts.push(
        ...(item.facts.length ? [h("p", { class: "lb-item__facts" }, item.facts.join(" · "))] : []),
        item.answer ? this.html("lb-item__answer", item.answer) : h("p", { class: "lb-quiet" }, "No answer is written down yet."),
        ...(links.length ? [h("p", { class: "lb-item__links" }, ...links.flatMap((a, i) => (i ? [" · ", a] : [a])))] : []),
      );
      for (const { grade, when } of this.grades) {
        const next = days(this.today, this.shelf.after(item, grade, this.today).due);
        text(when, next < 60 ? `${next} d` : next < 700 ? `${Math.round(next / 30)} mo` : `${(next / 365).toFixed(1)} y`);
      }
    } else this.note.value = "";
    this.card.replaceChildren(...parts);
    if (shown) this.choose.scrollIntoView({ block: "nearest" });
    else if (this.root.getBoundingClientRect().top < 0) this.root.scrollIntoView({ block: "start" });
  }

  /** The book's own HTML, with addresses made to hold on this page. */
  html(className, markup) {
    const template = document.createElement("template");
    template.innerHTML = markup;
    for (const element of template.content.querySelectorAll("[href], [src]")) {
      for (const attribute of ["href", "src"]) {
        const to = element.getAttribute(attribute);
        if (to && !/^([a-z]+:|#)/i.test(to)) element.setAttribute(attribute, new URL(to, this.address).href);
      }
      if (element.localName === "a") Object.assign(element, { target: "_blank", rel: "noopener" });
    }
    for (const element of template.content.querySelectorAll("[id]")) element.removeAttribute("id");
    return h("div", { class: className }, template.content);
  }

  finish() {
    const { done } = this.saved;
    const { due, moreFresh, weakest, count } = this.shelf.queue(this.scope);
    const again = (words, which) => h("button", { type: "button", class: "lb-button", onclick: () => { this.begin(which); this.render(); } }, words);
    const tally = GRADES.map((grade) => [grade, done.filter((r) => r.grade === grade).length]).filter(([, n]) => n);
    const minutes = done.reduce((sum, r) => sum + r.minutes, 0);
    const words = done.length
      ? `${many(done.length, "review")} in ${many(minutes, "minute")}: ${tally.map(([grade, n]) => `${n} ${name(grade)}`).join(", ")}.`
      : count ? "Nothing is due here today." : "Nothing of this kind is in the book.";
    this.end.replaceChildren(
      h("p", { class: "lb-session__words" }, words),
      h("p", {},
        ...(due.length ? [again(`${due.length} more due`)] : []),
        ...(moreFresh.length ? [again(`Take in ${moreFresh.length} new`, "new")] : []),
        ...(weakest.length ? [again(`The weakest ${weakest.length}`, "all")] : []),
        h("a", { class: "lb-button", href: new URL("../", this.address).href }, "Today")),
    );
  }

  say(problem) {
    this.problem.hidden = !problem;
    text(this.problem, problem ? `Not in the log yet: ${problem}.` : "");
    this.shelved();
  }

  /** On a published site: what this browser holds, and the way to take it to the book. */
  shelved() {
    const count = pending().length;
    const ticked = Object.keys(ticks()).length;
    if (served() && !count) { this.shelfPanel.replaceChildren(); return; }
    const save = () => {
      const link = h("a", { href: URL.createObjectURL(new Blob([exported()], { type: "application/json" })), download: `loopbook-reviews-${this.today}.json` });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    };
    const file = h("input", { type: "file", accept: ".json,application/json", hidden: true, onchange: async () => {
      try {
        const added = imported(await file.files[0].text());
        this.count();
        this.begin();
        this.render();
        text(this.problem, `${many(added, "review")} added to this browser.`);
      } catch (error) { text(this.problem, `That file cannot be read: ${error.message}.`); }
      this.problem.hidden = false;
    } });
    const clear = () => { if (confirm("Forget the reviews in this browser? Export them first if the book does not have them.")) { forget(); this.count(); this.render(); } };
    const button = (words, onclick, disabled = false) => h("button", { type: "button", class: "lb-button", onclick, disabled }, words);
    this.shelfPanel.replaceChildren(
      h("p", { class: "lb-quiet" }, served()
        ? `${many(count, "review")} wait in this browser until the book takes them.`
        : `Kept in this browser: ${many(count, "review")}${ticked ? `, ${many(ticked, "tick")}` : ""}. Export them and run loopbook review merge FILE to bring them into the book.`),
      h("p", {}, button("Export", save, !count && !ticked), button("Import", () => file.click()), button("Forget", clear, !count), file),
    );
  }
}
