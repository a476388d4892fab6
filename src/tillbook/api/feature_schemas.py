"""The shapes of answers about switches."""

from datetime import datetime
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict


class Planned(TypedDict):
    """How a switch turns by itself."""

    on: bool
    at: datetime


class Feature(TypedDict):
    """A switch of the chain."""

    name: str
    title: Annotated[str, Field(description="In English, as the articles name it.")]
    effect: Annotated[str, Field(description="What changes when it is on, in English.")]
    on: bool
    planned: Annotated[
        Planned | None, Field(description="How it turns by itself; null where nothing is planned.")
    ]
    needs: Annotated[list[str], Field(description="Names of switches that must be on before it.")]


class Features(TypedDict):
    """The switches of the chain."""

    items: list[Feature]
