// Shortcuts: an element names its own key in data-key ("F2 Mod+K"); pressing it focuses a field or presses a button.

/** True while an input method is composing: its keys belong to the candidate list. */
export const composing = (event) => event.isComposing || event.keyCode === 229;

const named = (event) => (event.ctrlKey || event.metaKey ? "Mod+" : "") + (event.key.length === 1 ? event.key.toUpperCase() : event.key);

const shown = (element) => element.checkVisibility({ visibilityProperty: true });

/** The open dialog, else the page. */
export const scope = () => document.querySelector("dialog[open]") ?? document;

/** The main button of a form; it may stand outside, in the row of the title. */
export const primary = (form) => [...(form?.elements ?? [])].find((element) => element.matches("[data-primary]"));

function press(element) {
  if (!element.matches("input")) return element.click();
  element.focus();
  element.select();
}

function escape(event) {
  const box = event.target.closest?.("[data-search] input");
  if (!box?.value) return false;
  box.form.reset();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (composing(event) || event.altKey || event.defaultPrevented) return;
  const key = named(event);
  if (key === "Escape" && (document.querySelector("dialog[open]") || escape(event))) return; // the dialog closes itself
  const target = key === "Mod+Enter"
    ? primary(event.target.closest?.("form")) ?? scope().querySelector("[data-primary]")
    : [...scope().querySelectorAll(`[data-key~="${CSS.escape(key)}"]`)].find(shown);
  if (!target || !/^(F\d+|Mod\+.+|Escape)$/.test(key)) return;
  event.preventDefault();
  if (!event.repeat) press(target);
});
