// The page of a session: one item at a time, the question first; space shows the answer, 1 to 4 grade it, u takes that back.
import { home, read } from "./address.js";
import { h, text } from "./dom.js";
import { chosen } from "./focus.js";
import { GRADES, days } from "./fsrs.js";
import { kept } from "./kept.js";
import { inChord } from "./keys.js";
import { Session } from "./session.js";
import { flush, keep, news, now, pending, refresh, take } from "./store.js";

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
  const waiting = await flush();
  const told = (await news())?.reviews ?? [];
  if (signal.aborted) return;
  let begun, view;
  const begin = (problem) => {
    begun?.abort();
    begun = new AbortController();
    const scope = asked();
    const session = new Session(data, scope, data.day ?? now().date, `${address.pathname}session?${new URLSearchParams(scope)}`);
    const heard = view?.told ?? told;
    session.start(heard, pending());
    view = new View(root, session, address, heard, begun.signal);
    view.start(problem);
  };
  begin(waiting);
  for (const change of ["lb-focus", "lb-address"]) addEventListener(change, () => begin(), { signal });
  signal.addEventListener("abort", () => begun.abort());
}

/** What a session is about: what the address says, and where it names neither company nor round, the company switch. */
function asked() {
  const { for: _, ...scope } = Object.fromEntries(read());
  if (scope.company || scope.round || scope.block) return scope;
  const [company, round] = chosen().split("/");
  return { ...scope, ...(company && { company }), ...(round && { round }) };
}

class View {
  constructor(root, session, address, told, signal) {
    Object.assign(this, { root, session, address, told, signal });
  }

  start(waiting) {
    const { signal } = this;
    this.draw();
    addEventListener("keydown", (event) => this.key(event), { capture: true, signal });
    document.addEventListener("visibilitychange", () => this.clock(), { signal });
    this.render();
    this.say(waiting);
  }

  // -- what happens ------------------------------------------------------------------------------------------------------

  /** Counts the time that the item is looked at: none while the page is hidden. */
  clock() {
    if (this.since !== undefined) this.session.spend(performance.now() - this.since);
    this.since = document.hidden || !this.session.item ? undefined : performance.now();
  }

  key(event) {
    if (inChord() || document.querySelector("dialog[open], [data-md-toggle]:checked")) return; // what is open has the keys
    const field = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (field) {
      if (["Enter", "Escape"].includes(event.key) && field === this.note) { this.card.focus(); event.preventDefault(); event.stopPropagation(); }
      return;
    }
    const onControl = event.target.closest?.("a, button, summary");
    const act = {
      " ": onControl ? null : () => this.show(),
      Enter: onControl ? null : () => this.show(),
      u: () => this.undo(),
      l: () => this.later(),
      o: () => this.open(),
      w: () => this.session.shown && this.note.focus(),
      1: () => this.grade(0), 2: () => this.grade(1), 3: () => this.grade(2), 4: () => this.grade(3),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  show() {
    if (!this.session.item || this.session.shown) return;
    this.session.change({ shown: true });
    this.render();
  }

  grade(place) {
    const { session } = this;
    if (!session.item || !session.shown) return;
    this.clock();
    const given = session.grade(place, now());
    this.render();
    const handed = keep(given);
    handed.then((problem) => this.say(problem));
    if (!session.item) handed.then(refresh);
  }

  undo() {
    const last = this.session.undo();
    if (!last) return;
    this.told = this.told.filter((r) => r.time !== last.time || r.item !== last.item);
    const taken = take(last);
    this.again();
    taken.then((problem) => this.say(problem));
  }

  later() {
    if (this.session.left < 2) return;
    this.session.later();
    this.render();
  }

  open() {
    const link = this.card.querySelector(".lb-item__links a");
    if (link) window.open(link.href, "_blank", "noopener");
  }

  /** After a change of what this browser holds. */
  again() {
    this.session.count(this.told, pending());
    this.render();
  }

  // -- what is seen ------------------------------------------------------------------------------------------------------

  draw() {
    const { session } = this;
    const button = (words, key, onclick) => h("button", { type: "button", class: "lb-button", onclick }, words, h("kbd", {}, key));
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
    this.note = h("input", {
      class: "lb-note-field", type: "text", maxlength: 500, placeholder: "A word for the log (w)", "aria-label": "A word for the log",
      oninput: () => session.change({ note: this.note.value }),
    });
    this.back = button("Undo", "u", () => this.undo());
    this.skip = button("Later", "l", () => this.later());
    this.problem = h("p", { class: "lb-problem", role: "alert", hidden: true });
    this.end = h("div", { class: "lb-session__end", tabindex: "-1", "aria-live": "polite" });
    this.panel = h("div", { class: "lb-kept" });
    const title = session.shelf.title(session.scope);
    this.root.replaceChildren(h("section", { class: "lb-session", "aria-label": "Review session" },
      h("div", { class: "lb-session__head" }, h("b", {}, title || "Everything due"), this.left, this.bar),
      this.card, this.reveal, this.choose, this.note, this.end, this.problem,
      h("div", { class: "lb-session__foot" }, this.back, this.skip), this.panel));
    if (title) document.title = `${title} · Review`;
  }

  render() {
    const { item, shown, done, left, state } = this.session;
    this.clock();
    this.since = item && !document.hidden ? performance.now() : undefined;
    this.bar.max = Math.max(1, left + done.length);
    this.bar.value = done.length;
    text(this.left, left ? `${done.length + 1} of ${left + done.length}` : many(done.length, "review"));
    this.back.disabled = !done.length;
    this.skip.disabled = left < 2;
    this.reveal.hidden = !item || shown;
    this.choose.hidden = this.note.hidden = !item || !shown;
    this.card.hidden = !item;
    this.end.hidden = Boolean(item);
    this.note.value = state.note ?? "";
    if (item) this.ask(item, shown);
    else this.finish();
    this.hold();
    this.card.dataset.key = item?.key ?? "";
    const asked = item ? this.card : this.end; // not a button of it: one space too many would begin another session
    if (document.activeElement !== asked) asked.focus({ preventScroll: true });
  }

  ask(item, shown) {
    const { shelf, today } = this.session;
    const kind = item.key.split("/")[0];
    const recall = shelf.recall(item);
    const links = item.links.map(([words, to]) => h("a", { href: new URL(to, this.address).href, target: "_blank", rel: "noopener" }, words));
    const before = ["problems", "papers"].includes(kind) ? links.slice(0, 1) : [];
    const parts = [
      h("p", { class: "lb-item__kind" }, KINDS[kind] ?? kind, h("span", {}, recall === null ? " · new" : ` · recall ${Math.round(recall * 100)}%`)),
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
        const next = days(today, shelf.after(item, grade, today).due);
        text(when, next < 60 ? `${next} d` : next < 700 ? `${Math.round(next / 30)} mo` : `${(next / 365).toFixed(1)} y`);
      }
    }
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
    const { session } = this;
    const { done } = session;
    const { due, moreFresh, weakest, count } = session.shelf.queue(session.scope);
    const again = (words, which) => h("button", { type: "button", class: "lb-button", onclick: () => { session.begin(which); this.render(); } }, words);
    const tally = GRADES.map((grade) => [grade, done.filter((r) => r.grade === grade).length]).filter(([, n]) => n);
    const words = done.length
      ? `${many(done.length, "review")} in ${many(session.minutes, "minute")}: ${tally.map(([grade, n]) => `${n} ${name(grade)}`).join(", ")}.`
      : count ? "Nothing is due here today." : "Nothing of this kind is in the book.";
    this.end.replaceChildren(
      h("p", { class: "lb-session__words" }, words),
      h("p", {},
        ...(due.length ? [again(`${due.length} more due`)] : []),
        ...(moreFresh.length ? [again(`Take in ${moreFresh.length} new`, "new")] : []),
        ...(weakest.length ? [again(`The weakest ${weakest.length}`, "all")] : []),
        h("a", { class: "lb-button", href: new URL("../", this.address).href }, home())),
    );
  }

  say(problem) {
    this.tell(problem ? `Not in the log yet: ${problem}.` : "");
    this.hold();
  }

  tell(words) {
    this.problem.hidden = !words;
    text(this.problem, words);
  }

  hold() {
    kept(this.panel, this.session.today, () => { this.session.count(this.told, pending()); this.session.begin(); this.render(); }, (words) => this.tell(words));
  }
}
