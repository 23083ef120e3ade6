// What the address bar says, and what the browser remembers. Storage may be blocked: then nothing is remembered.

const encode = (text) => encodeURIComponent(text).replace(/%(2F|3A|40|2B)/g, decodeURIComponent).replace(/\+/g, "%2B");

/** The parameters of the address as [name, value] pairs, in order. */
export const read = () => [...new URLSearchParams(location.search)];

/** Puts parameters into the address; a new step of history only where `push` asks for one. */
export function write(pairs, push = false) {
  const query = pairs.map(([name, value]) => `${encode(name)}=${value.split(",").map(encode).join(",")}`).join("&");
  const to = `${location.pathname}${query ? `?${query}` : ""}${location.hash}`;
  if (to === `${location.pathname}${location.search}${location.hash}`) return;
  try {
    if (push) history.pushState(null, "", to);
    else history.replaceState(history.state, "", to);
  } catch { /* Safari allows a hundred a half minute: the next one says it all */ }
}

/** The path of the site's home page. */
export const scope = new URL(document.querySelector("#__config") ? JSON.parse(document.querySelector("#__config").textContent).base : ".", location).pathname;

/** What the site calls its home page, in its navigation. */
export const home = () => [...document.querySelectorAll(".md-nav--primary a.md-nav__link")].find((link) => link.pathname === scope)?.textContent.trim() || "Today";

/** What was remembered under a name on this site; null if nothing was, or if it cannot be read. */
export function recall(name) {
  try { return JSON.parse(localStorage.getItem(`${scope}.lb.${name}`)); } catch { return null; }
}

/** Remembers a value under a name on this site; null forgets. */
export function remember(name, value) {
  try {
    if (value === null) localStorage.removeItem(`${scope}.lb.${name}`);
    else localStorage.setItem(`${scope}.lb.${name}`, JSON.stringify(value));
  } catch { /* blocked: the page works, and forgets */ }
}
