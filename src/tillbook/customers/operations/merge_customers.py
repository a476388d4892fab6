"""Making one customer of several, at headquarters, and everything that follows from it later."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from tillbook.customers import document as documents
from tillbook.customers.document import SHAPE
from tillbook.customers.errors import CannotMerge, UnknownCustomer
from tillbook.customers.models import CustomerMerge, DuplicatePair
from tillbook.customers.operations import default_customer
from tillbook.customers.operations.duplicate_pairs import settled
from tillbook.customers.operations.ruling import rule
from tillbook.customers.rules import merging
from tillbook.customers.rules.pairs import pair_id
from tillbook.exchange.core.units import Document, Units, from_units, to_units
from tillbook.exchange.errors import Refused, StaleEdit
from tillbook.exchange.kinds import Draft, OperationKind, Proposal, Ruling, entity_kind
from tillbook.exchange.log import images
from tillbook.exchange.log.images import Image
from tillbook.exchange.log.standing import SyncState, standings
from tillbook.exchange.up.submit import submit_many
from tillbook.foundation import clock
from tillbook.foundation.actor import Actor, Permission
from tillbook.nodes.this_node import current
from tillbook.nodes.unit import unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Losing:
    """A customer who is merged away, as whoever merges saw it."""

    id: UUID
    #: The tag of the version that was seen; None for whatever stands when the merge begins.
    seen: str | None = None
    #: Units whose value is taken from this customer; see `merging.choices`.
    takes: frozenset[str] = frozenset()


def merge_customers(
    actor: Actor, survivor: UUID, losing: Sequence[Losing], *, seen: str | None = None
) -> None:
    """Merge customers into one who stays, in one transaction: all of them or none.

    The losers' ids and numbers stay names of the survivor, and their records stay as they are. What
    still arrives for them is carried over (`carry_over`). It can be undone for 30 days.
    Raises PermissionRefused, UnknownCustomer or CannotMerge; then nothing was stored.
    Source: AR-143.
    """
    actor.require(Permission.MERGE_CUSTOMERS)
    ids = [one.id for one in losing]
    found, tags = _seen(survivor, ids)
    drafts: list[Draft] = []
    stays = found[survivor]
    for one in losing:
        patch = _patch(stays, found[one.id], one.takes)
        drafts += [
            draft(actor, MERGE, one.id, {}, said=str(survivor), expected=one.seen or tags[one.id]),
            draft(
                actor,
                ABSORB,
                survivor,
                patch,
                said=str(one.id),
                expected=None if drafts else seen or tags[survivor],
            ),
        ]
        stays = _laid_over(stays, patch)
    drafts += pairs_settled(actor, survivor, ids, state=DuplicatePair.State.MERGED)
    try:
        submit_many(drafts)
    except StaleEdit:
        raise CannotMerge("merge.changed") from None
    except Refused as refused:
        if refused.code.startswith("merge."):
            raise CannotMerge(refused.code) from None
        raise


def _seen(survivor: UUID, losers: Sequence[UUID]) -> tuple[dict[UUID, Document], dict[UUID, str]]:
    """Return the customers as they stand now, with the tags of what was read or of less."""
    if not current().is_root:
        raise CannotMerge("merge.elsewhere")
    if not losers:
        raise CannotMerge("merge.nobody")
    if len({survivor, *losers}) <= len(losers):
        raise CannotMerge("merge.itself")
    ids = [survivor, *losers]
    standing = standings(ids)
    if any(one.sync_state is not SyncState.SYNCED for one in standing.values()):
        raise CannotMerge("merge.unsettled")
    found = documents.read(ids)
    if len(found) < len(ids):
        raise UnknownCustomer
    return found, {id: one.tag for id, one in standing.items()}


def pairs_settled(
    actor: Actor, survivor: UUID, losers: Sequence[UUID], *, state: DuplicatePair.State
) -> list[Draft]:
    """Draft that nobody is asked about these any more."""
    asked = DuplicatePair.objects.filter(id__in=[pair_id(survivor, loser) for loser in losers])
    return [settled(actor, id, state=state.value) for id in asked.values_list("id", flat=True)]


def _patch(survivor: Document, loser: Document, takes: frozenset[str]) -> Units:
    if takes - set(merging.choices(survivor, loser, SHAPE)):
        raise CannotMerge("merge.unknown_choice")
    return merging.merged(survivor, loser, SHAPE, takes=takes)


def preview(survivor: Document, losers: Sequence[tuple[Document, frozenset[str]]]) -> Document:
    """Return the survivor as it would be. Raises CannotMerge for a choice that is none."""
    for loser, takes in losers:
        survivor = _laid_over(survivor, _patch(survivor, loser, takes))
    return survivor


def _laid_over(customer: Document, patch: Units) -> Document:
    units = to_units(customer, SHAPE) | patch
    return documents.completed(from_units(customer["id"], units, SHAPE))


def draft(
    actor: Actor,
    kind: OperationKind,
    customer: UUID,
    patch: Units,
    *,
    said: str,
    expected: str | None = None,
) -> Draft:
    """Draft an operation of a merge; it says with whom as its reason."""
    return Draft(
        actor=actor,
        kind=kind.name,
        entity_kind="customer",
        entity=customer,
        patch=patch,
        expected=expected,
        reason=said,
    )


def _decide_merge(proposal: Proposal) -> Ruling:
    """Let the loser become a part of the survivor, and remember how to take it back."""
    loser, survivor = proposal.after, UUID(proposal.said)
    stays = documents.read([survivor]).get(survivor)
    if stays is None:
        return Ruling(refused=UnknownCustomer.code)
    becomes = {"merged_into": str(survivor)}
    objection = merging.objection(stays, loser)
    if not objection and default_customer.problems_of_edit(loser, loser | becomes):
        objection = "merge.default_customer"
    if objection:
        return Ruling(refused=objection)
    CustomerMerge.objects.create(
        id=proposal.envelope.id,
        loser=UUID(loser["id"]),
        survivor=survivor,
        at=clock.now(),
        by=proposal.envelope.by.id,
        carried=to_units(loser, SHAPE),
    )
    return Ruling(assigned=becomes)


def _decide_absorb(proposal: Proposal) -> Ruling:
    """Let the survivor have what a loser brings, and note what stood there before."""
    ruling = rule(proposal.after)
    merge = merge_of(UUID(proposal.said))
    if ruling.refused or merge is None or str(merge.survivor) != proposal.after["id"]:
        return Ruling(refused=ruling.refused or "merge.not_merged")
    unit().write_out()
    stood = to_units(proposal.before or {}, SHAPE)
    survivor = images.load(entity_kind("customer"), [merge.survivor])[merge.survivor]
    brought = {**proposal.patch, **ruling.assigned}
    merge.before = {path: stood.get(path) for path in brought} | merge.before
    by = authors(survivor)
    merge.stood_by = {path: by[path] for path in brought if path in by} | merge.stood_by
    merge.operations = [*merge.operations, proposal.envelope.id.hex]
    merge.carried = to_units(documents.read([merge.loser])[merge.loser], SHAPE)
    merge.save()
    return ruling


def merge_of(loser: UUID) -> CustomerMerge | None:
    """Return how a customer became a part of another one; None when it is none."""
    return CustomerMerge.objects.filter(loser=loser, undone_at=None).first()


def authors(survivor: Image) -> dict[str, str]:
    """Return the operation that wrote each unit of who was kept, as 32 hexadecimal digits.

    What an undone merge gave back is still of whoever had written it before.
    """
    undone = CustomerMerge.objects.filter(survivor=survivor.id).exclude(released="")
    given_back = dict(undone.values_list("released", "stood_by"))

    def author(path: str, operation: str) -> str:
        earlier = given_back.get(operation, {})
        return author(path, earlier[path]) if path in earlier else operation

    return {path: author(path, stamp.operation) for path, stamp in survivor.stamps.items()}


def kind_of(name: str, decide: Callable[[Proposal], Ruling]) -> OperationKind:
    """Return what the operations of a merge and of its undoing have in common."""
    return OperationKind(
        name=name,
        entity="customer",
        permission=Permission.MERGE_CUSTOMERS,
        creates=False,
        edits=True,
        decide=decide,
    )


MERGE = kind_of(merging.MERGE, _decide_merge)
ABSORB = kind_of(merging.ABSORB, _decide_absorb)
