"""Every field of every replicated kind has a decision: some job carries it offline, or none does."""

from tillbook.config import wiring
from tillbook.exchange import kinds
from tillbook.scheduler.catalog.jobs import WORKS
from tillbook.scheduler.catalog.subjobs import NEVER_OFFLINE, TABLES

_CODES = {table.code for table in TABLES}


def named() -> dict[str, set[str]]:
    """Return kind -> the fields that some subjob names."""
    found: dict[str, set[str]] = {}
    for table in TABLES:
        for kind, fields in table.as_lists().items():
            found.setdefault(kind, set()).update(fields)
    return found


def replicated() -> dict[str, set[str]]:
    """Return kind -> the fields that its tables hold."""
    wiring.offer_all()
    return {
        name: set(kinds.entity_kind(name).fields)
        for name in ("customer", *kinds.configuration_kinds())
    }


def test_every_field_is_named_in_a_subjob_or_never_goes_offline() -> None:
    carried, kept = named(), {kind: set(names.split()) for kind, names in NEVER_OFFLINE.items()}
    undecided = {
        kind: sorted(fields - carried.get(kind, set()) - kept.get(kind, set()))
        for kind, fields in replicated().items()
    }

    assert {kind: fields for kind, fields in undecided.items() if fields} == {}


def test_no_field_is_decided_twice_and_none_that_there_is_not() -> None:
    known, carried = replicated(), named()
    kept = {kind: set(names.split()) for kind, names in NEVER_OFFLINE.items()}

    assert {kind: kept[kind] & carried.get(kind, set()) for kind in kept} == {
        kind: set() for kind in kept
    }
    unknown = {kind: sorted(carried[kind] - known.get(kind, set())) for kind in carried}
    assert {kind: fields for kind, fields in unknown.items() if fields} == {}


def test_every_kind_waits_for_a_job() -> None:
    """A kind that no job carries could not be held, nor synchronized in full."""
    carried = {
        kind
        for work in WORKS
        for table in TABLES
        if table.code in work.subjobs.split()
        for kind in table.fields
    }

    assert set(replicated()) <= carried
    assert {code for work in WORKS for code in work.subjobs.split()} == _CODES
