"""What can be wrong with a switch.

FeaturesError
├── UnknownSwitch         no switch of this name in the catalog
├── MomentPassed          it cannot be planned for what is over
├── PrerequisiteMissing   others have to be on first
├── SwitchNeeded          others that are on need it
└── SwitchOff             what was asked for needs a switch that is off
"""

from collections.abc import Sequence
from datetime import datetime

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


class MomentPassed(FeaturesError):
    """A switch cannot be planned to turn at a moment that is over."""

    code = "switch.moment_passed"

    def __init__(self, name: str, at: datetime) -> None:
        super().__init__(
            f"{name} cannot turn at {at.isoformat(timespec='minutes')}: that is over.",
            remedy="Name a later moment, or none to turn it now.",
        )
        self.name, self.at = name, at


class PrerequisiteMissing(FeaturesError):
    """A switch cannot be turned on before those that it needs."""

    code = "switch.prerequisite_missing"

    def __init__(self, name: str, missing: Sequence[str]) -> None:
        named = ", ".join(missing)
        super().__init__(
            f"{name} needs switches that are off: {named}.",
            remedy=f"Turn on these first: {named}.",
        )
        self.name, self.missing = name, tuple(missing)


class SwitchNeeded(FeaturesError):
    """A switch cannot be turned off alone while others need it."""

    code = "switch.needed"

    def __init__(self, name: str, dependents: Sequence[str]) -> None:
        named = ", ".join(dependents)
        super().__init__(
            f"Switches that are on need {name}: {named}.",
            remedy="Turn them off too, or first.",
        )
        self.name, self.dependents = name, tuple(dependents)


class SwitchOff(FeaturesError):
    """What was asked for is there only while a switch is on."""

    code = "switch.off"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The switch {name} is off, so this is not offered.",
            remedy="Turn it on in feature management.",
        )
        self.name = name
