"""The law of consent: three answers, per contact and purpose, never moved and never inherited.

Without an answer nobody has asked, and who was not asked has not agreed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tillbook.customers.rules import contacts
from tillbook.customers.rules.validation import Problem

YES, NO, NOT_ASKED = "yes", "no", "not_asked"
ANSWERS = (YES, NO, NOT_ASKED)
#: The purpose that `contacts[].marketing` speaks of.
MARKETING = "marketing"
#: Kinds of contacts that somebody can be reached by.
KINDS = ("email", "phone")
SOURCES = ("spoken", "form", "api", "shop", "import")
#: How much each answer restricts; the larger one stands against the smaller.
_RESTRICTION = {YES: 0, NOT_ASKED: 1, NO: 2}

Contact = Mapping[str, Any]
Consents = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """An answer that somebody gave for one contact and one purpose."""

    contact: str
    purpose: str
    answer: str
    #: Language of the words that were read; empty for the customer's own.
    language: str = ""
    #: How it was given; empty for what the actor's place says.
    source: str = ""
    #: Where it stands in what was entered; empty for an answer that comes alone.
    pointer: str = ""

    @property
    def key(self) -> str:
        """The key of the document's consents."""
        return key(self.contact, self.purpose)


def key(contact: str, purpose: str) -> str:
    """Return the key of an answer in a document's consents."""
    return f"{contact}/{purpose}"


def split(text: str) -> tuple[str, str]:
    """Return contact and purpose of a key."""
    contact, _, purpose = text.partition("/")
    return contact, purpose


def answer_of(consents: Consents, contact: str, purpose: str) -> str:
    """Return what was answered; without an entry nobody has asked."""
    return str(consents.get(key(contact, purpose), {}).get("answer") or NOT_ASKED)


def permits(consents: Consents, contact: str, purpose: str) -> bool:
    """Tell whether a contact may be used for a purpose: only after a yes."""
    return answer_of(consents, contact, purpose) == YES


def restriction(value: Any) -> int:
    """Rank an answer as concurrent edits meet: no before not asked before yes. Source: AR-043."""
    answer = value.get("answer") if isinstance(value, Mapping) else None
    return _RESTRICTION.get(str(answer), _RESTRICTION[NOT_ASKED])


def entered(
    given_contacts: Sequence[Contact],
    given_consents: Mapping[str, Any],
    *,
    stored: Contact,
    settled: Sequence[Contact],
) -> list[Given]:
    """Return the answers that an entry states, for the contacts as they were settled.

    `given_contacts` and `settled` stand in the same order. An answer beside a contact whose value
    is new says nothing when it only repeats that of the value it replaces: no consent moves along.
    Source: AR-044.
    """
    before: Consents = stored.get("consents") or {}
    known = {contact["id"] for contact in stored.get("contacts") or ()}
    moved: dict[str, str] = {}
    found = []
    for at, (given, contact) in enumerate(zip(given_contacts, settled, strict=True)):
        old, answer = str(given.get("id") or ""), given.get("marketing")
        if old and old not in known:
            moved[old] = contact["id"]
        is_copy = (
            contact["id"] != old and old in known and (answer == answer_of(before, old, MARKETING))
        )
        if answer is not None and not is_copy:
            pointer = f"/contacts/{at}/marketing"
            found.append(
                Given(contact=contact["id"], purpose=MARKETING, answer=answer, pointer=pointer)
            )
    return [*found, *_of_map(given_consents, moved)]


def _of_map(given: Mapping[str, Any], moved: Mapping[str, str]) -> Iterator[Given]:
    for text, value in given.items():
        contact, purpose = split(text)
        part = value if isinstance(value, Mapping) else {"answer": value or NOT_ASKED}
        yield Given(
            contact=moved.get(contact, contact),
            purpose=purpose,
            answer=str(part.get("answer") or NOT_ASKED),
            language=str(part.get("language") or ""),
            pointer="/consents/" + text.replace("~", "~0").replace("/", "~1"),
        )


def changed(given: Iterable[Given], consents: Consents) -> list[Given]:
    """Leave out the answers that stand so already: an untouched one keeps its proof."""
    return [one for one in given if one.answer != answer_of(consents, one.contact, one.purpose)]


def problems(
    given: Sequence[Given], customer_contacts: Iterable[Contact], purposes: Iterable[str]
) -> list[Problem]:
    """List what keeps changed answers from being recorded."""
    by_id = {contact["id"]: contact for contact in customer_contacts}
    known = frozenset(purposes)
    answers: dict[str, str] = {}
    found = []
    for one in given:
        code = _fault(one, by_id.get(one.contact), known)
        if not code and answers.setdefault(one.key, one.answer) != one.answer:
            code = "consent.contradictory"
        if code:
            params = {"value": one.purpose[:50]}
            pointer = one.pointer or _AT.get(code, "/answer")
            found.append(Problem(code=code, pointer=pointer, params=params))
    return found


#: The part of a single answer that each fault is about.
_AT = {
    "consent.no_contact": "/contact",
    "consent.not_for_url": "/contact",
    "consent.purpose_unknown": "/purpose",
}


def _fault(given: Given, contact: Contact | None, purposes: frozenset[str]) -> str:
    if given.answer not in ANSWERS:
        return "consent.answer_unknown"
    if contact is None:
        return "consent.no_contact"
    if contact["kind"] not in KINDS:
        return "consent.not_for_url"
    if given.purpose not in purposes:
        return "consent.purpose_unknown"
    if given.answer == NOT_ASKED:
        return "consent.not_taken_back"
    if given.answer == YES and contacts.is_as_typed(contact):
        return "consent.as_typed"
    return ""


def homeless(before: Contact | None, after: Contact) -> list[str]:
    """Return the keys of answers whose contact is gone, or has become another value."""
    answers = after.get("consents") or {}
    if not answers:
        return []
    was = {one["id"]: contacts.key_of(one) for one in (before or {}).get("contacts", ())}
    here = {
        one["id"]
        for one in after.get("contacts", ())
        if one["id"] not in was or was[one["id"]] == contacts.key_of(one)
    }
    return [text for text in answers if split(text)[0] not in here]
