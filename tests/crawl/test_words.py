"""No page of headquarters or the till shows a word that is not translated."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from tests.cast import Network
from tests.crawl import pseudo
from tests.crawl.plain import Plain
from tests.crawl.populated import office_pages, populated, till_pages
from tests.crawl.spider import Crawl, never_seen
from tests.hq.conftest import whole_chain
from tests.hq.office import Office
from tillbook.stores.rules.pos_operations import CATALOG

pytestmark = whole_chain
#: Names of ours and of methods, codes that a new chain starts with, and what is in no database.
NAMES = (
    "Tillbook",
    "Pseudo",
    "Damm",
    "Verhoeff",
    "mod",
    # What an administrator may rename: it is told in one language.
    "Customer accounts",
    "Default",
    # Codes.
    "customers",
    "home",
    "business",
    "office",
    "post_box",
    "offline",
    "all-stores",
    "store",
    # Names in the chain, and words of the card that shows a made-up customer.
    "Retail",
    "gold",
    # Typed at tills and not accepted, or replaced since.
    "Wilma",
    "Zorn",
    "Anna Zero",
)

#: What a customer takes home is in the customer's language.
FOR_CUSTOMERS = "/consents"


@pytest.fixture
def chain(transactional_db: None) -> Iterator[tuple[Office, Network]]:
    """Give a chain in which something of everything happened."""
    with populated() as made:
        yield made


def untranslated(crawl: Crawl, plain: Plain) -> list[str]:
    """Return the words of pages in the pseudo language that are in another one."""
    ours = (page for page in crawl.pages if not page.path.endswith(FOR_CUSTOMERS))
    texts = {text: page.path for page in ours for text in page.reading().texts}
    found = ((path, text, plain.foreign(text)) for text, path in texts.items())
    return [f"{path}: {words[:6]} in {text[:120]}" for path, text, words in found if words]


def words_left(chain: tuple[Office, Network], folder: Path) -> list[str]:
    """Return the words of all pages, of headquarters and of a till, that nobody can translate."""
    office, cast = chain
    till = cast.tills[0]
    pseudo.translate_stored(office.headquarters.database, till.database)
    # Operations of a register have their names in every language in a table, not in the catalogs.
    operations = [name for one in CATALOG.values() for name in one.names]
    plain = Plain(*NAMES, *operations)
    with pseudo.spoken(folder):
        at_desk = office_pages(office, pseudo.CODE)
        assert list(never_seen(at_desk)) == []
        with override_settings(ROOT_URLCONF="tests.pos.urls"):
            at_till = till_pages(till, pseudo.CODE)
            assert list(never_seen(at_till)) == []
    return untranslated(at_desk, plain) + untranslated(at_till, plain)


def test_every_word_of_every_page_is_translated(
    chain: tuple[Office, Network], tmp_path: Path
) -> None:
    assert words_left(chain, tmp_path / "locale") == []
