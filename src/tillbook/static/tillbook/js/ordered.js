// Lists whose order matters: rows move up and down by buttons, and new ones come from one field.
import { composing } from "./keys.js";

const changed = (list) => list.dispatchEvent(new Event("change", { bubbles: true }));

/** Add what the add field names as a last row, and put the cursor back for the next one. */
function add(box) {
  const field = box.querySelector("[data-add]");
  const text = field.value.trim();
  if (!text) return field.focus();
  const list = box.querySelector("ol");
  const there = [...list.children].find((row) => row.dataset.key === text);
  const template = box.querySelector(`template[data-for="${CSS.escape(text)}"]`) ?? box.querySelector("template");
  if (!there && template) {
    const row = template.content.firstElementChild.cloneNode(true);
    const name = row.querySelector("[data-name]");
    if (name) name.value = text;
    list.append(row);
    changed(list);
  }
  field.value = "";
  field.focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-ordered] button");
  if (!button) return;
  event.preventDefault(); // without scripts the server moves the row
  const box = button.closest("[data-ordered]");
  const row = button.closest("li");
  if (button.matches("[data-add-now]")) return add(box);
  const list = row.parentNode;
  if (button.matches("[data-up]")) row.previousElementSibling?.before(row);
  if (button.matches("[data-down]")) row.nextElementSibling?.after(row);
  if (button.matches("[data-remove]")) {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    (next?.querySelector("[data-remove]") ?? box.querySelector("[data-add]")).focus();
  } else button.focus();
  changed(list);
});

document.addEventListener("keydown", (event) => {
  const field = event.target.closest?.("[data-ordered] input[data-add]");
  if (!field || event.key !== "Enter" || event.ctrlKey || composing(event) || !field.value.trim()) return;
  event.preventDefault();
  event.stopPropagation();
  add(field.closest("[data-ordered]"));
}, true);
