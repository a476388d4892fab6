"""What capabilities offer to the engine: kinds of entities, kinds of operations, reactions.

Filled once in `config/wiring.py`; read everywhere else.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Model

from tillbook.exchange.core import deciding
from tillbook.exchange.core.merge import Policy, PolicyOf, Restriction, unrestricted
from tillbook.exchange.core.operations import DISCARD, By, Envelope, Opened
from tillbook.exchange.core.units import Document, Shape
from tillbook.exchange.errors import UnknownKind
from tillbook.foundation.actor import Actor, Permission


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A document to be written to a capability's tables."""

    document: Document
    #: What was computed once for everyone, such as search tokens; empty while undecided.
    derived: Mapping[str, Any]


def _anything(patch: Mapping[str, Any]) -> bool:
    return True


def _nothing_derived(document: Document) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What headquarters is asked to decide, after the merge."""

    envelope: Envelope
    #: None when the entity is new.
    before: Document | None
    #: Empty when the entity is to be removed.
    after: Document
    #: What the operation asks for, also where it lost.
    patch: Mapping[str, Any] = field(default_factory=dict)
    #: What whoever asked gave as the reason.
    said: str = ""


#: Headquarters' answer to a proposal.
Ruling = deciding.Ruling


def nothing_to_check(proposal: Proposal) -> Ruling:
    """Let every proposal pass."""
    return Ruling()


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityKind:
    """A kind of thing that the exchange carries."""

    name: str
    shape: Shape
    policy_of: PolicyOf
    #: Fields that the capability's tables hold; others are kept beside them untouched.
    fields: frozenset[str]
    #: Fields that go along whatever a group's rule says: the tables have no default for them.
    always: frozenset[str] = frozenset()
    #: ids -> documents as the tables show them; missing ids are left out. One query per table.
    read: Callable[[Collection[UUID]], dict[UUID, Document]]
    #: Writes whole documents, one multi-row upsert per table, inside the caller's transaction.
    write: Callable[[Sequence[Row]], None]
    #: Deletes rows, inside the caller's transaction.
    remove: Callable[[Collection[UUID]], None]
    derive: Callable[[Document], dict[str, Any]] = _nothing_derived
    #: How restrictive a value is, for units of policy MOST_RESTRICTIVE.
    restriction: Restriction = unrestricted
    #: Whether the known fields of another device's patch have the types that everybody counts on.
    is_well_formed: Callable[[Mapping[str, Any]], bool] = _anything
    #: Whether `configuration.put` may write it, and what headquarters checks then.
    configuration: bool = False
    check: Callable[[Proposal], Ruling] = nothing_to_check
    #: Whether it stays for ever, because signatures or the history refer to it.
    permanent: bool = False
    #: The table with one row for each, to count them.
    model: type[Model] | None = None


def _nothing_ahead(operations: Sequence[Opened]) -> None:
    """Read nothing ahead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationKind:
    """A kind of write."""

    name: str
    #: None when any configuration kind may be meant.
    entity: str | None
    permission: Permission
    #: Whether it brings the entity into being; otherwise it waits for the entity.
    creates: bool
    #: Whether it changes an entity that exists; otherwise a second one is a duplicate.
    edits: bool
    decide: Callable[[Proposal], Ruling]
    #: Whether it ends the entity instead of writing it.
    removes: bool = False
    #: Whether it goes up first after an outage, with its whole lane. Creations always do.
    urgent: bool = False
    #: Reads at once what deciding many of these will ask for; see `nodes/unit.py`.
    ahead: Callable[[Sequence[Opened]], None] = _nothing_ahead


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An operation before it is minted: asked here, by this actor."""

    actor: Actor
    kind: str
    entity_kind: str
    entity: UUID
    patch: Mapping[str, Any]
    #: Tag of the version that the editor saw; None counts as having seen the current one.
    expected: str | None = None
    refers: UUID | None = None
    reason: str = ""


#: Runs at headquarters in the transaction of a decision; its drafts are decided there too.
Reaction = Callable[[Document], Iterable[Draft]]

#: Whether somebody may be whom a device of a store names, as far as headquarters knows.
Speaker = Callable[[By], bool]

_entities: dict[str, EntityKind] = {}
_operations: dict[str, OperationKind] = {}
_reactions: dict[str, list[Reaction]] = {}
_speakers: list[Speaker] = []


def offer(
    *,
    entities: Iterable[EntityKind] = (),
    operations: Iterable[OperationKind] = (),
    reactions: Mapping[str, Reaction] | None = None,
    speakers: Iterable[Speaker] = (),
) -> None:
    """Register what a capability offers. Offering twice replaces kinds and adds nothing else.

    All speakers must agree on who asks. Reactions are offered for any kind, also one of a capability below, and several for one kind.
    """
    _entities.update({kind.name: kind for kind in entities})
    _operations.update({kind.name: kind for kind in operations})
    for name, reaction in (reactions or {}).items():
        if reaction not in _reactions.setdefault(name, []):
            _reactions[name].append(reaction)
    _speakers.extend(speaker for speaker in speakers if speaker not in _speakers)


def entity_kind(name: str) -> EntityKind:
    """Return a kind of entity. Raises UnknownKind."""
    try:
        return _entities[name]
    except KeyError:
        raise UnknownKind(f"This release does not know the kind '{name}'.") from None


def operation_kind(name: str) -> OperationKind:
    """Return a kind of operation. Raises UnknownKind."""
    try:
        return _operations[name]
    except KeyError:
        raise UnknownKind(f"This release does not know the operation '{name}'.") from None


def knows_entity(name: str) -> bool:
    """Tell whether this release can store a kind."""
    return name in _entities


def entity_kinds() -> list[EntityKind]:
    """Return the kinds that this release can store."""
    return list(_entities.values())


def personal_extensions() -> frozenset[str]:
    """Name the kinds of extensions whose tables have personal fields.

    An extension is an app of somebody else: its models stand outside this package.
    """
    return frozenset(
        kind.name
        for kind in _entities.values()
        if kind.model is not None
        and not kind.model.__module__.startswith("tillbook.")
        and any(getattr(base, "PERSONAL", ()) for base in kind.model.__mro__)
    )


def configuration_kinds() -> list[str]:
    """Name the kinds that only headquarters writes."""
    return [name for name, kind in _entities.items() if kind.configuration]


def far_reaching() -> Collection[str]:
    """Name the kinds of operations that look at or change more than their own record."""
    return {DISCARD, *(name for name, kind in _operations.items() if kind.entity is None)}


def urgent_operations() -> list[str]:
    """Name the kinds of operations that go up first after an outage."""
    return [name for name, kind in _operations.items() if kind.urgent or kind.creates]


def knows_operation(name: str) -> bool:
    """Tell whether this release can decide a kind."""
    return name in _operations


def creates(operation: str) -> bool:
    """Tell whether a kind of operation brings its entity into being, as far as this release knows."""
    return operation in _operations and _operations[operation].creates


def may_speak(by: By) -> bool:
    """Tell whether nothing speaks against somebody whom a device of a store names."""
    return all(speaker(by) for speaker in _speakers)


def edits(operation: str) -> bool:
    """Tell whether a kind of operation changes an entity that exists; unknown ones may."""
    return operation not in _operations or _operations[operation].edits


def reactions_to(entity: str) -> Sequence[Reaction]:
    """Return what follows from a write of this kind."""
    return _reactions.get(entity, ())


def refuse_stale(unit: str) -> Policy:
    """Return the policy of every unit of configuration: two people at once are told."""
    return Policy.REFUSE_STALE
