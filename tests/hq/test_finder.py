"""Every page is found where the articles say it is, by the menus and by the palette."""

import pytest
from django.test import Client

from tests.hq.office import Office
from tillbook.hq import pages

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
    ways = {" > ".join(map(str, way)): page for page in pages.ALL for way in page.ways}
    listed = client.get("/hq/pages/").content.decode()

    assert set(WAYS) <= set(ways)
    for page in pages.ALL:
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
