"""Questions that a node may put to its parent, such as a search in all stores.

Capabilities register them in `config/wiring.py`; a question reads and never writes.
"""

from collections.abc import Callable
from typing import Any

from tillbook.exchange.errors import UnknownKind
from tillbook.foundation.actor import Actor

Question = Callable[[Actor, dict[str, Any]], Any]

_questions: dict[str, Question] = {}


def offer(name: str, question: Question) -> None:
    """Register a question by name."""
    _questions[name] = question


def answer(name: str, actor: Actor, params: dict[str, Any]) -> Any:
    """Answer a question of a child, for its actor. Raises UnknownKind."""
    if name not in _questions:
        raise UnknownKind(f"This release does not know the question '{name}'.")
    return _questions[name](actor, params)
