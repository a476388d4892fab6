"""Every page is found where the articles say it is, by the menus and by the palette."""

import pytest
from django.test import Client
from django.utils.translation import override

from tests.hq.office import Office
from tillbook.hq import finding, menus, pages

pytestmark = pytest.mark.django_db(transaction=True)
#: As the articles write them.
WAYS = [
    "Retail and Commerce > Channels > Stores",
    "Retail and Commerce > Channels > Online stores",
    "Retail and Commerce > Channels > Call centers",
    "Retail and Commerce > Customers > All customers",
    "Retail and Commerce > Customers > Customer groups",
    "Retail and Commerce > Customers > Affiliations",
    "Accounts receivable > Setup > Customer groups",
    "General ledger > Chart of accounts > Dimensions > Financial dimensions",
    "Organization administration > Organizations > Operating units",
    "Organization administration > Organizations > Legal entities",
    "Organization administration > Number sequences > Number sequences",
    "Organization administration > Global address book > Address books",
    "System administration > Workspaces > Feature management",
]


def test_the_ways_of_the_articles_lead_somewhere(client: Client, desk: Office) -> None:
    ways = {" > ".join(map(str, way)): page for page in menus.ALL for way in page.ways}
    listed = client.get("/hq/pages/").content.decode()

    assert set(WAYS) <= set(ways)
    for page in menus.ALL:
        assert f'href="{page.url}"' in listed
        answer = client.get(page.url, follow=True)
        assert answer.status_code == 200
        assert str(page.ways[0][0]) in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("operating", "Organization administration › Organizations › Operating units"),
        ("accounts setup", "Accounts receivable › Setup › Customer groups"),
        ("göte", 'href="/hq/stores/1/"'),
        ("lisa berg", "Lisa Berg"),
        ("qqqq", "Nothing is called “qqqq”."),
    ],
)
def test_the_palette_finds_pages_stores_and_customers(
    client: Client, desk: Office, typed: str, said: str
) -> None:
    desk.customer(name="Lisa Berg")

    for place in ("/hq/pages/find/", "/hq/pages/"):
        assert said in client.get(place, {"q": typed}).content.decode()


@pytest.mark.parametrize("language", ["en", "sv", "zh-hans"])
def test_every_page_is_found_by_its_name_and_by_the_way_of_the_articles(language: str) -> None:
    with override(language):
        for page in menus.ALL:
            for words in (str(page.title), *(" > ".join(map(str, way)) for way in page.ways)):
                assert page in [hit for hit, _way in finding.found(words)], words
            with override("en"):
                title = str(page.title)
            assert page in [hit for hit, _way in finding.found(title)]


@pytest.mark.parametrize(
    ("language", "typed", "page"),
    [
        ("en", "exclude", pages.SUBJOBS),
        ("en", "hold", pages.SCHEDULE),
        ("en", "default customer", pages.STORES),
        ("en", "account number", pages.NUMBER_SEQUENCES),
        ("sv", "uteslut", pages.SUBJOBS),
        ("sv", "pausa", pages.SCHEDULE),
        ("sv", "standardkund", pages.STORES),
        ("zh-hans", "排除", pages.SUBJOBS),
        ("zh-hans", "暂停", pages.SCHEDULE),
        ("zh-hans", "默认客户", pages.STORES),
    ],
)
def test_a_page_is_found_by_what_is_done_there(language: str, typed: str, page: pages.Page) -> None:
    with override(language):
        assert page in [hit for hit, _way in finding.found(typed)]
