// Focus is never lost: after a swap it is where it was, else on the heading of what came.
const NAMES = ["id", "href", "name", "value", "type"];
const like = (element) => [...document.querySelectorAll(element.tagName)].filter((other) => NAMES.every((name) => other.getAttribute(name) === element.getAttribute(name)));
let was;
let at;

/** Remember what has the focus now, to find it or its like again. */
export function remember(element = document.activeElement) {
  was = element;
  at = was === document.body ? -1 : like(was).indexOf(was);
}

/** Give the focus back unless something else has it. */
export function restore(root = document) {
  if (document.activeElement !== document.body || at < 0) return;
  const again = like(was)[at] ?? root.querySelector("[autofocus]") ?? root.querySelector("h1, h2") ?? document.querySelector("#screen");
  if (again.tabIndex < 0) again.tabIndex = -1;
  again.focus({ preventScroll: true });
}

document.addEventListener("htmx:beforeSwap", () => remember());
document.addEventListener("htmx:afterSettle", ({ target }) => restore(target.isConnected ? target : document));
