"""Debian's Chromium, found by its name, with the switches that keep it quiet."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class BrowserMissing(Exception):
    """Says what to install."""


@contextmanager
def browser() -> Iterator[Browser]:
    """Run Chromium. Raises BrowserMissing."""
    path = next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None:
        raise BrowserMissing(
            "No Chromium here. Install it: apt-get install chromium fonts-noto-cjk"
        )
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(_SWITCHES))
        try:
            yield started
        finally:
            started.close()
