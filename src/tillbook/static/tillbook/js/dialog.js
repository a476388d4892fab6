// One dialog for every short task: a real link whose page htmx loads into it. Focus goes in, and back to the opener.
const dialog = document.querySelector("#dialog");
let opener;

const dirty = () => dialog.querySelector("form")?.hasAttribute("data-dirty");
const leave = (show, root = dialog) => {
  const question = root.querySelector("[data-leave]");
  if (!question) return false;
  question.hidden = !show;
  question.querySelector("[data-stay]").focus();
  return true;
};

/** Close now, or ask first when something was typed. */
function close() {
  if (!(dirty() && leave(true))) dialog.close();
}

document.addEventListener("htmx:beforeRequest", ({ target }) => {
  if (target.matches("[data-dialog]")) opener = target;
});

document.addEventListener("htmx:afterSwap", ({ target }) => {
  if (target === dialog && !dialog.open) dialog.showModal();
});

dialog?.addEventListener("cancel", (event) => {
  event.preventDefault();
  close();
});

dialog?.addEventListener("close", () => {
  dialog.replaceChildren();
  if (opener?.isConnected) opener.focus();
});

dialog?.addEventListener("click", (event) => {
  if (event.target.closest("[data-discard]")) {
    event.preventDefault();
    dialog.close();
  } else if (event.target.closest("[data-close]")) {
    event.preventDefault();
    close();
  } else if (event.target.closest("[data-stay]")) {
    event.target.closest("[data-leave]").hidden = true;
    dialog.querySelector("input:not([type=hidden], [type=radio])").focus();
  }
});

// A form on a page of its own asks the same question before it forgets.
document.addEventListener("click", (event) => {
  const form = event.target.closest("form[data-careful]");
  if (!form || dialog?.contains(form)) return;
  if (event.target.closest("[data-close]") && form.hasAttribute("data-dirty") && leave(true, form)) event.preventDefault();
  if (!event.target.closest("[data-stay]")) return;
  form.querySelector("[data-leave]").hidden = true;
  form.querySelector("input:not([type=hidden], [type=radio])").focus();
});
