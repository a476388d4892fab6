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

// A chosen name is followed by the PIN.
for (const person of document.querySelectorAll(".person input")) {
  person.addEventListener("click", ({ detail }) => detail && document.querySelector("#pin")?.focus({ preventScroll: true }));
}
