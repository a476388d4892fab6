"""Drawing from number sequences, at headquarters, inside the deciding transaction."""

from django.db.models import F

from tillbook.stores.models import NumberSequence


def draw(name: str) -> int:
    """Draw the next number of a series. A number is lost only with its whole transaction."""
    if not NumberSequence.objects.filter(name=name).update(next=F("next") + 1):
        NumberSequence.objects.create(name=name, next=2)
        return 1
    return NumberSequence.objects.values_list("next", flat=True).get(name=name) - 1
