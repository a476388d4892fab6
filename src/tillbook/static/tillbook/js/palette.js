// Search or go to: arrows walk the rows, Enter opens the first one.
import { composing } from "./keys.js";

const palette = document.querySelector("#palette");
palette?.addEventListener("keydown", (event) => {
  if (composing(event)) return;
  const links = [...palette.querySelectorAll(".found a")];
  const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (way && links.length) {
    const at = links.indexOf(document.activeElement) + way;
    event.preventDefault();
    (links[at] ?? palette.querySelector("input")).focus();
  } else if (event.key === "Enter" && event.target.matches("input") && links.length) {
    event.preventDefault();
    links[0].click();
  }
});
