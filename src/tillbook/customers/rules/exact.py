"""Who is meant by a whole code: an account number, an identifier, a phone number, an email address."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tillbook.attributes.rules.definitions import Definition
from tillbook.customers.rules.query_text import joined
from tillbook.customers.rules.search_tokens import LONGEST_TOKEN, SearchQuery, Term
from tillbook.foundation import phones


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """What was scanned or typed whole."""

    #: Small letters and digits only.
    plain: str
    #: The same as a phone number in E.164, where it can be one.
    phone: str

    @classmethod
    def of(cls, text: str, *, country: str) -> "Code":
        """Read a code; the country is the one whose national phone numbers are understood."""
        phone = phones.normalise(text, country=country)
        number = phone.e164 if isinstance(phone, phones.Phone) else ""
        return cls(plain=joined(text), phone=number)

    def query(self) -> SearchQuery:
        """Return the query that finds whoever has it as a whole token; empty for no code."""
        tokens = dict.fromkeys(filter(None, (self.plain[:LONGEST_TOKEN], self.phone[1:])))
        either = tuple((Term(token=token, is_prefix=False),) for token in tokens)
        return SearchQuery(groups=(either,) if either else ())

    def means(self, document: Mapping[str, Any], searchable: Mapping[str, Definition]) -> bool:
        """Tell whether a customer has exactly this code."""
        contacts = document.get("contacts") or []
        if self.phone and any(
            one["kind"] == "phone" and one["value"] == self.phone for one in contacts
        ):
            return True
        return self.plain in map(joined, _codes(document, searchable))


def _codes(document: Mapping[str, Any], searchable: Mapping[str, Definition]) -> Iterator[str]:
    yield document.get("account_number") or ""
    for contact in document.get("contacts") or []:
        if contact["kind"] == "email":
            yield contact["value"]
    for identifier in document.get("identifiers") or []:
        yield from (identifier["value"], identifier.get("as_typed") or "")
    for id, value in (document.get("attributes") or {}).items():
        if id in searchable:
            yield from searchable[id].texts_of(value)
