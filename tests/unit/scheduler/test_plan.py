"""The law of exclusion and of valves, on small plans."""

import pytest

from tillbook.scheduler.rules import timing
from tillbook.scheduler.rules.plan import (
    Group,
    Job,
    KindScope,
    Plan,
    Subjob,
    kinds_of,
    kinds_of_valves,
    scope_of,
    warnings,
)

PARTIES = Subjob(
    code="parties", fields={"customer": ["name"], "associate": ["name"]}, is_shared=True
)
CUSTOMERS = Subjob(code="customers", fields={"customer": ["note"]})
STAFF = Subjob(code="staff", fields={"associate": ["pin"]})
HIDDEN = Subjob(code="numbers", fields={"sequence": []})
OFFLINE = Group(name="offline", is_offline=True)


def plan(
    *,
    excluded_jobs: tuple[str, ...] = (),
    excluded_subjobs: tuple[str, ...] = (),
    group: Group = OFFLINE,
) -> Plan:
    tables = (PARTIES, CUSTOMERS, STAFF, HIDDEN)
    return Plan(
        subjobs={
            one.code: Subjob(
                code=one.code,
                fields=one.fields,
                is_shared=one.is_shared,
                is_excluded=one.code in excluded_subjobs,
            )
            for one in tables
        },
        jobs=tuple(
            Job(number=number, subjobs=subjobs, is_excluded=number in excluded_jobs)
            for number, subjobs in (
                ("1010", ("parties", "customers")),
                ("1060", ("parties", "staff")),
                ("1110", ("numbers",)),
            )
        ),
        groups=(group,),
    )


def fields(made: Plan, group: Group = OFFLINE) -> dict[str, tuple[str, ...] | None]:
    return {kind: scope.fields for kind, scope in scope_of(group, made).kinds.items()}


def test_an_offline_database_receives_what_included_subjobs_name_and_nothing_else() -> None:
    assert fields(plan()) == {
        "associate": ("name", "pin"),
        "customer": ("name", "note"),
        "sequence": (),
    }
    assert not scope_of(OFFLINE, plan()).others


def test_a_channel_database_receives_everything() -> None:
    channel = Group(name="all-stores", filters_customers=True)
    scope = scope_of(channel, plan(excluded_jobs=("1010",), group=channel))
    assert (scope.kinds, scope.others) == ({}, True)


def test_a_group_may_choose_among_customers() -> None:
    where = {"legal_entity": ("se",), "address_books": ("a", "b")}
    channel = Group(name="south", legal_entities=["se"], address_books=["b", "a"])
    assert scope_of(channel, plan()).kinds == {"customer": KindScope(where=where)}
    register = Group(name="south", is_offline=True, legal_entities=["se"])
    assert scope_of(register, plan()).kinds["customer"].where == {"legal_entity": ("se",)}
    assert scope_of(register, plan()).kinds["associate"].where == {}


def test_what_a_job_and_a_subjob_exclude_stays_out() -> None:
    without_customers = fields(plan(excluded_jobs=("1010",)))
    assert without_customers["customer"] == ("name",), "1060 shares the party table"
    assert without_customers["associate"] == ("name", "pin")
    without_parties = fields(plan(excluded_subjobs=("parties",)))
    assert (without_parties["customer"], without_parties["associate"]) == (("note",), ("pin",))


def test_the_filter_takes_customers_out_of_shared_tables_only() -> None:
    filtering = Group(name="offline", is_offline=True, filters_customers=True)
    assert fields(plan(), filtering)["customer"] == ("note",)
    both = fields(plan(excluded_jobs=("1010",)), filtering)
    assert (both["customer"], both["associate"]) == ((), ("name", "pin"))


@pytest.mark.parametrize(
    ("filters", "excluded", "subjobs", "codes"),
    [
        (False, (), (), []),
        (True, (), (), ["filter.customers_still_offline"]),
        (False, ("1010",), (), ["exclusion.names_still_offline"]),
        (True, ("1010",), (), []),
        (True, (), ("customers",), []),
        (False, (), ("parties",), ["exclusion.staff_missing_offline"]),
    ],
)
def test_half_done_exclusion_is_told(
    *, filters: bool, excluded: tuple[str, ...], subjobs: tuple[str, ...], codes: list[str]
) -> None:
    group = Group(name="offline", is_offline=True, filters_customers=filters)
    made = plan(excluded_jobs=excluded, excluded_subjobs=subjobs, group=group)
    assert [remark.code for remark in warnings(made)] == codes


def test_every_kind_waits_for_one_job_and_never_for_a_shared_table() -> None:
    assert kinds_of_valves(plan()) == {
        "1010": ("customer",),
        "1060": ("associate",),
        "1110": ("sequence",),
    }
    assert kinds_of(plan().jobs[1], plan()) == ("associate", "customer")


@pytest.mark.parametrize(
    ("mode", "minutes", "fault"),
    [
        ("continuous", 0, ""),
        ("held", 0, ""),
        ("recurring", 15, ""),
        ("recurring", 0, "number.out_of_range"),
        ("recurring", timing.MOST_MINUTES + 1, "number.out_of_range"),
        ("sometimes", 0, "field.invalid"),
    ],
)
def test_a_job_runs_always_or_in_minutes_or_when_asked(mode: str, minutes: int, fault: str) -> None:
    assert timing.fault(mode, minutes) == fault
