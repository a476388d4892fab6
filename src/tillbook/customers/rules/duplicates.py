"""Who may be the same as somebody who is being typed: what is alike, how strongly, what follows."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tillbook.customers.rules import contacts, existing
from tillbook.exchange.core.units import Document
from tillbook.foundation import folding
from tillbook.foundation.checks import Fields, Finding

#: What of a contact can be the same as another customer's.
IDENTIFIERS = ("phone", "email")
#: Why one more customer with the same contact was created all the same.
REASONS = ("shared_contact", "family", "other")
#: Begins such a reason where it stands in an operation.
SAID = "duplicate."
#: The most candidates that somebody is asked to compare with.
MOST = 3


class Policy(StrEnum):
    """What a store does with a new customer who has somebody's contact."""

    FREE = "free"
    WARN = "warn"
    BLOCK = "block"


class Strength(StrEnum):
    """How likely two customers are the same."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """A customer who may be the one that is being typed."""

    customer: Document
    #: What is exactly equal: of IDENTIFIERS.
    same: tuple[str, ...]
    #: The contacts that are: kind and normal form.
    shared: frozenset[tuple[str, str]] = frozenset()
    #: Whether the names are the same as search compares them; None where none is typed.
    same_name: bool | None = None
    strength: Strength = Strength.LIKELY
    #: Whether this node does not hold the customer: the parent told of it.
    is_elsewhere: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicates:
    """Who may be the same, the most likely first."""

    items: tuple[Duplicate, ...] = ()
    #: False when other nodes could not be asked: only this node's customers were compared.
    is_complete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """What a store does, by identifier."""

    phone: Policy = Policy.WARN
    email: Policy = Policy.WARN

    def of(self, duplicate: Duplicate) -> Policy:
        """Return the strictest policy of what is the same."""
        asked = {Policy(getattr(self, name)) for name in duplicate.same}
        return next((one for one in (Policy.BLOCK, Policy.WARN) if one in asked), Policy.FREE)

    def among(self, found: Iterable[Duplicate]) -> Policy:
        """Return the strictest policy of several."""
        asked = {self.of(one) for one in found}
        return next((one for one in (Policy.BLOCK, Policy.WARN) if one in asked), Policy.FREE)

    @property
    def asks(self) -> bool:
        """Whether anything is looked at."""
        return (self.phone, self.email) != (Policy.FREE, Policy.FREE)

    @property
    def blocks(self) -> bool:
        """Whether anything is refused that nobody can answer for."""
        return Policy.BLOCK in (self.phone, self.email)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What somebody who saw the candidates says."""

    #: Ids of the candidates that were shown.
    seen: frozenset[str] = field(default_factory=frozenset)
    #: One of REASONS; empty while nobody gave one.
    reason: str = ""

    def settles(self, found: Iterable[Duplicate]) -> bool:
        """Tell whether all these were shown, and a reason was given."""
        return self.reason in REASONS and all(one.customer["id"] in self.seen for one in found)


def ways_of(entered: Mapping[str, Any], *, country: str) -> set[tuple[str, str]]:
    """Return the emails and phones that can be read from what was typed: kind and normal form."""
    typed = [one for one in entered.get("contacts") or () if one.get("value")]
    known = [one for one in typed if one.get("kind") in IDENTIFIERS]
    normal = [{**one, **contacts.normal_form(one, country=country)} for one in known]
    readable = [one for one in normal if not contacts.is_as_typed(one) and _is_whole(one)]
    return existing.ways({"contacts": readable})


def _is_whole(contact: Mapping[str, Any]) -> bool:
    return contact["kind"] == "phone" or "@" in str(contact["value"])


def compare(
    entered: Mapping[str, Any], among: Iterable[Document], *, country: str, is_elsewhere: bool
) -> list[Duplicate]:
    """Return those who have a contact of the one that is typed, the most likely first."""
    ways = ways_of(entered, country=country)
    others = (one for one in among if _can_be(one, entered))
    found = [
        _compared(entered, there, ways & existing.ways(there), is_elsewhere=is_elsewhere)
        for there in others
    ]
    return in_order(one for one in found if one.same)


def in_order(found: Iterable[Duplicate]) -> list[Duplicate]:
    """Put the most likely first, and the oldest of those alike."""
    places = list(Strength)
    return sorted(found, key=lambda one: (places.index(one.strength), str(one.customer["id"])))


def _can_be(there: Document, entered: Mapping[str, Any]) -> bool:
    if there.get("merged_into") or there["id"] == entered.get("id"):
        return False
    # The same person in another company is no duplicate.
    return not entered.get("party") or there.get("party") != entered["party"]


def _compared(
    entered: Mapping[str, Any],
    there: Document,
    shared: set[tuple[str, str]],
    *,
    is_elsewhere: bool,
) -> Duplicate:
    same = tuple(name for name in IDENTIFIERS if any(kind == name for kind, _ in shared))
    mine, theirs = _name(entered), _name(there)
    same_name = None if not mine else mine == theirs
    if same_name:
        strength = Strength.CERTAIN
    elif len(same) > 1 or same_name is None or set(mine) & set(theirs):
        strength = Strength.LIKELY
    else:
        strength = Strength.POSSIBLE
    return Duplicate(
        customer=there,
        same=same,
        shared=frozenset(shared),
        same_name=same_name,
        strength=strength,
        is_elsewhere=is_elsewhere,
    )


def _name(customer: Mapping[str, Any]) -> list[str]:
    full = str(customer.get("name") or "")
    parts = [str(customer.get(part) or "") for part in ("first_name", "last_name")]
    return sorted(folding.words(full or " ".join(parts)))


def policies_of(*levels: Mapping[str, str]) -> Policies:
    """Return what holds: what the last level says, else those before it, else that people are warned."""
    said = {name: policy for level in levels for name, policy in level.items()}
    return Policies(**{name: Policy(said[name]) for name in IDENTIFIERS if name in said})


def check_policies(document: Fields, name: str) -> Iterator[Finding]:
    """Ask for known policies of known identifiers."""
    value = document.get(name, {})
    if (
        not isinstance(value, Mapping)
        or set(value) - set(IDENTIFIERS)
        or not all(one in tuple(Policy) for one in value.values())
    ):
        yield Finding(code="field.invalid", field=name)
