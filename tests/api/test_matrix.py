"""The matrix: every address and method of the API, and who may use it.

An address that the table does not list fails the test, so nobody adds a door without a lock.
"""

from django.urls import URLResolver, get_resolver

from tests.api.conftest import MARKS, Chain, Program
from tillbook.api.api import api
from tillbook.foundation.actor import Role
from tillbook.nodes.this_node import ThisNode

pytestmark = MARKS

NOBODY = "00000000-0000-7000-8000-000000000000"
ALL = frozenset({Role.CASHIER, Role.MANAGER, Role.ADMINISTRATOR})
MANAGERS = frozenset({Role.MANAGER, Role.ADMINISTRATOR})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
#: Addresses that need no token and tell nothing about anybody.
PUBLIC = None
TABLE: dict[tuple[str, str], frozenset[Role] | None] = {
    ("GET", "customers"): ALL,
    ("POST", "customers"): ALL,
    ("GET", "customers/by-account/<number>"): ALL,
    ("GET", "customers/<uuid:id>"): ALL,
    ("PATCH", "customers/<uuid:id>"): ALL,
    ("POST", "customers/<uuid:id>/copy"): ALL,
    ("GET", "customers/<uuid:id>/history"): ALL,
    ("GET", "customers/<uuid:id>/addresses"): ALL,
    ("POST", "customers/<uuid:id>/addresses"): ALL,
    ("GET", "customers/<uuid:id>/addresses/<uuid:part>"): ALL,
    ("PATCH", "customers/<uuid:id>/addresses/<uuid:part>"): ALL,
    ("DELETE", "customers/<uuid:id>/addresses/<uuid:part>"): ALL,
    ("GET", "customers/<uuid:id>/contacts"): ALL,
    ("POST", "customers/<uuid:id>/contacts"): ALL,
    ("GET", "customers/<uuid:id>/contacts/<uuid:part>"): ALL,
    ("PATCH", "customers/<uuid:id>/contacts/<uuid:part>"): ALL,
    ("DELETE", "customers/<uuid:id>/contacts/<uuid:part>"): ALL,
    ("GET", "customers/<uuid:id>/consents"): ALL,
    ("PUT", "customers/<uuid:id>/consents"): ALL,
    ("GET", "customers/<uuid:id>/consents/ledger"): ALL,
    ("GET", "customers/<uuid:id>/conflicts"): ALL,
    ("POST", "customers/<uuid:id>/conflicts/<int:number>/restore"): ALL,
    ("POST", "customers/<uuid:id>/merge"): ADMINISTRATORS,
    ("POST", "customers/<uuid:id>/unmerge"): ADMINISTRATORS,
    ("GET", "duplicates"): MANAGERS,
    ("POST", "duplicates"): MANAGERS,
    ("POST", "duplicates/batch"): ADMINISTRATORS,
    ("PUT", "duplicates/<uuid:id>"): ADMINISTRATORS,
    ("GET", "operations"): ALL,
    ("POST", "operations/retry"): ALL,
    ("GET", "operations/<uuid:id>"): ALL,
    ("POST", "operations/<uuid:id>/correct"): ALL,
    ("POST", "operations/<uuid:id>/retry"): ALL,
    ("POST", "operations/<uuid:id>/discard"): ALL,
    ("GET", "stores"): ALL,
    ("GET", "customer-groups"): ALL,
    ("GET", "affiliations"): ALL,
    ("GET", "attributes"): ALL,
    ("GET", "features"): ALL,
    ("PUT", "features/<name>"): ADMINISTRATORS,
    ("GET", "configuration"): ADMINISTRATORS,
    ("POST", "configuration"): ADMINISTRATORS,
    ("GET", "status"): ALL,
    ("GET", "connection"): ALL,
    ("POST", "connection"): MANAGERS,
    ("GET", "nodes"): ADMINISTRATORS,
    ("POST", "nodes/codes"): ADMINISTRATORS,
    ("POST", "nodes/<uuid:id>/withdraw"): ADMINISTRATORS,
    ("PUT", "nodes/<uuid:id>/stores"): ADMINISTRATORS,
    ("POST", "why"): ALL,
    ("GET", "search-index"): ALL,
    ("POST", "search-index/rebuild"): ADMINISTRATORS,
    ("GET", "jobs"): ALL,
    ("PATCH", "jobs/<number>"): ADMINISTRATORS,
    ("POST", "jobs/<number>/run"): ADMINISTRATORS,
    ("GET", "sessions"): ALL,
    ("POST", "sessions/<group>/<int:number>/retry"): ADMINISTRATORS,
    ("POST", "sessions/<group>/<int:number>/cancel"): ADMINISTRATORS,
    ("GET", "health"): PUBLIC,
    ("GET", "openapi.json"): PUBLIC,
}
BODIES: dict[tuple[str, str], object] = {
    ("POST", "customers"): {"name": "Matris", "store": "1"},
    ("PATCH", "customers/<uuid:id>"): {"name": "Matris"},
    ("POST", "customers/<uuid:id>/addresses"): {"city": "Göteborg"},
    ("PATCH", "customers/<uuid:id>/addresses/<uuid:part>"): {"city": "Malmö"},
    ("POST", "customers/<uuid:id>/contacts"): {"kind": "url", "value": "matris.example"},
    ("PATCH", "customers/<uuid:id>/contacts/<uuid:part>"): {"label": "matris"},
    ("PUT", "customers/<uuid:id>/consents"): {"contact": NOBODY, "answer": "no"},
    ("POST", "customers/<uuid:id>/merge"): {"customers": [{"id": NOBODY}]},
    ("POST", "duplicates"): {"first": NOBODY, "second": NOBODY},
    ("POST", "duplicates/batch"): {"pairs": [{"first": NOBODY, "second": NOBODY, "strength": 900}]},
    ("PUT", "duplicates/<uuid:id>"): {"state": "different"},
    ("PUT", "features/<name>"): {"on": True},
    ("POST", "configuration"): {"format": "tillbook.configuration", "version": 1, "kinds": {}},
    ("POST", "operations/retry"): {"reason": "nothing"},
    ("POST", "operations/<uuid:id>/discard"): {"reason": "nothing"},
    ("POST", "connection"): {"state": "connected"},
    ("POST", "why"): {"customer": "Matris"},
    ("POST", "nodes/codes"): {"store": "1"},
    ("PUT", "nodes/<uuid:id>/stores"): {"further_stores": []},
    ("POST", "jobs/<number>/run"): {},
    ("PATCH", "jobs/<number>"): {"mode": "continuous"},
}


METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def addresses() -> list[str]:
    """Return every address below /api/v1/ that Django would resolve, in the table's spelling."""
    version = _inside(_inside(get_resolver(), "api/"), "v1/")
    return [str(part.pattern).replace("<uuidstr:", "<uuid:") for part in version.url_patterns]


def _inside(resolver: URLResolver, prefix: str) -> URLResolver:
    [part] = [part for part in resolver.url_patterns if str(part.pattern) == prefix]
    assert isinstance(part, URLResolver)
    return part


def test_the_table_lists_every_address_and_no_other(chain: Chain) -> None:
    stranger = Program(node=chain.till.node, token=None)

    served = {
        (method, address)
        for address in addresses()
        for method in METHODS
        if stranger.call(method, f"/{_filled(address, NOBODY, '1')}", {}).status not in (404, 405)
    }

    assert served == set(TABLE)


def test_every_role_may_do_what_the_table_says_and_nothing_else(chain: Chain) -> None:
    customer = chain.till.create(name="Matris", store="1")
    chain.cast.settle()
    found, expected = {}, {}

    for node in (chain.cast.headquarters, chain.cast.store, chain.cast.tills[0]):
        for door, roles in TABLE.items():
            for caller, program in _callers(chain, node).items():
                place = (node.identity.name, *door, caller)
                found[place] = _knock(program, door, customer["id"], customer["account_number"])
                expected[place] = _expected(roles, caller)
        node.parent.answered()

    assert found == expected


def test_every_protected_address_is_described_as_such() -> None:
    paths = api.get_openapi_schema()["paths"]

    described = {
        (method.upper(), path): "security" in operation
        for path, methods in paths.items()
        for method, operation in methods.items()
    }

    assert [door for door, is_protected in described.items() if not is_protected] == [
        ("GET", "/api/v1/health")
    ]


def _callers(chain: Chain, node: ThisNode) -> dict[str, Program]:
    return {
        **{role.value: chain.program(node, role) for role in sorted(ALL)},
        "no token": Program(node=node, token=None),
        "wrong token": Program(node=node, token="tb_wrong"),
    }


def _expected(roles: frozenset[Role] | None, caller: str) -> str:
    if roles is PUBLIC:
        return "allowed"
    if caller in ("no token", "wrong token"):
        return "unknown"
    return "allowed" if Role(caller) in roles else "refused"


def _knock(program: Program, door: tuple[str, str], id: str, number: str) -> str:
    method, path = door
    query = "?search=matris" if door == ("GET", "customers") else ""
    status = program.call(
        method, f"/{_filled(path, id, number)}{query}", BODIES.get(door, b"")
    ).status
    assert status < 500
    return {401: "unknown", 403: "refused"}.get(status, "allowed")


def _filled(address: str, id: str, number: str) -> str:
    filled = address.replace("<uuid:id>", id).replace("<uuid:part>", NOBODY)
    filled = filled.replace("<group>", "offline").replace("<int:number>", "999999")
    return filled.replace("<number>", number)
