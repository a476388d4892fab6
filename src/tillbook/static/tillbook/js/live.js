// What changed is said once in the live region; polling rests while nobody looks; a failure gets a banner.
const live = document.querySelector("#live");
const said = new Map();
const words = (element) => element.textContent.replace(/\s+/g, " ").trim();

/** Say each part that announces something new since it was last seen; on arrival only remember. */
function announce({ aloud }) {
  for (const element of document.querySelectorAll("[data-announce]")) {
    const key = element.closest("[id]")?.id;
    const text = words(element);
    if (aloud && text && said.get(key) !== text) live.textContent = text;
    said.set(key, text);
  }
}

const show = (id, on, reference) => {
  const banner = document.getElementById(id);
  banner.hidden = !on;
  const code = banner.querySelector("data");
  if (!code) return;
  code.textContent = reference ?? "";
  code.parentNode.hidden = !reference;
};

announce({ aloud: false });
document.addEventListener("htmx:afterSettle", () => announce({ aloud: true }));
document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden && event.target.matches("[data-poll]")) event.preventDefault();
});
// Nobody is led away from unsaved text by a question that a page asked by itself, but by a lock when the text is kept.
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { target, detail } = event;
  const says = (name) => detail.xhr.getResponseHeader(name);
  if (target.matches("[data-poll]") && says("HX-Redirect") && !(says("X-Locked") && target.matches("[hx-get]")) && document.querySelector("form[data-dirty]")) event.preventDefault();
});
// Who reads, types or scrolls is not away.
let used = false;
for (const way of ["keydown", "pointerdown", "wheel"]) window.addEventListener(way, () => { used = true; }, { passive: true, capture: true });
document.addEventListener("htmx:configRequest", ({ target, detail }) => {
  if (!used || !target.matches("[data-poll]")) return;
  detail.headers["X-Used"] = "1";
  used = false;
});
// htmx says so after a failure, too; and what a page asks by itself proves nothing of what somebody sent.
document.addEventListener("htmx:afterOnLoad", ({ target, detail }) => {
  if (detail.successful && !target.matches("[data-poll]")) show("failed", false);
});
document.addEventListener("htmx:responseError", ({ target, detail }) => {
  if (target.id !== "others" && !target.matches("[data-poll]")) show("failed", true, detail.xhr.getResponseHeader("X-Reference"));
});
