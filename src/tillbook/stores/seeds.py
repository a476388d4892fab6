"""What a new headquarters starts with: the number sequence of customer accounts."""

from tillbook.exchange.configuration import draft_put
from tillbook.exchange.core.retry import NONE
from tillbook.exchange.submit import submit
from tillbook.nodes.this_node import current
from tillbook.stores.models import NumberSequence
from tillbook.stores.operations.draw_number import DEFAULT_SEQUENCE
from tillbook.stores.rules import numbering


def plant() -> None:
    """Make the sequence unless there is one of any kind: what an administrator changed stays so."""
    if NumberSequence.objects.exists():
        return
    document = {
        "code": "customers",
        "name": "Customer accounts",
        "legal_entity": "",
        "used_for": NumberSequence.Use.CUSTOMER_ACCOUNT.value,
        "format": numbering.DEFAULT.format,
        "check_digit": numbering.DEFAULT.check_digit,
        "first": 1,
    }
    actor = current().actor()
    draft = draft_put(actor, "number_sequence", id=DEFAULT_SEQUENCE, document=document)
    submit(draft, patience=NONE)
