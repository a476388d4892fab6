"""A chain in which something of everything happened, and somebody to look at it at each node."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.test import Client

from tests.cast import Network, open_store, publish
from tests.crawl.spider import Crawl, starts
from tests.hq.office import Office, office_of_a_chain
from tests.hq.test_operations import two_versions
from tests.integration.attributes.scenes import attribute, group, name_in_parameters
from tests.integration.exchange.scenes import create, edit
from tests.integration.health.scenes import speak
from tests.integration.repair.scenes import refused
from tests.pos.conftest import Till, hire
from tillbook import configuration
from tillbook.config import wiring
from tillbook.customers.operations import notice_pairs
from tillbook.customers.operations.merge_customers import Losing, merge_customers
from tillbook.features.operations.turn import turn
from tillbook.foundation import clock
from tillbook.foundation.actor import Role
from tillbook.foundation.ids import new_id
from tillbook.nodes.models import NodeReport
from tillbook.nodes.this_node import ThisNode, acting_as
from tillbook.sales.models import Sale
from tillbook.sales.operations.add_line import add_line
from tillbook.sales.operations.complete import complete
from tillbook.sales.operations.put_customer import put_customer
from tillbook.sales.operations.suspend import suspend
from tillbook.staff.models import Associate

CONTACTS = [
    {"kind": "email", "value": "britta@example.com", "marketing": "yes"},
    {"kind": "phone", "value": "070-174 06 12", "marketing": "no"},
]
ADDRESS = {
    "purpose": "home",
    "country": "SE",
    "street": "Storgatan 1",
    "postal_code": "411 06",
    "city": "Borås",
}
BRITTA = {"name": "Britta Zetterlund", "contacts": CONTACTS, "addresses": [ADDRESS]}
#: More changes than a page of history holds.
_MANY = 22
BYGG = {"name": "Bygg Väst AB", "type": "organization", "note": "Faktura"}


@contextmanager
def populated() -> Iterator[tuple[Office, Network]]:
    """Open the chain. The test acts as headquarters."""
    with office_of_a_chain() as (office, cast):
        wiring.plant()
        _configure(office, cast)
        _work(cast)
        yield office, cast


def _configure(office: Office, cast: Network) -> None:
    actor = office.actor
    open_store(
        cast.headquarters,
        "2",
        name="Nordstan",
        giver={"name": "Standardkund", "receipt_email": "box@example.com"},
        unit={"name": "Nordstan"},
    )
    open_store(
        cast.headquarters,
        "3",
        name="Webben",
        kind="online_store",
        unit={"name": "Webben", "country": ""},
    )
    for name in ("multiple_contacts", "sync_audit"):
        turn(actor, name, on=True)
    book = {"code": "vast", "name": "Västkusten"}
    configuration.put(actor, "address_book", id=new_id(), document=book)
    size = attribute(cast, "skostorlek", "integer")
    name_in_parameters(cast, group(cast, "matt", size))
    for kind, more in (("button_grid", {"buttons": [{"operation": 602}]}), ("screen_layout", {})):
        document: dict[str, object] = {"number": "kassavy", "name": "Kassavy", **more}
        configuration.put(actor, kind, id=new_id(), document=document)
    hire(cast, number="200", name="Bo", role="manager")


def _work(cast: Network) -> None:
    first, second = cast.tills
    made = create(cast, first, BRITTA)
    create(cast, second, BYGG)
    cast.settle()
    edit(cast, second, made.entity, language="en")
    for day in range(_MANY):
        edit(cast, cast.headquarters, made.entity, note=f"{day}")
    _meet_twice(cast, made.entity)
    refused(cast, first, {"name": "Wilma Zorn", "note": "\a"})
    two_versions(cast)
    speak(cast)
    _sell(cast, made.entity)
    # A package that no node has taken yet.
    hire(cast, number="201", name="Ulla")
    publish(cast.headquarters)
    long_ago = clock.now() - timedelta(hours=5)
    with acting_as(cast.headquarters):
        NodeReport.objects.filter(node=second.id).update(at=long_ago)


def _meet_twice(cast: Network, kept: UUID) -> None:
    """Leave a person who was merged, and a pair that waits for somebody to look."""
    gone = create(cast, cast.headquarters, BRITTA).entity
    with acting_as(cast.headquarters):
        actor = cast.associate(cast.headquarters, Role.ADMINISTRATOR)
        merge_customers(actor, kept, [Losing(id=gone)])
    create(cast, cast.headquarters, BRITTA)
    with acting_as(cast.headquarters):
        while notice_pairs.step():
            pass


def _sell(cast: Network, customer: UUID) -> None:
    """Leave a sale of each kind at the first till: completed, put aside, open with a customer."""
    till = cast.tills[0]
    with acting_as(till):
        actor = cast.associate(till)
        for end in (partial(complete, cash_given=2000), suspend, None):
            add_line(actor, "Kassavy", quantity=1000, price=1500)
            put_customer(actor, customer)
            if end:
                end(actor)


def office_pages(office: Office, language: str) -> Crawl:
    """Visit every page of headquarters in a language, the door first."""
    client = Client()
    client.post("/language", {"language": language})
    crawl = Crawl(get=client.get)
    crawl.keep("/hq/login/", client.get("/hq/login/"))
    wrong = {"number": "nobody", "password": "wrong"}
    crawl.keep("/hq/login/#wrong", client.post("/hq/login/", wrong))
    client.force_login(Associate.objects.get(id=office.administrator))
    crawl.walk(*starts(), "/hq/nowhere/")
    return crawl


def till_pages(till: ThisNode, language: str) -> Crawl:
    """Visit every screen of a till in a language, the door first."""
    browser = Till(till).speak(language)

    def get(path: str) -> Any:
        with acting_as(till):
            return browser.client.get(path)

    crawl = Crawl(get=get)
    crawl.keep("/sign-in", get("/sign-in"))
    browser.sign_in("200")
    browser.speak(language).post("/customers/", {"q": "an"})
    with acting_as(till):
        sold = [sale.id for sale in Sale.objects.filter(state=Sale.State.COMPLETED)]
    crawl.walk(*starts(), *(f"/sale/{id}" for id in sold), "/nowhere")
    return crawl
