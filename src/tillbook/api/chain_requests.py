"""The shapes of requests about the chain: its connection, switches, devices and jobs."""

from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, StrictBool, model_validator
from pydantic_core import PydanticCustomError

from tillbook.api.requests import Code, Strict


class WantedConnection(Strict):
    """Which way operation 917 is to go."""

    state: Literal["connected", "disconnected"]


class WantedFeature(Strict):
    """How a switch is to stand."""

    on: StrictBool
    with_dependents: Annotated[
        StrictBool, Field(description="Turn off what needs the switch too, before it.")
    ] = False
    with_prerequisites: Annotated[
        StrictBool, Field(description="Turn on what the switch needs too, before it.")
    ] = False
    at: Annotated[
        AwareDatetime | None,
        Field(description="When every node turns it by itself, by its own clock; left out: now."),
    ] = None


class WantedCode(Strict):
    """The one device that a code is for: a register, or a store's own server."""

    # The name `register` is taken in every pydantic model.
    till: Annotated[Code | None, Field(alias="register")] = None
    store: Code | None = None

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if (self.till is None) == (self.store is None):
            raise PydanticCustomError("one_of", "Name either a register or a store")
        return self


class WantedStores(Strict):
    """The stores that a store's own server serves besides the one that it was enrolled for."""

    #: Their numbers; none to serve its own alone.
    further_stores: Annotated[list[Code], Field(max_length=1000)]


class WantedRun(Strict):
    """Which run of a job is wanted: what waits, or everything anew."""

    full: StrictBool = False
    #: The one group that a full data sync is for; all without it.
    group: Code | None = None
    #: A full data sync never recurs: anything but 0 is refused.
    every_minutes: Annotated[int, Field(ge=0, le=10_080, strict=True)] = 0


class WantedSchedule(Strict):
    """When a job is to run."""

    mode: Literal["continuous", "recurring", "held"]
    #: Time between two runs, where they recur.
    every_minutes: Annotated[int, Field(ge=0, le=10_080, strict=True)] = 0
    #: Time of day of the first run, in UTC; empty for at once.
    starts_at: Annotated[str, Field(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9])?$")] = ""
