"""What can be wrong with a switch.

FeaturesError
└── UnknownSwitch    no switch of this name in the catalog
"""

from tillbook.foundation.errors import TillbookError


class FeaturesError(TillbookError):
    """The base of this family."""

    code = "features.error"


class UnknownSwitch(FeaturesError):
    """This release has no switch of this name."""

    code = "switch.unknown"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"There is no switch {name!r}.",
            remedy="Use a name of the catalog, or a release that knows this one.",
        )
        self.name = name
