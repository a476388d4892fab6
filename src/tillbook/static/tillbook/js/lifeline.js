// The register's own program is away: say so, count down and ask again. Nothing typed is lost, nobody is led away.
const RETRY_S = 3;
const banner = document.querySelector("#unreachable");
const count = banner?.querySelector("[data-count]");
let timer;

function wait(left) {
  count.textContent = left;
  timer = setTimeout(left > 1 ? () => wait(left - 1) : ask, 1000);
}

async function ask() {
  clearTimeout(timer);
  count.textContent = "0";
  try {
    await fetch(banner.dataset.ask, { headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(2000) });
    up();
  } catch {
    wait(RETRY_S);
  }
}

function down({ target }) {
  if (!banner?.hidden || target.id === "others") return;
  banner.hidden = false;
  wait(RETRY_S);
}

function up() {
  if (banner?.hidden ?? true) return;
  clearTimeout(timer);
  banner.hidden = true;
  document.querySelector("#live").textContent = banner.dataset.back;
}

/** What would leave the page stays until somebody answers. */
function hold(event) {
  const leaving = event.type === "submit" ? !event.target.matches("[hx-post]") : event.target.closest("a[href]:not([hx-get], [data-close])");
  if (!leaving || (banner?.hidden ?? true)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  ask();
}

for (const lost of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(lost, down);
document.addEventListener("htmx:afterOnLoad", up);
for (const way of ["click", "submit"]) window.addEventListener(way, hold, true);
