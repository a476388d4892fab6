"""The shapes of answers about jobs and sessions."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field
from typing_extensions import TypedDict

Mode = Literal["continuous", "recurring", "held"]
Direction = Literal["upload", "decide", "download"]


class Job(TypedDict):
    """A job of the distribution schedule, and how it stands at headquarters."""

    number: str
    name: Annotated[str, Field(description="What it does, in plain words.")]
    reference: Annotated[str, Field(description="The name by which manuals know it.")]
    direction: Direction
    mode: Mode
    every_minutes: int
    starts_at: Annotated[
        str, Field(description="Time of day of the first run, in UTC; empty for at once.")
    ]
    excluded_offline: Annotated[bool, Field(description="Kept out of offline databases.")]
    running: bool
    waiting: Annotated[int, Field(description="Rows that wait for it.")]
    rows: Annotated[int, Field(description="Rows that it moved last.")]
    last_run: datetime | None
    next_run: datetime | None


class Jobs(TypedDict):
    """The jobs: what comes up, what is decided, what goes down."""

    items: list[Job]


class NodeStep(TypedDict):
    """How far one node is with a package."""

    node: UUID
    name: str
    status: str
    applied_at: datetime | None
    error: str
    tries: int


class Session(TypedDict):
    """An upload: a batch of a node. A download: a package of a channel database group."""

    direction: Literal["upload", "download"]
    status: str
    group: str
    number: Annotated[int, Field(description="Of the package in its group; of an upload its id.")]
    rows: int
    size: Annotated[int, Field(description="Bytes.")]
    refused: int
    error: str
    created_at: datetime | None
    available_at: datetime | None
    canceled_at: datetime | None
    nodes: list[NodeStep]


class Sessions(TypedDict):
    """Sessions, newest first."""

    items: list[Session]
    next: str | None
