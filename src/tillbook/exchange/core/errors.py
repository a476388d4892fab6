"""Broken promises between nodes.

ExchangeFault
├── MalformedOperation      bytes that are no operation
├── AlteredOperation        hash or signature does not match
├── BadToken                a request between nodes that cannot be trusted
├── SealBroken              sealed bytes that are not for this device
├── BadPackage              a package that cannot be trusted or read
│   ├── MissingKey          its key was not delivered yet
│   └── ReaderTooOld        it needs a newer release than this one
├── PackageTooLarge         more items than one package may hold
└── BadHead                 a manifest that cannot be trusted
    └── WentBack            a manifest older than one already seen
"""

from tillbook.foundation.errors import TillbookError


class ExchangeFault(TillbookError):
    """The base of this family."""

    code = "exchange.fault"


class MalformedOperation(ExchangeFault):
    """The bytes are not an operation in a form this node reads."""

    code = "operation.malformed"


class AlteredOperation(ExchangeFault):
    """The content does not match its hash or its signature."""

    code = "operation.altered"


class BadToken(ExchangeFault):
    """A request between nodes is unsigned, expired, repeated or meant for someone else."""

    code = "node.token"


class SealBroken(ExchangeFault):
    """Sealed bytes were not made for this device."""

    code = "seal.broken"


class BadPackage(ExchangeFault):
    """A package's bytes do not match its name, its key or its place in the chain."""

    code = "package.bad"


class MissingKey(BadPackage):
    """The group's key comes with the next contact."""

    code = "package.key"


class ReaderTooOld(BadPackage):
    """Headquarters' packages need a newer release."""

    code = "reader.too_old"

    def __init__(self) -> None:
        super().__init__(
            "Headquarters publishes packages that this release cannot read.",
            remedy="Upgrade this node. It keeps selling and sending meanwhile.",
        )


class PackageTooLarge(ExchangeFault):
    """The items would make a package that no node opens."""

    code = "package.too_large"


class BadHead(ExchangeFault):
    """A manifest's signature or content cannot be trusted."""

    code = "head.bad"


class WentBack(BadHead):
    """The parent shows an older manifest than this node has already followed."""

    code = "head.went_back"
