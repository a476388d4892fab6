// A scanner is a keyboard that types fast. A whole scan goes to form[data-scan], the open dialog's first; what leaked into
// a field is taken out again, and the closing Enter or Tab does nothing.
import { scope } from "./keys.js";

const GAP_MS = 35;
const FEWEST = 6;
const PATIENCE_MS = 500; // after a prefix, which no hand types
const PREFIXES = { stx: (event) => event.key === "\x02" || (event.ctrlKey && event.key.toLowerCase() === "b"), f13: (event) => event.key === "F13" };

let keys = [];
let last = 0;
let isMarked = false; // its prefix was seen
let before;

/** What a field holds before a scan leaks into it. */
function snapshot(field) {
  const { value, form } = field;
  if (value === undefined) return () => {};
  const [start, end] = "selectionStart" in field ? [field.selectionStart, field.selectionEnd] : [];
  const wasDirty = form?.hasAttribute("data-dirty");
  return () => {
    if (field.value === value) return;
    field.value = value;
    if (start != null) field.setSelectionRange(start, end);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    if (!wasDirty) form?.removeAttribute("data-dirty");
  };
}

function send(code) {
  const forms = [...scope().querySelectorAll("form[data-scan]")];
  const form = forms.at(-1) ?? document.querySelector("form[data-scan]");
  if (!form) return;
  (form.elements.code ?? form.elements["approver-badge"]).value = code;
  if (form.elements.stay) form.elements.stay.disabled = !document.querySelector("form[data-dirty]");
  form.requestSubmit();
}

const begin = (marked, event) => {
  keys = [];
  isMarked = marked;
  before = marked ? undefined : snapshot(event.target);
};

const stop = (event) => {
  event.preventDefault();
  event.stopImmediatePropagation();
};

window.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229 || !document.querySelector("form[data-scan]") || event.target.matches?.("[data-scan-test]")) return;
  const { key, timeStamp } = event;
  if (key === "Shift") return; // capitals
  const gap = timeStamp - last;
  last = timeStamp;
  const prefix = document.documentElement.dataset.scanner;
  if (PREFIXES[prefix]?.(event)) {
    begin(true);
    return stop(event);
  }
  if (gap > (isMarked ? PATIENCE_MS : GAP_MS)) begin(false, event);
  if (key.length === 1 && !event.ctrlKey && !event.metaKey) {
    if (!keys.length && !isMarked) before = snapshot(event.target);
    keys.push(key);
    if (isMarked) stop(event);
  } else if ((key === "Enter" || key === "Tab") && keys.length >= (isMarked ? 1 : FEWEST) && (isMarked || !prefix)) {
    stop(event);
    before?.();
    const code = keys.join("");
    begin(false, event);
    send(code);
  } else {
    begin(false, event);
  }
}, true);

// What was said of a scan goes with the next thing that somebody types.
document.addEventListener("input", () => document.querySelector("#scanned")?.replaceChildren());
