"""Two customers who may be one: what a pair is, how sure it is, and what people say of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid5

from tillbook.customers.rules.duplicates import Duplicate, Strength

_NAMESPACE = UUID("6f1d3f0e-5f7b-4d0a-8b8e-2f3c5a7d9e10")
#: Of a thousand. What a person alone says stands between likely and possible.
STRENGTHS = {Strength.CERTAIN: 950, Strength.LIKELY: 800, Strength.POSSIBLE: 550}
#: From here on a pair may be merged together with others, without a look at each.
SURE = 900
#: What can be alike.
REASONS = frozenset(
    {
        "phone",
        "email",
        "name",
        "sound",
        "address",
        "birth_date",
        "identifier",
        "similar",
        "person",
    }
)
#: Who noticed.
SOURCES = frozenset({"decision", "match", "till", "headquarters"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two customers who may be one."""

    first: UUID
    second: UUID
    #: Of a thousand: how sure it is that they are one.
    strength: int
    #: Of REASONS.
    reasons: tuple[str, ...]
    #: Of SOURCES.
    source: str

    @property
    def id(self) -> UUID:
        """The same for both orders: a pair stands once."""
        return pair_id(self.first, self.second)

    @property
    def is_sound(self) -> bool:
        """Whether it is two customers and says of them what can be said."""
        return (
            self.first != self.second
            and 0 < self.strength <= 1000
            and set(self.reasons) <= REASONS
            and self.source in SOURCES
        )


def pair_id(first: UUID, second: UUID) -> UUID:
    """Return the id of a pair of customers, in either order."""
    return uuid5(_NAMESPACE, "/".join(sorted((str(first), str(second)))))


def pair_of(customer: UUID, found: Duplicate) -> Pair:
    """Return the pair that a customer and one who is reached in the same way make."""
    reasons = (*found.same, *(("name",) if found.same_name else ()))
    other = UUID(str(found.customer["id"]))
    first, second = sorted((customer, other))
    return Pair(
        first=first,
        second=second,
        strength=STRENGTHS[found.strength],
        reasons=reasons,
        source="decision",
    )


def without_known(pairs: Iterable[Pair], known: Iterable[UUID]) -> list[Pair]:
    """Leave out what is asked already or was answered: "not the same" is remembered."""
    held = set(known)
    return [pair for pair in {pair.id: pair for pair in pairs}.values() if pair.id not in held]
