"""What headquarters does with a creation of later whose customer may be there already."""

from tillbook.customers import document as documents
from tillbook.customers import search_index
from tillbook.customers.rules import existing
from tillbook.customers.rules.search_tokens import query_of
from tillbook.exchange.core.units import Document
from tillbook.exchange.kinds import Proposal, Ruling
from tillbook.fleet.queries import reason_of
from tillbook.nodes.unit import unit
from tillbook.stores.models import LegalEntity
from tillbook.stores.queries import existing_customers

Policy = LegalEntity.ExistingCustomers


def judge(proposal: Proposal) -> Ruling:
    """Let a creation pass, hold it for a person, or give it the party of who is there.

    Whoever corrects a creation that was held for this has looked: it passes.
    """
    new = proposal.after
    policy = existing_customers(str(new.get("legal_entity") or ""))
    if policy == Policy.CREATE or new.get("origin") not in existing.LATER:
        return Ruling()
    refers = proposal.envelope.refers
    if refers is not None and reason_of(refers) == existing.MAY_EXIST:
        return Ruling()
    there = existing.first_same(new, _candidates(new))
    if there is None:
        return Ruling()
    if policy == Policy.LINK:
        return Ruling(assigned={"party": there["party"]})
    return Ruling(refused=existing.MAY_EXIST, params={"customer": str(there["id"])})


def _candidates(new: Document) -> list[Document]:
    """Return the customers who are reached as the new one is, by the search index.

    Those of the same batch must stand in it.
    """
    unit().write_out()
    ids = {id for _, value in existing.ways(new) for id in search_index.candidates(query_of(value))}
    return list(documents.read(ids).values())
