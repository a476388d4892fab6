// One tab stop per list or grid; arrows move inside. In a grid 1–9 press the tile of that number.
import { composing } from "./keys.js";

const ALONE_MS = 45; // a scanner's digits come closer
let pressing;

const links = (group) => [...group.querySelectorAll("a, .tile > button")];

function settle(group, current = links(group)[0]) {
  links(group).forEach((link) => (link.tabIndex = link === current ? 0 : -1));
}

function move(from, to) {
  if (!to) return;
  settle(from.closest("[data-roving]"), to);
  to.focus();
}

/** The link nearest above (-1) or below (1) in the rows of a grid. */
function vertical(all, here, way) {
  const box = here.getBoundingClientRect();
  const rows = all.map((link) => ({ link, to: link.getBoundingClientRect() })).filter(({ to }) => (to.top - box.top) * way > 4);
  const distance = ({ to }) => Math.abs(to.top - box.top) * 10 + Math.abs(to.left - box.left);
  return rows.sort((a, b) => distance(a) - distance(b))[0]?.link;
}

function next(group, here, key) {
  const all = groupChain(group);
  const at = all.indexOf(here);
  const grid = group.dataset.roving === "grid";
  switch (key) {
    case "ArrowDown": return grid ? vertical(all, here, 1) : all[at + 1];
    case "ArrowUp": return grid ? vertical(all, here, -1) : all[at - 1] ?? document.querySelector("#q");
    case "ArrowRight": return grid && all[at + 1];
    case "ArrowLeft": return grid && all[at - 1];
    case "Home": return all[0];
    case "End": return all.at(-1);
  }
}

/** Rows of this store and of other stores are walked as one list. */
function groupChain(group) {
  return group.dataset.roving === "grid" ? links(group) : [...document.querySelectorAll('[data-roving="list"]')].flatMap(links);
}

document.addEventListener("keydown", (event) => {
  clearTimeout(pressing);
  if (composing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
  const group = event.target.closest?.("[data-roving]");
  let to;
  if (group) {
    to = next(group, event.target, event.key);
    const tile = !to && group.dataset.roving === "grid" && group.querySelector(`[data-digit-key="${CSS.escape(event.key)}"]`);
    if (tile) pressing = setTimeout(() => tile.click(), ALONE_MS);
  } else if (event.target.id === "q" && event.key === "ArrowDown") {
    to = document.querySelector("[data-roving] a");
  }
  if (!to) return;
  event.preventDefault();
  to.id === "q" ? to.focus() : move(to, to);
});

const settleAll = (root) => root.querySelectorAll("[data-roving]").forEach((group) => settle(group));
settleAll(document);
document.addEventListener("htmx:load", ({ target }) => settleAll(target.parentNode ?? target));
