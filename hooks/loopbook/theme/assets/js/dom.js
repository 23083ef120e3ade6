// Elements without markup in strings: h("label", { class: "x", onclick }, "Text", child).

export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== undefined && value !== null) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** Sets the text of an element if it is not the same already. */
export function text(element, words) {
  if (element.textContent !== words) element.textContent = words;
}
