// Search as you type: 30 ms after the last key, never while composing, and Enter opens the first row.
import { composing } from "./keys.js";

const DEBOUNCE_MS = 30;
const form = document.querySelector("[data-search]");
const box = form?.querySelector("input[type=search]");
let timer;
let asked = box?.defaultValue.trim();

const rowsFor = (query) => [...document.querySelectorAll(".results")].find((page) => page.dataset.query === query)?.querySelector("#hits");

function ask() {
  const query = box.value.trim();
  if (query === asked || (!query && !document.querySelector(".results"))) return;
  asked = query;
  window.htmx.trigger(form, "query");
}

function later(event) {
  clearTimeout(timer);
  if (!event.isComposing) timer = setTimeout(ask, DEBOUNCE_MS);
}

if (box) {
  box.setSelectionRange(box.value.length, box.value.length);
  later({}); // what was typed before this script came is asked too
  box.addEventListener("input", later);
  box.addEventListener("compositionend", later);
  form.addEventListener("reset", (event) => {
    event.preventDefault(); // would restore the words the page came with
    box.value = "";
    box.focus();
    ask();
  });
  form.addEventListener("submit", (event) => {
    const first = rowsFor(box.value.trim())?.querySelector("a");
    if (!first) return;
    event.preventDefault();
    first.click();
  });
  box.addEventListener("keydown", (event) => {
    if (composing(event) && event.key === "Enter") event.preventDefault();
  });
  document.addEventListener("htmx:afterRequest", ({ target, detail }) => {
    if (target === form && !detail.successful) asked = undefined; // the same words may be asked again
  });
}

// Other stores did not answer in time: say so where the rows would have come.
for (const name of ["htmx:timeout", "htmx:sendError", "htmx:responseError"]) {
  document.addEventListener(name, ({ target }) => {
    if (target.id !== "others") return;
    target.querySelectorAll(".others__wait").forEach((part) => part.remove());
    target.querySelector(".others__failed").hidden = false;
    target.removeAttribute("aria-busy");
  });
}
