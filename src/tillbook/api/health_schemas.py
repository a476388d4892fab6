"""The shapes of node health: what a node says of itself, and the tree at headquarters."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field
from typing_extensions import TypedDict

HealthWord = Literal["fine", "notice", "warning", "critical"]


class TroubleFound(TypedDict):
    """Something that deserves a look."""

    code: str
    severity: Literal["notice", "warning", "critical"]
    message: Annotated[str, Field(description="In words, in the language of the request.")]


class DataSet(TypedDict):
    """What one download job brings, and how far the node is with it."""

    job: str
    state: Literal["current", "waiting", "paused", "behind", "failing", "unknown"]
    since: Annotated[
        datetime | None,
        Field(description="When the oldest of what is missing was decided; null when nothing is."),
    ]
    waiting: Annotated[int, Field(description="Changes that wait for a run of the job.")]
    packages: Annotated[int, Field(description="Published packages that the node lacks.")]
    rows: Annotated[int | None, Field(description="Rows that the node counted itself.")]
    version: Annotated[int | None, Field(description="Version of configuration in force there.")]
    newest_version: Annotated[int | None, Field(description="The same at headquarters.")]


class FailingPackage(TypedDict):
    """A package that cannot be applied."""

    group: str
    number: int
    code: str
    tries: int


class NodeFigures(TypedDict):
    """What a node says of itself besides."""

    group: Annotated[str, Field(description="Its channel database group.")]
    package: Annotated[int, Field(description="The newest package that it applied.")]
    applied_at: datetime | None
    data_as_of: Annotated[
        datetime | None, Field(description="When headquarters signed what is applied whole.")
    ]
    failing_package: FailingPackage | None
    schema_version: Annotated[int, Field(description="How many migrations its database has.")]
    clock_difference_ms: Annotated[
        int | None, Field(description="The node's clock minus that of its parent.")
    ]
    disk_free_mib: int | None
    database_mib: int | None
    rows: Annotated[dict[str, int], Field(description="Rows by kind, counted in its own tables.")]


class NodeInTree(TypedDict):
    """A line of the tree as headquarters knows it."""

    node: UUID | None
    name: str
    role: str
    place: Annotated[str, Field(description="Number of the store or register.")]
    state: Literal["fine", "attention", "offline", "silent", "revoked", "missing", "served"]
    served_by: Annotated[
        list[str], Field(description="Names of the other stores' servers, where it has none.")
    ]
    last_contact: datetime | None
    pending: int
    attention: int
    oldest_pending: datetime | None
    version: str
    packages_behind: int
    clock_difference_ms: Annotated[int | None, Field(description="Against headquarters.")]
    data: list[DataSet]
    troubles: list[TroubleFound]


class ParentStanding(TypedDict):
    """How the node stands with its parent."""

    state: Literal["online", "offline", "disconnected"]
    last_contact: datetime | None


class LoopStanding(TypedDict):
    """How one loop of the exchange fares."""

    ticked_at: datetime | None
    trouble: Annotated[str, Field(description="Code of the last failure, empty when all is well.")]
    stalled: bool


class LoadingStanding(TypedDict):
    """How far the node has come with taking all rows of its group at once."""

    kind: Annotated[str, Field(description="What is being taken, such as `customer`.")]
    done: int
    total: int
    percent: int


class Alert(TypedDict):
    """Operations that have stood somewhere for too long."""

    kind: Annotated[str, Field(description="unsent, undecided or failed.")]
    count: Annotated[
        int, Field(description="Of operations; of nodes where headquarters says unsent.")
    ]
    oldest_at: datetime
    limit_s: int


class Status(TypedDict):
    """How the node stands."""

    node: UUID
    name: str
    role: str
    version: str
    parent: Annotated[ParentStanding | None, Field(description="Null at headquarters.")]
    pending: int
    attention: int
    oldest_pending: datetime | None
    loading: Annotated[
        LoadingStanding | None, Field(description="Null unless the node takes a snapshot.")
    ]
    alerts: list[Alert]
    loops: dict[str, LoopStanding]
    health: Annotated[HealthWord, Field(description="The worst of `troubles`.")]
    troubles: list[TroubleFound]
    figures: NodeFigures
    nodes: Annotated[
        list[NodeInTree] | None, Field(description="The tree; null but at headquarters.")
    ]


class Health(TypedDict):
    """The node answers and its loops turn."""

    status: Literal["ok"]


class Connection(TypedDict):
    """The connection to the parent."""

    parent: ParentStanding
