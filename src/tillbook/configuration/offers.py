"""What capabilities say of configuration, also of a capability below: where it is used, what is checked.

Filled once in `config/wiring.py`; asked at headquarters.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from tillbook.configuration.uses import Use, summed
from tillbook.exchange.core.units import Document
from tillbook.exchange.kinds import Proposal, Ruling

#: Say where the thing of a document is in use. Asked before it is removed.
UsesOf = Callable[[Document], Iterable[Use]]
#: What a capability checks of a piece, after the kind's own check.
Check = Callable[[Proposal], Ruling]

_uses: dict[str, list[UsesOf]] = {}
_checks: dict[str, list[Check]] = {}
_Offered = TypeVar("_Offered")


def offer(
    *, uses: Mapping[str, UsesOf] | None = None, checks: Mapping[str, Check] | None = None
) -> None:
    """Register uses and checks, by kind. Several may be offered for one; offering twice adds nothing."""
    _add(_uses, uses or {})
    _add(_checks, checks or {})


def _add(registry: dict[str, list[_Offered]], offered: Mapping[str, _Offered]) -> None:
    for name, one in offered.items():
        if one not in registry.setdefault(name, []):
            registry[name].append(one)


def uses_of(entity: str, document: Document) -> tuple[Use, ...]:
    """Return where a thing of this kind is in use, by all capabilities' word."""
    return summed(use for find in _uses.get(entity, ()) for use in find(document))


def checks_of(entity: str) -> Sequence[Check]:
    """Return what capabilities check of this kind, in the order in which they offered it."""
    return _checks.get(entity, ())
