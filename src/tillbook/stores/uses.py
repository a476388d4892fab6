"""Where places and number sequences are in use, as far as the organisation knows."""

from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

from tillbook.configuration.uses import NAMED, Use
from tillbook.exchange.core.units import Document
from tillbook.stores.models import NumberCounter, NumberSequence, Register, Store
from tillbook.stores.queries import registers_following, stores_following


def _named(kind: str, rows: Iterable[str]) -> Use:
    names = tuple(rows)
    return Use(kind=kind, count=len(names), names=names[:NAMED])


def _of_legal_entity(company: Document) -> Iterable[Use]:
    stores = Store.objects.filter(legal_entity=company["id"])
    yield _named("store", stores.values_list("name", flat=True))
    sequences = NumberSequence.objects.filter(legal_entity=company["code"])
    yield _named("number_sequence", sequences.values_list("name", flat=True))


def _of_operating_unit(unit: Document) -> Iterable[Use]:
    stores = Store.objects.filter(operating_unit=unit["id"])
    yield _named("store", stores.values_list("name", flat=True))


def _of_store(store: Document) -> Iterable[Use]:
    registers = Register.objects.filter(store=store["id"])
    yield _named("register", registers.values_list("name", flat=True))


def _of_functionality_profile(profile: Document) -> Iterable[Use]:
    """Keep the default profile as long as a store names none."""
    stores = stores_following(UUID(profile["id"]))
    yield _named("store", stores.values_list("name", flat=True))


def _of_offline_profile(profile: Document) -> Iterable[Use]:
    """Keep the default profile as long as a register names none."""
    registers = registers_following(UUID(profile["id"]))
    yield _named("register", registers.values_list("name", flat=True))


def _of_number_sequence(sequence: Document) -> Iterable[Use]:
    """Keep a sequence that gave numbers: a new one would begin at the beginning."""
    reached = NumberCounter.objects.filter(sequence=sequence["id"]).first()
    drawn = reached.next - sequence.get("first", 1) if reached else 0
    yield Use(kind="number", count=max(drawn, 1) if reached else 0)


USES: Mapping[str, Callable[[Document], Iterable[Use]]] = {
    "legal_entity": _of_legal_entity,
    "operating_unit": _of_operating_unit,
    "store": _of_store,
    "number_sequence": _of_number_sequence,
    "functionality_profile": _of_functionality_profile,
    "offline_profile": _of_offline_profile,
}
