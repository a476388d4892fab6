"""Contact: each node reports upward how it stands, for itself and its children, and gets keys."""

from collections.abc import Iterable
from typing import Annotated, Any
from uuid import UUID

import msgspec

import tillbook
from tillbook.exchange import keys, queries
from tillbook.exchange.core.admission import Grant
from tillbook.exchange.errors import ParentRefused
from tillbook.exchange.link import Link
from tillbook.foundation import clock
from tillbook.foundation.actor import Actor
from tillbook.nodes.models import Node, NodeReport
from tillbook.nodes.this_node import current
from tillbook.nodes.transactions import write

QUESTION = "exchange.contact"
TIMEOUT_S = 3.0


#: Bounds of what every database and calendar holds: one device's report travels with the others.
_Milliseconds = Annotated[int, msgspec.Meta(ge=0, le=253_402_300_799_999)]
_Count = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
_Number = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
_Version = Annotated[str, msgspec.Meta(max_length=32, pattern=r"^[ -~]*$")]
_KeyId = Annotated[str, msgspec.Meta(max_length=32, pattern="^[0-9a-f]*$")]
_Keys = Annotated[list[_KeyId], msgspec.Meta(max_length=1000)]
#: A store and its registers.
MAX_REPORTS = 1000


class Report(msgspec.Struct, frozen=True):
    """How one node stands. Times in milliseconds; `at_ms` by the clock of who received it."""

    node: UUID
    at_ms: _Milliseconds
    wall_ms: _Milliseconds
    pending: _Count
    attention: _Count
    oldest_pending_ms: _Milliseconds | None
    package: _Number
    version: _Version
    #: Group keys that it holds.
    keys: _Keys


class ContactAnswer(msgspec.Struct, frozen=True):
    """What the parent says at a contact."""

    wall_ms: int
    #: Whether headquarters can be reached from the parent.
    reaches_root: bool
    #: Keys for the nodes that reported, sealed to each.
    grants: dict[UUID, list[Grant]]


#: Per acting node: the children's last reports and the keys that headquarters sealed for them.
_reports: dict[UUID, dict[UUID, Report]] = {}
_grants: dict[UUID, dict[UUID, list[Grant]]] = {}


def own_report() -> Report:
    """Say how this node stands."""
    backlog = queries.backlog()
    oldest = backlog.oldest_pending_at
    now = clock.milliseconds()
    return Report(
        node=current().id,
        at_ms=now,
        wall_ms=now,
        pending=backlog.pending,
        attention=backlog.attention,
        oldest_pending_ms=int(oldest.timestamp() * 1000) if oldest else None,
        package=queries.applied_package(),
        version=tillbook.__version__,
        keys=keys.held_ids(),
    )


def contact(link: Link) -> bool:
    """Report to the parent and take what it answers; tell whether headquarters is reachable.

    Raises ParentUnreachable or ParentRefused.
    """
    node = current()
    reports = [own_report(), *_reports.get(node.id, {}).values()]
    asked_ms = clock.milliseconds()
    raw = link.ask(QUESTION, {"reports": msgspec.to_builtins(reports)}, timeout_s=TIMEOUT_S)
    answered_ms = clock.milliseconds()
    answer = msgspec.convert(raw, ContactAnswer)
    node.parent.clock_offset_ms = answer.wall_ms - (asked_ms + answered_ms) // 2
    node.parent.reaches_root = answer.reaches_root
    keys.receive(answer.grants.pop(node.id, ()))
    _grants.setdefault(node.id, {}).update(answer.grants)
    return answer.reaches_root


def answer_contact(actor: Actor, params: dict[str, Any]) -> Any:
    """Take the reports of a child and its subtree. Raises ParentRefused for no reports."""
    node = current()
    reports = [
        msgspec.structs.replace(report, at_ms=clock.milliseconds())
        if report.node == actor.node
        else report
        for report in _credible(actor, _reports_in(params))
    ]
    _record(reports)
    if node.is_root:
        grants = keys.grants_by_node({report.node: report.keys for report in reports})
    else:
        grants = _passed_on(node.id, reports)
    answer = ContactAnswer(
        wall_ms=clock.milliseconds(),
        reaches_root=node.is_root or (node.parent.is_reachable and node.parent.reaches_root),
        grants={id: given for id, given in grants.items() if given},
    )
    return msgspec.to_builtins(answer)


def _reports_in(params: dict[str, Any]) -> list[Report]:
    try:
        return msgspec.convert(params.get("reports"), list[Report])
    except msgspec.ValidationError as error:
        raise ParentRefused(f"These are no reports of nodes: {error}") from error


def _credible(actor: Actor, reports: list[Report]) -> list[Report]:
    """Keep one report of each node that the child may speak for: itself and its own children."""
    by_node = {report.node: report for report in reports[:MAX_REPORTS]}
    below = Node.objects.filter(id__in=list(by_node), parent=actor.node)
    known = {actor.node, *below.values_list("id", flat=True)}
    return [report for id, report in by_node.items() if id in known]


def _passed_on(node: UUID, reports: list[Report]) -> dict[UUID, list[Grant]]:
    """Remember a subtree's reports for the next contact upward; hand out what came down."""
    _reports.setdefault(node, {}).update({report.node: report for report in reports})
    waiting = _grants.setdefault(node, {})
    if any(not report.keys and report.node not in waiting for report in reports):
        current().wake.contact.set()
    return {report.node: waiting.pop(report.node, []) for report in reports}


def _record(reports: Iterable[Report]) -> None:
    rows = [
        NodeReport(
            node=report.node,
            at=clock.from_milliseconds(report.at_ms),
            pending=report.pending,
            attention=report.attention,
            oldest_pending_at=(
                clock.from_milliseconds(report.oldest_pending_ms)
                if report.oldest_pending_ms is not None
                else None
            ),
            package=report.package,
            version=report.version,
            clock_ms=report.wall_ms - report.at_ms,
        )
        for report in reports
    ]
    with write():
        NodeReport.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["node"],
            update_fields=[
                "at",
                "pending",
                "attention",
                "oldest_pending_at",
                "package",
                "version",
                "clock_ms",
            ],
        )
