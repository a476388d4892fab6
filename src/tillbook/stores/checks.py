"""What headquarters checks of places and number sequences, whoever changes them."""

from collections.abc import Iterator

from tillbook.configuration.checks import Checked, row_of, unique
from tillbook.exchange.core.units import Document
from tillbook.foundation import checks as of
from tillbook.foundation.checks import Finding
from tillbook.nodes.models import Node
from tillbook.stores.models import (
    FunctionalityProfile,
    LegalEntity,
    NumberCounter,
    NumberSequence,
    OfflineProfile,
    OperatingUnit,
    Register,
    ScreenLayout,
    Store,
)
from tillbook.stores.rules import numbering, profiles
from tillbook.stores.rules.numbering import Numbering

#: How a receipt can be given.
RECEIPT_OPTIONS = ("standard", "email", "both")
_NAME = of.text(80, required=True)
#: The longest text that each part of an address takes, in characters.
ADDRESS = {
    "street": 250,
    "street_number": 30,
    "building": 100,
    "city": 100,
    "district": 100,
    "county": 100,
    "state": 100,
    "postal_code": 20,
    "phone": 60,
}


def _enrolled_where_it_was(before: Document | None, after: Document) -> Iterator[Finding]:
    """Keep a register in its store as long as a device is enrolled to it."""
    if before is not None and before["store"] != after["store"]:
        devices = Node.objects.filter(register=after["id"], status=Node.Status.ACTIVE)
        if devices.exists():
            yield Finding(code="register.enrolled", field="store")


def _one_sequence_per_use(before: Document | None, after: Document) -> Iterator[Finding]:
    use = after.get("used_for", NumberSequence.Use.CUSTOMER_ACCOUNT)
    company = after.get("legal_entity", "")
    if use == NumberSequence.Use.NOTHING:
        return
    others = NumberSequence.objects.filter(used_for=use, legal_entity=company)
    if other := others.exclude(pk=after["id"]).first():
        params = {"sequence": other.name}
        yield Finding(code="number_sequence.taken", field="legal_entity", params=params)


def _enough_numbers(before: Document | None, after: Document) -> Iterator[Finding]:
    form = Numbering(format=after["format"], check_digit=after.get("check_digit", "none"))
    if after.get("first", 1) > form.last:
        params = {"least": "1", "most": str(form.last)}
        yield Finding(code="number.out_of_range", field="first", params=params)
    counter = NumberCounter.objects.filter(sequence=after["id"]).first()
    if counter is not None and counter.next > form.last:
        params = {"next": str(counter.next)}
        yield Finding(code="number_sequence.too_short", field="format", params=params)


def _between(bounds: tuple[int, int], *, usually: int) -> of.Check:
    """Ask for a whole number; a document without the field means the usual one."""
    check = of.whole_number(least=bounds[0], most=bounds[1])
    return lambda document, name: check({name: usually, **document}, name)


def _is_format(document: of.Fields, name: str) -> Iterator[Finding]:
    yield from of.text(numbering.MAX_FORMAT, required=True)(document, name)
    if not numbering.is_format(document[name]):
        yield Finding(code="format.malformed", field=name)


legal_entity = Checked(
    fields={
        "code": unique(LegalEntity, written=of.code(16)),
        "name": _NAME,
        "country": of.country(required=True),
        "currency": of.currency,
        "language": of.language,
        "customer_group": of.text(50),
        "receipt_option": of.one_of(RECEIPT_OPTIONS, usually="standard"),
        "copied_fields": of.texts(50, most=50),
        "dimensions_follow_chosen_group": of.flag,
        "existing_customers": of.one_of(
            LegalEntity.ExistingCustomers.values, usually=LegalEntity.ExistingCustomers.CREATE
        ),
    },
    fixed=["code"],
)
operating_unit = Checked(
    fields={
        "number": unique(OperatingUnit, written=of.code(16)),
        "name": _NAME,
        **{name: of.text(limit) for name, limit in ADDRESS.items()},
        "country": of.country(),
    },
)
store = Checked(
    fields={
        "number": unique(Store, written=of.code(16)),
        "name": _NAME,
        "kind": of.one_of(Store.Kind.values, usually=Store.Kind.STORE),
        "legal_entity": row_of(LegalEntity),
        "operating_unit": row_of(OperatingUnit),
        "currency": of.currency,
        "language": of.language,
        "time_zone": of.time_zone,
        "copy_receipt_email": of.flag,
        "address_book": of.text(50),
        "functionality_profile": row_of(FunctionalityProfile, required=False),
        "screen_layout": row_of(ScreenLayout, required=False),
    },
    fixed=["number"],
)
register = Checked(
    fields={
        "number": unique(Register, written=of.code(16)),
        "name": _NAME,
        "store": row_of(Store),
        "offline_profile": row_of(OfflineProfile, required=False),
        "screen_layout": row_of(ScreenLayout, required=False),
    },
    fixed=["number"],
    questions=[_enrolled_where_it_was],
)
_FUNCTIONALITY, _OFFLINE = profiles.Functionality(), profiles.Offline()
functionality_profile = Checked(
    fields={
        "number": unique(FunctionalityProfile, written=of.code(16)),
        "name": _NAME,
        "create_in_async_mode": of.flag,
        "allow_offline_creation": of.flag,
        "allow_offline_editing": of.flag,
        "real_time_ms": _between(profiles.WAIT_MS, usually=_FUNCTIONALITY.real_time_ms),
        "lock_after_minutes": _between(
            profiles.LOCK_MINUTES, usually=_FUNCTIONALITY.lock_after_minutes
        ),
        "badge_needs_pin": of.flag,
    },
    fixed=["number"],
)
offline_profile = Checked(
    fields={
        "number": unique(OfflineProfile, written=of.code(16)),
        "name": _NAME,
        "request_timeout_s": _between(profiles.REQUEST_S, usually=_OFFLINE.request_timeout_s),
        "reconnect_s": _between(profiles.RECONNECT_S, usually=_OFFLINE.reconnect_s),
        "allow_switch_before_sign_in": of.flag,
        "advanced_switching": of.flag,
        "health_check_minutes": _between(
            profiles.CHECK_MINUTES, usually=_OFFLINE.health_check_minutes
        ),
        "pause_synchronization": of.flag,
    },
    fixed=["number"],
)
number_sequence = Checked(
    fields={
        "code": unique(NumberSequence, written=of.code(32)),
        "name": _NAME,
        "legal_entity": row_of(LegalEntity, key="code", required=False),
        "used_for": of.one_of(
            NumberSequence.Use.values, usually=NumberSequence.Use.CUSTOMER_ACCOUNT
        ),
        "format": _is_format,
        "check_digit": of.one_of(numbering.CHECK_DIGITS, usually="none"),
        "first": of.whole_number(least=1, most=10**numbering.MAX_DIGITS - 1),
    },
    fixed=["code"],
    questions=[_one_sequence_per_use, _enough_numbers],
)
