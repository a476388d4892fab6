"""What the engine keeps: the operation log, images, changes, packages and valves."""

from tillbook.exchange.models.entities import Conflict, Entity
from tillbook.exchange.models.feed import Change, FeedCursor, Group, GroupKey, Member, Package
from tillbook.exchange.models.log import IdempotencyKey, LogEntry, Operation, OperationBody
from tillbook.exchange.models.schedule import JobRun, Lease, UploadSession, Valve
from tillbook.exchange.models.snapshots import Snapshot, SnapshotLoad

__all__ = [
    "Change",
    "Conflict",
    "Entity",
    "FeedCursor",
    "Group",
    "GroupKey",
    "IdempotencyKey",
    "JobRun",
    "Lease",
    "LogEntry",
    "Member",
    "Operation",
    "OperationBody",
    "Package",
    "Snapshot",
    "SnapshotLoad",
    "UploadSession",
    "Valve",
]
