"""The tokens by which a customer is found, and the query over them.

Tokens consist of ASCII letters, digits and Han only, so that both full-text engines take them whole.
They are made once, at headquarters, and travel with the customer (see foundation.folding).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tillbook.customers.rules import identifiers, pinyin
from tillbook.customers.rules.query_text import Needle, NeedleKind, joined, needles_of
from tillbook.foundation import folding, names, phones

LONGEST_TOKEN = 64
MOST_TOKENS = 200
#: Begins the tokens of reversed phone digits: a search by the last digits becomes a prefix search.
REVERSED = "rev"
FEWEST_LAST_DIGITS = 3
#: Begins the token of an address book. Han is looked for in whole tokens only, so this is never hit.
_BOOK = "\u3007"

_SAFE = re.compile(f"[a-z0-9{folding.HAN}]+")
_COMPOUND = re.compile(r"[a-z0-9]+(?:['\-.&][a-z0-9]+)+")
_LETTERS_OR_DIGITS = re.compile(r"[a-z]+|\d+")
_GAP_IN_HAN = re.compile(rf"(?<=[{folding.HAN}])[\s*.-]+(?=[{folding.HAN}])")
_NAME_FIELDS = ("name", "known_as", "first_name", "middle_name", "last_name", "phonetic_name")
_PLACES = ("city", "district", "county", "state")
_ADDRESS_WORDS = (
    "street",
    "street_number",
    "building",
    "post_box",
    *_PLACES,
    "postal_code",
    "name",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """Hold one token to find, whole or as the beginning of a token."""

    token: str
    is_prefix: bool

    def __post_init__(self) -> None:
        """Refuse anything that a query language could take for more than a word."""
        if not _SAFE.fullmatch(self.token):
            raise ValueError("a search term holds only letters a-z, digits and Han")


@dataclass(frozen=True, kw_only=True, slots=True)
class SearchQuery:
    """Hold a query: every group must match, by any of its alternatives, in all of its terms."""

    groups: tuple[tuple[tuple[Term, ...], ...], ...]
    #: Tokens of which every customer found holds all, and none; they are no words.
    within: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to search for; such a query must not be run."""
        return not self.groups


def tokens_of(document: Mapping[str, Any], *, more: Iterable[str] = ()) -> list[str]:
    """List the tokens of a customer document, the most telling first, each once.

    At most 200 tokens of at most 64 characters. ``more`` are further texts to be found by, such as
    card numbers and searchable attributes.
    """
    found: dict[str, None] = {}
    for token in _all_tokens(document, more):
        if token:
            found[token[:LONGEST_TOKEN]] = None
        if len(found) == MOST_TOKENS:
            break
    return list(found)


def query_of(text: str) -> SearchQuery:
    """Turn what somebody typed into a query; any text is allowed, in any order of words."""
    return SearchQuery(groups=tuple(_group(needle) for needle in needles_of(text)))


def whole_words(query: SearchQuery) -> SearchQuery:
    """Return the query that only whole tokens answer, none that merely begin with what was typed."""
    return replace(
        query,
        groups=tuple(
            tuple(
                tuple(Term(token=term.token, is_prefix=False) for term in alternative)
                for alternative in group
            )
            for group in query.groups
        ),
    )


def with_words(query: SearchQuery, instead: Mapping[str, Iterable[str]]) -> SearchQuery:
    """Return the query in which other whole words may stand for those that were typed."""
    return replace(
        query,
        groups=tuple(
            group
            + tuple(
                (Term(token=word, is_prefix=False),)
                for alternative in group
                for term in alternative[:1]
                for word in instead.get(term.token, ())
            )
            for group in query.groups
        ),
    )


def any_word(query: SearchQuery) -> SearchQuery:
    """Return the query that is answered by any one of the words."""
    alternatives = tuple(alternative for group in query.groups for alternative in group)
    return replace(query, groups=(alternatives,) if alternatives else ())


def book_token(code: str) -> str:
    """Return what stands in the index for an address book; nobody can type the beginning of it.

    Source: AR-129.
    """
    return _BOOK + code.encode().hex()


def is_found(query: SearchQuery, tokens: Iterable[str]) -> bool:
    """Tell whether tokens answer the query, as the database engines do; an empty query finds nothing."""
    held = list(tokens)
    if not set(query.within) <= set(held) or set(query.without) & set(held):
        return False
    return not query.is_empty and all(
        any(all(_holds(held, term) for term in alternative) for alternative in group)
        for group in query.groups
    )


def to_fts5(query: SearchQuery) -> str:
    """Write the query for SQLite's FTS5 with the unicode61 tokenizer; empty for an empty query."""
    return _render(
        query,
        term=lambda t: f'"{t.token}"{"*" if t.is_prefix else ""}',
        both=" AND ",
        either=" OR ",
        but_not=" NOT ",
    )


def to_tsquery(query: SearchQuery) -> str:
    """Write the query for PostgreSQL's ``::tsquery`` cast; empty for an empty query."""
    return _render(
        query,
        term=lambda t: f"'{t.token}'{':*' if t.is_prefix else ''}",
        both=" & ",
        either=" | ",
        but_not=" & !",
    )


def split_words(text: str) -> Iterator[str]:
    """List the words of a text and the words that a hyphen, apostrophe or dot would hold together."""
    closed = close_han(text)
    yield from folding.words(closed)
    for found in _COMPOUND.findall(closed):
        yield joined(found)


def close_han(text: str) -> str:
    """Fold a text and remove spaces and dots between Han characters, as in 王 芳."""
    folded = folding.fold(text)
    return _GAP_IN_HAN.sub("", folded) if folding.has_han(folded) else folded


def _all_tokens(document: Mapping[str, Any], more: Iterable[str]) -> Iterator[str]:
    for text in filter(None, _names(document)):
        yield from _name_tokens(text)
    yield from _number_tokens(document.get("account_number") or "")
    for contact in document.get("contacts") or []:
        yield from _contact_tokens(contact)
    for identifier in document.get("identifiers") or []:
        yield from _identifier_tokens(identifier)
    for person in document.get("contact_persons") or []:
        yield from _person_tokens(person)
    for address in document.get("addresses") or []:
        if address.get("is_active", True):
            yield from _address_tokens(address)
    for text in more:
        yield from _name_tokens(text)
        yield from _number_tokens(text)


def _names(document: Mapping[str, Any]) -> Iterator[str]:
    if not document.get("name"):
        first, last = document.get("first_name") or "", document.get("last_name") or ""
        yield names.join(first, last, language=document.get("language") or "")
    for field in _NAME_FIELDS:
        yield document.get(field) or ""


def _name_tokens(text: str) -> Iterator[str]:
    yield from _like_emails(text)
    for word in split_words(text):
        if folding.is_han(word):
            yield from word
            yield from _pairs(word)
            yield from pinyin.search_forms(word)
        else:
            yield word


def _number_tokens(text: str) -> Iterator[str]:
    number = joined(text)
    yield number
    yield number.lstrip("0")


def _contact_tokens(contact: Mapping[str, Any]) -> Iterator[str]:
    texts = dict.fromkeys((contact.get("value") or "", contact.get("as_typed") or ""))
    match contact.get("kind"):
        case "phone":
            yield from _phone_tokens(contact.get("value") or contact.get("as_typed") or "")
        case "email":
            for text in texts:
                yield from _email_tokens(text)
        case _:
            for text in texts:
                yield from split_words(text)


def _identifier_tokens(identifier: Mapping[str, Any]) -> Iterator[str]:
    """List a number whole, without its letters, and backwards: people know the last digits."""
    for text in dict.fromkeys((identifier.get("value") or "", identifier.get("as_typed") or "")):
        yield joined(text)
        if digits := identifiers.digits_of(text):
            yield digits
            yield REVERSED + digits[::-1]


def _person_tokens(person: Mapping[str, Any]) -> Iterator[str]:
    yield from _name_tokens(person.get("name") or "")
    if person.get("phone"):
        yield from _phone_tokens(person["phone"])
    if person.get("email"):
        yield from _email_tokens(person["email"])


def _phone_tokens(text: str) -> Iterator[str]:
    phone = phones.normalise(text, country="")
    if isinstance(phone, phones.Phone):
        digits = phone.e164[1:]
        yield from (digits, phone.national, phone.national.lstrip("0"))
    else:
        digits = "".join(char for char in folding.fold(text) if char.isdigit())
        yield digits
    if digits:
        yield REVERSED + digits[::-1]


def _email_tokens(text: str) -> Iterator[str]:
    local, _, domain = text.rpartition("@")
    yield joined(text)
    yield from folding.words(local)
    yield from folding.words(domain)
    yield joined(domain)
    for word in folding.words(local):
        yield from _LETTERS_OR_DIGITS.findall(word)


def _address_tokens(address: Mapping[str, Any]) -> Iterator[str]:
    for field in _ADDRESS_WORDS:
        text = address.get(field)
        if not text:
            continue
        yield from _like_emails(text)
        for word in split_words(text):
            is_han = folding.is_han(word)
            yield from _pairs(word) if is_han and len(word) > 1 else (word,)
            if is_han and field in _PLACES:
                yield "".join(choices[0] for choices in pinyin.readings(word))
    yield joined(address.get("postal_code") or "")
    if address.get("phone"):
        yield from _phone_tokens(address["phone"])


def _like_emails(text: str) -> Iterator[str]:
    """List the parts with an @, joined: whoever types them searches as for an e-mail address."""
    if "@" in (folded := folding.fold(text)):
        yield from (joined(part) for part in folded.split() if "@" in part)


def _pairs(han: str) -> list[str]:
    return [han[start : start + 2] for start in range(len(han) - 1)]


def _group(needle: Needle) -> tuple[tuple[Term, ...], ...]:
    match needle.kind:
        case NeedleKind.HAN:
            parts = _pairs(needle.text) if len(needle.text) > 1 else [needle.text]
            return (tuple(Term(token=part, is_prefix=False) for part in parts),)
        case NeedleKind.NUMBER:
            return tuple(_number_alternatives(needle))
        case NeedleKind.WORD | NeedleKind.EMAIL:
            return ((_prefix(needle.text),),)


def _number_alternatives(needle: Needle) -> Iterator[tuple[Term, ...]]:
    yield (_prefix(needle.text),)
    if needle.text.startswith("00") and needle.text.strip("0"):
        yield (_prefix(needle.text.lstrip("0")),)
    if len(needle.text) >= FEWEST_LAST_DIGITS:
        yield (_prefix(REVERSED + needle.text[::-1]),)
    if len(needle.groups) > 1:
        yield tuple(_prefix(group) for group in needle.groups)


def _prefix(token: str) -> Term:
    return Term(token=token[:LONGEST_TOKEN], is_prefix=True)


def _holds(tokens: list[str], term: Term) -> bool:
    if term.is_prefix:
        return any(token.startswith(term.token) for token in tokens)
    return term.token in tokens


def _render(
    query: SearchQuery, *, term: Callable[[Term], str], both: str, either: str, but_not: str
) -> str:
    groups = [term(Term(token=token, is_prefix=False)) for token in query.within]
    for group in query.groups:
        alternatives = [
            f"({both.join(term(each) for each in alternative)})" for alternative in group
        ]
        groups.append(f"({either.join(alternatives)})")
    found = both.join(groups)
    for token in query.without if found else ():
        found = f"({found}){but_not}{term(Term(token=token, is_prefix=False))}"
    return found
