// What Material leaves to be mended: buttons that claim to be landmarks, scrollers without keys, the link past the navigation.
import { h } from "./dom.js";

/** Mends a page until `signal` is aborted. Material makes a code block's button when the block comes into sight. */
export function mend(page, signal) {
  const rename = (pre) => pre.querySelector(".md-code__nav")?.setAttribute("role", "presentation");
  const watch = new MutationObserver((changes) => changes.forEach(({ target }) => rename(target)));
  for (const pre of page.querySelectorAll("pre")) {
    rename(pre);
    watch.observe(pre, { childList: true });
  }
  signal.addEventListener("abort", () => watch.disconnect());
  const scrollers = [...page.querySelectorAll(".md-typeset__scrollwrap, .lb-map__picture, .lb-year")];
  const wide = scrollers.filter((element) => element.scrollWidth > element.clientWidth);
  for (const element of wide) element.tabIndex = 0;
  skip(page.querySelector("h1"));
}

/** Material takes a link to a place in the page for a way to another one, and lays the page out anew without the focus. */
function skip(title) {
  const place = document.querySelector("[data-md-component='skip']");
  if (!place || !title) return;
  title.id ||= "title";
  title.tabIndex = -1;
  if (!place.firstElementChild) place.append(h("a", { class: "md-skip" }, "Skip to content"));
  place.firstElementChild.href = `#${title.id}`;
  place.firstElementChild.onclick = (event) => {
    event.preventDefault();
    event.stopPropagation();
    title.focus();
  };
}

/** Mends what the search finds, once: the words beside a result are no landmark either. */
export function mendSearch() {
  const list = document.querySelector(".md-search-result__list");
  const rename = () => list.querySelectorAll("nav.md-tags:not([role])").forEach((tags) => tags.setAttribute("role", "presentation"));
  if (list) new MutationObserver(rename).observe(list, { childList: true, subtree: true });
}
