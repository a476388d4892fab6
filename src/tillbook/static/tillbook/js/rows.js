// Forms of configuration: tables that grow by themselves, and short texts as tags.
import { composing } from "./keys.js";

/** Keep one empty row at the end of a table of rows. */
document.addEventListener("input", ({ target }) => {
  const row = target.closest?.("[data-rows] tr");
  if (!row || row.nextElementSibling || !target.value) return;
  const next = row.cloneNode(true);
  const at = row.parentNode.children.length;
  for (const field of next.querySelectorAll("input")) {
    field.value = "";
    field.name = field.name.replace(/-\d+-(\w+)$/, `-${at}-$1`);
    field.id = field.id.replace(/-\d+-(\w+)$/, `-${at}-$1`);
    field.setAttribute("aria-label", field.getAttribute("aria-label").replace(/\d+$/, String(at + 1)));
  }
  row.after(next);
});

const parts = (text) => [...new Set(text.split(/[,，\n]/).map((part) => part.trim()).filter(Boolean))];

/** Show a field of texts separated by commas as tags; the field itself is what the form sends. */
function dress(box) {
  const field = box.querySelector("input");
  const words = box.dataset;
  const list = document.createElement("ul");
  const entry = field.cloneNode();
  entry.removeAttribute("name");
  entry.value = "";
  field.type = "hidden";
  field.removeAttribute("id");
  box.prepend(list);
  box.append(entry);

  const draw = (all) => {
    field.value = all.join(", ");
    list.replaceChildren(...all.map((text) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = "×";
      button.setAttribute("aria-label", `${words.remove} ${text}`);
      button.addEventListener("click", () => {
        draw(all.filter((one) => one !== text));
        entry.focus();
      });
      item.append(text, button);
      return item;
    }));
  };
  const take = () => {
    if (entry.value.trim()) draw(parts(`${field.value},${entry.value}`));
    entry.value = "";
  };
  entry.addEventListener("keydown", (event) => {
    if (composing(event)) return;
    if (event.key === "," || event.key === "，" || (event.key === "Enter" && entry.value.trim())) {
      event.preventDefault();
      event.stopPropagation();
      take();
    } else if (event.key === "Backspace" && !entry.value) {
      draw(parts(field.value).slice(0, -1));
    }
  });
  entry.addEventListener("blur", take);
  entry.form.addEventListener("submit", take, true);
  draw(parts(field.value));
}

document.querySelectorAll("[data-tags]").forEach(dress);
