"""What a new chain asks its customers about, and the first words in which it asks."""

from collections.abc import Iterator
from typing import Any

_MARKETING = {
    "en": (
        "May {company} send offers and news to {value}? "
        "Saying no changes nothing else, and a yes can be taken back whenever you like."
    ),
    "sv": (
        "Får {company} skicka erbjudanden och nyheter till {value}? "
        "Ett nej ändrar inget annat, och ett ja kan du ta tillbaka när du vill."
    ),
    "zh-Hans": (
        "{company} 可以向 {value} 发送优惠和新品信息吗？拒绝不会有任何影响，同意后也可以随时撤回。"
    ),
}


def consent_purposes() -> Iterator[dict[str, Any]]:
    """Yield the purposes of consent, as documents of their kind."""
    yield {
        "code": "marketing",
        "name": "Marketing",
        "names": {"sv": "Marknadsföring", "zh-Hans": "营销"},
        "wordings": [{"version": 1, "texts": dict(_MARKETING)}],
    }
