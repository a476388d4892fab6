"""Why a record is or is not seen at a node: the facts of its whole way, and what they come to.

The way goes from where the record was made up to headquarters, and from there down to the node. The
first step that fails is the cause.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

import msgspec


class Waiting(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The newest operation on the record that has no final word."""

    operation: UUID
    #: As the node keeps it: pending, held or attention.
    state: str
    reason: str = ""
    since_ms: int
    #: The node that minted it, and its name where that is known.
    origin: UUID
    node: str = ""


class AtRoot(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What headquarters says of the record and of the group that the node follows."""

    #: Version of the image; 0 while there is none.
    version: int = 0
    #: Why it is gone; empty while it is there.
    removed: str = ""
    waiting: Waiting | None = None
    group: str = ""
    is_paused: bool = False
    #: Whether the group's rule lets it in: "in", "kind" (none of its kind), "where" (not this one).
    scope: str = "in"
    #: The field that keeps it out.
    field: str = ""
    #: Whether the group's nodes were given it, by what was published.
    is_member: bool = False
    #: Whether its newest change is in no package yet, and the job that it waits for.
    is_unpacked: bool = False
    job: str = ""
    #: A package that was made and is not published yet.
    unpublished: int = 0
    #: Published packages with it, newest first.
    packages: list[int] = []


class Seen(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is known of a node on the way down."""

    node: UUID | None = None
    name: str = ""
    #: missing, silent (never heard of), revoked or active.
    status: str = "active"
    is_offline: bool = False
    last_contact_ms: int | None = None
    #: Newest package applied, or of the asked group passed on. None: not told.
    package: int | None = None
    #: Number, code and tries of a package that it cannot apply.
    failing: tuple[int, str, int] | None = None
    #: Whether its profile lets it take no data.
    is_paused: bool = False


class Here(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the node itself says."""

    has_row: bool = False
    #: Whether its search finds the row; None for what is not searched.
    is_indexed: bool | None = None
    version: int = 0
    waiting: Waiting | None = None
    #: online, offline or disconnected.
    parent: str = "online"
    #: Whether uploads wait for a run of their job.
    is_upload_shut: bool = False


class Facts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything that could be found out. None: nobody could be asked."""

    root: AtRoot | None = None
    #: The store between headquarters and a register; None where there is none.
    parent: Seen | None = None
    node: Seen | None = None
    here: Here | None = None


class Outcome(StrEnum):
    """A step of the way."""

    PASSED = "passed"
    FAILED = "failed"
    #: Nobody could be asked.
    UNKNOWN = "unknown"
    #: An earlier step failed.
    NOT_REACHED = "not_reached"


class Answer(StrEnum):
    """Whether the record is seen at the node."""

    VISIBLE = "visible"
    #: It is seen as it was before a change that has not arrived.
    OLD = "old"
    #: It is seen because it was written there; headquarters' word is still to come.
    PENDING = "pending"
    HIDDEN = "hidden"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the way, and what is known of it."""

    #: Which step: known, decided, scope, packed, published, device, relayed, applied, indexed.
    name: str
    outcome: Outcome
    #: What is the matter, for example "job.held"; empty when it passed.
    code: str = ""
    params: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The answer, the steps, and the first one that failed."""

    answer: Answer
    steps: tuple[Step, ...]
    cause: Step | None


def explain(facts: Facts) -> Explanation:
    """Follow the way; what stands after the cause was not reached."""
    answer = _answer(facts)
    steps: list[Step] = []
    cause: Step | None = None
    for step in _steps(facts):
        if cause is not None:
            steps.append(Step(name=step.name, outcome=Outcome.NOT_REACHED))
            continue
        steps.append(step)
        if step.outcome is Outcome.FAILED:
            cause = step
    if cause is None and answer is Answer.UNKNOWN:
        cause = next((step for step in steps if step.outcome is Outcome.UNKNOWN), None)
    if cause is not None and answer is Answer.VISIBLE:
        answer = Answer.OLD
    return Explanation(answer=answer, steps=tuple(steps), cause=cause)


def _answer(facts: Facts) -> Answer:
    here, root = facts.here, facts.root
    if here is not None:
        if here.has_row and here.is_indexed is not False:
            is_own = here.version == 0 or here.waiting is not None
            return Answer.PENDING if is_own else Answer.VISIBLE
        return Answer.HIDDEN if root is not None or here.waiting is not None else Answer.UNKNOWN
    if root is None or facts.node is None:
        return Answer.UNKNOWN
    waiting = root.waiting
    if root.version == 0 and waiting is not None and waiting.origin == facts.node.node:
        return Answer.PENDING
    if facts.node.status != "active" or facts.node.package is None:
        return Answer.HIDDEN
    was_given = root.packages or root.is_member
    came = any(number <= facts.node.package for number in root.packages) or not root.packages
    is_there = root.is_member or (root.packages and facts.node.package < root.packages[0])
    return Answer.VISIBLE if was_given and came and is_there else Answer.HIDDEN


def _steps(facts: Facts) -> Iterator[Step]:
    yield _known(facts)
    yield _decided(facts)
    yield _scope(facts.root)
    yield _packed(facts.root)
    yield _published(facts.root)
    yield _device(facts)
    if facts.parent is not None:
        yield _relayed(facts, facts.parent)
    yield _applied(facts)
    yield _indexed(facts.here)


def _passed(name: str, /, **params: object) -> Step:
    given = {key: str(value) for key, value in params.items()}
    return Step(name=name, outcome=Outcome.PASSED, params=given)


def _failed(name: str, code: str, /, **params: object) -> Step:
    given = {key: str(value) for key, value in params.items()}
    return Step(name=name, outcome=Outcome.FAILED, code=code, params=given)


def _unknown(name: str, code: str = "root.unreachable") -> Step:
    return Step(name=name, outcome=Outcome.UNKNOWN, code=code)


def _known(facts: Facts) -> Step:
    """Say whether headquarters has the record, or where it is held up on its way there."""
    root, here = facts.root, facts.here
    at_root = root is not None and (root.version > 0 or root.waiting is not None)
    if not at_root and here is not None and here.waiting is not None:
        return _on_the_way_up(here, here.waiting)
    if root is None:
        return _unknown("known")
    if root.removed:
        return _failed("known", f"removed.{root.removed}")
    if not at_root:
        return _failed("known", "record.unknown")
    return _passed("known", version=root.version)


def _on_the_way_up(here: Here, waiting: Waiting) -> Step:
    if waiting.state == "attention":
        return _failed("known", "upload.refused", **_told(waiting))
    if here.parent != "online":
        return _failed("known", f"upload.{here.parent}", **_told(waiting))
    code = "upload.held" if here.is_upload_shut else "upload.on_the_way"
    return _failed("known", code, **_told(waiting))


def _told(waiting: Waiting) -> dict[str, object]:
    return {
        "operation": waiting.operation,
        "reason": waiting.reason,
        "since_ms": waiting.since_ms,
        "node": waiting.node,
    }


def _decided(facts: Facts) -> Step:
    """Say whether headquarters has settled everything that was asked of the record."""
    root = facts.root
    if root is None:
        return _unknown("decided")
    if root.waiting is None:
        if facts.here is not None and facts.here.waiting is not None:
            step = _on_the_way_up(facts.here, facts.here.waiting)
            return _failed("decided", step.code, **step.params)
        return _passed("decided")
    codes = {"held": "decide.held", "attention": "decide.quarantined"}
    code = codes.get(root.waiting.state, "decide.waiting")
    return _failed("decided", code, **_told(root.waiting))


def _scope(root: AtRoot | None) -> Step:
    if root is None:
        return _unknown("scope")
    if root.scope != "in":
        return _failed("scope", f"scope.{root.scope}", group=root.group, field=root.field)
    return _passed("scope", group=root.group)


def _packed(root: AtRoot | None) -> Step:
    if root is None:
        return _unknown("packed")
    if not root.is_unpacked:
        return _passed("packed")
    if root.is_paused:
        return _failed("packed", "group.paused", group=root.group)
    if root.job:
        return _failed("packed", "job.held", job=root.job)
    return _failed("packed", "packing.waiting")


def _published(root: AtRoot | None) -> Step:
    if root is None:
        return _unknown("published")
    if root.unpublished:
        return _failed("published", "package.unpublished", number=root.unpublished)
    return _passed("published", number=_number(root))


def _number(root: AtRoot) -> int:
    """Return the package that the node needs; 0 when a snapshot or an older one brought it."""
    return root.packages[0] if root.packages else 0


def _device(facts: Facts) -> Step:
    node = facts.node
    if node is None:
        return _unknown("device") if facts.here is None else _passed("device")
    if node.status != "active":
        return _failed("device", f"device.{node.status}", node=node.name)
    return _passed("device", node=node.name)


def _relayed(facts: Facts, parent: Seen) -> Step:
    root = facts.root
    if root is None or parent.package is None:
        return _unknown("relayed", "parent.silent" if root else "root.unreachable")
    number = _number(root)
    if _has_applied(facts, number) or parent.package >= number:
        return _passed("relayed", node=parent.name, number=number)
    code = "parent.offline" if parent.is_offline else "parent.behind"
    return _failed("relayed", code, **_missing(parent, number))


def _missing(node: Seen, number: int) -> dict[str, object]:
    return {
        "node": node.name,
        "number": number,
        "n": number - (node.package or 0),
        "since_ms": node.last_contact_ms or "",
    }


def _has_applied(facts: Facts, number: int) -> bool:
    return facts.node is not None and (facts.node.package or 0) >= number


def _applied(facts: Facts) -> Step:
    root, node, here = facts.root, facts.node, facts.here
    if root is None or node is None:
        return _unknown("applied")
    number = _number(root)
    if _has_applied(facts, number):
        if here is not None and root.is_member and not here.has_row:
            return _failed("applied", "row.missing", number=number)
        return _passed("applied", node=node.name, number=number)
    if node.failing is not None and node.failing[0] <= number:
        failing, code, tries = node.failing
        return _failed("applied", "package.failing", number=failing, code=code, tries=tries)
    if node.is_paused:
        return _failed("applied", "node.paused", **_missing(node, number))
    if here is not None and here.parent != "online":
        return _failed("applied", f"node.{here.parent}", **_missing(node, number))
    code = "node.offline" if node.is_offline else "node.behind"
    return _failed("applied", code, **_missing(node, number))


def _indexed(here: Here | None) -> Step:
    if here is None:
        return _unknown("indexed", "node.not_asked")
    if here.has_row and here.is_indexed is False:
        return _failed("indexed", "index.missing")
    return _passed("indexed")
