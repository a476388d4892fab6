"""Which values that lost may come back by one click."""

#: An answer for consent is the customer's own word: whoever wants another one asks again.
_ASKED_AGAIN = "consent/"


def can_restore(unit: str) -> bool:
    """Tell whether a value of this unit may be brought back without asking the customer."""
    return not unit.startswith(_ASKED_AGAIN)
