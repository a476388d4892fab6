"""Taking a merge back: both customers are there again, with what arrived since."""

from uuid import UUID

from tillbook.customers import queries
from tillbook.customers.document import SHAPE
from tillbook.customers.errors import CannotMerge
from tillbook.customers.models import Customer, CustomerMerge, DuplicatePair
from tillbook.customers.operations.merge_customers import (
    authors,
    draft,
    kind_of,
    merge_of,
    pairs_settled,
)
from tillbook.customers.operations.ruling import rule
from tillbook.customers.rules import merging
from tillbook.exchange.core.units import Units, to_units
from tillbook.exchange.errors import Refused, StaleEdit
from tillbook.exchange.kinds import Proposal, Ruling, entity_kind
from tillbook.exchange.log import images
from tillbook.exchange.up.submit import submit_many
from tillbook.foundation import clock
from tillbook.foundation.actor import Actor, Permission
from tillbook.nodes.this_node import current


def unmerge_customers(actor: Actor, loser: UUID) -> None:
    """Take a merge back, within 30 days.

    The loser's record was kept and has all that arrived for it. The survivor loses what the merge
    brought, but for what somebody changed there since. Raises PermissionRefused or CannotMerge;
    then nothing was stored. Source: AR-143.
    """
    actor.require(Permission.MERGE_CUSTOMERS)
    if not current().is_root:
        raise CannotMerge("merge.elsewhere")
    merge = merge_of(loser)
    if merge is None:
        raise CannotMerge("merge.not_merged")
    drafts = [draft(actor, UNMERGE, loser, {}, said=str(merge.survivor))]
    tag = queries.tag_of(merge.survivor)
    if patch := taken_back(merge):
        drafts.append(draft(actor, RELEASE, merge.survivor, patch, said=str(loser), expected=tag))
    # Who takes them apart has said that they are not the same person.
    drafts += pairs_settled(actor, merge.survivor, [loser], state=DuplicatePair.State.DIFFERENT)
    try:
        submit_many(drafts)
    except StaleEdit:
        raise CannotMerge("merge.changed") from None
    except Refused as refused:
        if refused.code.startswith("merge."):
            raise CannotMerge(refused.code) from None
        raise


def taken_back(merge: CustomerMerge) -> Units:
    """Return the patch that the survivor gets when a merge is undone now."""
    survivor = images.load(entity_kind("customer"), [merge.survivor]).get(merge.survivor)
    if survivor is None:
        return {}
    now = to_units(survivor.document, SHAPE)
    return merging.undone(now, authors(survivor), merge.before, frozenset(merge.operations))


def _decide_unmerge(proposal: Proposal) -> Ruling:
    merge = merge_of(UUID(proposal.after["id"]))
    if merge is None:
        return Ruling(refused="merge.not_merged")
    if not merging.can_be_undone(merge.at, clock.now()):
        return Ruling(refused="merge.too_late")
    if Customer.objects.filter(id=merge.survivor, merged_into__isnull=False).exists():
        return Ruling(refused="merge.survivor_merged")
    merge.undone_at = clock.now()
    merge.save(update_fields=["undone_at"])
    _leave_to_later_ones(merge)
    return Ruling(assigned={"merged_into": None})


def _leave_to_later_ones(merge: CustomerMerge) -> None:
    """Let later merges give back what stood before this one, where they lie over what it brought."""
    for later in CustomerMerge.objects.filter(survivor=merge.survivor, undone_at=None):
        paths = [path for path, by in later.stood_by.items() if by in merge.operations]
        later.before |= {path: merge.before.get(path) for path in paths}
        later.stood_by |= {path: merge.stood_by.get(path, "") for path in paths}
        if paths:
            later.save(update_fields=["before", "stood_by"])


def _decide_release(proposal: Proposal) -> Ruling:
    ruling = rule(proposal.after)
    undone = CustomerMerge.objects.filter(loser=UUID(proposal.said), undone_at__isnull=False)
    if not ruling.refused and (merge := undone.order_by("undone_at").last()) is not None:
        merge.released = proposal.envelope.id.hex
        merge.save(update_fields=["released"])
    return ruling


UNMERGE = kind_of(merging.UNMERGE, _decide_unmerge)
RELEASE = kind_of(merging.RELEASE, _decide_release)
