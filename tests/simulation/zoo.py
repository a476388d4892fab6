"""Mistakes that others made: each variant breaks one rule of the exchange, and must be found."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

import msgspec
import pytest

from tests.simulation.later_zoo import LATER
from tillbook.exchange.core import deciding, following, merge, packaging, scope, states
from tillbook.exchange.core.merge import Edit, Merged, State
from tillbook.exchange.core.operations import FINAL, Outcome, Verdict
from tillbook.exchange.core.packages import Removal, Upsert
from tillbook.exchange.core.retry import RetryPolicy
from tillbook.exchange.core.states import OperationState, SyncState
from tillbook.simulator import book, child, headquarters, kinds, packager
from tillbook.simulator.book import Book, Known
from tillbook.simulator.child import Child
from tillbook.simulator.failures import Failpoint
from tillbook.simulator.headquarters import Headquarters
from tillbook.simulator.packager import Root

Plant = Callable[[pytest.MonkeyPatch], None]


def a_cursor_by_row_id(patched: pytest.MonkeyPatch) -> None:
    """Pass over rows that commit late: ids commit in any order."""
    waiting = Root.waiting
    newest: dict[tuple[Root, str], int] = {}

    def after_the_newest(self: Root, group: str, shut: Collection[str]) -> list[int]:
        found = [id for id in waiting(self, group, shut) if id > newest.get((self, group), 0)]
        newest[self, group] = max([*found, newest.get((self, group), 0)])
        return found

    patched.setattr(Root, "waiting", after_the_newest)


def the_cursor_before_the_rows(patched: pytest.MonkeyPatch) -> None:
    def early(self: Child, group: str, number: int, name: str) -> None:
        before = self.book.cursor(group)
        self._move(group, replace_cursor(before, number=number, name=name))
        content, key = self.book.blobs[group, name], self.ground.keys[group]
        self.at(Failpoint.APPLY_AFTER_ROWS)
        with self.book.disk.transaction():
            touched = self.book.take(content, name, key) if group == self.group else []
        self.ground.watch.applied(self, group, number, name, touched)

    patched.setattr(Child, "apply", early)


def replace_cursor(cursor: Any, **changes: Any) -> Any:
    return msgspec.structs.replace(cursor, **changes)


def a_unique_email(patched: pytest.MonkeyPatch) -> None:
    """Refuse a replicated write for a key that people do not have to themselves."""
    take = Book.take

    def refusing(self: Book, content: bytes, name: str, key: bytes) -> list[UUID]:
        before = dict(self.images)
        touched = take(self, content, name, key)
        taken = {_email(known) for known in before.values()} - {None}
        for id in touched:
            if id not in before and id in self.images and _email(self.images[id]) in taken:
                self.disk.drop(self.images, id)
        return touched

    patched.setattr(Book, "take", refusing)


def _email(known: Known) -> Any:
    return (known.document or {}).get("email")


def one_bad_operation_blocks_all(patched: pytest.MonkeyPatch) -> None:
    next_batch = Child.next_batch

    def blocked(self: Child) -> Any:
        return [] if self.stuck else next_batch(self)

    patched.setattr(Child, "next_batch", blocked)


def jitter_before_the_cap(patched: pytest.MonkeyPatch) -> None:
    def delay_s(self: RetryPolicy, failures: int, spread: float) -> float:
        return min(self.cap_s, self.first_s * self.factor ** min(failures, 32) * (0.5 + spread))

    patched.setattr(RetryPolicy, "delay_s", delay_s)


def an_eviction_for_a_deletion(patched: pytest.MonkeyPatch) -> None:
    def takes(item: Upsert | Removal, *, version: int, removed: str) -> bool:
        is_evict = isinstance(item, Removal) and item.why == "evict"
        return item.version >= version if is_evict else item.version > version

    patched.setattr(following, "takes", takes)


def an_answer_for_the_truth(patched: pytest.MonkeyPatch) -> None:
    def by_answer(now: str, verdict: Verdict, *, version: int) -> OperationState:
        return OperationState.SETTLED if verdict.outcome in FINAL else OperationState(now)

    patched.setattr(states, "by_answer", by_answer)


def numbers_used_again_after_a_start(patched: pytest.MonkeyPatch) -> None:
    begin = Headquarters._begin

    def forgetful(self: Headquarters) -> None:
        begin(self)
        if hasattr(self, "drawn") and "customer" in self.drawn:
            self.drawn["customer"] = max(0, self.drawn["customer"] - 3)

    patched.setattr(Headquarters, "_begin", forgetful)


def addresses_merged_by_column(patched: pytest.MonkeyPatch) -> None:
    law = merge.merge

    def by_column(state: State, edit: Edit, policy_of: Any, **more: Any) -> Merged:
        patch = dict(edit.patch)
        for unit, value in edit.patch.items():
            stands = state.units.get(unit)
            if unit.startswith("address/") and isinstance(value, dict) and stands:
                patch[unit] = {**stands, "street": value["street"]}
        return law(state, replace(edit, patch=patch), policy_of, **more)

    patched.setattr(deciding, "merge", by_column)


def downloads_wait_for_uploads(patched: pytest.MonkeyPatch) -> None:
    follow = Child.follow

    def waiting(self: Child) -> None:
        if self.book.pending:
            self.soon(child.FOLLOW_EVERY_MS, "follow", self.follow)
        else:
            follow(self)

    patched.setattr(Child, "follow", waiting)


def a_relay_releases_the_origin(patched: pytest.MonkeyPatch) -> None:
    answered = Book.answered

    def released(self: Book, answer: book.Answer, *, wall_ms: int) -> bool:
        judged = answered(self, answer, wall_ms=wall_ms)
        row = self.log.get(answer.operation)
        if row is not None and row.standing is OperationState.PENDING:
            self.disk.drop(self.pending, answer.operation)
        return judged

    patched.setattr(Book, "answered", released)


def a_filter_that_fails_open(patched: pytest.MonkeyPatch) -> None:
    def whole(rule: Any, document: Any, stamps: Any, shape: Any, **more: Any) -> Any:
        return document, stamps

    patched.setattr(scope, "project", whole)


def repeats_decided_again(patched: pytest.MonkeyPatch) -> None:
    take_in = Headquarters._take_in

    def again(
        self: Headquarters, op: kinds.Op, *, is_own: bool, waits: bool = False
    ) -> book.Answer:
        if op.id in self.book.log:
            self.decide(self.book.log[op.id])
        return take_in(self, op, is_own=is_own, waits=waits)

    patched.setattr(Headquarters, "_take_in", again)


def the_last_writer_wins(patched: pytest.MonkeyPatch) -> None:
    patched.setattr(merge, "_saw_current", lambda *_: False)


def a_no_is_no_stronger_than_a_yes(patched: pytest.MonkeyPatch) -> None:
    patched.setattr(headquarters, "law_of", lambda *of: replace_law(kinds.law_of(*of)))


def replace_law(law: Any) -> Any:
    return replace(law, restriction=merge.unrestricted)


def own_writes_are_not_shown(patched: pytest.MonkeyPatch) -> None:
    def shown(self: Book, entity: UUID) -> State | None:
        known = self.images.get(entity)
        return known.state if known else None

    patched.setattr(Book, "shown", shown)


def always_synced(patched: pytest.MonkeyPatch) -> None:
    patched.setattr(states, "sync_state", lambda _: SyncState.SYNCED)


def held_counts_as_done(patched: pytest.MonkeyPatch) -> None:
    law = states.by_answer

    def by_answer(now: str, verdict: Verdict, *, version: int) -> OperationState:
        is_held = verdict.outcome is Outcome.HELD
        return OperationState.SETTLED if is_held else law(now, verdict, version=version)

    patched.setattr(states, "by_answer", by_answer)


def packages_without_evictions(patched: pytest.MonkeyPatch) -> None:
    law = packaging.told_of

    def told_of(*of: Any, **more: Any) -> tuple[None, Upsert | None]:
        return None, law(*of, **more)[1]

    patched.setattr(packaging, "told_of", told_of)


def older_images_taken(patched: pytest.MonkeyPatch) -> None:
    patched.setattr(following, "takes", lambda *_, **__: True)


def custody_never_sent_again(patched: pytest.MonkeyPatch) -> None:
    patched.setattr(child, "is_due", lambda relayed_ms, _: relayed_ms is None)


def a_time_ahead_is_waited_for(patched: pytest.MonkeyPatch) -> None:
    def is_due(relayed_ms: int | None, now_ms: int) -> bool:
        return relayed_ms is None or relayed_ms < now_ms - states.RESEND_AFTER_MS

    patched.setattr(child, "is_due", is_due)


def clocks_are_believed(patched: pytest.MonkeyPatch) -> None:
    patched.setattr(deciding, "possible_time", lambda _, edit, **__: edit.edited_ms)


def answered_for_ever_at_a_relay(patched: pytest.MonkeyPatch) -> None:
    """Wait for a package that had passed before the operation came this way."""
    law = states.by_answer

    def by_answer(now: str, verdict: Verdict, *, version: int) -> OperationState:
        found = law(now, verdict, version=version)
        return OperationState.ANSWERED if found is OperationState.SETTLED else found

    patched.setattr(states, "by_answer", by_answer)


def a_rule_changed_beside_decisions(patched: pytest.MonkeyPatch) -> None:
    """Send again only what was there when the change began."""
    patched.setattr(Headquarters, "concerned", lambda _self, _group, _rule, earlier: list(earlier))


def orphans_held_for_ever(patched: pytest.MonkeyPatch) -> None:
    patched.setattr(Headquarters, "_is_orphan", lambda *_: False)


def verdicts_fall_out_of_packages(patched: pytest.MonkeyPatch) -> None:
    law = Root._verdicts
    patched.setattr(packager.Root, "_verdicts", lambda self, rows: law(self, rows)[1:])


EARLIER: Mapping[str, Plant] = {
    plant.__name__: plant
    for plant in (
        a_cursor_by_row_id,
        the_cursor_before_the_rows,
        a_unique_email,
        one_bad_operation_blocks_all,
        jitter_before_the_cap,
        an_eviction_for_a_deletion,
        an_answer_for_the_truth,
        numbers_used_again_after_a_start,
        addresses_merged_by_column,
        downloads_wait_for_uploads,
        a_relay_releases_the_origin,
        a_filter_that_fails_open,
        repeats_decided_again,
        the_last_writer_wins,
        a_no_is_no_stronger_than_a_yes,
        own_writes_are_not_shown,
        always_synced,
        held_counts_as_done,
        packages_without_evictions,
        older_images_taken,
        custody_never_sent_again,
        a_time_ahead_is_waited_for,
        clocks_are_believed,
        answered_for_ever_at_a_relay,
        a_rule_changed_beside_decisions,
        orphans_held_for_ever,
        verdicts_fall_out_of_packages,
    )
}
ZOO: Mapping[str, Plant] = {**EARLIER, **LATER}
#: Those that are looked for at every run of the tests; the others in `make proof`.
OFTEN = (
    "a_cursor_by_row_id",
    "the_cursor_before_the_rows",
    "one_bad_operation_blocks_all",
    "an_eviction_for_a_deletion",
    "an_answer_for_the_truth",
    "numbers_used_again_after_a_start",
    "addresses_merged_by_column",
    "downloads_wait_for_uploads",
    "a_relay_releases_the_origin",
    "a_filter_that_fails_open",
    "uploads_past_the_valve",
    "a_relay_that_keeps_a_run",
    "nobody_is_fenced_off",
    "a_snapshot_over_newer_images",
    "signatures_not_proven",
    "bad_bytes_never_made_good",
)
