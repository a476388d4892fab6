// The PIN pad types into the PIN field, which also takes the keyboard, a paste or a password manager.
for (const pad of document.querySelectorAll("[data-pinpad]")) {
  const field = pad.querySelector("input");
  pad.addEventListener("click", ({ target }) => {
    const digit = target.closest("[data-digit]")?.dataset.digit;
    if (!digit) return;
    if (digit === "clear") field.value = "";
    else if (digit === "back") field.value = field.value.slice(0, -1);
    else if (field.value.length < field.maxLength) field.value += digit;
    field.removeAttribute("aria-invalid");
  });
}

// Too many tries lock one person out, nobody else.
function unlock() {
  for (const control of document.querySelectorAll("[data-pinpad] :disabled")) control.disabled = false;
  document.querySelector("#pin").removeAttribute("aria-invalid");
  document.querySelector("#pin-error")?.remove();
}

// A chosen name is followed by the PIN. The click comes before the change.
for (const person of document.querySelectorAll(".person input")) {
  const wasRefused = person.checked;
  person.addEventListener("change", unlock);
  person.addEventListener("click", ({ detail }) => {
    if (!wasRefused) unlock();
    if (detail) document.querySelector("#pin").focus({ preventScroll: true });
  });
}
