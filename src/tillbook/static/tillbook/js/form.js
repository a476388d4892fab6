// Forms: no second submit while the first runs, Enter never saves by accident, errors take the focus.
import { composing, primary } from "./keys.js";

const buttons = (form) => form.querySelectorAll("button[type=submit]");

function busy(form, on) {
  form.toggleAttribute("data-busy", on);
  for (const button of buttons(form)) {
    on ? button.setAttribute("aria-busy", "true") : button.removeAttribute("aria-busy");
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-guard]")) return;
  if (form.hasAttribute("data-busy")) {
    event.preventDefault();
    event.stopImmediatePropagation();
  } else if (!event.defaultPrevented) {
    busy(form, true);
  }
}, true);

const free = ({ target }) => target.matches("form[data-guard]") && busy(target, false);
document.addEventListener("htmx:afterRequest", (event) => {
  if (!event.detail.xhr?.getResponseHeader("HX-Redirect")) free(event);
});
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-busy]").forEach((form) => busy(form, false)));

// Enter goes to the next empty text field, and from the last one to the button, which it does not press.
document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form[data-careful]");
  if (!form || event.key !== "Enter" || event.ctrlKey || event.metaKey || !event.target.matches("input") || composing(event)) return;
  event.preventDefault();
  const fields = [...form.querySelectorAll("input:not([type=hidden], [type=radio], [type=checkbox])")].filter((field) => field.checkVisibility());
  const after = fields.slice(fields.indexOf(event.target) + 1);
  (after.find((field) => !field.value) ?? primary(form)).focus();
});

document.addEventListener("input", ({ target }) => target.form?.matches("[data-careful]") && target.form.setAttribute("data-dirty", ""));

// What is typed, opened or closed while a part of the form is asked for anew stays so when that part arrives.
const asked = new WeakMap();
const texts = (form) => new Map([...form.querySelectorAll("input:not([type=hidden], [type=radio], [type=checkbox]), textarea")].map((field) => [field.name, field.value]));
document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  const form = detail.elt.closest("form");
  if (form && !detail.elt.matches("[data-aside]")) asked.set(form, texts(form));
});
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const form = detail.requestConfig.elt.closest("form");
  const before = form && !detail.requestConfig.elt.matches("[data-aside]") && asked.get(form);
  if (!before) return;
  const since = [...texts(form)].filter(([name, text]) => before.has(name) && before.get(name) !== text);
  const folds = new Map([...form.querySelectorAll("details[id]")].map((fold) => [fold.id, fold.open]));
  document.addEventListener("htmx:afterSwap", () => {
    if (detail.requestConfig.elt !== form) for (const [id, open] of folds) document.getElementById(id)?.toggleAttribute("open", open);
    for (const [name, text] of since) {
      const field = document.getElementById(form.getAttribute("id"))?.elements?.[name]; // `form.id` may be a field
      if (field) field.value = text;
    }
  }, { once: true });
});

// What waits behind a part that was replaced meanwhile gets its turn all the same: htmx drops the request of an element
// that is gone and forgets those behind it (as of 2.0), and a save among them would never be sent.
const goOn = () => document.querySelectorAll("form").forEach((form) => {
  const line = form["htmx-internal-data"];
  while (line?.queuedRequests?.length && !line.xhr) line.queuedRequests.shift()();
});
document.addEventListener("htmx:afterRequest", () => setTimeout(goOn));

const focusErrors = (root) => root.querySelector("[data-focus]")?.focus();
focusErrors(document);
document.addEventListener("htmx:load", ({ target }) => focusErrors(target));

// What was picked stays: an answer to the search before it would bring the choices anew, without it.
document.addEventListener("change", ({ target }) => {
  const search = target.closest?.(".picks")?.parentNode.querySelector("input[type=search]");
  search?.dispatchEvent(new CustomEvent("htmx:abort", { bubbles: true }));
});
