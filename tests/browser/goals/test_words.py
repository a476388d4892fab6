"""G15: no word is foreign and none is cut, not even in a language with the longest words."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.goals.measured import Goals
from tests.browser.test_every_page import chain, faults_of_layout, look
from tests.cast import Network
from tests.crawl import pseudo
from tests.crawl.test_words import words_left
from tests.hq.conftest import whole_chain
from tests.hq.office import Office

__all__ = ["chain"]
pytestmark = [pytest.mark.browser, pytest.mark.ux, whole_chain]
Whole = tuple[Office, Network]


@pytest.mark.timeout(600)
def test_every_word_is_translated_and_whole(
    chromium: Browser, chain: Whole, tmp_path: Path, goals: Goals
) -> None:
    with pseudo.spoken(tmp_path / "pages"):
        cut = look(chromium, chain, pseudo.CODE, faults_of_layout)
    foreign = words_left(chain, tmp_path / "words")

    goals.none("G15", "words that are not translated, pseudo language", foreign)
    goals.none("G15", "cuts at 320 px in the pseudo language, all pages", cut)
