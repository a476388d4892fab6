"""What can be wrong with a write of a customer.

CustomersError
├── InvalidCustomer     problems with pointers into the document
├── UnknownCustomer     no customer of this id here
├── OfAnotherCompany    only that company's stores may change them
├── NotPossibleNow      the connection and the settings do not allow it at this moment
├── CustomerExists      somebody is reached in the same way, and nobody said why
├── CannotMerge         why two customers cannot become one, or two again
├── UnknownPair         no such pair in the queue
├── UnknownOperation    no operation on a customer of this id here
└── UnknownConflict     no such value that lost
"""

from collections.abc import Sequence

from tillbook.customers.rules import modes
from tillbook.customers.rules.duplicates import Duplicate
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


_NOT_NOW = {
    modes.FILTERED: "Customer data is kept out of offline databases.",
    modes.CREATION_DISABLED: "The store's functionality profile allows no creation offline.",
    modes.EDITING_DISABLED: "The store's functionality profile allows no editing offline.",
    modes.NEEDS_HEADQUARTERS: "Editing in asynchronous mode is off and headquarters is away.",
    modes.NEEDS_ACCOUNT: "Editing in asynchronous mode is off and there is no account number yet.",
}


class NotPossibleNow(CustomersError):
    """A write that the mode does not allow at this moment; nothing was stored."""

    code = "customer.not_now"

    def __init__(self, code: str) -> None:
        super().__init__(
            _NOT_NOW[code], remedy="Try again when the connection to headquarters is back."
        )
        self.code = code


class OfAnotherCompany(CustomersError):
    """A change asked for at a store of another company than the customer's; nothing was stored."""

    code = "customer.of_another_company"

    def __init__(self) -> None:
        super().__init__(
            "The customer belongs to another company.",
            remedy="Create a copy in your company and change that one.",
        )


class CustomerExists(CustomersError):
    """Somebody here has the same phone or email; nothing was stored."""

    code = "customer.exists"

    def __init__(self, found: Sequence[Duplicate]) -> None:
        super().__init__(
            "A customer with this phone number or email address is there already.",
            remedy="Use that customer.",
        )
        self.found = tuple(found)


_NOT_MERGED = {
    "merge.elsewhere": ("Customers are merged at headquarters.", "Propose it from here."),
    "merge.itself": ("A customer cannot be merged with itself.", "Choose another customer."),
    "merge.merged_already": ("This customer is a part of another one already.", "Open that one."),
    "merge.into_merged": ("The customer to keep is a part of another one.", "Keep that one."),
    "merge.other_company": ("The customers belong to two companies.", "Keep both."),
    "merge.default_customer": ("A store's default customer stays.", "Keep that customer instead."),
    "merge.unsettled": ("Changes of a customer need attention first.", "Settle them, then merge."),
    "merge.changed": ("Somebody changed a customer meanwhile.", "Compare them again."),
    "merge.nobody": ("There is no customer to merge.", "Choose one or more."),
    "merge.unknown_choice": ("A choice names a field that cannot be chosen.", "Compare again."),
    "merge.not_merged": ("This customer is not merged.", "Open it and look."),
    "merge.too_late": ("A merge can be undone for 30 days.", "Create the customer again."),
    "merge.survivor_merged": (
        "The customer kept was merged into another one since.",
        "Undo that merge first.",
    ),
}


class CannotMerge(CustomersError):
    """Customers who cannot be made one, or two again; nothing was stored."""

    code = "merge.error"

    def __init__(self, code: str) -> None:
        message, remedy = _NOT_MERGED[code]
        super().__init__(message, remedy=remedy)
        self.code = code


class UnknownPair(CustomersError):
    """The queue of customers who may be one has no such pair."""

    code = "pair.unknown"

    def __init__(self) -> None:
        super().__init__("There is no such pair of customers.", remedy="Read the list again.")


class UnknownOperation(CustomersError):
    """No operation on a customer has this id, as far as this node knows."""

    code = "operation.unknown"

    def __init__(self) -> None:
        super().__init__(
            "This node knows no such operation.", remedy="Look for it at headquarters."
        )


class UnknownConflict(CustomersError):
    """No value lost there, or nobody can be asked for it now."""

    code = "conflict.unknown"

    def __init__(self) -> None:
        super().__init__(
            "No such value lost against another one.", remedy="Read the conflicts again."
        )
