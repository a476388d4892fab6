"""What can be wrong with a write of a customer.

CustomersError
├── InvalidCustomer     problems with pointers into the document
└── UnknownCustomer     no customer of this id here
"""

from collections.abc import Sequence

from tillbook.customers.rules.validation import Problem
from tillbook.foundation.errors import TillbookError


class CustomersError(TillbookError):
    """The base of this family."""

    code = "customer.error"


class InvalidCustomer(CustomersError):
    """The document breaks rules; nothing was stored."""

    code = "customer.invalid"

    def __init__(self, problems: Sequence[Problem]) -> None:
        named = ", ".join(f"{problem.pointer} ({problem.code})" for problem in problems)
        super().__init__(
            f"{len(problems)} things need fixing: {named}.", remedy="Correct them and save again."
        )
        self.problems = tuple(problems)


class UnknownCustomer(CustomersError):
    """No customer has this id or number, as far as this node knows."""

    code = "customer.unknown"

    def __init__(self) -> None:
        super().__init__("This node knows no such customer.", remedy="Search in all stores.")
