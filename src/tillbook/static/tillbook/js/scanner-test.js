// Test scanner: which characters came, and how far apart. Only told from typing when it comes fast, or after its prefix.
const GAP_MS = 35;
const FEWEST = 6;
const field = document.querySelector("[data-scan-test]");
const said = document.querySelector("[data-scan-said]");
let keys = [];
let timer;

const isMarked = ({ name }) => ({ stx: /^(Ctrl b|\x02)$/i, f13: /^F13$/ })[document.documentElement.dataset.scanner]?.test(name);

function show() {
  const gaps = keys.slice(1).map(({ at }, position) => Math.round(at - keys[position].at));
  const ends = ["Enter", "Tab"].includes(keys.at(-1).name);
  const isFast = keys.length > FEWEST && gaps.every((gap) => gap <= GAP_MS) && !document.documentElement.dataset.scanner;
  const isScan = ends && (isFast || isMarked(keys[0]));
  said.hidden = false;
  said.querySelector("[data-is=scan]").hidden = !isScan;
  said.querySelector("[data-is=slow]").hidden = isScan;
  said.querySelector("[data-said=keys]").textContent = keys.map(({ name }) => name).join(" ");
  said.querySelector("[data-said=gaps]").textContent = gaps.join(" ") || "–";
  keys = [];
}

field?.addEventListener("keydown", (event) => {
  if (event.key === "Shift" || event.key === "Control" || (event.key === "Tab" && !keys.length)) return; // the Tab key still leads on
  event.preventDefault();
  event.stopPropagation();
  keys.push({ name: (event.ctrlKey ? "Ctrl " : "") + (event.key === " " ? "␣" : event.key), at: event.timeStamp });
  clearTimeout(timer);
  timer = setTimeout(show, 400);
});
