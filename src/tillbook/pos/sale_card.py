"""What stands beside the lines of a sale: its customer, who may not be at hand here."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tillbook.customers import queries
from tillbook.exchange.core.units import Document
from tillbook.foundation.actor import Actor
from tillbook.nodes.this_node import current
from tillbook.sales.queries import SaleView
from tillbook.screens import shown, words
from tillbook.screens.card import card
from tillbook.stores.queries import Place

#: What the page shows of these elsewhere on the card.
_SHOWN_ABOVE = frozenset({"note", "receipt_option", "receipt_email"})


def customer_of(actor: Actor, id: UUID) -> Document | None:
    """Return the customer of a sale: from this node, else from its parent; None if not at hand.

    Of a customer who was merged, the one who stays; the sale itself names whom it was made with.
    """
    found = queries.find(actor, id) or queries.find_elsewhere(actor, id)
    if found is None or not found["merged_into"]:
        return found
    return customer_of(actor, UUID(found["merged_into"])) or found


def beside(
    actor: Actor, sale: SaleView | None, place: Place | None, *, columns: Sequence[str]
) -> dict[str, Any]:
    """Return what the page shows of the customer; `is_away` where the node cannot read them now."""
    names = queries.names(actor, language=get_language() or "en")
    codes = sale.affiliations if sale else ()
    added = [(code, names.affiliations.get(code, code)) for code in codes]
    if sale is None or sale.customer is None:
        has_default = place is not None and place.default_customer is not None
        return {"customer": None, "has_default": has_default, "added": added}
    document = customer_of(actor, sale.customer)
    if document is None:
        parent = current().parent
        is_gone = parent.is_reachable and parent.reaches_root
        return {"customer": None, "is_away": True, "is_gone": is_gone, "added": added}
    wanted = [column for column in columns if column not in _SHOWN_ABOVE]
    return {
        "customer": shown.customer(document, names, country=place.country if place else ""),
        "card": card(document, names, wanted),
        "receipts": _receipts(document, sale.receipt_option),
        "added": added,
    }


def _receipts(document: Document, chosen: str) -> list[dict[str, Any]]:
    """Return the ways in which the receipt can go, the customer's own first."""
    email = document.get("receipt_email") or next(
        (one["value"] for one in document["contacts"] if one["kind"] == "email"), ""
    )
    own = words.choice_name(document["receipt_option"])
    ways = ["standard", *(["email", "both"] if email else [])]
    texts = {
        "standard": words.choice_name("standard"),
        "email": _("Email to %(email)s") % {"email": email},
        "both": _("Printed, and email to %(email)s") % {"email": email},
    }
    usual = {"value": "", "text": _("As the customer has it: %(option)s") % {"option": own}}
    return [
        {**one, "chosen": one["value"] == chosen}
        for one in (usual, *({"value": way, "text": texts[way]} for way in ways))
    ]
