// Short tasks over the page: a real link whose page htmx loads into a dialog. Focus goes in, and back to the opener.
import { remember, restore } from "./focus.js";

const openers = new WeakMap();
const dirty = (dialog) => dialog.querySelector("form")?.hasAttribute("data-dirty");
const leave = (show, root) => {
  const question = root.querySelector("[data-leave]");
  if (!question) return false;
  question.hidden = !show;
  question.querySelector("[data-stay]").focus();
  return true;
};

/** Close, and return to the opener at once: the event of closing comes when a quick hand is elsewhere already. */
function shut(dialog) {
  dialog.close();
  dialog.replaceChildren();
  const opener = openers.get(dialog);
  if (!opener) return;
  if (opener.isConnected) return opener.focus();
  remember(opener);
  restore();
}

/** Close now, or ask first when something was typed. */
function close(dialog) {
  if (!(dirty(dialog) && leave(true, dialog))) shut(dialog);
}

document.addEventListener("htmx:beforeRequest", ({ target }) => {
  if (!target.matches("[data-dialog]")) return;
  const focused = document.activeElement;
  openers.set(document.querySelector(target.getAttribute("hx-target")), focused === document.body || target.matches("a:not([hidden])") ? target : focused);
});

document.addEventListener("htmx:afterSwap", ({ target }) => {
  if (target.matches("dialog:not([open])")) target.showModal();
});

for (const dialog of document.querySelectorAll("dialog")) {
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    close(dialog);
  });
  dialog.addEventListener("click", (event) => {
    if (event.target.closest("[data-discard]")) {
      event.preventDefault();
      shut(dialog);
    } else if (event.target.closest("[data-close]")) {
      event.preventDefault();
      close(dialog);
    }
  });
}

// A form on a page of its own asks the same question before it forgets.
document.addEventListener("click", (event) => {
  const root = event.target.closest("form[data-careful]");
  if (!root) return;
  if (event.target.closest("[data-close]") && !root.closest("dialog") && root.hasAttribute("data-dirty") && leave(true, root)) event.preventDefault();
  if (!event.target.closest("[data-stay]")) return;
  root.querySelector("[data-leave]").hidden = true;
  root.querySelector("input:not([type=hidden], [type=radio])").focus();
});
