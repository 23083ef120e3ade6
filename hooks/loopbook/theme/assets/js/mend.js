// What Material leaves to be mended: buttons that claim to be landmarks, scrollers without keys, the link past the navigation,
// and the keyboard's way through the search and the drawer.
import { h } from "./dom.js";

const toggle = (name) => document.querySelector(`[data-md-toggle=${name}]`);

/** Mends a page until `signal` is aborted. Material makes a code block's button when the block comes into sight. */
export function mend(page, signal) {
  const rename = (pre) => pre.querySelector(".md-code__nav")?.setAttribute("role", "presentation");
  const watch = new MutationObserver((changes) => changes.forEach(({ target }) => rename(target)));
  for (const pre of page.querySelectorAll("pre")) {
    rename(pre);
    watch.observe(pre, { childList: true });
  }
  signal.addEventListener("abort", () => watch.disconnect());
  const scrollers = [...page.querySelectorAll(".md-typeset__scrollwrap, .lb-map__picture, .lb-year, article > p:has(> img)")];
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

/**
 * Mends the search, once. The words beside a result are no landmark either; Tab, which would close it, goes through the
 * results, and closes it when it leaves them; Escape leads back to where one was. Material looks for what was typed when a
 * key goes up: what is pasted with the mouse, or dictated, would not be searched.
 */
export function mendSearch() {
  const search = document.querySelector(".md-search");
  if (!search) return;
  const list = search.querySelector(".md-search-result__list");
  new MutationObserver(() => {
    for (const tags of list.querySelectorAll("nav.md-tags:not([role])")) tags.setAttribute("role", "presentation");
    for (const link of list.querySelectorAll("a[tabindex]")) link.removeAttribute("tabindex");
  }).observe(list, { childList: true, subtree: true });
  const words = search.querySelector("input[name=query]");
  words?.addEventListener("input", () => words.dispatchEvent(new Event("keyup")));
  const close = () => { if (toggle("search").checked) toggle("search").click(); };
  let before = null;
  search.addEventListener("focusin", ({ relatedTarget }) => { if (!search.contains(relatedTarget)) before = relatedTarget; });
  search.addEventListener("focusout", ({ relatedTarget }) => { if (relatedTarget && !search.contains(relatedTarget)) close(); });
  search.addEventListener("keydown", (event) => {
    if (!["Tab", "Shift", "Escape"].includes(event.key)) return;
    event.stopPropagation(); // Material listens on the window
    if (event.key !== "Escape") return;
    event.target.blur();
    close();
    if (before?.isConnected) before.focus({ preventScroll: true });
  });
}

/**
 * Mends the drawer that holds the navigation on a narrow screen, once. Its button is one, and says so; the focus goes in
 * with whoever opens it or a level of it; whoever leaves closes it, and Escape leads back to the button.
 */
export function mendDrawer() {
  const label = document.querySelector(".md-header label[for=__drawer]");
  const drawer = toggle("drawer");
  if (!label || !drawer) return;
  const button = h("button", { type: "button", class: `${label.className} lb-drawer`, "aria-label": "Navigation", "aria-expanded": "false", onclick: () => drawer.click() }, ...label.children);
  label.replaceWith(button);
  const side = () => document.querySelector(".md-sidebar--primary"); // instant navigation brings another one
  const enter = () => {
    const level = [...side().querySelectorAll(".md-nav__toggle:checked ~ .md-nav")].at(-1) ?? side();
    level.querySelector("a, label[tabindex]").focus({ preventScroll: true });
  };
  drawer.addEventListener("change", () => {
    button.setAttribute("aria-expanded", String(drawer.checked));
    if (drawer.checked) {
      for (const level of side().querySelectorAll("label:not([for=__drawer])")) level.tabIndex = 0;
      enter();
    } else if (side().contains(document.activeElement)) button.focus({ preventScroll: true });
  });
  document.addEventListener("change", ({ target }) => { if (drawer.checked && target.matches(".md-nav__toggle")) enter(); });
  document.addEventListener("focusin", ({ target }) => { if (drawer.checked && target !== button && !side().contains(target)) drawer.click(); });
  document.addEventListener("keydown", ({ key }) => { if (drawer.checked && key === "Escape") drawer.click(); });
}
