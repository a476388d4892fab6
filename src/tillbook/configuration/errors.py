"""What can be wrong with a document of configuration."""

from collections.abc import Sequence
from dataclasses import dataclass

from tillbook.foundation.errors import TillbookError


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that keeps a document from being brought in."""

    #: Stable, for example "kind.unknown".
    code: str
    #: JSON pointer into the document.
    pointer: str
    #: What is wrong and what to do.
    text: str


class UnusableConfiguration(TillbookError):
    """Nothing of a document can be brought in as it stands; nothing was written."""

    code = "configuration.unusable"

    def __init__(self, faults: Sequence[Fault]) -> None:
        told = "; ".join(f"{fault.pointer}: {fault.text}" for fault in faults[:20])
        more = f"; and {len(faults) - 20} more" if len(faults) > 20 else ""
        super().__init__(
            f"Nothing was written. {told}{more}",
            remedy="Correct the document, then try it again with a dry run.",
        )
        self.faults = tuple(faults)
