"""G10, G12–G15: everybody can read, reach and hit everything, in every language, size and theme."""

import pytest
from playwright.sync_api import Browser

from tests.browser.chain import Chain
from tests.browser.goals.measured import Goals
from tests.browser.layout import SIZES, layout_faults
from tests.browser.screens import LANGUAGES, Associate, after_sign_in, around_a_sale, seldom
from tests.browser.test_looks import walk

pytestmark = [pytest.mark.browser, pytest.mark.ux]
#: Spaced text may make a target larger, never smaller.
_NOTHING = "[]"
#: The spacing that a reader may set for every text (WCAG 1.4.12).
_SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-block-end: 2em !important }"""


@pytest.mark.timeout(900)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_is_open_to_everyone(
    chromium: Browser, chain: Chain, goals: Goals, language: str
) -> None:
    everywhere = {(size, theme) for size in SIZES for theme in ("light", "dark")}

    faults = walk(chromium, chain, language, axe_at=everywhere, more=True)

    goals.none("G10", f"barriers, cuts and small targets, {language}, light and dark", faults)


@pytest.mark.timeout(300)
def test_text_may_be_spaced_and_magnified_four_times(
    chromium: Browser, chain: Chain, goals: Goals
) -> None:
    page = chromium.new_page(viewport={"width": 320, "height": 256})
    associate = Associate(page, chain.register("1-1"))
    associate.choose_language("sv")
    associate.sign_in()
    customer = associate.create(name="Gles Text", phone="070-174 06 45")
    page.add_init_script(f"addEventListener('DOMContentLoaded', () => {_adopt()})")
    faults = []
    for screens in (after_sign_in, around_a_sale, seldom):
        for screen in screens(associate, customer):
            screen.open(page)
            faults += [f"{screen.name}: {fault}" for fault in layout_faults(page, _NOTHING)]
    page.close()
    goals.none("G14", "cuts at 400 % with wide spacing", faults)


def _adopt() -> str:
    """Return the script that sets a style sheet as a browser's extension does."""
    return (
        "{ const sheet = new CSSStyleSheet(); sheet.replaceSync(`" + _SPACED + "`);"
        " document.adoptedStyleSheets.push(sheet); }"
    )
