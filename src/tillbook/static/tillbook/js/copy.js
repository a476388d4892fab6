// A button that copies a text of the page; without scripts the text is there to be selected.
const shown = (button) => { button.hidden = false; };
document.querySelectorAll("[data-copy]").forEach(shown);

/** Copy what a field holds, also where the browser keeps its clipboard from the page. */
async function copy(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    field.select();
    return document.execCommand("copy");
  }
}

document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  const done = await copy(field);
  const note = button.parentNode.querySelector("[data-copied]");
  note.hidden = !done;
  if (done) document.querySelector("#live").textContent = note.textContent.trim();
  else { field.focus(); field.select(); }
});
