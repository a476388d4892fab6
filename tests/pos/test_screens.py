"""The register's screens without scripts: every step works as plain forms and links."""

import pytest
from tests.cast import Network
from tests.pos.conftest import DATABASES, Till

pytestmark = [pytest.mark.django_db(transaction=True, databases=DATABASES)]


def test_try(cast: Network, at: type[Till]) -> None:
    till = at(cast.tills[0])
    assert till.get("/").status == 302
    assert "Ada" in till.get("/sign-in").text
    wrong = till.sign_in(pin="0000")
    assert wrong.status == 422
    assert till.sign_in().location == "/"
    w = till.get("/")
    assert w.status == 200
    n = till.get("/customers/new")
    assert n.status == 200
    print(n.text)
    r = till.post("/customers/new", {"type": "person", "name": "Anna Svensson", "phone": "070-1740612", "email":"", "street":"Storgatan 1", "postal_code":"411 10","city":"Göteborg","country":"SE"})
    assert r.status == 303, r.text
    d = till.get(r.location)
    print(d.text)
    e = till.get(r.location.split("?")[0] + "/edit")
    s = till.get("/customers/?q=svens")
    s = till.get("/customers/")
    assert "Anna" in s.text
    print(s.text)
    assert till.get("/sync").status == 200
    assert till.get("/customers/others").status == 200
