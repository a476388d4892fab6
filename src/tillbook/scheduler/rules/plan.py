"""What schemas, groups, jobs and subjobs come to: the scope of each group, the kinds of each job."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

#: The kinds whose rows are customers: what the customer filter keeps out of shared tables.
CUSTOMERS = frozenset({"customer"})
#: The job whose data are customers, and nobody else.
CUSTOMER_JOB = "1010"
#: The fields by which a group chooses among customers.
COMPANY, BOOKS = "legal_entity", "address_books"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subjob:
    """A table's worth of data."""

    code: str
    #: Kind -> its fields.
    fields: Mapping[str, Sequence[str]]
    is_shared: bool = False
    is_excluded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A unit of distribution."""

    number: str
    #: Codes of subjobs.
    subjobs: Sequence[str] = ()
    is_excluded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A channel database group, with what its schema says."""

    name: str
    is_offline: bool = False
    filters_customers: bool = False
    legal_entities: Sequence[str] = ()
    address_books: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KindScope:
    """What of a kind is in a group's scope."""

    #: None for every field; none at all for no row.
    fields: tuple[str, ...] | None = None
    #: Field -> the values of which a row must have one.
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What is in a group's scope."""

    kinds: Mapping[str, KindScope]
    #: Whether kinds that are not named are in scope, whole.
    others: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that the scheduler knows."""

    subjobs: Mapping[str, Subjob]
    jobs: Sequence[Job]
    groups: Sequence[Group]

    def subjobs_of(self, job: Job) -> Iterator[Subjob]:
        """Yield the subjobs that a job names and that there are."""
        yield from (self.subjobs[code] for code in job.subjobs if code in self.subjobs)


def scope_of(group: Group, plan: Plan) -> Scope:
    """Return what a group receives. Channel databases receive every field.

    Offline databases receive by allow-list: a field that no included subjob of an included job
    names stays out. Source: AR-121, AR-123, AR-124.
    """
    where = _where(group)
    if not group.is_offline:
        chosen = {kind: KindScope(where=where) for kind in CUSTOMERS} if where else {}
        return Scope(kinds=chosen, others=True)
    allowed: dict[str, set[str]] = {}
    for kind, fields in _offered(group, plan):
        allowed.setdefault(kind, set()).update(fields)
    return Scope(
        kinds={
            kind: KindScope(
                fields=tuple(sorted(fields)), where=where if kind in CUSTOMERS and fields else {}
            )
            for kind, fields in sorted(allowed.items())
        },
        others=False,
    )


def _offered(group: Group, plan: Plan) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield what subjobs bring to an offline database; nothing for a kind that is kept away."""
    for subjob in plan.subjobs.values():
        yield from ((kind, ()) for kind in subjob.fields)
    for subjob in _included(plan):
        for kind, fields in subjob.fields.items():
            is_filtered = group.filters_customers and subjob.is_shared and kind in CUSTOMERS
            yield kind, () if is_filtered else fields


def _included(plan: Plan) -> Iterator[Subjob]:
    for job in plan.jobs:
        if not job.is_excluded:
            yield from (one for one in plan.subjobs_of(job) if not one.is_excluded)


def _where(group: Group) -> dict[str, tuple[str, ...]]:
    chosen = {COMPANY: group.legal_entities, BOOKS: group.address_books}
    return {name: tuple(sorted(values)) for name, values in chosen.items() if values}


def kinds_of_valves(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Return job -> the kinds that wait for it. Every kind waits for one job only.

    That is the first job, by number, in which the kind has a table of its own; a table that it
    shares with others does not count, or holding staff would hold customers too.
    """
    found: dict[str, set[str]] = {job.number: set() for job in plan.jobs}
    taken: set[str] = set()
    for own in (True, False):
        for job in sorted(plan.jobs, key=lambda one: one.number):
            named = _kinds(one for one in plan.subjobs_of(job) if one.is_shared is not own)
            found[job.number] |= named - taken
            taken |= named
    return {number: tuple(sorted(named)) for number, named in found.items()}


def kinds_of(job: Job, plan: Plan) -> tuple[str, ...]:
    """Return every kind that a job distributes anything of, as a full data sync means it."""
    return tuple(sorted(_kinds(plan.subjobs_of(job))))


def _kinds(subjobs: Iterable[Subjob]) -> set[str]:
    return {kind for subjob in subjobs for kind in subjob.fields}


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something about exclusion that surprises."""

    #: Stable, for example "filter.customers_still_offline".
    code: str
    group: str
    #: The kind that it is about; empty for what is about all of them.
    kind: str = ""


def warnings(plan: Plan) -> list[Remark]:
    """Tell where exclusion is half done. Source: AR-126."""
    is_excluded = {job.number: job.is_excluded for job in plan.jobs}.get(CUSTOMER_JOB, False)
    found = []
    for group in plan.groups:
        if not group.is_offline:
            continue
        left = scope_of(group, plan).kinds
        reaches = any(kind in left and left[kind].fields != () for kind in CUSTOMERS)
        if group.filters_customers and reaches:
            found.append(Remark(code="filter.customers_still_offline", group=group.name))
        if is_excluded and not group.filters_customers and reaches:
            found.append(Remark(code="exclusion.names_still_offline", group=group.name))
        if _lost(left, plan):
            found.append(Remark(code="exclusion.staff_missing_offline", group=group.name))
    return found


def extensions_offline(plan: Plan, personal: Collection[str]) -> list[Remark]:
    """Tell which extensions bring personal data to offline databases that filter customers.

    The filter knows the kinds of this release only; an extension's table follows its subjob.
    `personal` are kinds of extensions with personal fields. Source: AR-128.
    """
    return [
        Remark(code="filter.extension_still_offline", group=group.name, kind=kind)
        for group in plan.groups
        if group.is_offline and group.filters_customers
        for kind, left in scope_of(group, plan).kinds.items()
        if kind in personal and left.fields != ()
    ]


def _lost(left: Mapping[str, KindScope], plan: Plan) -> bool:
    """Tell whether somebody who is no customer lost a part of a shared table."""
    for subjob in plan.subjobs.values():
        for kind, fields in subjob.fields.items() if subjob.is_shared else ():
            kept = left[kind].fields if kind in left else ()
            if kind not in CUSTOMERS and not set(fields) <= set(kept or ()):
                return True
    return False


def never_offline(fields: Mapping[str, Collection[str]], plan: Plan) -> dict[str, tuple[str, ...]]:
    """Return kind -> its fields that no subjob names."""
    named: dict[str, set[str]] = {}
    for subjob in plan.subjobs.values():
        for kind, own in subjob.fields.items():
            named.setdefault(kind, set()).update(own)
    found = {kind: tuple(sorted(set(own) - named.get(kind, set()))) for kind, own in fields.items()}
    return {kind: left for kind, left in found.items() if left}
