"""Take the README's picture of the register, or pictures of all screens into a folder."""

import argparse
import sys
import tempfile
from itertools import chain as chain_of
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Browser, Page  # noqa: E402

from tests.browser.chain import Chain  # noqa: E402
from tests.browser.chromium import browser  # noqa: E402
from tests.browser.hq.conftest import signed_in_at_headquarters  # noqa: E402
from tests.browser.screens import (  # noqa: E402
    EMAIL,
    FREE_PHONES,
    LANGUAGES,
    PHONE,
    Associate,
    after_sign_in,
    around_a_sale,
    before_sign_in,
    needing_attention,
    seldom,
)
from tests.browser.test_repair import refused, two_versions  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
README_PICTURE = PICTURES / "register.png"
SIZES = {"large": (1280, 800), "upright": (800, 1280), "narrow": (320, 700)}


def main() -> int:
    """Start a small demo and take the pictures."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument(
        "folder", nargs="?", type=Path, help="take all screens, into this folder"
    )
    chosen: Path | None = arguments.parse_args().folder
    with tempfile.TemporaryDirectory(prefix="tillbook-pictures-") as folder, browser() as chromium:
        chain = Chain(Path(folder) / "demo", customers=200)
        try:
            if chosen is None:
                take_readme_picture(chromium, chain)
                take_first_minutes(chromium, chain)
            else:
                take_all(chromium, chain, chosen)
        finally:
            chain.close()
    return 0


def take_readme_picture(chromium: Browser, chain: Chain) -> None:
    """Take the New customer dialog over the results of a search."""
    page = chromium.new_page(viewport={"width": 1280, "height": 800}, color_scheme="light")
    associate = Associate(page, chain.register("1-1"))
    associate.choose_language("en")
    associate.sign_in()
    associate.search("Anna")
    page.wait_for_selector("#others:not([aria-busy])")
    associate.open_new()
    page.fill("#f-name", "Anna Svensson")
    page.fill(PHONE, "070-174 06 12")
    page.fill(EMAIL, "anna@example.com")
    README_PICTURE.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=README_PICTURE)
    print(README_PICTURE.relative_to(ROOT))


def take_first_minutes(chromium: Browser, chain: Chain) -> None:
    """Take what an associate sees in the first ten minutes."""
    page = chromium.new_page(viewport={"width": 1280, "height": 800}, color_scheme="light")
    associate = Associate(page, chain.register("1-2"))
    associate.choose_language("en")

    def take(name: str) -> None:
        page.screenshot(path=PICTURES / f"minutes-{name}.png")

    take("sign-in")
    associate.sign_in()
    associate.search("anna")
    page.wait_for_selector("#others:not([aria-busy])")
    take("results")
    associate.to("/sale/")
    for item, quantity, price in (("Wool coat, navy", "1", "1499"), ("Merino scarf", "2", "299")):
        page.fill("#item-new", item)
        page.fill("#quantity-new", quantity)
        page.fill("#price-new", price)
        page.click(".line-fields [type=submit]")
        page.wait_for_selector(f"text={item}")
    page.click(".sale__customer [data-dialog]")
    page.fill("#f-name", "Beata Lindgren")
    page.fill(PHONE, next(FREE_PHONES))
    take("new")
    page.click("dialog [data-primary]")
    page.wait_for_selector(".sale__name")
    take("sale")
    associate.to("/sync")
    page.click("button[value=disconnected]")
    associate.create(name="Olle Frånkopplad", phone=next(FREE_PHONES))
    page.click("#net")
    page.wait_for_selector(".rows")
    take("offline")
    page.context.close()


def take_all(chromium: Browser, chain: Chain, folder: Path) -> None:
    """Take every screen in every language, large and small, light and dark."""
    folder.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        page = chromium.new_page()
        associate = Associate(page, chain.register("2-1" if language == "zh-hans" else "1-1"))
        associate.choose_language(language)
        for screen in before_sign_in(associate):
            screen.open(page)
            shoot(page, folder, f"{screen.name}.{language}")
        associate.sign_in()
        name = "王小明" if language == "zh-hans" else "Åsa Öberg"
        customer = associate.create(
            name=name, phone=next(FREE_PHONES), email=f"asa@{language}.example.com"
        )
        everything = (after_sign_in, around_a_sale, seldom)
        for screen in chain_of.from_iterable(some(associate, customer) for some in everything):
            page.set_viewport_size({"width": 1280, "height": 800})
            screen.open(page)
            shoot(page, folder, f"{screen.name}.{language}")
        page.context.close()
    take_attention(chromium, chain, folder)


def take_attention(chromium: Browser, chain: Chain, folder: Path) -> None:
    """Take what needs attention, in every language."""
    desk = signed_in_at_headquarters(chromium, chain)
    operation, customer = refused(chain, desk, "Siv Alm"), two_versions(chain, "Anna Lind")
    desk.close()
    for language in LANGUAGES:
        page = chromium.new_page(viewport={"width": 1280, "height": 800})
        associate = Associate(page, chain.register("1-1"))
        associate.choose_language(language)
        associate.sign_in()
        for screen in needing_attention(associate, operation, customer):
            screen.open(page)
            shoot(page, folder, f"{screen.name}.{language}")
        page.context.close()


def shoot(page: Page, folder: Path, name: str) -> None:
    """Take one screen in every size, and the large one in the dark."""
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(50)
        page.screenshot(path=folder / f"{name}.{size}.png")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(200)  # colours change softly
    page.screenshot(path=folder / f"{name}.dark.png")
    page.emulate_media(color_scheme="light")


if __name__ == "__main__":
    sys.exit(main())
