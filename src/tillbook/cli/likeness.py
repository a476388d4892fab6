"""`tillbook init --like-dynamics`: the limits that the benchmark documents, as far as they are settings here."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

#: Minutes between the runs of the jobs that the documented conversion needs.
CONVERSION_MINUTES = 15
#: How many characters a search in all stores asks for.
REMOTE_SEARCH_LENGTH = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A setting that stands as the benchmark documents it."""

    text: str
    kind: str
    id: UUID
    document: dict[str, Any]


def limits() -> Iterator[Limit]:
    """Yield what is set, in an order in which every step is allowed."""
    yield from _switches()
    yield from _profiles()
    yield from _jobs()
    yield from _search()


def _switches() -> Iterator[Limit]:
    """Turn off what is a feature to be enabled there; what is mandatory there stays on."""
    from tillbook.features.catalog import CATALOG, id_of

    off = (
        "async_editing",
        "enhanced_async_creation",
        "async_addresses",
        "sync_audit",
        "multiple_contacts",
    )
    for name in off:
        yield Limit(
            text=f"Feature off: {CATALOG[name].title}",
            kind="switch",
            id=id_of(name),
            document={"name": name, "is_on": False},
        )


def _search() -> Iterator[Limit]:
    from tillbook.customers.parameters import parameters_id

    yield Limit(
        text=f"A search in all stores asks for {REMOTE_SEARCH_LENGTH} characters; opening a customer "
        "of another company creates them in the store's own, without asking",
        kind="commerce_parameters",
        id=parameters_id(),
        document={
            "store": None,
            "remote_search_length": REMOTE_SEARCH_LENGTH,
            "copies_unasked": True,
        },
    )


def _profiles() -> Iterator[Limit]:
    from tillbook.stores.rules.profiles import DEFAULT_FUNCTIONALITY, DEFAULT_OFFLINE

    yield Limit(
        text="Functionality profile Default: customers are not edited offline",
        kind="functionality_profile",
        id=DEFAULT_FUNCTIONALITY,
        document={"create_in_async_mode": False, "allow_offline_editing": False},
    )
    yield Limit(
        text="Offline profile Default: no advanced offline switching; "
        "a register tries again only when somebody works on it",
        kind="offline_profile",
        id=DEFAULT_OFFLINE,
        document={"advanced_switching": False, "allow_switch_before_sign_in": False},
    )


def _jobs() -> Iterator[Limit]:
    from tillbook.exchange.valves import DECIDE, UPLOAD
    from tillbook.scheduler.catalog.jobs import WORKS, id_of

    names = {work.number: work.references[0] for work in WORKS}
    for number in (UPLOAD, DECIDE, "1010"):
        yield Limit(
            text=f"Job {number} ({names[number]}): every {CONVERSION_MINUTES} minutes, not at once",
            kind="distribution_schedule",
            id=id_of("distribution_schedule", number),
            document={"mode": "recurring", "every_minutes": CONVERSION_MINUTES},
        )


def apply() -> None:
    """Set the limits at the headquarters of this process; safe to repeat."""
    from tillbook import configuration
    from tillbook.nodes.this_node import current

    actor = current().actor()
    for limit in limits():
        configuration.put(actor, limit.kind, id=limit.id, document=limit.document)
