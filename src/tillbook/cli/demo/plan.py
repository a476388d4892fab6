"""What the demo consists of: a made-up chain with two stores, three registers and four associates."""

from dataclasses import dataclass
from pathlib import Path

HEADQUARTERS = "headquarters"


@dataclass(frozen=True, slots=True, kw_only=True)
class Associate:
    """A person who signs in at the registers of a store."""

    number: str
    name: str
    pin: str
    role: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """A store with its operating unit's address and what its default customer hands down."""

    number: str
    name: str
    country: str
    currency: str
    language: str
    time_zone: str
    street: str
    postal_code: str
    city: str
    registers: tuple[str, ...]
    staff: tuple[Associate, ...]
    default_customer: str
    customer_group: str
    address_book: str
    receipt_option: str
    affiliations: tuple[str, ...]
    kind: str = "store"
    #: Registers without a device: browsers that the store's server serves.
    in_browsers: tuple[str, ...] = ()


GOTEBORG = Shop(
    number="1",
    name="Göteborg",
    country="SE",
    currency="SEK",
    language="sv",
    time_zone="Europe/Stockholm",
    street="Kungsportsavenyn",
    postal_code="411 36",
    city="Göteborg",
    registers=("1-1", "1-2"),
    in_browsers=("1-3",),
    staff=(
        Associate(number="101", name="Karin Lund", pin="1357", role="cashier", language="sv"),
        Associate(number="102", name="Ada Berg", pin="2468", role="manager", language="en"),
    ),
    default_customer="Standardkund Göteborg",
    customer_group="retail",
    address_book="sweden",
    receipt_option="email",
    affiliations=("loyalty",),
)
SHANGHAI = Shop(
    number="2",
    name="上海",
    country="CN",
    currency="CNY",
    language="zh-hans",
    time_zone="Asia/Shanghai",
    street="南京东路",
    postal_code="200001",
    city="上海",
    registers=("2-1",),
    staff=(
        Associate(number="201", name="王芳", pin="1357", role="cashier", language="zh-hans"),
        Associate(number="202", name="李伟", pin="2468", role="manager", language="zh-hans"),
    ),
    default_customer="上海默认客户",
    customer_group="retail-china",
    address_book="china",
    receipt_option="standard",
    affiliations=(),
)
#: Sells without registers; programs create its customers at headquarters.
ONLINE = Shop(
    number="9",
    name="Nordhav Online",
    country="DE",
    currency="EUR",
    language="en",
    time_zone="Europe/Berlin",
    street="Am Sandtorkai",
    postal_code="20457",
    city="Hamburg",
    registers=(),
    staff=(),
    default_customer="Online default customer",
    customer_group="retail-online",
    address_book="online",
    receipt_option="email",
    affiliations=("loyalty",),
    kind="online_store",
)
#: The stores that have nodes.
SHOPS = (GOTEBORG, SHANGHAI)
#: Code, name, values by code.
FINANCIAL_DIMENSIONS = (
    ("BusinessUnit", "Business unit", {"001": "Nordic", "002": "China"}),
    ("Department", "Department", {"022": "Stores", "031": "Business sales", "041": "Online"}),
)
ADDRESS_BOOKS = (
    ("sweden", "Customers in Sweden"),
    ("china", "Customers in China"),
    ("online", "Customers of the online store"),
)
#: Code, name, financial dimensions.
CUSTOMER_GROUPS = (
    ("retail", "Retail", {"BusinessUnit": "001", "Department": "022"}),
    ("retail-china", "Retail China", {"BusinessUnit": "002", "Department": "022"}),
    ("retail-online", "Retail online", {"BusinessUnit": "001", "Department": "041"}),
    ("business", "Business", {"BusinessUnit": "001", "Department": "031"}),
)
AFFILIATIONS = (("loyalty", "Loyalty club"), ("student", "Students"), ("staff", "Staff"))
SWITCHED_ON = ("multiple_contacts",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One node of the demo: where it lives and where it is reached."""

    #: `headquarters`, a store's number, or a register's number.
    number: str
    name: str
    folder: Path
    port: int
    shop: Shop | None = None
    is_register: bool = False

    @property
    def url(self) -> str:
        """The node's address."""
        return f"http://127.0.0.1:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """All nodes of the demo, parents first."""

    headquarters: Place
    stores: tuple[Place, ...]
    registers: tuple[Place, ...]

    @property
    def all(self) -> tuple[Place, ...]:
        """Every node."""
        return (self.headquarters, *self.stores, *self.registers)

    def parent_of(self, register: Place) -> Place:
        """Return the node of the register's store; headquarters where the store has none."""
        stores = (store for store in self.stores if store.shop is register.shop)
        return next(stores, self.headquarters)


def places(folder: Path, *, port_base: int) -> Places:
    """Lay the demo out: headquarters at the first port, then stores, then registers."""
    stores = tuple(
        Place(
            number=shop.number,
            name=f"Store {shop.number}, {shop.name}",
            folder=folder / f"store-{shop.number}",
            port=port_base + position,
            shop=shop,
        )
        for position, shop in enumerate(SHOPS, start=1)
    )
    tills = [(shop, number) for shop in SHOPS for number in shop.registers]
    registers = tuple(
        Place(
            number=number,
            name=f"Register {number}, {shop.name}",
            folder=folder / f"register-{number}",
            port=port_base + position,
            shop=shop,
            is_register=True,
        )
        for position, (shop, number) in enumerate(tills, start=1 + len(stores))
    )
    headquarters = Place(
        number=HEADQUARTERS, name="Headquarters", folder=folder / HEADQUARTERS, port=port_base
    )
    return Places(headquarters=headquarters, stores=stores, registers=registers)
