"""What makes two contacts one: a contact is its value, so another value is another contact."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from tillbook.customers.rules.validation import Problem
from tillbook.foundation import emails, phones, urls

Contact = Mapping[str, Any]
#: Kind, value and extension in the form in which they are compared.
Key = tuple[str, str, str]
#: Kinds of which a customer has several only where that is switched on.
COUNTED_KINDS = ("email", "phone")
#: What an entry may say of a contact without its being stored there.
ENTRY_ONLY = frozenset({"accept_as_typed", "marketing"})


def normal_form(contact: Contact, *, country: str) -> dict[str, Any]:
    """Return value, extension and is_mobile of an entered contact.

    An extension is read from the typed number; whether a phone is a mobile one is taken from its
    number where nobody says. A text that is no number stands as it was typed.
    """
    text, extension = str(contact["value"]), str(contact.get("extension") or "")
    stated = contact.get("is_mobile")
    form: dict[str, Any] = {"value": text, "extension": extension, "is_mobile": bool(stated)}
    match contact["kind"]:
        case "phone":
            phone = phones.normalise(text, country=country)
            if not isinstance(phone, phones.Phone):
                return form | {"value": text.strip(), "is_mobile": False}
            is_mobile = phone.is_mobile if stated is None else stated
            return {
                "value": phone.e164,
                "extension": phone.extension or extension,
                "is_mobile": bool(is_mobile),
            }
        case "email":
            email = emails.normalise(text)
            return form | ({"value": email.address} if isinstance(email, emails.Email) else {})
        case "url":
            url = urls.normalise(text)
            return form | ({"value": url.address} if isinstance(url, urls.Url) else {})
    return form


def key_of(contact: Contact) -> Key:
    """Return what a stored contact, or one in its normal form, is compared by."""
    kind, value = str(contact.get("kind")), str(contact.get("value") or "")
    match kind:
        case "email":
            value = emails.identity(value)
        case "url":
            url = urls.normalise(value)
            value = url.address if isinstance(url, urls.Url) else value
        case _:
            value = " ".join(value.casefold().split())
    return kind, value, str(contact.get("extension") or "")


def is_as_typed(contact: Contact) -> bool:
    """Tell whether a phone is kept as it was typed, because no number could be read from it."""
    return contact.get("kind") == "phone" and isinstance(
        phones.normalise(str(contact.get("value") or ""), country=""), phones.PhoneProblem
    )


def repeated(contacts: Sequence[Contact], stored: Collection[Contact]) -> Iterator[Problem]:
    """Find contacts that say what another one of the customer says already.

    Two that were stored so, by stores that did not see each other, are let be.
    """
    known = {contact["id"] for contact in stored}
    places: dict[Key, list[int]] = {}
    for position, contact in enumerate(contacts):
        places.setdefault(key_of(contact), []).append(position)
    for alike in places.values():
        new = [position for position in alike if contacts[position]["id"] not in known]
        for position in new[1:] if len(new) == len(alike) else new:
            yield Problem(code="contact.repeated", pointer=f"/contacts/{position}/value")


def added_secondaries(
    contacts: Sequence[Contact], stored: Collection[Contact]
) -> Iterator[Problem]:
    """Find the emails and phones that are more than a customer had, and than one of a kind.

    Those that are stored stay, and may change places; a primary one may be replaced.
    """
    known = {contact["id"] for contact in stored}
    for kind in COUNTED_KINDS:
        here = [(at, one) for at, one in enumerate(contacts) if one["kind"] == kind]
        allowed = max(1, sum(contact["kind"] == kind for contact in stored))
        added = [(at, one) for at, one in here if one["id"] not in known]
        excess = [at for at, one in added if not one["is_primary"]]
        if len(here) > allowed and not excess:
            excess = [at for at, _ in added]
        for at in excess:
            yield Problem(
                code="contact.secondary_off", pointer=f"/contacts/{at}", params={"kind": kind}
            )


def beyond_plain_async(entered: Mapping[str, Any]) -> Iterator[Problem]:
    """Find a title, and emails and phones beyond the first one of each kind. Source: AR-040."""
    if str(entered.get("title") or "").strip():
        yield Problem(code="title.async_off", pointer="/title")
    kinds: set[str] = set()
    for position, contact in enumerate(entered.get("contacts") or ()):
        kind = str(contact.get("kind"))
        if kind in kinds and kind in COUNTED_KINDS:
            pointer, params = f"/contacts/{position}", {"kind": kind}
            yield Problem(code="contact.async_off", pointer=pointer, params=params)
        kinds.add(kind)
