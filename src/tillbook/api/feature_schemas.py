"""The shapes of answers about switches."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict


class Feature(TypedDict):
    """A switch of the chain."""

    name: str
    title: Annotated[str, Field(description="In English, as the articles name it.")]
    on: bool
    needs: Annotated[list[str], Field(description="Names of switches that must be on before it.")]


class Features(TypedDict):
    """The switches of the chain."""

    items: list[Feature]
