"""What can be wrong with a write of a sale.

SalesError
├── NoRegister   the actor works at no register
├── UnknownSale  no such sale, or none open, at this register
├── UnknownLine  no such line on the sale
├── StaleSale    the sale changed since the page was loaded
├── SaleOpen     another sale is open already
├── EmptySale    a sale without lines cannot be completed
├── TooLittle    less money was given than the total
└── InvalidLine  the text, quantity or price of a line is not possible
"""

from tillbook.foundation.errors import TillbookError


class SalesError(TillbookError):
    """The base of this family."""

    code = "sale.error"


class NoRegister(SalesError):
    """Sales belong to a register, and this actor has none."""

    code = "sale.no_register"


class UnknownSale(SalesError):
    """This register has no such sale, or none in the state that is needed."""

    code = "sale.unknown"


class UnknownLine(SalesError):
    """The sale has no such line."""

    code = "sale.line_unknown"


class StaleSale(SalesError):
    """The sale changed after the page was loaded; nothing was stored."""

    code = "sale.stale"


class SaleOpen(SalesError):
    """Another sale is open at this register."""

    code = "sale.open"


class EmptySale(SalesError):
    """A sale without lines cannot be completed."""

    code = "sale.empty"


class TooLittle(SalesError):
    """Less money was given than the sale amounts to."""

    code = "sale.too_little"


class InvalidLine(SalesError):
    """A line's text, quantity or price is not possible; nothing was stored."""

    code = "sale.line_invalid"
