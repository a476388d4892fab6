"""What something took: by the clock, and of the processor."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """Time by the clock, and of the processor: others may be busy on this machine. Seconds."""

    wall_s: float = 0.0
    cpu_s: float = 0.0

    @classmethod
    def until_now(cls) -> "Took":
        """Return what has passed of both since some moment."""
        return cls(wall_s=time.perf_counter(), cpu_s=time.process_time())

    def __add__(self, other: "Took") -> "Took":
        return Took(wall_s=self.wall_s + other.wall_s, cpu_s=self.cpu_s + other.cpu_s)

    def __sub__(self, other: "Took") -> "Took":
        return Took(wall_s=self.wall_s - other.wall_s, cpu_s=self.cpu_s - other.cpu_s)


def timed(do: Callable[[], Result]) -> tuple[Result, Took]:
    """Do something; return what it gave, and what it took."""
    began = Took.until_now()
    gave = do()
    return gave, Took.until_now() - began
