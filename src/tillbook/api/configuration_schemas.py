"""The shapes of a document of configuration, and of what became of it."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict


class Configuration(TypedDict):
    """The configuration of an installation, by natural keys."""

    format: Annotated[str, Field(description="Always tillbook.configuration.")]
    version: int
    kinds: Annotated[
        dict[str, list[dict[str, Any]]],
        Field(description="Kind to its pieces. Another piece is named as @kind/key."),
    ]


class WantedConfiguration(BaseModel):
    """A document of configuration, as another installation wrote it."""

    model_config = ConfigDict(extra="allow")

    format: Any = None
    version: Any = None
    kinds: Any = None


class Difference(TypedDict):
    """A field that differs."""

    field: str
    before: Any
    after: Any


class Change(TypedDict):
    """A piece that is new or differs."""

    kind: str
    key: str
    action: Literal["create", "change"]
    differences: list[Difference]


class Refusal(TypedDict):
    """What headquarters would refuse."""

    pointer: str
    code: str
    detail: str


class BroughtIn(TypedDict):
    """What became, or would become, of a document."""

    dry_run: bool
    changes: list[Change]
    unchanged: int
    refused: Annotated[list[Refusal], Field(description="Only in a dry run; else nothing is done.")]
