"""Bringing entered contacts into stored form; an id belongs to a value, not to a place in a form."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tillbook.customers.errors import InvalidCustomer
from tillbook.customers.rules import contacts as rules
from tillbook.features.queries import is_on
from tillbook.foundation.ids import new_id

Contact = dict[str, Any]


def recognise(entered: Iterable[Contact], stored: Iterable[Mapping[str, Any]]) -> None:
    """Mark the phones that are stored as they were typed: they are accepted again."""
    kept = {str(one["value"]) for one in stored if rules.is_as_typed(one)}
    for contact in entered:
        if contact.get("kind") == "phone" and str(contact.get("value") or "").strip() in kept:
            contact["accept_as_typed"] = True


def settle(
    entered: Sequence[Contact], *, country: str, stored: Sequence[Mapping[str, Any]] | None
) -> list[Contact]:
    """Give contacts their normal forms and ids, in the order in which they were entered.

    The same value keeps its id, also when it comes without one; another value gets a new one.
    Those of a new customer (`stored` is None) may bring the ids that they are to have. Raises InvalidCustomer when two say the same. Source: AR-044.
    """
    formed = [_formed(contact, country) for contact in entered]
    known = {str(one["id"]): rules.key_of(one) for one in stored or ()}
    keys = [rules.key_of(contact) for contact in formed]
    ids = [
        contact["id"] if known.get(contact["id"]) == key else ""
        for contact, key in zip(formed, keys, strict=True)
    ]
    for at, (contact, key) in enumerate(zip(formed, keys, strict=True)):
        free = (id for id, other in known.items() if other == key and id not in ids)
        own = contact["id"] if stored is None and contact["id"] not in ids else ""
        ids[at] = ids[at] or next(free, own) or str(new_id())
    settled = [contact | {"id": id} for contact, id in zip(formed, ids, strict=True)]
    problems = list(rules.repeated(settled, stored or ()))
    if problems:
        raise InvalidCustomer(problems)
    return settled


def refuse_added_secondaries(
    contacts: Sequence[Mapping[str, Any]], *, stored: Sequence[Mapping[str, Any]] = ()
) -> None:
    """Refuse further emails and phones where they are not switched on. Raises InvalidCustomer.

    Source: AR-036, AR-037.
    """
    problems = list(rules.added_secondaries(contacts, stored))
    if problems and not is_on("multiple_contacts"):
        raise InvalidCustomer(problems)


def refuse_beyond_plain_async(entered: Mapping[str, Any]) -> None:
    """Refuse what a plain asynchronous creation does not take. Raises InvalidCustomer.

    It is said and not dropped: a form may have been opened while there was a connection.
    Source: AR-040.
    """
    if problems := list(rules.beyond_plain_async(entered)):
        raise InvalidCustomer(problems)


def _formed(contact: Contact, country: str) -> Contact:
    """Give a contact its normal form; the typed text is kept beside."""
    kept = {name: value for name, value in contact.items() if name not in rules.ENTRY_ONLY}
    return {
        "label": "",
        "is_primary": False,
        **kept,
        "id": str(contact.get("id") or ""),
        "as_typed": str(contact.get("as_typed") or contact["value"]),
        **rules.normal_form(contact, country=country),
    }
