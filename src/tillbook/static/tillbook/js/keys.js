// Shortcuts: an element names its own key in data-key ("F2 Mod+K"); pressing it focuses a field or presses a button.
// One with data-always answers although it is hidden, also from inside a dialog.

/** True while an input method is composing: its keys belong to the candidate list. */
export const composing = (event) => event.isComposing || event.keyCode === 229;

const named = (event) => (event.ctrlKey || event.metaKey ? "Mod+" : "") + (event.key.length === 1 ? event.key.toUpperCase() : event.key);

const shown = (element) => element.checkVisibility({ visibilityProperty: true });

/** The dialog on top, else the page. */
export const scope = () => [...document.querySelectorAll("dialog[open]")].at(-1) ?? document;

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

/** The row that the cursor is on; from the search box the first one. */
const row = ({ target }) => target.closest?.(".hit") ?? (target.id === "q" && target.value && document.querySelector("#hits .hit"));

/** What a key means where it is pressed: the row's own, the screen's, else what is always there. */
function meant(event, key) {
  const within = scope();
  if (key === "Mod+Enter") return primary(event.target.closest?.("form")) ?? within.querySelector("[data-primary]");
  const own = `[data-key~="${CSS.escape(key)}"]`;
  return (row(event) || undefined)?.querySelector(own) ?? [...within.querySelectorAll(own)].find(shown) ?? document.querySelector(`${own}[data-always${within === document ? "" : "=over"}]`);
}

document.addEventListener("keydown", (event) => {
  if (composing(event) || event.altKey || event.defaultPrevented) return;
  const key = named(event);
  if (key === "Escape" && (document.querySelector("dialog[open]") || escape(event))) return; // the dialog closes itself
  if (key === "Enter" && event.shiftKey && row(event)) {
    event.preventDefault(); // it would open a window
    return row(event).querySelector("form")?.requestSubmit();
  }
  if (!/^(F\d+|Mod\+.+|Escape)$/.test(key) || (/^F|K$/.test(key) && document.documentElement.dataset.keys === "off")) return;
  const target = meant(event, key);
  if (!target) return;
  event.preventDefault();
  if (!event.repeat) press(target);
});
