"""How long rows take from the last key to the screen: this store's, and other stores'."""

from playwright.sync_api import Page

OWN, OTHERS = "", " #others:not([aria-busy])"
#: Resolves when rows of a query are painted: milliseconds since its last key.
_PAINTED = """([query, part]) => new Promise(resolve => {
  const shown = () => document.querySelector(`.results[data-query="${CSS.escape(query)}"]${part}`);
  const look = () => shown()
    ? requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - window.lastKey)))
    : requestAnimationFrame(look);
  look();
})"""
_LAST_KEY = "() => addEventListener('keydown', () => window.lastKey = performance.now(), true)"


def from_last_key(page: Page, query: str, *, delay: float = 0, rows: str = OWN) -> float:
    """Type a query, `delay` milliseconds between two keys; return when its rows stand there. Milliseconds."""
    page.fill("#q", "")
    page.evaluate(_LAST_KEY)
    page.type("#q", query, delay=delay)
    return float(page.evaluate(_PAINTED, [query, rows]))
